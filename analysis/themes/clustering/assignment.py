"""Which cluster each wording is in, when all are clustered anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.embedding.corpus import Corpus
from analysis.themes.preprocessing.answer_table import AnswerTable
from analysis.themes.preprocessing.passage_table import ranges
from analysis.themes.tracking.previous_run import DRIFT, Previous

from .centroids import middles_of
from .clusters import Hands, group, least, mark_outliers, without
from .coherence import unsayable
from .micro_clusters import Micro, micro_groups, nearest
from .outliers import PassageOwners, Shares, Worded, shared_words, telling_words
from .overrepresentation import over_represented
from .selection import AnswerSelection

STAYS = 0.2  # similarity by which another theme must be nearer for a known wording to move
LOST = -2  # the place of a theme that is no more
FEWEST = 40  # passages: under it they are listed, and no theme is claimed
DISTINCT = 10  # wordings: under it there is nothing to compare


@dataclass(frozen=True, slots=True)
class WordingSelection:
    """The wordings to be grouped: row numbers of the corpus, and how often each was said.

    `of_passage` gives the place of each passage's wording among them, `answer` its answer's number,
    and `by` for each column the value of each passage; empty where nothing is known of it.
    """

    rows: Numbers
    weights: Numbers
    of_passage: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    answer: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    by: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    def of(self, some: Numbers) -> "WordingSelection":
        """Some of them, by their places."""
        return WordingSelection(self.rows[some], self.weights[some])


def heard_of(said: AnswerSelection, asked: AnswerTable, corpus: Corpus) -> WordingSelection:
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
    return WordingSelection(said.rows, said.weights, of_passage, answers, by)


@dataclass(frozen=True, slots=True)
class PreviousAssignment:
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
class Assignment:
    """The group of each wording; of groups found anew, in what share of resamples they return."""

    groups: Numbers
    stability: Mapping[int, float] = field(default_factory=dict)


def said_often(heard: WordingSelection, corpus: Corpus) -> Assignment:
    """Each wording that was said often enough is a group by itself, the others are left over."""
    enough = heard.weights >= least(int(heard.weights.sum()), corpus.settings.smallest)
    numbers = corpus.examples.themes + np.arange(len(heard.rows))
    return Assignment(np.where(enough, numbers, ALONE))


def cluster_wordings(
    heard: WordingSelection, corpus: Corpus, was: Numbers | None = None
) -> Assignment:
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
    whose = (
        PassageOwners(micro.of_row[heard.of_passage], heard.answer) if len(heard.answer) else None
    )
    kept = mark_outliers(micro.vectors, micro.weights, sayable, settings, words, whose)
    groups = kept.numbers[micro.of_row]
    if len(heard.rows) <= settings.rows or groups.max(initial=ALONE) < 0:
        return Assignment(groups, kept.stability)
    drawn = (groups >= 0) & (kept.drawn[micro.of_row] >= 0)
    return Assignment(_each_by_itself(heard, groups, drawn, corpus), kept.stability)


def not_found(
    found: Numbers, place: Mapping[int, int], known: PreviousAssignment, corpus: Corpus
) -> dict[int, int]:
    """A number for each theme of the run before that none of those `found` continues."""
    own, reserved = theme_numbers(known.before, corpus), len(corpus.guide.themes)
    free = max(int(found.max(initial=ALONE)) + 1, reserved)
    return {
        n: int(own[n]) if own[n] < reserved else free + n
        for n in range(len(known.before.ids))
        if n not in place
    }


def firm_wordings(
    heard: WordingSelection,
    groups: Numbers,
    lost: Mapping[int, int],
    known: PreviousAssignment,
    corpus: Corpus,
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


def borders(
    heard: WordingSelection,
    known: PreviousAssignment,
    corpus: Corpus,
    found: Numbers,
    place: Mapping[int, int],
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


def owned_groups(heard: WordingSelection, micro: Micro, groups: Numbers) -> set[int]:
    """Groups of micro-groups in which a value of a column is over-represented."""
    assigned = groups[micro.of_row][heard.of_passage].tolist()
    return {over.theme for over in over_represented(assigned, heard.by)}


def _worded(heard: WordingSelection, groups: Numbers, micro: Micro, corpus: Corpus) -> Worded:
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
    heard: WordingSelection, groups: Numbers, drawn: npt.NDArray[np.bool_], corpus: Corpus
) -> Numbers:
    """From the groups of micro-groups to that of each wording: by its own nearness.

    What the guide drew stays. What lay in no group joins one only where it is very near.
    """
    middles = middles_of(corpus.vectors, heard.rows, heard.weights, groups)
    numbers, near = nearest(corpus.vectors, heard.rows, middles, corpus.runner)
    bar = np.where(groups >= 0, corpus.settings.belonging, corpus.settings.joining)
    return np.where(drawn, groups, np.where(near >= bar, numbers, ALONE))


def theme_numbers(before: Previous, corpus: Corpus) -> Numbers:
    """The group number of each theme of the run before, last `ALONE`; the guide has its own."""
    own = {theme.id: number for number, theme in enumerate(corpus.guide.themes)}
    numbers = [own.get(id, len(own) + place) for place, id in enumerate(before.ids)]
    return np.array([*numbers, ALONE], dtype=np.int64)
