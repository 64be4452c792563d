"""The help page: a page of its own for who has no JavaScript, or wants to keep it."""

from flask import Blueprint, render_template

from consult.clock import today
from consult.i18n import language

from .queries import Entry, expired, shown_to_children

bp = Blueprint("help", __name__)


@bp.get("/help")
def services() -> str:
    """Every service that may be shown today."""
    return render_template(
        "answering/help.html", help_services=shown_to_children(), language=language()
    )


@bp.app_template_global()
def unchecked_services() -> list[Entry]:
    """What must be checked again, for the coordinator's page: children do not see it any more."""
    return expired(today())
