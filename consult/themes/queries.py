"""Reads of runs, reviewed themes, and the passages that stand for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.db import db

from .models import AnalysisRun, Passage, ReviewAction, Theme
from .review import Action, ReviewedTheme, reviewed


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that may be shown: its words as they were stored after redaction."""

    text: str
    band: str
    question: str  # the concept it answers


def latest_run(consultation_id: int, state: str | None = None) -> AnalysisRun | None:
    """The newest run of a consultation, in that state if one is named."""
    runs = sa.select(AnalysisRun).where(AnalysisRun.consultation_id == consultation_id)
    if state:
        runs = runs.where(AnalysisRun.state == state)
    return db.session.scalar(runs.order_by(AnalysisRun.id.desc()).limit(1))


def actions(consultation_id: int) -> list[Action]:
    """Everything people decided, in order."""
    rows = db.session.scalars(
        sa.select(ReviewAction)
        .where(ReviewAction.consultation_id == consultation_id)
        .order_by(ReviewAction.id)
    )
    return [Action(row.kind, row.theme_key, row.value) for row in rows]


def reviewed_themes(run: AnalysisRun) -> list[ReviewedTheme]:
    """The run's themes as people left them."""
    proposed = [
        ReviewedTheme(
            key=theme.key,
            label=theme.label,
            proposed_label=theme.label,
            keywords=tuple(theme.keywords),
            size=theme.size,
            expected=theme.expected,
            keys=(theme.key,),
            subject=theme.subject,
        )
        for theme in run.themes
    ]
    return reviewed(proposed, actions(run.consultation_id))


def quotes(run: AnalysisRun, keys: Iterable[str], most: int = 4) -> list[Quote]:
    """Passages that stand for a theme, the most telling first, each wording once; none is held."""
    rows = db.session.execute(
        sa.select(Passage.text, Response.band, FreeText.question)
        .join(Theme, Passage.theme_id == Theme.id)
        .join(Passage.free_text)
        .join(FreeText.response)
        .where(Passage.run_id == run.id, Theme.key.in_(list(keys)), FreeText.held.is_(False))
        .where(Passage.representative.is_not(None))
        .order_by(Passage.representative, Theme.size.desc(), Passage.id)
    )
    first: dict[str, Quote] = {}
    for text, band, question in rows:
        first.setdefault(text.casefold(), Quote(text, band, question))
    return list(first.values())[:most]


def not_grouped(run: AnalysisRun) -> int:
    """How many passages are near no theme."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Passage)
            .where(Passage.run_id == run.id, Passage.theme_id.is_(None))
        )
        or 0
    )


def passages_of(run: AnalysisRun) -> int:
    """How many passages the run read."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(Passage).where(Passage.run_id == run.id)
        )
        or 0
    )


def listed(run: AnalysisRun, most: int = 200) -> Sequence[Quote]:
    """Passages to be read where there are too few to group, in random order; none is held."""
    rows = db.session.execute(
        sa.select(Passage.text, Response.band, FreeText.question)
        .join(Passage.free_text)
        .join(FreeText.response)
        .where(Passage.run_id == run.id, FreeText.held.is_(False))
        .order_by(Passage.id)
        .limit(most)
    )
    return [Quote(text, band, question) for text, band, question in rows]
