"""What the list of withdrawals says, and that a restore understands it in both its forms."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.answering.models import (
    Attendance,
    FreeText,
    Response,
    ReturnedText,
    WithdrawnKey,
    WithdrawnMark,
)
from consult.answering.privacy import session_unlinking
from consult.answering.withdrawal import operations, withdrawal_list
from consult.answering.withdrawal.operations import insert_missing, marks_of, withdraw
from consult.answering.withdrawal.withdrawal_list import is_listed, listed
from consult.clock import hour, today
from consult.maintenance import backup
from consult.safeguarding.cases.give_back import bring_back
from consult.safeguarding.models import Case
from consult.sessions.models import Session
from consult.storage.compaction import child_tables
from consult.storage.db import Model, db
from consult.storage.sealing import fingerprint, mark
from tests.consult.answering.withdrawal.test_withdrawal import CODE, OTHER, OWN, counts, post

pytestmark = pytest.mark.both_engines

KEY, OTHER_KEY = "a" * 32, "b" * 32
MINE, LATE = (KEY, CODE), (OTHER_KEY, OTHER)
FOUND_BY_CODE = (Response, FreeText, Attendance, ReturnedText, Case)
ListOf = Callable[[Iterable[tuple[str, str]]], None]


def send(client: FlaskClient, key: str, code: str) -> None:
    posted = {"go": "send", "key": key, "code": code, "ask_lawmakers": "Que oigan"}
    assert client.post("/j/CDFG3467/10-13", data=posted, headers=OWN).status_code == 200


def left() -> dict[str, int]:
    """How many there are of what a code may find."""
    return counts(FOUND_BY_CODE)


def borne(sent: Iterable[tuple[str, str]]) -> dict[str, set[bytes]]:
    """Hashes as rows bear them, of these children: what the key and the code make."""
    return {
        "key": {fingerprint(key) for key, _code in sent},
        "mark": {each for _key, code in sent for each in marks_of(code, fingerprint(code))},
    }


def written_before(sent: Iterable[tuple[str, str]]) -> None:
    """The list as an earlier version wrote it, and the tables beside it."""
    hashes = borne(sent)
    lines = sorted(f"{kind} {each.hex()} -" for kind, some in hashes.items() for each in some)
    numbers = f"{len(hashes['key'])} keys, {len(hashes['mark'])} marks"
    first = f"alzavoz withdrawn list 1, site {withdrawal_list.site()}, number 9, written {today()}"
    withdrawal_list.path().parent.mkdir(exist_ok=True)
    withdrawal_list.path().write_text("\n".join([f"{first}: {numbers}", *lines, ""]))


def written_now(_sent: Iterable[tuple[str, str]]) -> None:
    """As it is."""


def tombstones() -> dict[str, set[bytes]]:
    found = {
        "key": set(db.session.scalars(sa.select(WithdrawnKey.key_hash))),
        "mark": set(db.session.scalars(sa.select(WithdrawnMark.mark))),
    }
    db.session.rollback()
    return found


@pytest.fixture
def answered(client: FlaskClient, session: Session) -> None:
    """What a child left, after its session was forgotten: nothing joins the parts but its code."""
    send(client, *MINE)
    of = {"consultation_id": session.consultation_id, "level": "support", "state": "new"}
    db.session.add(Case(**of, alerted=hour(), mark=mark(CODE, "ask_lawmakers")))
    db.session.add(
        ReturnedText(
            consultation_id=session.consultation_id, band="10-13", question="worries",
            language="es", text="Que cuiden", mark=mark(CODE, "worries"),
        )
    )  # fmt: skip
    for text in db.session.scalars(sa.select(FreeText)):
        text.sealed, text.redacted = None, "Que oigan"
    db.session.flush()
    session_unlinking.forget(session.id)
    db.session.commit()


def emptied() -> None:
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(sa.delete(table))
    db.session.commit()


# ---- the form


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.binary(min_size=32, max_size=32))
def test_the_form_is_known_by_itself_and_made_with_the_key_alone(app: Flask, found: bytes):
    assert not is_listed(found)
    form = listed(found)
    assert len(form) == 32
    assert is_listed(form)
    assert listed(form) == form
    assert not {found[:16], found[16:]} & {form[:16], form[16:]}
    own = app.config["HASH_KEY"]
    app.config["HASH_KEY"] = bytes(32)
    try:
        assert not is_listed(form)
        assert listed(found) != form
    finally:
        app.config["HASH_KEY"] = own


def test_neither_the_list_nor_a_tombstone_is_what_a_row_bears(client, answered):
    withdraw(CODE)
    db.session.commit()
    kept = withdrawal_list.read(withdrawal_list.path())
    assert kept.needs_key
    said = {
        "key": {each for each, _of in kept.keys},
        "mark": {each for each, _of in kept.marks},
    }
    bare = borne([MINE])
    assert said == tombstones()
    assert said == {kind: {listed(each) for each in some} for kind, some in bare.items()}
    for kind, some in bare.items():
        assert not any(each.hex() in withdrawal_list.path().read_text() for each in some), kind


def test_what_an_earlier_version_kept_gets_the_form_at_the_next_withdrawal(client, session):
    gone = os.urandom(32)
    rows = [{"key_hash": each, "consultation_id": None} for each in (gone, fingerprint(KEY))]
    insert_missing(WithdrawnKey, [*rows, {"key_hash": listed(gone), "consultation_id": None}])
    db.session.commit()
    send(client, *MINE)
    assert left()["response"] == 0, "its tombstone is known in the form of before"
    withdrawal_list.write()
    db.session.rollback()
    wanted = {listed(gone), listed(fingerprint(KEY))}
    assert {each for each, _of in withdrawal_list.read(withdrawal_list.path()).keys} == wanted
    send(client, *LATE)
    post(client, OTHER)
    assert tombstones()["key"] == {*wanted, listed(fingerprint(OTHER_KEY))}
    for sent in (MINE, LATE):
        send(client, *sent)
        assert left()["response"] == 0


def test_a_list_of_an_earlier_version_is_written_anew_at_night(app, session):
    written_before([MINE])
    bare = [{"key_hash": each, "consultation_id": None} for each in borne([MINE])["key"]]
    insert_missing(WithdrawnKey, bare)
    assert not withdrawal_list.read(withdrawal_list.path()).needs_key
    withdrawal_list.date_anew()
    kept = withdrawal_list.read(withdrawal_list.path())
    assert (kept.needs_key, kept.number) == (True, 10)
    assert kept.keys == [(listed(fingerprint(KEY)), None)]


# ---- a restore


@pytest.mark.parametrize("form", [written_before, written_now])
def test_a_restore_leaves_out_what_the_list_names_in_either_form(
    client, session, answered, tmp_path: Path, form: ListOf
):
    before = left()
    assert set(before.values()) == {1}
    backup.write(tmp_path / "site.backup")
    post(client)
    assert set(left().values()) == {0}
    form([MINE])
    emptied()
    backup.restore(tmp_path / "site.backup", withdrawal_list.read(withdrawal_list.path()))
    db.session.commit()
    assert set(left().values()) == {0}
    said = {kind: {listed(each) for each in some} for kind, some in borne([MINE]).items()}
    assert tombstones() == said
    assert withdrawal_list.read(withdrawal_list.path()).needs_key, (
        "the list has the form from now on"
    )


@pytest.mark.parametrize("form", [written_before, written_now])
def test_late_retries_stay_out_of_a_restored_site(client, session, tmp_path: Path, form: ListOf):
    """Also of answers that came, and went, after the backup."""
    backup.write(tmp_path / "site.backup")
    send(client, *MINE)
    post(client)
    form([MINE])
    emptied()
    backup.restore(tmp_path / "site.backup", withdrawal_list.read(withdrawal_list.path()))
    db.session.commit()
    send(client, *MINE)
    assert left()["response"] == left()["free_text"] == 0
    send(client, *LATE)
    assert left()["response"] == 1


@pytest.mark.parametrize("form", [written_before, written_now])
def test_a_text_of_a_withdrawn_answer_is_not_given_back_in_a_restored_site(
    client, session, tmp_path: Path, form: ListOf
):
    send(client, *MINE)
    backup.write(tmp_path / "site.backup")
    post(client)
    form([MINE])
    emptied()
    backup.restore(tmp_path / "site.backup", withdrawal_list.read(withdrawal_list.path()))
    db.session.commit()
    for code, comes_back in ((CODE, False), (OTHER, True)):
        text = ReturnedText(
            consultation_id=session.consultation_id, band="10-13", question="worries",
            language="es", text="Que cuiden", mark=mark(code, "worries"),
        )  # fmt: skip
        assert bring_back(text) == comes_back


def test_a_backup_of_an_earlier_version_goes_with_a_list_of_this_one(
    client, session, answered, tmp_path: Path
):
    """Its tombstones are as rows bore them; one of them is on the list as well."""
    db.session.add(WithdrawnKey(key_hash=fingerprint(OTHER_KEY), consultation_id=None))
    db.session.commit()
    backup.write(tmp_path / "site.backup")
    post(client)
    emptied()
    backup.restore(tmp_path / "site.backup", withdrawal_list.read(withdrawal_list.path()))
    db.session.commit()
    assert set(left().values()) == {0}
    assert tombstones()["key"] == {listed(fingerprint(each)) for each in (KEY, OTHER_KEY)}


def test_every_column_of_marks_is_compared_with_the_list(app: Flask):
    """A mark of 32 bytes is one that a code makes; a phrase's own is shorter."""
    known = {column.class_.__tablename__ for column in operations._marked}
    bearing = {
        table.name
        for table in child_tables()
        if "mark" in table.columns and getattr(table.c.mark.type, "length", None) == 32
    }
    assert known == bearing - {"withdrawn_mark"}
    assert len(known) == 4
