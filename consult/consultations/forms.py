"""Input of the coordinator's page."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf

from .operations import BY_HAND


class AdvanceForm(FlaskForm):
    """A press on the button that names the next state."""

    to = HiddenField(validators=[AnyOf([state.value for state in BY_HAND.values()])])
