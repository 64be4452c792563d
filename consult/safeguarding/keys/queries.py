"""Reads of officers' keys."""

from collections.abc import Sequence

import sqlalchemy as sa

from consult.safeguarding.models import OfficerKey
from consult.staff.models import Role, Staff
from consult.storage.db import db

OFFICER = "safeguarding_officer"


def officer_keys() -> Sequence[OfficerKey]:
    """The keys in use, which cases are sealed for: of active accounts that are officers today."""
    return db.session.scalars(_keys_of_today().where(~OfficerKey.retired)).all()


def opening_keys() -> Sequence[OfficerKey]:
    """The keys in use, and the retired ones that still open what was sealed for them before."""
    return db.session.scalars(select_opening_keys()).all()


def select_opening_keys() -> sa.Select[OfficerKey]:
    return _keys_of_today().where(OfficerKey.wrapped != b"")


def _keys_of_today() -> sa.Select[OfficerKey]:
    return (
        sa.select(OfficerKey)
        .join(Staff, OfficerKey.staff_id == Staff.id)
        .where(Staff.active, Staff.roles.any(Role.name == OFFICER))
        .order_by(OfficerKey.id)
    )


def has_officer_key() -> bool:
    """Can anybody read a disclosure? Without that no consultation may open."""
    return bool(officer_keys())


def weekly_hours() -> int:
    """Hours of reading a week that the officers noted with their keys, together."""
    return sum(key.weekly_hours for key in officer_keys())


def key_of(staff_id: int) -> OfficerKey | None:
    """That officer's own key, the one that is not retired."""
    mine = sa.select(OfficerKey).where(OfficerKey.staff_id == staff_id, ~OfficerKey.retired)
    return db.session.scalar(mine)
