"""Input of the desk. Flask-WTF's token guards each form; nothing secret is ever in one."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired, StopValidation, ValidationError

from . import keys
from .models import Act

INCOMPLETE = _l("La llave llegó incompleta. Vuelve a intentarlo.")


class BytesField(HiddenField):
    """Bytes of one length, in base64."""

    def __init__(self, length: int, **options: Any) -> None:
        super().__init__(validators=[self._has_length], **options)
        self.length = length

    def _value(self) -> str:
        return ""  # made anew by the page's script

    def process_formdata(self, values: Sequence[str]) -> None:
        try:
            self.data = base64.b64decode(values[0] if values else "", validate=True)
        except (binascii.Error, ValueError):
            self.data = b""

    def _has_length(self, _form: FlaskForm, _field: object) -> None:
        if len(self.data or b"") != self.length:
            raise StopValidation(INCOMPLETE)


class PassphraseForm(FlaskForm):
    """A private half wrapped under a new passphrase."""

    wrapped = BytesField(keys.WRAPPED_BYTES)
    salt = BytesField(keys.SALT_BYTES)


class KeyForm(PassphraseForm):
    """A new key pair."""

    public = BytesField(keys.PUBLIC_BYTES)

    def validate_public(self, field: BytesField) -> None:
        """Something can be sealed for it."""
        try:
            keys.check_public(field.data or b"")
        except keys.UnusableKey as unusable:
            raise ValidationError(INCOMPLETE) from unusable


class ReferForm(FlaskForm):
    """Which authority was told."""

    authority = RadioField(
        _l("¿A quién avisaste?"),
        [InputRequired(_l("Elige a quién avisaste."))],
        coerce=Act,
        choices=[
            SelectChoice(Act.REFER_PROCURADURIA.value, _l("Procuraduría de Protección del estado")),
            SelectChoice(Act.REFER_911.value, _l("911")),
            SelectChoice(Act.REFER_PROSECUTOR.value, _l("Fiscalía o Ministerio Público")),
            SelectChoice(Act.REFER_OTHER.value, _l("Otra autoridad")),
        ],
    )


class CloseForm(FlaskForm):
    """Why a case is closed."""

    reason = RadioField(
        _l("¿Por qué se cierra?"),
        [InputRequired(_l("Elige por qué se cierra."))],
        coerce=Act,
        choices=[
            SelectChoice(Act.CLOSE_REPORTED.value, _l("Ya se avisó a la autoridad")),
            SelectChoice(Act.CLOSE_NO_DISCLOSURE.value, _l("Al leerlo, nadie está pidiendo ayuda")),
            SelectChoice(
                Act.CLOSE_NOTHING.value, _l("No hay nada con lo que alguien pueda actuar")
            ),
        ],
    )
