"""Input of the review of themes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import UUID, AnyOf, DataRequired, Length, Optional

from consult.answering.pages.promises import DETAILS

_NAME = Length(max=140, message=_l("El nombre es muy largo: usa 140 letras o menos."))


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
