"""What a run has done so far, in files: memory holds numbers, not texts.

In a folder that was asked for, a run that was stopped goes on and a later one reuses what is
there. Files are only ever added to, and a last entry that was not finished is dropped; so what is
there after a run was killed is whole. No text lies in it: it holds
digests, vectors, and lines that only the texts themselves open (`line_sealing`). Texts lie in files
without a name, which are gone when nobody has them open any more, however the process ends. Without
a folder vectors lie in a temporary one.
"""

import json
import os
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

PART = 1 << 20  # bytes read at once
LINES = 512  # of one stretch
SEALED = "passages.sealed"


class Lines:
    """Lines in a file, added in their order and read by number; none holds a line break.

    Memory holds eight bytes a line. Without a path the file has no name. A last line that was not
    written to its end is cut off.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = _opened(path)
        weakref.finalize(self, os.close, self._file)
        self._starts = array("q", [0])
        self._find()

    def _find(self) -> None:
        """Where the lines begin that are there."""
        at = 0
        while part := os.pread(self._file, PART, at):
            ends = np.flatnonzero(np.frombuffer(part, np.uint8) == ord("\n")) + at + 1
            self._starts.frombytes(ends.astype(np.int64).tobytes())
            at += len(part)
        os.ftruncate(self._file, self._starts[-1])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, lines: Iterable[bytes]) -> None:
        """Add lines, each without its end."""
        at, written = self._starts[-1], bytearray()
        starts = array("q")
        for line in lines:
            written += line
            written += b"\n"
            starts.append(at + len(written))
        _write(self._file, written, at)
        self._starts.extend(starts)

    def keep(self, count: int) -> None:
        """Cut off what is beyond so many lines."""
        del self._starts[count + 1 :]
        os.ftruncate(self._file, self._starts[-1])

    def __getitem__(self, number: int) -> bytes:
        start, end = self._starts[number], self._starts[number + 1]
        return os.pread(self._file, end - start - 1, start)

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, len(self), LINES):
            last = min(first + LINES, len(self))
            start, end = self._starts[first], self._starts[last]
            yield from os.pread(self._file, end - start, start).split(b"\n")[:-1]


def _opened(path: Path | None) -> int:
    if path is not None:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    file, name = tempfile.mkstemp(prefix="alzavoz-themes-")
    os.unlink(name)
    return file


def _write(file: int, written: bytearray, at: int) -> None:
    rest = memoryview(written)
    while rest:
        done = os.pwrite(file, rest, at)
        rest, at = rest[done:], at + done


class Texts(Sequence[str]):
    """Texts in a file, by number."""

    def __init__(self, lines: Lines, numbers: npt.NDArray[np.int64] | None = None) -> None:
        self._lines = lines
        self._numbers = np.arange(len(lines)) if numbers is None else numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, asked):  # type: ignore[no-untyped-def]
        """A text by its number; a list of texts by a slice or an array of numbers."""
        if isinstance(asked, int | np.integer):
            return json.loads(self._lines[int(self._numbers[asked])])
        return [json.loads(self._lines[number]) for number in self._numbers[asked].tolist()]
