"""Published reports: what was said, frozen, with a hash of it."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.storage.db import RANDOM_ORDER, Model

from .frozen_content import canonical as canonical
from .frozen_content import digest as digest


class Report(Model):
    """One published version. `sha256` is of its manifest (`parts`), and so stays what it was when
    somebody takes their words out of `content`; nothing else in it ever changes.

    `charts` (language -> concept -> SVG) is drawn from the content and may be drawn again.
    """

    __tablename__ = "report"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    version: Mapped[int]
    published_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    charts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    responses: Mapped[int | None]  # it was made from; never shown

    @property
    def is_intact(self) -> bool:
        """Is the content what was published, but for words that were taken back?"""
        try:
            return digest(self.content) == self.sha256
        except ValueError:
            return False


class ReportQuote(Model):
    """Where a published version quotes which text, so that a withdrawn one can be blanked.

    The child's code makes `mark` (`consult.answering.withdrawal.operations`): it finds the quote
    when the texts themselves have been deleted, some time after the report, and joins nothing else.
    """

    __tablename__ = "report_quote"
    __table_args__ = (RANDOM_ORDER,)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), index=True)
    part: Mapped[str] = mapped_column(sa.String(120))  # its place in the content, as a JSON pointer
    free_text_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("free_text.id", ondelete="SET NULL"), index=True
    )
    mark: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)


class ReportFigure(Model):
    """Numbers as a report or its preview first showed them, from so many responses (`figures`)."""

    __tablename__ = "report_figure"
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    responses: Mapped[int]  # never shown
    value: Mapped[Any] = mapped_column(sa.JSON)
