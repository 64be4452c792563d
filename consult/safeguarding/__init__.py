"""Screening before anyone reads, and the desk where possible disclosures reach an officer."""

from flask_babel import lazy_gettext as _l

from consult.consultations.operations import needed_to_open

from . import models as models  # its tables are known as soon as the site is
from .queries import has_officer_key
from .views import bp

__all__ = ["bp"]

needed_to_open(
    has_officer_key,
    _l("Antes de abrir, una persona de protección debe entrar y crear su llave."),
)
