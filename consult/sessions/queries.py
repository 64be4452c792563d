"""Reads of sessions."""

from collections.abc import Sequence
from datetime import date, timedelta
from time import monotonic

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation, State
from consult.storage.db import db

from .codes import normalised
from .models import Session

MOST_KEPT = 1000
_ways_in: dict[str, tuple[float, Session]] = {}

_RESPONSE = sa.table("response", sa.column("session_id"))
"""A child's answers are `answering`'s, which builds on this activity and not the other way."""


def by_code(code: str) -> Session | None:
    """The session that the code opens, with its consultation."""
    found = sa.select(Session).where(Session.code == normalised(code))
    return db.session.scalar(found.options(joinedload(Session.consultation)))


def way_in(code: str) -> Session | None:
    """Like `by_code`, to be read only: kept in this process for `WAY_IN_SECONDS`.

    A page and a send of a child then need no query of their own; a session that is closed stops
    taking answers that many seconds later.
    """
    wanted = normalised(code)
    kept = _ways_in.get(wanted)
    if kept and kept[0] > monotonic():
        return kept[1]
    found = by_code(wanted)
    seconds = current_app.config["WAY_IN_SECONDS"]
    if found is not None and seconds:
        db.session.expunge(found.consultation)
        db.session.expunge(found)
        if len(_ways_in) >= MOST_KEPT:
            _ways_in.clear()
        _ways_in[wanted] = (monotonic() + seconds, found)
    return found


def of_facilitator(staff_id: int) -> Sequence[Session]:
    """A facilitator's own sessions, the newest day first."""
    own = sa.select(Session).where(Session.facilitator_id == staff_id)
    ordered = own.order_by(Session.day.desc(), Session.id.desc())
    return db.session.scalars(ordered.options(joinedload(Session.consultation))).all()


def public_link(consultation_id: int) -> Session | None:
    """The way in for everyone, where the consultation has one."""
    return db.session.scalar(
        sa.select(Session).where(
            Session.consultation_id == consultation_id, Session.channel == "public"
        )
    )


def window_is_over(today: date) -> sa.ColumnElement[bool]:
    """Condition on `Session` joined with `Consultation`: nothing may arrive any more."""
    ended = Consultation.state.in_((State.CLOSED, State.REPORTED, State.ANSWERED))
    by_hand = sa.case((Session.channel == "public", ended), else_=Session.uploads_over)
    return sa.or_(Session.sent.is_not(None), by_hand, window_closed_before(today))


def window_closed_before(day: date) -> sa.ColumnElement[bool]:
    """Condition on `Session` joined with `Consultation`: by the calendar, it closed before."""
    first = day - timedelta(days=current_app.config["UPLOAD_DAYS"])
    return sa.case(
        (Session.channel == "public", Consultation.closes_on < day),
        else_=sa.or_(Session.day < first, Consultation.closes_on < first),
    )


def answers_arrive(consultation: Consultation, today: date) -> bool:
    """May answers still come: it has not closed, or a tablet of a session may hold some?"""
    if consultation.is_published:
        return False
    if consultation.state != State.CLOSED:
        return True
    waiting = (
        sa.select(Session.id)
        .join(Session.consultation)
        .where(Session.consultation_id == consultation.id, Session.channel == "school")
        .where(sa.not_(window_is_over(today)))
    )
    return bool(db.session.scalar(sa.select(waiting.exists())))


def sent_in(session: Session) -> int:
    """How many responses a session has, in tens once they have lost it: for `progress` alone."""
    if session.sent is not None:
        return session.sent
    counted = sa.select(sa.func.count()).select_from(_RESPONSE)
    return db.session.scalar(counted.where(_RESPONSE.c.session_id == session.id)) or 0
