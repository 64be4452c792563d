"""The safeguarding desk. Only officers get here; what a case says is opened in their browser."""

import base64
import uuid
from datetime import datetime

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from consult.answering.queries import sealed_texts
from consult.clock import today
from consult.db import db
from consult.headers import POLICY
from consult.staff.access import for_roles

from . import keys, operations, queries, words
from .forms import CloseForm, KeyForm, PassphraseForm, ReferForm
from .models import Case
from .queries import OFFICER

bp = Blueprint("safeguarding", __name__, url_prefix="/safeguarding")
bp.add_app_template_filter(lambda part: base64.b64encode(part).decode(), "base64")
bp.add_app_template_filter(
    lambda time: format_datetime(time, "d MMM y, HH:mm", rebase=False), "moment"
)
Answer = AnyResponse | tuple[str, int] | str

# WebAssembly may be compiled here and nowhere else; evaluating text as script stays forbidden.
CRYPTO_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")


@bp.after_request
def _allow_webassembly(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CRYPTO_POLICY
    return response


@bp.context_processor
def _names() -> dict[str, object]:
    return {"words": words, "keys": keys, "today": today()}


@bp.get("/")
@for_roles(OFFICER)
def desk() -> Answer:
    """The cases, without anything of what they say."""
    if queries.key_of(current_user.id) is None:
        return redirect(url_for(".new_key"))
    return render_template(
        "safeguarding/desk.html",
        waiting=queries.open_cases(),
        closed=queries.closed_cases(),
        counts=queries.case_counts(),
        unscreened=sealed_texts(),
        officers=len(queries.officer_keys()),
    )


@bp.get("/key")
@for_roles(OFFICER)
def new_key() -> Answer:
    """Make a key, once."""
    if queries.key_of(current_user.id) is not None:
        return redirect(url_for(".desk"))
    return render_template("safeguarding/key.html", form=KeyForm())


@bp.post("/key")
@for_roles(OFFICER)
def make_key() -> Answer:
    """Keep the key that the browser made."""
    if queries.key_of(current_user.id) is not None:
        return redirect(url_for(".desk"), 303)
    form = KeyForm()
    if not form.validate_on_submit():
        return render_template("safeguarding/key.html", form=form), 422
    operations.make_key(current_user.id, form.public.data, form.wrapped.data, form.salt.data)
    db.session.commit()
    flash(_("Tu llave quedó guardada. Ya puedes abrir los casos que lleguen desde ahora."))
    return redirect(url_for(".desk"), 303)


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
    operations.change_passphrase(key, form.wrapped.data, form.salt.data)
    db.session.commit()
    flash(_("Tu nueva frase ya vale. La hoja de recuperación sigue siendo la misma."))
    return redirect(url_for(".desk"), 303)


@bp.get("/<uuid:case_id>")
@for_roles(OFFICER)
def case(case_id: uuid.UUID) -> Answer:
    """A case; what it says goes to the browser, sealed, once the officer has opened it."""
    return _page(db.get_or_abort(Case, case_id), ReferForm(), CloseForm())


@bp.post("/<uuid:case_id>/open")
@for_roles(OFFICER)
def open_case(case_id: uuid.UUID) -> Answer:
    """Let this officer read the case, and log it."""
    operations.open_case(_locked(case_id), current_user.id, _now())
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/refer")
@for_roles(OFFICER)
def refer(case_id: uuid.UUID) -> Answer:
    """Log which authority was told."""
    found, form = _locked(case_id), ReferForm()
    if not operations.can_act(found, current_user.id):
        return _somebody_was_quicker(case_id)
    if not form.validate_on_submit():
        return _page(found, form, CloseForm(formdata=None)), 422
    operations.refer(found, current_user.id, form.authority.data, _now())
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/close")
@for_roles(OFFICER)
def close(case_id: uuid.UUID) -> Answer:
    """Close the case for a reason."""
    found, form = _locked(case_id), CloseForm()
    if not operations.can_act(found, current_user.id):
        return _somebody_was_quicker(case_id)
    if not form.validate_on_submit():
        return _page(found, ReferForm(formdata=None), form), 422
    if not operations.can_close(found, form.reason.data):
        form.reason.errors = [_("Antes de cerrar así, anota arriba a qué autoridad avisaste.")]
        return _page(found, ReferForm(formdata=None), form), 422
    operations.close(found, current_user.id, form.reason.data, _now())
    db.session.commit()
    flash(_("El caso quedó cerrado."))
    return redirect(url_for(".desk"), 303)


@bp.post("/<uuid:case_id>/reopen")
@for_roles(OFFICER)
def reopen(case_id: uuid.UUID) -> Answer:
    """Take a closed case up again."""
    found = _locked(case_id)
    if found.state != "closed":
        return _somebody_was_quicker(case_id)
    operations.reopen(found, current_user.id, _now())
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


def _page(found: Case, refer_form: ReferForm, close_form: CloseForm) -> str:
    key = queries.key_of(current_user.id)
    opened = queries.has_opened(found, current_user.id)
    return render_template(
        "safeguarding/case.html",
        case=found,
        consultation=found.consultation,
        key=key,
        opened=opened,
        sealed=queries.seal_for(found, key) if key and opened else None,
        log=queries.log_of(found),
        refer_form=refer_form,
        close_form=close_form,
    )


def _locked(case_id: uuid.UUID) -> Case:
    """The case, so that two officers' acts on it come one after the other."""
    return db.get_or_abort(Case, case_id, get_kwargs={"with_for_update": True})


def _somebody_was_quicker(case_id: uuid.UUID) -> AnyResponse:
    flash(_("Otra persona del equipo cambió este caso mientras lo leías. Así está ahora."))
    return redirect(url_for(".case", case_id=case_id), 303)


def _now() -> datetime:
    return datetime.now(current_app.config["TIMEZONE"])
