"""Sample accounts, one a role, and the officer's key, whose passphrase everybody may know."""

import secrets

import sqlalchemy as sa

from consult.db import db
from consult.safeguarding.keys import wrap_new_key
from consult.safeguarding.models import OfficerKey
from consult.staff import operations
from consult.staff.models import ROLES, Staff

NAMES = {
    "coordinator": "Coordinación (muestra)",
    "facilitator": "Facilitación (muestra)",
    "safeguarding_officer": "Protección de la niñez (muestra)",
    "legislator": "Legislatura (muestra)",
    "organisation": "Red Ajolote por la Niñez (organización de muestra)",
}
DOMAIN = "example.org"
PASSPHRASE = "ajolote canal nube semilla ventana maíz"  # noqa: S105 (known to all, on purpose)


def accounts() -> dict[str, Staff]:
    """Role -> its sample account. Their passwords are random: one enters by a one-off link."""
    return {role: _account(role) for role in ROLES}


def _account(role: str) -> Staff:
    address = f"{role.replace('_', '-')}@{DOMAIN}"
    staff = operations.invite(address, role, name=NAMES[role])
    if not staff.password:
        operations.set_password(staff, secrets.token_urlsafe(32))
        db.session.flush()
    return staff


def give_key(officer: Staff) -> None:
    """The officer's key, where there is none yet."""
    if db.session.scalar(sa.select(OfficerKey).where(OfficerKey.staff_id == officer.id)):
        return
    made = wrap_new_key(PASSPHRASE)
    db.session.add(
        OfficerKey(staff_id=officer.id, public=made.public, wrapped=made.wrapped, salt=made.salt)
    )
    db.session.flush()
