"""Where a coordinator reads what the analysis proposes, and decides."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from consult import jobs
from consult.cells import shown
from consult.clock import today
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.db import db
from consult.staff.access import for_roles

from . import operations, queries
from .forms import AnalyseForm, MergeForm, RenameForm, SetAsideForm
from .review import Action, ReviewedTheme

bp = Blueprint("themes", __name__, url_prefix="/themes")
Answer = Response | tuple[str, int] | str


@bp.get("/<slug>")
@for_roles("coordinator")
def review(slug: str) -> Answer:
    """The themes of the latest run, as people left them so far."""
    return _page(_consultation(slug))


@bp.post("/<slug>/analyse")
@for_roles("coordinator")
def analyse(slug: str) -> Answer:
    """Ask the worker to group what has been screened by now."""
    consultation = _consultation(slug)
    if not AnalyseForm().validate_on_submit():
        abort(400)
    run = operations.request_run(consultation, today())
    db.session.commit()
    jobs.enqueue("analyse", run.id)
    flash(_("Se está agrupando. Vuelve a cargar esta página en un momento."))
    return redirect(url_for(".review", slug=slug), 303)


@bp.post("/<slug>/rename")
@for_roles("coordinator")
def rename(slug: str) -> Answer:
    """Give a theme another label."""
    form = RenameForm()
    return _decide(slug, form, lambda: Action("rename", form.theme.data, form.label.data.strip()))


@bp.post("/<slug>/merge")
@for_roles("coordinator")
def merge(slug: str) -> Answer:
    """Make one theme part of another."""
    form = MergeForm()
    form.into.choices = [
        SelectChoice(theme.key, theme.label) for theme in _themes(_consultation(slug))
    ]
    return _decide(slug, form, lambda: Action("merge", form.theme.data, form.into.data))


@bp.post("/<slug>/set-aside")
@for_roles("coordinator")
def set_aside(slug: str) -> Answer:
    """Leave a theme out of the report, or take it back."""
    form = SetAsideForm()
    return _decide(slug, form, lambda: Action(form.act.data, form.theme.data))


def _decide(slug: str, form: Any, action: Any) -> Answer:
    consultation = _consultation(slug)
    if not form.validate_on_submit():
        errors = [error for field in form for error in field.errors]
        return _page(consultation, problem=" ".join(map(str, errors))), 422
    if form.theme.data not in {theme.key for theme in _themes(consultation)}:
        return _page(consultation, problem=_("Ese tema ya no está en la lista.")), 422
    operations.decide(consultation, current_user.id, today(), action())
    db.session.commit()
    return redirect(url_for(".review", slug=slug, _anchor=f"theme-{request.form['theme']}"), 303)


def _consultation(slug: str) -> Consultation:
    found = by_slug(slug)
    if found is None:
        abort(404)
    return found


def _themes(consultation: Consultation) -> list[ReviewedTheme]:
    run = queries.latest_run(consultation.id, "done")
    return queries.reviewed_themes(run) if run else []


def _page(consultation: Consultation, problem: str | None = None) -> str:
    newest = queries.latest_run(consultation.id)
    run = queries.latest_run(consultation.id, "done")
    themes = queries.reviewed_themes(run) if run else []
    return render_template(
        "themes/review.html",
        consultation=consultation,
        newest=newest,
        run=run,
        problem=problem,
        themes=[
            (theme, shown(theme.size), queries.quotes(run, theme.keys)) for theme in themes if run
        ],
        listed=queries.listed(run) if run and not themes else [],
        passages=shown(queries.passages_of(run)) if run else None,
        not_grouped=shown(queries.not_grouped(run)) if run else None,
        analyse_form=AnalyseForm(),
    )
