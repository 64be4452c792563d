"""The safeguarding desk. Only officers get here; what a case says is opened in their browser."""

import base64
import uuid
from collections.abc import Mapping
from datetime import datetime

from flask import (
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from consult.answering.pages.promises import DETAILS
from consult.answering.queries import sealed_texts
from consult.answering.redaction_edits import WORDS as PLACEHOLDERS
from consult.background import heartbeat, mail
from consult.cell_suppression import in_tens, suppress_cell
from consult.clock import today
from consult.help.queries import authorities
from consult.safeguarding.blueprint import bp
from consult.safeguarding.capacity import opening_checks
from consult.safeguarding.capacity.reading_load import RAISED_BY_MISTAKE
from consult.safeguarding.cases import escalation, labels, operations, response_times
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.cases.queries import PAGE
from consult.safeguarding.drawings import operations as drawings_operations
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.keys.queries import OFFICER
from consult.safeguarding.models import Case
from consult.sessions.forms import SETTING_NAMES
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.web.headers import POLICY

from .forms import CloseForm, DrawingForm, ReferForm

bp.add_app_template_filter(lambda part: base64.b64encode(part).decode(), "base64")
bp.add_app_template_filter(
    lambda time: format_datetime(time, "d MMM y, HH:mm", rebase=False), "moment"
)
bp.add_app_template_global(opening_checks.too_few_hours)
Answer = AnyResponse | tuple[str, int] | str

# WebAssembly may be compiled here and nowhere else; evaluating text as script stays forbidden.
CRYPTO_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")


@bp.after_request
def _allow_webassembly(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CRYPTO_POLICY
    return response


@bp.context_processor
def _names() -> dict[str, object]:
    return {"words": labels, "keys": formats, "times": response_times, "today": today()}


@bp.app_template_global()
def silent_since() -> datetime | None:
    """Since when nothing has gone through screening, where that is too long."""
    at = _now()
    return heartbeat.last(at).astimezone(at.tzinfo) if heartbeat.is_silent(at) else None


@bp.get("/")
@for_roles(OFFICER)
def desk() -> Answer:
    """The cases, without anything of what they say."""
    key = queries.key_of(current_user.id)
    if key is None:
        return redirect(url_for(".new_key"))
    whole = request.args.get("page") == "all"  # what the desk's script asks for, to sort it
    counts = cases_queries.case_counts()
    page = page_of(_total(counts, "new", "open"))
    most, after = (None, 0) if whole else (PAGE, PAGE * (page - 1))
    return render_template(
        "safeguarding/desk.html",
        raised_by_mistake=RAISED_BY_MISTAKE,
        key=key,
        waiting=cases_queries.open_cases(key, most, after),
        page=page,
        whole=whole,
        most=PAGE,
        closed=cases_queries.closed_cases(),
        usual=response_times.usual(cases_queries.openings()),
        mails=mail.is_set_up(),
        counts=counts,
        unscreened=_unscreened(),
        drawings=cases_queries.number_of_drawings(),
        officers=len(queries.officer_keys()),
        holders=keyring.holders(key),
        old_key=keyring.to_empty(current_user.id),
        unopenable=keyring.unopenable(key),
    )


def _unscreened() -> str:
    """How many texts wait for screening, no finer than in tens: one by one they would tell when
    a child wrote. Empty where none does."""
    count = sealed_texts()
    if suppress_cell(count) is None:
        return _("menos de %(n)s", n=current_app.config["SMALL_CELL"]) if count else ""
    return _("%(n)s o más", n=format_decimal(in_tens(count)))


@bp.get("/closed")
@for_roles(OFFICER)
def closed() -> Answer:
    """All closed cases, a page at a time."""
    total = _total(cases_queries.case_counts(), "closed")
    page = page_of(total)
    return render_template(
        "safeguarding/closed.html",
        cases=cases_queries.closed_cases(PAGE, PAGE * (page - 1)),
        page=page,
        most=PAGE,
        total=total,
    )


def _total(counts: Mapping[tuple[str, str], int], *states: str) -> int:
    return sum(number for (_level, state), number in counts.items() if state in states)


@bp.get("/<uuid:case_id>")
@for_roles(OFFICER)
def case(case_id: uuid.UUID) -> Answer:
    """A case; what it says goes to the browser, sealed, once the officer has opened it."""
    found = db.get_or_abort(Case, case_id)
    return _page(found, ReferForm(found.alerted), CloseForm())


@bp.post("/<uuid:case_id>/open")
@for_roles(OFFICER)
def open_case(case_id: uuid.UUID) -> Answer:
    """Let this officer read the case, and log it; the page says why where they cannot."""
    found = locked(case_id)
    if not operations.may_open(found, current_user.id):
        return as_it_is_now(found)
    operations.open_case(found, current_user.id, _now())
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/refer")
@for_roles(OFFICER)
def refer(case_id: uuid.UUID) -> Answer:
    """Log which authority was told."""
    found = locked(case_id)
    form = ReferForm(found.alerted)
    if not operations.can_act(found, current_user.id):
        return as_it_is_now(found)
    if not form.validate_on_submit():
        return _page(found, form, CloseForm(formdata=None)), 422
    told_on = form.told_on.data
    operations.refer(found, current_user.id, form.authority.data, _now(), told_on)
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/close")
@for_roles(OFFICER)
def close(case_id: uuid.UUID) -> Answer:
    """Close the case for a reason."""
    found, form = locked(case_id), CloseForm()
    if not operations.can_act(found, current_user.id):
        return as_it_is_now(found)
    if not form.validate_on_submit():
        return _page(found, ReferForm(found.alerted, formdata=None), form), 422
    if not operations.can_close(found, form.reason.data):
        form.reason.errors = [_("Antes de cerrar así, anota arriba a qué autoridad avisaste.")]
        return _page(found, ReferForm(found.alerted, formdata=None), form), 422
    operations.close(found, current_user.id, form.reason.data, _now())
    db.session.commit()
    flash(_("El caso quedó cerrado."))
    return redirect(url_for(".desk"), 303)


@bp.post("/<uuid:case_id>/reopen")
@for_roles(OFFICER)
def reopen(case_id: uuid.UUID) -> Answer:
    """Take a closed case up again."""
    found = locked(case_id)
    if found.state != "closed" or not operations.may_open(found, current_user.id):
        return as_it_is_now(found)
    operations.reopen(found, current_user.id, _now())
    db.session.commit()
    return redirect(url_for(".case", case_id=case_id), 303)


@bp.post("/<uuid:case_id>/export")
@for_roles(OFFICER)
def export(case_id: uuid.UUID) -> Answer:
    """Log that the sheet for the authority is made; the browser makes it, from what it opened."""
    found = locked(case_id)
    if not cases_queries.has_opened(found, current_user.id):
        abort(409)
    operations.export(found, current_user.id, _now())
    db.session.commit()
    return jsonify(logged=True)


def _page(found: Case, refer_form: ReferForm, close_form: CloseForm) -> str:
    key = queries.key_of(current_user.id)
    openers = cases_queries.openers(found)
    may_open = operations.may_open(found, current_user.id)
    opened = may_open and cases_queries.has_opened(found, current_user.id)
    return render_template(
        "safeguarding/case.html",
        case=found,
        consultation=found.consultation,
        key=key,
        openers=openers,
        may_open=may_open,
        opened=opened,
        sealed=cases_queries.seal_for(found, key) if key and opened else None,
        log=cases_queries.log_of(found, key),
        returned=cases_queries.was_returned(found),
        made_urgent=cases_queries.was_made_urgent(found),
        readers=_readers(found) if opened else {},
        details=DETAILS,
        settings=SETTING_NAMES,
        authorities=authorities() if opened else [],
        placeholders=PLACEHOLDERS,
        line=cases_queries.line_of(found),
        drawing_waits=drawings_operations.waits(found, current_user.id),
        drawing_form=DrawingForm(formdata=None),
        can_make_urgent=escalation.can_make_urgent(found, current_user.id),
        refer_form=refer_form,
        close_form=close_form,
    )


def _readers(found: Case) -> dict[int, str]:
    """Number of a key -> its public half, for what is written about the case."""
    return {key.id: base64.b64encode(key.public).decode() for key in cases_queries.readers(found)}


def locked(case_id: uuid.UUID) -> Case:
    """The case, so that two officers' acts on it come one after the other."""
    return db.get_or_abort(Case, case_id, get_kwargs={"with_for_update": True})


def as_it_is_now(found: Case) -> AnyResponse:
    """The case, where nothing was done: with the reason, unless the officer pressed twice."""
    if cases_queries.changed_by_another(found, current_user.id):
        flash(_("Otra persona del equipo cambió este caso mientras lo leías. Así está ahora."))
    return redirect(url_for(".case", case_id=found.id), 303)


def page_of(total: int) -> int:
    """The page that is asked for, of a list of so many cases; at most the last one."""
    last = max(1, -(-total // PAGE))
    return min(max(1, request.args.get("page", 1, int)), last)


def _now() -> datetime:
    return datetime.now(current_app.config["TIMEZONE"])
