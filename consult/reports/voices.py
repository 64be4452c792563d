"""What was said in their own words: themes after review, quotes, what was left out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from flask_babel import gettext as _

from consult.cells import shown
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.db import db
from consult.themes import queries as found
from consult.themes.leaning import Leaning, leanings
from consult.themes.models import AnalysisRun
from consult.themes.review import ReviewedTheme, compositions
from consult.themes.telling import Facts

from . import queries
from .figures import Figures
from .suppression import pooled
from .theme_facts import facts_of, has_sides, said_of, side_quotes

Section = dict[str, Any]
QUOTES, CANDIDATES = 4, 12
PUBLISHED_METHOD = ("language", "package ", "setting ", "guide", "fewest")
"""What of a run's method is published, by how its name begins: versions and settings, no counts."""


def voices(consultation: Consultation, bands: list[str], figures: Figures) -> Section | None:
    """The themes of the run in use, most voices first; None: nothing was analysed."""
    run = found.current_run(consultation.id)
    if run is None:
        return None
    themes = found.reviewed_themes(run)
    kept = [theme for theme in themes if not theme.set_aside]
    numbers = _numbers(run, kept, bands, figures)
    written = [_theme(run, theme, numbers[theme.key], bands) for theme in kept]
    return {
        "analysed_on": run.day.isoformat(),
        **figures.kept(f"run:{run.id}", lambda: _totals(run, bands)),
        "themes": sorted(written, key=_most_voices_first),
        "listed": [] if themes else _quotes(run, found.listed(run, permitted=True), bands),
        "review": {
            "renamed": sum(theme.renamed for theme in kept),
            "merged": sum(len(theme.keys) - 1 for theme in kept),
            "set_aside": len(themes) - len(kept),
        },
        "method": {
            name: value for name, value in run.method.items() if name.startswith(PUBLISHED_METHOD)
        },
    }


def _totals(run: AnalysisRun, bands: list[str]) -> Section:
    of = run.consultation_id
    return {
        "writers": shown(sum(queries.writers(run, bands).values())),
        "passages": shown(found.passages_of(run)),
        "not_grouped": shown(found.not_grouped(run)),
        "no_opinion": shown(run.no_opinion),
        "held": shown(queries.held(of)),
        "taken_out": shown(queries.taken_out(of)),
        "quotable": shown(queries.quotable(of)),
    }


def _numbers(
    run: AnalysisRun, themes: list[ReviewedTheme], bands: list[str], figures: Figures
) -> dict[str, Section]:
    """Key of each theme -> all that is counted of it, as it was first seen of these passages."""
    known = facts_of(run, themes)
    leaning = leanings(db.session.get_one(Consultation, run.consultation_id), run, themes, bands)
    made_of = compositions(found.actions(run.consultation_id), themes)
    return {
        theme.key: figures.kept(
            f"theme:{run.id}:{made_of[theme.key]}",
            partial(_counted, run, theme, known[theme.key], leaning[theme.key], bands),
        )
        for theme in themes
    }


def _counted(
    run: AnalysisRun,
    theme: ReviewedTheme,
    known: Facts,
    leaning: list[Leaning],
    bands: list[str],
) -> Section:
    by_band = queries.voices(run, theme.keys, bands)
    total = shown(sum(by_band.values()))
    kept, rest = pooled(by_band) if total is not None else ({}, None)
    return {
        "voices": total,
        "bands": _in_order(kept, bands),
        "other_bands": rest if kept else None,
        "more_said_by": [asdict(each) for each in leaning],
        "has_sides": has_sides(known),
        **said_of(theme, known),
    }


def _theme(run: AnalysisRun, theme: ReviewedTheme, numbers: Section, bands: list[str]) -> Section:
    counted = {name: value for name, value in numbers.items() if name != "has_sides"}
    sides = side_quotes(run, theme) if numbers["has_sides"] else {}
    quotes = _quotes(
        run, across_bands(found.quotes(run, theme.keys, CANDIDATES, permitted=True)), bands
    )
    return {
        "key": theme.key,
        "label": _label(run, theme, quotes),
        "subject": theme.subject,
        "proposed_label": _permitted(run, theme, theme.proposed_label, quotes),
        "language": quotes[0]["language"] if quotes else "es",  # labels are words of the children
        "expected": theme.expected,
        **counted,
        "quotes": quotes,
        "sides": {side: _quotes(run, said, bands) for side, said in sides.items()},
    }


def _label(run: AnalysisRun, theme: ReviewedTheme, quotes: list[Section]) -> str:
    """A label is a quote too: words that no child of the theme lets us show are not in a report."""
    return theme.label if theme.named else _permitted(run, theme, theme.label, quotes)


def _permitted(run: AnalysisRun, theme: ReviewedTheme, label: str, quotes: list[Section]) -> str:
    """The label, or what stands for it: a quote, else single words of the theme."""
    if theme.named and theme.by_hand:
        return label
    if found.is_said_with_permission(run, theme.keys, label):
        return label
    told = next((quote["text"] for quote in quotes), "")
    return told or ", ".join(theme.keywords[:3]) or _("Un tema sin nombre")


def _most_voices_first(theme: Section) -> tuple[int, str]:
    """Where the number is hidden, the order must not tell it: by name."""
    return -(theme["voices"] or 0), theme["label"].casefold()


def across_bands(quotes: list[found.Quote]) -> list[found.Quote]:
    """A few of them, the first of each band before the second of any."""
    turns: dict[str, int] = {}
    ordered = []
    for place, quote in enumerate(quotes):
        turn = turns[quote.band] = turns.get(quote.band, 0) + 1
        ordered.append((turn, place, quote))
    return [quote for _turn, _place, quote in sorted(ordered, key=lambda each: each[:2])][:QUOTES]


def _in_order(counts: Mapping[str, int], bands: list[str]) -> list[Section]:
    return [{"band": band, "count": counts[band]} for band in bands if band in counts]


def _quotes(run: AnalysisRun, quotes: Iterable[found.Quote], bands: list[str]) -> list[Section]:
    """Words as they were stored, their language, and the band where it has a number."""
    said = list(quotes)
    spoken = queries.languages(run, [quote.text for quote in said])
    asked = _asked(run)
    return [
        {
            "text": quote.text,
            "band": quote.band if quote.band in bands else None,
            "language": spoken.get(quote.text, "es"),
            "asked": asked[quote.question],
        }
        for quote in said
    ]


def _asked(run: AnalysisRun) -> dict[str, dict[str, str]]:
    """Concept -> its name by language: a wish and a worry can have the same words."""
    consultation = db.session.get_one(Consultation, run.consultation_id)
    names: dict[str, dict[str, str]] = {}
    for (concept, code), name in asked_in(consultation).concept_names.items():
        names.setdefault(concept, {})[code] = name
    return names
