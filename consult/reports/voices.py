"""What was said in their own words: themes after review, quotes, what was left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.cells import shown
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.db import db
from consult.themes import queries as found
from consult.themes.models import AnalysisRun
from consult.themes.review import ReviewedTheme

from . import queries
from .suppression import pooled

Section = dict[str, Any]
QUOTES, CANDIDATES = 4, 12
PUBLISHED_METHOD = ("language", "package ", "setting ", "guide", "fewest")
"""What of a run's method is published, by how its name begins: versions and settings, no counts."""


def voices(consultation: Consultation, bands: list[str]) -> Section | None:
    """The themes of the latest finished run, most voices first; None: nothing was analysed."""
    run = found.latest_run(consultation.id, "done")
    if run is None:
        return None
    themes = found.reviewed_themes(run)
    kept = [theme for theme in themes if not theme.set_aside]
    written = [_theme(run, theme, bands) for theme in kept]
    return {
        "analysed_on": run.day.isoformat(),
        "writers": shown(sum(queries.writers(run, bands).values())),
        "passages": shown(found.passages_of(run)),
        "not_grouped": shown(found.not_grouped(run)),
        "no_opinion": shown(run.no_opinion),
        "themes": sorted(written, key=_most_voices_first),
        "listed": [] if themes else _quotes(run, found.listed(run), bands),
        "review": {
            "renamed": sum(theme.renamed for theme in kept),
            "merged": sum(len(theme.keys) - 1 for theme in kept),
            "set_aside": len(themes) - len(kept),
        },
        "method": {
            name: value for name, value in run.method.items() if name.startswith(PUBLISHED_METHOD)
        },
    }


def _theme(run: AnalysisRun, theme: ReviewedTheme, bands: list[str]) -> Section:
    by_band = queries.voices(run, theme.keys, bands)
    total = shown(sum(by_band.values()))
    kept, rest = pooled(by_band) if total is not None else ({}, None)
    quotes = _quotes(run, across_bands(found.quotes(run, theme.keys, CANDIDATES)), bands)
    return {
        "key": theme.key,
        "label": theme.label,
        "subject": theme.subject,
        "proposed_label": theme.proposed_label,
        "language": quotes[0]["language"] if quotes else "es",  # labels are words of the children
        "expected": theme.expected,
        "voices": total,
        "bands": _in_order(kept, bands),
        "other_bands": rest if kept else None,
        "quotes": quotes,
    }


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
