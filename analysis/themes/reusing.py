"""What themes were called and divided into, kept for the next run: one that hardly changed stays.

To find a label and sub-themes costs more than all else in a run that goes on from another. A theme
keeps its words as long as it holds mostly what it held when they were found, however many runs ago,
and as long as they still hold (`describing`).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .findings import Theme
from .grouping import ALONE, Numbers
from .keeping import Digests
from .matching import Previous

ALIKE = 0.8  # Jaccard index of the wordings of then and now from which on words are kept


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a theme, and what it held when they were found.

    `parts` are the labels of its sub-themes, `about` what its sides differ on. `members` are the
    digests of its wordings, ascending; `part_of` has the place of each one's sub-theme or `ALONE`.
    """

    label: str
    about: str | None
    parts: tuple[str, ...]
    members: Digests
    part_of: Numbers

    def alike(self, digests: Digests) -> bool:
        """Whether a theme of these wordings is mostly the one that the words were found for."""
        both = len(np.intersect1d(self.members, digests))
        return both >= ALIKE * (len(self.members) + len(digests) - both)

    def stood(self, digests: Digests) -> Numbers:
        """The sub-theme in which each wording stood; `ALONE`: it was not there."""
        at = np.minimum(np.searchsorted(self.members, digests), len(self.members) - 1)
        return np.where(self.members[at] == digests, self.part_of[at], ALONE)

    def are_of(self, theme: Theme) -> bool:
        """Whether a theme has these words."""
        return self.label == theme.label and sorted(self.parts) == sorted(_parts(theme))

    def plain(self) -> dict[str, Any]:
        """As plain values, for a file."""
        return {
            "label": self.label, "about": self.about, "parts": list(self.parts),
            "members": base64.b64encode(self.members.astype("<u8").tobytes()).decode(),
            "part of": base64.b64encode(self.part_of.astype("i1").tobytes()).decode(),
        }  # fmt: skip


def words_from(plain: Mapping[str, Any]) -> Words:
    """What `plain` gave."""
    members = np.frombuffer(base64.b64decode(plain["members"]), "<u8").astype(np.uint64)
    part_of = np.frombuffer(base64.b64decode(plain["part of"]), "i1").astype(np.int64)
    return Words(plain["label"], plain["about"], tuple(plain["parts"]), members, part_of)


def words_of(theme: Theme, rows: Numbers, digests: Digests) -> Words:
    """The words of a theme that holds the wordings of some rows; `digests` are theirs."""
    order = np.argsort(digests, kind="stable")
    part_of = np.array([theme.part_of.get(row, ALONE) for row in rows.tolist()], dtype=np.int64)
    about = theme.sides.about if theme.sides else None
    return Words(theme.label, about, _parts(theme), digests[order], part_of[order])


def _parts(theme: Theme) -> tuple[str, ...]:
    return tuple(part.label for part in theme.subthemes)


def unchanged(
    earlier: Mapping[str, Words], before: Previous, groups: Numbers, digests: Digests
) -> dict[int, Words]:
    """The words of the run before for each group that is mostly what one of its themes was.

    `earlier` are those by the themes' ids; `groups` and `digests` are of the wordings.
    """
    was, _ = before.themes_of(digests)
    found = {}
    for number in np.unique(groups[groups >= 0]).tolist():
        here = groups == number
        places = was[here & (was >= 0)]
        words = earlier.get(before.ids[np.bincount(places).argmax()]) if len(places) else None
        if words and words.alike(digests[here]):
            found[number] = words
    return found


def kept_words(
    found: Mapping[int, Theme],
    groups: Numbers,
    rows: Numbers,
    digests: Digests,
    before: Mapping[int, Words],
) -> dict[str, Words]:
    """The words of each theme by its id, for the run after; those it kept with what it held then.

    `groups`, `rows` and `digests` are of the wordings, `before` what `unchanged` gave.
    """  # fmt: skip
    kept = {}
    for number, theme in found.items():
        here, words = groups == number, before.get(number)
        still = words is not None and words.are_of(theme)
        kept[theme.id] = words if still and words else words_of(theme, rows[here], digests[here])
    return kept
