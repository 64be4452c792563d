"""What runs keep in a folder for later ones, each under a name of its own: what stays of it."""

import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from analysis.language import RULES_ONLY

from .keeping import LINES, Digests, Kept, asked_for, digests_of
from .records import read_line
from .reusing import words_from


@contextmanager
def storing(folder: Path | None) -> Iterator[list[str]]:
    """In the end a folder holds what was kept under the names that were put into the list, and no
    more; where there are none, as after an error, what it held before."""
    used: list[str] = []
    there = _names(folder) if folder else ()
    try:
        yield used
    finally:
        if folder:
            _clear(folder, used or there)


def forget(folder: Path, texts: Iterable[str]) -> None:
    """Have nothing in a folder of other texts than these; what no run finished goes.

    With a text go its passages, vectors that are no other's, and the words of its themes.
    """
    said = product((False, True), ("", *sorted(RULES_ONLY)))
    ways = tuple(said)  # that a text may have been asked for
    there = digests_of(asked_for(text, *way) for text in texts for way in ways)
    for name in _names(folder):
        kept = Kept(folder, name)
        if not kept.complete or not _without_others(kept, folder, there):
            shutil.rmtree(kept.path)
    _clear(folder, _names(folder))


def _names(folder: Path) -> set[str]:
    found = folder.iterdir() if folder.is_dir() else ()
    return {each.name for each in found if (each / "passages.jsonl").exists()}


def _clear(folder: Path, but: Collection[str]) -> None:
    for name in _names(folder) - set(but):
        shutil.rmtree(folder / name)
    with suppress(OSError):  # not empty, or not there
        folder.rmdir()


def _without_others(kept: Kept, folder: Path, there: Digests) -> bool:
    """Make files anew without what is not of these texts; whether anything is left."""
    found = kept.finished()
    stay = np.isin(found.texts, there)
    if stay.all() or not stay.any():
        return bool(stay.any())
    less = Kept(folder, f"{kept.key}-")
    less.passages.keep(0)
    less.passages.add(kept.passages[at] for at in np.flatnonzero(stay).tolist())
    said = {one.regular for line in less.passages for one in read_line(line) if one.regular}
    rows = np.isin(found.wordings, digests_of(said))
    less.keep_rows(0, 1)
    raw = np.memmap(kept.vectors, np.float32).reshape(len(rows), -1)
    for some in np.array_split(np.flatnonzero(rows), 1 + len(rows) // LINES):
        less.add_rows(raw[some])
    less.tell(_words_without(kept.told(), found.wordings[~rows]))
    less.finish(replace(found, texts=found.texts[stay], wordings=found.wordings[rows]))
    shutil.rmtree(kept.path)
    less.path.rename(kept.path)
    return True


def _words_without(told: Any, gone: Digests) -> Any:
    """The words of themes that held none of the wordings that are gone."""
    return [
        [question, {id: plain for id, plain in of.items() if not _held(plain, gone)}]
        for question, of in told or ()
    ]


def _held(plain: Any, gone: Digests) -> bool:
    return bool(np.isin(words_from(plain).members, gone).any())
