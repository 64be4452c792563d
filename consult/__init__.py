"""The Flask site: `create_app` is the whole wiring."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from consult.background import logs, queue
from consult.storage import db, sealing
from consult.web import errors, headers, i18n, static_files

from . import (
    answering,
    cli,
    config,
    consultations,
    duty,
    help,
    reports,
    safeguarding,
    sessions,
    staff,
    submissions,
    themes,
)

FEATURES = (
    answering,
    help,
    sessions,
    consultations,
    submissions,
    duty,
    safeguarding,
    themes,
    reports,
    staff,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The site, configured by its table of settings; `overrides` win over file and environment."""
    app = Flask("consult", static_folder=None)
    config.load(app, overrides or {})
    for part in (logs, db, sealing, queue, i18n, headers, errors, static_files, cli):
        part.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    staff.init_app(app)
    return app
