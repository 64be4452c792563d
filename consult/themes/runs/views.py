"""Where a coordinator sees runs side by side, and chooses the one that counts."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.background import queue
from consult.clock import today
from consult.consultations.models import Consultation
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.themes import queries
from consult.themes.blueprint import bp, consultation_of
from consult.themes.forms import AnalyseForm, PressForm
from consult.themes.labels import CHOICES, GRAINS, STANDINGS
from consult.themes.models import AnalysisRun, Grain, Standing
from consult.themes.review import display
from consult.themes.review.views import Answer, errors, page, run_to_show, too_few

from . import operations
from .flows import side_by_side
from .labels import moves_said


@bp.get("/<slug>/runs")
@for_roles("coordinator")
def runs(slug: str) -> Answer:
    """All finished runs of a consultation, with how each was made."""
    consultation = consultation_of(slug)
    current = queries.current_run(consultation.id)
    return render_template(
        "themes/runs.html",
        consultation=consultation,
        runs=[
            (run, len(queries.reviewed_themes(run)), sorted(run.method.items()))
            for run in queries.done_runs(consultation.id)
        ],
        current=current,
        grains=GRAINS,
        standings=STANDINGS,
        guides=CHOICES,
    )


@bp.get("/<slug>/runs/<int:number>")
@for_roles("coordinator")
def compare(slug: str, number: int) -> Answer:
    """That run beside the one in use."""
    return _comparison(consultation_of(slug), number)


@bp.post("/<slug>/runs/<int:number>/use")
@for_roles("coordinator")
def use(slug: str, number: int) -> Answer:
    """Let that run be the one that counts."""
    consultation = consultation_of(slug)
    run = _run(consultation, number)
    if not PressForm().validate_on_submit():
        abort(400)
    current = queries.current_run(consultation.id)
    if current is None or current.id != run.id:
        operations.use_run(consultation, run, current_user.id, today())
        db.session.commit()
    flash(_("Esta es ahora la agrupación en uso. La anterior sigue en la lista."))
    return redirect(url_for(".review", slug=slug), 303)


@bp.post("/<slug>/runs/<int:number>/keep")
@for_roles("coordinator")
def keep(slug: str, number: int) -> Answer:
    """Stay with the run in use."""
    consultation = consultation_of(slug)
    run = _run(consultation, number)
    if not PressForm().validate_on_submit():
        abort(400)
    if run.standing == Standing.CANDIDATE:
        operations.keep_run(consultation, run, current_user.id, today())
        db.session.commit()
    flash(_("Sigue en uso la agrupación de antes."))
    return redirect(url_for(".review", slug=slug), 303)


def _run(consultation: Consultation, number: int) -> AnalysisRun:
    found = queries.done_run(consultation.id, number)
    if found is None:
        abort(404)
    return found


def _comparison(consultation: Consultation, number: int) -> str:
    run, current = _run(consultation, number), run_to_show(consultation)
    hidden = current is None or too_few(consultation, run)
    same = current is not None and current.id == run.id
    return render_template(
        "themes/compare.html",
        consultation=consultation,
        run=run,
        current=current,
        hidden=hidden,
        same=same,
        comparison=None if hidden or same or current is None else side_by_side(current, run),
        roughly=display.roughly,
        moves_said=moves_said,
        grains=GRAINS,
        is_candidate=run.standing == Standing.CANDIDATE,
        press=PressForm(),
    )


@bp.post("/<slug>/analyse")
@for_roles("coordinator")
def analyse(slug: str) -> Answer:
    """Ask the worker to group what has been screened by now."""
    consultation, form = consultation_of(slug), AnalyseForm()
    if not form.validate_on_submit():
        return page(consultation, problem=errors(form)), 422
    run = operations.request_run(consultation, today(), form.grain.data or Grain.USUAL)
    db.session.commit()
    queue.enqueue("analyse", run.id)
    return redirect(url_for(".review", slug=slug), 303)
