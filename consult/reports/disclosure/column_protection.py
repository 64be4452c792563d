"""What may be told of a column of closed answers, so that nothing hidden in it can be computed.

Hidden are numbers under the threshold: of those who chose an answer, and of those who skipped the
question. Who reads knows how many were asked, since another table may tell. So where one person
counts under one answer at most, what is hidden is together as many as the threshold, and the
smallest number that might be shown is hidden with it if need be. Of that one it is told between
which numbers it lies, which follows from the total alone. Where few skipped, they are among what is
hidden, and shares are of all who were asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app

from consult.cell_suppression import suppress_cell

from .cell_rules import pooled, visible

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ProtectedColumn:
    """Answers that have a number, and all other people of the base as one number (None: it is not
    told). `between`: least and most of the answer that is hidden though it is no small one."""

    counts: Counts
    rest: int | None
    between: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """Who was asked and who answered. `apart`: one person counts under one answer of a group at
    most; `open`: and may count under none of it. `excludes`: answers that stand beside no other."""

    asked: int
    answered: int
    groups: Sequence[Counts]
    apart: bool
    open: bool = False
    excludes: frozenset[str] = frozenset()

    @property
    def few_skipped(self) -> bool:
        """Must it not be told how many skipped?"""
        return suppress_cell(self.asked - self.answered) is None

    @property
    def base(self) -> int:
        """Of whom shares are told: who answered, or all who were asked where few skipped."""
        return self.asked if self.few_skipped else self.answered

    def told(self) -> list[ProtectedColumn]:
        """What may be told of each group."""
        return [self._apart(group) if self.apart else self._alone(group) for group in self.groups]

    def _apart(self, counts: Counts) -> ProtectedColumn:
        outside = self.base - sum(counts.values())
        kept, rest = pooled(counts, outside if self.few_skipped or self.open else None)
        least = current_app.config["SMALL_CELL"]
        if rest is None or rest == least:  # so few that one number alone would fit
            return ProtectedColumn(kept, rest)
        low = max(least, rest - least + 1)
        return ProtectedColumn(
            kept, rest, dict.fromkeys(visible(counts).keys() - kept, (low, rest))
        )

    def _alone(self, counts: Counts) -> ProtectedColumn:
        """Each answer by itself: how many have not chosen it can be computed too, of those who
        chose none that excludes it."""
        told = visible(counts)
        kept = {code: n for code, n in told.items() if code in self.excludes}
        while kept and not self._may_lack(self.base - sum(kept.values())):
            kept.pop(min(kept, key=lambda code: (kept[code], code)))
        left = self.base - sum(kept.values())
        beside = {code: n for code, n in told.items() if code not in self.excludes}
        may_be = kept | {code: n for code, n in beside.items() if self._may_lack(left - n)}
        return ProtectedColumn({code: n for code, n in told.items() if code in may_be}, None)

    def _may_lack(self, others: int) -> bool:
        """May it be told that so many chose otherwise? That all who answered agree, where some did
        not answer."""
        return suppress_cell(others) is not None or (others == 0 and not self.few_skipped)
