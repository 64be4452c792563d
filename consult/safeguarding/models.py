"""Possible disclosures: sealed for the safeguarding officers, without a link to the response."""

import enum
import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.db import RANDOM_ORDER, Model


class Act(enum.StrEnum):
    """What an officer can do with a case; each is logged."""

    OPEN = "open"
    REOPEN = "reopen"
    REFER_911 = "refer_911"
    REFER_PROCURADURIA = "refer_procuraduria"
    REFER_PROSECUTOR = "refer_prosecutor"
    REFER_OTHER = "refer_other"
    CLOSE_REPORTED = "close_reported"
    CLOSE_NO_DISCLOSURE = "close_no_disclosure"
    CLOSE_NOTHING = "close_nothing"


AUTHORITIES = (Act.REFER_911, Act.REFER_PROCURADURIA, Act.REFER_PROSECUTOR, Act.REFER_OTHER)
REASONS = (Act.CLOSE_REPORTED, Act.CLOSE_NO_DISCLOSURE, Act.CLOSE_NOTHING)


class OfficerKey(Model):
    """An officer's key pair. The private half is wrapped under a passphrase (Argon2id)."""

    __tablename__ = "officer_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), unique=True)
    public: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary)  # secretbox: nonce, ciphertext
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))


class Case(Model):
    """A possible disclosure. In clear: consultation, level, state and hour of alert, no more."""

    __tablename__ = "safeguarding_case"
    __table_args__ = (
        sa.CheckConstraint("level IN ('urgent','support')", name="level"),
        sa.CheckConstraint("state IN ('new','open','closed')", name="state"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    level: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default="new")
    alerted: Mapped[datetime]  # on the full hour
    consultation: Mapped[Consultation] = relationship()
    seals: Mapped[list["CaseSeal"]] = relationship(cascade="all, delete-orphan")
    events: Mapped[list["CaseEvent"]] = relationship(
        cascade="all, delete-orphan", order_by="CaseEvent.id"
    )


class CaseSeal(Model):
    """The same case, sealed for one officer."""

    __tablename__ = "case_seal"
    __table_args__ = (RANDOM_ORDER,)
    case_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), primary_key=True
    )
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("officer_key.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)


class CaseEvent(Model):
    """Who did what with a case, and when. Rows are only ever added."""

    __tablename__ = "case_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(sa.String(20))  # one of `Act`
    at: Mapped[datetime]  # on the quarter hour


class LogIsKept(Exception):
    """A line of a case's log was about to be changed."""


@sa.event.listens_for(CaseEvent, "before_update")
def _refuse_to_change(_mapper: Any, _connection: Any, event: CaseEvent) -> None:
    raise LogIsKept(f"case_event {event.id}")
