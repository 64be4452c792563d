"""The blueprint of themes, and the consultation that a page is of."""

from flask import Blueprint, abort

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug

bp = Blueprint("themes", __name__, url_prefix="/themes")


def consultation_of(slug: str) -> Consultation:
    """The consultation of that name; an error page where there is none."""
    found = by_slug(slug)
    if found is None:
        abort(404)
    return found
