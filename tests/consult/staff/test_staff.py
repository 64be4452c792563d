"""Accounts: invitation, sign-in, and refusal by default."""

from datetime import timedelta

import pytest
from werkzeug.routing import IntegerConverter

from consult.clock import today
from consult.staff.access import PUBLIC
from consult.staff.models import ROLES, Staff
from consult.staff.operations import set_password
from consult.storage.db import db
from tests.consult.sign_in import invited, signed_in, token

PASSWORD = "cuatro palabras que solo yo"
UUID = "00000000-0000-4000-8000-000000000000"


@pytest.mark.both_engines
def test_invited_person_enters_once_and_chooses_a_password(client, app):
    _, address = invited("coordinator")
    page = client.get(address)
    assert client.get(address).status_code == 200, "opening the link does not use it up"
    entered = client.post(address, data={"csrf_token": token(page)})
    assert entered.headers["Location"] == "/staff/password"
    page = client.get("/staff/password")
    chosen = {"csrf_token": token(page), "password": PASSWORD, "again": PASSWORD}
    assert client.post("/staff/password", data=chosen).status_code == 303
    assert client.get("/staff/").status_code == 200
    assert client.get(address).status_code == 410


def test_one_off_link_expires(client, app):
    staff, address = invited("coordinator")
    staff.one_off_until = today() - timedelta(days=1)
    db.session.commit()
    assert client.get(address).status_code == 410


def test_password_signs_in_and_a_wrong_one_says_one_sentence(client, app):
    staff, _ = invited("legislator")
    set_password(staff, PASSWORD)
    db.session.commit()
    page = client.get("/staff/login")
    wrong = {"csrf_token": token(page), "email": staff.email, "password": "otra cosa distinta"}
    refused = client.post("/staff/login", data=wrong)
    assert "El correo o la contraseña no son correctos." in refused.text
    right = client.post("/staff/login", data={**wrong, "password": PASSWORD})
    assert right.status_code == 302
    assert client.get("/staff/").status_code == 200


def test_short_or_different_passwords_are_refused(client, app):
    signed_in(client, "coordinator")
    page = client.get("/staff/password")
    short = {"csrf_token": token(page), "password": "corta", "again": "corta"}
    assert client.post("/staff/password", data=short).status_code == 422
    different = {**short, "password": PASSWORD, "again": PASSWORD + "!"}
    assert client.post("/staff/password", data=different).status_code == 422


def test_password_is_hashed_with_argon2(app):
    staff, _ = invited("coordinator")
    set_password(staff, PASSWORD)
    assert staff.password.startswith("$argon2id$")


@pytest.mark.both_engines
def test_no_column_follows_what_staff_do():
    kept = {column.name for column in Staff.__table__.columns}
    assert not [name for name in kept if "login" in name or "ip" in name.split("_")]


def addresses(app):
    """An address for every rule, with made-up values for its variables."""
    for rule in app.url_map.iter_rules():
        values = {
            name: 1 if isinstance(kind, IntegerConverter) else UUID
            for name, kind in rule._converters.items()
        }
        with app.test_request_context():
            yield rule, app.url_for(rule.endpoint, **values)


def test_every_route_is_public_by_the_list_or_refuses_who_is_not_signed_in(client, app):
    for rule, address in addresses(app):
        if rule.endpoint in PUBLIC:
            continue
        method = "POST" if "POST" in rule.methods and "GET" not in rule.methods else "GET"
        answer = client.open(address, method=method)
        refused = answer.status_code == 404 or "/staff/login" in answer.headers.get("Location", "")
        # A post without its token is refused even earlier.
        assert refused or answer.status_code == 400, f"{method} {address}: {answer.status_code}"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_refuses_wrong_roles(client, app, role):
    signed_in(client, role)
    for rule, address in addresses(app):
        allowed = getattr(app.view_functions[rule.endpoint], "roles", ())
        if rule.endpoint in PUBLIC or role in allowed:
            continue
        method = "POST" if "GET" not in rule.methods else "GET"
        answer = client.open(address, method=method)
        assert answer.status_code in (400, 403), f"{method} {address}: {answer.status_code}"


def test_public_list_names_routes_that_exist(app):
    assert set(app.view_functions) >= PUBLIC
