"""Officers' keys over HTTP: made, renewed, handed over to. Private halves never get here."""

from contextlib import suppress
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.clock import now
from consult.safeguarding.blueprint import bp
from consult.safeguarding.keys import keyring, queries
from consult.safeguarding.keys.formats import WrappedKey, fingerprint
from consult.safeguarding.keys.queries import OFFICER
from consult.safeguarding.models import OfficerKey
from consult.staff.access import for_roles
from consult.storage.db import db

from .forms import (
    Batch,
    HoursForm,
    KeyForm,
    PairForm,
    PassphraseForm,
    RenewForm,
    read_batch,
    shown_batch,
)
from .views import Answer


@bp.get("/key")
@for_roles(OFFICER)
def new_key() -> Answer:
    """Make a key, where there is none in use."""
    if queries.key_of(current_user.id) is not None:
        return redirect(url_for(".desk"))
    return render_template("safeguarding/key.html", form=KeyForm(), old=None)


@bp.post("/key")
@for_roles(OFFICER)
def make_key() -> Answer:
    """Keep the key that the browser made."""
    if queries.key_of(current_user.id) is not None:
        return redirect(url_for(".desk"), 303)
    form = KeyForm()
    if not form.validate_on_submit():
        return render_template("safeguarding/key.html", form=form, old=None), 422
    try:
        keyring.make(current_user.id, _parts(form), form.weekly_hours.data, now())
    except keyring.HasKey:  # the page was sent twice
        return redirect(url_for(".desk"), 303)
    db.session.commit()
    flash(_("Tu llave quedó guardada. Ya puedes abrir los casos que lleguen desde ahora."))
    return redirect(url_for(".desk"), 303)


@bp.route("/key/new", methods=["GET", "POST"])
@for_roles(OFFICER)
def renew_key() -> Answer:
    """Take a new key in the place of the one in use."""
    old = queries.key_of(current_user.id)
    if old is None:
        return redirect(url_for(".new_key"))
    form = RenewForm(replaces=old.id)
    if not form.validate_on_submit():
        page = render_template("safeguarding/key.html", form=form, old=old)
        return page, 422 if form.errors else 200
    if form.replaces.data == old.id:
        with suppress(keyring.HasKey):  # the page was sent twice
            keyring.renew(old, _parts(form), now())
            db.session.commit()
    return redirect(url_for(".empty_key"), 303)


@bp.route("/passphrase", methods=["GET", "POST"])
@for_roles(OFFICER)
def passphrase() -> Answer:
    """Choose another passphrase, with the old one or with the recovery sheet."""
    key = queries.key_of(current_user.id)
    if key is None:
        return redirect(url_for(".new_key"))
    form = PassphraseForm()
    if not form.validate_on_submit():
        page = render_template("safeguarding/passphrase.html", form=form, key=key)
        return page, 422 if form.errors else 200
    keyring.change_passphrase(key, form.wrapped.data, form.salt.data)
    db.session.commit()
    flash(_("Tu nueva frase ya vale. La hoja de recuperación sigue siendo la misma."))
    return redirect(url_for(".desk"), 303)


@bp.get("/keys")
@for_roles(OFFICER)
def all_keys() -> Answer:
    """Who has a key, what it looks like, what is open to whom, and what leaving asks for."""
    return _all_keys(HoursForm(formdata=None))


@bp.post("/keys/hours")
@for_roles(OFFICER)
def note_hours() -> Answer:
    """Note how many hours a week the officer reads."""
    key, form = queries.key_of(current_user.id), HoursForm()
    if key is None or not form.validate_on_submit():
        return _all_keys(form, 422)
    key.weekly_hours = form.weekly_hours.data
    db.session.commit()
    flash(_("Tus horas quedaron anotadas."))
    return redirect(url_for(".all_keys"), 303)


def _all_keys(form: HoursForm, status: int = 200) -> Answer:
    key = queries.key_of(current_user.id)
    if key is None:
        return redirect(url_for(".new_key"))
    if not form.is_submitted():
        form.weekly_hours.data = key.weekly_hours
    page = render_template(
        "safeguarding/keys.html",
        form=form,
        key=key,
        mine=fingerprint(key.public),
        holders=keyring.holders(key),
        old_key=keyring.to_empty(current_user.id),
        unopenable=keyring.unopenable(key),
        only_mine=keyring.only_openable_by(current_user.id),
        only_mine_closed=keyring.only_openable_by(current_user.id, closed=True),
        log=keyring.log(),
    )
    return page, status


@bp.get("/key/empty")
@for_roles(OFFICER)
def empty_key() -> Answer:
    """Move what a retired key opens to the one in use."""
    key, old = queries.key_of(current_user.id), keyring.to_empty(current_user.id)
    if key is None or old is None:
        return redirect(url_for(".all_keys"))
    left = keyring.left(old, key, closed=True)
    return render_template("safeguarding/empty.html", key=key, old=old, left=left)


@bp.post("/key/empty/<int:key_id>")
@for_roles(OFFICER)
def move_batch(key_id: int) -> Answer:
    """Take a batch that was sealed for the key in use, and hand out the next one."""
    batch, key = _batch(), queries.key_of(current_user.id)
    old = db.session.get(OfficerKey, key_id)
    if key is None or old is None or old.staff_id != current_user.id or not old.retired:
        abort(409)
    keyring.move(old, key, batch.cases)
    following = keyring.envelopes(old, key, batch.after, closed=True)
    is_done = not following and keyring.finish(old, now())
    answer = _answer(following, keyring.left(old, key, closed=True), is_done)
    db.session.commit()
    return answer


@bp.get("/keys/<int:key_id>")
@for_roles(OFFICER)
def hand_over(key_id: int) -> Answer:
    """Hand open cases over to another officer."""
    mine, target = _both(key_id)
    return render_template(
        "safeguarding/hand_over.html",
        mine=mine,
        target=target,
        holder=keyring.holder(target, mine),
        closed=keyring.left(mine, target, closed=True) - keyring.left(mine, target),
    )


@bp.post("/keys/<int:key_id>")
@for_roles(OFFICER)
def hand_over_batch(key_id: int) -> Answer:
    """Take a batch that was sealed for the other officer, and hand out the next one."""
    batch, (mine, target) = _batch(), _both(key_id)
    if batch.after is None:
        keyring.begin_handing_over(mine, target, now())
    keyring.hand_over(mine, target, batch.cases, now())
    following = keyring.envelopes(mine, target, batch.after, closed=batch.closed)
    left = keyring.left(mine, target, closed=batch.closed)
    db.session.commit()
    return _answer(following, left, not left)


def _both(key_id: int) -> tuple[OfficerKey, OfficerKey]:
    """The officer's own key and the other's, both in use."""
    mine, target = queries.key_of(current_user.id), db.get_or_abort(OfficerKey, key_id)
    if mine is None:
        abort(409)
    try:
        keyring.check_target(mine, target)
    except keyring.NotYours:
        abort(404)
    return mine, target


def _batch() -> Batch:
    try:
        return read_batch(request.get_json())
    except ValueError:
        abort(400)


def _answer(following: list[keyring.Envelope], left: int, is_done: bool) -> Answer:
    answer: dict[str, Any] = {"cases": shown_batch(following), "left": left, "done": is_done}
    answer["after"] = following[-1].case_id.hex if following else None
    return jsonify(answer)


def _parts(form: PairForm) -> WrappedKey:
    return WrappedKey(form.public.data, form.wrapped.data, form.salt.data)
