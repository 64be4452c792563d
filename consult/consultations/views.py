"""The coordinator's page: every consultation, where it is, and its next step."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field

from consult.background import mail
from consult.clock import today
from consult.staff.access import for_roles
from consult.storage import compaction
from consult.storage.db import db

from . import operations, states, wording_check
from .forms import AdvanceForm, ConsultationForm, ExpectedForm, planned
from .models import Consultation, State
from .queries import all_by_name, asks_for_drawings, by_slug

bp = Blueprint("consultations", __name__, url_prefix="/consultations")
Answer = Response | tuple[str, int] | str


@bp.get("/")
@for_roles("coordinator")
def index() -> str:
    """All consultations, with what can be done next."""
    return _page()


@bp.route("/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new() -> Answer:
    """Plan a consultation; it begins as a draft."""
    form = ConsultationForm()
    form.offer()
    if not form.validate_on_submit():
        page = render_template("consultations/new.html", form=form)
        return page, 422 if form.errors else 200
    made = operations.plan(form.plan(form.slug.data))
    db.session.commit()
    flash(_("«%(title)s» quedó como borrador. Revísala antes de abrirla.", title=made.title))
    return redirect(url_for(".index", _anchor=made.slug), 303)


@bp.route("/<slug>/change", methods=["GET", "POST"])
@for_roles("coordinator")
def change(slug: str) -> Answer:
    """Change what was planned, while it is a draft."""
    consultation = _consultation(slug)
    if consultation.state != State.DRAFT:
        return _page(_("Ya no es un borrador: sus textos no se pueden cambiar.")), 409
    form = ConsultationForm(**planned(consultation))
    del form.slug
    form.offer()
    if not form.validate_on_submit():
        page = render_template("consultations/new.html", form=form, consultation=consultation)
        return page, 422 if form.errors else 200
    operations.change(consultation, form.plan(slug))
    db.session.commit()
    flash(_("Quedó cambiado el borrador de «%(title)s».", title=consultation.title))
    return redirect(url_for(".index", _anchor=slug), 303)


@bp.get("/<slug>/state")
@for_roles("coordinator")
def confirm(slug: str) -> Answer:
    """What the next step does, before it is taken: none can be taken back."""
    consultation = _consultation(slug)
    to = operations.next_by_hand(consultation)
    if to is None:
        return redirect(url_for(".index", _anchor=slug), 303)
    return render_template(
        "consultations/confirm.html",
        consultation=consultation,
        to=to,
        step=states.steps()[to],
        form=AdvanceForm(formdata=None, to=to),
    )


@bp.post("/<slug>/state")
@for_roles("coordinator")
def advance(slug: str) -> Answer:
    """Move a consultation one state forward."""
    consultation = _consultation(slug)
    form = AdvanceForm()
    if not form.validate_on_submit():
        return _page(_("Ese paso no existe. Carga la página otra vez.")), 422
    try:
        operations.advance(consultation, form.to.data, today())
    except operations.NotNext:
        return _page(_("La consulta ya no está donde la viste: revisa en qué va.")), 409
    except operations.NotReady as not_ready:
        return _page(str(not_ready)), 409
    db.session.commit()
    flash(states.steps()[State(consultation.state)].done % {"title": consultation.title})
    return redirect(url_for(".index", _anchor=slug), 303)


@bp.post("/<slug>/expected")
@for_roles("coordinator")
def expect(slug: str) -> Answer:
    """Note how many children are expected, before it opens."""
    consultation = _consultation(slug)
    form = ExpectedForm()
    if not form.validate_on_submit():
        problem = _("Escribe cuántas niñas y niños esperas: un número desde 1.")
        return _page(problem, {slug: form.expected_children}), 422
    try:
        operations.expect(consultation, form.expected_children.data)
    except operations.NotNext:
        return _page(_("La consulta ya no está donde la viste: revisa en qué va.")), 409
    db.session.commit()
    flash(_("Quedó anotado cuántas niñas y niños se esperan."))
    return redirect(url_for(".index", _anchor=slug), 303)


def _consultation(slug: str) -> Consultation:
    consultation = by_slug(slug)
    if consultation is None:
        abort(404)
    return consultation


def _page(problem: str | None = None, expected: Mapping[str, Field] = {}) -> str:
    return render_template(
        "consultations/index.html",
        consultations=all_by_name(),
        states=states.states(),
        next_by_hand=operations.next_by_hand,
        steps=states.steps(),
        problem=problem,
        waits=(State.DRAFT, State.CHECKED),
        expected=expected,
        mails=mail.is_set_up(),
        findings_of=wording_check.findings_of,
        wording_rules=wording_check.RULES,
        where=wording_check.where,
        asks_for_drawings=asks_for_drawings,
    )


@bp.app_template_global()
def compacted_on() -> date | None:
    """The day on which the order of arrival last went from the database's files."""
    made = compaction.last()
    return made.on if made else None
