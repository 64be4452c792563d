"""What is asked, by whom, from when to when."""

from . import models as models  # its tables are known as soon as the site is
from .operations import needed_to_open
from .views import bp
from .wording_check import unfit_words

__all__ = ["bp"]

needed_to_open(unfit_words)
