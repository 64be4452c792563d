"""Signing staff in, as the one-off link does it."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.clock import today
from consult.staff import operations
from consult.staff.models import Staff
from consult.storage.db import db


def token(page: TestResponse) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, "no form with a token"
    return found.group(1)


def invited(role: str, email: str | None = None) -> tuple[Staff, str]:
    """A new account with that role, and its one-off address."""
    staff = operations.invite(email or f"{role}@example.org", role)
    secret = operations.one_off_token(staff, today())
    db.session.commit()
    return staff, f"/staff/enter/{secret}"


def signed_in(client: FlaskClient, role: str, email: str | None = None) -> Staff:
    """Sign the client in with a new account of that role."""
    staff, address = invited(role, email)
    page = client.get(address)
    entered = client.post(address, data={"csrf_token": token(page)})
    assert entered.status_code == 303
    return staff
