"""From answers to vectors: every distinct text is read once, in an order of its own.

The order is by length, then alphabet, whatever order the answers came in; so the same texts share
the same blocks, and the encoder's last bits are the same every time. Texts lie in files; memory
holds numbers.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.language import load
from theme_guides import Guide

from .blocks import PACKAGES, TASK, by_length, digest, engine, machinery, stretches
from .findings import Answer, Setting
from .grouping import ALONE, Examples, Numbers, Settings
from .keeping import Digests, Finished, Kept, Lines, Texts, asked_for
from .micro import drawn
from .passages import Word
from .records import Recorded, marks_of, read_line
from .running import Runner
from .saying import Marks
from .steps import CUTTING, PLACING, Steps
from .tongues import Said, reader_of, told, written_in
from .vectors import FITTED, MEANING, Marked, Matrix, Placing, Space, Vectors, encoded

OWN = 20  # wordings in another language than most, at which their own mean counts half
Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each answer: its place in `values` (sorted), or `ALONE`."""

    values: tuple[str, ...]
    places: Numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers by their ids; `text` holds the number of each one's text among the distinct ones."""

    ids: tuple[str, ...]
    text: Numbers
    question: Column
    by: Mapping[str, Column]
    texts: Texts  # distinct, in their fixed order
    digests: Digests  # of these


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
    marked: tuple[Marks, ...]
    known: tuple[Word, ...]

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

    def telling(self, passage: int) -> tuple[Word, ...]:
        """The telling words of a passage."""
        some = self.word[self.words[passage] : self.words[passage + 1]]
        return tuple(self.known[place] for place in some.tolist())


@dataclass(frozen=True, slots=True)
class Keys:
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


@dataclass(frozen=True, slots=True)
class Corpus:
    """The distinct wordings and their vectors; the passages and the guide beside."""

    wordings: Texts
    digests: Digests
    passages: Passages
    keys: Keys
    vectors: Vectors
    examples: Examples
    guide: Guide
    settings: Settings
    method: Mapping[str, Setting]
    runner: Runner
    steps: Steps

    def singly(self, step: str, context: Any, asked: Iterable[Any]) -> Iterator[Any]:
        """What `Runner.singly` gives; progress is told with each."""
        for found in self.runner.singly(step, context, asked):
            self.steps.grouped(step)
            yield found

    def said(self, passage: int) -> Said:
        """A passage as it was written, and the language it was read in."""
        one = self.passages.recorded(passage)
        return Said(one.text, one.language or self.language)

    @property
    def language(self) -> str:
        """ISO 639-1 code of what most answers are written in."""
        return str(self.method["language"])


@dataclass(frozen=True, slots=True)
class Means:
    """What reading is done with: who works, where it is kept, what an earlier run kept."""

    runner: Runner
    kept: Kept
    before: Kept | None
    steps: Steps

    def digests(self, plain: Digests) -> Digests:
        """Digests as the run before keeps them; without such a run as they are."""
        return self.before.sealer.digests(plain) if self.before else plain


# Answers, as they come


def gathered(answers: Iterable[Answer], language: str = "es") -> Asked:
    """Answers read once, in whatever order; their texts go to a file. Most are in `language`.

    Raises ValueError where two share an id, or do not have values in the same columns.
    """
    ids: list[str] = []
    noted = _Noted()
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
    return Asked(
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


class _Noted:
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


# Texts to passages to vectors


def making(language: str, settings: Settings) -> str:
    """Names the code, versions and settings that passages and vectors are made with."""
    return digest(language, dict(machinery(language)), [settings.lexical, settings.seed])


def key_of(asked: Asked, made_with: str, before: str | None, secret: bytes = b"") -> str:
    """Names what passages and vectors are made from: equal keys, equal files."""
    sealed = [hashlib.sha256(secret).hexdigest()] if secret else []  # another: nothing opens
    texts = hashlib.sha256(asked.digests.astype("<u8").tobytes()).hexdigest()
    return digest(made_with, before, texts, *sealed)[:24]


def read(asked: Asked, guide: Guide, language: str, settings: Settings, means: Means) -> Corpus:
    """Texts to passages to vectors. Distinct texts are read once, in a fixed order."""
    before = means.before.finished() if means.before else None
    lines = _cut(asked, language, means, before)
    passages, keys, wordings, digests, apart = _columns(lines)
    means.steps.found(len(wordings))
    space, vectors = _placed(wordings, digests, apart, settings, (means, before))
    if means.kept.lasting and not means.kept.complete:
        origin = vectors.placing.origin
        made_with = making(language, settings)
        texts, of_wordings = map(means.kept.sealer.digests, (asked.digests, digests))
        means.kept.finish(Finished(made_with, texts, of_wordings, space.state(), origin))
    examples = _examples(guide, (language, bool(apart.any())), space, vectors)
    return Corpus(
        wordings, digests, passages, keys, vectors, examples, guide, settings,
        _method(guide, language, settings), means.runner, means.steps,
    )  # fmt: skip


def _cut(asked: Asked, language: str, means: Means, before: Finished | None) -> Lines:
    """The passages of each text, a line a text; what is kept, of this run or another, is read."""
    kept, earlier = means.kept, means.before
    done = 0 if kept.sealed is None else len(kept.sealed)
    rest = _Rest(means.digests(asked.digests), before.texts if before else None, done)
    kept.begin(asked.texts, rest.there)
    _learn_labels_key(rest.place, asked.texts, earlier)
    means.steps.advance(CUTTING * (rest.there + rest.known))
    made = means.runner.each("cut", language, rest.tasks(asked.texts))
    fresh = (line for results in made for block in results for line in block)
    for some in rest.stretches():
        known, texts = rest.place[some].tolist(), asked.texts[some]
        both = zip(known, texts, strict=True)
        lines = [
            earlier.line(at, text) if earlier and at >= 0 else next(fresh).encode()
            for at, text in both
        ]
        kept.add(lines, texts)
        means.steps.advance(CUTTING * known.count(ALONE))
    return kept.passages


def _learn_labels_key(place: Numbers, texts: Texts, earlier: Kept | None) -> None:
    """Open one line of the run before, if it has any text of this run."""
    shared = np.flatnonzero(place != ALONE)
    if earlier and len(shared):
        earlier.line(int(place[shared[0]]), texts[int(shared[0])])


class _Rest:
    """What is left to do of texts in their order: those that no earlier run did, from a whole task
    on, so that blocks are the same whether a run was stopped or not.

    `place` says where an earlier run has each, `there` how many need not be looked at again.
    """

    def __init__(self, digests: Digests, before: Digests | None, done: int) -> None:
        self.place = _places(digests, before)
        self._new = np.flatnonzero(self.place == ALONE)
        count = int(np.searchsorted(self._new, done))
        self.there, self._done = done, count
        if count < len(self._new):
            self._done = count // TASK * TASK
            self.there = min(done, int(self._new[self._done]))
        self.known = int((self.place[self.there :] != ALONE).sum())

    def tasks(self, texts: Texts) -> Iterator[list[str]]:
        """The texts to be done, in tasks of whole blocks."""
        rest = self._new[self._done :]
        return (texts[rest[some]] for some in stretches(len(rest)))

    def stretches(self) -> Iterator[slice]:
        """All texts that are not there, some at a time."""
        whole = len(self.place)
        return (slice(at, min(at + TASK, whole)) for at in range(self.there, whole, TASK))


def _places(digests: Digests, before: Digests | None) -> Numbers:
    """Where each digest stands in those of an earlier run, or `ALONE`."""
    if before is None or not len(before):
        return np.full(len(digests), ALONE, dtype=np.int64)
    order = np.argsort(before, kind="stable")
    at = np.minimum(np.searchsorted(before[order], digests), len(before) - 1)
    return np.where(before[order[at]] == digests, order[at], ALONE)


@dataclass(slots=True)
class _Filling:
    """Columns that are being filled; texts that come again are numbered."""

    counts: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    voiced: array = field(default_factory=lambda: array("b"))  # type: ignore[type-arg]
    kind: array = field(default_factory=lambda: array("b"))  # type: ignore[type-arg]
    length: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    stance: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    marks: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    apart: array = field(default_factory=lambda: array("b"))  # type: ignore[type-arg]
    words: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    word: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    stances: dict[str, int] = field(default_factory=dict)
    marked: dict[str | None, int] = field(default_factory=dict)
    known: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, found: Sequence[Recorded]) -> None:
        """The passages of the next text."""
        self.counts.append(len(found))
        for one in found:
            self.voiced.append(bool(one.regular))
            self.kind.append(one.kind)
            self.length.append(one.length)
            self.stance.append(self.stances.setdefault(one.stance, len(self.stances)))
            self.marks.append(self.marked.setdefault(one.marks, len(self.marked)))
            self.apart.append(bool(one.language))
            self.words.append(len(one.words) // 2)
            pairs = zip(one.words[::2], one.words[1::2], strict=True)
            self.word.extend(self.known.setdefault(pair, len(self.known)) for pair in pairs)


def _columns(lines: Lines) -> tuple[Passages, Keys, Texts, Digests, Marked]:
    """Passages as columns, the keys of their words, and the distinct wordings in their order, with
    those marked that are read in another language than most."""
    filling, noted = _Filling(), _Noted()
    coming = iter(lines)
    while some := [read_line(line) for line in islice(coming, TASK)]:
        for found in some:
            filling.take(found)
        noted.add([one.regular for one in chain.from_iterable(some) if one.regular])
    first, place = noted.distinct()
    voiced = np.array(filling.voiced, dtype=np.bool_)
    wording = np.full(len(voiced), ALONE, dtype=np.int64)
    wording[voiced] = place
    passages = Passages(
        lines, _starts(filling.counts), wording, np.array(filling.kind, dtype=np.int8),
        np.array(filling.length, dtype=np.int32), np.array(filling.stance, dtype=np.int32),
        np.array(filling.marks, dtype=np.int32), _starts(filling.words),
        np.array(filling.word, dtype=np.int32), tuple(filling.stances),
        tuple(map(marks_of, filling.marked)), tuple(Word(*pair) for pair in filling.known),
    )  # fmt: skip
    stands = np.flatnonzero(voiced)[first]
    apart = np.array(filling.apart, dtype=np.bool_)[stands]
    return passages, _keys(passages, stands), Texts(noted.lines, first), noted.digests[first], apart


def _starts(counts: Sequence[int]) -> Numbers:
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def ranges(begins: Numbers, counts: Numbers) -> Numbers:
    """The numbers from each beginning on, so many of each, one after another."""
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return (np.repeat(begins, counts) + within).astype(np.int64)


def _keys(passages: Passages, stands: Numbers) -> Keys:
    """The keys of the words of the passage that stands for each wording."""
    names: dict[str, int] = {}
    of_word = np.array([names.setdefault(w.key, len(names)) for w in passages.known], np.int64)
    begins, counts = passages.words[stands], np.diff(passages.words)[stands]
    row = np.repeat(np.arange(len(stands)), counts)
    key = of_word[passages.word[ranges(begins, counts)]]
    codes = np.unique(row * max(1, len(names)) + key)
    return Keys(tuple(names), codes // max(1, len(names)), codes % max(1, len(names)))


def _placed(
    wordings: Texts,
    digests: Digests,
    apart: Marked,
    settings: Settings,
    how: tuple[Means, Finished | None],
) -> tuple[Space, Vectors]:
    """The space, learned from these wordings or by the run before, and the vectors in it."""
    means, before = how
    space = Space(*before.state) if before else _learned(wordings, digests, settings)
    wide = MEANING + space.axes
    in_file = means.kept.lasting or len(wordings) > settings.rows
    parts: list[Matrix] = []
    total, other, done = np.zeros(MEANING), np.zeros(MEANING), 0
    for rows, made in _raw(wordings, digests, space, means, before):
        here = apart[done : done + len(rows)]
        done += len(rows)
        total += rows[~here, :MEANING].sum(axis=0, dtype=np.float64)
        other += rows[here, :MEANING].sum(axis=0, dtype=np.float64)
        if not in_file:
            parts.append(rows)
        elif made:
            means.kept.add_rows(rows)
        means.steps.advance(PLACING * len(rows))
    raw = np.concatenate(parts) if parts else np.empty((0, wide), dtype=np.float32)
    placing = Placing(_origin(total, other, apart, before), space.lexical)
    shape = len(wordings), wide
    kept = means.kept.vectors if in_file else raw
    return space, Vectors(kept, shape, placing, apart if apart.any() else None)


def _origin(total: Sums, other: Sums, apart: Marked, before: Finished | None) -> Matrix:
    """What is taken off all meanings: the mean of most, and where some are `apart`, their own too,
    the nearer to that of all the fewer they are. An earlier run's stays."""
    few = int(apart.sum())
    if before is not None and (before.origin.ndim > 1 or not few):
        return before.origin
    most: Matrix = (total / max(1, len(apart) - few)).astype(np.float32)
    most = before.origin if before is not None else most
    if not few:
        return most
    everyone = (total + other) / len(apart)
    own = everyone + (other / few - everyone) * (few / (few + OWN))
    return np.stack([most, own.astype(np.float32)])


def _learned(wordings: Texts, digests: Digests, settings: Settings) -> Space:
    """The space of these wordings; of many, drawn by their digests, it changes little with a few
    more."""
    return Space.learned(wordings[drawn(digests, FITTED)], settings.lexical, settings.seed)


def _raw(
    wordings: Texts, digests: Digests, space: Space, means: Means, before: Finished | None
) -> Iterator[tuple[Matrix, bool]]:
    """Vectors before they are placed, some at a time, and whether they still must be kept."""
    wide, kept = MEANING + space.axes, means.kept
    rest = _Rest(
        means.digests(digests),
        before.wordings if before else None,
        kept.rows(wide) if kept.lasting else 0,
    )
    kept.keep_rows(rest.there, wide)
    there = Vectors(kept.vectors, (rest.there, wide), Placing.none())
    for start in range(0, rest.there, TASK):
        yield there.raw(np.arange(start, min(start + TASK, rest.there))), False
    fresh = _Taking(means.runner.each("vectors", space, rest.tasks(wordings)), wide)
    for some in rest.stretches():
        known = rest.place[some]
        rows = np.empty((len(known), wide), dtype=np.float32)
        if before and means.before:
            old = Vectors(means.before.vectors, (len(before.wordings), wide), Placing.none())
            rows[known >= 0] = old.raw(known[known >= 0])
        rows[known < 0] = fresh.rows(int((known < 0).sum()))
        yield rows, True


class _Taking:
    """Rows taken one after another from results of tasks."""

    def __init__(self, made: Iterator[list[Matrix]], wide: int) -> None:
        self._made, self._rows = made, np.empty((0, wide), dtype=np.float32)

    def rows(self, count: int) -> Matrix:
        """The next so many."""
        while len(self._rows) < count:
            self._rows = np.concatenate([self._rows, *next(self._made)])
        taken, self._rows = self._rows[:count], self._rows[count:]
        return taken


def _examples(guide: Guide, most: tuple[str, bool], space: Space, vectors: Vectors) -> Examples:
    """The guide's phrases in the space of the wordings. `most` is the language of most, and whether
    some are in another: phrases too are then read in their own."""
    language, mixed = most
    owners: dict[str, int] = {}
    apart: dict[str, bool] = {}
    for number, theme in enumerate(guide.themes):
        for phrase in theme.phrases:
            own = written_in(phrase, "", language) if mixed else language
            regular = reader_of(own).spelling.regular(phrase)
            owners[regular], apart[regular] = number, own != language
    phrases = sorted(owners, key=by_length) if len(vectors) else []
    raw = np.hstack([encoded(phrases), space.letters(phrases)])
    numbers = np.array([owners[phrase] for phrase in phrases], dtype=np.int64)
    marked = np.array([apart[phrase] for phrase in phrases], dtype=np.bool_)
    return Examples(vectors.placing.rows(raw, marked), numbers, len(guide.themes))


def _method(guide: Guide, language: str, settings: Settings) -> dict[str, Setting]:
    nlp = load(language)
    model = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    versions = {f"package {name}": version(name) for name in PACKAGES}
    versions["engine sha256"] = engine()[:16]
    chosen = {f"setting {name}": value for name, value in asdict(settings).items()}
    return {
        "language": language, "language model": model, "guide themes": len(guide.themes),
        "guide sha256": guide_digest(guide) if guide.themes else None, **chosen, **versions,
    }  # fmt: skip


def guide_digest(guide: Guide) -> str:
    """Equal guides, equal digests."""
    return hashlib.sha256(json.dumps(asdict(guide), sort_keys=True).encode()).hexdigest()
