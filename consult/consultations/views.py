"""The coordinator's page: every consultation, where it is, and its next step."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.clock import today
from consult.db import db
from consult.staff.access import for_roles

from . import operations
from .forms import AdvanceForm, ConsultationForm
from .models import State
from .queries import all_by_name, by_slug

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
    made = operations.plan(form.plan())
    db.session.commit()
    flash(_("«%(title)s» quedó como borrador. Revísala antes de abrirla.", title=made.title))
    return redirect(url_for(".index", _anchor=made.slug), 303)


@bp.post("/<slug>/state")
@for_roles("coordinator")
def advance(slug: str) -> Answer:
    """Move a consultation one state forward."""
    consultation = by_slug(slug)
    if consultation is None:
        abort(404)
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
    flash(_moved(State(consultation.state), consultation.title))
    return redirect(url_for(".index", _anchor=slug), 303)


def _moved(state: State, title: str) -> str:
    return {
        State.CHECKED: _("«%(title)s» quedó revisada.", title=title),
        State.OPEN: _("«%(title)s» está abierta.", title=title),
        State.CLOSED: _("«%(title)s» se cerró: ya no recibe respuestas.", title=title),
        State.ANSWERED: _("«%(title)s» quedó como respondida.", title=title),
    }[state]


def _page(problem: str | None = None) -> str:
    return render_template(
        "consultations/index.html",
        consultations=all_by_name(),
        states=_states(),
        next_by_hand=operations.next_by_hand,
        presses=_presses(),
        form=AdvanceForm(formdata=None),
        problem=problem,
    )


def _states() -> dict[str, str]:
    """Every state in order, in words."""
    return {
        State.DRAFT: _("Borrador"),
        State.CHECKED: _("Revisada"),
        State.OPEN: _("Abierta"),
        State.CLOSED: _("Cerrada"),
        State.REPORTED: _("Con informe"),
        State.ANSWERED: _("Respondida"),
    }


def _presses() -> dict[str, str]:
    """What the button says that moves to a state."""
    return {
        State.CHECKED: _("Dar por revisada"),
        State.OPEN: _("Abrir: empieza a recibir respuestas"),
        State.CLOSED: _("Cerrar: deja de recibir respuestas"),
        State.ANSWERED: _("Dar por respondida"),
    }
