"""People with an account: never a child. No column follows what they do or from where."""

from datetime import date

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.storage.db import Model

ROLES = ("coordinator", "facilitator", "safeguarding_officer", "legislator", "organisation")

staff_roles = sa.Table(
    "staff_role",
    Model.metadata,
    sa.Column("staff_id", sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id"), primary_key=True),
)


class Role(Model, RoleMixin):
    """One of `ROLES`."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)


class Staff(Model, UserMixin):
    """An account. `one_off_hash` is of the link that lets an invited person in once."""

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    one_off_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    one_off_until: Mapped[date | None]
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=staff_roles, lazy="selectin"
    )
