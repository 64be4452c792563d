"""The report that legislators and everyone read; before, its preview for coordinators."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import by_slug, in_state
from consult.reports.content.participation import answered
from consult.reports.publication import operations
from consult.reports.text import charts, highlights, sentences, side_by_side
from consult.staff.access import for_roles, has_role
from consult.storage.db import db
from consult.web.i18n import ages

from . import queries
from .forms import PublishForm
from .frozen_content import canonical, manifest
from .models import Report

bp = Blueprint("reports", __name__, url_prefix="/reports")
Answer = Response | tuple[str, int] | str
Content = Mapping[str, Any]
SHAPES: Mapping[str, Callable[[Content], Content]] = {"json": dict, "manifest": manifest}

for words in (
    sentences.number,
    sentences.percentage,
    ages,
    sentences.written_day,
    sentences.capital,
):
    bp.add_app_template_filter(words)


@bp.get("/")
def index() -> str:
    """Every published report; for coordinators, those in preparation too."""
    published = in_state(State.REPORTED, State.ANSWERED)
    rows = [(each, queries.latest(each.id)) for each in published]
    in_preparation = in_state(State.CLOSED) if _may_preview() else []
    return render_template(
        "reports/index.html",
        reports=[(each, report) for each, report in rows if report],
        in_preparation=in_preparation,
        headline=sentences.headline,
    )


@bp.get("/<slug>")
def report(slug: str) -> Answer:
    """The newest version, or `?version=N`.

    `?as=json` is the content, `?as=manifest` what the hash is of (`parts`).
    """
    consultation = _readable(slug)
    if not operations.is_ready(consultation, today()):
        return _not_yet(consultation), 404
    found = _asked_version(consultation)
    if found is None and consultation.is_published:
        abort(404)  # moved to its state by hand, never published
    if found and (shape := SHAPES.get(request.args.get("as", ""))):
        return _json(shape(found.content))
    return _page(consultation, found)


@bp.post("/<slug>/confirm")
@for_roles("coordinator")
def confirm(slug: str) -> Answer:
    """What publishing does, before it is done: a version is never taken back."""
    consultation, form = _readable(slug), PublishForm()
    if refused := _refusal(consultation, form):
        return refused
    return render_template(
        "reports/confirm.html",
        consultation=consultation,
        versions=queries.versions(consultation.id),
        form=form,
    )


@bp.post("/<slug>/publish")
@for_roles("coordinator")
def publish(slug: str) -> Answer:
    """Freeze what the report says now as the next version."""
    consultation, form = _readable(slug), PublishForm()
    if refused := _refusal(consultation, form):
        return refused
    try:
        version = operations.publish(consultation, today(), form.headlines).version
    except operations.NotReady:
        return _not_yet(consultation), 409
    except (operations.TooClose, operations.AnswersGone) as reason:
        db.session.rollback()
        form.form_errors.append(_why_not(reason))
        return _page(consultation, queries.latest(consultation.id), form), 409
    db.session.commit()
    flash(_("Publicado: versión %(version)s.", version=version))
    return redirect(url_for(".report", slug=slug), 303)


def _refusal(consultation: Consultation, form: PublishForm) -> Answer | None:
    """Where it is too early to publish, or the form is not right."""
    if not operations.is_ready(consultation, today()):
        return _not_yet(consultation), 409
    if not form.validate_on_submit():
        return _page(consultation, queries.latest(consultation.id), form), 422
    return None


def _why_not(refused: Exception) -> str:
    if isinstance(refused, operations.AnswersGone):
        return _(
            "Las respuestas ya se borraron, como se prometió: la última versión es la que queda."
        )
    return _(
        "Desde la última versión cambiaron menos de %(n)s respuestas: comparar las dos diría qué "
        "contestó alguien. Se podrá publicar cuando sean %(n)s o más.",
        n=current_app.config["SMALL_CELL"],
    )


def _may_preview() -> bool:
    """Previews are live, so two of them can be subtracted: who publishes sees them, nobody else."""
    return has_role("coordinator")


def _readable(slug: str) -> Consultation:
    """The consultation, for whom it may be read; the others learn nothing of it."""
    consultation = by_slug(slug)
    if consultation is None or not (consultation.is_published or _may_preview()):
        abort(404)
    return consultation


def _not_yet(consultation: Consultation) -> str:
    """Seen while answers arrive, numbers a minute apart would tell what one child answered."""
    from_tablets = _(
        "La consulta cerró, pero todavía pueden llegar respuestas que esperaban en tabletas. Se "
        "arma cuando ya no falte ninguna: así nadie puede comparar los números de antes y después."
    )
    while_open = _(
        "Se arma cuando la consulta cierra. Mientras llegan respuestas, comparar los números "
        "de un minuto con los del siguiente diría qué contestó alguien."
    )
    return render_template(
        "message.html",
        title=_("«%(title)s» todavía no tiene informe", title=consultation.title),
        sentence=from_tablets if consultation.state == State.CLOSED else while_open,
        action=None,
    )


def _asked_version(consultation: Consultation) -> Report | None:
    asked = request.args.get("version", type=int)
    if asked is None:
        return queries.latest(consultation.id)
    if asked not in queries.versions(consultation.id):  # any number, also one too long to look up
        abort(404)
    return queries.published_version(consultation.id, asked)


def _json(content: Content) -> Response:
    response = make_response(canonical(content))
    response.mimetype = "application/json"
    return response


def _page(
    consultation: Consultation,
    found: Report | None,
    form: PublishForm | None = None,
) -> str:
    content = found.content if found else operations.preview(consultation, today())
    return render_template(
        "reports/report.html",
        consultation=consultation,
        report=found,
        versions=queries.versions(consultation.id),
        content=content,
        chart=_drawings(found.charts if found else charts.drawn(content)),
        say=sentences,
        by_question=side_by_side.by_question(content),
        subjects=side_by_side.shared(content),
        see=highlights,
        form=form or _publish_form(content),
    )


def _publish_form(content: Content) -> PublishForm | None:
    """For coordinators alone: a form makes a session, and readers have none."""
    if not has_role("coordinator"):
        return None
    written = {
        f"headline_{code}": words for code, words in sentences.given_headlines(content).items()
    }
    return PublishForm(formdata=None, **written)


def _drawings(drawn: Mapping[str, Mapping[str, str]]) -> dict[str, Markup | None]:
    """Concept -> drawing, in the language of the page."""
    of_page = drawn.get(str(get_locale())) or drawn.get("es") or {}
    return {concept: charts.as_markup(svg) for concept, svg in of_page.items()}


@bp.app_template_global()
def voices_of(consultation: Consultation) -> str:
    """How many answered, in words; until the first report no finer than in tens."""
    count = answered(consultation)
    if count is None:
        return _("menos de %(n)s", n=current_app.config["SMALL_CELL"])
    number = sentences.number(count)
    return number if consultation.is_published else _("%(n)s o más", n=number)
