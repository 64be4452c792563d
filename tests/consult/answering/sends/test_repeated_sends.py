"""Answers that were sent, changed since nothing was heard of them, and sent again: the later count,
and what the earlier told still reaches a person."""

import re
import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.answering.models import FreeText, Response, WithdrawnKey, WithdrawnText
from consult.answering.withdrawal.operations import withdraw
from consult.safeguarding.models import Case, OfficerKey
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from tests.consult.answering.sends.test_transport_sealing import post as post_waiting
from tests.consult.answering.sends.test_transport_sealing import public, sealed

pytestmark = pytest.mark.both_engines

__all__ = ["public"]
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
ADDRESS = "/j/CDFG3467/6-9"
FIRST = {"key": "a" * 32, "code": "barco lago piedra cielo flor tren"}
LATER = {"key": "b" * 32, "code": "sol luna mar rio luz pan"}
EARLIER = f"{FIRST['key']} {FIRST['code']}"
HARMED = "mi tío me pega y tengo miedo de volver a mi casa"


def send(client: FlaskClient, fields: dict[str, str], **more: str) -> int:
    form = {"go": "send", "uses_internet": "yes", **fields, **more}
    return client.post(ADDRESS, data=form, headers=OWN).status_code


def codes() -> set[bytes]:
    db.session.rollback()
    return set(db.session.scalars(sa.select(Response.withdrawal_hash)))


def number(model: type[object]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_later_answers_take_the_place_of_the_earlier(client: FlaskClient, session: Session):
    assert send(client, FIRST, ask_lawmakers="menos anuncios") == 200
    for _retry in range(2):
        changed = {"ask_lawmakers": "más parques", "earlier": EARLIER}
        assert send(client, LATER, **changed) == 200
        assert codes() == {fingerprint(LATER["code"])}
        assert number(FreeText) == 1
    assert send(client, FIRST, ask_lawmakers="menos anuncios") == 200  # it was late
    assert codes() == {fingerprint(LATER["code"])}


def test_an_earlier_send_that_arrives_later_stays_out(client: FlaskClient, session: Session):
    assert send(client, LATER, earlier=EARLIER) == 200
    assert send(client, FIRST) == 200
    assert codes() == {fingerprint(LATER["code"])}
    kept_out = db.session.scalars(sa.select(WithdrawnKey)).one()
    assert kept_out.consultation_id == session.consultation_id


def test_an_earlier_send_that_is_still_on_its_way_stays_out(app: Flask, session: Session):
    """On PostgreSQL it waits for the transaction; SQLite has one writer."""
    send(app.test_client(), FIRST)
    withdraw(FIRST["code"])  # the later send, before it commits
    late = threading.Thread(target=send, args=(app.test_client(), FIRST))
    late.start()
    time.sleep(0.3)
    db.session.commit()
    late.join(20)
    assert codes() == set()


@pytest.mark.parametrize("there", [FIRST, LATER])
def test_a_disclosure_of_either_send_becomes_a_case(
    client: FlaskClient, session: Session, there: dict[str, str]
):
    """What was told first and then taken out was told to somebody who can help, too."""
    officer = invite("officer@example.org", "safeguarding_officer")
    db.session.add(
        OfficerKey(staff_id=officer.id, public=b"\x09" + bytes(31), wrapped=b"w", salt=bytes(16))
    )
    db.session.commit()
    texts = {each["key"]: HARMED if each is there else "más parques" for each in (FIRST, LATER)}
    send(client, FIRST, ask_lawmakers=texts[FIRST["key"]])
    send(client, LATER, ask_lawmakers=texts[LATER["key"]], earlier=EARLIER)
    assert number(WithdrawnText) == 1
    db.session.rollback()
    jobs.screen_sealed_texts()
    db.session.expire_all()
    assert [case.level for case in db.session.scalars(sa.select(Case))] == ["urgent"]
    assert number(Response) == 1


def test_without_javascript_a_form_changed_after_the_look_back_takes_its_place(
    client: FlaskClient, session: Session
):
    form = {"band": "6-9", "language": "es", "uses_internet": "yes"}
    for text in ("menos anuncios", "más parques", "que escuchen"):
        look_back = hidden(client.post(ADDRESS, data={**form, "ask_lawmakers": text}, headers=OWN))
        sent = client.post(ADDRESS, data={**look_back, "go": "send"}, headers=OWN)
        assert sent.status_code == 200  # but nothing is heard of it
        again = client.post(ADDRESS, data={**look_back, "go": "edit"}, headers=OWN)
        other = client.post(ADDRESS, data={**hidden(again), "go": "band:10-13"}, headers=OWN)
        form = {**form, "earlier": hidden(other)["earlier"]}
        assert codes() == {fingerprint(look_back["code"][0])}
    assert len(form["earlier"]) == 3


def hidden(page: TestResponse) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser would post them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text):
        found.setdefault(name, []).append(value)
    return found


def test_the_code_of_the_later_send_takes_all_back(client: FlaskClient, session: Session):
    send(client, FIRST, ask_lawmakers="menos anuncios")
    send(client, LATER, ask_lawmakers="más parques", earlier=EARLIER)
    client.post("/withdraw", data={"code": LATER["code"]}, headers=OWN)
    assert codes() == set()


@pytest.mark.parametrize(
    "earlier",
    ["", "x", f"{'a' * 32}", f"{'a' * 32} barco lago", f"{LATER['key']} {LATER['code']}"],
    ids=["nothing", "no key", "no code", "half a code", "itself"],
)
def test_what_names_no_earlier_send_changes_nothing(
    client: FlaskClient, session: Session, earlier: str
):
    assert send(client, FIRST) == 200
    for _retry in range(2):
        assert send(client, LATER, earlier=earlier) == 200
        assert codes() == {fingerprint(FIRST["code"]), fingerprint(LATER["code"])}
    assert number(WithdrawnKey) == 0


def test_what_waited_on_a_tablet_takes_the_place_of_the_earlier_too(
    client: FlaskClient, session: Session, public: bytes
):
    assert send(client, FIRST) == 200
    waited = sealed(public, earlier=EARLIER, **LATER)
    for _retry in range(2):
        assert post_waiting(client, waited).json == {"stored": True}
        assert codes() == {fingerprint(LATER["code"])}
