"""What organisations wrote, read into passages with the sources and figures they cite."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.storage.db import Model


class Submission(Model):
    """A named organisation's contribution to a consultation."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    organisation: Mapped[str] = mapped_column(sa.String(200))
    received_on: Mapped[date]
    warnings: Mapped[list[str]] = mapped_column(sa.JSON)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    passages: Mapped[list["SubmissionPassage"]] = relationship(
        cascade="all, delete-orphan",
        order_by="SubmissionPassage.question, SubmissionPassage.position",
    )
    sources: Mapped[list["Source"]] = relationship(
        cascade="all, delete-orphan", order_by="Source.number"
    )


class SubmissionPassage(Model):
    """A passage of the answer to one of the nine questions; `sources` are numbers of `Source`."""

    __tablename__ = "submission_passage"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[int]
    position: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(20))  # as the reader numbers it: "3.2"
    text: Mapped[str] = mapped_column(sa.Text)
    absent: Mapped[bool]  # says that no public information was identified
    sources: Mapped[list[int]] = mapped_column(sa.JSON)


class Source(Model):
    """A footnote: what a passage leans on."""

    __tablename__ = "source"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str | None] = mapped_column(sa.Text)
    url: Mapped[str | None] = mapped_column(sa.Text)
    consulted: Mapped[date | None]
    same_as: Mapped[int | None]
