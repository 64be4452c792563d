"""Vectors in, group numbers out: a neighbour graph, communities in it, honest leftovers.

Rows are distinct passages, each with its vector of length one and its weight: how often it was
said. Groups are numbered from 0; `ALONE` marks a row that belongs to none.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np

from analysis.themes.arrays import ALONE, Matrix, Numbers, unit
from analysis.themes.embedding.corpus import Examples
from analysis.themes.settings import Settings

from .centroids import middles
from .consensus import Divide, Resampling, agreed, at_home
from .guide_classifier import expected
from .neighbour_graph import ROWS, Compare, Neighbours, compared_at_home, mutual_graph, neighbours
from .outliers import PassageOwners, Worded, belonging, farthest

Owned = Callable[[Numbers], Collection[int]]  # group numbers of rows to those of some groups
AGAIN = 5  # divisions of what the resamples agree on, which are agreed on once more
ROUNDS = 3
BLEND, NEAREST = 0.5, 10  # share of its nearest rows in where a row stands, and how many they are
FEWEST = 3  # passages of a group that is kept because some say it more than others
TOGETHER, APART = 0.55, 0.4  # similarities that make a small group distinctive


def attracted(
    vectors: Matrix, weights: Numbers, found: Neighbours, guide: Examples, settings: Settings
) -> Numbers:
    """The guide's theme that draws each row, or `ALONE`.

    A theme draws what the guide's classifier is sure of (`expecting`), if a phrase of that theme
    is as near as the row's own neighbours: where many say the same, a phrase must be as near as
    they are, and never farther than what belongs to a theme at all. A guide of few phrases cannot
    tell how sure it is, so its phrases must be nearer.
    """
    expects = expected(vectors, weights, guide.vectors, guide.owners, guide.themes)
    if not expects.sure.any():
        return np.full(len(vectors), ALONE, dtype=np.int64)
    bar = found.nearness[:, min(settings.attraction_rank, found.nearness.shape[1]) - 1]
    bar = np.maximum(bar, settings.belonging if expects.told else settings.attraction)
    drawn = np.full(len(vectors), ALONE, dtype=np.int64)
    for start in range(0, len(vectors), ROWS):
        some = slice(start, min(start + ROWS, len(vectors)))
        near, theme = vectors[some] @ guide.vectors.T, expects.themes[some]
        strength = np.where(guide.owners == theme[:, None], near, np.float32(-2)).max(axis=1)
        drawn[some] = np.where(expects.sure[some] & (strength >= bar[some]), theme, ALONE)
    return drawn


@dataclass(frozen=True, slots=True)
class Hands:
    """Who works on comparisons and on divisions; it changes nothing."""

    compare: Compare = compared_at_home
    divide: Divide = at_home


AT_HOME = Hands()


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group number for each row or `ALONE`, and the rows among them that the guide drew.

    `placed` is the group each row is nearest to, left over or not; `owned` that of rows which stay
    in a small group because some say it more than others. `stability` says how fully the
    community that a group grew from came back in resamples (mean Jaccard index). `near` and
    `blended` are the surroundings of the rows, for what is decided later.
    """

    numbers: Numbers
    drawn: Numbers
    placed: Numbers
    owned: Numbers
    near: Neighbours
    blended: Matrix
    stability: Mapping[int, float] = field(default_factory=dict)


def group(  # noqa: PLR0913 (rows, what is known of them, and how)
    vectors: Matrix,
    weights: Numbers,
    guide: Examples,
    settings: Settings,
    owned: Owned | None = None,
    start: Numbers | None = None,
    hands: Hands = AT_HOME,
) -> Grouped:
    """Groups of rows; numbers below `guide.themes` are the guide's.

    Groups of few passages are given up, unless they are close together and far from all others, or
    `owned` names them: it says in which groups a characteristic of those who said it is
    over-represented. `start` is a group for each row, or `ALONE`, where the search begins.
    """
    near = neighbours(vectors, settings.neighbours, hands.compare)
    blended = _blended(vectors, near)
    drawn = attracted(vectors, weights, near, guide, settings)
    drawn = _supported(drawn, weights, settings.smallest)
    resampling = Resampling(settings.resamples, settings.grain, settings.seed, AGAIN)
    found = agreed(mutual_graph(near), weights, drawn, resampling, start, hands.divide)
    numbers = _renumbered(found.numbers, drawn, guide.themes)
    kept = _worth_keeping(vectors, weights, numbers, guide.themes, settings)
    small = _of_some(numbers, weights, kept, owned)
    kept, held = np.where(small >= 0, small, kept), np.where(small >= 0, small, drawn)
    placed = _settled(blended, weights, kept, held, settings)
    back = _stability(placed, found.numbers, weights, found.stability)
    grouped = Grouped(placed, drawn, placed, small, near, blended, back)
    return mark_outliers(vectors, weights, grouped, settings)


def _of_some(groups: Numbers, weights: Numbers, kept: Numbers, owned: Owned | None) -> Numbers:
    """The groups that were given up though some say them more than others; elsewhere `ALONE`."""
    if owned is None:
        return np.full(len(groups), ALONE, dtype=np.int64)
    given_up = np.where(kept == ALONE, groups, ALONE)
    some = np.isin(given_up, sorted(owned(groups)))
    return _supported(np.where(some, given_up, ALONE), weights, FEWEST)


def _blended(vectors: Matrix, near: Neighbours) -> Matrix:
    """Each row moved half way to the mean of its nearest rows, weighted by nearness.

    A passage of five words says little; those that say nearly the same say what it is about. One
    step of smoothing over the neighbour graph (Wu et al. 2019, simplifying graph convolutions).
    """
    nearest = near.rows[:, :NEAREST]
    shares = np.maximum(near.nearness[:, :NEAREST], np.float32(0))
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.float32(1e-6))
    around = np.zeros_like(vectors)
    for column in range(nearest.shape[1]):
        around += vectors[nearest[:, column]] * shares[:, column, None]
    return unit(np.float32(1 - BLEND) * vectors + np.float32(BLEND) * around)


def _renumbered(found: Numbers, fixed: Numbers, reserved: int) -> Numbers:
    """The guide's numbers where its rows are; elsewhere from `reserved` on, by first row."""
    numbers = dict(zip(found[fixed >= 0].tolist(), fixed[fixed >= 0].tolist(), strict=True))
    for community in found.tolist():
        numbers.setdefault(community, reserved + len(numbers))
    return np.array([numbers[community] for community in found.tolist()], dtype=np.int64)


def _stability(
    groups: Numbers, communities: Numbers, weights: Numbers, back: Mapping[int, float]
) -> dict[int, float]:
    """How often the community came back that most of each group's passages are of."""
    found = {}
    for number in np.unique(groups[groups >= 0]).tolist():
        inside = groups == number
        core = int(np.bincount(communities[inside], weights=weights[inside]).argmax())
        found[number] = round(back[core], 2)
    return found


def without(
    unwanted: Collection[int],
    grouped: Grouped,
    vectors: Matrix,
    weights: Numbers,
    settings: Settings,
) -> Grouped:
    """The same groups less some, whose rows go to the next nearest if it is near enough."""
    loose = np.isin(grouped.placed, sorted(unwanted))
    kept = np.where(loose, ALONE, grouped.placed)
    if not loose.any() or kept.max(initial=ALONE) < 0:
        return replace(grouped, numbers=kept, placed=kept)
    placed = _filled(kept, weights, grouped.blended)
    own = np.einsum("ij,ij->i", vectors, middles(vectors, weights, kept)[placed])
    placed = np.where(loose & (own < settings.belonging), ALONE, placed)
    return replace(grouped, numbers=placed, placed=placed)


def mark_outliers(
    vectors: Matrix,
    weights: Numbers,
    grouped: Grouped,
    settings: Settings,
    words: Worded | None = None,
    whose: PassageOwners | None = None,
) -> Grouped:
    """The same groups without the rows that are farthest from every theme (`leaving`).

    `words` says how much each row's words are those of the group where it is placed, and how many
    they are. Left over are the rows that are hardly similar to their own theme's middle, and of
    the others those that belong least: all together at most the share of passages that
    `settings.left` allows (of answers, where it is known `whose` they are), unless the first alone
    are more. A group that would lose too many is dissolved first.
    """
    placed = grouped.placed
    if placed.max(initial=ALONE) < 0:
        return replace(grouped, numbers=placed)
    around = grouped.near.nearness.mean(axis=1, dtype=np.float64)
    while True:
        own = np.einsum("ij,ij->i", vectors, middles(vectors, weights, placed)[placed])
        stays = (grouped.owned == placed) & (placed >= 0)
        unlike = ~stays & ((own < settings.farthest) | (placed == ALONE))
        belongs = belonging(own.astype(np.float64), around, words)
        belongs[unlike] = -np.inf
        certain = stays | (own >= settings.certain)
        far = farthest(belongs, weights, certain, settings.left, whose)
        numbers = np.where(far | unlike, ALONE, placed)
        kept = _supported(numbers, weights, settings.smallest, placed[stays])
        lost = np.setdiff1d(placed[placed >= 0], kept)
        if not len(lost) or kept.max(initial=ALONE) < 0:
            return replace(grouped, numbers=kept, placed=placed)
        dissolved = np.isin(placed, lost)
        others = _filled(np.where(dissolved, ALONE, placed), weights, grouped.blended)
        placed = np.where(dissolved, others, placed)


def least(passages: int, smallest: int) -> int:
    """Passages that make a theme of its own right, without being distinctive: grows slowly."""
    return max(smallest, round(sqrt(passages) / 4))


def _supported(
    groups: Numbers, weights: Numbers, smallest: int, spared: Collection[int] = ()
) -> Numbers:
    """The same groups without those of too few passages, unless they are spared."""
    sizes = np.bincount(groups + 1, weights=weights, minlength=2)[1:]
    enough = (sizes >= smallest) | np.isin(np.arange(len(sizes)), np.array(spared, dtype=np.int64))
    return np.where((groups >= 0) & enough[groups], groups, ALONE)


def _worth_keeping(
    vectors: Matrix, weights: Numbers, groups: Numbers, reserved: int, settings: Settings
) -> Numbers:
    """The same groups without the small ones that are not distinctive."""
    sizes = np.bincount(groups, weights=weights)
    centres = middles(vectors, weights, groups)
    held_together = np.bincount(
        groups, weights=np.einsum("ij,ij->i", vectors, centres[groups])
    ) / np.maximum(np.bincount(groups), 1)
    between = centres @ centres.T
    np.fill_diagonal(between, -1.0)
    distinctive = (held_together >= TOGETHER) & (between.max(axis=1, initial=-1.0) <= APART)
    enough = sizes >= least(int(weights.sum()), settings.smallest)
    kept = enough | (distinctive & (sizes >= settings.smallest))
    kept[:reserved] = sizes[:reserved] > 0
    return np.where(kept[groups], groups, ALONE)


def _settled(
    blended: Matrix, weights: Numbers, groups: Numbers, held: Numbers, settings: Settings
) -> Numbers:
    """Every row goes to the nearest middle, rows that are held to the group they are held in.

    Repeated a fixed number of times, since the middles move.
    """
    placed = groups
    for _ in range(ROUNDS):
        if placed.max(initial=ALONE) < 0:
            return placed
        nearest, _nearness = _nearest_middle(blended, middles(blended, weights, placed))
        placed = np.where(held >= 0, held, nearest)
    kept = _supported(placed, weights, settings.smallest, held[held >= 0])
    return _filled(kept, weights, blended)


def _filled(groups: Numbers, weights: Numbers, blended: Matrix) -> Numbers:
    """The same groups; rows of none go to the nearest, where there is any."""
    if groups.max(initial=ALONE) < 0:
        return groups
    nearest, _ = _nearest_middle(blended, middles(blended, weights, groups))
    return np.where(groups == ALONE, nearest, groups)


def _nearest_middle(vectors: Matrix, centres: Matrix) -> tuple[Numbers, Matrix]:
    """The nearest middle of each row, and how near; a group without rows is nobody's nearest."""
    near = np.where(centres.any(axis=1), vectors @ centres.T, np.float32(-2))
    nearest = near.argmax(axis=1)
    return nearest, near[np.arange(len(near)), nearest]
