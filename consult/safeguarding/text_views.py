"""An opened case over HTTP: notes, which come sealed, a text that is given back or is urgent."""

import uuid

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.answering.withdrawing import hold
from consult.clock import now
from consult.db import db
from consult.staff.access import for_roles

from . import keyring, operations, raising, returning
from .forms import NoteForm, ReturnForm, UrgentForm
from .queries import OFFICER
from .views import Answer, as_it_is_now, bp, locked


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
    except operations.NotPossible:
        return as_it_is_now(found)
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id, _anchor="notes"), 303)


@bp.post("/<uuid:case_id>/return")
@for_roles(OFFICER)
def give_back(case_id: uuid.UUID) -> Answer:
    """Let the case's text count and be quoted, redacted as the officer left it."""
    hold()  # before the case: whoever withdraws takes them in this order too
    found, form = locked(case_id), ReturnForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        returning.give_back(found, current_user.id, form.cleared(), now())
    except operations.NotPossible:
        return as_it_is_now(found)
    db.session.commit()
    flash(_("Anotado. Si quien lo escribió no lo ha retirado, su texto cuenta y se puede citar."))
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/urgent")
@for_roles(OFFICER)
def make_urgent(case_id: uuid.UUID) -> Answer:
    """A case of support in which a child is in danger is an urgent one from now on."""
    hold()  # before the case: whoever withdraws takes them in this order too
    found, form = locked(case_id), UrgentForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        raising.make_urgent(found, current_user.id, form.kept(), now())
    except operations.NotPossible:
        return as_it_is_now(found)
    db.session.commit()
    flash(_("Ahora es un caso urgente. Sigue los pasos: avisa hoy a la autoridad."))
    return redirect(url_for(".case", case_id=case_id), 303)
