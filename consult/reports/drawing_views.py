"""Where a second person decides which cleared drawings a report may show."""

import uuid

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf

from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.reports.content.drawings import painted
from consult.safeguarding.case_log import NotPossible
from consult.safeguarding.drawings import operations as looked_at
from consult.safeguarding.models import Act
from consult.staff.access import for_roles
from consult.storage.db import db

from .views import Answer, bp

bp.add_app_template_global(painted)


class DecideForm(FlaskForm):
    """To be shown, or not."""

    act = HiddenField(validators=[AnyOf((Act.DRAWING_APPROVE, Act.DRAWING_REFUSE))])


@bp.get("/<slug>/drawings")
@for_roles("coordinator")
def drawings_to_decide(slug: str) -> Answer:
    """Drawings that an officer cleared and their children let us show."""
    return _page(_consultation(slug))


@bp.post("/<slug>/drawings/<uuid:drawing_id>")
@for_roles("coordinator")
def decide_drawing(slug: str, drawing_id: uuid.UUID) -> Answer:
    """Let it be shown, or not."""
    consultation, form = _consultation(slug), DecideForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        looked_at.decide(drawing_id, current_user.id, Act(form.act.data), now())
    except looked_at.SamePerson:
        return _page(consultation, _("Tú lo miraste primero: lo decide otra persona.")), 409
    except NotPossible:
        return _page(consultation, _("Ese dibujo ya no espera. Así está la lista ahora.")), 409
    db.session.commit()
    return redirect(url_for(".drawings_to_decide", slug=slug), 303)


def _consultation(slug: str) -> Consultation:
    found = by_slug(slug)
    if found is None:
        abort(404)
    return found


def _page(consultation: Consultation, problem: str | None = None) -> str:
    return render_template(
        "reports/drawings_to_decide.html",
        consultation=consultation,
        drawings=looked_at.to_decide(consultation.id),
        problem=problem,
    )
