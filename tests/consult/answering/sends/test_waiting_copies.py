"""Copies that a tablet saved of what waits on it, taken in by a command: once each, or refused."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient

from consult.answering.sends import transport_sealing
from consult.sessions.models import Session
from consult.storage.db import db
from tests.consult.answering.sends.test_transport_sealing import (
    ADDRESS,
    FORM,
    post,
    public,
    sealed,
    stored,
)
from tests.consult.cli.test_cli import alzavoz

pytestmark = pytest.mark.both_engines

__all__ = ["alzavoz", "public"]
NO_COPY = "is not a copy that a tablet saved.\n"
Take = Callable[[Path], object]


@pytest.fixture
def take(alzavoz, app: Flask) -> Take:
    """The command on the site of the test, on either engine."""
    where = {
        "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"]),
        "ALZAVOZ_DATABASE_URL": app.config["DATABASE_URL"],
    }

    def run(file: Path):
        db.session.commit()
        return alzavoz("session", "import", str(file), **where)

    return run


def copy_of(file: Path, *envelopes: bytes, address: str = ADDRESS) -> Path:
    """The file as outbox.js writes it."""
    entries = [{"address": address, "sealed": b64encode(each).decode()} for each in envelopes]
    file.write_text(json.dumps(entries))
    return file


def test_what_waited_is_stored_once_however_often_it_comes(
    take: Take, client: FlaskClient, public: bytes, tmp_path: Path
) -> None:
    first, second = sealed(public), sealed(public, key="b" * 32)
    assert post(client, first).status_code == 200  # the tablet brought it after all
    file = copy_of(tmp_path / "copy.json", first, second)
    done = take(file)
    assert (done.returncode, done.stdout) == (0, "1 stored, 1 there before.\n")
    assert take(file).stdout == "0 stored, 2 there before.\n"
    assert stored() == 2
    assert post(client, second).status_code == 200
    assert stored() == 2


def close_window(session: Session) -> None:
    session.uploads_over = True


def change_key(session: Session) -> None:
    key = current_app.config["INSTANCE"] / "transport" / f"{session.consultation_id}.key"
    key.unlink()
    transport_sealing.make_key(session.consultation_id)


def change_code(session: Session) -> None:
    session.code = "ZZZZ2222"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (close_window, "of a session whose upload window is over"),
        (change_key, "sealed for a key that is not here"),
        (change_code, "of a session that is not here"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_stored(
    take: Take, session: Session, public: bytes, tmp_path: Path, change, why: str
) -> None:
    file = copy_of(tmp_path / "copy.json", sealed(public))
    before = file.read_bytes()
    change(session)
    done = take(file)
    assert (done.returncode, done.stdout) == (1, "0 stored, 0 there before.\n")
    assert done.stderr == f"Not stored: 1 {why}. Keep {file}.\n"
    assert stored() == 0
    assert file.read_bytes() == before


def test_one_that_is_refused_does_not_hold_up_the_others(
    take: Take, public: bytes, tmp_path: Path
) -> None:
    broken = transport_sealing.seal(urlencode({**FORM, "key": "x"}).encode(), public, ADDRESS)
    done = take(copy_of(tmp_path / "copy.json", broken, sealed(public)))
    assert (done.returncode, done.stdout) == (1, "1 stored, 0 there before.\n")
    assert "1 incomplete" in done.stderr
    assert stored() == 1


def test_envelope_counts_for_the_address_it_was_sealed_for(
    take: Take, public: bytes, tmp_path: Path
) -> None:
    file = copy_of(tmp_path / "copy.json", sealed(public), address="/j/CDFG3467/10-13/waited")
    assert "1 sealed for a key that is not here" in take(file).stderr
    assert stored() == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{}x", b"null", b"[1]", b'[{"address": "/j/a/b/waited"}]', b"\xff\xfe",
     b'[{"address": "/j/a/b/waited", "sealed": "%%%x"}]', b'{"answers": 1}'],
)  # fmt: skip
def test_what_is_no_copy_is_one_sentence(take: Take, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(content)
    done = take(file)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{file} {NO_COPY}")


def test_file_that_is_not_there_is_one_sentence(take: Take, tmp_path: Path) -> None:
    done = take(tmp_path / "none.json")
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be read: No such file or directory.\n")


def test_copy_of_nothing_stores_nothing(take: Take, tmp_path: Path) -> None:
    done = take(copy_of(tmp_path / "copy.json"))
    assert (done.returncode, done.stdout) == (0, "0 stored, 0 there before.\n")
