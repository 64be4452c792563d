"""Input of the facilitator's pages."""

from collections.abc import Mapping, Sequence

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
from consult.web.i18n import ages

from .models import MODES, REGIONS, SETTINGS
from .operations import Plan

SETTING_NAMES = {
    "school": _l("Escuela"),
    "community": _l("Comunidad u organización"),
    "home": _l("Casa"),
    "care": _l("Centro de asistencia o albergue"),
    "other": _l("Otro lugar"),
}


MODE_NAMES = {
    "tablet": _l("Cada quien en su tableta o computadora"),
    "helped": _l("Una persona adulta lee y toca con cada quien"),
    "group": _l("En grupo, en voz alta"),
    "paper": _l("En hojas que después alguien pasa aquí"),
}


class Checkboxes(SelectMultipleField):
    """Several of one list, each a box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()
    validation_attrs = ()  # "required" would be copied to each box: all of them, or no sending


class SessionForm(FlaskForm):
    """What a facilitator says of a session beforehand; `asked` are the ages of a consultation."""

    asked: Mapping[int, Sequence[str]] = {}
    consultation = SelectField(_l("Consulta"), coerce=int)
    bands = Checkboxes(
        _l("Edades"),
        [DataRequired(_l("Elige al menos una edad."))],
        description=_l("Si eliges varias, cada quien toca la suya al empezar."),
    )
    setting = SelectField(
        _l("Lugar"), choices=[SelectChoice(code, SETTING_NAMES[code]) for code in SETTINGS]
    )
    mode = SelectField(
        _l("Cómo van a contestar"),
        choices=[SelectChoice(code, MODE_NAMES[code]) for code in MODES],
        default=MODES[0],
        description=_l("De esto depende lo que se les promete al empezar."),
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

    def validate_bands(self, field: Checkboxes) -> None:
        """A consultation has questions for its own ages alone."""
        asked = self.asked.get(self.consultation.data, ())
        if not set(field.data) <= set(asked):
            told = ", ".join(map(ages, asked))
            raise ValidationError(_l("Esa consulta solo pregunta a: %(ages)s.", ages=told))

    def validate_day(self, field: DateField) -> None:
        """A session is today or later."""
        if field.data and field.data < today():
            raise ValidationError(_l("Ese día ya pasó."))

    def plan(self) -> Plan:
        """The checked input."""
        return Plan(
            bands=tuple(self.bands.data),
            setting=self.setting.data,
            mode=self.mode.data,
            region=self.region.data,
            day=self.day.data,
            expected=self.expected.data,
        )


class DeclinedForm(FlaskForm):
    """How many were there and took no part: counted by the adult, never asked of a child."""

    declined = IntegerField(
        _l("¿Cuántas niñas y niños no quisieron participar?"),
        [
            InputRequired(_l("Escribe cuántas. Si todas quisieron, escribe 0.")),
            NumberRange(0, 2000, _l("Escribe un número entre 0 y 2000.")),
        ],
        description=_l("Solo el número, sin nombres ni razones. A nadie se le pregunta por qué."),
    )


class CloseForm(FlaskForm):
    """A press on "close"."""
