"""Input of the staff pages. Flask-WTF's token guards each of them."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, Length


class EnterForm(FlaskForm):
    """A press on "enter"; the token of the form is all there is."""


class PasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        _l("Contraseña nueva"),
        [Length(min=12, max=200, message=_l("Usa doce signos o más."))],
        description=_l("Doce signos o más. Una frase que solo tú conozcas sirve."),
    )
    again = PasswordField(
        _l("Otra vez"), [EqualTo("password", message=_l("Las dos no son iguales."))]
    )
