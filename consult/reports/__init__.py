"""What legislators and the public read: a frozen version of what was said."""

from . import drawing_views as drawing_views
from . import models as models  # its tables are known as soon as the site is
from . import withdrawing as withdrawing  # it takes part in every withdrawal
from .views import bp

__all__ = ["bp"]
