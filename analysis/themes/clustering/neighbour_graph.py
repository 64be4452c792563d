"""Which wordings are near each other, as a graph."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.themes.arrays import Matrix, Numbers

from .consensus import Graph

ROWS = 1024  # of one block of products
PARTS = 8  # of a row for each neighbour: the greatest of each are looked at before the row


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of each row, nearest first, and how near; shapes (rows, k)."""

    rows: Numbers
    nearness: Matrix


Near = tuple[Numbers, Matrix]
Compare = Callable[[tuple[Matrix, int], Iterable[int]], Iterator[Near]]
"""Who works on comparisons (`compared`); they come in the order they were asked for."""


def compared_at_home(among: tuple[Matrix, int], starts: Iterable[int]) -> Iterator[Near]:
    """Comparisons by this process, one after the other."""
    return (compared(among, [start]) for start in starts)


def neighbours(vectors: Matrix, k: int, compare: Compare = compared_at_home) -> Neighbours:
    """Exact nearest neighbours, by blocks of products."""
    k = max(1, min(k, len(vectors) - 1))
    blocks = list(compare((vectors, k), range(0, len(vectors), ROWS)))
    return Neighbours(
        np.concatenate([rows for rows, _ in blocks]), np.concatenate([near for _, near in blocks])
    )


def compared(among: tuple[Matrix, int], asked: Sequence[int]) -> Near:
    """The nearest rows of one block of rows, which begins with the row asked for: their numbers,
    of equals the first, and how near they are. `among` are all rows, and how many are wanted."""
    (vectors, k), [start] = among, asked
    near = vectors[start : start + ROWS] @ vectors.T
    here = np.arange(len(near))
    near[here, start + here] = -2.0
    row, column = np.nonzero(near >= _bar(near, k)[:, None])
    order = np.lexsort((-near[row, column], row))
    best = column[order[np.searchsorted(row, here)[:, None] + np.arange(k)]]
    return best, near[here[:, None], best]


def _bar(near: Matrix, k: int) -> Matrix:
    """What the `k` greatest of each row surely reach, and few others: the `k` greatest of the
    maxima of its parts. To part the whole row would take several times as long."""
    wide = max(1, near.shape[1] // (PARTS * k))
    parts = near.shape[1] // wide
    most = near[:, : wide * parts].reshape(-1, wide, parts).max(axis=1)
    bar: Matrix = np.partition(most, -k, axis=1)[:, -k]
    return bar


def mutual_graph(found: Neighbours) -> Graph:
    """Rows joined where each is among the other's nearest."""
    count, k = found.rows.shape
    here, there = np.repeat(np.arange(count), k), found.rows.ravel()
    codes = np.minimum(here, there) * count + np.maximum(here, there)
    pairs, first, times = np.unique(codes, return_index=True, return_counts=True)
    mutual = times == 2
    ends = np.stack([pairs[mutual] // count, pairs[mutual] % count], axis=1)
    nearness = found.nearness.ravel()[first[mutual]]
    return Graph(ends, np.maximum(nearness, np.float32(0.01)))
