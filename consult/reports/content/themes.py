"""What was said in their own words: themes after review, quotes, what was left out."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from consult.cell_suppression import suppress_cell
from consult.consultations.models import Consultation
from consult.reports import queries
from consult.reports.disclosure.cell_rules import pooled
from consult.reports.disclosure.stable_figures import Figures
from consult.storage.db import db
from consult.themes import queries as found
from consult.themes.models import AnalysisRun
from consult.themes.replay import ReviewedTheme, compositions
from consult.themes.review.over_representation import Leaning, leanings
from consult.themes.theme_facts import ThemeFacts

from .quotes import QuoteSource, answering, language_of, named
from .subthemes import numbers as numbers_of_parts
from .subthemes import subthemes
from .theme_facts import facts_of, has_sides, said_of, side_quotes

Section = dict[str, Any]
QUOTES, CANDIDATES = 4, 12
PUBLISHED_METHOD = ("language", "package ", "setting ", "guide", "fewest")
"""What of a run's method is published, by how its name begins: versions and settings, no counts."""
NOT_IN_CONTENT = ("has_sides", "parts")
"""What is kept with a theme's numbers and told in another shape."""


def voices(consultation: Consultation, bands: list[str], figures: Figures) -> Section | None:
    """The themes of the run in use, most voices first; None: nothing was analysed."""
    run = found.current_run(consultation.id)
    if run is None:
        return None
    themes = found.reviewed_themes(run)
    kept = [theme for theme in themes if not theme.set_aside]
    known = facts_of(run, kept)
    numbers = _numbers(run, kept, known, bands, figures)
    words = QuoteSource(run, bands)
    telling = found.permitted_keywords(run, kept)
    written = [
        {**_theme(words, each, known[each.key], numbers[each.key]), "keywords": telling[each.key]}
        for each in kept
    ]
    return {
        "analysed_on": run.day.isoformat(),
        **figures.kept(f"run:{run.id}", lambda: _totals(run, bands)),
        "themes": sorted(written, key=_most_voices_first),
        "listed": [] if themes else words.quoted(found.listed(run, permitted=True)),
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
        "writers": suppress_cell(sum(queries.writers(run, bands).values())),
        "passages": suppress_cell(found.passages_of(run)),
        "not_grouped": suppress_cell(found.not_grouped(run)),
        "no_opinion": suppress_cell(run.no_opinion),
        "held": suppress_cell(queries.held(of)),
        "taken_out": suppress_cell(queries.taken_out(of)),
        "quotable": suppress_cell(queries.quotable(of)),
    }


def _numbers(
    run: AnalysisRun,
    themes: list[ReviewedTheme],
    known: Mapping[str, ThemeFacts],
    bands: list[str],
    figures: Figures,
) -> dict[str, Section]:
    """Key of each theme -> all that is counted of it, as it was first seen of these passages."""
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
    known: ThemeFacts,
    leaning: list[Leaning],
    bands: list[str],
) -> Section:
    by_band = queries.voices(run, theme.keys, bands)
    whole = sum(by_band.values())
    total = suppress_cell(whole)
    kept, rest = pooled(by_band) if total is not None else ({}, None)
    return {
        "voices": total,
        "bands": _in_order(kept, bands),
        "other_bands": rest if kept else None,
        "more_said_by": [asdict(each) for each in leaning],
        "has_sides": has_sides(known),
        "parts": numbers_of_parts(run, theme, bands, whole),
        **said_of(theme, known),
    }


def _theme(
    words: QuoteSource, theme: ReviewedTheme, known: ThemeFacts, numbers: Section
) -> Section:
    counted = {name: value for name, value in numbers.items() if name not in NOT_IN_CONTENT}
    some = found.quotes(words.run, theme.keys, CANDIDATES, permitted=True)
    quotes = words.quoted(across_bands(some))
    sides = side_quotes(words.run, theme) if numbers["has_sides"] else {}
    parts_told = numbers.get("parts", {})  # none in what was seen before parts were told
    name = _named(words, theme, theme.label, quotes, is_own=theme.named)
    proposed = name
    if theme.named or theme.renamed:  # else it is the same search through all that was said
        is_own = theme.named and theme.by_hand
        proposed = _named(words, theme, theme.proposed_label, quotes, is_own=is_own)
    heard = [name["label"], *(quote["text"] for quote in quotes)]
    return {
        "key": theme.key,
        **name,
        "subject": theme.subject,
        "proposed_label": proposed["label"],
        "language": language_of(quotes),
        "expected": theme.expected,
        "by_hand": theme.by_hand,
        **counted,
        "questions": words.questions(numbers.get("questions", ())),  # as "parts" above
        "quotes": quotes,
        "sides": {side: words.quoted(said) for side, said in sides.items()},
        "subthemes": subthemes(words, theme, known, parts_told, heard),
    }


def _named(
    words: QuoteSource, theme: ReviewedTheme, label: str, quotes: list[Section], *, is_own: bool
) -> Section:
    """The label, if people wrote it (`is_own`) or a child of the theme lets us show the words."""
    said = words.quoted(found.quotes_saying(words.run, found.in_theme(theme.keys), label))
    if is_own:
        return {"label": label, **answering(said)}
    return named(label, said, quotes, theme.keywords)


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
