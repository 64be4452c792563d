"""When the upload window of a session has closed, its responses lose it. Nothing here commits.

What stays of the session in a response: consultation, channel, setting, state, band, the Monday of
its week, and, until a report is published, a random number that is the same for all of a session
(`cluster`), because children who answered together are no independent sample. What stays in the
session: how many answered, in tens.
"""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from consult.cells import in_tens
from consult.db import db
from consult.sessions.models import Session
from consult.sessions.queries import window_closed_before, window_is_over

from .models import FreeText, Response, WithdrawnText

WAIT_FOR_SCREENING = timedelta(days=14)
"""A text that is still sealed keeps its session for so long: should it be a disclosure, officers
learn in which one it was written. Then anonymity, which was promised, comes first."""


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
    days = db.session.scalars(sa.select(Response.day).where(theirs).distinct()).all()
    parted = 0
    for day in days:
        change = sa.update(Response).where(theirs, Response.day == day)
        done = db.session.execute(
            change.values(session_id=None, cluster=cluster, day=monday_of(day)),
            execution_options={"synchronize_session": False},
        )
        parted += done.rowcount  # type: ignore[attr-defined]
    withdrawn = sa.update(WithdrawnText).where(WithdrawnText.session_id == session_id)
    db.session.execute(
        withdrawn.values(session_id=None), execution_options={"synchronize_session": False}
    )
    if first_time:
        session.sent = in_tens(parted)


def drop_clusters(consultation_id: int) -> None:
    """What a report was made of is told apart by session no more."""
    theirs = sa.update(Response).where(
        Response.consultation_id == consultation_id, Response.cluster.is_not(None)
    )
    db.session.execute(
        theirs.values(cluster=None), execution_options={"synchronize_session": False}
    )


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
