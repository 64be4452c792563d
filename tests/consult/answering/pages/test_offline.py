"""What a session's tablets fetch so that they work without a network."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from consult.answering.models import Response as Answered
from consult.answering.pages import offline, views
from consult.answering.pages.offline import HERE
from consult.answering.sends import transport_sealing
from consult.consultations.models import Consultation
from consult.sessions.models import Session
from consult.storage.db import db
from tests.conftest import OWN
from tests.consult.other_languages import other_languages

__all__ = ["other_languages"]
WORKER = "/j/CDFG3467/worker.js"
PACK = "/j/CDFG3467/offline.json"


@pytest.fixture
def ready(session: Session) -> Session:
    """A session whose consultation has its transport key."""
    transport_sealing.make_key(session.consultation_id)
    return session


def fingerprint(client: FlaskClient) -> str:
    answered = client.get(WORKER)
    assert answered.status_code == 200
    return answered.text.split("\n", 1)[0]


def pack(client: FlaskClient) -> dict[str, Any]:
    """What a tablet reads, which knows its session."""
    return json.loads(client.get(PACK).text.replace(HERE, "/j/CDFG3467"))


def pages(client: FlaskClient) -> dict[str, str]:
    """Every page as a tablet puts it together again."""
    found = pack(client)
    lines = found["lines"].split("\n")
    made = {}
    for page in found["pages"]:
        place, text = -1, []
        for step in page.get("steps", []):
            place += step + 1
            text.append(lines[place])
        made[page["address"]] = "\n".join(text)
    return made


def test_pack_holds_what_the_site_itself_answers(client: FlaskClient, ready: Session) -> None:
    kept = pages(client)
    words = {address for address in kept if address.startswith("/static/")}
    assert len(words) == 2
    assert len(kept) == 2 + 2 * 5
    for address in kept:
        assert client.get(address).text == kept[address]


def test_pack_names_every_file_of_its_pages(client: FlaskClient, ready: Session) -> None:
    files = pack(client)["files"]
    names = {file.split("/", 3)[3] for file in files}
    assert {
        "css/children_all.css",
        "js/children.js",
        "js/waiting.js",
        "drawings/pictures.svg",
        "drawings/scenes.svg",
    } <= names
    assert {client.get(file).status_code for file in files} == {200}


def test_pages_that_are_alike_are_sent_once(client: FlaskClient, ready: Session) -> None:
    apart = sum(len(text) for text in pages(client).values())
    assert len(client.get(PACK).data) < 0.7 * apart
    for coding, most in {"br": 40_000, "gzip": 55_000}.items():
        small = client.get(PACK, headers={"Accept-Encoding": coding})
        assert 20_000 < len(small.data) < most


def test_each_page_of_a_pack_is_in_its_own_language(client: FlaskClient, ready: Session) -> None:
    views._pages.clear()
    offline._packs.clear()
    kept = pages(client)
    for page in ("", "/10-13"):
        assert "</svg>Exit</a>" in kept[f"/j/CDFG3467{page}?language=en"]
        assert "</svg>Salir</a>" in kept[f"/j/CDFG3467{page}?language=es"]


def test_sessions_that_are_alike_have_one_pack(client: FlaskClient, ready: Session) -> None:
    names = ("consultation_id", "channel", "setting", "region", "bands", "day")
    alike = {name: getattr(ready, name) for name in names}
    db.session.add(Session(code="CDFG3468", **alike))
    db.session.commit()
    assert client.get(PACK).data == client.get("/j/CDFG3468/offline.json").data


def test_pack_holds_languages_that_are_only_heard(
    client: FlaskClient, ready: Session, other_languages: Path
) -> None:
    voice = other_languages / "my_digital_world" / "audio" / "tzh" / "thanks.6-9.title.mp3"
    voice.parent.mkdir(parents=True)
    voice.write_bytes(b"a voice")
    kept = pages(client)
    heard = kept["/j/CDFG3467/6-9?language=tzh"]
    assert len(kept) == 2 + 3 * 5
    assert client.get("/j/CDFG3467/6-9?language=tzh").text == heard
    assert 'data-heard-only="tzh"' in heard
    assert "/audio/my_digital_world/1/6-9/tzh/" in heard
    assert 'data-heard="tzh"' in kept["/j/CDFG3467/6-9?language=es"]


def test_session_of_one_band_begins_there(client: FlaskClient, ready: Session) -> None:
    ready.bands = ["6-9"]
    db.session.commit()
    moved = [each for each in pack(client)["pages"] if "moved" in each]
    assert [each["moved"] for each in moved] == [
        "/j/CDFG3467/6-9",
        "/j/CDFG3467/6-9?language=en",
    ]


def test_worker_is_another_script_when_a_page_or_the_key_changes(
    client: FlaskClient, ready: Session, app: Flask
) -> None:
    first = fingerprint(client)
    assert fingerprint(client) == first
    db.session.execute(sa.update(Consultation).values(askers={"es": "Otra", "en": "Other"}))
    db.session.commit()
    second = fingerprint(client)
    transport_sealing.drop_key(ready.consultation_id)
    transport_sealing.make_key(ready.consultation_id)
    assert len({first, second, fingerprint(client)}) == 3


@pytest.mark.parametrize("address", [WORKER, PACK])
def test_both_are_asked_for_each_time_and_not_sent_again(
    client: FlaskClient, ready: Session, address: str
) -> None:
    answered = client.get(address)
    assert answered.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": answered.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(WORKER).headers["Service-Worker-Allowed"] == "/j/CDFG3467"


def make_public(session: Session) -> None:
    session.channel, session.mode = "public", "link"


def close(session: Session) -> None:
    session.closed = True


def lose_key(session: Session) -> None:
    transport_sealing.drop_key(session.consultation_id)


@pytest.mark.parametrize("change", [make_public, close, lose_key])
def test_without_a_tablet_there_is_no_pack_and_the_worker_clears_up(
    client: FlaskClient, ready: Session, change
) -> None:
    change(ready)
    db.session.commit()
    assert client.get(PACK).status_code == 404
    script = client.get(WORKER).text
    assert "FINGERPRINT" not in script
    assert "unregister()" in script


def test_unknown_code_has_nothing_to_keep(client: FlaskClient) -> None:
    assert client.get("/j/XXXX0000/offline.json").status_code == 404
    assert "FINGERPRINT" not in client.get("/j/XXXX0000/worker.js").text


def test_start_of_the_next_child_is_found_without_its_code(
    client: FlaskClient, ready: Session
) -> None:
    answered = client.get("/j/CDFG3467/?kiosk=1")
    assert answered.headers["Location"] == "/j/CDFG3467?kiosk=1"
    assert "/j/CDFG3467/6-9?kiosk=1" in client.get("/j/CDFG3467?kiosk=1").text
    ready.bands = ["6-9"]
    db.session.commit()
    one = client.get("/j/CDFG3467?kiosk=1")
    assert one.headers["Location"] == "/j/CDFG3467/6-9?kiosk=1"


def test_tablet_that_has_the_words_of_thanks_is_sent_none(
    client: FlaskClient, ready: Session
) -> None:
    address, shortly = "/j/CDFG3467/3-5", {"Origin": OWN, "Prefer": "return=minimal"}
    assert '<template id="thanks-kept">' in client.get(address).text
    sent = {"key": "c" * 32, "code": "sol luna mar rio luz pan"}
    answered = client.post(address, data=sent, headers=shortly)
    assert (answered.status_code, answered.data) == (204, b"")
    assert answered.headers["Preference-Applied"] == "return=minimal"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answered)) == 1
    refused = client.post(address, data={**sent, "key": "?"}, headers=shortly)
    assert 'data-page="questionnaire"' in refused.text


def test_thanks_without_javascript_lead_a_shared_tablet_on(
    client: FlaskClient, ready: Session
) -> None:
    sent = {"key": "c" * 32, "code": "sol luna mar rio luz pan"}
    address = "/j/CDFG3467/3-5"
    thanks = client.post(address, data=sent, headers={"Origin": OWN}).text
    led_on = client.post(f"{address}?kiosk=1", data=sent, headers={"Origin": OWN}).text
    assert 'data-page="thanks"' in thanks
    assert "?kiosk=1" not in thanks
    assert 'href="./?kiosk=1"' in led_on
