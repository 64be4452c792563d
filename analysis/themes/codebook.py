"""Policy concepts that passages touch, with the words that led to them.

The codebook is data (`data/codebook.toml`): the sections of General Comment No. 25 of the Committee
on the Rights of the Child (CRC/C/GC/25, 2021), articles of Mexican law, the nine questions of the
2024 call for input of the UN Special Rapporteur on the sale and sexual exploitation of children in
our words, and five sectors. Cue words were chosen by hand. A concept points a reader to a passage;
nobody has judged that the passage falls under the law it names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from .findings import Concept
from .naming import Finder, data

WORDS = 5  # of a concept, the commonest that led to it


@cache
def _finder(language: str) -> Finder:
    key = f"words_{language}"
    return Finder((row["code"], row.get(key, ())) for row in data("codebook.toml")["concept"])


def touched(regular: str, language: str) -> dict[str, tuple[str, ...]]:
    """Codes of the concepts that a passage in regular spelling touches, and the words for each."""
    return _finder(language).find(regular)


def counted(found: Iterable[tuple[Mapping[str, tuple[str, ...]], int]]) -> tuple[Concept, ...]:
    """The concepts of a theme, commonest first; `found` holds what each wording touches, how often.

    A concept's count is a number of passages, its words are the commonest that led to it.
    """
    counts: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for touches, times in found:
        for code, led in touches.items():
            counts[code] += times
            of_code = words.setdefault(code, Counter())
            for word in led:
                of_code[word] += times
    rows = {row["code"]: row for row in data("codebook.toml")["concept"]}
    return tuple(
        Concept(
            code, {"es": rows[code]["es"], "en": rows[code]["en"]}, counts[code], _most(words[code])
        )
        for code in sorted(counts, key=lambda code: (-counts[code], list(rows).index(code)))
    )


def _most(words: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:WORDS])
