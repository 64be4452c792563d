"""Possible disclosures: sealed for the safeguarding officers, without a link to the response."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.storage.db import RANDOM_ORDER, Model


class Act(enum.StrEnum):
    """What an officer can do with a case; each is logged."""

    TOLD = "told"  # the officer was told by e-mail, without content
    OPEN = "open"
    NOTE = "note"
    ANSWER = "answer"  # what an authority answered
    REOPEN = "reopen"
    REFER_911 = "refer_911"
    REFER_PROCURADURIA = "refer_procuraduria"
    REFER_PROSECUTOR = "refer_prosecutor"
    REFER_OTHER = "refer_other"
    CLOSE_REPORTED = "close_reported"
    CLOSE_NO_DISCLOSURE = "close_no_disclosure"
    CLOSE_NOTHING = "close_nothing"
    RETURN = "return"  # its text went back to the answers, redacted
    URGENT = "urgent"  # it had come as support: an officer saw that a child is in danger
    HAND_OVER = "hand_over"  # sealed for one more officer
    EXPORT = "export"
    DRAWING_CLEAR = "drawing_clear"  # nothing worrying
    DRAWING_WORRY = "drawing_worry"  # it becomes a case
    DRAWING_KEEP = "drawing_keep"  # it tells who somebody is, so nobody else sees it
    DRAWING_APPROVE = "drawing_approve"  # a second person: it may be in a report
    DRAWING_REFUSE = "drawing_refuse"
    KEY_MADE = "key_made"
    KEY_RETIRED = "key_retired"


AUTHORITIES = (Act.REFER_911, Act.REFER_PROCURADURIA, Act.REFER_PROSECUTOR, Act.REFER_OTHER)
REASONS = (Act.CLOSE_REPORTED, Act.CLOSE_NO_DISCLOSURE, Act.CLOSE_NOTHING)


class OfficerKey(Model):
    """An officer's key pair. The private half is wrapped under a passphrase (Argon2id).

    An officer has one key in use; nothing is sealed any more for a retired one.
    """

    __tablename__ = "officer_key"
    __table_args__ = (
        sa.Index(
            "uq_officer_key_in_use",
            "staff_id",
            unique=True,
            sqlite_where=sa.text("NOT retired"),
            postgresql_where=sa.text("NOT retired"),
        ),
        sa.CheckConstraint("weekly_hours >= 0", name="weekly_hours"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    retired: Mapped[bool] = mapped_column(default=False)
    weekly_hours: Mapped[int] = mapped_column(default=0)  # of reading, as the officer says
    public: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary)  # secretbox: nonce, ciphertext
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))


class Case(Model):
    """A possible disclosure. In clear: consultation, level, state and hour of alert, no more; the
    hour is the first of the day on all that is not urgent.

    Level `unread` is of a text in a language that no program here can redact, `drawing` of one
    that an officer looks at first (`Drawing`). `mark`, never on
    an urgent case, nor on one whose text is withdrawn, lets the child's own withdrawal code find
    the copy (`sealing.mark`).
    """

    __tablename__ = "safeguarding_case"
    __table_args__ = (
        sa.CheckConstraint("level IN ('urgent','support','unread','drawing')", name="level"),
        sa.CheckConstraint("level <> 'urgent' OR mark IS NULL", name="urgent_has_no_mark"),
        sa.CheckConstraint("state IN ('new','open','closed')", name="state"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    level: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default="new")
    alerted: Mapped[datetime]  # on the full hour; of what is not urgent, midnight
    mark: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), index=True)
    consultation: Mapped[Consultation] = relationship()
    seals: Mapped[list["CaseSeal"]] = relationship(cascade="all, delete-orphan")
    drawing: Mapped["Drawing | None"] = relationship(passive_deletes="all")
    events: Mapped[list["CaseEvent"]] = relationship(
        primaryjoin="Case.id == foreign(CaseEvent.case_id)",
        order_by="CaseEvent.id",
        passive_deletes="all",
    )


class Drawing(Model):
    """A drawing, beside the case that has it sealed until an officer has looked.

    `picture` (as `surveys.kinds.drawing` writes it) and `caption`, redacted, are there in clear
    only of one that an officer cleared and its child lets us show; a second person decides whether
    it may be in a report. One that is worrying is a case alone: its row goes. One that its child
    took back before an officer decided is `withdrawn`: looked at, counted nowhere, and deleted.
    """

    __tablename__ = "drawing"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('waiting','withdrawn','cleared','approved','refused','kept')", name="state"
        ),
        sa.CheckConstraint(
            "picture IS NULL OR (quotable AND state IN ('cleared','approved'))",
            name="shown_by_permission",
        ),
        sa.CheckConstraint("(picture IS NULL) = (caption IS NULL)", name="whole"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), primary_key=True
    )
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(60))
    band: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    quotable: Mapped[bool]
    picture: Mapped[str | None] = mapped_column(sa.Text)
    caption: Mapped[str | None] = mapped_column(sa.Text)


class CaseSeal(Model):
    """The same case, sealed for one officer; `sorting` is what the desk needs to order cases."""

    __tablename__ = "case_seal"
    __table_args__ = (RANDOM_ORDER,)
    case_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), primary_key=True
    )
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("officer_key.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sorting: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


class CaseNote(Model):
    """What an officer wrote about a case, or an authority answered, sealed for one officer."""

    __tablename__ = "case_note"
    __table_args__ = (RANDOM_ORDER,)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("case_event.id"), primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("officer_key.id"), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), index=True
    )
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)


class CaseEvent(Model):
    """Who did what with a case or a key, and when. Rows are only ever added, and chained.

    They outlive the case (`case_id` is no foreign key): that it was read and reported stays known.
    """

    __tablename__ = "case_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(sa.String(20))  # one of `Act`
    at: Mapped[datetime]  # on the quarter hour
    key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("officer_key.id"))  # made, given to
    told_on: Mapped[date | None]  # day on which an authority was told, as the officer says
    hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # see `consult.storage.ledger`


class LogIsKept(Exception):
    """A line of a case's log was about to be changed."""


@sa.event.listens_for(CaseEvent, "before_update")
def _refuse_to_change(_mapper: Any, _connection: Any, event: CaseEvent) -> None:
    raise LogIsKept(f"case_event {event.id}")
