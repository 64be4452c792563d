"""What a child sent. No column can hold a name, a device, an address, a time or an order."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import RANDOM_ORDER, Model


class Response(Model):
    """One child's closed answers. The id is random, the day is the finest time.

    `answers` maps each concept that was asked to a code, a list of codes, or null where it was
    skipped; what was not asked has no key. Texts stand apart, in `FreeText`.
    """

    __tablename__ = "response"
    __table_args__ = (
        sa.Index("ix_response_consultation_band", "consultation_id", "band"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(10))
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    band: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(10))
    day: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    withdrawal_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)


class FreeText(Model):
    """A text of a response: sealed until it is screened, then redacted, never both."""

    __tablename__ = "free_text"
    __table_args__ = (
        sa.CheckConstraint("(sealed IS NULL) <> (redacted IS NULL)", name="sealed_xor_redacted"),
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
    response: Mapped[Response] = relationship()


class WithdrawnKey(Model):
    """Hash of the key of a withdrawn send, so that a late retry does not bring it back."""

    __tablename__ = "withdrawn_key"
    __table_args__ = (RANDOM_ORDER,)
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
