"""Which terms tell one cluster from the others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

import numpy as np
import numpy.typing as npt
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH

from analysis.themes.arrays import Matrix
from analysis.themes.preprocessing.terms import Term

LONGEST, SHORTEST = 8, 2  # words of a label
COMPARED = 1000  # passages of a theme, evenly spread, by which its phrases are judged
READ = 40  # the most promising of these, from which labels are taken
KEYWORDS = 8
SEEN, SHOWN = 300, 5  # passages nearest the middle, and how many that differ are shown
LITTLE = 0.05  # so that where no word tells much, the passage nearest the middle decides
PLENTY = 2.0  # log ratio from which on a word tells its theme from all others
BESIDE = 0.5  # what a word adds in passages that another of its phrase tells as well
STEEP = 3  # power of what a phrase tells: it counts for more than how it reads
ONCE = 0.7  # taken off the times a word was said: a word said once hardly tells a theme
ALIKE = 0.8  # similarity above which two passages say the same to a reader

Weights = Mapping[str, float]


def distinctive_words(
    groups: Mapping[int, Sequence[tuple[Sequence[Term], int]]],
) -> dict[int, dict[str, float]]:
    """For each group its words' keys with a weight: usual inside, rare outside.

    `groups` holds (telling words, times said) for each distinct passage. A weight is the share of
    the group's passages with the word times the logarithm of how much likelier it is here.
    """
    inside = {number: _counts(rows) for number, rows in groups.items()}
    sizes = {number: sum(times for _, times in rows) for number, rows in groups.items()}
    return telling(inside, sizes)


def telling(
    inside: Mapping[int, Mapping[str, int]], sizes: Mapping[int, int]
) -> dict[int, dict[str, float]]:
    """`distinctive_words` of counts: passages of each group with each key, passages of each."""
    everywhere: Counter[str] = Counter()
    for counts in inside.values():
        everywhere.update(counts)
    total = sum(sizes.values())
    return {
        number: {
            key: (times - ONCE)
            / sizes[number]
            * _lift(times, sizes[number], everywhere[key], total)
            for key, times in counts.items()
        }
        for number, counts in inside.items()
    }


def _counts(rows: Iterable[tuple[Sequence[Term], int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words, times in rows:
        for key in {word.key for word in words}:
            counts[key] += times
    return counts


def _lift(here: int, size: int, everywhere: int, total: int) -> float:
    inside = (here + 0.5) / (size + 1)
    outside = (everywhere - here + 0.5) / (total - size + 1)
    return max(0.0, log(inside / outside))


class Coverage:
    """How much of a theme some words tell."""

    def __init__(self, weights: Weights, said: Sequence[tuple[Sequence[Term], int]]) -> None:
        """`weights` as of `telling`; `said` has (telling words, times said) of its passages."""
        rows: dict[str, list[int]] = {}
        for row, (words, _) in enumerate(said):
            for key in {word.key for word in words}:
                rows.setdefault(key, []).append(row)
        times = np.array([times for _, times in said], dtype=np.float64)
        self._shares = times / times.sum()
        self._told = {frozenset[str](): 0.0}
        self._weights = weights
        self._rows = rows

    def _column(self, key: str) -> npt.NDArray[np.float64]:
        column, held = np.zeros(len(self._shares)), self._rows.get(key, [])
        if held:
            likelier = self._weights.get(key, 0.0) / self._shares[held].sum()
            column[held] = min(1.0, likelier / PLENTY)
        return column

    def told(self, keys: frozenset[str]) -> float:
        """The share of passages with one of these words, less where it is said elsewhere too.

        Passages with several count for more, so that of two phrases the fuller one is preferred.
        """
        if keys not in self._told:
            columns = np.array([self._column(key) for key in sorted(keys)])
            one, all_together = columns.max(axis=0), columns.sum(axis=0)
            each = one + BESIDE * (all_together - one)
            self._told[keys] = float(each @ self._shares)
        return self._told[keys]

    def dull(self, keys: frozenset[str]) -> int:
        """How many of these words tell nothing of the theme."""
        return sum(self._weights.get(key, 0.0) < 0.02 for key in keys)


def told(weights: Weights, said: Sequence[tuple[Sequence[Term], int]]) -> float:
    """The share of passages that hold one of the eight most telling words of their theme."""
    best = best_keys(weights)
    holding = sum(times for words, times in said if any(word.key in best for word in words))
    return holding / sum(times for _, times in said)


def best_keys(weights: Weights) -> set[str]:
    """The keys of a theme's most telling words."""
    return {key for key in _ranked(weights)[:KEYWORDS] if weights[key] > 0}


def _ranked(weights: Weights) -> list[str]:
    return sorted(weights, key=lambda key: (-weights[key], key))


def keywords(weights: Weights, said: Iterable[tuple[Sequence[Term], int]]) -> tuple[str, ...]:
    """The most telling words in their commonest form, heaviest first; words said once are out.

    Some write in English whatever they are asked in: its small words tell nothing anywhere.
    """
    forms: dict[str, Counter[str]] = {}
    for words, times in said:
        for word in words:
            forms.setdefault(word.key, Counter())[word.form] += times
    often = [key for key in _ranked(weights) if weights[key] > 0 and forms[key].total() > 1]
    commonest = [min(forms[key], key=lambda form: (-forms[key][form], form)) for key in often]
    return tuple([form for form in dict.fromkeys(commonest) if form not in ENGLISH][:KEYWORDS])


def differing(vectors: Matrix, middle: Matrix, lengths: Sequence[int]) -> list[int]:
    """Row numbers of up to five passages, near the middle and unlike one another.

    `lengths` are in words: passages of three words or more come first, fragments last.
    """
    nearness = vectors @ middle
    order = sorted(range(len(vectors)), key=lambda row: (lengths[row] < 3, -nearness[row], row))
    chosen: list[int] = []
    for row in order[:SEEN]:
        if len(chosen) < SHOWN and all(vectors[row] @ vectors[other] < ALIKE for other in chosen):
            chosen.append(row)
    return chosen


def promising(
    weights: Weights,
    said: Sequence[tuple[Sequence[Term], int]],
    nearness: Sequence[float],
    lengths: Sequence[int],
) -> tuple[Coverage, list[int]]:
    """How much words tell of a theme, and in which passages a good label is likeliest, best first.

    For each passage `said` has its telling words and how often it was said, `nearness` how near it
    is to the middle, `lengths` its words. Passages are given by their places.
    """
    count = len(said)
    some = np.linspace(0, count - 1, min(count, COMPARED)).round().astype(int).tolist()
    coverage = Coverage(weights, [said[row] for row in some])
    worth = {
        row: passage_worth(
            coverage.told(frozenset(word.key for word in said[row][0])), nearness[row]
        )
        / max(1.0, lengths[row] / LONGEST)
        for row in some
    }
    return coverage, sorted(worth, key=lambda row: (-worth[row], row))[:READ]


def passage_worth(told: float, near: float) -> float:
    """How good words are for a label: by what they tell, and how near the middle they stand."""
    return (LITTLE + told) ** STEEP * max(near, 0.05) ** 2
