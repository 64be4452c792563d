"""What the analysis proposes, and what people decide about it."""

from . import guide_views as guide_views  # its routes are the blueprint's
from . import models as models  # its tables are known as soon as the site is
from . import passage_views as passage_views  # their routes are the blueprint's
from . import run_views as run_views
from . import withdrawing as withdrawing  # it takes part in every withdrawal
from .views import bp

__all__ = ["bp"]
