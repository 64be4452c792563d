"""Assigns new wordings to the themes of the run before."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.clustering.assignment import (
    FEWEST,
    Assignment,
    PreviousAssignment,
    WordingSelection,
    borders,
    cluster_wordings,
    firm_wordings,
    not_found,
    theme_numbers,
)
from analysis.themes.clustering.centroids import middles_of
from analysis.themes.clustering.clusters import least
from analysis.themes.clustering.micro_clusters import nearest
from analysis.themes.embedding.corpus import Corpus

from .previous_run import DRIFT, matched


def recluster(heard: WordingSelection, known: PreviousAssignment, corpus: Corpus) -> Assignment:
    """All grouped anew from where it was, and borders moved only where something speaks for it.

    Where little is new, a theme that was not found again is given up only if what stays in it, when
    each of its wordings may go to a better place, makes no theme.
    """
    decided = cluster_wordings(heard, corpus, known.was)
    continues = matched(decided.groups, known.was, heard.weights)
    place = {earlier: number for number, earlier in continues.items()}
    lost = not_found(decided.groups, place, known, corpus) if known.few_are_new() else {}
    groups = borders(heard, known, corpus, decided.groups, place | lost)
    firm = firm_wordings(heard, groups, lost, known, corpus)
    if len(firm) < len(lost):
        groups = borders(heard, known, corpus, decided.groups, place | firm)
    return replace(decided, groups=groups)


def assign_new(heard: WordingSelection, known: PreviousAssignment, corpus: Corpus) -> Assignment:
    """What was grouped stays; what is new goes to the nearest theme, or forms one with the rest."""
    groups = theme_numbers(known.before, corpus)[known.was]
    new = np.flatnonzero(~known.there)
    if len(new):
        middles = middles_of(corpus.vectors, heard.rows, heard.weights, groups)
        numbers, near = nearest(corpus.vectors, heard.rows[new], middles, corpus.runner)
        groups[new] = np.where(near >= corpus.settings.belonging, numbers, ALONE)
    left = np.flatnonzero(groups == ALONE)
    if heard.weights[left].sum() < FEWEST or known.there[left].all():
        return Assignment(groups)
    return _with_new(heard, groups, left, known, corpus)


def _with_new(
    heard: WordingSelection,
    groups: Numbers,
    left: Numbers,
    known: PreviousAssignment,
    corpus: Corpus,
) -> Assignment:
    """Groups among what is left over, where new passages had a part and they are enough."""
    decided = cluster_wordings(heard.of(left), corpus)
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
    return Assignment(groups, stability)


def with_locked(
    groups: Numbers, known: PreviousAssignment, locked: frozenset[str], corpus: Corpus
) -> Numbers:
    """The passages that locked themes had are together again, whatever else was found; of those
    that were there before, no other is with them."""
    groups = groups.copy()
    reserved = len(corpus.guide.themes)
    for place, number in enumerate(theme_numbers(known.before, corpus)[:-1].tolist()):
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
    others: npt.NDArray[np.bool_],
    groups: Numbers,
    free: int,
    known: PreviousAssignment,
    corpus: Corpus,
) -> None:
    """Wordings that may not join a locked theme are together as they were, where they are enough;
    else they are left over. Changes `groups`."""
    for place in np.unique(known.was[others]).tolist():
        some = others & (known.was == place)
        enough = place != ALONE and some.sum() >= corpus.settings.smallest
        groups[some] = free if enough else ALONE
        free += 1
