"""What a child sent. No column can hold a name, a device, an address, a time or an order."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.storage.db import RANDOM_ORDER, Model

MOST = {"band": 20, "language": 10, "question": 60, "setting": 20, "region": 40}
"""Characters of a column that holds a code. SQLite does not measure texts by itself."""


def _short(*columns: str, or_none: Sequence[str] = ()) -> sa.CheckConstraint:
    """No long text where a code belongs."""
    there = [f"length({each}) <= {MOST[each]}" for each in columns]
    maybe = [f"({each} IS NULL OR length({each}) <= {MOST[each]})" for each in or_none]
    return sa.CheckConstraint(" AND ".join([*there, *maybe]), name="short")


PLACED = ("setting", "region")


class Response(Model):
    """One child's closed answers. The id is random, the day is the finest time.

    When the upload window of its session closes, a response loses the session, and with it channel,
    setting, state and day, which become a row of `Attendance`; a random cluster number, the same
    for all of the session, stays for resampling until a report is published. What a child says of
    herself stays only as far as enough others say the same (`local_suppression`).

    `answers` maps each concept that was asked to a code, a list of codes, or null where it was
    skipped; what was not asked has no key. Texts stand apart, in `FreeText`.
    """

    __tablename__ = "response"
    __table_args__ = (
        sa.Index("ix_response_consultation_band", "consultation_id", "band"),
        sa.CheckConstraint("session_id IS NULL OR cluster IS NULL", name="session_or_cluster"),
        sa.CheckConstraint(
            "session_id IS NOT NULL OR (channel IS NULL AND setting IS NULL AND region IS NULL"
            " AND day IS NULL AND place_mark IS NULL)",
            name="place_goes_with_session",
        ),
        sa.CheckConstraint("channel IN ('school','public')", name="channel"),
        sa.CheckConstraint("length(key_hash) = 32 AND length(withdrawal_hash) = 32", name="hashes"),
        _short("band", "language", or_none=PLACED),
        # SQLite does not measure days by itself.
        sa.CheckConstraint("length(CAST(day AS VARCHAR(30))) = 10", name="no_time"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"), index=True)
    cluster: Mapped[int | None]
    channel: Mapped[str | None] = mapped_column(sa.String(10))
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    band: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(10))
    day: Mapped[date | None]
    place_mark: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # of its `Attendance`
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    withdrawal_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)


class Attendance(Model):
    """That one child took part, and where: apart from what the child said. By the public link there
    is no setting.

    `mark` is the second hash of the withdrawal code (`sealing.mark`), by which the child's code,
    and nothing else, finds it; a row from before there were marks has none. `week`: its Monday.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        _short("band", or_none=PLACED),
        sa.CheckConstraint("length(CAST(week AS VARCHAR(30))) = 10", name="no_time"),
        sa.CheckConstraint("mark IS NULL OR length(mark) = 32", name="mark"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    band: Mapped[str] = mapped_column(sa.String(20))
    week: Mapped[date]
    mark: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), index=True)


class FreeText(Model):
    """A text of a response: sealed until it is screened, then redacted, never both.

    `quotable`: the child said, text by text, that it may be shown with others' in a report.
    """

    __tablename__ = "free_text"
    __table_args__ = (
        sa.CheckConstraint("(sealed IS NULL) <> (redacted IS NULL)", name="sealed_xor_redacted"),
        _short("question"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    response_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str] = mapped_column(sa.String(60))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    redacted: Mapped[str | None] = mapped_column(sa.Text)
    held: Mapped[bool] = mapped_column(default=False)  # an officer reads it before anyone quotes it
    quotable: Mapped[bool] = mapped_column(default=False)
    response: Mapped[Response] = relationship()


class WithdrawnText(Model):
    """A sealed text of a response that is withdrawn, until it is screened: then it is a case if it
    is urgent, and deleted if not.

    Nothing joins it to a code: its mark is sealed with it. The session goes as that of a response.
    """

    __tablename__ = "withdrawn_text"
    __table_args__ = (
        sa.CheckConstraint("channel IN ('school','public')", name="channel"),
        _short("band", "language", "question", or_none=PLACED),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"), index=True)
    channel: Mapped[str | None] = mapped_column(sa.String(10))
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    band: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(10))
    question: Mapped[str] = mapped_column(sa.String(60))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)


SEALED = (FreeText, WithdrawnText)
"""Where texts wait for screening; in both `sealed` is there as long as one waits."""


class ReturnedText(Model):
    """A redacted text that an officer gave back to the answers: nothing tells whose it was.

    `mark` is the second hash of the withdrawal code and the question (`sealing.mark`), so that the
    child's code, and nothing else, finds it.
    """

    __tablename__ = "returned_text"
    __table_args__ = (
        _short("band", "language", "question"),
        sa.CheckConstraint("length(mark) = 32", name="mark"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    band: Mapped[str] = mapped_column(sa.String(20))
    question: Mapped[str] = mapped_column(sa.String(60))
    language: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text)
    mark: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)


class RedactionCount(Model):
    """How often a person corrected a redaction, by what was done. Not what, nor where.

    `taken_out` counts texts that left the answers for a case and have not been given back.
    """

    __tablename__ = "redaction_count"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('redacted','restored','taken_out')", name="kind"),
    )
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    number: Mapped[int]


class WithdrawnKey(Model):
    """Hash of the key of a withdrawn send, so that a late retry does not bring it back.

    In the form of `withdrawn_list.listed`; of before there was one, until the next withdrawal, as
    the response bore it. It goes when the answers of its consultation are deleted
    (`consult.maintenance.retention`).
    """

    __tablename__ = "withdrawn_key"
    __table_args__ = (sa.CheckConstraint("length(key_hash) = 32", name="hash"), RANDOM_ORDER)
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    consultation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("consultation.id"), index=True
    )


class WithdrawnMark(Model):
    """Mark of a withdrawn text, so that it is not given back to the answers later.

    In the form of `withdrawn_list.listed`, as keys are.
    """

    __tablename__ = "withdrawn_mark"
    __table_args__ = (sa.CheckConstraint("length(mark) = 32", name="mark"), RANDOM_ORDER)
    mark: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    consultation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("consultation.id"), index=True
    )
