"""The report that legislators and everyone read; before it is published, its preview for staff."""

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    abort,
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

from consult.answering.queries import counts_by
from consult.cells import shown
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import by_slug, in_state
from consult.db import db
from consult.staff.access import for_roles, has_role

from . import charts, operations, queries, seeing, sentences
from .forms import PublishForm
from .models import Report, canonical
from .suppression import visible

bp = Blueprint("reports", __name__, url_prefix="/reports")
Answer = Response | tuple[str, int] | str
Content = Mapping[str, Any]

for words in (
    sentences.number,
    sentences.percentage,
    sentences.ages,
    sentences.written_day,
    sentences.capital,
):
    bp.add_app_template_filter(words)


@bp.get("/")
def index() -> str:
    """Every published report; for staff who may read them, those in preparation too."""
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
    """The newest version, or `?version=N`; `?as=json` is the content that the hash is of."""
    consultation = _readable(slug)
    if consultation.state not in operations.CLOSED:
        return _not_yet(consultation), 404
    found = _asked_version(consultation)
    if found is None and consultation.is_published:
        abort(404)  # moved to its state by hand, never published
    if request.args.get("as") == "json" and found:
        return _json(found)
    return _page(consultation, found)


@bp.post("/<slug>/publish")
@for_roles("coordinator")
def publish(slug: str) -> Answer:
    """Freeze what the report says now as the next version."""
    consultation = _readable(slug)
    form = PublishForm()
    if not form.validate_on_submit():
        return _page(consultation, queries.latest(consultation.id), form), 422
    try:
        version = operations.publish(consultation, today(), form.headlines).version
    except operations.NotReady:
        return _not_yet(consultation), 409
    db.session.commit()
    flash(_("Publicado: versión %(version)s.", version=version))
    return redirect(url_for(".report", slug=slug), 303)


def _may_preview() -> bool:
    return has_role("coordinator", "legislator")


def _readable(slug: str) -> Consultation:
    """The consultation, for whom it may be read; the others learn nothing of it."""
    consultation = by_slug(slug)
    if consultation is None or not (consultation.is_published or _may_preview()):
        abort(404)
    return consultation


def _not_yet(consultation: Consultation) -> str:
    """Seen while answers arrive, numbers a minute apart would tell what one child answered."""
    return render_template(
        "message.html",
        title=_("«%(title)s» todavía no tiene informe", title=consultation.title),
        sentence=_(
            "Se arma cuando la consulta cierra. Mientras llegan respuestas, comparar los números "
            "de un minuto con los del siguiente diría qué contestó alguien."
        ),
        action=None,
    )


def _asked_version(consultation: Consultation) -> Report | None:
    asked = request.args.get("version", type=int)
    if asked is None:
        return queries.latest(consultation.id)
    return queries.published_version(consultation.id, asked) or abort(404)


def _json(found: Report) -> Response:
    response = make_response(canonical(found.content))
    response.mimetype = "application/json"
    return response


def _page(
    consultation: Consultation,
    found: Report | None,
    form: PublishForm | None = None,
) -> str:
    content = found.content if found else operations.build(consultation, today())
    return render_template(
        "reports/report.html",
        consultation=consultation,
        report=found,
        versions=queries.versions(consultation.id),
        content=content,
        chart=_drawings(found.charts if found else charts.drawn(content)),
        say=sentences,
        see=seeing,
        form=form or _publish_form(content),
    )


def _publish_form(content: Content) -> PublishForm | None:
    """For coordinators alone: a form makes a session, and readers have none."""
    if not has_role("coordinator"):
        return None
    written = {f"headline_{code}": words for code, words in content["headlines"].items()}
    return PublishForm(formdata=None, **written)


def _drawings(drawn: Mapping[str, Mapping[str, str]]) -> dict[str, Markup | None]:
    """Concept -> drawing, in the language of the page."""
    of_page = drawn.get(str(get_locale())) or drawn.get("es") or {}
    return {concept: charts.as_markup(svg) for concept, svg in of_page.items()}


@bp.app_template_global()
def voices_of(consultation: Consultation) -> int | None:
    """How many answered, of the ages that have a number: the same total as in the report."""
    bands = counts_by(consultation.id, "band")
    return shown(sum(visible({band or "": count for band, count in bands.items()}).values()))
