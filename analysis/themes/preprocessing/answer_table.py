"""Answers as a table: ids, questions, characteristics, and their distinct texts."""

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from analysis.themes.arrays import ALONE, Digests, Numbers
from analysis.themes.execution.blocks import TASK
from analysis.themes.lang.languages import told
from analysis.themes.store.line_file import Lines, Texts
from analysis.themes.values import TextAnswer

from .text_requests import asked_for


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each answer: its place in `values` (sorted), or `ALONE`."""

    values: tuple[str, ...]
    places: Numbers


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Answers by their ids; `text` holds the number of each one's text among the distinct ones."""

    ids: tuple[str, ...]
    text: Numbers
    question: Column
    by: Mapping[str, Column]
    texts: Texts  # distinct, in their fixed order
    digests: Digests  # of these


# Answers, as they come


def build_answer_table(answers: Iterable[TextAnswer], language: str = "es") -> AnswerTable:
    """Answers read once, in whatever order; their texts go to a file. Most are in `language`.

    Raises ValueError where two share an id, or do not have values in the same columns.
    """
    ids: list[str] = []
    noted = Noted()
    columns: dict[str, list[str | None]] = {"": []}
    coming = iter(answers)
    while some := list(islice(coming, TASK)):
        ids += [answer.id for answer in some]
        columns[""] += [answer.question or None for answer in some]
        for name in {name for answer in some for name in answer.by}:
            of = columns.setdefault(name, [])
            of += [None] * (len(ids) - len(some) - len(of))
            of += [answer.by.get(name) for answer in some]
        noted.add([asked_for(a.text, a.worry, told(a.language, language)) for a in some])
    order = sorted(range(len(ids)), key=ids.__getitem__)
    _refuse_repeated([ids[number] for number in order])
    first, place = noted.distinct()
    places = np.array(order, dtype=np.int64)
    by = {name: _column(of, order) for name, of in sorted(columns.items())}
    return AnswerTable(
        tuple(ids[number] for number in order), place[places], by.pop(""), by,
        Texts(noted.lines, first), noted.digests[first],
    )  # fmt: skip


def _refuse_repeated(ids: Sequence[str]) -> None:
    for one, next_one in zip(ids, ids[1:], strict=False):
        if one == next_one:
            raise ValueError(f'Two answers have the id "{one}"; every answer needs its own.')


def _column(values: list[str | None], order: Sequence[int]) -> Column:
    values += [None] * (len(order) - len(values))
    known = tuple(sorted({value for value in values if value is not None}))
    place: dict[str | None, int] = {value: at for at, value in enumerate(known)}
    places = (place.get(values[number], ALONE) for number in order)
    return Column(known, np.fromiter(places, np.int64, len(order)))


class Noted:
    """Texts in a file, with eight bytes of each one's digest: equal texts are found by these.

    Among ten million texts the odds that any two that differ share them are 1 to 370,000.
    """

    def __init__(self) -> None:
        self.lines = Lines()
        self._digests, self._lengths = bytearray(), array("i")

    def add(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._digests += hashlib.sha256(text.encode()).digest()[:8]
            self._lengths.append(len(text))
        self.lines.add(json.dumps(text, ensure_ascii=False).encode() for text in texts)

    @property
    def digests(self) -> Digests:
        """As `keeping.digests_of` gives them."""
        return np.frombuffer(bytes(self._digests), ">u8").astype(np.uint64)

    def distinct(self) -> tuple[Numbers, Numbers]:
        """Where each distinct text first stands, by length, then alphabet; the place of every text
        among these. Only texts of one length are in memory at a time."""
        _, first, inverse = np.unique(self.digests, return_index=True, return_inverse=True)
        lengths = np.frombuffer(self._lengths, np.int32)[first] if len(first) else first
        order = np.argsort(lengths, kind="stable")
        texts = Texts(self.lines, first)
        ends = np.flatnonzero(np.diff(lengths[order], append=-1)) + 1
        for start, end in zip([0, *ends.tolist()], ends.tolist(), strict=False):
            some = order[start:end]
            said = texts[some]
            order[start:end] = some[sorted(range(len(said)), key=said.__getitem__)]
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        return first[order], ranks[inverse].astype(np.int64)
