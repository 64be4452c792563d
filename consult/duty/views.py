"""The roster, for officers: who reads when, the own week, the own absences."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from consult.clock import now, today
from consult.staff.access import for_roles
from consult.storage.db import db

from . import labels, operations, queries
from .forms import AbsenceForm, WeekForm
from .queries import OFFICER
from .roster import Duty, covered

bp = Blueprint("duty", __name__, url_prefix="/duty")
Answer = Response | tuple[str, int] | str


@bp.get("/")
@for_roles(OFFICER)
def index() -> Answer:
    """Everybody's hours and absences, and the own ones to be changed."""
    return _page(_shown(_mine()), AbsenceForm(formdata=None))


@bp.post("/week")
@for_roles(OFFICER)
def note_week() -> Answer:
    """Note in which hours the officer reads."""
    form = WeekForm()
    if not form.validate_on_submit():
        return _page(form, AbsenceForm(formdata=None)), 422
    operations.note_week(current_user.id, form.week())
    db.session.commit()
    flash(_("Tus horas de guardia quedaron anotadas."))
    return redirect(url_for(".index"), 303)


@bp.post("/absences")
@for_roles(OFFICER)
def note_absence() -> Answer:
    """Note days on which the officer does not read."""
    form = AbsenceForm()
    if not form.validate_on_submit():
        return _page(_shown(_mine()), form), 422
    operations.note_absence(current_user.id, form.first.data, form.last.data, today())
    db.session.commit()
    flash(_("Los días en que no estás quedaron anotados."))
    return redirect(url_for(".index"), 303)


@bp.post("/absences/<int:absence_id>/drop")
@for_roles(OFFICER)
def drop_absence(absence_id: int) -> Answer:
    """The officer is there after all."""
    operations.drop_absence(current_user.id, absence_id)
    db.session.commit()
    return redirect(url_for(".index"), 303)


@bp.app_template_global()
def nobody_reads_ahead() -> bool:
    """For those who can change it: no hours ahead, and children are asked."""
    return queries.nobody_reads_ahead()


def _page(week: WeekForm, absence: AbsenceForm) -> str:
    officers = queries.roster()
    return render_template(
        "duty/index.html",
        week=week,
        absence=absence,
        absences=queries.absences(current_user.id),
        officers=officers,
        ahead=labels.week_in_words(covered(officers, today())),
        now=now(),
        today=today(),
        words=labels,
    )


def _shown(duty: Duty) -> WeekForm:
    """The officer's week as it was noted, to be changed."""
    form = WeekForm(formdata=None)
    form.show(duty.week)
    return form


def _mine() -> Duty:
    return next(each for each in queries.roster() if each.staff_id == current_user.id)
