"""Writes of accounts. Nothing here commits."""

import secrets
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

import sqlalchemy as sa
from flask_security import hash_password

from consult.storage.db import db

from .models import ROLES, Role, Staff

INVITATION_DAYS = 7

Refusal = Callable[[Staff, str, bool], str | None]
"""Of a person, a role, and whether it is known that something will be lost: the sentence that says
why the person may not give it up, or None."""

_needed_to_leave: list[Refusal] = []
_on_leaving: list[Callable[[Staff, str], None]] = []


class CannotLeave(ValueError):
    """A role may not be given up yet; the message is the sentence to show."""


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
    staff.active = True  # whoever was retired is back
    db.session.flush()
    return staff


def needed_to_leave(check: Refusal) -> None:
    """Let an activity say why somebody may not give a role up yet."""
    _needed_to_leave.append(check)


def on_leaving(act: Callable[[Staff, str], None]) -> None:
    """Let an activity do its part when somebody gives a role up."""
    _on_leaving.append(act)


def take_role(staff: Staff, role: str, *, losing: bool = False) -> None:
    """Take a role away; `CannotLeave` where that may not be yet. The account stays."""
    _leave(staff, role, losing)
    staff.roles = [each for each in staff.roles if each.name != role]
    db.session.flush()


def retire(staff: Staff, *, losing: bool = False) -> None:
    """Deactivate the account and sign it out everywhere; `CannotLeave` where it may not be yet.

    `losing`: though with the person something is lost to all the others.

    The row stays: logs name it. Its roles stay too, to say what the person was.
    """
    for role in [each.name for each in staff.roles]:
        _leave(staff, role, losing)
    staff.active = False
    staff.password = None
    staff.fs_uniquifier = uuid.uuid4().hex
    use_up(staff)
    db.session.flush()


def _leave(staff: Staff, role: str, losing: bool) -> None:
    for check in _needed_to_leave:
        if sentence := check(staff, role, losing):
            raise CannotLeave(sentence)
    for act in _on_leaving:
        act(staff, role)


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
