"""Screening before anyone reads, and the desk where possible disclosures reach an officer."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
