"""An opened case over HTTP: notes, which come sealed, a text that is given back or is urgent."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm

from consult.answering.withdrawal.operations import hold
from consult.clock import now
from consult.safeguarding import case_log
from consult.safeguarding.blueprint import bp
from consult.safeguarding.cases import escalation, operations
from consult.safeguarding.cases import give_back as returning
from consult.safeguarding.keys import keyring
from consult.safeguarding.keys.queries import OFFICER
from consult.safeguarding.models import Case
from consult.staff.access import for_roles
from consult.storage.db import db

from .forms import NoteForm, ReturnForm, UrgentForm
from .views import Answer, as_it_is_now, locked

Text = TypeVar("Text")


@bp.post("/<uuid:case_id>/note")
@for_roles(OFFICER)
def note(case_id: uuid.UUID) -> Answer:
    """Keep a note, or what an authority answered, as the browser sealed it."""
    keyring.hold()  # before the case: a key that is renewed meanwhile gets no note
    found, form = locked(case_id), NoteForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        operations.write(found, current_user.id, form.act, form.seals.data, now())
    except case_log.NotPossible:
        return as_it_is_now(found)
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id, _anchor="notes"), 303)


@bp.post("/<uuid:case_id>/return")
@for_roles(OFFICER)
def give_back(case_id: uuid.UUID) -> Answer:
    """Let the case's text count and be quoted, redacted as the officer left it."""
    form = ReturnForm()
    said = _("Anotado. Si quien lo escribió no lo ha retirado, su texto cuenta y se puede citar.")
    return _done_with_text(case_id, form, returning.give_back, form.cleared, said)


@bp.post("/<uuid:case_id>/urgent")
@for_roles(OFFICER)
def make_urgent(case_id: uuid.UUID) -> Answer:
    """A case that did not come urgent, in which a child is in danger, is so from now on."""
    form = UrgentForm()
    said = _("Ahora es un caso urgente. Sigue los pasos: avisa hoy a la autoridad.")
    return _done_with_text(case_id, form, escalation.make_urgent, form.kept, said)


def _done_with_text(
    case_id: uuid.UUID,
    form: FlaskForm,
    act: Callable[[Case, int, Text, datetime], None],
    text: Callable[[], Text],
    said: str,
) -> Answer:
    """Carry out an act with the text that the form brings, and say what it did."""
    hold()  # before the case: whoever withdraws takes them in this order too
    found = locked(case_id)
    if not form.validate_on_submit():
        abort(400)
    try:
        act(found, current_user.id, text(), now())
    except case_log.NotPossible:
        return as_it_is_now(found)
    db.session.commit()
    flash(said)
    return redirect(url_for(".case", case_id=case_id), 303)
