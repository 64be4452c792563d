"""The dated directory of help services, on every children's page."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
