"""From one run to the next: themes keep their ids, and what changed is said.

A run's state holds, for each theme, the digests of its wordings. The next run's themes are
matched with them one to one, so that most passages stay under the id they had.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from analysis.themes.arrays import ALONE, Digests, Numbers

VERSION = 1
SHARED = 0.25  # share of one of two themes' passages that must be in the other: else they differ
DRIFT = 0.2  # share of wordings unknown to the last full grouping at which all is grouped anew


class PreviousError(ValueError):
    """A previous run that cannot be used; the message says why, for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier run found: its themes' ids and sizes, and the theme of each wording."""

    ids: tuple[str, ...]
    sizes: tuple[int, ...]
    digests: Digests  # of the wordings, ascending
    numbers: Numbers  # the place of each wording's theme in `ids`, or `ALONE`
    made_with: str  # digest of guide and settings
    grouped: int  # wordings when all was last grouped
    features: str | None  # names the folder where its vectors are kept
    stability: Mapping[str, float]  # of themes by id, from when each was last grouped
    by_question: Mapping[str, Any]

    def themes_of(self, digests: Digests) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """The place of each wording's theme or `ALONE`, and whether the wording was there."""
        if not len(self.digests):
            return np.full(len(digests), ALONE), np.zeros(len(digests), dtype=bool)
        at = np.minimum(np.searchsorted(self.digests, digests), len(self.digests) - 1)
        there = self.digests[at] == digests
        return np.where(there, self.numbers[at], ALONE), there


def state_of(
    ids: Mapping[int, str], sizes: Mapping[str, int], digests: Digests, groups: Numbers, **more: Any
) -> dict[str, Any]:
    """A run's state as plain values, to be given to the next run as `previous`.

    `ids` are the themes' by group number, `groups` the group number of each wording.
    """
    order = np.argsort(digests, kind="stable")
    numbers = sorted(ids)
    place = {number: at for at, number in enumerate(numbers)}
    places = np.array([place.get(number, ALONE) for number in groups.tolist()], dtype="<i4")
    return {
        "version": VERSION,
        "ids": [ids[number] for number in numbers],
        "sizes": [sizes[ids[number]] for number in numbers],
        "wordings": base64.b64encode(digests[order].astype("<u8").tobytes()).decode(),
        "themes": base64.b64encode(places[order].tobytes()).decode(),
        **more,
    }


def previous_of(state: Mapping[str, Any] | None) -> Previous | None:
    """A state read again. Raises PreviousError where it is none."""
    if state is None:
        return None
    try:
        if state["version"] != VERSION:
            raise PreviousError("The previous run was made by another version; start without it.")
        return Previous(
            tuple(state["ids"]),
            tuple(state["sizes"]),
            np.frombuffer(base64.b64decode(state["wordings"]), "<u8").astype(np.uint64),
            np.frombuffer(base64.b64decode(state["themes"]), "<i4").astype(np.int64),
            state["made with"],
            state["grouped"],
            state["features"],
            state.get("stability", {}),
            state.get("by_question", {}),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        if isinstance(wrong, PreviousError):
            raise
        raise PreviousError("The previous run holds no state to go on from.") from wrong


def matched(now: Numbers, before: Numbers, weights: Numbers) -> dict[int, int]:
    """Which earlier theme each present one continues: one to one, so that most is shared.

    `now` and `before` are the numbers of each wording's theme, `ALONE` for none.
    """
    both = (now >= 0) & (before >= 0)
    if not both.any():
        return {}
    shared = np.zeros((int(now.max()) + 1, int(before.max()) + 1))
    np.add.at(shared, (now[both], before[both]), weights[both])
    of_now = np.bincount(now[now >= 0], weights=weights[now >= 0], minlength=len(shared))
    of_before = np.bincount(
        before[before >= 0], weights=weights[before >= 0], minlength=shared.shape[1]
    )
    smaller = np.minimum(of_now[:, None], of_before[None, :])
    shared[shared < SHARED * np.maximum(smaller, 1)] = 0
    here, there = linear_sum_assignment(shared, maximize=True)
    return {int(a): int(b) for a, b in zip(here, there, strict=True) if shared[a, b] > 0}
