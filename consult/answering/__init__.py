"""The children's pages: a whole questionnaire in one page, one send, no account, no cookie."""

from . import models as models  # its tables are known as soon as the site is
from .views import bp

__all__ = ["bp"]
