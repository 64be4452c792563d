"""Input of the review of themes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Length


class AnalyseForm(FlaskForm):
    """A press on "group again"."""


class RenameForm(FlaskForm):
    """A new label for one theme."""

    theme = HiddenField(validators=[DataRequired()])
    label = StringField(
        _l("Nombre del tema"),
        [
            DataRequired(_l("Escribe el nombre del tema.")),
            Length(max=140, message=_l("El nombre es muy largo: usa 140 letras o menos.")),
        ],
    )


class MergeForm(FlaskForm):
    """One theme goes into another."""

    theme = HiddenField(validators=[DataRequired()])
    into = SelectField(_l("Unir con"), validators=[DataRequired(_l("Elige un tema."))])


class SetAsideForm(FlaskForm):
    """A theme is left out of the report, or taken back in."""

    theme = HiddenField(validators=[DataRequired()])
    act = HiddenField(validators=[AnyOf(("set_aside", "restore"))])
