"""What the analysis found, run by run, and what people decided about it."""

import enum
import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.answering.models import FreeText, ReturnedText
from consult.consultations.models import Words
from consult.storage.db import RANDOM_ORDER, Model

from .passage_mark import mark_of


class Grain(enum.StrEnum):
    """How finely passages are divided into themes."""

    FEWER = "fewer"
    USUAL = "usual"
    MORE = "more"


class Standing(enum.StrEnum):
    """What people do with a run: of those in use, the newest counts."""

    CANDIDATE = "candidate"  # beside the one in use, until somebody chooses
    IN_USE = "in_use"
    PAST = "past"  # was in use
    DECLINED = "declined"


class Choice(enum.StrEnum):
    """With which theme guide a consultation's texts are grouped."""

    SITE = "site"  # the operator's, else the one that ships
    NONE = "none"
    OWN = "own"


def _one_of(column: str, values: type[enum.StrEnum]) -> sa.CheckConstraint:
    listed = ",".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


class ThemeGuide(Model):
    """Which guide a coordinator chose for a consultation; without a row it is the site's.

    `own` is what they wrote, as lines or JSON; it stays while another is chosen.
    """

    __tablename__ = "theme_guide"
    __table_args__ = (
        _one_of("choice", Choice),
        sa.CheckConstraint("choice <> 'own' OR own IS NOT NULL", name="own_is_there"),
    )
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation.id"), primary_key=True, autoincrement=False
    )
    choice: Mapped[str] = mapped_column(sa.String(10))
    own: Mapped[str | None] = mapped_column(sa.Text)


class AnalysisRun(Model):
    """One analysis of one consultation: which texts, which method, what came out.

    `method` holds versions of packages and of the language model, seed and settings. `names` are
    what the codes of signs mean: sort -> code -> name by language. `origin` is what the next run
    needs beside the passages to go on from this one. `steps_done` of `steps_all` say how far the
    worker is; both are 0 before it begins. `seconds_left` is in how many it will be done
    (None: it cannot say yet).
    """

    __tablename__ = "analysis_run"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting','done','failed')", name="state"),
        _one_of("grain", Grain),
        _one_of("standing", Standing),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    grain: Mapped[str] = mapped_column(sa.String(10), default=Grain.USUAL)
    standing: Mapped[str] = mapped_column(sa.String(10), default=Standing.IN_USE)
    day: Mapped[date]
    method: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    no_opinion: Mapped[int] = mapped_column(default=0)
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_all: Mapped[int] = mapped_column(default=0)
    seconds_left: Mapped[int | None]
    names: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    origin: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    themes: Mapped[list["Theme"]] = relationship(
        cascade="all, delete-orphan", order_by="Theme.size.desc(), Theme.key"
    )


class Theme(Model):
    """A theme as the analysis proposed it; `key` is the engine's own stable name of it.

    `firmness` is "firm", "fair" or "loose": how surely it comes back in resamples. `about` is what
    its two sides differ on, in words of the passages; `led` holds, for each policy concept, the
    words that led to it; `parts` are its sub-themes, each with label and keywords.
    """

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
    firmness: Mapped[str | None] = mapped_column(sa.String(10))
    distinctive: Mapped[bool] = mapped_column(default=False)  # small, and far from all others
    about: Mapped[str | None] = mapped_column(sa.Text)
    led: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    parts: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)


def _mark(context: Any) -> bytes:
    return mark_of(context.get_current_parameters()["text"])


class Passage(Model):
    """One idea of one screened or returned text, and the theme it fell into (none: not grouped).

    `mark` is a keyed hash of its words, by which people's decisions find the same words in a later
    run. `hand` is the key of the theme that people put it into, "" where they took it out of all.
    `part` is the place of its sub-theme in `Theme.parts`.
    """

    __tablename__ = "passage"
    __table_args__ = (
        sa.CheckConstraint("(free_text_id IS NULL) <> (returned_text_id IS NULL)", name="one_text"),
        sa.Index("ix_passage_run_id_mark", "run_id", "mark"),
        sa.Index("ix_passage_run_id_hand", "run_id", "hand"),
        RANDOM_ORDER,
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), index=True
    )
    theme_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    free_text_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("free_text.id", ondelete="CASCADE"), index=True
    )
    returned_text_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("returned_text.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
    representative: Mapped[int | None]  # 1 is the one to quote first
    mark: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16), default=_mark)
    hand: Mapped[str | None] = mapped_column(sa.String(60))
    part: Mapped[int | None]
    kind: Mapped[str | None] = mapped_column(sa.String(12))  # of statement
    side: Mapped[str | None] = mapped_column(sa.String(8))  # "for" or "against"
    free_text: Mapped[FreeText | None] = relationship()
    returned_text: Mapped[ReturnedText | None] = relationship()


class PassageSign(Model):
    """What a passage names or touches, by its code."""

    __tablename__ = "passage_sign"
    __table_args__ = (
        sa.CheckConstraint("sort IN ('platform','setting','addressee','concept')", name="sort"),
        RANDOM_ORDER,
    )
    passage_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True
    )
    sort: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


ACTS = (
    "rename", "merge", "split", "move", "set_aside", "restore",
    "lock", "unlock", "reword", "undo", "use_run", "keep_run",
)  # fmt: skip


class ReviewAction(Model):
    """What a person decided about a theme. Rows are only ever added, and replayed on each run.

    `value` is, by kind: the new label; the key merged into; for `split`, `move` and `reword` JSON
    with marks of passages, never their words; the id of the action undone. `theme_key` is "" where
    no theme is meant, and the number of the run for `use_run` and `keep_run`.
    """

    __tablename__ = "review_action"
    __table_args__ = (
        sa.CheckConstraint(f"kind IN ({','.join(repr(act) for act in ACTS)})", name="kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(sa.String(10))
    theme_key: Mapped[str] = mapped_column(sa.String(60))
    value: Mapped[str | None] = mapped_column(sa.Text)
    hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # see `consult.storage.ledger`
