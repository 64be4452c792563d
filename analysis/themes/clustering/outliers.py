"""What is left over: the passages that are farthest from every theme, by four measures.

How near a passage is to the middle of its theme, how near to its nearest passages, whatever their
theme, how much its words are those of its theme, and how many words it has: a long passage that
fits is less near to others than a short one. No bar fits every set of texts, so the farthest are
left, and never more than a share that is asked for: of the answers, where it is known whose the
passages are, since an answer is left over only if all its passages are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
ENOUGH = 0.2  # of a word's weight: one that tells a theme very well does not make up for others
AROUND = 2.0  # how much the nearest passages count, beside the middle and the words
PASSAGES = 0.11  # share of all that are left over, at most, where it is known whose they are
TELLING = 6  # telling words of a wording that count, at most


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of each row: how much they are those of its group, and how many tell something."""

    shared: Shares
    telling: Shares


@dataclass(frozen=True, slots=True)
class PassageOwners:
    """The passages of some answers: the row and the answer of each, by number."""

    row: Numbers
    answer: Numbers

    def last(self, belongs: Shares) -> Numbers:
        """How many answers each row is the last of: the one of theirs that belongs most."""
        order = np.lexsort((self.row, belongs[self.row], self.answer))
        ends = np.flatnonzero(np.diff(self.answer[order], append=-1))
        return np.bincount(self.row[order[ends]], minlength=len(belongs))


def shared_words(row: Numbers, key: Numbers, groups: Numbers, times: Numbers) -> Shares:
    """How much the words of each wording are those of its group, by what the others there say.

    `row` and `key` are pairs: a wording and the number of one of its telling words, each pair
    once. `groups` gives the group of each wording (negative: none), `times` how often it was said.
    A word weighs the share of the group's other passages that hold it, times the logarithm of how
    much likelier it is there than in other groups, at most `ENOUGH`; a wording has the mean of its
    words, and 0 where it has none.
    """
    here = groups[row] >= 0
    row, key = row[here], key[here]
    group, said = groups[row], times[row]
    _, place = np.unique(group * (int(key.max(initial=0)) + 1) + key, return_inverse=True)
    inside = np.bincount(place, weights=said)[place] - said
    everywhere = np.bincount(key, weights=said)[key] - said
    sizes = np.bincount(groups[groups >= 0], weights=times[groups >= 0])
    others, total = sizes[group] - said, sizes.sum() - said
    likelier = (inside + 0.5) / (others + 1) * (total - others + 1) / (everywhere - inside + 0.5)
    weight = inside / np.maximum(others, 1) * np.log(np.maximum(likelier, 1.0))
    sums = np.bincount(row, weights=np.minimum(weight, ENOUGH), minlength=len(groups))
    found: Shares = sums / np.maximum(1, np.bincount(row, minlength=len(groups)))
    return found


def telling_words(row: Numbers, wordings: int) -> Shares:
    """How many telling words each wording has, `TELLING` at most; `row` as for `shared_words`."""
    return np.minimum(np.bincount(row, minlength=wordings), TELLING).astype(np.float64)


def belonging(own: Shares, around: Shares, words: Worded | None) -> Shares:
    """How much each row belongs to its theme, beside the others: 0 is usual.

    `own` is its similarity to the middle of its theme, `around` the mean similarity to its nearest
    rows; both are counted in robust standard deviations from their median (1.4826 times the median
    absolute deviation; Rousseeuw and Croux 1993), what `words` says in standard deviations.
    """
    found = _from_median(own) + AROUND * _from_median(around)
    for measure in (words.shared, words.telling) if words else ():
        found += (measure - np.median(measure)) / max(float(measure.std()), 1e-6)
    return found


def _from_median(values: Shares) -> Shares:
    apart: Shares = values - np.median(values)
    found: Shares = apart / max(1.4826 * float(np.median(np.abs(apart))), 1e-6)
    return found


def farthest(
    belongs: Shares,
    weights: Numbers,
    certain: Marks,
    share: float,
    whose: PassageOwners | None = None,
) -> Marks:
    """The rows that belong least: together at most `share` of the weights, `certain` ones never.

    Where `whose` says so, at most this share of the answers, and `PASSAGES` of the weights. Of
    equals all go or none.
    """
    ranked = np.where(certain, np.inf, belongs)
    order = np.argsort(ranked, kind="stable")
    within = np.cumsum(weights[order]) <= (PASSAGES if whose else share) * weights.sum()
    if whose:
        within &= np.cumsum(whose.last(ranked)[order]) <= share * len(np.unique(whose.answer))
    if within.all() or not len(order):
        return ~certain
    bar = belongs[order[int(within.sum())]]
    return np.asarray(~certain & (belongs < bar))
