"""How often a theme's passages touch the concepts of the codebook, and the words that led there."""

from collections import Counter
from collections.abc import Iterable, Mapping

from codebook import concepts

from .findings import Concept

WORDS = 5  # of a concept, the commonest that led to it


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
    known = concepts()
    return tuple(
        Concept(code, known[code].name, counts[code], _most(words[code]))
        for code in sorted(counts, key=lambda code: (-counts[code], list(known).index(code)))
    )


def _most(words: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:WORDS])
