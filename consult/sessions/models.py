"""A way in: a school session with its code, or a consultation's public link."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation, State
from consult.storage.db import Model

SETTINGS = ("school", "community", "home", "care", "other")
MODES = ("tablet", "helped", "group", "paper")
"""How a session is answered: each child alone on a device, with an adult who reads and presses,
aloud in a group, or on paper that somebody types in. The public link is `link`."""
REGIONS = (
    "Aguascalientes", "Baja California", "Baja California Sur", "Campeche", "Chiapas", "Chihuahua",
    "Ciudad de México", "Coahuila", "Colima", "Durango", "Estado de México", "Guanajuato",
    "Guerrero", "Hidalgo", "Jalisco", "Michoacán", "Morelos", "Nayarit", "Nuevo León", "Oaxaca",
    "Puebla", "Querétaro", "Quintana Roo", "San Luis Potosí", "Sinaloa", "Sonora", "Tabasco",
    "Tamaulipas", "Tlaxcala", "Veracruz", "Yucatán", "Zacatecas",
)  # fmt: skip


def _usual_mode(context: Any) -> str:
    return "link" if context.get_current_parameters()["channel"] == "public" else "tablet"


class Session(Model):
    """What a code opens. It tells the session, never the child; codes are never used again.

    `declined` is how many were there and took no part, as the facilitator counted them afterwards:
    no page asks a child, and none reports it.
    """

    __tablename__ = "session"
    __table_args__ = (
        sa.CheckConstraint("channel IN ('school','public')", name="channel"),
        sa.CheckConstraint("expected IS NULL OR expected > 0", name="expected_somebody"),
        sa.CheckConstraint("mode IN ('tablet','helped','paper','group','link')", name="mode"),
        sa.CheckConstraint("(mode = 'link') = (channel = 'public')", name="link_is_public"),
        sa.CheckConstraint("declined IS NULL OR declined >= 0", name="declined_a_number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(10))
    mode: Mapped[str] = mapped_column(sa.String(10), default=_usual_mode)
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    bands: Mapped[list[str]] = mapped_column(sa.JSON)
    day: Mapped[date | None]
    expected: Mapped[int | None]
    declined: Mapped[int | None]
    closed: Mapped[bool] = mapped_column(default=False)
    uploads_over: Mapped[bool] = mapped_column(default=False)  # no tablet waits any more
    sent: Mapped[int | None]  # responses, in tens; none before the upload window has closed
    consultation: Mapped[Consultation] = relationship()

    def takes_answers(self, today: date) -> bool:
        """Can a child answer here today?"""
        open_here = not self.closed and self.takes_uploads(today)
        return open_here and self.consultation.takes_answers(today)

    @property
    def window_closes_on(self) -> date:
        """Last day of the upload window: of a school session `UPLOAD_DAYS` after its day, or after
        its consultation's last one if that is sooner. The public link keeps nothing on a device.
        """
        last = self.consultation.closes_on
        if self.channel == "public":
            return last
        return min(self.day or last, last) + timedelta(days=current_app.config["UPLOAD_DAYS"])

    def takes_uploads(self, today: date) -> bool:
        """May an answer that waited on a device still arrive? Once it may not, it never may again.

        `queries.window_is_over` says the opposite in SQL.
        """
        if self.channel == "public":
            return self.sent is None and self.consultation.takes_answers(today)
        arriving = self.consultation.state in (State.OPEN, State.CLOSED)
        over = self.uploads_over or self.sent is not None or today > self.window_closes_on
        return arriving and not over and self.consultation.opens_on <= today
