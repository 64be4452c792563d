"""What legislators and the public read: a frozen version of what was said."""

from consult.reports.publication import (
    withdrawal as withdrawal,  # it takes part in every withdrawal
)

from . import drawing_views as drawing_views
from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
