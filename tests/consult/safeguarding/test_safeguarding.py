"""Screening before anyone reads, and the desk, over HTTP, on both engines."""

import hashlib
import io
import json
import logging
import re
import signal
import subprocess
import sys
import uuid
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

import analysis
from analysis.screening import LEVELS, SIGNALS, UNREAD
from consult.answering.models import FreeText, Response
from consult.answering.privacy import session_unlinking
from consult.answering.privacy.jobs import forget_sessions
from consult.answering.queries import screened_texts
from consult.answering.withdrawal.operations import withdraw
from consult.background.queue import queue
from consult.clock import hour, today
from consult.consultations.queries import questionnaire
from consult.help.queries import new_service
from consult.safeguarding import case_log
from consult.safeguarding.cases import labels, operations
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import (
    AUTHORITIES,
    REASONS,
    Act,
    Case,
    CaseEvent,
    CaseSeal,
    LogIsKept,
    OfficerKey,
)
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.staff.models import ROLES
from consult.staff.operations import invite
from consult.storage.db import Model, db
from consult.storage.sealing import seal
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

URGENT = "mi tío me pega y tengo miedo"
SUPPORT = "me hacen burla en el grupo de la escuela y me da miedo ir"
NAMED = "Me llamo Ximena Robles Paredes y quiero que haya más canchas"
PLAIN = "Que contesten las denuncias"
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
CODE = "barco lago piedra cielo flor tren"
VENDOR = Path(__file__).parents[3] / "static" / "vendor" / "libsodium"
AT = datetime(2026, 3, 2, 10, 44)


@pytest.fixture
def private() -> PrivateKey:
    """An officer's private half, which no server ever has."""
    return PrivateKey.generate()


@pytest.fixture
def key(app: Flask, private: PrivateKey) -> OfficerKey:
    """The key of an officer; what wraps its private half does not matter here."""
    return key_for("officer@example.org", private)


def key_for(email: str, private: PrivateKey) -> OfficerKey:
    staff = invite(email, "safeguarding_officer")
    made = keyring.make_key(staff.id, bytes(private.public_key), bytes(72), bytes(16))
    db.session.commit()
    return made


def send(client: FlaskClient, *texts: str, code: str = CODE) -> None:
    """Each text as the answer of one child."""
    for text in texts:
        posted = {"go": "send", "key": uuid.uuid4().hex, "code": code, "ask_lawmakers": text}
        assert client.post("/j/CDFG3467/10-13", data=posted, headers=OWN).status_code == 200


def texts() -> list[FreeText]:
    db.session.expire_all()
    found = list(db.session.scalars(sa.select(FreeText)))
    db.session.rollback()
    return found


def cases() -> list[Case]:
    return list(db.session.scalars(sa.select(Case).order_by(Case.level)))


def told(case: Case, private: PrivateKey) -> dict[str, object]:
    """What a case says to the holder of a private half."""
    [sealed] = [seal.sealed for seal in case.seals]
    return json.loads(sodium_unpad(SealedBox(private).decrypt(sealed), formats.PADDING))


def new_case(session: Session, level: str = "urgent", alerted: datetime | None = None) -> Case:
    found = analysis.ScreeningResult("", "tengo miedo", (), level, ("fear",), ("miedo",), cued=True)
    waiting = jobs.SealedText(
        uuid.uuid4(), "ask_lawmakers", None, session.consultation_id, "10-13", "es", None, None
    )
    alert = jobs._alert(waiting, found, jobs.OpenedText("tengo miedo", bytes(32)))
    known = set(db.session.scalars(sa.select(Case.id)))
    operations.alert_officers(alert, queries.officer_keys(), alerted or hour())
    db.session.commit()
    return db.session.scalars(sa.select(Case).where(Case.id.not_in(known))).one()


# ---- screening


def test_of_a_text_that_was_screened_too_late_nobody_says_where_it_came_from(
    client, session, key, private
):
    send(client, PLAIN, URGENT)
    session.uploads_over = True
    session.day -= session_unlinking.WAIT_FOR_SCREENING + timedelta(days=10)
    db.session.commit()
    forget_sessions()
    jobs.screen_sealed_texts()
    [late] = cases()
    content = told(late, private)
    where = ("channel", "session", "region", "setting", "day")
    assert [content[each] for each in where] == ["", None, None, None, None]


def test_text_that_raises_nothing_is_redacted_and_its_sealed_form_is_gone(client, session, key):
    send(client, NAMED)
    jobs.screen_sealed_texts()
    [text] = texts()
    assert text.sealed is None
    assert not text.held
    assert text.redacted.endswith("y quiero que haya más canchas")
    assert "Ximena" not in text.redacted
    assert "Robles" not in text.redacted
    assert cases() == []


def test_urgent_text_becomes_a_case_and_its_row_is_deleted(client, session, key, private):
    send(client, URGENT)
    jobs.screen_sealed_texts()
    assert texts() == []
    [case] = cases()
    assert (case.level, case.state, case.alerted.minute) == ("urgent", "new", 0)
    said = told(case, private)
    assert said["text"] == URGENT
    assert "violence_home" in said["signals"]
    assert said["cued"] is True
    assert said["reasons"]
    assert said["question"] == asked("ask_lawmakers")
    assert (said["band"], said["language"]) == ("10-13", "es")
    assert (said["session"], said["region"]) == ("CDFG3467", "Oaxaca")
    assert (said["setting"], said["day"]) == ("school", today().isoformat())
    assert (said["facilitator"], said["facilitator_email"]) == (None, None)


def test_case_says_who_facilitated_and_still_fits_its_block(client, session, key, private):
    staff = invite("facilitator@example.org", "facilitator")
    staff.name = "Ña" * 60  # as long as a name can be
    session.facilitator_id = staff.id
    db.session.commit()
    send(client, URGENT, URGENT + " " + "y no sé qué hacer " * 20)
    jobs.screen_sealed_texts()
    for case in cases():
        said = told(case, private)
        assert said["facilitator"] == "Ña" * 60
        assert said["facilitator_email"] == "facilitator@example.org"
        [sealed] = case.seals
        assert len(sealed.sealed) == 48 + formats.PADDING


def asked(concept: str) -> str:
    version = questionnaire("my_digital_world", 1).version_for("10-13", "es")
    return next(each.ask for each in version.questions if each.concept == concept)


def test_support_is_held_counted_and_copied(client, session, key, private):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [text] = texts()
    assert text.held
    assert text.sealed is None
    assert text.redacted
    [case] = cases()
    assert (case.level, case.alerted.time()) == ("support", time.min), "the day, and no hour"
    assert told(case, private)["text"] == SUPPORT
    [counted] = screened_texts(session.consultation_id)
    assert counted.held, "counted in themes, never quoted"


def test_every_officer_gets_a_seal_of_the_same_length_whatever_was_written(client, session, key):
    key_for("second@example.org", PrivateKey.generate())
    send(client, URGENT, URGENT + " " + "y no sé qué hacer " * 20)
    jobs.screen_sealed_texts()
    seals = db.session.scalars(sa.select(CaseSeal)).all()
    assert len(seals) == 4
    assert len({len(each.sealed) for each in seals}) == 1


def test_english_text_is_read_as_english(client, session, key):
    posted = {"go": "send", "key": "0" * 32, "code": CODE, "language": "en"}
    client.post(
        "/j/CDFG3467/10-13", data={**posted, "ask_lawmakers": "More parks please"}, headers=OWN
    )
    jobs.screen_sealed_texts()
    assert [text.redacted for text in texts()] == ["More parks please"]


def test_without_an_officers_key_raised_texts_stay_sealed_and_the_rest_goes_on(client, session):
    send(client, URGENT, SUPPORT, PLAIN)
    for _ in range(2):
        jobs.screen_sealed_texts()
    assert sorted(text.redacted or "" for text in texts()) == ["", "", PLAIN]
    assert cases() == []
    key_for("officer@example.org", PrivateKey.generate())
    jobs.screen_sealed_texts()
    assert [case.level for case in cases()] == ["support", "urgent"]
    assert [text.sealed for text in texts()] == [None, None]


@pytest.mark.parametrize("change", [{"active": False}, {"roles": []}])
def test_key_of_somebody_who_is_no_officer_now_gets_nothing(client, session, key, change):
    staff = invite("officer@example.org", "safeguarding_officer")
    for name, value in change.items():
        setattr(staff, name, value)
    db.session.commit()
    assert not queries.has_officer_key()
    send(client, URGENT)
    jobs.screen_sealed_texts()
    assert cases() == []
    assert len(texts()) == 1


def test_screening_again_changes_nothing(client, session, key):
    send(client, URGENT, SUPPORT, PLAIN)
    jobs.screen_sealed_texts()
    before = sorted((str(text.id), text.redacted) for text in texts())
    jobs.screen_sealed_texts()
    assert sorted((str(text.id), text.redacted) for text in texts()) == before
    assert len(cases()) == 2


def test_more_than_one_batch_is_screened_in_one_run(client, session, key, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    send(client, PLAIN, URGENT, PLAIN, SUPPORT, PLAIN)
    jobs.screen_sealed_texts()
    assert all(text.sealed is None for text in texts())
    assert len(cases()) == 2


KILLED = """
import json, os, signal, sys
from consult import create_app
from consult.safeguarding.screening import jobs
app = create_app(json.loads(sys.argv[1]))
jobs.BATCH, kept, keep = 2, 0, jobs._keep
def keep_and_die(*given):
    global kept
    done, kept = keep(*given), kept + 1
    if kept == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return done
jobs._keep = keep_and_die
with app.app_context():
    jobs.screen_sealed_texts()
"""


@pytest.mark.parametrize("after", [1, 4])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_is_raised_twice(
    app, client, session, key, private, after
):
    send(client, URGENT, SUPPORT, PLAIN, URGENT, PLAIN)
    overrides = {
        "INSTANCE": str(app.config["INSTANCE"]),
        "DATABASE_URL": app.config["DATABASE_URL"],
    }
    db.session.rollback()  # what the last page read: another process is to write
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, json.dumps(overrides), str(after)],
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    left = [text for text in texts() if text.sealed is not None]
    assert len(left) == 5 - 2 * ((after - 1) // 2)
    jobs.screen_sealed_texts()
    assert [case.level for case in cases()] == ["support", "urgent", "urgent"]
    assert sorted(told(case, private)["text"] for case in cases()) == [SUPPORT, URGENT, URGENT]
    assert len(texts()) == 3
    assert all(text.redacted for text in texts())


def test_two_runs_at_once_raise_once(client, session, key, monkeypatch):
    send(client, URGENT, SUPPORT, PLAIN)
    read, runs = jobs._read, []

    def read_while_another_runs(*given):
        if not runs:
            runs.append(1)
            jobs.screen_sealed_texts()
        return read(*given)

    monkeypatch.setattr(jobs, "_read", read_while_another_runs)
    jobs.screen_sealed_texts()
    assert len(cases()) == 2
    assert len(texts()) == 2


def test_text_withdrawn_while_it_is_read_is_read_anew_and_raised_once_if_urgent(
    client, session, key, monkeypatch
):
    send(client, URGENT, SUPPORT)
    read = jobs._read

    def read_while_the_child_withdraws(*given):
        withdraw(CODE)
        db.session.commit()
        return read(*given)

    monkeypatch.setattr(jobs, "_read", read_while_the_child_withdraws)
    jobs.screen_sealed_texts()
    assert texts() == []
    assert [(case.level, case.mark) for case in cases()] == [("urgent", None)]


def test_answers_can_be_stored_while_the_model_reads(app, client, session, key, monkeypatch):
    send(client, PLAIN)
    read = jobs._read

    def read_while_another_child_sends(*given):
        with app.app_context():
            db.session.execute(sa.text("UPDATE session SET expected = 21"))
            db.session.commit()
        return read(*given)

    monkeypatch.setattr(jobs, "_read", read_while_another_child_sends)
    jobs.screen_sealed_texts()
    assert db.session.scalar(sa.select(Session.expected)) == 21


def test_text_for_another_key_stays_sealed_and_stops_no_other(client, session, key):
    send(client, PLAIN, PLAIN)
    foreign = SealedBox(PrivateKey.generate().public_key).encrypt(b"hola")
    first = db.session.scalars(sa.select(FreeText).limit(1)).one()
    first.sealed = foreign
    db.session.commit()
    jobs.screen_sealed_texts()
    assert sorted((text.redacted or "", text.sealed) for text in texts()) == [
        ("", foreign),
        (PLAIN, None),
    ]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the site logs, as it logs it."""
    [handler] = logging.getLogger("alzavoz").handlers
    lines = io.StringIO()
    before = handler.setStream(lines)
    yield lines
    handler.setStream(before)


def test_text_that_breaks_screening_stays_sealed_stops_no_other_and_is_not_logged(
    client, session, key, logged, monkeypatch
):
    screen = analysis.screen

    def breaks(pairs, **options):
        pairs = list(pairs)
        if any("canchas" in text for _, text in pairs):
            raise ValueError(pairs)
        return screen(pairs, **options)

    monkeypatch.setattr(analysis, "screen", breaks)
    send(client, PLAIN, NAMED, URGENT)
    jobs.screen_sealed_texts()
    assert sorted(text.redacted or "" for text in texts()) == ["", PLAIN]
    assert len(cases()) == 1
    assert '"error": "ValueError"' in logged.getvalue()
    assert "canchas" not in logged.getvalue()


def test_missing_model_is_said_and_nothing_is_lost(app, client, session, key, logged):
    send(client, PLAIN)
    app.config["SPANISH_MODEL"] = "es_no_such_model"
    jobs.screen_sealed_texts()
    assert len(texts()) == 1
    assert "es_no_such_model is not installed" in logged.getvalue()


def test_screening_runs_each_minute_and_its_task_carries_nothing(app, client, session, key):
    send(client, URGENT)
    waiting = queue(app).huey
    assert "screen_sealed_texts" in str(waiting._registry.periodic_tasks)
    assert all(task.args == () for task in waiting._registry.periodic_tasks)


# ---- what can be found on the disk


def everything_stored(app: Flask) -> bytes:
    """Every byte that the database, its log, the queue and anything else have on the disk."""
    db.session.rollback()
    files = [path for path in app.config["INSTANCE"].rglob("*") if path.is_file()]
    stored = [path.read_bytes() for path in files]
    if db.engine.dialect.name == "postgresql":
        stored += _tables()
        db.session.execute(sa.text("CHECKPOINT"))
        folder = Path(db.session.scalar(sa.text("SHOW data_directory")) or "")
        stored += [path.read_bytes() for path in folder.glob("base/*/*") if path.is_file()]
        stored += [path.read_bytes() for path in folder.glob("pg_wal/*") if path.is_file()]
    db.session.rollback()
    return b"\0".join(stored)


def _tables() -> list[bytes]:
    rows = []
    for table in Model.metadata.sorted_tables:
        found = db.session.execute(sa.text(f'SELECT t::text FROM "{table.name}" t'))
        rows += [str(row[0]).encode() for row in found]
    return rows


PLANTED = (
    "mi tía me pega y no duermo",
    "Me llamo Eréndira Covarrubias y quiero que haya más kioscos",
)
MARKS = ("me pega y no duermo", "Eréndira", "Covarrubias", "violence_home")
"""On PostgreSQL the files of all tests are read, so nothing else in this suite says these."""


def test_planted_sentences_are_found_nowhere_before_screening(app, client, session, key, logged):
    queue(app)
    send(client, *PLANTED)
    stored = everything_stored(app) + logged.getvalue().encode()
    assert b"answering.send" in stored
    assert b"CDFG3467" in stored  # the search finds what is there
    for mark in (*MARKS, "kioscos"):
        assert mark.encode() not in stored


def test_what_identifies_or_discloses_is_found_nowhere_after_screening(
    app, client, session, key, logged
):
    queue(app)
    send(client, *PLANTED)
    jobs.screen_sealed_texts()
    assert [case.level for case in cases()] == ["urgent"]
    stored = everything_stored(app) + logged.getvalue().encode()
    assert b"kioscos" in stored
    for mark in MARKS:
        assert mark.encode() not in stored


def test_case_has_no_column_that_could_name_a_response():
    assert set(Case.__table__.columns.keys()) == {
        "id", "consultation_id", "level", "state", "alerted", "mark",
    }  # fmt: skip
    leads_to = {
        foreign.column.table.name
        for table in (Case, CaseSeal, CaseEvent)
        for foreign in table.__table__.foreign_keys
    }
    assert leads_to == {"consultation", "safeguarding_case", "officer_key", "staff"}
    assert not [
        foreign for foreign in Response.__table__.foreign_keys | FreeText.__table__.foreign_keys
        if foreign.column.table.name == "safeguarding_case"
    ]  # fmt: skip


# ---- keys


def test_key_made_on_the_server_opens_with_its_passphrase_alone():
    public, wrapped, salt = formats.wrap_new_key(" farol  ventana\nnopal tambor ")
    stretched = argon2id.kdf(32, b"farol ventana nopal tambor", salt, 3, 256 * 1024 * 1024)
    private = PrivateKey(SecretBox(stretched).decrypt(wrapped))
    assert bytes(private.public_key) == public
    formats.check(public, wrapped, salt)


@given(st.text())
def test_normalising_a_passphrase_twice_changes_nothing(passphrase):
    once = formats.normalised(passphrase)
    assert formats.normalised(once) == once
    assert "  " not in once


@given(st.binary(max_size=9000))
def test_what_is_sealed_is_padded_and_comes_back_whole(content):
    private = PrivateKey.generate()
    sealed = formats.seal_for(bytes(private.public_key), content)
    assert (len(sealed) - 48) % formats.PADDING == 0
    assert sodium_unpad(SealedBox(private).decrypt(sealed), formats.PADDING) == content


@pytest.mark.parametrize("lengths", [(31, 72, 16), (32, 71, 16), (32, 72, 15), (0, 0, 0)])
def test_key_of_a_wrong_length_is_refused(lengths):
    with pytest.raises(formats.UnusableKey):
        formats.check(*(b"x" * length for length in lengths))


def test_public_key_that_nothing_can_be_sealed_for_is_refused():
    with pytest.raises(formats.UnusableKey):
        formats.check(bytes(32), bytes(72), bytes(16))


def test_officer_has_one_key(key):
    other = bytes(PrivateKey.generate().public_key)
    with pytest.raises(keyring.HasKey):
        keyring.make_key(key.staff_id, other, bytes(72), bytes(16))


# ---- the desk over HTTP


@pytest.fixture
def officer(client: FlaskClient, key: OfficerKey) -> FlaskClient:
    """A client signed in as the officer who has the key."""
    assert signed_in(client, "safeguarding_officer", "officer@example.org").id == key.staff_id
    return client


def desk_routes(app: Flask) -> list[tuple[str, str]]:
    some = {"case_id": str(uuid.uuid4()), "key_id": "1"}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("safeguarding."):
            path = re.sub(r"<[^>]*?(\w+)>", lambda name: some[name[1]], rule.rule)
            found += [(method, path) for method in rule.methods - {"HEAD", "OPTIONS"}]
    return found


@pytest.mark.parametrize("role", [None, *sorted(set(ROLES) - {"safeguarding_officer"})])
def test_nobody_but_an_officer_opens_any_route_of_the_desk(app, client, role):
    app.config["WTF_CSRF_ENABLED"] = False  # the role alone refuses
    routes = desk_routes(app)
    assert len(routes) >= 9
    app.config["WTF_CSRF_ENABLED"] = True
    if role:
        signed_in(client, role)
    app.config["WTF_CSRF_ENABLED"] = False
    for method, path in routes:
        page = client.open(path, method=method)
        assert page.status_code == (403 if role else 302), (method, path)


def test_officer_without_a_key_is_led_to_make_one(client):
    staff = signed_in(client, "safeguarding_officer")
    assert client.get("/safeguarding/").headers["Location"] == "/safeguarding/key"
    assert client.get("/safeguarding/passphrase").headers["Location"] == "/safeguarding/key"
    page = client.get("/safeguarding/key")
    public, wrapped, salt = bytes(PrivateKey.generate().public_key), b"w" * 72, b"s" * 16
    made = client.post("/safeguarding/key", data=key_fields(page, public, wrapped, salt))
    assert made.status_code == 303
    stored = queries.key_of(staff.id)
    assert (stored.public, stored.wrapped, stored.salt) == (public, wrapped, salt)
    assert queries.has_officer_key()


def key_fields(page, public: bytes, wrapped: bytes, salt: bytes) -> dict[str, str]:
    parts = {"public": public, "wrapped": wrapped, "salt": salt}
    encoded = {name: b64encode(part).decode() for name, part in parts.items()}
    return {**encoded, "weekly_hours": "6", "csrf_token": token(page)}


@pytest.mark.parametrize("broken", [{"public": "AAAA"}, {"wrapped": "no es base64"}, {"salt": ""}])
def test_incomplete_key_is_refused_with_a_sentence(client, broken):
    signed_in(client, "safeguarding_officer")
    fields = key_fields(client.get("/safeguarding/key"), b"p" * 32, b"w" * 72, b"s" * 16)
    page = client.post("/safeguarding/key", data={**fields, **broken})
    assert page.status_code == 422
    assert "La llave llegó incompleta" in page.text
    assert not queries.has_officer_key()


def test_public_key_that_is_none_is_refused_with_a_sentence(client):
    signed_in(client, "safeguarding_officer")
    fields = key_fields(client.get("/safeguarding/key"), bytes(32), b"w" * 72, b"s" * 16)
    page = client.post("/safeguarding/key", data=fields)
    assert page.status_code == 422
    assert "La llave llegó incompleta" in page.text


def test_second_key_is_not_taken(officer, key, private):
    page = officer.get("/safeguarding/passphrase")
    fields = key_fields(page, bytes(PrivateKey.generate().public_key), b"w" * 72, b"s" * 16)
    assert officer.post("/safeguarding/key", data=fields).status_code == 303
    assert queries.key_of(key.staff_id).public == bytes(private.public_key)


def test_changing_the_passphrase_keeps_the_public_half(officer, key, private):
    page = officer.get("/safeguarding/passphrase")
    fields = key_fields(page, b"x" * 32, b"n" * 72, b"t" * 16)
    assert officer.post("/safeguarding/passphrase", data=fields).status_code == 303
    db.session.expire_all()
    stored = queries.key_of(key.staff_id)
    assert (stored.wrapped, stored.salt) == (b"n" * 72, b"t" * 16)
    assert stored.public == bytes(private.public_key)


def test_form_without_its_token_is_refused(officer, session):
    case = new_case(session)
    for act in ("open", "refer", "close", "reopen"):
        assert officer.post(f"/safeguarding/{case.id}/{act}").status_code == 400
    assert db.session.scalars(sa.select(CaseEvent)).all() == []


def test_desk_lists_urgent_cases_first_then_those_that_have_waited_longest(officer, session):
    now = hour()
    old_support = new_case(session, "support", now - timedelta(hours=5))
    late = new_case(session, "urgent", now)
    early = new_case(session, "urgent", now - timedelta(hours=2))
    listed = [line.id for line in cases_queries.open_cases()]
    assert listed == [early.id, late.id, old_support.id]
    page = officer.get("/safeguarding/").text
    assert "2 casos urgentes esperan" in page
    assert [page.index(str(case_id)) for case_id in listed] == sorted(
        page.index(str(case_id)) for case_id in listed
    )
    assert "Mi mundo digital (muestra)" in page
    assert f"entre {early.alerted:%H}:00 y {early.alerted + timedelta(hours=1):%H}:00" in page
    session.consultation.titles = {"es": "Consulta de muestra"}
    db.session.commit()
    assert "(muestra)" not in officer.get("/safeguarding/").text, "the title says so itself"


def test_case_is_sent_to_the_browser_only_once_its_opening_is_logged(officer, session, key):
    case = new_case(session)
    [sealed] = [b64encode(each.sealed).decode() for each in case.seals]
    before = officer.get(f"/safeguarding/{case.id}")
    assert sealed not in before.text
    officer.post(f"/safeguarding/{case.id}/open", data={"csrf_token": token(before)})
    after = officer.get(f"/safeguarding/{case.id}").text
    assert sealed in after
    assert "Abrió el caso" in after
    [event] = db.session.scalars(sa.select(CaseEvent))
    assert (event.staff_id, event.act) == (key.staff_id, "open")
    assert event.at.minute % 15 == event.at.second == 0


def test_every_act_is_logged_in_order_with_who_did_it(officer, session, key):
    case = new_case(session)
    act(officer, case, "open")
    act(officer, case, "refer", authority="refer_911")
    act(officer, case, "refer", authority="refer_procuraduria")
    act(officer, case, "close", reason="close_reported")
    act(officer, case, "reopen")
    act(officer, case, "close", reason="close_nothing")
    logged = [line.act for line in cases_queries.log_of(case)]
    assert logged == [
        "open", "refer_911", "refer_procuraduria", "close_reported", "reopen", "close_nothing",
    ]  # fmt: skip
    assert {line.by for line in cases_queries.log_of(case)} == {"officer"}
    assert cases_queries.open_cases() == []
    assert [line.id for line in cases_queries.closed_cases()] == [case.id]


def act(client: FlaskClient, case: Case, what: str, **fields: str):
    page = client.get("/safeguarding/passphrase")
    posted = {"csrf_token": token(page), **fields}
    done = client.post(f"/safeguarding/{case.id}/{what}", data=posted)
    db.session.expire_all()
    return done


def test_case_is_not_closed_as_reported_before_an_authority_was_told(officer, session):
    case = new_case(session)
    act(officer, case, "open")
    page = act(officer, case, "close", reason="close_reported")
    assert page.status_code == 422
    assert "anota arriba a qué autoridad avisaste" in page.text
    assert [line.act for line in cases_queries.log_of(case)] == ["open"]


def test_school_is_not_told_by_default_and_is_no_authority_that_could_be(officer, session):
    """Who hurts may be there: only once an authority agreed, for all, without a class or day."""
    case = new_case(session)
    act(officer, case, "open")
    page = officer.get(f"/safeguarding/{case.id}").text
    walk = page.partition('class="duty')[2].partition("</section>")[0]
    steps = ("No avises a la escuela.", "Solo si la autoridad lo acuerda", "nadie le pregunta")
    places = [walk.find(step) for step in ("Procuraduría", *steps)]
    assert -1 not in places
    assert places == sorted(places)
    assert "sin decir qué grupo ni qué día" in walk
    assert "escuela" not in page.partition('id="authority"')[2].partition("</form>")[0].lower()
    assert act(officer, case, "refer", authority="refer_school").status_code == 422


def procuraduria(region: str, *, hidden: bool) -> None:
    day = date(2026, 1, 1)
    columns = {
        "slug": region.lower(), "region": region, "need": "rights", "channel": "phone",
        "contact": "000 000 0000", "href": "", "source": "Prueba", "hidden": hidden,
        "names": {"es": "Procuraduría de muestra"}, "hours": {"es": "De 9 a 18 horas."},
        "purposes": {"es": "Protege."}, "costs": {}, "checked_on": day, "expires_on": day,
    }  # fmt: skip
    db.session.add(new_service(columns))


def test_walk_names_the_states_procuraduria_as_the_directory_has_it(officer, session):
    """Which state it is only the browser knows: it gets all of them, with source and date."""
    case = new_case(session)
    act(officer, case, "open")
    none = officer.get(f"/safeguarding/{case.id}").text
    assert "Su teléfono no está en el directorio de ayuda" in none
    assert "data-authority" not in none
    procuraduria("Oaxaca", hidden=False)
    procuraduria("Puebla", hidden=True)
    db.session.commit()
    page = officer.get(f"/safeguarding/{case.id}").text
    assert 'data-authority="Oaxaca">Procuraduría de muestra: 000 000 0000. De 9 a 18' in page
    assert "comprobado el 1 de enero de 2026; Prueba)" in page
    assert 'data-authority="Puebla"' not in page


@pytest.mark.parametrize(("what", "field"), [("refer", "authority"), ("close", "reason")])
@pytest.mark.parametrize("chosen", [None, "open", "nada"])
def test_act_without_a_choice_from_the_list_is_refused_with_a_sentence(
    officer, session, what, field, chosen
):
    case = new_case(session)
    act(officer, case, "open")
    page = act(officer, case, what, **({field: chosen} if chosen else {}))
    assert page.status_code == 422
    assert 'class="error"' in page.text
    assert [line.act for line in cases_queries.log_of(case)] == ["open"]


def test_act_on_a_case_that_was_not_opened_or_is_closed_by_now_changes_nothing(officer, session):
    case = new_case(session)
    assert act(officer, case, "refer", authority="refer_911").status_code == 303
    assert act(officer, case, "reopen").status_code == 303
    act(officer, case, "open")
    act(officer, case, "close", reason="close_nothing")
    assert act(officer, case, "close", reason="close_nothing").status_code == 303
    assert "Otra persona del equipo" not in officer.get("/safeguarding/").text, "it was they"
    assert [line.act for line in cases_queries.log_of(case)] == ["open", "close_nothing"]


def test_officer_reads_that_somebody_else_was_quicker(client, session, key):
    second = signed_in(client, "safeguarding_officer", "second@example.org")
    key_for("second@example.org", PrivateKey.generate())
    case = new_case(session)
    for staff_id in (second.id, key.staff_id):
        operations.open_case(case, staff_id, AT)
    operations.close(case, key.staff_id, Act.CLOSE_NOTHING, AT)
    db.session.commit()
    act(client, case, "refer", authority="refer_911")
    assert "Otra persona del equipo cambió este caso" in client.get("/safeguarding/").text
    assert Act.REFER_911 not in [line.act for line in cases_queries.log_of(case)]


def test_same_referral_pressed_twice_is_logged_once(officer, session):
    case = new_case(session)
    act(officer, case, "open")
    yesterday = (today() - timedelta(days=1)).isoformat()
    for fields in ({}, {}, {"told_on": yesterday}, {"told_on": yesterday}, {}):
        assert act(officer, case, "refer", authority="refer_911", **fields).status_code == 303
    act(officer, case, "refer", authority="refer_other")
    assert "Otra persona del equipo" not in officer.get("/safeguarding/").text
    logged = [line.act for line in cases_queries.log_of(case)]
    assert logged == ["open", "refer_911", "refer_911", "refer_other"]


def test_same_referral_later_or_by_somebody_else_is_one_more(app, session, key):
    other = key_for("second@example.org", PrivateKey.generate())
    case = new_case(session)
    for staff_id in (key.staff_id, other.staff_id):
        operations.open_case(case, staff_id, AT)
    told = ((key, 0), (key, 14), (other, 14), (key, 60))
    for officer_key, minutes in told:
        at = AT + timedelta(minutes=minutes)
        operations.refer(case, officer_key.staff_id, Act.REFER_911, at)
    db.session.commit()
    logged = [line.at.hour for line in cases_queries.log_of(case) if line.act == Act.REFER_911]
    assert logged == [10, 10, 11]


@pytest.mark.parametrize(("days", "is_taken"), [(-2, False), (-1, True), (0, True), (1, False)])
def test_day_of_a_referral_is_from_the_day_before_the_case_to_today(
    officer, session, days, is_taken
):
    case = new_case(session)
    act(officer, case, "open")
    day = (case.alerted.date() + timedelta(days=days)).isoformat()
    page = act(officer, case, "refer", authority="refer_911", told_on=day)
    assert page.status_code == (303 if is_taken else 422)
    assert ("Elige un día entre el" in page.text) is not is_taken
    assert len(case.events) == (2 if is_taken else 1)


@pytest.mark.parametrize(
    "page", ["99999999999999999999", "9223372036854775807", "0", "-1", "x", "9" * 5000]
)
def test_number_of_a_page_that_is_not_there_leads_to_one_that_is(officer, session, page):
    case = new_case(session)
    act(officer, case, "open")
    assert str(case.id) in officer.get(f"/safeguarding/?page={page}").text
    act(officer, case, "close", reason="close_nothing")
    assert str(case.id) in officer.get(f"/safeguarding/closed?page={page}").text


def test_unknown_case_is_not_there(officer):
    assert officer.get(f"/safeguarding/{uuid.uuid4()}").status_code == 404


# ---- who has no key for a case


@pytest.fixture
def second(client: FlaskClient) -> FlaskClient:
    """A second officer's browser. Their key, if any, is younger than the case."""
    signed_in(client, "safeguarding_officer", "second@example.org")
    return client


def press(client: FlaskClient, case: Case, what: str, **fields: str) -> int:
    """As `act`, with a token that also who has no key finds."""
    posted = {"csrf_token": token(client.get("/safeguarding/key")), **fields}
    status = client.post(f"/safeguarding/{case.id}/{what}", data=posted).status_code
    db.session.expire_all()
    return status


@pytest.mark.parametrize("with_key", [False, True])
def test_who_has_no_key_for_a_case_neither_opens_nor_closes_it_and_reads_who_can(
    second, session, key, with_key
):
    case = new_case(session)
    if with_key:
        key_for("second@example.org", PrivateKey.generate())
    do = act if with_key else press
    page = second.get(f"/safeguarding/{case.id}").text
    assert "Lo puede leer: officer." in page
    assert "pide que te lo pase" in page
    assert ("Haz tu llave" in page) is not with_key
    assert "Abrir este caso" not in page
    for what, fields in (
        ("open", {}),
        ("close", {"reason": "close_no_disclosure"}),
        ("refer", {"authority": "refer_911"}),
    ):
        do(second, case, what, **fields)
    assert (case.state, case.events) == ("new", [])


def test_who_opened_a_case_and_has_no_key_for_it_any_more_does_not_close_it(second, session, key):
    case = new_case(session)
    log_as_opened(case, "second@example.org")
    page = second.get(f"/safeguarding/{case.id}").text
    assert "Lo puede leer: officer." in page
    for button in ("Cerrar el caso", "Anotar el aviso"):
        assert button not in page
    press(second, case, "close", reason="close_no_disclosure")
    assert case.state == "open"
    case.state = "closed"
    db.session.commit()
    assert "Volver a abrir" not in second.get(f"/safeguarding/{case.id}").text
    press(second, case, "reopen")
    assert case.state == "closed"


def log_as_opened(case: Case, email: str) -> None:
    """As a case stands that was opened before openings were refused."""
    staff = invite(email, "safeguarding_officer")
    case.state = "open"
    case_log.log(case, staff.id, Act.OPEN, AT)
    db.session.commit()


def test_the_operation_refuses_as_the_page_does(session, key):
    case = new_case(session)
    other = key_for("second@example.org", PrivateKey.generate()).staff_id
    with pytest.raises(case_log.NotPossible):
        operations.open_case(case, other, AT)
    log_as_opened(case, "second@example.org")
    with pytest.raises(case_log.NotPossible):
        operations.close(case, other, Act.CLOSE_NO_DISCLOSURE, AT)
    case.state = "closed"
    with pytest.raises(case_log.NotPossible):
        operations.reopen(case, other, AT)


def test_a_retired_key_that_still_opens_the_case_is_enough_until_it_is_emptied(
    officer, session, key
):
    case = new_case(session)
    key.retired = True
    db.session.flush()
    new = key_for("officer@example.org", PrivateKey.generate())
    act(officer, case, "open")
    page = officer.get(f"/safeguarding/{case.id}").text
    assert "Este caso lo abre tu llave anterior, no la de ahora." in page
    assert "/safeguarding/key/empty" in page
    assert "Cerrar el caso" in page
    key.wrapped = b""
    key_for("second@example.org", PrivateKey.generate())
    hand_to("second@example.org", case)
    assert not operations.can_act(case, new.staff_id)
    assert "Lo puede leer: second." in officer.get(f"/safeguarding/{case.id}").text


def hand_to(email: str, case: Case) -> None:
    """The case sealed for that officer too; what is in the envelope does not matter here."""
    theirs = queries.key_of(invite(email, "safeguarding_officer").id)
    db.session.add(CaseSeal(case_id=case.id, key_id=theirs.id, sealed=b"s"))
    db.session.commit()


def test_handed_over_it_is_opened_as_any_case(second, session, key):
    case = new_case(session)
    key_for("second@example.org", PrivateKey.generate())
    hand_to("second@example.org", case)
    act(second, case, "open")
    assert case.state == "open"
    act(second, case, "close", reason="close_nothing")
    assert case.state == "closed"


@pytest.mark.parametrize("gone", ["account", "role", "key"])
def test_what_nobody_can_read_any_more_is_opened_and_closed_by_any_officer(
    second, session, key, gone
):
    case = new_case(session)
    left = invite("officer@example.org", "safeguarding_officer")
    if gone == "account":
        left.active = False
    elif gone == "role":
        left.roles = []
    else:
        key.retired, key.wrapped = True, b""
    key_for("second@example.org", PrivateKey.generate())
    page = second.get(f"/safeguarding/{case.id}").text
    assert "Nadie puede leer ya este caso" in page
    assert "Abrir este caso" in page
    act(second, case, "open")
    assert "Cerrar el caso" in second.get(f"/safeguarding/{case.id}").text
    act(second, case, "close", reason="close_nothing")
    assert case.state == "closed"
    assert "Nadie puede leer ya este caso" in second.get(f"/safeguarding/{case.id}").text


def test_desk_says_how_many_texts_wait_and_that_one_key_is_not_enough(officer, session):
    send(officer, PLAIN)
    page = officer.get("/safeguarding/").text
    assert "pasa cada minuto: menos de 10." in page
    assert "Solo hay una persona con llave" in page
    key_for("second@example.org", PrivateKey.generate())
    assert "Solo hay una persona" not in officer.get("/safeguarding/").text


def test_line_of_the_log_cannot_be_changed(app, session, key):
    case = new_case(session)
    operations.open_case(case, key.staff_id, AT)
    db.session.commit()
    case.events[0].act = "close_nothing"
    with pytest.raises(LogIsKept):
        db.session.flush()
    db.session.rollback()
    [event] = db.session.scalars(sa.select(CaseEvent))
    assert (event.act, event.at) == ("open", AT.replace(minute=30))


def test_opening_twice_is_logged_once(app, session, key):
    case = new_case(session)
    for _ in range(2):
        operations.open_case(case, key.staff_id, AT)
    assert len(case.events) == 1


@pytest.mark.parametrize("wrong", [Act.OPEN, Act.CLOSE_NOTHING])
def test_only_an_authority_can_be_told(app, session, key, wrong):
    case = new_case(session)
    operations.open_case(case, key.staff_id, AT)
    with pytest.raises(case_log.NotPossible):
        operations.refer(case, key.staff_id, wrong, AT)


# ---- words, and the library in the browser


def test_every_code_has_words(app):
    assert set(labels.SIGNALS) == set(SIGNALS)
    assert set(labels.LEVELS) == set(LEVELS) - {"none"} | {UNREAD, "drawing"}
    assert set(labels.ACTS) == set(Act)
    assert set(labels.BANDS) == set(questionnaire("my_digital_world", 1).bands)
    assert {*AUTHORITIES, *REASONS} < set(Act)


def test_codes_fit_their_columns():
    assert max(len(code) for code in Act) <= CaseEvent.__table__.c.act.type.length


def test_libsodium_is_the_published_one():
    sums = re.findall(r"`([0-9a-f]{64})`", (VENDOR / "README.md").read_text())
    library = (VENDOR / "libsodium-sumo.mjs").read_bytes()
    wrappers = (VENDOR / "libsodium-wrappers.mjs").read_bytes()
    published = wrappers.replace(b'from"./libsodium-sumo.mjs"', b'from"libsodium-sumo"')
    assert [hashlib.sha256(file).hexdigest() for file in (library, published)] == sums


def test_browser_pads_and_pages_cost_as_the_server_does(officer):
    script = (VENDOR.parents[1] / "js" / "safeguarding" / "keys" / "crypto.js").read_text()
    assert f"const PADDING = {formats.PADDING};" in script
    page = officer.get("/safeguarding/passphrase").text
    assert f'data-operations="{formats.OPERATIONS}" data-memory="{formats.MEMORY}"' in page


def test_sealed_text_of_the_site_is_not_for_officers(app, key, private):
    with pytest.raises(Exception, match="decrypt"):
        SealedBox(private).decrypt(seal("hola", bytes(32)))
