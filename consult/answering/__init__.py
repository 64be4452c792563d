"""The children's pages: a whole questionnaire in one page, one send, no account, no cookie."""

from consult.answering.pages import offline as offline  # so are these
from consult.answering.pages import (
    recording_views as recording_views,  # its views are among the blueprint's
)
from consult.answering.pages import views as views  # and these
from consult.answering.sends import transport_sealing
from consult.consultations.models import Consultation
from consult.consultations.operations import on_opening

from . import models as models  # its tables are known as soon as the site is
from .blueprint import bp

__all__ = ["bp"]


def _make_transport_key(consultation: Consultation) -> None:
    transport_sealing.make_key(consultation.id)


on_opening(_make_transport_key)
