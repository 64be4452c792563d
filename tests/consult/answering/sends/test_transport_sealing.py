"""Answers that waited on a device: opened by the site alone, for one address, stored once."""

import stat
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.answering.models import FreeText, Response
from consult.answering.sends import transport_sealing
from consult.background import web_tasks
from consult.clock import today
from consult.consultations.models import Consultation
from consult.sessions.models import Session
from consult.storage.db import db
from tests.conftest import OWN

ADDRESS = "/j/CDFG3467/6-9/waited"
FORM = {
    "key": "a" * 32,
    "code": "sol luna mar rio luz pan",
    "language": "es",
    "uses_internet": "yes",
    "ask_lawmakers": "que haya menos anuncios",
}


@pytest.fixture
def public(session: Session) -> bytes:
    """The public half of the consultation's key."""
    transport_sealing.make_key(session.consultation_id)
    found = transport_sealing.public_key(session.consultation_id)
    assert found is not None
    return found


def post(client: FlaskClient, envelope: bytes, address: str = ADDRESS, origin: str = OWN):
    return client.post(address, data=envelope, headers={"Origin": origin})


def sealed(public: bytes, address: str = ADDRESS, **changed: str) -> bytes:
    return transport_sealing.seal(urlencode({**FORM, **changed}).encode(), public, address)


def stored() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Response)) or 0


def test_waiting_answer_is_stored_once_with_its_text_sealed(
    client: FlaskClient, public: bytes
) -> None:
    for _twice in range(2):
        answered = post(client, sealed(public))
        assert (answered.status_code, answered.json) == (200, {"stored": True})
    response = db.session.scalars(sa.select(Response)).one()
    assert (response.band, response.language) == ("6-9", "es")
    assert response.answers["uses_internet"] == "yes"
    text = db.session.scalars(sa.select(FreeText)).one()
    assert text.sealed is not None


@pytest.mark.parametrize("wrong", [b"", b"\x01", b"\x02" + b"x" * 2000, b"\x01" + b"\x04" * 2000])
def test_what_is_no_envelope_is_refused_with_a_sentence(
    client: FlaskClient, public: bytes, wrong: bytes
) -> None:
    answered = post(client, wrong)
    assert answered.status_code == 409
    assert answered.json["problem"].endswith(".")
    assert stored() == 0


def test_envelope_counts_for_its_own_address_only(client: FlaskClient, public: bytes) -> None:
    assert post(client, sealed(public, "/j/CDFG3467/10-13/waited")).status_code == 409
    assert stored() == 0


def test_key_that_is_gone_opens_nothing(
    client: FlaskClient, public: bytes, session: Session
) -> None:
    envelope = sealed(public)
    assert transport_sealing.drop_key(session.consultation_id)
    assert not transport_sealing.drop_key(session.consultation_id)
    assert post(client, envelope).status_code == 409
    assert transport_sealing.public_key(session.consultation_id) is None


def test_other_pages_and_unknown_codes_are_refused(client: FlaskClient, public: bytes) -> None:
    assert post(client, sealed(public), origin="https://example.org").status_code == 403
    assert post(client, sealed(public), "/j/XXXXXXXX/6-9/waited").status_code == 404
    assert post(client, sealed(public), "/j/CDFG3467/60-90/waited").status_code == 404
    assert stored() == 0


@pytest.mark.parametrize("changed", [{"code": "sol"}, {"key": "x"}, {"uses_internet": "perhaps"}])
def test_envelope_is_checked_like_any_send(
    client: FlaskClient, public: bytes, changed: dict[str, str]
) -> None:
    assert post(client, sealed(public, **changed)).status_code == 422
    assert stored() == 0


def test_private_half_is_a_file_of_its_owner_alone(
    app: Flask, consultation: Consultation, public: bytes
) -> None:
    file = app.config["INSTANCE"] / "transport" / f"{consultation.id}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    transport_sealing.make_key(consultation.id)
    assert transport_sealing.public_key(consultation.id) == public, "a second call keeps the key"


def test_pages_of_a_session_name_the_key_and_the_public_link_does_not(
    client: FlaskClient, session: Session, public: bytes
) -> None:
    assert "data-transport=" in client.get("/j/CDFG3467/6-9").text
    session.channel, session.mode = "public", "link"
    db.session.commit()
    assert "data-transport=" not in client.get("/j/CDFG3467/6-9").text


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.text().map(lambda text: urlencode({"t": text}).encode()), flipped=st.integers(0))
def test_what_was_sealed_is_opened_and_a_changed_bit_is_noticed(
    session: Session, public: bytes, form: bytes, flipped: int
) -> None:
    number = session.consultation_id
    envelope = transport_sealing.seal(form, public, "/a")
    assert transport_sealing.open_envelope(envelope, number, "/a") == form
    assert len(envelope) % transport_sealing.PADDING == (
        1 + transport_sealing.POINT + transport_sealing.TAG
    )
    place = flipped % len(envelope)
    changed = envelope[:place] + bytes([envelope[place] ^ 1]) + envelope[place + 1 :]
    with pytest.raises(transport_sealing.CannotOpen):
        transport_sealing.open_envelope(changed, number, "/a")


def test_key_goes_when_nothing_can_arrive_any_more(
    app: Flask, session: Session, consultation: Consultation, public: bytes
) -> None:
    consultation.state = "closed"
    db.session.commit()
    web_tasks.run(app)
    assert transport_sealing.public_key(consultation.id) == public, (
        "a tablet may still bring answers"
    )
    session.day = consultation.opens_on = consultation.closes_on = today() - timedelta(days=60)
    db.session.commit()
    web_tasks.run(app)
    assert transport_sealing.public_key(consultation.id) is None
