"""What is asked, by whom, from when to when."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
