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

from analysis.spacy_models import load
from analysis.themes.arrays import ALONE, Digests, Marked, Matrix, Numbers
from analysis.themes.execution.blocks import TASK, by_length, digest, stretches
from analysis.themes.execution.context import RunContext
from analysis.themes.execution.running import Runner
from analysis.themes.lang.languages import Said, detect_language, reader_of
from analysis.themes.preprocessing.answer_table import AnswerTable, Noted
from analysis.themes.preprocessing.passage_records import Recorded, marks_of, read_line
from analysis.themes.preprocessing.passage_table import Passages, TermTable, ranges
from analysis.themes.preprocessing.terms import Term
from analysis.themes.progress import CUTTING, PLACING, Steps
from analysis.themes.settings import Settings
from analysis.themes.store.line_file import Lines, Texts
from analysis.themes.store.run_store import Finished, RunStore
from analysis.themes.values import Setting
from theme_guides import Guide

from .character_ngrams import Space
from .encoder import encoded
from .fingerprint import PACKAGES, engine, machinery
from .sampling import drawn
from .vectors import FITTED, MEANING, Placing, Vectors


@dataclass(frozen=True, slots=True)
class Examples:
    """A guide's phrases as vectors; `owners` holds the number of each phrase's theme."""

    vectors: Matrix
    owners: Numbers
    themes: int


OWN = 20  # wordings in another language than most, at which their own mean counts half
Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The distinct wordings and their vectors; the passages and the guide beside."""

    wordings: Texts
    digests: Digests
    passages: Passages
    keys: TermTable
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


# Texts to passages to vectors


def making(language: str, settings: Settings) -> str:
    """Names the code, versions and settings that passages and vectors are made with."""
    return digest(language, dict(machinery(language)), [settings.lexical, settings.seed])


def key_of(asked: AnswerTable, made_with: str, before: str | None, secret: bytes = b"") -> str:
    """Names what passages and vectors are made from: equal keys, equal files."""
    sealed = [hashlib.sha256(secret).hexdigest()] if secret else []  # another: nothing opens
    texts = hashlib.sha256(asked.digests.astype("<u8").tobytes()).hexdigest()
    return digest(made_with, before, texts, *sealed)[:24]


def build_corpus(
    asked: AnswerTable, guide: Guide, language: str, settings: Settings, means: RunContext
) -> Corpus:
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


def _cut(asked: AnswerTable, language: str, means: RunContext, before: Finished | None) -> Lines:
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


def _learn_labels_key(place: Numbers, texts: Texts, earlier: RunStore | None) -> None:
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


def _columns(lines: Lines) -> tuple[Passages, TermTable, Texts, Digests, Marked]:
    """Passages as columns, the keys of their words, and the distinct wordings in their order, with
    those marked that are read in another language than most."""
    filling, noted = _Filling(), Noted()
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
        tuple(map(marks_of, filling.marked)), tuple(Term(*pair) for pair in filling.known),
    )  # fmt: skip
    stands = np.flatnonzero(voiced)[first]
    apart = np.array(filling.apart, dtype=np.bool_)[stands]
    return passages, _keys(passages, stands), Texts(noted.lines, first), noted.digests[first], apart


def _starts(counts: Sequence[int]) -> Numbers:
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def _keys(passages: Passages, stands: Numbers) -> TermTable:
    """The keys of the words of the passage that stands for each wording."""
    names: dict[str, int] = {}
    of_word = np.array([names.setdefault(w.key, len(names)) for w in passages.known], np.int64)
    begins, counts = passages.words[stands], np.diff(passages.words)[stands]
    row = np.repeat(np.arange(len(stands)), counts)
    key = of_word[passages.word[ranges(begins, counts)]]
    codes = np.unique(row * max(1, len(names)) + key)
    return TermTable(tuple(names), codes // max(1, len(names)), codes % max(1, len(names)))


def _placed(
    wordings: Texts,
    digests: Digests,
    apart: Marked,
    settings: Settings,
    how: tuple[RunContext, Finished | None],
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
    wordings: Texts, digests: Digests, space: Space, means: RunContext, before: Finished | None
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
            own = detect_language(phrase, "", language) if mixed else language
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
