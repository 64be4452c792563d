"""Organisations' written contributions: nine answers, kept as passages with their sources."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
