"""What a report says of a theme beside its subject: how firm it is, its sides, whom it names.

No numbers: beside the theme's own they would tell, by subtraction, how few the others are. What
fewer passages than the threshold say or name is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consult.cell_suppression import suppress_cell
from consult.themes import queries as found
from consult.themes.models import AnalysisRun
from consult.themes.queries import Quote
from consult.themes.replay import ReviewedTheme
from consult.themes.theme_facts import Sign, ThemeFacts, facts

SIDES = ("for", "against")
QUOTES_A_SIDE = 2


def facts_of(run: AnalysisRun, themes: Iterable[ReviewedTheme]) -> Mapping[str, ThemeFacts]:
    """Key of each theme -> what is counted about it."""
    return facts(run, themes)


def said_of(theme: ReviewedTheme, known: ThemeFacts) -> dict[str, Any]:
    """The plain values of a content: kinds of statement and names, the commonest first."""
    return {
        "firmness": theme.firmness,
        "kinds": [kind for kind, count in known.kinds.items() if suppress_cell(count) is not None],
        "addressees": _names(known.addressees),
        "platforms": _names(known.platforms),
        "settings": _names(known.settings),
        "concepts": _names(known.concepts),
        "questions": [
            each for each, count in known.questions.items() if suppress_cell(count) is not None
        ],
    }


def has_sides(known: ThemeFacts) -> bool:
    """Is each side said by enough?"""
    enough = all(suppress_cell(known.sides.get(side, 0)) is not None for side in SIDES)
    return known.about is not None and enough


def side_quotes(run: AnalysisRun, theme: ReviewedTheme) -> dict[str, list[Quote]]:
    """Side -> what may be quoted of it; empty unless something may be of both."""
    quotes = {
        side: found.side_quotes(run, theme.keys, side, QUOTES_A_SIDE, permitted=True)
        for side in SIDES
    }
    return quotes if all(quotes.values()) else {}


def _names(signs: Sequence[Sign]) -> list[dict[str, str]]:
    return [dict(sign.name) for sign in signs if suppress_cell(sign.count) is not None]
