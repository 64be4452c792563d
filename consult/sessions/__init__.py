"""School sessions: a code, a QR, a page for the classroom's screen, progress without numbers."""

from consult.consultations.operations import on_opening

from . import models as models  # its tables are known as soon as the site is
from .operations import ensure_public_link
from .views import bp

__all__ = ["bp"]

on_opening(ensure_public_link)
