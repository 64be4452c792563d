"""Writes of sessions. Nothing here commits."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.storage.db import db

from .codes import new_code
from .models import Session
from .queries import public_link


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator says of a session beforehand."""

    bands: tuple[str, ...]
    setting: str
    region: str
    day: date
    expected: int
    mode: str = "tablet"


def make_school_session(consultation: Consultation, plan: Plan, facilitator_id: int) -> Session:
    """A session with a code that has never been used."""
    session = Session(
        code=_unused_code(),
        consultation_id=consultation.id,
        channel="school",
        facilitator_id=facilitator_id,
        setting=plan.setting,
        mode=plan.mode,
        region=plan.region,
        bands=list(plan.bands),
        day=plan.day,
        expected=plan.expected,
    )
    db.session.add(session)
    return session


def make_public_link(consultation: Consultation, bands: tuple[str, ...]) -> Session:
    """The consultation's way in for everyone."""
    session = Session(
        code=_unused_code(), consultation_id=consultation.id, channel="public", bands=list(bands)
    )
    db.session.add(session)
    return session


def ensure_public_link(consultation: Consultation) -> None:
    """Everyone's way in, made when a consultation opens."""
    if public_link(consultation.id) is None:
        make_public_link(consultation, asked_in(consultation).bands)


def close(session: Session) -> None:
    """No more answers; the code stays used for ever."""
    session.closed = True


def note_declined(session: Session, how_many: int) -> None:
    """How many were there and took no part; a later number takes the place of an earlier one."""
    session.declined = how_many


def end_uploads(session: Session) -> None:
    """No tablet waits any more: the session is over, and its responses may lose it."""
    session.closed = session.uploads_over = True


def end_all_uploads(consultation: Consultation) -> None:
    """No tablet of any session waits any more: what was said can be reported."""
    theirs = sa.update(Session).where(
        Session.consultation_id == consultation.id, Session.channel == "school"
    )
    db.session.execute(theirs.values(closed=True, uploads_over=True))


def _unused_code() -> str:
    while True:
        code = new_code()
        if not db.session.scalar(sa.select(sa.exists().where(Session.code == code))):
            return code
