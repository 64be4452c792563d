"""Screening before anyone reads, and the desk where possible disclosures reach an officer."""

from consult.consultations.operations import needed_to_open
from consult.staff.operations import needed_to_leave, on_leaving

from . import drawing_views as drawing_views
from . import key_views as key_views  # its routes join those of the desk
from . import keyring
from . import models as models  # its tables are known as soon as the site is
from . import silence as silence  # the web process looks after the worker
from . import text_views as text_views
from . import withdrawing as withdrawing  # it takes part in every withdrawal
from .opening import lacks_duty, lacks_hours, lacks_key
from .views import bp

__all__ = ["bp"]

needed_to_open(lacks_key)
needed_to_open(lacks_duty)
needed_to_open(lacks_hours)
needed_to_leave(keyring.why_not_leave)
on_leaving(keyring.leave)
