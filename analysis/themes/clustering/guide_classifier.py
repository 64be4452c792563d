"""What a guide expects: which of its themes each passage is most like, and whether at all.

A guide's phrases are a small labelled set, so a classifier is learned from them: one regularised
least squares function a theme against all others (Rifkin, Yeo and Poggio 2003). How sure it can be
is learned from the phrases too: each is scored as the classifier would that did not see it
(leave-one-out in closed form; the mean of the phrases stays). Then the passages that it is sure of
teach it once more, at a small weight: self-training (Yarowsky 1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import Matrix

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
NONE = -1
ROWS = 1024  # of one block
PENALTY = 1.0  # on the squared length of a theme's direction
SURE = 0.4  # quantile of the phrases' own scores from which a passage teaches
TAUGHT = 0.2  # weight of what teaches; never more, in sum, than this share of the phrases
DRAWN = 0.25  # quantile of the phrases' own scores from which a passage is drawn
LIKE, COVERED = 0.75, 0.1  # a tenth of the passages must score as the best quarter of phrases
USUAL = (-0.45, -0.65, -0.25)  # scores at SURE, DRAWN, LIKE where too few phrases tell
TELLING = 10  # phrases of themes with two or more, from which on they tell


@dataclass(frozen=True, slots=True)
class Expected:
    """The most likely theme of each row, or `NONE` for all where the texts do not bear the guide
    out; and where a row is as sure as most phrases are. `told` says whether the phrases were enough
    to know how sure that is."""

    themes: Numbers
    sure: npt.NDArray[np.bool_]
    told: bool


def expected(
    vectors: Matrix, weights: Numbers, phrases: Matrix, owners: Numbers, themes: int
) -> Expected:
    """Which of the guide's `themes` each row is most like.

    `vectors` has a row for each wording and `weights` says how often it was said; `phrases` are
    the guide's, in the same space, and `owners` their themes' numbers. A guide to another subject
    is found out: where fewer than a tenth of the passages score as high as the best quarter of its
    own phrases, nothing is expected.
    """
    nothing = Expected(np.full(len(vectors), NONE), np.zeros(len(vectors), np.bool_), told=False)
    if not len(owners) or not len(vectors):
        return nothing
    guide = _Taught(phrases, owners, 1.0)
    learned = _learned([guide], themes)
    sure, drawn, like = _bars(learned, guide)
    best, strength = learned.best(vectors)
    if np.average(strength >= like, weights=weights) < COVERED:
        return nothing
    teach = strength >= sure
    if teach.any():
        each = TAUGHT * min(1.0, len(phrases) / int(teach.sum()))
        learned = _learned([guide, _Taught(vectors[teach], best[teach], each)], themes)
        best, strength = learned.best(vectors)
    return Expected(best, strength >= drawn, _tell(owners).sum() >= TELLING)


@dataclass(frozen=True, slots=True)
class _Taught:
    """Examples to learn from: their vectors, their themes, what each counts."""

    vectors: Matrix
    owners: Numbers
    weight: float


@dataclass(frozen=True, slots=True)
class _Learned:
    """A classifier: a direction for each theme, in columns, from a middle, and its offset."""

    middle: Scores
    directions: Scores
    offset: Scores
    inverse: Scores  # of the penalised squares, by which leave-one-out is exact

    def scores(self, rows: Matrix) -> Scores:
        """How much each row is of each theme: about 1 if it is, -1 if not."""
        found: Scores = (rows.astype(np.float64) - self.middle) @ self.directions + self.offset
        return found

    def best(self, vectors: Matrix) -> tuple[Numbers, Scores]:
        """The theme of each row with the highest score, and the score."""
        best, strength = np.empty(len(vectors), dtype=np.int64), np.empty(len(vectors))
        for start in range(0, len(vectors), ROWS):
            scores = self.scores(vectors[start : start + ROWS])
            best[start : start + ROWS] = scores.argmax(axis=1)
            strength[start : start + ROWS] = scores.max(axis=1)
        return best, strength


def _learned(taught: Sequence[_Taught], themes: int) -> _Learned:
    """Least squares by sums over blocks of examples: memory does not grow with them."""
    wide = taught[0].vectors.shape[1]
    total, rows, wishes = 0.0, np.zeros(wide), np.zeros(themes)
    squares, products = np.zeros((wide, wide)), np.zeros((wide, themes))
    for each in taught:
        for start in range(0, len(each.owners), ROWS):
            some = each.vectors[start : start + ROWS].astype(np.float64)
            wanted = _wanted(each.owners[start : start + ROWS], themes)
            total += each.weight * len(some)
            rows += each.weight * some.sum(axis=0)
            wishes += each.weight * wanted.sum(axis=0)
            squares += each.weight * (some.T @ some)
            products += each.weight * (some.T @ wanted)
    middle, offset = rows / total, wishes / total
    squares += PENALTY * np.eye(wide) - total * np.outer(middle, middle)
    inverse: Scores = np.linalg.inv(squares).astype(np.float64)
    directions = inverse @ (products - total * np.outer(middle, offset))
    return _Learned(middle, directions, offset, inverse)


def _wanted(owners: Numbers, themes: int) -> Scores:
    return np.where(owners[:, None] == np.arange(themes), 1.0, -1.0)


def _tell(owners: Numbers) -> npt.NDArray[np.bool_]:
    """Phrases that are not the only one of their theme."""
    return np.asarray(np.bincount(owners)[owners] > 1)


def _bars(learned: _Learned, guide: _Taught) -> tuple[float, float, float]:
    """Scores from which a passage teaches, is drawn, and is like the guide's best phrases."""
    many = _tell(guide.owners)
    if many.sum() < TELLING:
        return USUAL
    own = np.arange(len(guide.owners)), guide.owners
    apart = guide.vectors.astype(np.float64) - learned.middle
    lever = np.einsum("ij,ij->i", apart @ learned.inverse, apart)
    missed = (1.0 - learned.scores(guide.vectors)[own]) / np.maximum(1.0 - lever, 1e-6)
    sure, drawn, like = np.quantile(1.0 - missed[many], [SURE, DRAWN, LIKE]).tolist()
    return sure, drawn, like
