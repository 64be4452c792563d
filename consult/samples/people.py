"""Sample accounts, one a role and a second officer, and keys whose passphrase all may know."""

import secrets

import sqlalchemy as sa

from consult.duty.operations import note_week
from consult.duty.roster import Span
from consult.safeguarding.keys.formats import wrap_new_key
from consult.safeguarding.models import OfficerKey
from consult.staff import operations
from consult.staff.models import ROLES, Staff
from consult.storage.db import db

NAMES = {
    "coordinator": "Coordinación (muestra)",
    "facilitator": "Facilitación (muestra)",
    "safeguarding_officer": "Protección de la niñez (muestra)",
    "legislator": "Legislatura (muestra)",
    "organisation": "Red Ajolote por la Niñez (organización de muestra)",
}
DOMAIN = "example.org"
WEEKLY_HOURS = 20
WEEK = {weekday: (Span(9 * 60, 18 * 60),) for weekday in range(5)}  # working days
PASSPHRASE = "ajolote canal nube semilla ventana maíz"  # noqa: S105 (known to all, on purpose)


def accounts() -> dict[str, Staff]:
    """Role -> its sample account. Their passwords are random: one enters by a one-off link."""
    return {role: _account(role) for role in ROLES}


def second_officer() -> Staff:
    """The other officer: no consultation opens before two have a key."""
    return _account("safeguarding_officer", " 2")


def _account(role: str, number: str = "") -> Staff:
    address = f"{role.replace('_', '-')}{number.strip()}@{DOMAIN}"
    name = NAMES[role].replace(" (", f"{number} (")
    staff = operations.invite(address, role, name=name)
    if not staff.password:
        operations.set_password(staff, secrets.token_urlsafe(32))
        db.session.flush()
    return staff


def give_key(officer: Staff) -> None:
    """The officer's key and hours of duty, where there is no key yet."""
    if db.session.scalar(sa.select(OfficerKey).where(OfficerKey.staff_id == officer.id)):
        return
    made = wrap_new_key(PASSPHRASE)
    key = OfficerKey(staff_id=officer.id, weekly_hours=WEEKLY_HOURS, **made._asdict())
    db.session.add(key)
    note_week(officer.id, WEEK)
