"""When the upload window of a session has closed, its responses lose it. Nothing here commits.

What stays of the session in a response: consultation, band, and, until a report is published, a
random number that is the same for all of a session (`cluster`), because children who answered
together are no independent sample. Setting, state and the Monday of the week go to a row
of their own (`Attendance`), which nothing joins to the response: who knows where a child was does
not learn what she said. What stays in the session: how many answered, in tens.
"""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from consult.answering.models import Attendance, FreeText, Response, WithdrawnText
from consult.answering.withdrawal.operations import QUIETLY
from consult.cell_suppression import in_tens
from consult.consultations.models import Consultation, State
from consult.sessions.models import Session
from consult.sessions.queries import window_closed_before, window_is_over
from consult.storage.db import db

BATCH = 1000
WAIT_FOR_SCREENING = timedelta(days=14)
"""A text that is still sealed keeps its session for so long: should it be a disclosure, officers
learn in which one it was written. Then anonymity, which was promised, comes first."""

_NOWHERE = dict.fromkeys(("session_id", "channel", "setting", "region", "day", "place_mark"))
_PLACES = sa.select(
    *(Response.id, Response.consultation_id, Response.band),
    *(Response.setting, Response.region, Response.day, Response.place_mark),
).order_by(Response.place_mark)


def due(today: date) -> Sequence[int]:
    """Ids of the sessions that are to be forgotten now."""
    return db.session.scalars(
        _remembered(today).where(
            sa.or_(sa.not_(_has_sealed_texts()), window_closed_before(today - WAIT_FOR_SCREENING))
        )
    ).all()


def waiting_for_screening(today: date) -> int:
    """How many sessions would have been forgotten if all of their texts had been screened."""
    waiting = _remembered(today).where(_has_sealed_texts()).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def complete(today: date) -> Sequence[int]:
    """Ids of the consultations that have all the answers that they will have, none in a session."""
    closed = Consultation.state.in_((State.CLOSED, State.REPORTED, State.ANSWERED))
    theirs = sa.exists().where(Response.consultation_id == Consultation.id)
    waiting = sa.exists().where(
        Session.consultation_id == Consultation.id, sa.not_(window_is_over(today))
    )
    return db.session.scalars(
        sa.select(Consultation.id)
        .where(closed, theirs, ~waiting, ~theirs.where(Response.session_id.is_not(None)))
        .order_by(Consultation.id)
    ).all()


def forget(session_id: int) -> None:
    """Part the responses of that session from it.

    What was on its way while the window closed is parted later, without a cluster: by then nobody
    knows the number any more.
    """
    session = db.session.get_one(Session, session_id, with_for_update=True)
    theirs = Response.session_id == session_id
    first_time = session.sent is None
    clustered = first_time and _is_clustered(session)
    cluster = _unused_cluster(session.consultation_id) if clustered else None
    parted = 0
    places = db.session.execute(_PLACES.where(theirs), execution_options={"yield_per": BATCH})
    for batch in places.partitions():
        # In the order of their marks, so that the two tables' rows do not lie in the same one.
        db.session.execute(sa.insert(Attendance), [_attendance(each) for each in batch])
        these = Response.id.in_([each.id for each in batch])
        _change(sa.update(Response).where(these).values(**_NOWHERE, cluster=cluster))
        parted += len(batch)
    session.consultation.suppressed_among = None  # what is alike is another question now
    withdrawn = sa.update(WithdrawnText).where(WithdrawnText.session_id == session_id)
    _change(withdrawn.values(session_id=None))
    if first_time:
        session.sent = in_tens(parted)


def _attendance(place: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "consultation_id": place.consultation_id,
        "setting": place.setting,
        "region": place.region,
        "band": place.band,
        "week": monday_of(place.day),
        "mark": place.place_mark,
    }


def _change(change: sa.Update) -> None:
    db.session.execute(change, execution_options=QUIETLY)


def drop_clusters(consultation_id: int) -> None:
    """What a report was made of is told apart by session no more."""
    mine = Response.consultation_id == consultation_id
    _change(sa.update(Response).where(mine, Response.cluster.is_not(None)).values(cluster=None))


def monday_of(day: date) -> date:
    """The first day of its week: as fine as time stays."""
    return day - timedelta(days=day.weekday())


def _remembered(today: date) -> sa.Select[int]:
    """Sessions whose window is over and that still have responses, or were never counted."""
    has = (sa.exists().where(model.session_id == Session.id) for model in (Response, WithdrawnText))
    return (
        sa.select(Session.id)
        .join(Session.consultation)
        .where(window_is_over(today), sa.or_(Session.sent.is_(None), *has))
        .order_by(Session.id)
    )


def _has_sealed_texts() -> sa.ColumnElement[bool]:
    of_responses = (
        sa.exists()
        .where(Response.session_id == Session.id)
        .where(FreeText.response_id == Response.id, FreeText.sealed.is_not(None))
    )
    return sa.or_(of_responses, sa.exists().where(WithdrawnText.session_id == Session.id))


def _is_clustered(session: Session) -> bool:
    """Does a cluster say anything? Not of the public link, one for all; not after a report."""
    return session.channel == "school" and not session.consultation.is_published


def _unused_cluster(consultation_id: int) -> int:
    while True:
        number = secrets.randbits(31)
        used = sa.exists().where(
            Response.consultation_id == consultation_id, Response.cluster == number
        )
        if not db.session.scalar(sa.select(used)):
            return number
