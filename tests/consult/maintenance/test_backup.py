"""Backup and restore: all rows, between both engines, less what was withdrawn since."""

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from consult import create_app
from consult.answering.models import (
    FreeText,
    Response,
    ReturnedText,
    WithdrawnKey,
    WithdrawnText,
)
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import withdraw
from consult.cli import main
from consult.clock import hour, today
from consult.consultations.models import Consultation
from consult.help import operations as directory
from consult.maintenance import backup
from consult.reports.models import Report
from consult.reports.publication.operations import publish
from consult.safeguarding.models import Act, Case, CaseEvent
from consult.staff.models import Staff
from consult.staff.operations import ensure_roles, invite, one_off_token
from consult.storage import ledger
from consult.storage.db import Model, db, migrate, snapshot
from consult.storage.sealing import fingerprint, mark, seal
from consult.submissions.models import Submission
from consult.themes.models import ReviewAction
from tests.conftest import refuse_or_skip
from tests.consult.seeding import answered, close_with_answers
from tests.postgresql import database

pytestmark = pytest.mark.both_engines

CODE = "barco lago piedra cielo flor tren"
WORDS = "Que alguien conteste 0"


@pytest.fixture
def full(app: Flask, consultation: Consultation) -> Consultation:
    """A site with rows in nearly every table."""
    close_with_answers(consultation)
    withdrawer = db.session.scalars(sa.select(FreeText).where(FreeText.redacted == WORDS)).one()
    withdrawer.response.withdrawal_hash = fingerprint(CODE)
    late = answered(consultation, "14-17", {"uses_internet": None, "ask_school": []})
    db.session.flush()
    sealed = seal("Todavía nadie lo leyó", mark(CODE, "worries"))
    db.session.add(FreeText(response_id=late.id, question="worries", sealed=sealed))
    db.session.add(
        WithdrawnText(
            consultation_id=consultation.id, channel="public", band="6-9", language="es",
            question="worries", sealed=seal("Tampoco esto", mark("tres", "worries")),
        )
    )  # fmt: skip
    db.session.add(
        ReturnedText(
            consultation_id=consultation.id, band="6-9", question="worries", language="es",
            text="Devuelto", mark=mark("otras seis palabras de una vez", "worries"),
        )
    )  # fmt: skip
    staff = invite("c@example.org", "coordinator", name="Ñandú")
    one_off_token(staff, today())
    case = Case(consultation_id=consultation.id, level="urgent", alerted=hour(), state="open")
    db.session.add(case)
    db.session.flush()
    ledger.append(CaseEvent(case_id=case.id, staff_id=staff.id, act=Act.OPEN, at=hour()))
    decided = {"consultation_id": consultation.id, "staff_id": staff.id, "day": today()}
    ledger.append(ReviewAction(**decided, kind="rename", theme_key="a", value="Que contesten"))
    gone = withdrawal_list.listed(os.urandom(32))
    db.session.add(WithdrawnKey(key_hash=gone, consultation_id=consultation.id))
    db.session.add(
        Submission(
            consultation_id=consultation.id,
            organisation="Red de prueba",
            received_on=today(),
            warnings=["Falta una fuente."],
            figures=[{"value": 17400000, "unit": "personas", "passage": "3.1"}],
        )
    )
    publish(consultation, today())
    db.session.commit()
    return consultation


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of the primary keys."""
    with snapshot() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in Model.metadata.sorted_tables
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(
    request: pytest.FixtureRequest,
    app: Flask,
    tmp_path: Path,
    template_instance: Path,
    postgresql_url: str | None,
) -> Iterator[Callable[[], Any]]:
    """A new and empty site on either engine, with the `hash_key` of the first, as a context."""
    folder = tmp_path / "elsewhere"
    shutil.copytree(template_instance, folder)
    shutil.copy(app.config["INSTANCE"] / "hash_key", folder)
    overrides = {"INSTANCE": str(folder), "TESTING": True}
    if request.param == "sqlite":
        yield lambda: _site(overrides)
    elif postgresql_url is None:
        refuse_or_skip("no PostgreSQL server can be had here")
    else:
        with database(postgresql_url) as url:
            yield lambda: _site({**overrides, "DATABASE_URL": url})


@contextmanager
def _site(overrides: dict[str, Any]) -> Iterator[Flask]:
    with create_app(overrides).app_context():
        with current_app.app_context():
            migrate()
        ensure_roles()
        directory.fill()
        db.session.commit()
        yield current_app
        db.session.rollback()
        db.session.close()
        db.engine.dispose()


def test_every_row_comes_back_on_either_engine(app, full, elsewhere, tmp_path):
    file = tmp_path / "site.backup"
    head = backup.write(file)
    before = contents()
    assert head.rows["response"] == 54
    assert sum(head.rows.values()) == sum(map(len, before.values()))
    with elsewhere():
        backup.check(backup.read_head(file))
        backup.restore(file, None)
        db.session.commit()
        after = contents()
        for name in before:
            ignored = {"staff"}  # its one-off link was left out
            assert name in ignored or after[name] == before[name], name
        staff = db.session.scalars(sa.select(Staff)).one()
        assert (staff.name, staff.one_off_hash, staff.one_off_until) == ("Ñandú", None, None)
        assert all(report.is_intact for report in db.session.scalars(sa.select(Report)))
        assert [ledger.verify(name).broken_at for name in ledger.TABLES] == [None, None]
        added = Consultation(
            **{
                column.name: getattr(db.session.get(Consultation, full.id), column.name)
                for column in Consultation.__table__.columns
                if column.name not in ("id", "slug")
            },
            slug="next",
        )
        db.session.add(added)
        db.session.commit()
        assert added.id > full.id


def test_a_backup_holds_no_key_and_no_text_that_was_not_screened(app, full, tmp_path):
    file = tmp_path / "site.backup"
    backup.write(file)
    said = file.read_bytes()
    for name in ("screening.key", "hash_key", "secret_key", "password_salt"):
        secret = (app.config["INSTANCE"] / name).read_bytes()
        assert secret not in said
        assert secret.hex().encode() not in said
    assert "Todavía nadie lo leyó".encode() not in said
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_was_withdrawn_since_does_not_come_back(app, full, elsewhere, tmp_path):
    file = tmp_path / "site.backup"
    backup.write(file)
    withdraw(CODE)
    db.session.commit()
    left = contents()
    listed = withdrawal_list.read(withdrawal_list.path())
    assert WORDS not in str(left)
    with elsewhere():
        backup.restore(file, listed)
        db.session.commit()
        after = contents()
        for name in left:
            if name not in ("staff", "theme"):
                assert after[name] == left[name], name
        assert withdrawal_list.read(withdrawal_list.path()).keys == listed.keys
        assert len(listed.keys) == 2


@pytest.mark.parametrize(
    "broken",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole.rstrip(b"\n").rpartition(b"\n")[0] + b"\n",
        lambda whole: whole.replace(b"Que alguien", b"Que nadie", 1),
        lambda whole: whole + b"[]\n",
        lambda whole: whole.replace(b'"sha256"', b'"sha255"'),
    ],
)
def test_a_file_that_is_not_whole_or_was_changed_is_refused(app, full, tmp_path, broken):
    file = tmp_path / "site.backup"
    backup.write(file)
    file.write_bytes(broken(file.read_bytes()))
    with pytest.raises(backup.Refused, match="not whole, or was changed"):
        backup.restore(file, None)


@pytest.mark.parametrize("words", [b"", b"{}", b"[]", b'{"backup":"alzavoz","format":9}', b"\xff"])
def test_another_file_is_no_backup(app, tmp_path, words):
    file = tmp_path / "other"
    file.write_bytes(words)
    with pytest.raises(backup.Refused, match="not a backup that this version can read"):
        backup.read_head(file)
    with pytest.raises(backup.Refused, match="cannot be read"):
        backup.read_head(tmp_path / "nothing")


def test_nothing_is_restored_into_a_site_in_use(app, full, tmp_path):
    file = tmp_path / "site.backup"
    backup.write(file)
    before = contents()
    with pytest.raises(backup.Refused, match="is in use"):
        backup.restore(file, None)
    db.session.rollback()
    assert contents() == before


def test_an_old_backup_another_shape_or_hash_key_is_refused(app, full, tmp_path):
    file = tmp_path / "site.backup"
    backup.write(file)
    head = backup.read_head(file)
    old = today() - timedelta(days=app.config["BACKUP_DAYS"])
    backup.check(_with(head, day=old))
    with pytest.raises(backup.Refused, match="none older than 30 days"):
        backup.check(_with(head, day=old - timedelta(days=1)))
    for revision in ("0001", "0013"):
        with pytest.raises(backup.Refused, match=f"{revision}.* version 45cda76 first"):
            backup.check(_with(head, revision=revision))
    with pytest.raises(backup.Refused, match="the shape 0099.*then migrate\\.$"):
        backup.check(_with(head, revision="0099"))
    backup.check(_with(head, revision="0014"))
    with pytest.raises(backup.Refused, match="hash_key"):
        backup.check(_with(head, site="0" * 16))
    backup.check(_with(head, site="0" * 16), any_hash_key=True)


def _with(head: backup.Head, **changed: Any) -> backup.Head:
    same = {"day": head.day, "revision": head.revision, "site": head.site, "rows": head.rows}
    return backup.Head(**{**same, **changed})


def test_a_backup_holds_nobody_up_and_is_of_one_moment(app, full, tmp_path):
    """Somebody sends between two tables: the counts and the rows still agree."""
    written = threading.Event()

    def send() -> None:
        with app.app_context():
            answered(db.session.get(Consultation, full.id), "10-13")
            db.session.commit()
            written.set()

    class Slow:
        """A file that lets somebody else write after its first line."""

        def __init__(self) -> None:
            self.lines: list[bytes] = []

        def write(self, line: bytes) -> None:
            if not self.lines:
                thread = threading.Thread(target=send)
                thread.start()
                thread.join(10)
                assert written.is_set(), "a writer had to wait"
            self.lines.append(line)

    out = Slow()
    db.session.rollback()
    with snapshot() as connection:
        head = backup._write(connection, out)
    rows = [json.loads(line) for line in out.lines]
    at = rows.index({"table": "response", "columns": [c.name for c in Response.__table__.columns]})
    following = rows[at + 1 : at + 1 + head.rows["response"]]
    assert all(isinstance(row, list) for row in following)
    assert not isinstance(rows[at + 1 + head.rows["response"]], list)


# ---- from the command line


@pytest.fixture
def alzavoz(app, monkeypatch, capfd):
    """Run a command on a folder: exit code, output, errors. The first site keeps its engine."""

    def run(instance: Path, *arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with monkeypatch.context() as patched:
            patched.setenv("ALZAVOZ_INSTANCE", str(instance))
            if instance == app.config["INSTANCE"]:
                patched.setenv("ALZAVOZ_DATABASE_URL", app.config["DATABASE_URL"])
            try:
                main(list(arguments))
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        return (code, *capfd.readouterr())

    return run


@pytest.fixture
def sites(app, full, tmp_path, template_instance) -> tuple[Path, Path]:
    """Folders of a full site, and of a new one on SQLite with its `hash_key`."""
    db.session.close()
    db.engine.dispose()
    new = tmp_path / "new"
    shutil.copytree(template_instance, new)
    shutil.copy(app.config["INSTANCE"] / "hash_key", new)
    return app.config["INSTANCE"], new


def responses_in(folder: Path) -> int:
    with sqlite3.connect(folder / "alzavoz.db") as connection:
        [(number,)] = connection.execute("SELECT count(*) FROM response").fetchall()
    connection.close()
    return number


def test_a_rehearsal_from_backup_to_restored_site(app, sites, alzavoz, tmp_path):
    ours, new = sites
    file = str(tmp_path / "site.backup")
    code, said, _ = alzavoz(ours, "backup", file)
    assert code == 0
    assert f"rows of {today()}" in said
    listed = ours / "withdrawn" / "withdrawn.list"
    assert withdrawal_list.read(listed).day == today()  # nobody has withdrawn, and it is dated
    with app.app_context():
        withdraw(CODE)
        db.session.commit()
        db.engine.dispose()
    code, _, problem = alzavoz(new, "restore", file)
    assert code == 1
    assert "would return: give the newest list with --withdrawn FILE" in problem
    code, said, _ = alzavoz(new, "restore", file, "--withdrawn", str(listed))
    assert code == 0
    assert f"Withdrawals until {today()} are left out." in said
    code, _, problem = alzavoz(new, "restore", file, "--withdrawn", str(listed))
    assert code == 1
    assert "in use" in problem
    assert responses_in(new) == 53


def test_an_older_list_needs_the_flag_and_is_used_all_the_same(app, sites, alzavoz, tmp_path):
    ours, new = sites
    file, listed = tmp_path / "site.backup", ours / "withdrawn" / "withdrawn.list"
    with app.app_context():
        withdraw(CODE)
        db.session.rollback()  # as if the backup had not known it
        db.engine.dispose()
    older = tmp_path / "older.list"
    older.write_text(listed.read_text().replace(str(today()), str(today() - timedelta(days=2))))
    assert alzavoz(ours, "backup", str(file))[0] == 0
    code, _, problem = alzavoz(new, "restore", str(file), "--withdrawn", str(older))
    assert code == 1
    assert "--without-withdrawn-list" in problem
    command = ("restore", str(file), "--withdrawn", str(older), "--without-withdrawn-list")
    assert alzavoz(new, *command)[0] == 0
    assert responses_in(new) == 53


def test_a_list_as_old_as_the_backup_is_refused_on_the_same_day_too(app, sites, alzavoz, tmp_path):
    ours, new = sites
    file, listed = tmp_path / "site.backup", ours / "withdrawn" / "withdrawn.list"
    assert alzavoz(ours, "backup", str(tmp_path / "first.backup"))[0] == 0
    older = tmp_path / "older.list"
    shutil.copy(listed, older)
    assert alzavoz(ours, "backup", str(file))[0] == 0
    with app.app_context():
        withdraw(CODE)
        db.session.commit()
        db.engine.dispose()
    code, _, problem = alzavoz(new, "restore", str(file), "--withdrawn", str(older))
    assert code == 1
    assert "The list is not newer than the backup: what children took back since" in problem
    assert alzavoz(new, "restore", str(file), "--withdrawn", str(listed))[0] == 0
    assert responses_in(new) == 53


def test_numbers_go_on_in_the_restored_site(sites, alzavoz, tmp_path):
    ours, new = sites
    listed = ours / "withdrawn" / "withdrawn.list"
    for name in ("first", "second", "third"):
        assert alzavoz(ours, "backup", str(tmp_path / name))[0] == 0
    old = withdrawal_list.read(listed).number
    command = ("restore", str(tmp_path / "third"), "--withdrawn", str(listed))
    assert alzavoz(new, *command)[0] == 0
    assert withdrawal_list.read(new / "withdrawn" / "withdrawn.list").number > old
    assert alzavoz(new, "backup", str(tmp_path / "of_new"))[0] == 0
    assert backup.read_head(tmp_path / "of_new").withdrawn > old


def test_a_backup_of_before_there_were_numbers_is_read(app, full, tmp_path):
    file = tmp_path / "site.backup"
    backup.write(file)
    first, _, rest = file.read_bytes().partition(b"\n")
    head = json.loads(first)
    del head["withdrawn"]
    file.write_bytes(json.dumps(head).encode() + b"\n" + rest)
    assert backup.read_head(file).withdrawn is None
    head["withdrawn"] = "many"
    file.write_bytes(json.dumps(head).encode() + b"\n" + rest)
    with pytest.raises(backup.Refused):
        backup.read_head(file)


def test_a_list_of_another_site_is_refused(app, sites, alzavoz, tmp_path):
    ours, new = sites
    file, listed = tmp_path / "site.backup", ours / "withdrawn" / "withdrawn.list"
    assert alzavoz(ours, "backup", str(file))[0] == 0
    first, _, rest = listed.read_text().partition("\n")
    of_another = first.replace(withdrawal_list.read(listed).site, "0" * 16)
    listed.write_text(f"{of_another}\n{rest}")
    code, _, problem = alzavoz(new, "restore", str(file), "--withdrawn", str(listed))
    assert (code, "of another site" in problem) == (1, True)


def test_without_the_hash_key_a_list_is_of_no_use_and_that_is_said(app, sites, alzavoz, tmp_path):
    """One of an earlier version says what rows bear, and still is."""
    ours, new = sites
    file, listed = tmp_path / "site.backup", ours / "withdrawn" / "withdrawn.list"
    assert alzavoz(ours, "backup", str(file))[0] == 0
    with app.app_context():
        withdraw(CODE)
        db.session.rollback()
        borne = db.session.scalars(
            sa.select(Response.key_hash).where(Response.withdrawal_hash == fingerprint(CODE))
        ).one()
        db.session.rollback()
        db.engine.dispose()
    (new / "hash_key").write_text(os.urandom(32).hex())
    first = listed.read_text().partition("\n")[0]
    old, empty = tmp_path / "old.list", tmp_path / "unrestored"
    counted = first.replace("list 2", "list 1").partition(": ")[0] + ": 1 keys, 0 marks"
    old.write_text(f"{counted}\nkey {borne.hex()} -\n")
    shutil.copytree(new, empty)
    without_key = ("restore", str(file), "--without-hash-key", "--withdrawn")
    code, _, problem = alzavoz(new, *without_key, str(listed))
    assert code == 1
    assert "Without the hash_key that the list was made with" in problem
    code, said, _ = alzavoz(new, *without_key, str(listed), "--without-withdrawn-list")
    assert (code, "left out" in said, responses_in(new)) == (0, False, 54)
    code, said, _ = alzavoz(empty, *without_key, str(old))
    assert (code, "left out" in said, responses_in(empty)) == (0, True, 53)


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(sites, alzavoz, tmp_path):
    ours, _new = sites
    code, _, problem = alzavoz(ours, "backup", str(tmp_path / "no" / "site.backup"))
    assert code == 1
    assert "cannot be written" in problem
    assert "Traceback" not in problem


def test_a_day_is_read_as_it_was_written():
    assert backup.FROM_JSON[date](backup.TO_JSON[date](date(2026, 11, 26))) == date(2026, 11, 26)
