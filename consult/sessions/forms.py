"""Input of the facilitator's pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    ValidationError,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange

from consult.clock import today

from .models import REGIONS, SETTINGS
from .operations import Plan

SETTING_NAMES = {
    "school": _l("Escuela"),
    "community": _l("Comunidad u organización"),
    "home": _l("Casa"),
    "care": _l("Centro de asistencia o albergue"),
    "other": _l("Otro lugar"),
}


class Checkboxes(SelectMultipleField):
    """Several of one list, each a box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()
    validation_attrs = ()  # "required" would be copied to each box: all of them, or no sending


class SessionForm(FlaskForm):
    """What a facilitator says of a session beforehand."""

    consultation = SelectField(_l("Consulta"), coerce=int)
    bands = Checkboxes(
        _l("Edades"),
        [DataRequired(_l("Elige al menos una edad."))],
        description=_l("Si eliges varias, cada quien toca la suya al empezar."),
    )
    setting = SelectField(
        _l("Lugar"), choices=[SelectChoice(code, SETTING_NAMES[code]) for code in SETTINGS]
    )
    region = SelectField(_l("Estado"), choices=[SelectChoice(name, name) for name in REGIONS])
    day = DateField(_l("Día"), [InputRequired(_l("Escribe el día."))], default=today)
    expected = IntegerField(
        _l("¿Cuántas niñas y niños esperas?"),
        [
            InputRequired(_l("Escribe cuántas.")),
            NumberRange(1, 2000, _l("Escribe un número entre 1 y 2000.")),
        ],
    )

    def validate_day(self, field: DateField) -> None:
        """A session is today or later."""
        if field.data and field.data < today():
            raise ValidationError(_l("Ese día ya pasó."))

    def plan(self) -> Plan:
        """The checked input."""
        return Plan(
            bands=tuple(self.bands.data),
            setting=self.setting.data,
            region=self.region.data,
            day=self.day.data,
            expected=self.expected.data,
        )


class CloseForm(FlaskForm):
    """A press on "close"."""
