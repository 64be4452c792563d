"""A consultation: what is asked, by whom, from when to when."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.storage.db import Model
from consult.web.i18n import in_language

Words = dict[str, str]
"""Language code -> text."""


class State(enum.StrEnum):
    """Where a consultation is; it only goes forward, one step at a time."""

    DRAFT = "draft"
    CHECKED = "checked"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    ANSWERED = "answered"


class Consultation(Model):
    """What is asked of whom. `slug` names it in addresses and on the command line."""

    __tablename__ = "consultation"
    __table_args__ = (
        sa.CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
        sa.CheckConstraint(
            "expected_children IS NULL OR expected_children > 0", name="expected_somebody"
        ),
        sa.CheckConstraint(
            "state IN ('draft','checked','open','closed','reported','answered')", name="state"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    titles: Mapped[Words] = mapped_column(sa.JSON)
    askers: Mapped[Words] = mapped_column(sa.JSON)
    purposes: Mapped[Words] = mapped_column(sa.JSON)
    questionnaire: Mapped[str] = mapped_column(sa.String(60))
    questionnaire_version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10), default=State.DRAFT)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    results_on: Mapped[date]
    expected_children: Mapped[int | None]
    drawings_seen_by: Mapped[str | None] = mapped_column(sa.String(200))
    """who looks at drawings before anybody else; without it nobody is asked to draw"""
    suppressed_among: Mapped[int | None]
    """how many responses there were when what too few of them say of themselves was taken out"""
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def title(self) -> str:
        """Title in the language of the page."""
        return in_language(self.titles)

    @property
    def asker(self) -> str:
        """Who asks, in the language of the page."""
        return in_language(self.askers)

    @property
    def purpose(self) -> str:
        """What it is for, in the language of the page."""
        return in_language(self.purposes)

    def takes_answers(self, today: date) -> bool:
        """Can a child answer today?"""
        return self.state == State.OPEN and self.opens_on <= today <= self.closes_on

    @property
    def is_published(self) -> bool:
        """Can everyone read its report?"""
        return self.state in (State.REPORTED, State.ANSWERED)
