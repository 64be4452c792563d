"""The children's pages: a whole questionnaire in one page, one send, no account, no cookie."""

from consult.consultations.models import Consultation
from consult.consultations.operations import on_opening

from . import audio as audio  # its views are among the blueprint's
from . import models as models  # its tables are known as soon as the site is
from . import offline as offline  # so are these
from . import transport
from .views import bp

__all__ = ["bp"]


def _make_transport_key(consultation: Consultation) -> None:
    transport.make_key(consultation.id)


on_opening(_make_transport_key)
