"""Hours of duty in words."""

from datetime import date
from itertools import groupby

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .models import DAY
from .roster import WEEK, Duty, Span, Standing, Week

STANDINGS = {
    Standing.ON_DUTY: _l("De guardia ahora"),
    Standing.OFF_DUTY: _l("Ahora sin guardia"),
    Standing.AWAY: _l("Hoy no está"),
}


def weekday_name(weekday: int) -> str:
    """0 is Monday."""
    return str(get_day_names("wide", locale=get_locale())[weekday])


def clock(minutes: int) -> str:
    """Minutes after midnight as an hour: "9:00"; the end of the day is "24:00"."""
    return f"{minutes // 60}:{minutes % 60:02}"


def span_in_words(span: Span) -> str:
    """From when to when."""
    if (span.starts, span.ends) == (0, DAY):
        return _("todo el día")
    return _("de %(starts)s a %(ends)s", starts=clock(span.starts), ends=clock(span.ends))


def week_in_words(week: Week) -> str:
    """ "lunes a viernes de 9:00 a 18:00; sábado de 10:00 a 14:00"; empty where there is none."""
    runs = groupby(range(len(week)), week.__getitem__)
    parts = ((spans, list(days)) for spans, days in runs if spans)
    return "; ".join(
        f"{_days(days)} {_listed([span_in_words(each) for each in spans])}" for spans, days in parts
    )


def own_week(duty: Duty) -> str:
    """One officer's hours, absences aside."""
    return week_in_words(tuple(tuple(duty.week.get(each, ())) for each in range(WEEK)))


def days_away(first: date, last: date) -> str:
    """Days of an absence."""
    if first == last:
        return _("No está el %(day)s", day=format_date(first, "long"))
    return _(
        "No está del %(first)s al %(last)s",
        first=format_date(first, "long"),
        last=format_date(last, "long"),
    )


def _days(weekdays: list[int]) -> str:
    names = [weekday_name(each) for each in weekdays]
    if len(names) < 3:
        return _listed(names)
    return _("%(first)s a %(last)s", first=names[0], last=names[-1])


def _listed(words: list[str]) -> str:
    return format_list(words, locale=get_locale())
