"""Notices that go to several people at once: to whom, and that one of them got it."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app

from consult.background import mail
from consult.background.logs import logger
from consult.safeguarding.keys.queries import officer_keys
from consult.staff.models import Role, Staff
from consult.storage.db import db


def officers() -> Sequence[str]:
    """Addresses of all officers with a key in use."""
    staff_ids = [key.staff_id for key in officer_keys()]
    return _addresses(Staff.id.in_(staff_ids))


def coordinators() -> Sequence[str]:
    """Addresses of all coordinators."""
    return _addresses(sa.and_(Staff.active, Staff.roles.any(Role.name == "coordinator")))


def _addresses(which: sa.ColumnElement[bool]) -> Sequence[str]:
    return db.session.scalars(sa.select(Staff.email).where(which).order_by(Staff.id)).all()


def tell(addresses: Sequence[str], subject: str, words: str) -> bool:
    """Send the same words to each; did anybody get them? True where there is nobody to tell.

    No transaction may be open: a mail server can take its time.
    """
    told = [_is_told(each, subject, words) for each in dict.fromkeys(addresses)]
    return any(told) or not told


def _is_told(address: str, subject: str, words: str) -> bool:
    try:
        mail.send(address, subject, words)
    except mail.NotSent as failed:
        logger.error(f"nobody was told that texts wait: {failed}")
        return False
    return True


def link() -> str:
    """The desk's address, where the settings say what the site's is."""
    origins = current_app.config["ORIGINS"]
    return f"\n{origins[0]}/safeguarding/\n" if origins else ""
