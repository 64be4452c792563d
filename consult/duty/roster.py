"""The roster as plain values: who is there at a moment, and which hours are covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

WEEK = 7


class Standing(IntEnum):
    """How somebody stands at a moment; who is told first comes first."""

    ON_DUTY = 0
    OFF_DUTY = 1
    AWAY = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day, in minutes after midnight; the end is not in it."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One officer's week, and first and last days of what they are away for."""

    staff_id: int
    name: str
    week: Mapping[int, Sequence[Span]]  # weekday, 0 is Monday
    away: tuple[tuple[date, date], ...] = ()

    def is_away(self, day: date) -> bool:
        """Do they not read that day, whatever their week says?"""
        return any(first <= day <= last for first, last in self.away)

    def reads_on(self, day: date) -> bool:
        """Are there hours on which they read that day?"""
        return day.weekday() in self.week and not self.is_away(day)

    def standing(self, at: datetime) -> Standing:
        """On duty, off duty or away, by the clock of `at`."""
        if self.is_away(at.date()):
            return Standing.AWAY
        spans, minute = self.week.get(at.weekday(), ()), at.hour * 60 + at.minute
        is_on = any(span.starts <= minute < span.ends for span in spans)
        return Standing.ON_DUTY if is_on else Standing.OFF_DUTY


Week = tuple[tuple[Span, ...], ...]
"""The hours of each weekday, Monday first."""


def covered(roster: Sequence[Duty], day: date) -> Week:
    """When anybody reads, of the seven days from `day` on."""
    ahead = sorted((day + timedelta(days=n) for n in range(WEEK)), key=date.weekday)
    return tuple(
        joined(span for duty in roster if duty.reads_on(each) for span in duty.week[each.weekday()])
        for each in ahead
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same hours, without overlaps, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.starts):
        if found and span.starts <= found[-1].ends:
            last = found.pop()
            span = Span(last.starts, max(last.ends, span.ends))
        found.append(span)
    return tuple(found)
