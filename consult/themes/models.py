"""What the analysis found, run by run, and what people decided about it."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.answering.models import FreeText
from consult.consultations.models import Words
from consult.db import RANDOM_ORDER, Model


class AnalysisRun(Model):
    """One analysis of one consultation: which texts, which method, what came out."""

    __tablename__ = "analysis_run"
    __table_args__ = (sa.CheckConstraint("state IN ('waiting','done','failed')", name="state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    day: Mapped[date]
    method: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    no_opinion: Mapped[int] = mapped_column(default=0)
    themes: Mapped[list["Theme"]] = relationship(
        cascade="all, delete-orphan", order_by="Theme.size.desc(), Theme.key"
    )


class Theme(Model):
    """A theme as the analysis proposed it; `key` is the engine's own stable name of it."""

    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("run_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(sa.String(60))
    label: Mapped[str] = mapped_column(sa.Text)
    keywords: Mapped[list[str]] = mapped_column(sa.JSON)
    size: Mapped[int]  # passages
    expected: Mapped[bool]  # a subject of the theme guide, or one that emerged
    subject: Mapped[Words | None] = mapped_column(sa.JSON)  # the guide's name of an expected theme


class Passage(Model):
    """One idea of one screened text, and the theme it fell into (none: not grouped)."""

    __tablename__ = "passage"
    __table_args__ = (RANDOM_ORDER,)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), index=True
    )
    theme_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    free_text_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("free_text.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
    representative: Mapped[int | None]  # 1 is the one to quote first
    free_text: Mapped[FreeText] = relationship()


class ReviewAction(Model):
    """What a person decided about a theme. Rows are only ever added, and replayed on each run."""

    __tablename__ = "review_action"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('rename','merge','set_aside','restore')", name="kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(sa.String(10))
    theme_key: Mapped[str] = mapped_column(sa.String(60))
    value: Mapped[str | None] = mapped_column(sa.Text)  # the new label, or the key merged into
