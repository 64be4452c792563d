"""Hours of duty and absences of safeguarding officers."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.storage.db import Model

DAY = 24 * 60
"""Minutes."""


class DutyHours(Model):
    """A stretch in which an officer reads on one day of the week (0 is Monday), in minutes after
    midnight. Stretches of a day do not touch."""

    __tablename__ = "duty_hours"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint(f"0 <= starts AND starts < ends AND ends <= {DAY}", name="span"),
    )
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ends: Mapped[int]


class Absence(Model):
    """Days on which an officer does not read, both ends included. Nothing says why."""

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint("first <= last", name="days"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
