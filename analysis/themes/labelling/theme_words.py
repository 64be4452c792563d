"""The words of a theme: its label, its keywords, its subthemes."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.themes.arrays import ALONE, Digests, Numbers
from analysis.themes.values import ThemeResult

ALIKE = 0.8  # Jaccard index of the wordings of then and now from which on words are kept


@dataclass(frozen=True, slots=True)
class ThemeWording:
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

    def are_of(self, theme: ThemeResult) -> bool:
        """Whether a theme has these words."""
        return self.label == theme.label and sorted(self.parts) == sorted(_parts(theme))

    def plain(self) -> dict[str, Any]:
        """As plain values, for a file."""
        return {
            "label": self.label, "about": self.about, "parts": list(self.parts),
            "members": base64.b64encode(self.members.astype("<u8").tobytes()).decode(),
            "part of": base64.b64encode(self.part_of.astype("i1").tobytes()).decode(),
        }  # fmt: skip


def words_from(plain: Mapping[str, Any]) -> ThemeWording:
    """What `plain` gave."""
    members = np.frombuffer(base64.b64decode(plain["members"]), "<u8").astype(np.uint64)
    part_of = np.frombuffer(base64.b64decode(plain["part of"]), "i1").astype(np.int64)
    return ThemeWording(plain["label"], plain["about"], tuple(plain["parts"]), members, part_of)


def words_of(theme: ThemeResult, rows: Numbers, digests: Digests) -> ThemeWording:
    """The words of a theme that holds the wordings of some rows; `digests` are theirs."""
    order = np.argsort(digests, kind="stable")
    part_of = np.array([theme.part_of.get(row, ALONE) for row in rows.tolist()], dtype=np.int64)
    about = theme.sides.about if theme.sides else None
    return ThemeWording(theme.label, about, _parts(theme), digests[order], part_of[order])


def _parts(theme: ThemeResult) -> tuple[str, ...]:
    return tuple(part.label for part in theme.subthemes)
