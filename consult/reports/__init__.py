"""What legislators and the public read: a frozen version of what was said."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
