"""The log of a case, which is only added to."""

from datetime import date, datetime

from consult.storage import ledger
from consult.storage.db import db

from .models import Act, Case, CaseEvent


class NotPossible(Exception):
    """The case is not in a state for that act; perhaps somebody else was quicker."""


def log(
    case: Case, staff_id: int, act: Act, at: datetime, told_on: date | None = None
) -> CaseEvent:
    """Add a line to the log of a case."""
    event = CaseEvent(case_id=case.id, staff_id=staff_id, act=act, at=quarter(at), told_on=told_on)
    ledger.append(event)
    db.session.expire(case, ["events"])
    return event


def quarter(at: datetime) -> datetime:
    """The quarter hour that has begun, without a zone: the finest time of the log."""
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0, tzinfo=None)
