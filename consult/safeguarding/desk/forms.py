"""Input of the desk. Flask-WTF's token guards each form; nothing secret is ever in one."""

import base64
import binascii
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectChoice
from wtforms.validators import (
    AnyOf,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from consult.clock import today
from consult.safeguarding.cases.escalation import EscalatedText
from consult.safeguarding.cases.give_back import Cleared
from consult.safeguarding.drawings.operations import Seen
from consult.safeguarding.keys import formats
from consult.safeguarding.keys.keyring import Envelope
from consult.safeguarding.models import Act
from surveys.kinds import drawing

SEAL_BYTES = 48  # more than what is in a sealed box
NOTE_SIZES = frozenset(formats.PADDING * blocks for blocks in range(1, 5))
MOST_SIGNS = 4000  # twice the longest text of a child: placeholders can be longer than words
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

    wrapped = BytesField(formats.WRAPPED_BYTES)
    salt = BytesField(formats.SALT_BYTES)


class PairForm(PassphraseForm):
    """A new key pair."""

    public = BytesField(formats.PUBLIC_BYTES)

    def validate_public(self, field: BytesField) -> None:
        """Something can be sealed for it."""
        try:
            formats.check_public(field.data or b"")
        except formats.UnusableKey as unusable:
            raise ValidationError(INCOMPLETE) from unusable


def _hours() -> IntegerField:
    return IntegerField(
        _l("¿Cuántas horas a la semana puedes leer?"),
        [
            InputRequired(_l("Escribe un número de horas, del 0 al 60.")),
            NumberRange(0, 60, _l("Escribe un número de horas, del 0 al 60.")),
        ],
        description=_l(
            "Las que de verdad tienes para esto. Una consulta se abre solo si las horas de todas"
            " las personas de protección alcanzan. Lo puedes cambiar después."
        ),
    )


class HoursForm(FlaskForm):
    """Hours a week in which the officer reads."""

    weekly_hours = _hours()


class KeyForm(PairForm):
    """A first key, and the hours in which it is used."""

    weekly_hours = _hours()


class RenewForm(PairForm):
    """A new key in the place of another one."""

    replaces = IntegerField(widget=HiddenInput())  # so that a page sent twice renews once


@dataclass(frozen=True, slots=True)
class Batch:
    """What the browser has sealed anew, and after which case it wants the next ones."""

    after: uuid.UUID | None
    closed: bool
    cases: tuple[Envelope, ...]


def read_batch(sent: Any) -> Batch:
    """A batch as the desk's script sends it; `ValueError` for anything else."""
    try:
        after = sent["after"]
        cases = tuple(_envelope(each) for each in sent["cases"])
        return Batch(uuid.UUID(after) if after else None, sent.get("closed") is True, cases)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("not a batch") from wrong


def _envelope(sent: Any) -> Envelope:
    notes = {int(event): _bytes(note) for event, note in sent["notes"].items()}
    sorting = _bytes(sent["sorting"]) if sent["sorting"] else None
    return Envelope(uuid.UUID(sent["case"]), _bytes(sent["sealed"]), sorting, notes)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def shown_batch(envelopes: Sequence[Envelope]) -> list[dict[str, Any]]:
    """Envelopes as the script reads them."""
    return [
        {
            "case": each.case_id.hex,
            "sealed": _text(each.sealed),
            "sorting": _text(each.sorting) if each.sorting else None,
            "notes": {event: _text(note) for event, note in each.notes.items()},
        }
        for each in envelopes
    ]


def _text(part: bytes) -> str:
    return base64.b64encode(part).decode()


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
    told_on = DateField(_l("¿Qué día?"), [Optional()], default=today)

    def __init__(self, alerted: datetime, **options: Any) -> None:
        super().__init__(**options)
        self.earliest = alerted.date() - timedelta(days=1)  # a case near midnight
        self.told_on.render_kw = {"min": self.earliest.isoformat(), "max": today().isoformat()}

    def validate_told_on(self, field: DateField) -> None:
        """Nobody is told before there is a case, or tomorrow."""
        if field.data and not self.earliest <= field.data <= today():
            first = format_date(self.earliest, "long")
            raise ValidationError(_("Elige un día entre el %(first)s y hoy.", first=first))


class SealsField(HiddenField):
    """Number of each key, and what was sealed for it, in base64: as JSON."""

    def _value(self) -> str:
        return ""  # made anew by the page's script

    def process_formdata(self, values: Sequence[str]) -> None:
        try:
            sent = json.loads(values[0] if values else "")
            self.data = {int(key): _bytes(sealed) for key, sealed in sent.items()}
        except (ValueError, AttributeError, TypeError) as wrong:
            raise ValueError(INCOMPLETE) from wrong

    def pre_validate(self, _form: FlaskForm) -> None:
        """Each is as long as something sealed and padded is, and not longer than a note."""
        sizes = {len(sealed) - SEAL_BYTES for sealed in (self.data or {}).values()}
        if not sizes or sizes - NOTE_SIZES:
            raise StopValidation(INCOMPLETE)


class NoteForm(FlaskForm):
    """What an officer wrote down about a case: only as it was sealed."""

    kind = HiddenField(validators=[AnyOf((Act.NOTE, Act.ANSWER))])
    seals = SealsField()

    @property
    def act(self) -> Act:
        """What kind of note it is."""
        return Act(self.kind.data)


class ReturnForm(FlaskForm):
    """A text that an officer gives back to the answers."""

    band = HiddenField(validators=[Length(1, 20)])
    question = HiddenField(validators=[Length(1, 60)])
    language = HiddenField(validators=[Length(2, 10)])
    before = HiddenField(validators=[Length(max=MOST_SIGNS)])
    after = HiddenField(validators=[Length(1, MOST_SIGNS)])
    mark = HiddenField(validators=[Optional(), Regexp(r"^[0-9a-f]{64}$")])

    def cleared(self) -> Cleared:
        """The text as it is to be given back."""
        return Cleared(
            band=self.band.data,
            question=self.question.data,
            language=self.language.data,
            before=_as_stored(self.before.data or ""),
            after=_as_stored(self.after.data),
            mark=bytes.fromhex(self.mark.data) if self.mark.data else None,
        )


class UrgentForm(FlaskForm):
    """The text of a case that becomes urgent, as it stands in the answers: by this it is found.

    Empty where it has left them already, and where the case is from before texts could be found.
    """

    band = HiddenField(validators=[Length(max=20)])
    question = HiddenField(validators=[Length(max=60)])
    before = HiddenField(validators=[Length(max=MOST_SIGNS)])

    def kept(self) -> EscalatedText | None:
        """The text to take out."""
        if not (self.question.data and self.before.data):
            return None
        return EscalatedText(self.band.data or "", self.question.data, _as_stored(self.before.data))


class DrawingForm(FlaskForm):
    """What an officer decides about a drawing, with what the browser opened."""

    act = RadioField(
        _l("¿Qué ves?"),
        [InputRequired(INCOMPLETE)],
        coerce=Act,
        choices=[
            SelectChoice(Act.DRAWING_CLEAR.value, _l("Nada que preocupe")),
            SelectChoice(Act.DRAWING_WORRY.value, _l("Algo preocupa: que sea un caso urgente")),
            SelectChoice(Act.DRAWING_KEEP.value, _l("Dice quién es alguien: que nadie más lo vea")),
        ],
    )
    picture = HiddenField(validators=[Length(1, drawing.MOST_SIGNS)])
    after = HiddenField(validators=[Length(max=MOST_SIGNS)])

    def seen(self) -> Seen:
        """The drawing as it was opened, its caption as the officer left it."""
        return Seen(self.picture.data, _as_stored(self.after.data or "").strip())


def _as_stored(text: str) -> str:
    """A form posts every end of a line as two signs."""
    return text.replace("\r\n", "\n")


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
