"""The middles of clusters."""

import numpy as np

from analysis.themes.arrays import Matrix, Numbers, unit
from analysis.themes.embedding.vectors import STRETCH, Vectors


def middles(vectors: Matrix, weights: Numbers, groups: Numbers) -> Matrix:
    """The weighted mean of each group, of length one; row i is group i."""
    sums = np.zeros((int(groups.max(initial=-1)) + 1, vectors.shape[1]), dtype=np.float64)
    inside = groups >= 0
    np.add.at(sums, groups[inside], vectors[inside] * np.sqrt(weights[inside])[:, None])
    return unit(sums.astype(np.float32))


def middles_of(vectors: Vectors, rows: Numbers, weights: Numbers, groups: Numbers) -> Matrix:
    """What `grouping.middles` gives, over any number of wordings: some thousands at a time."""
    sums = np.zeros((int(groups.max(initial=-1)) + 1, vectors.shape[1]))
    for start in range(0, len(rows), STRETCH):
        some = start + np.flatnonzero(groups[start : start + STRETCH] >= 0)
        some = some[np.argsort(groups[some], kind="stable")]
        if not len(some):
            continue
        numbers, first = np.unique(groups[some], return_index=True)
        weighted = vectors[rows[some]] * np.sqrt(weights[some])[:, None]
        sums[numbers] += np.add.reduceat(weighted, first, axis=0)
    return unit(sums.astype(np.float32))
