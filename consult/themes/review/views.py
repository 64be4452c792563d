"""Where a coordinator reads what the analysis proposes, and decides about themes."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from consult.answering.pages.promises import DETAILS
from consult.clock import today
from consult.consultations.models import Consultation
from consult.sessions.queries import answers_arrive
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.themes import queries
from consult.themes.blueprint import bp, consultation_of
from consult.themes.forms import AnalyseForm, PressForm
from consult.themes.guides import operations as guides_operations
from consult.themes.labels import CHOICES, GRAINS
from consult.themes.models import AnalysisRun, Choice
from consult.themes.replay import Action, ReviewedTheme, undone

from . import display, operations
from .forms import ActForm, HideForm, MergeForm, RenameForm, UndoForm
from .labels import action_said, left_said

Answer = Response | tuple[str, int] | str

FOR_RUNS = ("use_run", "keep_run")
NEVER_UNDONE = (*FOR_RUNS, "reword")
"""Decisions without a press to undo them: a run is chosen again, hidden words stay hidden."""


@bp.get("/<slug>")
@for_roles("coordinator")
def review(slug: str) -> Answer:
    """The themes of the run in use, as people left them so far."""
    return page(consultation_of(slug))


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
        SelectChoice(theme.key, theme.label) for theme in themes_of(consultation_of(slug))
    ]
    return _decide(slug, form, lambda: Action("merge", form.theme.data, form.into.data))


@bp.post("/<slug>/set-aside")
@for_roles("coordinator")
def set_aside(slug: str) -> Answer:
    """Leave a theme out of the report, or take it back."""
    form = ActForm("set_aside", "restore")
    return _decide(slug, form, lambda: Action(form.act.data, form.theme.data))


@bp.post("/<slug>/lock")
@for_roles("coordinator")
def lock(slug: str) -> Answer:
    """Keep a theme as it is in the runs to come, or let it change again."""
    form = ActForm("lock", "unlock")
    return _decide(slug, form, lambda: Action(form.act.data, form.theme.data))


@bp.post("/<slug>/hide")
@for_roles("coordinator")
def hide(slug: str) -> Answer:
    """Hide words of a passage that screening missed, wherever the same was said."""
    consultation, form = consultation_of(slug), HideForm()
    if not form.validate_on_submit():
        return page(consultation, problem=errors(form)), 422
    passage = UUID(form.passage.data)
    reworded = operations.hide_words(consultation, passage, form.words.data, form.kind.data)
    if reworded is None:
        return page(consultation, problem=_("Esas palabras no están en la frase.")), 422
    if operations.concerns_placed(consultation, reworded):
        operations.decide(consultation, current_user.id, today(), reworded)
    db.session.commit()
    flash(_("Las palabras quedaron ocultas, también en las agrupaciones anteriores."))
    return redirect(_back(slug), 303)


def _back(slug: str) -> str:
    """The page on which a press was made: a list of passages, else the review."""
    theme, number = request.form.get("back"), request.form.get("page", type=int)
    if theme is None:
        return url_for(".review", slug=slug)
    if theme == "":
        return url_for(".not_grouped", slug=slug, page=number)
    return url_for(".theme", slug=slug, key=theme, page=number)


@bp.get("/<slug>/decisions")
@for_roles("coordinator")
def decisions(slug: str) -> Answer:
    """Everything people decided, the newest first, each with a press to undo it."""
    return _decisions(consultation_of(slug))


@bp.post("/<slug>/undo")
@for_roles("coordinator")
def undo(slug: str) -> Answer:
    """Undo a decision; undoing is a decision too."""
    consultation, form = consultation_of(slug), UndoForm()
    told = queries.actions(consultation.id)
    open_ones = {str(each.id) for each in told if each.kind not in NEVER_UNDONE}
    gone = {str(number) for number in undone(told)}
    if not form.validate_on_submit() or form.action.data not in open_ones - gone:
        return _decisions(consultation, _("Esa decisión ya no se puede deshacer.")), 422
    operations.decide(consultation, current_user.id, today(), Action("undo", "", form.action.data))
    db.session.commit()
    flash(_("Quedó deshecha. También eso queda anotado."))
    return redirect(url_for(".decisions", slug=slug), 303)


def _decisions(consultation: Consultation, problem: str | None = None) -> str:
    labels = {key: each.label for each in themes_of(consultation) for key in each.keys}
    told = queries.actions(consultation.id)
    gone = undone(told)
    days = {row.id: row.day for row in queries.decisions(consultation.id)}
    return render_template(
        "themes/decisions.html",
        consultation=consultation,
        problem=problem,
        decisions=[
            (each, days[each.id], action_said(each, labels), each.id in gone)
            for each in reversed(told)
        ],
        never_undone=NEVER_UNDONE,
        press=PressForm(),
    )


# What the views share


def errors(form: FlaskForm) -> str:
    return " ".join(str(error) for field in form for error in field.errors)


def _decide(slug: str, form: FlaskForm, action: Callable[[], Action]) -> Answer:
    consultation = consultation_of(slug)
    if not form.validate_on_submit():
        return page(consultation, problem=errors(form)), 422
    if form.theme.data not in {theme.key for theme in themes_of(consultation)}:
        return page(consultation, problem=_("Ese tema ya no está en la lista.")), 422
    operations.decide(consultation, current_user.id, today(), action())
    db.session.commit()
    return redirect(url_for(".review", slug=slug, _anchor=f"theme-{request.form['theme']}"), 303)


def run_to_show(consultation: Consultation) -> AnalysisRun | None:
    """The run in use, unless so few have written while answers arrive that none may be shown.

    Else numbers and quotes a minute apart would tell what one child said, or took back.
    """
    run = queries.current_run(consultation.id)
    return None if run is None or too_few(consultation, run) else run


def too_few(consultation: Consultation, run: AnalysisRun) -> bool:
    """Answers arrive, and not enough have written."""
    arriving = answers_arrive(consultation, today())
    return arriving and display.roughly(queries.voices_in(run)) is None


def themes_of(consultation: Consultation) -> list[ReviewedTheme]:
    """The themes of the run in use, after review."""
    run = queries.current_run(consultation.id)
    return queries.reviewed_themes(run) if run else []


def page(consultation: Consultation, problem: str | None = None) -> str:
    """The review of the run in use."""
    newest = queries.latest_run(consultation.id)
    run = run_to_show(consultation)
    themes = queries.reviewed_themes(run) if run else []
    told = display.roughly
    candidate = queries.candidate_run(consultation.id)
    return render_template(
        "themes/review.html",
        consultation=consultation,
        newest=newest,
        guide=CHOICES[Choice(guides_operations.chosen(consultation.id).choice)],
        percent=100 * newest.steps_done // newest.steps_all if newest and newest.steps_all else 0,
        left=left_said(newest.seconds_left) if newest else "",
        run=run,
        candidate=candidate if run else None,
        problem=problem,
        details=DETAILS,
        grains=GRAINS,
        themes=display.themes_shown(consultation, run, themes) if run else [],
        listed=queries.wordings(run, sa.true(), many=200)[0] if run and not themes else [],
        repeated=told(queries.repeated(run)) if run and not themes else None,
        passages=told(queries.passages_of(run)) if run else None,
        not_grouped=told(queries.not_grouped(run)) if run else None,
        lists_open=not answers_arrive(consultation, today()),
        too_few=run is None and queries.current_run(consultation.id) is not None,
        analyse_form=AnalyseForm(),
    )
