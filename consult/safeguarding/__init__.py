"""Screening before anyone reads, and the desk where possible disclosures reach an officer."""

from consult.consultations.operations import needed_to_open
from consult.safeguarding.alerts import (
    worker_silence as worker_silence,  # the web process looks after the worker
)
from consult.safeguarding.capacity.opening_checks import lacks_duty, lacks_hours, lacks_key
from consult.safeguarding.cases import withdrawal as withdrawal  # it takes part in every withdrawal
from consult.safeguarding.desk import drawing_views as drawing_views
from consult.safeguarding.desk import key_views as key_views  # its routes join those of the desk
from consult.safeguarding.desk import text_views as text_views
from consult.safeguarding.desk import views as views
from consult.safeguarding.keys import keyring
from consult.staff.operations import needed_to_leave, on_leaving

from . import models as models  # its tables are known as soon as the site is
from .blueprint import bp

__all__ = ["bp"]

needed_to_open(lacks_key)
needed_to_open(lacks_duty)
needed_to_open(lacks_hours)
needed_to_leave(keyring.why_not_leave)
on_leaving(keyring.leave)
