"""The facilitator's pages: prepare a session, show its code, see how far it is, close it."""

from collections.abc import Iterable, Sequence

import segno
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import SelectChoice

import surveys
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import asked_in, by_slug, in_state, own_languages, version_for
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.web.i18n import ages, chosen_language, marked_page, write_in

from . import operations, queries
from .codes import spoken
from .forms import MODE_NAMES, SETTING_NAMES, CloseForm, DeclinedForm, SessionForm
from .models import Session
from .progress import progress

bp = Blueprint("sessions", __name__, url_prefix="/sessions")
Answer = Response | tuple[str, int] | str


@bp.get("/")
@for_roles("facilitator")
def index() -> str:
    """One's own sessions."""
    return render_template(
        "sessions/index.html",
        sessions=queries.of_facilitator(current_user.id),
        spoken=spoken,
        today=today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@for_roles("facilitator")
def new() -> Answer:
    """Prepare a session; its code is made on saving."""
    form = SessionForm()
    consultations = in_state(State.OPEN)
    form.consultation.choices = [SelectChoice(each.id, each.title) for each in consultations]
    form.asked = {each.id: asked_in(each).bands for each in consultations}
    form.bands.choices = _bands(form.asked.values())
    if not form.validate_on_submit():
        page = render_template("sessions/new.html", form=form, any_open=bool(consultations))
        return page, 422 if form.errors else 200
    [chosen] = [each for each in consultations if each.id == form.consultation.data]
    session = operations.make_school_session(chosen, form.plan(), current_user.id)
    db.session.commit()
    return redirect(url_for(".session", code=session.code), 303)


@bp.get("/duty-sheet")
def duty_sheet() -> str:
    """What to do if a child tells or writes of harm; for everybody, to be printed."""
    return render_template("sessions/duty_sheet.html")


@bp.get("/<code>")
@for_roles("facilitator")
def session(code: str) -> str:
    """The session: its code, how far it is, what to do."""
    own = _own(code)
    return _session_page(own, DeclinedForm(declined=own.declined))


def _session_page(own: Session, declined_form: DeclinedForm) -> str:
    return render_template(
        "sessions/session.html",
        session=own,
        spoken=spoken(own.code),
        address=_address(own),
        sheets=[band for band in own.bands if _sheet(own, band)],
        own_languages=_written(own.consultation),
        progress=progress(queries.sent_in(own), own.expected, in_tens=own.sent is not None),
        today=today(),
        setting=SETTING_NAMES.get(own.setting or "", ""),
        mode=MODE_NAMES.get(own.mode, ""),
        declined_form=declined_form,
        close_form=CloseForm(),
    )


@bp.get("/<code>/screen")
@for_roles("facilitator")
def screen(code: str) -> str:
    """What the classroom sees: code, QR, address; nothing about anyone.

    With `?kiosk=1` the address is the one for tablets that go from child to child.
    """
    own = _own(code)
    is_shared = "kiosk" in request.args
    kiosk = "?kiosk=1" if is_shared else ""
    start = _address(own)
    # Nobody types this: where there is one age it is in it, which saves a request.
    age = f"/{own.bands[0]}" if len(own.bands) == 1 else ""
    drawing = segno.make(start + age + kiosk, error="m").svg_inline(
        scale=8, border=2, dark="#231F33", light="#FFFFFF", svgclass="qr", omitsize=True
    )
    return render_template(
        "sessions/screen.html",
        session=own,
        spoken=spoken(own.code),
        address=start + kiosk,
        is_shared=is_shared,
        qr=Markup(drawing),  # noqa: S704 (made by us from our own address)
    )


@bp.get("/<code>/sheet/<band>")
@for_roles("facilitator")
def sheet(code: str, band: str) -> str:
    """What a band is asked, to be printed and answered with a pencil."""
    own = _own(code)
    version = _sheet(own, band) if band in own.bands else None
    if version is None:
        abort(404)
    asked = [each.concept for each in version.questions if surveys.KINDS[each.kind].asks]
    numbers = {concept: number for number, concept in enumerate(asked, 1)}
    write_in(version.reading_language, asked_in(own.consultation).languages[0])
    words = {"session": own, "version": version, "numbers": numbers}
    return marked_page(render_template("sessions/sheet.html", **words))


@bp.post("/<code>/close")
@for_roles("facilitator")
def close(code: str) -> Answer:
    """No more answers."""
    own = _own(code)
    if not CloseForm().validate_on_submit():
        abort(400)
    operations.close(own)
    db.session.commit()
    flash(_("La sesión está cerrada. Gracias por acompañar al grupo."))
    return redirect(url_for(".session", code=code), 303)


@bp.post("/<code>/declined")
@for_roles("facilitator")
def note_declined(code: str) -> Answer:
    """How many took no part, once the session is over."""
    own = _own(code)
    form = DeclinedForm()
    if not form.validate_on_submit():
        return _session_page(own, form), 422
    operations.note_declined(own, form.declined.data)
    db.session.commit()
    flash(_("Anotado. Gracias."))
    return redirect(url_for(".session", code=code), 303)


@bp.get("/<code>/over")
@for_roles("facilitator")
def confirm_over(code: str) -> Answer:
    """What it does to say that no tablet waits any more, before it is said."""
    own = _own(code)
    if not (own.closed and own.takes_uploads(today())):
        return redirect(url_for(".session", code=code), 303)
    return render_template("sessions/over.html", own=own, spoken=spoken, form=CloseForm())


@bp.post("/<code>/over")
@for_roles("facilitator")
def end_uploads(code: str) -> Answer:
    """No tablet waits any more: the answers lose the session within a minute."""
    own = _own(code)
    if not CloseForm().validate_on_submit():
        abort(400)
    operations.end_uploads(own)
    db.session.commit()
    flash(_("Anotado: ya no falta ninguna tableta."))
    return redirect(url_for(".session", code=code), 303)


@bp.get("/of/<slug>/over")
@for_roles("coordinator")
def confirm_all_over(slug: str) -> Answer:
    """The same of all sessions of a closed consultation."""
    asked = _consultation(slug)
    if not uploads_expected(asked):
        return redirect(url_for("consultations.index", _anchor=slug), 303)
    return render_template("sessions/over.html", own=None, consultation=asked, form=CloseForm())


@bp.post("/of/<slug>/over")
@for_roles("coordinator")
def end_all_uploads(slug: str) -> Answer:
    """No tablet of a closed consultation waits any more: its report can be read."""
    asked = _consultation(slug)
    if not CloseForm().validate_on_submit():
        abort(400)
    if asked.state == State.CLOSED:
        operations.end_all_uploads(asked)
        db.session.commit()
        flash(_("Anotado: ya no falta ninguna tableta. El informe se puede preparar."))
    return redirect(url_for("consultations.index", _anchor=slug), 303)


@bp.app_template_global()
def uploads_expected(consultation: Consultation) -> bool:
    """May answers of a closed consultation still arrive from tablets?"""
    return consultation.state == State.CLOSED and queries.answers_arrive(consultation, today())


@bp.app_template_global()
def public_code(consultation: Consultation) -> str | None:
    """The code of a consultation's public link, for pages that list consultations."""
    link = queries.public_link(consultation.id)
    return link.code if link else None


def _own(code: str) -> Session:
    found = queries.by_code(code)
    if found is None or found.facilitator_id != current_user.id:
        abort(404)
    return found


def _consultation(slug: str) -> Consultation:
    found = by_slug(slug)
    if found is None:
        abort(404)
    return found


def _sheet(own: Session, band: str) -> surveys.Version | None:
    """What stands on paper; None where a session is not, or where nothing was written for it."""
    if own.mode != "paper":
        return None
    try:
        return surveys.on_paper(version_for(own.consultation, band, chosen_language()))
    except surveys.NotOnPaper:
        return None


def _written(consultation: Consultation) -> dict[str, str]:
    """Languages that a sheet can be had in beside the site's: code -> own name."""
    heard = asked_in(consultation).heard_only
    return {code: name for code, name in own_languages(consultation) if code not in heard}


def _address(own: Session) -> str:
    origins = current_app.config["ORIGINS"]
    root = f"{origins[0]}/" if origins else request.host_url
    return f"{root}j/{own.code}"


def _bands(asked: Iterable[Sequence[str]]) -> list[SelectChoice]:
    """All bands that one of the consultations asks, the youngest first."""
    bands = sorted(set().union(*asked), key=lambda band: surveys.ages_of(band) or (0, 0))
    return [SelectChoice(band, ages(band)) for band in bands]
