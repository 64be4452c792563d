"""Two runs side by side: which themes appear, vanish or stay, and what moves between them.

Plain values in and out. A theme is the same where both runs call it by the same key.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.themes.replay import NOWHERE, ReviewedTheme

LITTLE = 0.9
Flows = Mapping[tuple[str, str], int]
"""(key in the first run, key in the second) -> passages; `NOWHERE`: in no theme."""


@dataclass(frozen=True, slots=True)
class Move:
    """Passages between a theme and another; None: passages in no theme."""

    theme: ReviewedTheme | None
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One theme in both runs. `gone_to` are its passages' themes in the second run, most first;
    `come_from` where those it has there were in the first; `new` those not in the first at all."""

    first: ReviewedTheme | None
    second: ReviewedTheme | None
    stay: int
    gone_to: tuple[Move, ...]
    come_from: tuple[Move, ...]
    new: int

    @property
    def kind(self) -> str:
        """ "kept", "appeared" or "vanished"."""
        if self.first is None:
            return "appeared"
        return "kept" if self.second else "vanished"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All themes, the ones in both runs first, each group biggest first; and what moved in all."""

    rows: tuple[Row, ...]
    stay: int
    moved: int
    grouped: int  # were in no theme, and are in one
    left: int  # were in one, and are in none
    new: int

    @property
    def changes_little(self) -> bool:
        """Whether nine themes of ten are in both, most of them expected: with any grain, these are
        held together."""
        kept = self.of("kept")
        expected = sum(bool(row.second and row.second.expected) for row in kept)
        return len(kept) >= LITTLE * len(self.rows) and 2 * expected > len(kept)

    def of(self, kind: str) -> list[Row]:
        """The rows of that kind."""
        return [row for row in self.rows if row.kind == kind]


def compared(
    first: Sequence[ReviewedTheme],
    second: Sequence[ReviewedTheme],
    flows: Flows,
    sizes: Mapping[str, int],
) -> Comparison:
    """`flows` counts passages that both runs have, by keys of proposed themes; `sizes` all those of
    the second run, likewise."""
    owner, there = _owners(first), _owners(second)
    moves: Counter[tuple[str, str]] = Counter()
    for (since, to), count in flows.items():
        moves[owner.get(since, NOWHERE), there.get(to, NOWHERE)] += count
    held: Counter[str] = Counter()
    for key, count in sizes.items():
        held[there.get(key, NOWHERE)] += count
    before, after = {each.key: each for each in first}, {each.key: each for each in second}
    rows = [_row(key, before, after, moves, held[key]) for key in dict.fromkeys((*before, *after))]
    return Comparison(
        rows=tuple(sorted(rows, key=_place)),
        stay=sum(n for (a, b), n in moves.items() if a == b != NOWHERE),
        moved=sum(n for (a, b), n in moves.items() if a != b and NOWHERE not in (a, b)),
        grouped=sum(n for (a, b), n in moves.items() if a == NOWHERE != b),
        left=sum(n for (a, b), n in moves.items() if a != NOWHERE == b),
        new=max(0, held.total() - moves.total()),
    )


def _owners(themes: Iterable[ReviewedTheme]) -> dict[str, str]:
    return {key: theme.key for theme in themes for key in theme.keys}


def _row(
    key: str,
    before: Mapping[str, ReviewedTheme],
    after: Mapping[str, ReviewedTheme],
    moves: Counter[tuple[str, str]],
    size: int,
) -> Row:
    gone = {b: n for (a, b), n in moves.items() if a == key != b}
    come = {a: n for (a, b), n in moves.items() if b == key != a}
    stay = moves[key, key]
    new = max(0, size - stay - sum(come.values()))
    return Row(
        before.get(key), after.get(key), stay, _ranked(gone, after), _ranked(come, before), new
    )


def _ranked(counts: Mapping[str, int], themes: Mapping[str, ReviewedTheme]) -> tuple[Move, ...]:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Move(themes.get(key), count) for key, count in ranked)


def _place(row: Row) -> tuple[int, int, str]:
    shown = row.second or row.first
    assert shown  # noqa: S101 - a row is of a theme of one run at least
    return ("kept", "appeared", "vanished").index(row.kind), -shown.size, shown.key
