"""Many wordings into few: micro-groups, made in one pass over the vectors.

A bounded number of wordings, drawn by their digests, are seeds; every wording goes to the nearest
seed, and the middle of those that came stands for them when themes are sought. A wording that is a
seed stays one when a few others come: so themes change little from run to run.
Time grows with the wordings, memory with the seeds. Seeds are compared in the few directions in
which they differ most, which is several times quicker and hardly ever chooses another seed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import ALONE, Digests, Matrix, Numbers
from analysis.themes.embedding.sampling import drawn
from analysis.themes.embedding.vectors import Vectors
from analysis.themes.execution.blocks import stretches
from analysis.themes.execution.running import Runner

from .centroids import middles_of

DIRECTIONS = 128  # in which seeds and wordings are compared
FITTED = 4096  # seeds that the directions are learned from


@dataclass(frozen=True, slots=True)
class Micro:
    """Micro-groups: middles of length one, how much was said in each, and whose each row is."""

    vectors: Matrix
    weights: Numbers
    of_row: Numbers  # shape (rows,): the micro-group of each row

    def commonest(self, groups: Numbers, weights: Numbers) -> Numbers:
        """The group that most of each micro-group's passages are in, `ALONE` for none.

        `groups` and `weights` are those of the rows.
        """
        sums = np.zeros((len(self.weights), int(groups.max(initial=ALONE)) + 2))
        np.add.at(sums, (self.of_row, groups + 1), weights)
        most: Numbers = sums.argmax(axis=1) - 1
        return most


def micro_groups(
    vectors: Vectors, rows: Numbers, weights: Numbers, digests: Digests, most: int, runner: Runner
) -> Micro:
    """At most `most` micro-groups of the wordings `rows` (row numbers of `vectors`).

    `weights` says how often each was said, `digests` names it. Up to `most` wordings are each a
    micro-group of their own.
    """
    if len(rows) <= most:
        return Micro(vectors[rows], weights, np.arange(len(rows), dtype=np.int64))
    seeds = vectors[rows[drawn(digests, most)]]
    axes = directions(seeds)
    chosen = _chosen(vectors, rows, seeds @ axes, axes, runner)
    used, of_row = np.unique(chosen, return_inverse=True)
    of_row = of_row.astype(np.int64)
    sizes = np.bincount(of_row, weights=weights).astype(np.int64)
    return Micro(middles_of(vectors, rows, weights, of_row), sizes, of_row)


def directions(seeds: Matrix) -> Matrix:
    """The directions in which seeds differ most, one a column."""
    some = seeds[:: max(1, -(-len(seeds) // FITTED))].astype(np.float64)
    _, found = np.linalg.eigh(some.T @ some)
    return np.ascontiguousarray(found[:, ::-1][:, :DIRECTIONS], dtype=np.float32)


def _chosen(
    vectors: Vectors, rows: Numbers, seeds: Matrix, axes: Matrix, runner: Runner
) -> Numbers:
    """The number of the nearest seed, for every row."""
    turned = (vectors[rows[some]] @ axes for some in stretches(len(rows)))
    context = np.ascontiguousarray(seeds.T)
    found = [number for results in runner.each("nearest", context, turned) for number in results]
    return np.concatenate(found)


def nearest(
    vectors: Vectors, rows: Numbers, middles: Matrix, runner: Runner
) -> tuple[Numbers, Matrix]:
    """For each of the wordings `rows` the number of the nearest middle, and how near it is."""
    asked = (vectors[rows[some]] for some in stretches(len(rows)))
    found = [block for results in runner.each("assigned", middles, asked) for block in results]
    numbers = [each for each, _ in found]
    return np.concatenate(numbers), np.concatenate([near for _, near in found])


def nearest_of_block(seeds: Matrix, rows: Matrix) -> npt.NDArray[np.int64]:
    """For each row the number of the nearest seed; `seeds` has one a column."""
    best: npt.NDArray[np.int64] = (rows @ seeds).argmax(axis=1)
    return best


def nearest_rows(middles: Matrix, rows: Matrix) -> tuple[npt.NDArray[np.int64], Matrix]:
    """For each row the number of the nearest middle, and how near it is; a middle a row."""
    near = rows @ middles.T
    best = near.argmax(axis=1)
    return best, near[np.arange(len(rows)), best]
