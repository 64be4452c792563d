"""Accounts of adults: sign-in, roles, invitations; and the guard before every route."""

from flask import Flask
from flask_babel import gettext as _
from flask_security import FSQLALiteUserDatastore, Security
from flask_wtf.csrf import CSRFProtect

from consult.config import kept_secret
from consult.storage.db import db

from . import access
from .models import Role, Staff
from .views import bp

__all__ = ["bp", "init_app"]

SECURITY = {
    "SECURITY_URL_PREFIX": "/staff",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_POST_LOGIN_VIEW": "/staff/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_LOGIN_USER_TEMPLATE": "staff/login.html",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
}


def init_app(app: Flask) -> None:
    """Flask-Security on our small model, tokens on staff forms, refusal by default."""
    app.config.update(SECURITY)
    app.config["SECURITY_PASSWORD_SALT"] = kept_secret(app.config["INSTANCE"] / "password_salt")
    security = Security(app, FSQLALiteUserDatastore(db, Staff, Role))
    # Flask-Principal would load an identity, and so the session, before every page; roles are
    # asked of the account itself (access.py).
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    csrf = CSRFProtect(app)
    csrf.exempt(app.blueprints["answering"])  # guarded by Origin: those pages carry no token
    access.init_app(app)
    app.jinja_env.globals.update(has_role=access.has_role, _=_)
