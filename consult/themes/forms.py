"""Forms that several pages of themes share."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf, Optional

from .models import Grain


class PressForm(FlaskForm):
    """A press and nothing else."""


class AnalyseForm(FlaskForm):
    """A press on "group again", and how finely."""

    grain = HiddenField(validators=[Optional(), AnyOf([str(grain) for grain in Grain])])
