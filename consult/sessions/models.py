"""A way in: a school session with its code, or a consultation's public link."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.db import Model

SETTINGS = ("school", "community", "home", "care", "other")
REGIONS = (
    "Aguascalientes", "Baja California", "Baja California Sur", "Campeche", "Chiapas", "Chihuahua",
    "Ciudad de México", "Coahuila", "Colima", "Durango", "Estado de México", "Guanajuato",
    "Guerrero", "Hidalgo", "Jalisco", "Michoacán", "Morelos", "Nayarit", "Nuevo León", "Oaxaca",
    "Puebla", "Querétaro", "Quintana Roo", "San Luis Potosí", "Sinaloa", "Sonora", "Tabasco",
    "Tamaulipas", "Tlaxcala", "Veracruz", "Yucatán", "Zacatecas",
)  # fmt: skip


class Session(Model):
    """What a code opens. It tells the session, never the child; codes are never used again."""

    __tablename__ = "session"
    __table_args__ = (
        sa.CheckConstraint("channel IN ('school','public')", name="channel"),
        sa.CheckConstraint("expected IS NULL OR expected > 0", name="expected_somebody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(10))
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    setting: Mapped[str | None] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    bands: Mapped[list[str]] = mapped_column(sa.JSON)
    day: Mapped[date | None]
    expected: Mapped[int | None]
    closed: Mapped[bool] = mapped_column(default=False)
    consultation: Mapped[Consultation] = relationship()

    def takes_answers(self, today: date) -> bool:
        """Can a child answer here today?"""
        return not self.closed and self.consultation.takes_answers(today)
