"""Vectors in, group numbers out: a neighbour graph, communities in it, honest leftovers.

Rows are distinct passages, each with its vector of length one and its weight: how often it was
said. Groups are numbered from 0; `ALONE` marks a row that belongs to none.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from .expecting import expected
from .leaving import Whose, Worded, belonging, farthest
from .stability import Divide, Graph, Resampling, agreed, at_home
from .vectors import Matrix, unit

Numbers = npt.NDArray[np.int64]
Owned = Callable[[Numbers], Collection[int]]  # group numbers of rows to those of some groups
ALONE = -1
ROWS = 1024  # of one block of products
PARTS = 8  # of a row for each neighbour: the greatest of each are looked at before the row
AGAIN = 5  # divisions of what the resamples agree on, which are agreed on once more
ROUNDS = 3
BLEND, NEAREST = 0.5, 10  # share of its nearest rows in where a row stands, and how many they are
FEWEST = 3  # passages of a group that is kept because some say it more than others
TOGETHER, APART = 0.55, 0.4  # similarities that make a small group distinctive


@dataclass(frozen=True, slots=True)
class Settings:
    """How to group; what is not set here was measured (docs/science/themes.md).

    `grain` above 1 asks for more and smaller themes, below 1 for fewer.
    """

    neighbours: int = 25
    smallest: int = 5  # passages a theme must have, repeats counted
    attraction: float = 0.35  # similarity under which a guide of few phrases never draws
    attraction_rank: int = 15  # a guide's phrase must be as near as a passage's 15th neighbour
    resamples: int = 20  # bootstrap resamples that the groups are agreed on over
    belonging: float = 0.22  # similarity to a theme's middle under which what is new is left over
    left: float = 0.095  # share of answers that are left over, at most
    farthest: float = 0.1  # ... first those less similar than this to their theme's middle, all
    certain: float = 0.5  # similarity at which a passage is not left over
    joining: float = 0.35  # similarity at which a mixture's passage joins a theme
    told: float = 0.4  # share of a theme's passages that must hold one of its eight best words
    grain: float = 1.0
    lexical: float = 0.25  # share of spelling, beside meaning, in a similarity
    seed: int = 0
    rows: int = 20_000  # distinct passages compared one by one; more become so many micro-groups


@dataclass(frozen=True, slots=True)
class Examples:
    """A guide's phrases as vectors; `owners` holds the number of each phrase's theme."""

    vectors: Matrix
    owners: Numbers
    themes: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of each row, nearest first, and how near; shapes (rows, k)."""

    rows: Numbers
    nearness: Matrix


Near = tuple[Numbers, Matrix]
Compare = Callable[[tuple[Matrix, int], Iterable[int]], Iterator[Near]]
"""Who works on comparisons (`compared`); they come in the order they were asked for."""


def compared_at_home(among: tuple[Matrix, int], starts: Iterable[int]) -> Iterator[Near]:
    """Comparisons by this process, one after the other."""
    return (compared(among, [start]) for start in starts)


def neighbours(vectors: Matrix, k: int, compare: Compare = compared_at_home) -> Neighbours:
    """Exact nearest neighbours, by blocks of products."""
    k = max(1, min(k, len(vectors) - 1))
    blocks = list(compare((vectors, k), range(0, len(vectors), ROWS)))
    return Neighbours(
        np.concatenate([rows for rows, _ in blocks]), np.concatenate([near for _, near in blocks])
    )


def compared(among: tuple[Matrix, int], asked: Sequence[int]) -> Near:
    """The nearest rows of one block of rows, which begins with the row asked for: their numbers,
    of equals the first, and how near they are. `among` are all rows, and how many are wanted."""
    (vectors, k), [start] = among, asked
    near = vectors[start : start + ROWS] @ vectors.T
    here = np.arange(len(near))
    near[here, start + here] = -2.0
    row, column = np.nonzero(near >= _bar(near, k)[:, None])
    order = np.lexsort((-near[row, column], row))
    best = column[order[np.searchsorted(row, here)[:, None] + np.arange(k)]]
    return best, near[here[:, None], best]


def _bar(near: Matrix, k: int) -> Matrix:
    """What the `k` greatest of each row surely reach, and few others: the `k` greatest of the
    maxima of its parts. To part the whole row would take several times as long."""
    wide = max(1, near.shape[1] // (PARTS * k))
    parts = near.shape[1] // wide
    most = near[:, : wide * parts].reshape(-1, wide, parts).max(axis=1)
    bar: Matrix = np.partition(most, -k, axis=1)[:, -k]
    return bar


def mutual_graph(found: Neighbours) -> Graph:
    """Rows joined where each is among the other's nearest."""
    count, k = found.rows.shape
    here, there = np.repeat(np.arange(count), k), found.rows.ravel()
    codes = np.minimum(here, there) * count + np.maximum(here, there)
    pairs, first, times = np.unique(codes, return_index=True, return_counts=True)
    mutual = times == 2
    ends = np.stack([pairs[mutual] // count, pairs[mutual] % count], axis=1)
    nearness = found.nearness.ravel()[first[mutual]]
    return Graph(ends, np.maximum(nearness, np.float32(0.01)))


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


def middles(vectors: Matrix, weights: Numbers, groups: Numbers) -> Matrix:
    """The weighted mean of each group, of length one; row i is group i."""
    sums = np.zeros((int(groups.max(initial=-1)) + 1, vectors.shape[1]), dtype=np.float64)
    inside = groups >= 0
    np.add.at(sums, groups[inside], vectors[inside] * np.sqrt(weights[inside])[:, None])
    return unit(sums.astype(np.float32))


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
    return left_over(vectors, weights, grouped, settings)


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


def left_over(
    vectors: Matrix,
    weights: Numbers,
    grouped: Grouped,
    settings: Settings,
    words: Worded | None = None,
    whose: Whose | None = None,
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
