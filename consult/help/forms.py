"""Input of the directory's pages."""

import re
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from consult.clock import today
from consult.consultations.models import Words
from consult.sessions.models import REGIONS

from .labels import BANDS, CHANNEL_NAMES, NEED_NAMES, SPOKEN
from .models import CHANNELS, NEEDS, Service
from .operations import LONGEST, Details

MISSING = _l("Falta escribir esto.")
FUTURE = _l("Ese día todavía no llega.")
TOO_LONG = _l("A lo más un año después de comprobarlo.")
TEL = re.compile(r"tel:[+*#]?[0-9*#]{2,18}")
HTTPS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s\"'<>\\]*)?", re.IGNORECASE)


class Checkboxes(SelectMultipleField):
    """Several of one list, each a box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()
    validation_attrs = ()  # "required" would be copied to each box: all of them, or no sending


class HideForm(FlaskForm):
    """A press on "hide"."""


class ConfirmForm(FlaskForm):
    """Somebody called today; until when that holds, if not for a year."""

    until = DateField(_l("Vale hasta el (vacío: un año)"), [Optional()])

    def validate_until(self, field: DateField) -> None:
        """From today to a year from today."""
        if field.data and field.data < today():
            raise ValidationError(_l("Ese día ya pasó."))
        if field.data and field.data > today() + LONGEST:
            raise ValidationError(TOO_LONG)


class ServiceForm(FlaskForm):
    """A service. What is left empty in English is shown in Spanish."""

    name_es = StringField(_l("Nombre"), [DataRequired(MISSING), Length(max=80)])
    purpose_es = StringField(
        _l("¿Para qué sirve?"),
        [DataRequired(MISSING), Length(max=160)],
        description=_l("Como se lo dirías a una niña de siete años, en una o dos frases cortas."),
    )
    need = SelectField(
        _l("¿Qué necesita quien lo busca?"),
        choices=[SelectChoice(code, NEED_NAMES[code]) for code in NEEDS],
    )
    channel = SelectField(
        _l("¿Cómo se llega?"),
        choices=[SelectChoice(code, CHANNEL_NAMES[code]) for code in CHANNELS],
    )
    contact = StringField(
        _l("Contacto, como se lee"),
        [DataRequired(MISSING), Length(max=120)],
        description=_l("Por ejemplo: 800 911 2000, teprotejomexico.org o una dirección."),
    )
    href = StringField(
        _l("Enlace del botón"),
        [Length(max=300)],
        description=_l(
            "Empieza con tel: o con https://. De un teléfono se hace solo si lo dejas vacío."
        ),
    )
    hours_es = StringField(_l("Horario"), [Length(max=120)])
    cost_es = StringField(_l("Costo"), [Length(max=80)])
    region = SelectField(
        _l("¿Dónde sirve?"),
        choices=[
            SelectChoice("", _l("En todo el país")),
            *(SelectChoice(name, name) for name in REGIONS),
        ],
    )
    bands = Checkboxes(
        _l("¿Para qué edades?"),
        choices=[SelectChoice(band, band) for band in BANDS],
        description=_l("Si no eliges ninguna, es para todas."),
    )
    languages = Checkboxes(
        _l("Idiomas en que atienden"),
        [DataRequired(_l("Elige al menos un idioma."))],
        choices=[SelectChoice(code, name) for code, name in SPOKEN.items()],
    )
    source = StringField(
        _l("¿De dónde lo sabes?"),
        [DataRequired(MISSING), Length(max=300)],
        description=_l("Por ejemplo: llamé el 3 de marzo y contestó la guardia."),
    )
    checked_on = DateField(
        _l("Comprobado el"),
        [Optional()],
        description=_l("El día en que alguien llamó o abrió la página. Sin fecha no se muestra."),
    )
    expires_on = DateField(
        _l("Vale hasta el"),
        [Optional()],
        description=_l("Desde el día siguiente ya no se muestra. Si lo dejas vacío, un año."),
    )
    name_en = StringField(_l("Nombre en inglés"), [Length(max=80)])
    purpose_en = StringField(_l("¿Para qué sirve? (en inglés)"), [Length(max=160)])
    hours_en = StringField(_l("Horario en inglés"), [Length(max=120)])
    cost_en = StringField(_l("Costo en inglés"), [Length(max=80)])

    was: Service | None = None

    def edits(self, service: Service) -> None:
        """What is sent is a change of that service: its contact may not change unchecked."""
        self.was = service
        if service.always:
            said = _l("Este servicio siempre se muestra: escribe cuándo se comprobó.")
            self.checked_on.validators = [InputRequired(said)]

    def validate_href(self, field: StringField) -> None:
        """A telephone is called, a page opened over HTTPS; only a place may have neither."""
        typed = self._href()
        wanted = {"phone": TEL, "chat": HTTPS, "web": HTTPS}.get(self.channel.data)
        if wanted is None and not typed:
            return
        allowed = (wanted,) if wanted else (TEL, HTTPS)
        if not any(each.fullmatch(typed) for each in allowed):
            raise ValidationError(self._wanted_href())

    def _wanted_href(self) -> str:
        if self.channel.data == "phone":
            return str(_l("Un teléfono se escribe con tel: y sus números: tel:8009112000."))
        if self.channel.data == "place":
            return str(_l("Escribe tel: y números, o una página que empiece con https://."))
        return str(_l("Una página o un chat empieza con https://."))

    def validate_checked_on(self, field: DateField) -> None:
        """A check lies behind, and is of the contact as it is now."""
        if field.data and field.data > today():
            raise ValidationError(FUTURE)
        if self.was is None:
            return
        changed = (self.contact.data.strip(), self._href()) != (self.was.contact, self.was.href)
        if changed and field.data != today():
            raise ValidationError(
                _l("Cambiaste el contacto: compruébalo hoy, o deja vacías las dos fechas.")
            )

    def validate_expires_on(self, field: DateField) -> None:
        """It holds from the check on, for a year at most."""
        checked = self.checked_on.data
        if checked is None:
            raise ValidationError(_l("Escribe también qué día se comprobó."))
        if field.data < checked:
            raise ValidationError(_l("Tiene que ser después de comprobarlo."))
        if field.data > checked + LONGEST:
            raise ValidationError(TOO_LONG)

    def show(self, service: Service) -> None:
        """Fill in what the directory says of it."""
        for name, words in _worded(service).items():
            for code in ("es", "en"):
                self[f"{name}_{code}"].data = words.get(code, "")
        for name in ("need", "channel", "contact", "href", "bands", "languages", "source"):
            self[name].data = getattr(service, name)
        self.region.data = service.region or ""
        self.checked_on.data, self.expires_on.data = service.checked_on, service.expires_on

    def details(self) -> Details:
        """The checked input."""
        return Details(
            names=self._words("name"),
            purposes=self._words("purpose"),
            hours=self._words("hours"),
            costs=self._words("cost"),
            contact=self.contact.data.strip(),
            href=self._href(),
            need=self.need.data,
            channel=self.channel.data,
            region=self.region.data or None,
            bands=list(self.bands.data),
            languages=list(self.languages.data),
            source=self.source.data.strip(),
            checked_on=self.checked_on.data,
            expires_on=self._expires_on(),
        )

    def _href(self) -> str:
        typed = (self.href.data or "").strip()
        if typed or self.channel.data != "phone":
            return typed
        return "tel:" + re.sub(r"[^0-9+*#]", "", self.contact.data or "")

    def _expires_on(self) -> date | None:
        checked = self.checked_on.data
        return self.expires_on.data or (checked and checked + LONGEST)

    def _words(self, name: str) -> Words:
        words = {code: (self[f"{name}_{code}"].data or "").strip() for code in ("es", "en")}
        return {code: text for code, text in words.items() if text}


def _worded(service: Service) -> dict[str, Words]:
    return {
        "name": service.names,
        "purpose": service.purposes,
        "hours": service.hours,
        "cost": service.costs,
    }
