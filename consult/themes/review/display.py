"""What the pages of the review show of a theme, each number after the cell rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.answering.queries import counts_by
from consult.cell_suppression import in_tens, suppress_cell
from consult.clock import today
from consult.consultations.models import Consultation
from consult.sessions.queries import answers_arrive
from consult.themes import queries
from consult.themes.models import AnalysisRun
from consult.themes.queries import Quote
from consult.themes.replay import ReviewedTheme
from consult.themes.theme_facts import ThemeFacts, facts

from .labels import FIRMNESS, kinds_said, leaning_said, signs_said
from .over_representation import Leaning, leanings


@dataclass(frozen=True, slots=True)
class Side:
    """One side on what a theme differs on: "for" or "against"."""

    side: str
    count: int | None
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class ThemeDisplay:
    """A theme as a page shows it. `size` is None where it may not be shown; `rows` are terms and
    what is said under them; `sides` is empty where the theme has none."""

    theme: ReviewedTheme
    size: int | None
    quotes: list[Quote]
    firmness: str
    kinds: str
    rows: list[tuple[str, str]]
    sides: list[Side]
    about: str
    facts: ThemeFacts


def roughly(count: int) -> int | None:
    """A number of passages: in tens, since these pages are live, and parts beside their whole tell
    more."""
    return suppress_cell(in_tens(count))


def themes_shown(
    consultation: Consultation, run: AnalysisRun, themes: Sequence[ReviewedTheme]
) -> list[ThemeDisplay]:
    """Each theme of the run with what is said about it.

    Groups that lean to a theme are told once no answer arrives any more.
    """
    known = facts(run, themes)
    leaning: Mapping[str, list[Leaning]] = {}
    if not answers_arrive(consultation, today()):
        leaning = leanings(consultation, run, themes, enough_of(consultation))
    return [_shown(run, theme, known[theme.key], leaning.get(theme.key, [])) for theme in themes]


def enough_of(consultation: Consultation) -> list[str]:
    """The bands of whom enough answered to be told apart."""
    counts = counts_by(consultation.id, "band")
    return [band for band, count in counts.items() if band and suppress_cell(count) is not None]


def _shown(
    run: AnalysisRun, theme: ReviewedTheme, known: ThemeFacts, leaning: Sequence[Leaning]
) -> ThemeDisplay:
    return ThemeDisplay(
        theme=theme,
        size=roughly(theme.size),
        quotes=queries.quotes(run, theme.keys),
        firmness=str(FIRMNESS.get(theme.firmness or "", "")),
        kinds=kinds_said(known.kinds, roughly),
        rows=_rows(known, leaning),
        sides=_sides(run, theme, known),
        about=known.about or "",
        facts=known,
    )


def _rows(known: ThemeFacts, leaning: Sequence[Leaning]) -> list[tuple[str, str]]:
    rows = [
        (_("Más dicho por"), "; ".join(leaning_said(each) for each in leaning)),
        (_("Se dirigen a"), signs_said(known.addressees, roughly)),
        (_("Nombran"), signs_said(known.platforms, roughly)),
        (_("Dónde pasa"), signs_said(known.settings, roughly)),
        (_("Tocan"), signs_said(known.concepts, roughly, 4)),
        (_("Se divide en"), "; ".join(part.label for part in known.parts if part.label)),
    ]
    return [(term, words) for term, words in rows if words]


def _sides(run: AnalysisRun, theme: ReviewedTheme, known: ThemeFacts) -> list[Side]:
    if known.about is None:
        return []
    sides = [
        Side(side, roughly(known.sides.get(side, 0)), queries.side_quotes(run, theme.keys, side))
        for side in ("for", "against")
    ]
    return sides if all(each.quotes for each in sides) else []
