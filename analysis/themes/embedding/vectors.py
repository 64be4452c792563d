"""Passages as vectors: what they mean (sentence encoder) joined with how they are written.

A block of 64 texts is the unit of work: the encoder's last bits depend on what shares a batch, so
the same texts must always be cut into the same blocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import Marked, Matrix, unit

MEANING = 512  # columns of a sentence vector
STRETCH = 4096  # rows read from a file at once, at most
HOLE = 8  # rows read for nothing rather than seek
FITTED = 20_000  # texts that the lexical part is learned from, at most
DIMENSIONS = 100
GROUPS = (3, 4, 5)  # letters together
WORDS_ENOUGH = 20  # texts: under it there is nothing for the lexical part to learn


@dataclass(frozen=True, slots=True)
class Placing:
    """Meaning and letters joined: products of rows are similarities between -1 and 1.

    `origin` holds the mean of all meanings (512 columns); where some are in another language than
    most, two rows: that of most and that of these, else all in one language would be alike.
    """

    origin: Matrix
    lexical: float

    @classmethod
    def none(cls) -> "Placing":
        """For rows that are only read to be kept again."""
        return cls(np.zeros(MEANING, dtype=np.float32), 0.0)

    def rows(self, raw: Matrix, apart: Marked | None = None) -> Matrix:
        """`raw` holds 512 columns of meaning, then those of the letters; `apart` says which rows
        are in another language than most."""
        meaning, letters = raw[:, :MEANING], raw[:, MEANING:]
        two = self.origin.ndim > 1
        origin = self.origin[0 if apart is None else apart.astype(np.int64)] if two else self.origin
        parts = [unit(meaning - origin) * np.float32(np.sqrt(1 - self.lexical))]
        if self.lexical:
            parts.append(letters * np.float32(np.sqrt(self.lexical)))
        return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)


class Vectors:
    """The vectors of all wordings, kept in a file and placed when they are asked for.

    Indexing by row numbers or a slice gives a matrix; the file is read in stretches, so that
    memory holds what is asked for and no more. `raw` may be a matrix instead of a file's path.
    `apart` marks those in another language than most, if there are some.
    """

    def __init__(
        self,
        raw: Path | Matrix,
        shape: tuple[int, int],
        placing: Placing,
        apart: Marked | None = None,
    ) -> None:
        self._raw, self.shape, self.placing, self._apart = raw, shape, placing, apart

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, asked: slice | Sequence[int] | npt.NDArray[np.int64]) -> Matrix:
        if isinstance(asked, slice):
            asked = np.arange(*asked.indices(len(self)))
        wanted = np.asarray(asked, dtype=np.int64)
        found = np.empty((len(wanted), self.shape[1]), dtype=np.float32)
        for start in range(0, len(wanted), STRETCH):
            some = slice(start, start + STRETCH)
            apart = None if self._apart is None else self._apart[wanted[some]]
            found[some] = self.placing.rows(self.raw(wanted[some]), apart)
        return found

    def raw(self, wanted: npt.NDArray[np.int64]) -> Matrix:
        """Rows as they are kept, before they are placed."""
        if not isinstance(self._raw, Path):
            return self._raw[wanted]
        found = np.empty((len(wanted), self.shape[1]), dtype=np.float32)
        order = np.argsort(wanted, kind="stable")
        with self._raw.open("rb") as file:
            for some in self._stretches(wanted[order]):
                found[order[some]] = self._read(file, wanted[order[some]])
        return found

    def stretches(self) -> Iterator[tuple[slice, Matrix]]:
        """All rows in their order, some thousands at a time."""
        for start in range(0, len(self), STRETCH):
            some = slice(start, min(start + STRETCH, len(self)))
            yield some, self[some]

    def _stretches(self, rows: npt.NDArray[np.int64]) -> Iterator[slice]:
        """Neighbouring rows, to be read at one go: at most `STRETCH` apart, few holes between."""
        start = 0
        for at in range(1, len(rows) + 1):
            ends = at == len(rows) or rows[at] - rows[at - 1] > HOLE
            if ends or rows[at] - rows[start] >= STRETCH:
                yield slice(start, at)
                start = at

    def _read(self, file: BinaryIO, rows: npt.NDArray[np.int64]) -> Matrix:
        first, wide = int(rows[0]), self.shape[1]
        file.seek(first * wide * 4)
        count = (int(rows[-1]) - first + 1) * wide
        raw = np.fromfile(file, dtype=np.float32, count=count).reshape(-1, wide)
        return raw[rows - first]
