"""Reads of sessions."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.db import db

from .codes import normalised
from .models import Session

_RESPONSE = sa.table("response", sa.column("session_id"))
"""A child's answers are `answering`'s, which builds on this activity and not the other way."""


def by_code(code: str) -> Session | None:
    """The session that the code opens, with its consultation."""
    found = sa.select(Session).where(Session.code == normalised(code))
    return db.session.scalar(found.options(joinedload(Session.consultation)))


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


def sent_in(session: Session) -> int:
    """How many responses a session has: for `progress`, never for a page."""
    counted = sa.select(sa.func.count()).select_from(_RESPONSE)
    return db.session.scalar(counted.where(_RESPONSE.c.session_id == session.id)) or 0
