"""Which passages two runs have in common, and where each has them."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.queries import reviewed_themes
from consult.themes.replay import NOWHERE
from consult.themes.theme_facts import PLACE

from .comparison import Comparison, compared


def side_by_side(first: AnalysisRun, second: AnalysisRun) -> Comparison:
    """The themes of two runs of a consultation after review, and what moves between them."""
    return compared(
        reviewed_themes(first), reviewed_themes(second), _flows(first, second), _sizes(second)
    )


def _sizes(run: AnalysisRun) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(PLACE, sa.func.count())
        .select_from(Passage)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id)
        .group_by(PLACE)
    )
    return dict(rows.all())


def _flows(first: AnalysisRun, second: AnalysisRun) -> Counter[tuple[str, str]]:
    """A passage is the same where the same text says it in the same words."""
    before, after = aliased(Passage), aliased(Passage)
    theme_before, theme_after = aliased(Theme), aliased(Theme)
    since = sa.func.coalesce(before.hand, theme_before.key, NOWHERE)
    to = sa.func.coalesce(after.hand, theme_after.key, NOWHERE)
    found: Counter[tuple[str, str]] = Counter()
    for of_text in ("free_text_id", "returned_text_id"):
        same_text = getattr(before, of_text) == getattr(after, of_text)
        rows = db.session.execute(
            sa.select(since, to, sa.func.count(sa.distinct(after.id)))
            .select_from(after)
            .join(before, sa.and_(same_text, before.text == after.text))
            .outerjoin(theme_before, before.theme_id == theme_before.id)
            .outerjoin(theme_after, after.theme_id == theme_after.id)
            .where(before.run_id == first.id, after.run_id == second.id)
            .group_by(since, to)
        )
        for one, other, count in rows:
            found[one, other] += count
    return found
