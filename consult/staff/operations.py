"""Writes of accounts. Nothing here commits."""

import secrets
import uuid
from datetime import date, timedelta
from hashlib import sha256

import sqlalchemy as sa
from flask_security import hash_password

from consult.db import db

from .models import ROLES, Role, Staff

INVITATION_DAYS = 7


def ensure_roles() -> None:
    """Add the roles that the database does not have yet."""
    there = set(db.session.scalars(sa.select(Role.name)))
    db.session.add_all(Role(name=name) for name in ROLES if name not in there)
    db.session.flush()


def invite(email: str, role: str, *, name: str = "") -> Staff:
    """An account for that address with that role, new or with the role added."""
    ensure_roles()
    staff = by_email(email)
    if staff is None:
        staff = Staff(
            email=email.strip().lower(),
            name=name or email.partition("@")[0],
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            roles=[],
        )
        db.session.add(staff)
    wanted = db.session.scalars(sa.select(Role).where(Role.name == role)).one()
    if wanted not in staff.roles:
        staff.roles.append(wanted)
    db.session.flush()
    return staff


def by_email(email: str) -> Staff | None:
    """The account with that address."""
    return db.session.scalar(sa.select(Staff).where(Staff.email == email.strip().lower()))


def one_off_token(staff: Staff, today: date) -> str:
    """A secret that lets that person in once, within `INVITATION_DAYS`; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    staff.one_off_hash = sha256(token.encode()).digest()
    staff.one_off_until = today + timedelta(days=INVITATION_DAYS)
    return token


def holder(token: str, today: date) -> Staff | None:
    """Whose one-off secret this is, if it still holds."""
    hashed = sha256(token.encode()).digest()
    return db.session.scalar(
        sa.select(Staff).where(
            Staff.one_off_hash == hashed, Staff.one_off_until >= today, Staff.active
        )
    )


def use_up(staff: Staff) -> None:
    """The one-off secret was used."""
    staff.one_off_hash = staff.one_off_until = None


def set_password(staff: Staff, password: str) -> None:
    """Hash (Argon2) and keep; sign out wherever else the account was used."""
    staff.password = hash_password(password)
    staff.fs_uniquifier = uuid.uuid4().hex
