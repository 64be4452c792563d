"""The help page of children, a page of its own without a cookie; and /directory, where coordinators
keep what it says."""

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.background.logs import logger
from consult.clock import today
from consult.consultations.wording_check import RULES
from consult.duty.queries import week_ahead
from consult.sessions.models import REGIONS
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.web.i18n import LANGUAGES, in_language, language

from . import operations, queries, wording_check
from .forms import ConfirmForm, HideForm, ServiceForm
from .labels import BANDS, NEED_NAMES
from .models import NEEDS, Service

bp = Blueprint("help", __name__)
Answer = Response | tuple[str, int] | str


@bp.get("/help")
def services() -> str:
    """Every service that may be shown today, by state and band. Works without a database, too."""
    state, band = _one_of(REGIONS, "state"), _one_of(BANDS, "band")
    try:
        found, week = queries.shown_to_children(state, band), week_ahead()
    except sa.exc.SQLAlchemyError as broken:
        logger.error("directory", exc_info=broken)
        found, week = queries.always_shown(), ()
    return render_template(
        "answering/help.html",
        help=found,
        state=state,
        band=band,
        states=REGIONS,
        can_read=bool(week),
        language=language(),
        languages=LANGUAGES,
    )


def _one_of(known: tuple[str, ...], name: str) -> str | None:
    asked = request.args.get(name)
    return asked if asked in known else None


# ------------------------------------------------------------------ the directory


@bp.get("/directory/")
@for_roles("coordinator")
def directory() -> str:
    """All services: what children see, until when, and what must be called."""
    return _directory()


@bp.route("/directory/new", methods=["GET", "POST"])
@for_roles("coordinator")
def add() -> Answer:
    """Add a service; `region` and `need` of the address are filled in."""
    form = ServiceForm()
    if request.method == "GET":
        form.region.data = _one_of(REGIONS, "region") or ""
        form.need.data = _one_of(NEEDS, "need") or "talk"
        form.languages.data = ["es"]
    if not form.validate_on_submit():
        return _form(form, None), 422 if form.errors else 200
    made = operations.add(form.details())
    db.session.commit()
    return _saved(made)


@bp.route("/directory/<slug>", methods=["GET", "POST"])
@for_roles("coordinator")
def edit(slug: str) -> Answer:
    """Change what the directory says of a service."""
    service, form = _found(slug), ServiceForm()
    form.edits(service)
    if request.method == "GET":
        form.show(service)
    if service.always:  # whom it serves is not for choosing
        form.need.data, form.region.data, form.bands.data = service.need, "", []
    if not form.validate_on_submit():
        return _form(form, service), 422 if form.errors else 200
    operations.change(service, form.details())
    db.session.commit()
    return _saved(service)


@bp.post("/directory/<slug>/checked")
@for_roles("coordinator")
def confirm(slug: str) -> Answer:
    """Somebody called today: it is still right."""
    service, form = _found(slug), ConfirmForm()
    if not form.validate_on_submit():
        said = " ".join(map(str, form.until.errors)) or _("Carga la página otra vez.")
        return _directory(f"{_name(service)}: {said}"), 422
    operations.confirm(service, today(), form.until.data)
    db.session.commit()
    return _saved(service)


@bp.post("/directory/<slug>/hidden")
@for_roles("coordinator")
def hide(slug: str) -> Answer:
    """Take a service from children at once."""
    service = _found(slug)
    if not HideForm().validate_on_submit():
        abort(400)
    if service.always:
        problem = _(
            "«%(name)s» siempre se muestra: la ayuda nunca está vacía.", name=_name(service)
        )
        return _directory(problem), 409
    operations.hide(service)
    db.session.commit()
    return _saved(service)


@bp.app_template_global()
def directory_warnings() -> queries.Warnings:
    """What a coordinator must look after: its number on their first pages, all of it here."""
    return queries.warnings(today())


def _found(slug: str) -> Service:
    service = queries.by_slug(slug)
    if service is None:
        abort(404)
    return service


def _name(service: Service) -> str:
    return in_language(service.names)


def _saved(service: Service) -> Response:
    if service.is_shown(today()):
        flash(_("«%(name)s»: las niñas y los niños lo ven.", name=_name(service)))
    else:
        flash(_("«%(name)s» quedó guardado. Las niñas y los niños no lo ven.", name=_name(service)))
    return redirect(url_for("help.directory", _anchor=service.slug), 303)


def _directory(problem: str | None = None) -> str:
    rows = queries.services()
    return render_template(
        "help/directory.html",
        services=rows,
        unfit=wording_check.findings(rows),
        fields=wording_check.FIELDS,
        rules=RULES,
        need_names=NEED_NAMES,
        today=today(),
        form=ConfirmForm(formdata=None),
        problem=problem,
    )


def _form(form: ServiceForm, service: Service | None) -> str:
    return render_template("help/service.html", form=form, service=service)
