"""Vectors in, group numbers out: a neighbour graph, communities in it, honest leftovers.

Rows are distinct passages, each with its vector of length one and its weight: how often it was
said. Groups are numbered from 0; `ALONE` marks a row that belongs to none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt

import igraph
import leidenalg
import numpy as np
import numpy.typing as npt

from .vectors import Matrix, unit

Numbers = npt.NDArray[np.int64]
ALONE = -1
ROWS = 1024  # of one block of products
ROUNDS, PASSES = 3, 4
TOGETHER, APART = 0.55, 0.4  # similarities that make a small group distinctive


@dataclass(frozen=True, slots=True)
class Settings:
    """How to group; what is not set here was measured (docs/theme_engine.md).

    `grain` above 1 asks for more and smaller themes, below 1 for fewer.
    """

    neighbours: int = 25
    smallest: int = 5  # passages a theme must have, repeats counted
    attraction: float = 0.35  # similarity under which a guide's phrase never draws a passage
    attraction_rank: int = 5  # a phrase must be as near as the passage's fifth neighbour
    belonging: float = 0.22  # similarity to the middle of a theme under which it is left over
    fitting: float = 0.5  # share of a guide theme's phrases that its own group must attract
    joining: float = 0.35  # similarity at which a mixture's passage joins a theme
    told: float = 0.4  # share of a theme's passages that must hold one of its eight best words
    grain: float = 1.0
    lexical: float = 0.25  # share of spelling, beside meaning, in a similarity
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Examples:
    """A guide's phrases as vectors; `owners` holds the number of each phrase's theme."""

    vectors: Matrix
    owners: Numbers
    themes: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of each row, nearest first, and how near; shapes (rows, k)."""

    rows: Numbers
    nearness: Matrix


@dataclass(frozen=True, slots=True)
class Graph:
    """Undirected edges, each once, and how near the two ends are."""

    ends: Numbers  # shape (edges, 2)
    nearness: Matrix  # shape (edges,)


def neighbours(vectors: Matrix, k: int) -> Neighbours:
    """Exact nearest neighbours, by blocks of products."""
    k = min(k, len(vectors) - 1)
    blocks = [_nearest(vectors, start, k) for start in range(0, len(vectors), ROWS)]
    return Neighbours(
        np.concatenate([rows for rows, _ in blocks]), np.concatenate([near for _, near in blocks])
    )


def _nearest(vectors: Matrix, start: int, k: int) -> tuple[Numbers, Matrix]:
    near = vectors[start : start + ROWS] @ vectors.T
    here = np.arange(len(near))[:, None]
    near[here[:, 0], start + here[:, 0]] = -2.0
    some = np.sort(np.argpartition(near, -k, axis=1)[:, -k:], axis=1)
    ranked = np.take_along_axis(some, np.argsort(-near[here, some], axis=1, kind="stable"), axis=1)
    return ranked, near[here, ranked]


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


def attracted(vectors: Matrix, found: Neighbours, guide: Examples, settings: Settings) -> Numbers:
    """The guide theme whose phrase is nearest, where it is as near as the row's own neighbours.

    The bar is set by the passages themselves: where many say the same, a phrase must be as near
    as they are, so that a guide to another subject draws next to nothing.
    """
    if not len(guide.owners):
        return np.full(len(vectors), ALONE, dtype=np.int64)
    rank = min(settings.attraction_rank, found.nearness.shape[1]) - 1
    bar = np.maximum(found.nearness[:, rank], settings.attraction)
    drawn = np.empty(len(vectors), dtype=np.int64)
    for start in range(0, len(vectors), ROWS):
        near = vectors[start : start + ROWS] @ guide.vectors.T
        best, strength = near.argmax(axis=1), near.max(axis=1)
        enough = strength >= bar[start : start + ROWS]
        drawn[start : start + ROWS] = np.where(enough, guide.owners[best], ALONE)
    return drawn


def communities(graph: Graph, fixed: Numbers, reserved: int, settings: Settings) -> Numbers:
    """Leiden communities; rows with a number in `fixed` keep it, the others choose freely.

    Numbers below `reserved` belong to the guide; communities of their own start there.
    """
    held = fixed >= 0
    ranks, compact = np.unique(fixed[held], return_inverse=True)
    start = len(ranks) + np.cumsum(~held) - 1
    start[held] = compact
    partition = leidenalg.RBConfigurationVertexPartition(
        igraph.Graph(n=len(fixed), edges=graph.ends), initial_membership=start.tolist(),
        weights=graph.nearness.tolist(), resolution_parameter=settings.grain,
    )  # fmt: skip
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(settings.seed)
    optimiser.optimise_partition(partition, n_iterations=PASSES, is_membership_fixed=held.tolist())
    found = np.asarray(partition.membership, dtype=np.int64)
    return _renumbered(found, fixed, reserved)


def _renumbered(found: Numbers, fixed: Numbers, reserved: int) -> Numbers:
    """The guide's numbers where its rows are; elsewhere from `reserved` on, by first row."""
    numbers = dict(zip(found[fixed >= 0].tolist(), fixed[fixed >= 0].tolist(), strict=True))
    for community in found.tolist():
        numbers.setdefault(community, reserved + len(numbers))
    return np.array([numbers[community] for community in found.tolist()], dtype=np.int64)


def middles(vectors: Matrix, weights: Numbers, groups: Numbers) -> Matrix:
    """The weighted mean of each group, of length one; row i is group i."""
    sums = np.zeros((int(groups.max(initial=-1)) + 1, vectors.shape[1]), dtype=np.float64)
    inside = groups >= 0
    np.add.at(sums, groups[inside], vectors[inside] * np.sqrt(weights[inside])[:, None])
    return unit(sums.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group number for each row or `ALONE`, and the rows among them that the guide drew."""

    numbers: Numbers
    drawn: Numbers


def group(vectors: Matrix, weights: Numbers, guide: Examples, settings: Settings) -> Grouped:
    """Groups of rows; numbers below `guide.themes` are the guide's.

    Groups of few passages are given up, unless they are close together and far from all others.
    """
    near = neighbours(vectors, settings.neighbours)
    drawn = _supported(attracted(vectors, near, guide, settings), weights, settings.smallest)
    found = communities(mutual_graph(near), drawn, guide.themes, settings)
    kept = _worth_keeping(vectors, weights, found, guide.themes, settings)
    fitting = _fitting(Grouped(kept, drawn), middles(vectors, weights, kept), guide, settings)
    return _settled(vectors, weights, fitting, settings)


def _fitting(grouped: Grouped, centres: Matrix, guide: Examples, settings: Settings) -> Grouped:
    """The same groups; a guide theme whose own phrases would not belong to its group loses it.

    The group stays, as one that nobody expected: its number moves beyond the guide's.
    """
    numbers, drawn = grouped.numbers.copy(), grouped.drawn.copy()
    if not len(guide.owners):
        return grouped
    nearest, nearness = _nearest_middle(guide.vectors, centres)
    at_home = (nearest == guide.owners) & (nearness >= settings.belonging)
    for theme in np.unique(guide.owners):
        if at_home[guide.owners == theme].mean() < settings.fitting:
            drawn[drawn == theme] = ALONE
            numbers[numbers == theme] = numbers.max(initial=guide.themes) + 1
    return Grouped(numbers, drawn)


def without(
    unwanted: Collection[int],
    grouped: Grouped,
    vectors: Matrix,
    weights: Numbers,
    settings: Settings,
) -> Grouped:
    """The same groups less some; of their rows only those very near another group join it."""
    if not unwanted:
        return grouped
    loose = np.isin(grouped.numbers, sorted(unwanted))
    kept = np.where(loose, ALONE, grouped.numbers)
    if kept.max(initial=ALONE) < 0:
        return Grouped(kept, grouped.drawn)
    nearest, nearness = _nearest_middle(vectors, middles(vectors, weights, kept))
    joining = np.where(nearness >= settings.joining, nearest, ALONE)
    return Grouped(np.where(loose, joining, kept), grouped.drawn)


def least(passages: int, smallest: int) -> int:
    """Passages that make a theme of its own right, without being distinctive: grows slowly."""
    return max(smallest, round(sqrt(passages) / 4))


def _supported(groups: Numbers, weights: Numbers, smallest: int) -> Numbers:
    """The same groups without those of too few passages."""
    sizes = np.bincount(groups + 1, weights=weights, minlength=2)[1:]
    return np.where((groups >= 0) & (sizes[groups] >= smallest), groups, ALONE)


def _worth_keeping(
    vectors: Matrix, weights: Numbers, groups: Numbers, reserved: int, settings: Settings
) -> Numbers:
    """The same groups without the small ones that are not distinctive."""
    sizes = np.bincount(groups, weights=weights)
    centres = middles(vectors, weights, groups)
    held_together = np.bincount(
        groups, weights=np.einsum("ij,ij->i", vectors, centres[groups])
    ) / np.maximum(np.bincount(groups), 1)
    between = centres @ centres.T
    np.fill_diagonal(between, -1.0)
    distinctive = (held_together >= TOGETHER) & (between.max(axis=1, initial=-1.0) <= APART)
    enough = sizes >= least(int(weights.sum()), settings.smallest)
    kept = enough | (distinctive & (sizes >= settings.smallest))
    kept[:reserved] = sizes[:reserved] > 0
    return np.where(kept[groups], groups, ALONE)


def _settled(vectors: Matrix, weights: Numbers, grouped: Grouped, settings: Settings) -> Grouped:
    """Every row goes to the nearest middle, or to none where all are far.

    Repeated a fixed number of times, since the middles move; rows that the guide draws stay.
    """
    groups, drawn = grouped.numbers, grouped.drawn
    for _ in range(ROUNDS):
        if groups.max(initial=ALONE) < 0:
            return grouped
        nearest, nearness = _nearest_middle(vectors, middles(vectors, weights, groups))
        near_enough = np.where(nearness >= settings.belonging, nearest, ALONE)
        groups = np.where(drawn >= 0, drawn, near_enough)
    return Grouped(_supported(groups, weights, settings.smallest), drawn)


def _nearest_middle(vectors: Matrix, centres: Matrix) -> tuple[Numbers, Matrix]:
    near = vectors @ centres.T
    nearest = near.argmax(axis=1)
    return nearest, near[np.arange(len(near)), nearest]
