"""What a run has done so far, in files: memory holds numbers, not texts.

In a folder that was asked for, a run that was stopped goes on and a later one reuses what is
there. Files are only ever added to, and a last entry that was not finished is dropped; so what is
there after a run was killed is whole. No text lies in it: it holds
digests, vectors, and lines that only the texts themselves open (`line_sealing`). Texts lie in files
without a name, which are gone when nobody has them open any more, however the process ends. Without
a folder vectors lie in a temporary one.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .line_sealing import LineSealer, seal, unseal
from .vectors import Matrix, State

PART = 1 << 20  # bytes read at once
LINES = 512  # of one stretch
SEALED = "passages.sealed"

_WORRY = "\x1f"  # before a text whose question asks for what worries: it is read in another way
_TOLD = re.compile("\x1e([a-z]{2,})\x1e")  # before one said to be in another language than most

Digests = npt.NDArray[np.uint64]


def asked_for(text: str, worry: bool, told: str = "") -> str:
    """A text as it is kept: one that was asked for as a worry, or is said to be in a language of
    its own (`told`), is another than the same words."""
    text = f"\x1e{told}\x1e{text}" if told else text
    return _WORRY + text if worry else text


def as_asked(kept: str) -> tuple[str, bool, str]:
    """A text, whether it was asked for as a worry, and the language it is said to be in (or ""),
    out of what is kept."""
    text = kept.removeprefix(_WORRY)
    told = _TOLD.match(text)
    return text[told.end() :] if told else text, text != kept, told[1] if told else ""


def digests_of(texts: Iterable[str]) -> Digests:
    """Eight bytes of each."""
    joined = b"".join(hashlib.sha256(each.encode()).digest()[:8] for each in texts)
    return np.frombuffer(joined, dtype=">u8").astype(np.uint64)


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


@dataclass(frozen=True, slots=True)
class Finished:
    """What a finished run left: digests of its texts and wordings in their order, its space.

    `made_with` names the code, versions and settings that made it.
    """

    made_with: str
    texts: Digests
    wordings: Digests
    state: State
    origin: Matrix


class Kept:
    """The files of one run; `key` names what it was made from (texts, versions, settings).

    `passages` are the lines of this run's texts, readable while it runs; `sealed` holds them for
    later runs. `secret` is the site's, empty on the command line.
    """

    def __init__(self, folder: Path | None, key: str, secret: bytes = b"") -> None:
        self.lasting = folder is not None
        self.key = key
        self.path = folder / key if folder else Path(tempfile.mkdtemp(prefix="alzavoz-themes-"))
        if self.lasting:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.passages = Lines()
        self.sealed = Lines(self.path / SEALED) if self.lasting else None
        self.sealer = LineSealer(secret)
        self.labels_key = b""

    def begin(self, texts: Sequence[str], count: int) -> None:
        """Go on after the first `count` of a run's texts, which were read before."""
        self.labels_key = self.sealer.labels_key(texts[0] if len(texts) else "")
        if self.sealed is not None:
            self.sealed.keep(count)
            for at in range(0, count, LINES):
                some = texts[at : min(at + LINES, count)]
                self.passages.add(self.line(at + n, text) for n, text in enumerate(some))

    def line(self, number: int, text: str) -> bytes:
        """A line that was sealed with a text; it gives the key of the run's labels too.

        Raises InvalidTag with another text.
        """
        if self.sealed is None:
            raise LookupError(number)
        line, self.labels_key = self.sealer.open(self.sealed[number], text)
        return line

    def add(self, lines: Sequence[bytes], texts: Sequence[str]) -> None:
        """Add the lines of some texts."""
        self.passages.add(lines)
        if self.sealed is not None:
            both = zip(lines, texts, strict=True)
            self.sealed.add(self.sealer.seal(*each, self.labels_key) for each in both)

    @property
    def vectors(self) -> Path:
        """The file of all vectors, row after row."""
        return self.path / "vectors.f32"

    @property
    def complete(self) -> bool:
        """Whether all vectors were made and kept."""
        return (self.path / "space.npz").exists()

    @property
    def current(self) -> bool:
        """Whether it is complete, and no file is of a version that kept texts in the clear."""
        return self.complete and not (self.path / "passages.jsonl").exists()

    def beside(self) -> "Kept":
        """An empty store of the same secret in a folder beside this one."""
        path = self.path.with_name(f"{self.key}-")
        shutil.rmtree(path, ignore_errors=True)
        less = Kept(path.parent, path.name)
        less.sealer = self.sealer
        return less

    def usable(self, made_with: str) -> bool:
        """Whether all was made and kept with the same code, versions and settings."""
        if not self.complete:
            return False
        with np.load(self.path / "space.npz", allow_pickle=False) as kept:
            return bool(str(kept["made_with"]) == made_with)

    def finish(self, found: Finished) -> None:
        """Keep what later runs need to reuse all; then the run counts as complete.

        Its digests are those that `sealer` gives.
        """
        lexical, groups, rarity, axes, middle = found.state
        unfinished = self.path / "unfinished.npz"
        np.savez(
            unfinished, allow_pickle=False, made_with=np.array(found.made_with),
            texts=found.texts, wordings=found.wordings, origin=found.origin,
            lexical=np.array(lexical), groups=np.array(groups, dtype=np.str_),
            rarity=rarity, axes=axes, middle=middle,
        )  # fmt: skip
        unfinished.replace(self.path / "space.npz")

    def finished(self) -> Finished:
        """What `finish` kept."""
        with np.load(self.path / "space.npz", allow_pickle=False) as kept:
            groups = kept["groups"].tolist()
            state = float(kept["lexical"]), groups, kept["rarity"], kept["axes"], kept["middle"]
            made_with = str(kept["made_with"])
            return Finished(made_with, kept["texts"], kept["wordings"], state, kept["origin"])

    def tell(self, words: Any) -> None:
        """Keep, as plain values, what the themes were called: sealed, labels are quotes."""
        unfinished = self.path / "unfinished.sealed"
        unfinished.touch(0o600)
        unfinished.write_bytes(seal(json.dumps(words).encode(), self.labels_key))
        unfinished.replace(self.path / "words.sealed")

    def told(self) -> Any:
        """What `tell` kept, or None; None too where no line gave the key."""
        file = self.path / "words.sealed"
        there = self.labels_key and file.exists()
        return json.loads(unseal(file.read_bytes(), self.labels_key)) if there else None

    def rows(self, wide: int) -> int:
        """How many vectors are there; a last one that was not finished is cut off."""
        if not self.vectors.exists():
            return 0
        whole = self.vectors.stat().st_size // (4 * wide)
        self.keep_rows(whole, wide)
        return int(whole)

    def keep_rows(self, count: int, wide: int) -> None:
        """Cut off what is beyond so many vectors."""
        if self.vectors.exists():
            os.truncate(self.vectors, count * 4 * wide)

    def add_rows(self, raw: Matrix) -> None:
        """Add some vectors."""
        with self.vectors.open("ab") as file:
            file.write(np.ascontiguousarray(raw, dtype=np.float32).tobytes())

    def close(self) -> None:
        """Take a temporary folder away."""
        if not self.lasting:
            shutil.rmtree(self.path, ignore_errors=True)
