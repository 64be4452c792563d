"""Input of the roster. Flask-WTF's token guards each form."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, Form, FormField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from consult.clock import today

from .models import DAY
from .roster import WEEK, Span


class SpanForm(Form):
    """From when to when somebody reads on a day; both empty: not at all."""

    starts = TimeField(_l("desde"), [Optional()])
    ends = TimeField(_l("hasta"), [Optional()])

    def validate(self, **options: Any) -> bool:
        """Both or none, and in this order; midnight ends a day."""
        if super().validate(**options) and (problem := self._problem()):
            self.ends.errors = [problem]
        return not self.errors

    def _problem(self) -> str | None:
        if (self.starts.data is None) != (self.ends.data is None):
            return _("Escribe las dos horas, o ninguna.")
        span = self.span()
        if span and span.starts >= span.ends:
            return _("La segunda hora tiene que ser más tarde.")
        return None

    def span(self) -> Span | None:
        """The hours, or None where there are none."""
        if self.starts.data is None or self.ends.data is None:
            return None
        return Span(_minutes(self.starts.data), _minutes(self.ends.data) or DAY)

    def show(self, span: Span) -> None:
        """Fill the fields."""
        self.starts.data, self.ends.data = _time(span.starts), _time(span.ends % DAY)


class WeekForm(FlaskForm):
    """The officer's week, Monday first: a stretch a day, and another one after a break."""

    days = FieldList(FormField(SpanForm), min_entries=WEEK, max_entries=WEEK)
    later = FieldList(FormField(SpanForm), min_entries=WEEK, max_entries=WEEK)

    def week(self) -> dict[int, list[Span]]:
        """Weekday -> hours, without the days that have none."""
        of_days = ([part.span() for part in parts] for parts in self.parts())
        spans = ((weekday, list(filter(None, of_day))) for weekday, of_day in enumerate(of_days))
        return {weekday: found for weekday, found in spans if found}

    def show(self, week: Mapping[int, Sequence[Span]]) -> None:
        """Fill the fields."""
        for weekday, parts in enumerate(self.parts()):
            for part, span in zip(parts, week.get(weekday, ()), strict=False):
                part.show(span)

    def parts(self) -> list[tuple[SpanForm, SpanForm]]:
        """Both stretches of each day."""
        both = zip(self.days, self.later, strict=True)
        return [(first.form, second.form) for first, second in both]


class AbsenceForm(FlaskForm):
    """Days on which the officer does not read."""

    first = DateField(_l("Primer día"), [InputRequired(_l("Elige el primer día."))])
    last = DateField(_l("Último día"), [InputRequired(_l("Elige el último día."))])

    def validate_last(self, field: DateField) -> None:
        """Not before the first, and not all over."""
        first: date | None = self.first.data
        if first and field.data and field.data < first:
            raise ValidationError(_("El último día no puede ser antes del primero."))
        if field.data and field.data < today():
            raise ValidationError(_("Esos días ya pasaron."))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
