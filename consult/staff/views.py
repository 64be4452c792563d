"""Where staff enter, choose a password and find what they can do."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user, login_user
from werkzeug.wrappers import Response

from consult.clock import today
from consult.storage.db import db

from . import operations
from .access import for_roles
from .forms import EnterForm, PasswordForm

bp = Blueprint("staff", __name__, url_prefix="/staff")
Answer = Response | tuple[str, int] | str


@bp.get("/")
@for_roles()
def home() -> str:
    """What this person can do here."""
    return render_template("staff/home.html")


@bp.route("/enter/<token>", methods=["GET", "POST"])
def enter(token: str) -> Answer:
    """A one-off link. Opening it does nothing; the press on the button uses it up."""
    staff = operations.holder(token, today())
    if staff is None:
        return render_template("staff/enter.html", staff=None), 410
    form = EnterForm()
    if not form.validate_on_submit():
        return render_template("staff/enter.html", staff=staff, form=form)
    operations.use_up(staff)
    db.session.commit()
    login_user(staff, authn_via=["one_off"])
    return redirect(url_for(".home" if staff.password else ".password"), 303)


@bp.route("/password", methods=["GET", "POST"])
@for_roles()
def password() -> Answer:
    """Choose a password, at first and whenever one wants."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("staff/password.html", form=form), 422 if form.errors else 200
    operations.set_password(current_user, form.password.data)
    db.session.commit()
    login_user(current_user._get_current_object(), authn_via=["password"])
    flash(_("Tu contraseña quedó guardada."))
    return redirect(url_for(".home"), 303)
