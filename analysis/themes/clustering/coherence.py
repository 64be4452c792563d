"""Which clusters have nothing in common that could be said."""

import numpy as np

from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.embedding.corpus import Corpus

from . import term_weights


def unsayable(rows: Numbers, weights: Numbers, groups: Numbers, corpus: Corpus) -> frozenset[int]:
    """Groups that nobody expected and no words hold together: a mixture, not a theme."""
    if groups.max(initial=ALONE) < 0:
        return frozenset()
    of, times = everywhere(rows, groups, ALONE, corpus), everywhere(rows, weights, 0, corpus)
    inside, sizes = corpus.keys.counted(of, times), cluster_sizes(groups, weights)
    telling = term_weights.telling(inside, sizes)
    best = {number: term_weights.best_keys(weighed) for number, weighed in telling.items()}
    holding = corpus.keys.holding(best, of, times)
    return frozenset(
        number
        for number, size in sizes.items()
        if number >= corpus.examples.themes and holding[number] < corpus.settings.told * size
    )


def everywhere(rows: Numbers, values: Numbers, elsewhere: int, corpus: Corpus) -> Numbers:
    """Values of some wordings as a column of all."""
    of = np.full(len(corpus.digests), elsewhere, dtype=np.int64)
    of[rows] = values
    return of


def cluster_sizes(groups: Numbers, weights: Numbers) -> dict[int, int]:
    inside = groups >= 0
    sizes = np.bincount(groups[inside], weights=weights[inside])
    return {int(number): int(sizes[number]) for number in np.unique(groups[inside])}
