"""Reads of runs, reviewed themes, and the passages that stand for them."""

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.answering.models import FreeText, Response, ReturnedText
from consult.storage.db import db

from .models import AnalysisRun, Passage, ReviewAction, Standing, Theme
from .passage_mark import MARK
from .replay import NOWHERE, Action, Review, ReviewedTheme, replayed, sized
from .theme_facts import PLACE, QUESTION


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that may be shown: its words as they were stored after redaction."""

    text: str
    band: str
    question: str  # the concept it answers
    passage: UUID
    free_text: UUID | None  # the text it is from is either this one
    returned_text: UUID | None  # or this one, which an officer gave back
    kind: str | None  # of statement


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words, once: how often they were said, one passage that says them, their mark."""

    text: str
    times: int
    passage: UUID
    mark: str


BAND = sa.func.coalesce(Response.band, ReturnedText.band)
LANGUAGE = sa.func.coalesce(Response.language, ReturnedText.language)
VOICE = sa.func.coalesce(Response.id, ReturnedText.id)
"""Of a passage: band and language of who said it, and the child. A returned text, whose response
nobody knows, is a voice of its own."""

_QUOTED = (Passage.text, BAND, QUESTION, Passage.id, FreeText.id, ReturnedText.id, Passage.kind)
_HEX = re.compile(rf"[0-9a-f]{{{2 * MARK}}}")
_TELLING = (Passage.representative.is_(None), Passage.representative, Passage.id)
_NOT_HELD = sa.or_(FreeText.id.is_(None), FreeText.held.is_(False))


def from_passages(*columns: Any) -> sa.Select[Any]:
    """Columns of passages and of what they are from: a screened text and its response, or a
    returned text."""
    return (
        sa.select(*columns)
        .select_from(Passage)
        .outerjoin(Passage.free_text)
        .outerjoin(FreeText.response)
        .outerjoin(Passage.returned_text)
    )


def latest_run(consultation_id: int, state: str | None = None) -> AnalysisRun | None:
    """The newest run of a consultation, in that state if one is named."""
    runs = sa.select(AnalysisRun).where(AnalysisRun.consultation_id == consultation_id)
    if state:
        runs = runs.where(AnalysisRun.state == state)
    return db.session.scalar(runs.order_by(AnalysisRun.id.desc()).limit(1))


def current_run(consultation_id: int) -> AnalysisRun | None:
    """The finished run that is in use: its themes are those of the report."""
    return _newest_done(consultation_id, Standing.IN_USE)


def candidate_run(consultation_id: int) -> AnalysisRun | None:
    """The finished run that somebody has yet to choose or decline."""
    return _newest_done(consultation_id, Standing.CANDIDATE)


def _newest_done(consultation_id: int, standing: Standing) -> AnalysisRun | None:
    runs = _done(consultation_id).where(AnalysisRun.standing == standing)
    return db.session.scalar(runs.order_by(AnalysisRun.id.desc()).limit(1))


def _done(consultation_id: int) -> sa.Select[Any]:
    mine = AnalysisRun.consultation_id == consultation_id
    return sa.select(AnalysisRun).where(mine, AnalysisRun.state == "done")


def done_runs(consultation_id: int) -> Sequence[AnalysisRun]:
    """All finished runs, the newest first."""
    return db.session.scalars(_done(consultation_id).order_by(AnalysisRun.id.desc())).all()


def done_run(consultation_id: int, run_id: int) -> AnalysisRun | None:
    """That run, if it is finished and of this consultation."""
    return db.session.scalar(_done(consultation_id).where(AnalysisRun.id == run_id))


def decisions(consultation_id: int) -> Sequence[ReviewAction]:
    """Everything people decided, in order."""
    return db.session.scalars(
        sa.select(ReviewAction)
        .where(ReviewAction.consultation_id == consultation_id)
        .order_by(ReviewAction.id)
    ).all()


def actions(consultation_id: int) -> list[Action]:
    """Everything people decided, in order, to be replayed."""
    return [
        Action(row.kind, row.theme_key, row.value, row.id) for row in decisions(consultation_id)
    ]


def review_of(run: AnalysisRun) -> Review:
    """What people decided, replayed on the run; sizes are those that the analysis proposed."""
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
            firmness=theme.firmness,
            distinctive=theme.distinctive,
        )
        for theme in run.themes
    ]
    return replayed(proposed, actions(run.consultation_id))


def reviewed_themes(run: AnalysisRun) -> list[ReviewedTheme]:
    """The run's themes as people left them, with the passages that they placed."""
    themes = sized(review_of(run).themes, _moved(run))
    return [theme if theme.label else _called(run, theme) for theme in themes]


def _moved(run: AnalysisRun) -> dict[tuple[str, str], int]:
    """(proposed theme, theme by hand) -> passages."""
    proposed = sa.func.coalesce(Theme.key, NOWHERE)
    rows = db.session.execute(
        sa.select(proposed, Passage.hand, sa.func.count())
        .select_from(Passage)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, Passage.hand.is_not(None))
        .group_by(proposed, Passage.hand)
    )
    return {(since, to or NOWHERE): count for since, to, count in rows}


def _called(run: AnalysisRun, theme: ReviewedTheme) -> ReviewedTheme:
    """A theme that people split off without a name is called by what most of its passages say.

    The words are looked up each time and kept nowhere: whoever said them may take them back.
    """
    commonest = db.session.scalar(
        sa.select(sa.func.min(Passage.text))
        .outerjoin(Passage.free_text)
        .where(Passage.run_id == run.id, Passage.hand == theme.key, _NOT_HELD)
        .group_by(Passage.mark)
        .order_by(sa.func.count().desc(), Passage.mark)
        .limit(1)
    )
    label = commonest or _("Un tema que separaste")
    return replace(theme, label=label, proposed_label=label)


def in_theme(keys: Iterable[str]) -> sa.ColumnElement[bool]:
    """Of a passage, with its proposed theme joined: is it in one of these, after review?"""
    named = list(keys)
    proposed = sa.and_(Passage.hand.is_(None), Theme.key.in_(named))
    return sa.or_(proposed, Passage.hand.in_(named))


ALONE = sa.or_(sa.and_(Passage.hand.is_(None), Passage.theme_id.is_(None)), Passage.hand == NOWHERE)
"""Of a passage: it is in no theme, as the analysis left it or as people did."""


def quotes(
    run: AnalysisRun, keys: Iterable[str], most: int = 4, *, permitted: bool = False
) -> list[Quote]:
    """Passages that stand for a theme, the most telling first, each wording once; none is held.

    Where none of those that the analysis chose is in it any more, any others. `permitted`: of
    children who let us show their words, for a report.
    """
    inside = _quotable(run, in_theme(keys), permitted=permitted)
    chosen = inside.where(Passage.representative.is_not(None))
    ordered = chosen.order_by(Passage.representative, Theme.size.desc(), Passage.id)
    return _once(ordered, most) or _once(inside.order_by(Passage.id).limit(10 * most), most)


def side_quotes(
    run: AnalysisRun, keys: Iterable[str], side: str, most: int = 3, *, permitted: bool = False
) -> list[Quote]:
    """Passages of a theme that take that side ("for", "against"); none is held."""
    which = sa.and_(in_theme(keys), Passage.side == side)
    return some_quotes(run, which, most, permitted=permitted)


def some_quotes(
    run: AnalysisRun, which: sa.ColumnElement[bool], most: int = 3, *, permitted: bool = False
) -> list[Quote]:
    """A few of these passages, those that stand for their theme first; none is held."""
    found = _quotable(run, which, permitted=permitted)
    return _once(found.order_by(*_TELLING).limit(10 * most), most)


def quotes_saying(
    run: AnalysisRun, which: sa.ColumnElement[bool], words: str, most: int = 1
) -> list[Quote]:
    """A few of these passages that have the words in them and that their children let us show."""
    first: dict[str, Quote] = {}
    found = _quotable(run, which, permitted=True).order_by(*_TELLING)
    with closing(db.session.execute(found, execution_options={"yield_per": 500})) as rows:
        for row in rows:
            if words and words.casefold() in row[0].casefold():
                first.setdefault(row[0].casefold(), Quote(*row))
            if len(first) == most:
                break
    return list(first.values())


def permitted_keywords(run: AnalysisRun, themes: Sequence[ReviewedTheme]) -> dict[str, list[str]]:
    """Key of each theme -> those of its keywords that a child of it lets us show. Streams."""
    owner = {key: theme.key for theme in themes for key in theme.keys}
    unsaid = {theme.key: set(theme.keywords) for theme in themes}
    found = _quotable(run, sa.true(), permitted=True).with_only_columns(PLACE, Passage.text)
    with closing(db.session.execute(found, execution_options={"yield_per": 500})) as rows:
        for place, text in rows:
            words, said = unsaid.get(owner.get(place, NOWHERE), set()), text.casefold()
            words -= {word for word in words if word.casefold() in said}
    return {
        theme.key: [word for word in theme.keywords if word not in unsaid[theme.key]]
        for theme in themes
    }


def _quotable(
    run: AnalysisRun, which: sa.ColumnElement[bool], *, permitted: bool = False
) -> sa.Select[Any]:
    """Not held; with `permitted` only what its child lets us show: never a returned text."""
    may_be = FreeText.quotable if permitted else sa.true()
    return (
        from_passages(*_QUOTED)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, which, _NOT_HELD, may_be)
    )


def _once(found: sa.Select[Any], most: int) -> list[Quote]:
    first: dict[str, Quote] = {}
    for row in db.session.execute(found):
        first.setdefault(row[0].casefold(), Quote(*row))
    return list(first.values())[:most]


def wordings(
    run: AnalysisRun, which: sa.ColumnElement[bool], page: int = 1, many: int = 25
) -> tuple[list[Wording], int]:
    """One page of the different wordings among these passages, and how many pages there are.

    In the order of their marks, which is as good as random; none is held.
    """
    found = (
        sa.select(
            sa.func.min(Passage.text),
            sa.func.count(),
            sa.func.min(sa.cast(Passage.id, sa.String)),
            Passage.mark,
        )
        .outerjoin(Passage.free_text)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, which, _NOT_HELD, Passage.mark.is_not(None))
        .group_by(Passage.mark)
    )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    rows = db.session.execute(found.order_by(Passage.mark).limit(many).offset((page - 1) * many))
    listed = [Wording(text, times, UUID(id), _hex(mark)) for text, times, id, mark in rows]
    return listed, max(1, -(-total // many))


def marks(run: AnalysisRun, which: sa.ColumnElement[bool]) -> list[str]:
    """Marks of all different wordings among these passages."""
    found = (
        sa.select(Passage.mark)
        .distinct()
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, which, Passage.mark.is_not(None))
        .order_by(Passage.mark)
    )
    return [_hex(mark) for mark in db.session.scalars(found)]


def _hex(mark: bytes | None) -> str:
    return (mark or b"").hex()


def known_marks(run: AnalysisRun, asked: Collection[str]) -> list[str]:
    """Those of these marks that stand for passages of the run, in order; others are ignored."""
    wanted = {bytes.fromhex(mark) for mark in asked if _HEX.fullmatch(mark)}
    return marks(run, Passage.mark.in_(wanted))


def not_grouped(run: AnalysisRun) -> int:
    """How many passages are in no theme."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(Passage).where(Passage.run_id == run.id, ALONE)
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


def voices_in(run: AnalysisRun) -> int:
    """How many children wrote something that the run read."""
    counted = from_passages(sa.func.count(sa.distinct(VOICE))).where(Passage.run_id == run.id)
    return db.session.scalar(counted) or 0


def listed(run: AnalysisRun, most: int = 200, *, permitted: bool = False) -> Sequence[Quote]:
    """Passages to be read where there are too few to group, in random order; none is held.

    `permitted`: of children who let us show their words.
    """
    found = _quotable(run, sa.true(), permitted=permitted).order_by(Passage.id).limit(most)
    return [Quote(*row) for row in db.session.execute(found)]


def repeated(run: AnalysisRun) -> int:
    """How many passages say, letters aside, what another says."""
    number = sa.func.count() - sa.func.count(sa.distinct(Passage.mark))
    mine = sa.and_(Passage.run_id == run.id, Passage.mark.is_not(None))
    return db.session.scalar(sa.select(number).select_from(Passage).where(mine)) or 0


def passage_in(consultation_id: int, passage_id: UUID) -> Passage | None:
    """That passage, if it is of a run of this consultation."""
    mine = sa.select(AnalysisRun.id).where(AnalysisRun.consultation_id == consultation_id)
    return db.session.scalar(
        sa.select(Passage).where(Passage.id == passage_id, Passage.run_id.in_(mine))
    )


def texts_saying(
    consultation_id: int, passage: str
) -> Sequence[tuple[FreeText | ReturnedText, str]]:
    """Every text of the consultation with a passage in these very words, and its language.

    Held ones are left as screening made them: an officer reads them before anybody quotes them.
    """
    mine = sa.select(AnalysisRun.id).where(AnalysisRun.consultation_id == consultation_id)
    said = sa.and_(Passage.text == passage, Passage.run_id.in_(mine))
    screened = sa.select(FreeText, Response.language).join(FreeText.response)
    returned = sa.select(ReturnedText, ReturnedText.language)
    rows = [
        *db.session.execute(
            screened.where(
                FreeText.held.is_(False),
                FreeText.id.in_(sa.select(Passage.free_text_id).where(said)),
            )
        ),
        *db.session.execute(
            returned.where(ReturnedText.id.in_(sa.select(Passage.returned_text_id).where(said)))
        ),
    ]
    return [(text, language) for text, language in rows]
