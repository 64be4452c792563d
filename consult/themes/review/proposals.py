"""How a theme could be divided: its sub-themes, as the analysis found them, and its two sides."""

from dataclasses import dataclass

import sqlalchemy as sa

from consult.themes import queries
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.queries import Quote
from consult.themes.replay import ReviewedTheme
from consult.themes.theme_facts import Part, facts


@dataclass(frozen=True, slots=True)
class Proposal:
    """A part of a theme that could stand alone. `code` names it in a form, `which` finds its
    passages; `side` is "for" or "against" where it is a side, else None."""

    code: str
    label: str
    side: str | None
    quotes: list[Quote]
    which: sa.ColumnElement[bool]


def proposals(run: AnalysisRun, theme: ReviewedTheme) -> list[Proposal]:
    """The parts that a theme could be divided into; empty where none is proposed."""
    known = facts(run, [theme])[theme.key]
    inside = queries.in_theme(theme.keys)
    sides = ("for", "against") if known.about is not None else ()
    found = [_of_side(run, theme, side, inside) for side in sides]
    found += [_of_part(run, part, inside) for part in known.parts]
    return [each for each in found if each.quotes]


def _of_side(
    run: AnalysisRun, theme: ReviewedTheme, side: str, inside: sa.ColumnElement[bool]
) -> Proposal:
    which = sa.and_(inside, Passage.side == side)
    return Proposal(f"side:{side}", "", side, queries.side_quotes(run, theme.keys, side), which)


def _of_part(run: AnalysisRun, part: Part, inside: sa.ColumnElement[bool]) -> Proposal:
    which = sa.and_(inside, Theme.key == part.key, Passage.part == part.place)
    label = part.label or ", ".join(part.keywords[:3])
    return Proposal(
        f"part:{part.key}:{part.place}", label, None, queries.some_quotes(run, which), which
    )
