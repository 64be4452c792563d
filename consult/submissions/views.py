"""Where an invited organisation answers the nine questions; it is named, unlike a child."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Form

import surveys
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import by_slug, in_state, questionnaire
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.web.i18n import language

from . import operations, queries
from .models import Submission
from .typed_answers import MOST_WORDS, as_read, words_in

bp = Blueprint("submissions", __name__, url_prefix="/submissions")
Answer = Response | tuple[str, int] | str


class TokenForm(FlaskForm):
    """Guards the page; the nine answers are in a form made from the questionnaire."""


@bp.get("/")
@for_roles("organisation")
def index() -> str:
    """The consultations that take contributions now, and what this organisation has sent."""
    rows = [(each, queries.own(each.id, current_user.id)) for each in in_state(State.OPEN)]
    return render_template("submissions/index.html", rows=rows)


@bp.route("/<slug>", methods=["GET", "POST"])
@for_roles("organisation")
def answer(slug: str) -> Answer:
    """The nine questions; sending again replaces what was sent before."""
    consultation = _open(slug)
    version = _version()
    posted = request.form if request.method == "POST" else None
    form = surveys.form_class(version)(posted)
    guard = TokenForm()
    if not guard.validate_on_submit():
        return _page(consultation, version, form, guard)
    problem = _problem(form)
    if problem:
        return _page(consultation, version, form, guard, problem), 422
    earlier = queries.own(consultation.id, current_user.id)
    if earlier:
        operations.replace(earlier)
    read = as_read(version, surveys.answers_of(form))
    operations.store(consultation, current_user.name, read, today(), current_user.id)
    db.session.commit()
    flash(_("Tu aporte quedó guardado. Puedes cambiarlo mientras la consulta esté abierta."))
    return redirect(url_for(".index"), 303)


def _problem(form: Form) -> str | None:
    if not form.validate():
        return _("Una respuesta es demasiado larga. Acórtala; nada se perdió.")
    words = words_in(surveys.answers_of(form))
    if words == 0:
        return _("Escribe al menos una respuesta.")
    if words > MOST_WORDS:
        return ngettext(
            "Sobra %(num)s palabra: caben 3,000 en total.",
            "Sobran %(num)s palabras: caben 3,000 en total.",
            words - MOST_WORDS,
        )
    return None


def _version() -> surveys.Version:
    asked = questionnaire("organisations", 1)
    code = language()
    return asked.version_for(
        asked.bands[0], code if code in asked.languages else asked.languages[0]
    )


def _open(slug: str) -> Consultation:
    found = by_slug(slug)
    if found is None or not found.takes_answers(today()):
        abort(404)
    return found


def _page(
    consultation: Consultation,
    version: surveys.Version,
    form: Form,
    guard: TokenForm,
    problem: str | None = None,
) -> str:
    earlier = queries.own(consultation.id, current_user.id)
    return render_template(
        "submissions/answer.html",
        consultation=consultation,
        version=version,
        form=form,
        guard=guard,
        problem=problem,
        earlier=_earlier(earlier) if earlier and request.method == "GET" else {},
    )


def _earlier(submission: Submission) -> dict[int, str]:
    texts: dict[int, list[str]] = {}
    for passage in submission.passages:
        texts.setdefault(passage.question, []).append(passage.text)
    return {number: "\n\n".join(paragraphs) for number, paragraphs in texts.items()}
