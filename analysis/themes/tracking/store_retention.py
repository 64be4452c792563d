"""What runs keep in a folder for later ones, each under a name of its own: what stays of it."""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import numpy as np

from analysis.spacy_models import RULES_ONLY
from analysis.themes.arrays import Digests, digests_of
from analysis.themes.labelling.theme_words import words_from
from analysis.themes.preprocessing.passage_records import read_line
from analysis.themes.preprocessing.text_requests import asked_for
from analysis.themes.store.line_file import LINES, SEALED
from analysis.themes.store.line_sealing import LineSealer
from analysis.themes.store.run_store import RunStore

FILES = (SEALED, "passages.jsonl")  # the second: of versions that kept texts in the clear


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


def forget(folder: Path, texts: Iterable[str], secret: bytes = b"") -> None:
    """Have nothing in a folder of other texts than these; what no run finished goes.

    With a text go its passages, vectors that are no other's, and the words of its themes.
    `secret` is the one that the runs were given.
    """
    said = product((False, True), ("", *sorted(RULES_ONLY)))
    ways = tuple(said)  # that a text may have been asked for
    stores = {name: RunStore(folder, name, secret) for name in _names(folder)}
    known = {name: kept.finished().texts for name, kept in stores.items() if kept.current}
    asked = (asked_for(text, *way) for text in texts for way in ways)
    there = _still_there(asked, known.values(), LineSealer(secret))
    for name, kept in stores.items():
        if name not in known or not _without_others(kept, folder, there):
            shutil.rmtree(kept.path)
    _clear(folder, _names(folder))


def _names(folder: Path) -> set[str]:
    found = folder.iterdir() if folder.is_dir() else ()
    return {each.name for each in found if any((each / name).exists() for name in FILES)}


def _still_there(
    texts: Iterable[str], known: Iterable[Digests], sealer: LineSealer
) -> dict[int, str]:
    """The texts by their digests, of those that some store knows."""
    wanted = set(np.concatenate([*known, np.empty(0, np.uint64)]).tolist())
    found: dict[int, str] = {}
    coming = iter(texts)
    while wanted and (some := list(islice(coming, LINES))):
        of = sealer.digests(digests_of(some)).tolist()
        found.update((at, text) for at, text in zip(of, some, strict=True) if at in wanted)
    return found


def _clear(folder: Path, but: Collection[str]) -> None:
    for name in _names(folder) - set(but):
        shutil.rmtree(folder / name)
    with suppress(OSError):  # not empty, or not there
        folder.rmdir()


def _without_others(kept: RunStore, folder: Path, there: Mapping[int, str]) -> bool:
    """Make files anew without what is not of these texts; whether anything is left."""
    found = kept.finished()
    stay = np.isin(found.texts, np.fromiter(there, np.uint64, len(there)))
    if stay.all() or not stay.any():
        return bool(stay.any())
    less = kept.beside()
    for at in np.flatnonzero(stay).tolist():
        text = there[int(found.texts[at])]
        line = kept.line(at, text)
        less.labels_key = kept.labels_key
        less.add([line], [text])
    said = {one.regular for line in less.passages for one in read_line(line) if one.regular}
    plain = digests_of(said)
    rows = np.isin(found.wordings, kept.sealer.digests(plain))
    less.keep_rows(0, 1)
    raw = np.memmap(kept.vectors, np.float32).reshape(len(rows), -1)
    for some in np.array_split(np.flatnonzero(rows), 1 + len(rows) // LINES):
        less.add_rows(raw[some])
    less.tell(_words_without(kept.told(), plain))
    less.finish(replace(found, texts=found.texts[stay], wordings=found.wordings[rows]))
    shutil.rmtree(kept.path)
    less.path.rename(kept.path)
    return True


def _words_without(told: Any, there: Digests) -> Any:
    """The words of themes that held none of the wordings that are gone."""
    return [
        [question, {id: plain for id, plain in of.items() if _stands(plain, there)}]
        for question, of in told or ()
    ]


def _stands(plain: Any, there: Digests) -> bool:
    return bool(np.isin(words_from(plain).members, there).all())
