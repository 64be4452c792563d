"""From an alert to its opening, in quarter hours: as exactly as the log knows it, and no more.

An urgent case shows the full hour in which it came, any other its day. The log knows the quarter
hour in which an officer was told by e-mail and the one in which somebody opened the case: their
difference is right to within a quarter. Of an urgent case that nobody was told of, only the longest
time it can have waited is known.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median_low

from flask_babel import format_datetime
from flask_babel import gettext as _

from consult.web.i18n import day

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


def arrived(level: str, alerted: datetime) -> str:
    """When a case came, no more exactly than is stored: of an urgent one the hour, else the day."""
    if level != "urgent":
        return day(alerted.date())
    return _(
        "%(day)s, entre %(since)s y %(until)s",
        day=format_datetime(alerted, "d MMM y", rebase=False),
        since=f"{alerted:%H:%M}",
        until=f"{alerted + HOUR:%H:%M}",
    )


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


def until_opened(
    level: str, alerted: datetime, told: datetime | None, opened: datetime | None
) -> str:
    """How long a case waited, in words; empty while nobody has opened it."""
    if opened is None:
        return ""
    if level != "urgent":
        on = opened.date()
        same = on == alerted.date()
        return _("se abrió el mismo día") if same else _("se abrió el %(day)s", day=day(on))
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
