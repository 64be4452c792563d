"""The help directory: what children may be shown, with its source and its dates."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.consultations.models import Words
from consult.storage.db import Model

NEEDS = ("danger", "talk", "report", "rights")
CHANNELS = ("phone", "chat", "web", "place")


class Service(Model):
    """One service. What has expired, or was never checked, no child sees; `always` ones stay."""

    __tablename__ = "help_service"
    __table_args__ = (
        sa.CheckConstraint("need IN ('danger','talk','report','rights')", name="need"),
        sa.CheckConstraint("channel IN ('phone','chat','web','place')", name="channel"),
        sa.CheckConstraint("checked_on <= expires_on", name="checked_before_it_expires"),
        sa.CheckConstraint("NOT (always AND hidden)", name="always_is_shown"),
        sa.CheckConstraint(
            "href = '' OR substr(href, 1, 4) = 'tel:' OR substr(href, 1, 8) = 'https://'",
            name="href_calls_or_opens",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    names: Mapped[Words] = mapped_column(sa.JSON)
    purposes: Mapped[Words] = mapped_column(sa.JSON)
    hours: Mapped[Words] = mapped_column(sa.JSON)
    costs: Mapped[Words] = mapped_column(sa.JSON)
    contact: Mapped[str] = mapped_column(sa.String(120))
    href: Mapped[str] = mapped_column(sa.String(300))
    need: Mapped[str] = mapped_column(sa.String(10))
    channel: Mapped[str] = mapped_column(sa.String(10))
    region: Mapped[str | None] = mapped_column(sa.String(40))  # none: the whole country
    bands: Mapped[list[str]] = mapped_column(sa.JSON)  # empty: every band
    languages: Mapped[list[str]] = mapped_column(sa.JSON)  # that are spoken there
    source: Mapped[str] = mapped_column(sa.String(300))
    checked_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    always: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)  # taken from children by hand

    def is_shown(self, day: date) -> bool:
        """May children see it on that day?"""
        if self.always:
            return True
        if self.hidden or self.checked_on is None or self.expires_on is None:
            return False
        return self.checked_on <= day <= self.expires_on
