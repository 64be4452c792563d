"""Types of the arrays that hold texts, wordings and passages as numbers."""

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
ALONE = -1

Digests = npt.NDArray[np.uint64]


def digests_of(texts: Iterable[str]) -> Digests:
    """Eight bytes of each."""
    joined = b"".join(hashlib.sha256(each.encode()).digest()[:8] for each in texts)
    return np.frombuffer(joined, dtype=">u8").astype(np.uint64)


Matrix = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled
