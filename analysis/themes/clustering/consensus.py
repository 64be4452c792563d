"""Themes that come back: communities of many resamples, agreed on, and how often each returns.

One division of a neighbour graph depends on where its random search began and on who happened to
answer. So the graph is divided on many bootstrap resamples of its rows, and two rows belong
together as often as the resamples that hold both put them together (Monti et al. 2003, Machine
Learning 52). The edges, weighted by that share, are divided once more (Lancichinetti and Fortunato
2012, Scientific Reports 2). Where that is asked for, several divisions of the weighted edges, from
different random starts, are first agreed on in the same way. Each division is Leiden's (Traag et
al. 2019, Scientific Reports 9) of the highest modularity with a resolution (Reichardt and Bornholdt
2006).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import igraph
import leidenalg
import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import Matrix

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Drawn = npt.NDArray[np.bool_]  # of rows or of edges: which take part
QUICK, PASSES = 2, 4  # iterations of Leiden: on a resample, and at the end
COARSER = 0.8  # of the resolution where agreed on twice: else groups are more and smaller
UNKNOWN = 0.5  # togetherness of two rows that no resample held both of
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Graph:
    """Undirected edges, each once, and how near the two ends are."""

    ends: Numbers  # shape (edges, 2)
    nearness: Matrix  # shape (edges,)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How many resamples, how fine the division (resolution), and the seed of both draws; how many
    divisions of the agreed edges are agreed on once more."""

    resamples: int
    resolution: float
    seed: int
    again: int = 0


@dataclass(frozen=True, slots=True)
class Agreed:
    """A community number for each row, and how fully (0..1) each community came back."""

    numbers: Numbers
    stability: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class LeidenProblem:
    """Edges to divide, where each division begins, which rows stay there, and how fine it is."""

    graph: Graph
    held: Numbers
    begun: Numbers
    resolution: float
    passes: int


@dataclass(frozen=True, slots=True)
class Division:
    """One division of a network: the seed of its random search, and the rows that take part."""

    seed: int
    rows: Drawn | None = None  # None: all


Divide = Callable[[LeidenProblem, Iterable[Division]], Iterator[Numbers]]
"""Who works on divisions; they come in the order they were asked for."""


def divided(network: LeidenProblem, asked: Sequence[Division]) -> Numbers:
    """The communities of one division, by Leiden; rows that take no part are `ABSENT`."""
    [division] = asked
    rows = np.ones(len(network.held), np.bool_) if division.rows is None else division.rows
    inside, place = _inside(network.graph, rows), np.cumsum(rows) - 1
    ends, nearness = place[network.graph.ends[inside]], network.graph.nearness[inside]
    _, begun = np.unique(network.begun[rows], return_inverse=True)
    stays = network.held[rows] >= 0
    partition = leidenalg.RBConfigurationVertexPartition(
        igraph.Graph(n=len(begun), edges=ends), initial_membership=begun.tolist(),
        weights=nearness.tolist(), resolution_parameter=network.resolution,
    )  # fmt: skip
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(division.seed)
    optimiser.optimise_partition(partition, network.passes, is_membership_fixed=stays.tolist())
    found = np.full(len(rows), ABSENT, dtype=np.int64)
    found[rows] = partition.membership
    return found


def at_home(network: LeidenProblem, asked: Iterable[Division]) -> Iterator[Numbers]:
    """Divisions by this process, one after the other."""
    return (divided(network, [division]) for division in asked)


def agreed(
    graph: Graph,
    weights: Numbers,
    held: Numbers,
    resampling: Resampling,
    start: Numbers | None = None,
    divide: Divide = at_home,
) -> Agreed:
    """The communities that most resamples agree on; rows with a number of 0 or more in `held`
    are together with those of the same number, in every resample too. The last division begins
    with rows of the same number of 0 or more in `start` together.

    Equal arguments give equal numbers, whoever divides. Communities are numbered by their first
    row.
    """
    draws = np.random.default_rng(resampling.seed)
    drawn = [
        np.greater(draws.poisson(1.0, len(held)), 0).astype(np.bool_)
        for _resample in range(resampling.resamples)
    ]
    asked = (Division(1000 * resampling.seed + n, rows) for n, rows in enumerate(drawn))
    network = LeidenProblem(graph, held, _begun(held), resampling.resolution, QUICK)
    runs = list(divide(network, asked))
    together, both = np.zeros(len(graph.ends)), np.zeros(len(graph.ends))
    for rows, found in zip(drawn, runs, strict=True):
        inside = _inside(graph, rows)
        both += inside
        together += inside & _alike(graph, found)
    share = np.where(both > 0, together / np.maximum(both, 1), UNKNOWN)
    begun = _begun(held, start)
    numbers = _by_first_row(_agreed_again(graph, share, held, begun, resampling, divide))
    return Agreed(numbers, returning(numbers, weights, runs))


def _agreed_again(
    graph: Graph, share: Shares, held: Numbers, begun: Numbers, resampling: Resampling,
    divide: Divide,
) -> Numbers:  # fmt: skip
    """The last division of edges weighted by their `share`, less where divisions differ."""
    resolution = resampling.resolution * (COARSER if resampling.again else 1.0)

    def weighted(share: Shares, passes: int) -> LeidenProblem:
        kept = share > 0
        strengths = (share * graph.nearness)[kept].astype(np.float32)
        return LeidenProblem(Graph(graph.ends[kept], strengths), held, begun, resolution, passes)

    first = 1000 * resampling.seed + resampling.resamples
    asked = (Division(first + number) for number in range(resampling.again))
    alike = [_alike(graph, found) for found in divide(weighted(share, 1), asked)]
    share = share * np.mean(alike, axis=0) if alike else share
    return divided(weighted(share, PASSES), [Division(resampling.seed)])


def _inside(graph: Graph, rows: Drawn) -> Drawn:
    """The edges between rows that take part."""
    both: Drawn = np.logical_and(rows[graph.ends[:, 0]], rows[graph.ends[:, 1]])
    return both


def _alike(graph: Graph, found: Numbers) -> Drawn:
    """The edges whose ends are together."""
    alike: Drawn = found[graph.ends[:, 0]] == found[graph.ends[:, 1]]
    return alike


def returning(numbers: Numbers, weights: Numbers, runs: list[Numbers]) -> dict[int, float]:
    """The mean over resamples of a community's Jaccard index with its best match there.

    Hennig 2007, Computational Statistics and Data Analysis 52: 0.75 and more is a stable group,
    under 0.5 one that dissolves. `weights` count passages; rows absent from a resample do not
    count in it. The communities were agreed on over the same resamples: read it as an upper bound.
    """
    sums = np.zeros(int(numbers.max(initial=-1)) + 1)
    seen = np.zeros(len(sums))
    for run in runs:
        there = run != ABSENT
        best, present = _jaccard(numbers[there], run[there], weights[there], len(sums))
        sums += best
        seen += present
    return {int(n): float(sums[n] / max(1, seen[n])) for n in np.unique(numbers)}


def _jaccard(
    one: Numbers, other: Numbers, weights: Numbers, groups: int
) -> tuple[Shares, npt.NDArray[np.bool_]]:
    """The best Jaccard index of each group of `one` with one of `other`; whether it is there."""
    width = int(other.max(initial=0)) + 1
    pairs, place = np.unique(one * width + other, return_inverse=True)
    common = np.bincount(place, weights=weights)
    of_one = np.bincount(one, weights=weights, minlength=groups)
    of_other = np.bincount(other, weights=weights)
    index = common / (of_one[pairs // width] + of_other[pairs % width] - common)
    best = np.zeros(groups)
    np.maximum.at(best, pairs // width, index)
    return best, of_one > 0


def _begun(held: Numbers, start: Numbers | None = None) -> Numbers:
    """Where a division begins: held rows in their group, others where they start or alone."""
    rows = np.arange(len(held))
    if start is None:
        start = np.full_like(held, ABSENT)
    sort = np.where(held >= 0, 0, np.where(start >= 0, 1, 2))
    number = np.choose(sort, [held, start, rows])
    _, begun = np.unique(sort * (max(number.max(initial=0), 0) + 1) + number, return_inverse=True)
    return begun.astype(np.int64)


def _by_first_row(found: Numbers) -> Numbers:
    _, first, place = np.unique(found, return_index=True, return_inverse=True)
    ranks = np.empty(len(first), dtype=np.int64)
    ranks[np.argsort(first)] = np.arange(len(first))
    numbered: Numbers = ranks[place]
    return numbered
