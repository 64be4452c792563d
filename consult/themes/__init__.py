"""What the analysis proposes, and what people decide about it."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
