"""Drawings over HTTP: the list of those that wait, and what an officer decides about one."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.answering.withdrawal.operations import hold
from consult.clock import now
from consult.safeguarding import case_log
from consult.safeguarding.blueprint import bp
from consult.safeguarding.cases import queries
from consult.safeguarding.drawings import operations as drawings
from consult.safeguarding.keys.queries import OFFICER
from consult.staff.access import for_roles
from consult.storage.db import db

from .forms import DrawingForm
from .views import Answer, as_it_is_now, locked


@bp.get("/drawings")
@for_roles(OFFICER)
def all_drawings() -> Answer:
    """Those that nobody decided on, in another order each time."""
    waiting, number = queries.open_drawings(), queries.number_of_drawings()
    return render_template("safeguarding/drawings.html", waiting=waiting, number=number)


@bp.post("/<uuid:case_id>/drawing")
@for_roles(OFFICER)
def decide_drawing(case_id: uuid.UUID) -> Answer:
    """Nothing worrying, worrying, or it tells who somebody is."""
    hold()  # before the case: whoever withdraws takes them in this order too
    found, form = locked(case_id), DrawingForm()
    if not form.validate_on_submit():
        abort(400)
    act = form.act.data
    try:
        drawings.ACTS[act](found, current_user.id, form.seen(), now())
    except case_log.NotPossible:
        db.session.rollback()
        return as_it_is_now(locked(case_id))
    db.session.commit()
    if found.level == "urgent":
        return redirect(url_for(".case", case_id=case_id), 303)
    flash(_("Quedó anotado."))
    return redirect(url_for(".all_drawings"), 303)
