"""From an alert to its opening, in quarter hours: as exactly as the log knows it, and no more.

A case shows the full hour in which it came. The log knows the quarter hour in which an officer was
told by e-mail and the one in which somebody opened the case: their difference is right to within a
quarter. Of a case that nobody was told of, only the longest time it can have waited is known.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median_low

from flask_babel import gettext as _

QUARTER = timedelta(minutes=15)


def quarters(told: datetime, opened: datetime) -> int:
    """Quarter hours between two times of the log; none if it was opened before the mail went."""
    return max(0, (opened - told) // QUARTER)


def most_quarters(alerted: datetime, opened: datetime) -> int:
    """Quarter hours that a case can have waited which came in the hour that began at `alerted`."""
    return max(1, (opened - alerted) // QUARTER + 1)


def usual(openings: Iterable[tuple[datetime, datetime]]) -> tuple[int, int] | None:
    """The median of (told, opened) in quarter hours, and of how many; None where there are none."""
    waits = [quarters(told, opened) for told, opened in openings]
    return (median_low(waits), len(waits)) if waits else None


def until_opened(alerted: datetime, told: datetime | None, opened: datetime | None) -> str:
    """How long a case waited, in words; empty while nobody has opened it."""
    if opened is None:
        return ""
    if told is None:
        longest = in_words(most_quarters(alerted, opened))
        return _("se abrió en %(time)s o menos desde que llegó", time=longest)
    number = quarters(told, opened)
    if number == 0:
        return _("se abrió menos de 15 min después del correo")
    return _("se abrió unos %(time)s después del correo", time=in_words(number))


def in_words(number: int) -> str:
    """Quarter hours as minutes, or as hours and minutes."""
    hours, minutes = divmod(number * 15, 60)
    if not hours:
        return _("%(minutes)s min", minutes=minutes)
    if not minutes:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
