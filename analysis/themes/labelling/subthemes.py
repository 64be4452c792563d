"""The second level: what a large theme divides into, by the criterion that made the themes.

A theme's wordings are compared with each other less what they all share (the theme's middle), and
divided as all wordings were: consensus over resamples of divisions of highest modularity
(`stability`). That always gives parts, in a cloud without any too; a part is a sub-theme only if
it comes back in the resamples (mean Jaccard index; Hennig 2007 calls 0.6 the least for a pattern)
and if words hold it together. Parts of clouds of one middle came back at 0.2 to 0.5 from a hundred
rows on, and at 0.4 to 0.7 under it; those of real themes mostly at 0.6 to 0.9. What is no
sub-theme joins the part that is nearest. A theme with fewer than two parts left does not divide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.themes.annotation import disputes
from analysis.themes.arrays import ALONE, Matrix, Numbers, unit
from analysis.themes.clustering import term_weights
from analysis.themes.clustering.centroids import middles
from analysis.themes.clustering.consensus import Resampling, agreed
from analysis.themes.clustering.neighbour_graph import mutual_graph, neighbours
from analysis.themes.lang.languages import Said
from analysis.themes.lang.spelling import PLACEHOLDER
from analysis.themes.preprocessing.terms import Term
from analysis.themes.settings import Settings

from . import labels
from . import phrases as labelling_phrases

ENOUGH = 24  # distinct wordings that a theme needs to be divided
MOST = 6  # sub-themes of a theme
SMALLEST = 5  # passages of a sub-theme ...
SHARE = 0.05  # ... and share of its theme
COMPARED = 600  # wordings of a theme that are compared; the others go to the nearest part
NEAREST = 15  # neighbours that a wording is joined with
RESAMPLES = 10
RETURNS = 0.6  # mean Jaccard index with which a part must come back
ROUNDS = 3
READ = 16  # most promising wordings, from which a label is taken


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A part of a theme, in words of its own.

    `label` stands as a phrase in a member passage; no two parts of a theme share one. `members`
    are the places of its wordings among those of the theme, `passages` up to five of these that
    are near the middle and unlike one another. `size` counts passages, repeats too.
    """

    label: str
    keywords: tuple[str, ...]
    size: int
    members: tuple[int, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """The distinct wordings of a theme, in their fixed order.

    `vectors` has a row of length one for each, `weights` says how often each was said, `texts` how
    it is shown, `words` its telling words; `kind` is the theme's commonest kind of statement,
    `stances` are what each is for and against.
    """

    vectors: Matrix
    weights: Numbers
    texts: Sequence[Said]
    words: Sequence[Sequence[Term]]
    kind: str
    stances: Sequence[str]


def parted(settings: Settings, asked: Sequence[tuple[Wordings, str]]) -> tuple[Subtheme, ...]:
    """The sub-themes of one theme, given with its label."""
    [(theme, label)] = asked
    return subthemes(theme, label, settings)


def subthemes(theme: Wordings, label: str, settings: Settings) -> tuple[Subtheme, ...]:
    """What a theme divides into, largest first; empty where it does not divide.

    `label` is the theme's, which none of its parts is given. Equal arguments, equal sub-themes.
    """
    parts = divided(theme.vectors, theme.weights, settings)
    if len(parts):
        parts = _sayable(theme, parts, settings)
    sizes = np.bincount(parts + 1, weights=theme.weights, minlength=2)[1:].astype(np.int64)
    order = [n for n in sorted(range(len(sizes)), key=lambda n: (-sizes[n], n)) if sizes[n]]
    if len(order) < 2:
        return ()
    weights = term_weights.distinctive_words(_words(theme, parts))
    found: list[Subtheme] = []
    for number in order:
        taken = {label.lower(), *(part.label.lower() for part in found)}
        rows = np.flatnonzero(parts == number)
        found.append(_described(_some(theme, rows), rows, weights[number], taken))
    return tuple(found)


def again(theme: Wordings, parts: Numbers, given: Sequence[str]) -> tuple[Subtheme, ...] | None:
    """The sub-themes of an earlier run, largest first; None where they do not hold any more.

    `given` are their labels, `parts` says which of them each wording was in; new ones (`ALONE`) go
    to the nearest. They hold if each label still stands in a passage of its sub-theme.
    """
    if not given:
        return ()
    if len(np.unique(parts[parts >= 0])) < len(given):
        return None
    own = _apart(theme.vectors, theme.weights)
    nearest = (own @ middles(own, theme.weights, parts).T).argmax(axis=1)
    parts = np.where(parts >= 0, parts, nearest)
    weights = term_weights.distinctive_words(_words(theme, parts))
    found: list[Subtheme] = []
    for number, label in enumerate(given):
        rows = np.flatnonzero(parts == number)
        part = _some(theme, rows)
        if not any(label in said.text for said in part.texts):
            return None
        found.append(_called(label, part, rows, weights[number]))
    return tuple(sorted(found, key=lambda part: -part.size))


def divided(vectors: Matrix, weights: Numbers, settings: Settings) -> Numbers:
    """The part of each row, numbered from 0; empty where the rows do not divide.

    `vectors` has a row of length one for each distinct wording, `weights` says how often each was
    said. Parts that do not return in resamples, or are small, join the nearest that does.
    """
    nothing = np.empty(0, dtype=np.int64)
    if len(vectors) < ENOUGH:
        return nothing
    own = _apart(vectors, weights)
    count = min(len(own), COMPARED)
    some = np.linspace(0, len(own) - 1, count).round().astype(np.int64)
    resampling = Resampling(RESAMPLES, settings.grain, settings.seed)
    alone = np.full(count, ALONE, dtype=np.int64)
    found = agreed(mutual_graph(neighbours(own[some], NEAREST)), weights[some], alone, resampling)
    sizes = np.bincount(found.numbers, weights=weights[some])
    least = max(SMALLEST, SHARE * sizes.sum())
    firm = [n for n, back in found.stability.items() if back >= RETURNS and sizes[n] >= least]
    if len(firm) < 2:
        return nothing
    largest = sorted(firm, key=lambda n: (-sizes[n], n))[:MOST]
    parts = np.full(len(own), ALONE, dtype=np.int64)
    for place, number in enumerate(largest):
        parts[some[found.numbers == number]] = place
    return _settled(own, weights, parts)


def _settled(own: Matrix, weights: Numbers, parts: Numbers) -> Numbers:
    """Every row goes to the nearest middle, a fixed number of times, since the middles move."""
    for _ in range(ROUNDS):
        parts = (own @ middles(own, weights, parts).T).argmax(axis=1)
    return parts


def _sayable(theme: Wordings, parts: Numbers, settings: Settings) -> Numbers:
    """The same parts without those that no words hold together; their rows join the nearest."""
    words = _words(theme, parts)
    telling = term_weights.distinctive_words(words)
    kept = [n for n in words if term_weights.told(telling[n], words[n]) >= settings.told]
    if len(kept) < 2:
        return np.zeros_like(parts)
    if len(kept) == len(words):
        return parts
    parts = np.where(np.isin(parts, kept), parts, ALONE)
    return _settled(_apart(theme.vectors, theme.weights), theme.weights, parts)


def _apart(vectors: Matrix, weights: Numbers) -> Matrix:
    """Rows less what they share, of length one."""
    return unit(vectors - np.average(vectors, axis=0, weights=weights).astype(np.float32))


def _words(theme: Wordings, parts: Numbers) -> dict[int, list[tuple[Sequence[Term], int]]]:
    """For each part, the telling words of its wordings and how often each was said."""
    found: dict[int, list[tuple[Sequence[Term], int]]] = {}
    for words, times, part in zip(theme.words, theme.weights.tolist(), parts.tolist(), strict=True):
        found.setdefault(part, []).append((words, times))
    return found


def _some(theme: Wordings, rows: Numbers) -> Wordings:
    some = rows.tolist()
    return Wordings(
        theme.vectors[rows],
        theme.weights[rows],
        [theme.texts[row] for row in some],
        [theme.words[row] for row in some],
        theme.kind,
        [theme.stances[row] for row in some],
    )


def _described(
    part: Wordings,
    members: Numbers,
    weights: Mapping[str, float],
    taken: set[str],
) -> Subtheme:
    nearness = (part.vectors @ _middle(part)).tolist()
    said = list(zip(part.words, part.weights.tolist(), strict=True))
    coverage, best = term_weights.promising(weights, said, nearness, _lengths(part))
    best = best[:READ]
    texts = [part.texts[row] for row in best]
    phrases = labelling_phrases.phrases_in(texts, [nearness[row] for row in best], part.kind)
    leaning = disputes.leanings(zip(part.stances, part.weights.tolist(), strict=True))
    label = labels.best_label(phrases, coverage, taken, leaning)
    return _called(
        label or labelling_phrases.free_stretch([said.text for said in texts], taken),
        part,
        members,
        weights,
    )


def _called(label: str, part: Wordings, members: Numbers, weights: Mapping[str, float]) -> Subtheme:
    """A part under its label."""
    said = zip(part.words, part.weights.tolist(), strict=True)
    shown = term_weights.differing(part.vectors, _middle(part), _lengths(part))
    return Subtheme(
        label,
        term_weights.keywords(weights, said),
        int(part.weights.sum()),
        tuple(members.tolist()),
        tuple(members[shown].tolist()),
    )


def _middle(part: Wordings) -> Matrix:
    alone = np.zeros(len(part.weights), dtype=np.int64)
    middle: Matrix = middles(part.vectors, part.weights, alone)[0]
    return middle


def _lengths(part: Wordings) -> list[int]:
    return [len(PLACEHOLDER.sub("", said.text).split()) for said in part.texts]
