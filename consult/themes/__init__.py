"""What the analysis proposes, and what people decide about it."""

from consult.themes.guides import views as guide_views  # noqa: F401, its routes are the blueprint's
from consult.themes.review import passage_views as passage_views  # their routes are the blueprint's
from consult.themes.review import views as review_views  # noqa: F401
from consult.themes.review import withdrawal as withdrawal  # it takes part in every withdrawal
from consult.themes.runs import views as run_views  # noqa: F401

from . import models as models  # its tables are known as soon as the site is
from .blueprint import bp

__all__ = ["bp"]
