"""Input of the review of themes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import UUID, AnyOf, DataRequired, Length, Optional

from consult.answering.words import DETAILS

from .models import Choice, Grain
from .words import CHOICES

_NAME = Length(max=140, message=_l("El nombre es muy largo: usa 140 letras o menos."))


class PressForm(FlaskForm):
    """A press and nothing else."""


class AnalyseForm(FlaskForm):
    """A press on "group again", and how finely."""

    grain = HiddenField(validators=[Optional(), AnyOf([str(grain) for grain in Grain])])


class GuideForm(FlaskForm):
    """Which theme guide, and one's own: written, or a file that takes its place."""

    choice = RadioField(
        _l("¿Con qué guía se agrupa?"),
        choices=[SelectChoice(str(each), CHOICES[each]) for each in Choice],
    )
    own = TextAreaField(
        _l("La guía, tema por tema"),
        description=_l(
            "Un renglón con «#» y el nombre empieza un tema; debajo va una frase por renglón, "
            "como la diría una niña. Tras «|» pueden ir el nombre en inglés y una clave."
        ),
    )
    file = FileField(
        _l("O sube un archivo"),
        description=_l("De texto, como el de arriba, o JSON. Toma el lugar de lo escrito arriba."),
    )

    def validate_file(self, field: FileField) -> None:
        """What a file says takes the place of what was written."""
        try:
            self.own.data = field.data.read().decode("utf-8-sig") if field.data else self.own.data
        except UnicodeDecodeError:
            raise ValidationError(_l("Ese archivo no es de texto (UTF-8).")) from None


class RenameForm(FlaskForm):
    """A new label for one theme."""

    theme = HiddenField(validators=[DataRequired()])
    label = StringField(
        _l("Nombre del tema"), [DataRequired(_l("Escribe el nombre del tema.")), _NAME]
    )


class MergeForm(FlaskForm):
    """One theme goes into another."""

    theme = HiddenField(validators=[DataRequired()])
    into = SelectField(_l("Unir con"), validators=[DataRequired(_l("Elige un tema."))])


class ActForm(FlaskForm):
    """One of two opposite acts on a theme."""

    theme = HiddenField(validators=[DataRequired()])
    act = HiddenField()

    def __init__(self, *acts: str) -> None:
        super().__init__()
        self.act.validators = [AnyOf(acts)]


class _Marks(SelectMultipleField):
    """Marks of passages, whichever: the run says which it has."""

    def pre_validate(self, form: Any) -> None:
        """Nothing is chosen from a list here."""


class PlaceForm(FlaskForm):
    """Passages that are to go into another theme, or into a new one."""

    theme = HiddenField()
    passages = _Marks(validators=[DataRequired(_l("Marca al menos una frase."))])


class MoveForm(PlaceForm):
    """Into another theme, or into none."""

    to = SelectField(_l("Pasar a"), validate_choice=True)

    def __init__(self, themes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.to.choices = [SelectChoice(key, label) for key, label in themes]


class SplitForm(PlaceForm):
    """Into a new theme, with a name or without."""

    label = StringField(_l("Nombre del tema nuevo"), [Optional(), _NAME])


class SplitPartForm(FlaskForm):
    """A part that the analysis proposes becomes a theme of its own."""

    theme = HiddenField(validators=[DataRequired()])
    part = HiddenField(validators=[DataRequired()])


class UndoForm(FlaskForm):
    """A decision to be undone."""

    action = HiddenField(validators=[DataRequired()])


class HideForm(FlaskForm):
    """Words of a passage by which somebody could be recognised."""

    passage = HiddenField(validators=[UUID()])
    words = StringField(
        _l("Palabras que hay que ocultar"),
        [
            DataRequired(_l("Escribe las palabras que hay que ocultar, tal como están.")),
            Length(max=200, message=_l("Son muchas palabras: oculta 200 letras o menos.")),
        ],
    )
    kind = SelectField(
        _l("Qué son"),
        choices=[SelectChoice(code, name) for code, name in DETAILS.items()],
    )
