"""Who of the safeguarding officers reads when: their week, and the days on which they are away."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
