"""The folder of one run: what is finished of it, and what the next run may take over."""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.themes.arrays import Digests, Matrix
from analysis.themes.embedding.character_ngrams import State

from .line_file import LINES, SEALED, Lines
from .line_sealing import LineSealer, seal, unseal


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


class RunStore:
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

    def beside(self) -> "RunStore":
        """An empty store of the same secret in a folder beside this one."""
        path = self.path.with_name(f"{self.key}-")
        shutil.rmtree(path, ignore_errors=True)
        less = RunStore(path.parent, path.name)
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
