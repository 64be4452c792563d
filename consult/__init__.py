"""The Flask site: `create_app` is the whole wiring."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from . import (
    answering,
    cli,
    config,
    consultations,
    db,
    duty,
    errors,
    headers,
    help,
    i18n,
    jobs,
    logs,
    pages,
    reports,
    safeguarding,
    sealing,
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
    for part in (logs, db, sealing, jobs, i18n, headers, errors, pages, cli):
        part.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    staff.init_app(app)
    return app
