"""Passages and terms of all distinct texts as columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.themes.annotation.annotations import Annotations
from analysis.themes.arrays import Numbers
from analysis.themes.store.line_file import Lines

from .passage_records import Recorded, read_line
from .terms import Term


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of distinct texts, as columns; `first` is where those of each text begin.

    `wording` is the number of a passage's wording (`ALONE`: no opinion), `kind` its place in
    `KINDS`, `length` the words that can be read, `stance` and `marks` places in the lists beside
    them. `word` holds the places in `known` of the telling words, from `words` on for each.
    """

    lines: Lines
    first: Numbers
    wording: Numbers
    kind: npt.NDArray[np.int8]
    length: npt.NDArray[np.int32]
    stance: npt.NDArray[np.int32]
    marks: npt.NDArray[np.int32]
    words: Numbers
    word: npt.NDArray[np.int32]
    stances: tuple[str, ...]
    marked: tuple[Annotations, ...]
    known: tuple[Term, ...]

    def __len__(self) -> int:
        return len(self.wording)

    def recorded(self, passage: int) -> Recorded:
        """A passage as it was recorded."""
        of = int(np.searchsorted(self.first, passage, side="right")) - 1
        return self.of_text(of)[passage - int(self.first[of])]

    def text(self, passage: int) -> str:
        """A passage as it was written."""
        return self.recorded(passage).text

    def of_text(self, number: int) -> list[Recorded]:
        """The passages of a distinct text."""
        return read_line(self.lines[number])

    def telling(self, passage: int) -> tuple[Term, ...]:
        """The telling words of a passage."""
        some = self.word[self.words[passage] : self.words[passage + 1]]
        return tuple(self.known[place] for place in some.tolist())


@dataclass(frozen=True, slots=True)
class TermTable:
    """The keys of the telling words of each wording, each once: pairs in the order of wordings."""

    names: tuple[str, ...]
    row: Numbers
    key: Numbers

    def counted(self, groups: Numbers, times: Numbers) -> dict[int, dict[str, int]]:
        """For each group how many passages hold each key; both arguments have all wordings."""
        of = groups[self.row]
        inside = of >= 0
        codes, place = np.unique(
            of[inside] * len(self.names) + self.key[inside], return_inverse=True
        )
        counts = np.bincount(place, weights=times[self.row[inside]]).astype(np.int64)
        found: dict[int, dict[str, int]] = {int(n): {} for n in np.unique(groups[groups >= 0])}
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            found[code // len(self.names)][self.names[code % len(self.names)]] = count
        return found

    def holding(
        self, names: Mapping[int, Iterable[str]], groups: Numbers, times: Numbers
    ) -> Numbers:
        """For each group how many of its passages hold one of some keys."""
        place = {name: at for at, name in enumerate(self.names)}
        width = len(self.names)
        wanted = [group * width + place[name] for group, of in names.items() for name in of]
        of_row = groups[self.row]
        held = np.isin(of_row * width + self.key, np.array(wanted, dtype=np.int64)) & (of_row >= 0)
        rows = np.unique(self.row[held])
        return np.bincount(groups[rows], weights=times[rows], minlength=int(groups.max()) + 1)


def ranges(begins: Numbers, counts: Numbers) -> Numbers:
    """The numbers from each beginning on, so many of each, one after another."""
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return (np.repeat(begins, counts) + within).astype(np.int64)
