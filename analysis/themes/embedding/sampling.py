"""A sample of rows that is the same each time."""

import numpy as np

from analysis.themes.arrays import Digests, Numbers


def drawn(digests: Digests, most: int) -> Numbers:
    """The places of those with the smallest digests, ascending: a draw by chance, always the same.

    Of a few more, hardly any other is drawn.
    """
    smallest: Numbers = np.sort(np.argsort(digests, kind="stable")[:most])
    return smallest
