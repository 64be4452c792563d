"""Which group each wording is in: found anew, or as the run before had it and the new added."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from .corpus import Asked, Corpus, ranges
from .describing import Spoken, unsayable
from .grouping import ALONE, Hands, Numbers, group, least, left_over, without
from .leaving import Shares, Whose, Worded, shared_words, telling_words
from .matching import DRIFT, Previous, matched
from .micro import Micro, micro_groups, middles_of, nearest
from .representation import over_represented

STAYS = 0.2  # similarity by which another theme must be nearer for a known wording to move
LOST = -2  # the place of a theme that is no more
FEWEST = 40  # passages: under it they are listed, and no theme is claimed
DISTINCT = 10  # wordings: under it there is nothing to compare


@dataclass(frozen=True, slots=True)
class Heard:
    """The wordings to be grouped: row numbers of the corpus, and how often each was said.

    `of_passage` gives the place of each passage's wording among them, `answer` its answer's number,
    and `by` for each column the value of each passage; empty where nothing is known of it.
    """

    rows: Numbers
    weights: Numbers
    of_passage: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    answer: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    by: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    def of(self, some: Numbers) -> "Heard":
        """Some of them, by their places."""
        return Heard(self.rows[some], self.weights[some])


def heard_of(said: Spoken, asked: Asked, corpus: Corpus) -> Heard:
    """What is to be grouped of what was said, and by whom where that is known."""
    text, columns = asked.text[said.answers], corpus.passages
    counts = np.diff(columns.first)[text]
    wordings = columns.wording[ranges(columns.first[text], counts)]
    answers = np.repeat(said.answers, counts)[wordings >= 0]
    by = {
        name: [(*column.values, None)[place] for place in column.places[answers].tolist()]
        for name, column in asked.by.items()
    }
    of_passage = np.searchsorted(said.rows, wordings[wordings >= 0])
    return Heard(said.rows, said.weights, of_passage, answers, by)


@dataclass(frozen=True, slots=True)
class Known:
    """What the run before says of the wordings: the place of each one's theme; who was there."""

    before: Previous
    was: Numbers
    there: npt.NDArray[np.bool_]

    def alike(self, made_with: str) -> bool:
        """Whether the run before grouped by the same guide and settings, and found themes."""
        return self.before.made_with == made_with and bool(self.before.ids)

    def little_is_new(self, made_with: str) -> bool:
        """Whether what was grouped may stay as it is, and only what is new be placed."""
        return self.alike(made_with) and self.few_are_new()

    def few_are_new(self) -> bool:
        """Whether few wordings came since all was last grouped."""
        new = max(len(self.there) - self.before.grouped, int((~self.there).sum()))
        return new <= DRIFT * self.before.grouped


@dataclass(frozen=True, slots=True)
class Decided:
    """The group of each wording; of groups found anew, in what share of resamples they return."""

    groups: Numbers
    stability: Mapping[int, float] = field(default_factory=dict)


def said_often(heard: Heard, corpus: Corpus) -> Decided:
    """Each wording that was said often enough is a group by itself, the others are left over."""
    enough = heard.weights >= least(int(heard.weights.sum()), corpus.settings.smallest)
    numbers = corpus.examples.themes + np.arange(len(heard.rows))
    return Decided(np.where(enough, numbers, ALONE))


def grouped(heard: Heard, corpus: Corpus, was: Numbers | None = None) -> Decided:
    """The group of each wording, found by micro-groups where there are many.

    `was` says where each stood in the run before (`ALONE`: nowhere): the search begins there, so
    that borders move only where something speaks for it.
    """
    settings = corpus.settings
    micro = micro_groups(
        corpus.vectors, heard.rows, heard.weights, corpus.digests[heard.rows], settings.rows,
        corpus.runner,
    )  # fmt: skip
    owned = partial(owned_groups, heard, micro) if heard.by else None
    start = None if was is None else micro.commonest(was, heard.weights)
    hands = Hands(*(partial(corpus.singly, step) for step in ("compared", "divided")))
    first = group(micro.vectors, micro.weights, corpus.examples, settings, owned, start, hands)
    unwanted = unsayable(heard.rows, heard.weights, first.placed[micro.of_row], corpus)
    unwanted = few_of(unwanted, first.placed, micro.weights, settings.left)
    sayable = without(unwanted, first, micro.vectors, micro.weights, settings)
    words = _worded(heard, sayable.placed[micro.of_row], micro, corpus)
    whose = Whose(micro.of_row[heard.of_passage], heard.answer) if len(heard.answer) else None
    kept = left_over(micro.vectors, micro.weights, sayable, settings, words, whose)
    groups = kept.numbers[micro.of_row]
    if len(heard.rows) <= settings.rows or groups.max(initial=ALONE) < 0:
        return Decided(groups, kept.stability)
    drawn = (groups >= 0) & (kept.drawn[micro.of_row] >= 0)
    return Decided(_each_by_itself(heard, groups, drawn, corpus), kept.stability)


def regrouped(heard: Heard, known: Known, corpus: Corpus) -> Decided:
    """All grouped anew from where it was, and borders moved only where something speaks for it.

    Where little is new, a theme that was not found again is given up only if what stays in it, when
    each of its wordings may go to a better place, makes no theme.
    """
    decided = grouped(heard, corpus, known.was)
    continues = matched(decided.groups, known.was, heard.weights)
    place = {earlier: number for number, earlier in continues.items()}
    lost = _not_found(decided.groups, place, known, corpus) if known.few_are_new() else {}
    groups = _borders(heard, known, corpus, decided.groups, place | lost)
    firm = _firm(heard, groups, lost, known, corpus)
    if len(firm) < len(lost):
        groups = _borders(heard, known, corpus, decided.groups, place | firm)
    return replace(decided, groups=groups)


def _not_found(
    found: Numbers, place: Mapping[int, int], known: Known, corpus: Corpus
) -> dict[int, int]:
    """A number for each theme of the run before that none of those `found` continues."""
    own, reserved = _numbers(known.before, corpus), len(corpus.guide.themes)
    free = max(int(found.max(initial=ALONE)) + 1, reserved)
    return {
        n: int(own[n]) if own[n] < reserved else free + n
        for n in range(len(known.before.ids))
        if n not in place
    }


def _firm(
    heard: Heard, groups: Numbers, lost: Mapping[int, int], known: Known, corpus: Corpus
) -> dict[int, int]:
    """Those of the `lost` that, with what is in them now, make a theme: enough passages, or all
    that a smaller one had, which words hold together."""
    if not lost:
        return {}
    sizes = np.bincount(groups + 1, weights=heard.weights, minlength=max(lost.values()) + 2)[1:]
    enough = least(int(heard.weights.sum()), corpus.settings.smallest)
    mixed = unsayable(heard.rows, heard.weights, groups, corpus)
    return {
        n: at
        for n, at in lost.items()
        if sizes[at] >= min(enough, known.before.sizes[n]) and at not in mixed
    }


def _borders(
    heard: Heard, known: Known, corpus: Corpus, found: Numbers, place: Mapping[int, int]
) -> Numbers:
    """Where each wording is: it stays in its theme, or among what is left over, unless where it was
    `found` to be is better by `STAYS`.

    `place` gives the number of each theme of the run before. What is new, and what was in a theme
    that is no more, is where it was found to be.
    """
    old = np.array([*(place.get(n, LOST) for n in range(len(known.before.ids))), ALONE])[known.was]
    back = (old >= 0) & ~np.isin(old, found)  # nothing was found of these themes
    groups = np.where(back, old, found)
    moved = np.flatnonzero(known.there & (old != LOST) & (old != found))
    middles = middles_of(corpus.vectors, heard.rows, heard.weights, groups)
    middles = np.vstack([middles, np.zeros_like(middles[:1])])  # last: left over
    vectors = corpus.vectors[heard.rows[moved]]
    before = np.einsum("ij,ij->i", vectors, middles[old[moved]])
    now = np.einsum("ij,ij->i", vectors, middles[found[moved]])
    bar = np.where(old[moved] == ALONE, corpus.settings.certain, STAYS)
    bar = np.where(found[moved] == ALONE, -corpus.settings.farthest, bar)
    groups[moved] = np.where(now - before < bar, old[moved], found[moved])
    size, stayed = (
        np.bincount(each + 1, weights=heard.weights, minlength=len(middles) + 1)[1:]
        for each in (found, groups)
    )
    few = stayed < np.minimum(size, corpus.settings.smallest)  # their own have gone back
    groups[(groups >= 0) & few[groups]] = ALONE
    return groups


def few_of(
    unwanted: Collection[int], placed: Numbers, weights: Numbers, share: float
) -> frozenset[int]:
    """The smallest of some groups, together at most this share of all passages.

    Where words hold no group together, that says more of how the texts are read than of the
    groups: giving them all up would leave over most of what was said.
    """
    sizes = np.bincount(placed[placed >= 0], weights=weights[placed >= 0])
    order = sorted(unwanted, key=lambda number: (sizes[number], number))
    within = np.cumsum([sizes[number] for number in order]) <= share * weights.sum()
    return frozenset(order[: int(within.sum())])


def owned_groups(heard: Heard, micro: Micro, groups: Numbers) -> set[int]:
    """Groups of micro-groups in which a value of a column is over-represented."""
    assigned = groups[micro.of_row][heard.of_passage].tolist()
    return {over.theme for over in over_represented(assigned, heard.by)}


def _worded(heard: Heard, groups: Numbers, micro: Micro, corpus: Corpus) -> Worded:
    """The words of each micro-group: the means of its wordings."""
    of = np.full(len(corpus.digests), ALONE, dtype=np.int64)
    times = np.zeros(len(of), dtype=np.int64)
    of[heard.rows], times[heard.rows] = groups, heard.weights
    sizes = np.bincount(micro.of_row, weights=heard.weights)

    def mean(of_wordings: Shares) -> Shares:
        sums = np.bincount(micro.of_row, weights=of_wordings[heard.rows] * heard.weights)
        found: Shares = sums / sizes
        return found

    return Worded(
        mean(shared_words(corpus.keys.row, corpus.keys.key, of, times)),
        mean(telling_words(corpus.keys.row, len(of))),
    )


def _each_by_itself(
    heard: Heard, groups: Numbers, drawn: npt.NDArray[np.bool_], corpus: Corpus
) -> Numbers:
    """From the groups of micro-groups to that of each wording: by its own nearness.

    What the guide drew stays. What lay in no group joins one only where it is very near.
    """
    middles = middles_of(corpus.vectors, heard.rows, heard.weights, groups)
    numbers, near = nearest(corpus.vectors, heard.rows, middles, corpus.runner)
    bar = np.where(groups >= 0, corpus.settings.belonging, corpus.settings.joining)
    return np.where(drawn, groups, np.where(near >= bar, numbers, ALONE))


def continued(heard: Heard, known: Known, corpus: Corpus) -> Decided:
    """What was grouped stays; what is new goes to the nearest theme, or forms one with the rest."""
    groups = _numbers(known.before, corpus)[known.was]
    new = np.flatnonzero(~known.there)
    if len(new):
        middles = middles_of(corpus.vectors, heard.rows, heard.weights, groups)
        numbers, near = nearest(corpus.vectors, heard.rows[new], middles, corpus.runner)
        groups[new] = np.where(near >= corpus.settings.belonging, numbers, ALONE)
    left = np.flatnonzero(groups == ALONE)
    if heard.weights[left].sum() < FEWEST or known.there[left].all():
        return Decided(groups)
    return _with_new(heard, groups, left, known, corpus)


def _numbers(before: Previous, corpus: Corpus) -> Numbers:
    """The group number of each theme of the run before, last `ALONE`; the guide has its own."""
    own = {theme.id: number for number, theme in enumerate(corpus.guide.themes)}
    numbers = [own.get(id, len(own) + place) for place, id in enumerate(before.ids)]
    return np.array([*numbers, ALONE], dtype=np.int64)


def _with_new(
    heard: Heard, groups: Numbers, left: Numbers, known: Known, corpus: Corpus
) -> Decided:
    """Groups among what is left over, where new passages had a part and they are enough."""
    decided = grouped(heard.of(left), corpus)
    found, stability = decided.groups, dict[int, float]()
    reserved = corpus.examples.themes
    enough = least(int(heard.weights.sum()), corpus.settings.smallest)
    free = max(int(groups.max(initial=ALONE)) + 1, reserved)
    for number in np.unique(found[found >= 0]).tolist():
        members = left[found == number]
        said = heard.weights[members]
        if said.sum() >= enough and said[~known.there[members]].sum() >= DRIFT * said.sum():
            groups[members] = number if number < reserved else free
            if number >= reserved:
                stability[free] = decided.stability[number]
                free += 1
    return Decided(groups, stability)


def with_locked(groups: Numbers, known: Known, locked: frozenset[str], corpus: Corpus) -> Numbers:
    """The passages that locked themes had are together again, whatever else was found; of those
    that were there before, no other is with them."""
    groups = groups.copy()
    reserved = len(corpus.guide.themes)
    for place, number in enumerate(_numbers(known.before, corpus)[:-1].tolist()):
        held = known.was == place
        if known.before.ids[place] in locked and held.any():
            free = max(int(groups.max(initial=ALONE)) + 1, reserved)
            if number < reserved:
                _sent_away(
                    (groups == number) & ~held & known.there, groups, free + 1, known, corpus
                )
            groups[held] = number if number < reserved else free
    return groups


def _sent_away(
    others: npt.NDArray[np.bool_], groups: Numbers, free: int, known: Known, corpus: Corpus
) -> None:
    """Wordings that may not join a locked theme are together as they were, where they are enough;
    else they are left over. Changes `groups`."""
    for place in np.unique(known.was[others]).tolist():
        some = others & (known.was == place)
        enough = place != ALONE and some.sum() >= corpus.settings.smallest
        groups[some] = free if enough else ALONE
        free += 1
