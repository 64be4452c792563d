"""School sessions: a code, a QR, a page for the classroom's screen, progress without numbers."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
