"""What a theme divides into, as a report tells it: of each part a name, a quote, how many voices.

One child may speak of several parts. Their numbers are rounded down to tens, and only such are told
that no small group can be computed from them and from the voices of the theme: neither those of a
part, nor those who speak of other parts alone, nor all those of the parts without a number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from codebook.finder import without_accents
from consult.cell_suppression import in_tens, suppress_cell
from consult.reports import queries
from consult.reports.disclosure.cell_rules import pooled, visible
from consult.themes import queries as found
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.replay import ReviewedTheme
from consult.themes.theme_facts import Part, ThemeFacts

from .quotes import QuoteSource, fresh, language_of, named

Section = dict[str, Any]
CANDIDATES = 16
STEM = 4  # letters by which a word is known


def told(voices: Mapping[str, int], whole: int) -> dict[str, int]:
    """Voices of each part that may be told beside the theme's own number, rounded down to tens."""
    safe = {
        part: count for part, count in voices.items() if suppress_cell(whole - count) is not None
    }
    without = sum(voices.values()) - sum(safe.values())
    kept, _others = pooled(safe, without or None)
    return visible({part: in_tens(count) for part, count in kept.items()})


def numbers(
    run: AnalysisRun, theme: ReviewedTheme, bands: Sequence[str], whole: int
) -> dict[str, int]:
    """Code of each part of the theme that has a number -> that number."""
    voices = queries.voices_of_parts(run, theme.keys, bands)
    return told({_code(*part): count for part, count in voices.items()}, whole)


def subthemes(
    words: QuoteSource,
    theme: ReviewedTheme,
    known: ThemeFacts,
    told_of: Mapping[str, int],
    beside: Sequence[str],
) -> list[Section]:
    """The parts that have a number or a quote, most voices first; empty unless there are two.

    A theme with two sides has no parts here: they would merge who is for and who is against. Where
    a number is hidden, the order must not tell it: by name. `beside` are the theme's label, then
    its quotes: they are not repeated where a part has other words.
    """
    if known.about is not None:
        return []
    parts = [
        {**_part(words, theme, part, beside), "at_least": told_of.get(_code(part.key, part.place))}
        for part in known.parts
    ]
    kept = [part for part in parts if part["at_least"] or part["quotes"]]
    kept.sort(key=lambda part: (-(part["at_least"] or 0), part["label"].casefold()))
    return kept if len(kept) > 1 else []


def _part(words: QuoteSource, theme: ReviewedTheme, part: Part, beside: Sequence[str]) -> Section:
    """Its name and a quote: one that has the words of the name and more, if there is any, or else
    one of the words that tell this part."""
    which = sa.and_(found.in_theme(theme.keys), Theme.key == part.key, Passage.part == part.place)
    said = words.quoted(found.quotes_saying(words.run, which, part.label, CANDIDATES))
    some = words.quoted(found.some_quotes(words.run, which, CANDIDATES, permitted=True))
    fitting = [quote for quote in some if _says(quote["text"], part.keywords)]
    others = fresh(fitting, beside[:1], CANDIDATES)
    name = named(part.label, said, others, part.keywords)
    quotes = fresh([*said, *others], [name["label"], *beside], 1)
    return {**name, "language": language_of(quotes), "quotes": quotes}


def _says(text: str, keywords: Sequence[str]) -> bool:
    """Whether a text has one of these words, in whatever ending and accents."""
    said = without_accents(text.casefold())
    return any(without_accents(word.casefold())[:STEM] in said for word in keywords)


def _code(key: str, place: int) -> str:
    return f"{key}:{place}"
