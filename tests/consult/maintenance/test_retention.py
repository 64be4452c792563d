"""What is deleted when: the date is moved, nothing else."""

import json
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.answering.models import FreeText, Response, ReturnedText, WithdrawnKey, WithdrawnMark
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import withdraw
from consult.clock import hour, today
from consult.consultations.models import Consultation, State
from consult.maintenance import backup
from consult.maintenance.retention import purge, purge_tonight, unpublished
from consult.reports.models import Report, ReportQuote
from consult.reports.publication.operations import publish
from consult.safeguarding.models import (
    Act,
    Case,
    CaseEvent,
    CaseNote,
    CaseSeal,
    Drawing,
    OfficerKey,
)
from consult.staff.operations import invite, one_off_token
from consult.storage import ledger
from consult.storage.db import db
from consult.storage.sealing import fingerprint, mark
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.runs.run_store import store_of
from tests.consult.cli.test_cli import alzavoz as alzavoz
from tests.consult.seeding import answered, close_with_answers

pytestmark = pytest.mark.both_engines

CODE = "barco lago piedra cielo flor tren"
PUBLISHED = date(2025, 3, 1)
A_YEAR_ON = PUBLISHED + timedelta(days=366)


@pytest.fixture
def reported(consultation: Consultation) -> Report:
    """A consultation with a report of `PUBLISHED`."""
    close_with_answers(consultation)
    report = publish(consultation, PUBLISHED)
    db.session.commit()
    return report


def purged(day: date) -> dict[str, int]:
    found = {each.kind: each.number for each in purge(day)}
    db.session.expire_all()
    return found


def number(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_answers_go_a_set_time_after_the_first_report_and_the_report_stays(
    client, reported, consultation
):
    consultation.titles = {"es": "Otra vez"}
    publish(consultation, PUBLISHED + timedelta(days=200))  # a later version delays nothing
    db.session.commit()
    assert purged(A_YEAR_ON - timedelta(days=1))["answers"] == 0
    assert number(Response) == 53
    (store_of(consultation.id) / "of a run").mkdir(parents=True)
    assert purged(A_YEAR_ON)["answers"] == 53
    assert not store_of(consultation.id).exists()
    for model in (Response, FreeText, ReturnedText, Passage, Theme, AnalysisRun):
        assert number(model) == 0, model
    assert reported.is_intact
    assert client.get(f"/reports/{consultation.slug}?version=1").status_code == 200
    assert "Que alguien conteste" in client.get(f"/reports/{consultation.slug}?version=1").text
    assert purged(A_YEAR_ON)["answers"] == 0


def test_more_answers_than_fit_in_one_transaction_go_as_well(reported, consultation, monkeypatch):
    monkeypatch.setattr("consult.maintenance.retention.BATCH", 7)
    assert purged(A_YEAR_ON)["answers"] == 53
    quotes = db.session.scalars(sa.select(ReportQuote)).all()
    assert quotes
    assert all(each.free_text_id is None for each in quotes)


def test_answers_of_another_consultation_stay(reported, consultation):
    other = Consultation(
        **{
            column.name: getattr(consultation, column.name)
            for column in Consultation.__table__.columns
            if column.name not in ("id", "slug", "state")
        },
        slug="other",
        state=State.OPEN,
    )
    db.session.add(other)
    db.session.flush()
    answered(other, "10-13")
    db.session.commit()
    purged(A_YEAR_ON)
    assert db.session.scalars(sa.select(Response.consultation_id)).all() == [other.id]


def test_answers_without_a_report_are_kept_and_named(consultation):
    close_with_answers(consultation)
    consultation.opens_on = consultation.closes_on = date(2024, 1, 1)
    db.session.commit()
    assert purged(today())["answers"] == 0
    assert unpublished(today()) == [consultation.slug]
    assert unpublished(date(2024, 6, 1)) == []


def test_withdrawn_hashes_outlive_the_answers_by_as_long_as_backups_do(reported, consultation):
    text = db.session.scalars(sa.select(FreeText).where(FreeText.redacted == "Otra cosa")).one()
    text.response.withdrawal_hash = fingerprint(CODE)
    db.session.flush()
    withdraw(CODE)
    db.session.add(WithdrawnKey(key_hash=fingerprint("of a consultation that is not known")))
    db.session.commit()
    purged(A_YEAR_ON)
    assert number(WithdrawnKey) == 2
    purged(A_YEAR_ON + timedelta(days=29))
    assert number(WithdrawnKey) == 2
    found = purged(A_YEAR_ON + timedelta(days=30))
    assert (number(WithdrawnKey), number(WithdrawnMark)) == (0, 0)
    assert found["withdrawn hashes"] > 1


def test_closed_cases_go_and_their_log_stays(app, consultation):
    staff = invite("o@example.org", "safeguarding_officer")
    key = OfficerKey(staff_id=staff.id, public=bytes(32), wrapped=b"w", salt=bytes(16))
    db.session.add(key)
    db.session.flush()
    long_ago, closed_on = datetime(2024, 1, 10, 9), datetime(2024, 2, 1, 10, 15)
    for state in ("closed", "open"):
        case = Case(consultation_id=consultation.id, level="urgent", alerted=long_ago, state=state)
        db.session.add(case)
        db.session.flush()
        event = CaseEvent(case_id=case.id, staff_id=staff.id, act=Act.CLOSE_NOTHING, at=closed_on)
        ledger.append(event)
        db.session.add(CaseSeal(case_id=case.id, key_id=key.id, sealed=b"s"))
        db.session.add(CaseNote(event_id=event.id, key_id=key.id, case_id=case.id, sealed=b"n"))
    db.session.commit()
    last = closed_on.date() + timedelta(days=app.config["CASE_DAYS"])
    assert purged(last)["closed cases"] == 0
    assert purged(last + timedelta(days=1))["closed cases"] == 1
    assert (number(Case), number(CaseSeal), number(CaseNote), number(CaseEvent)) == (1, 1, 1, 2)
    assert ledger.verify("case_event").broken_at is None


def test_texts_that_nobody_could_redact_go(app, consultation):
    case = Case(
        consultation_id=consultation.id, level="unread", alerted=hour(), mark=mark(CODE, "worries")
    )
    db.session.add(case)
    db.session.commit()
    assert purged(today() + timedelta(days=app.config["UNREAD_DAYS"]))["unread texts"] == 0
    assert purged(today() + timedelta(days=app.config["UNREAD_DAYS"] + 1))["unread texts"] == 1


def test_one_off_links_and_lost_analyses_end(consultation):
    staff = invite("c@example.org", "coordinator")
    one_off_token(staff, today())
    run = AnalysisRun(consultation_id=consultation.id, day=today(), method={}, state="waiting")
    db.session.add(run)
    db.session.commit()
    first = purged(today() + timedelta(days=7))
    assert (first["one-off sign-ins"], first["lost analyses"]) == (0, 0)
    second = purged(today() + timedelta(days=8))
    assert (second["one-off sign-ins"], second["lost analyses"]) == (1, 1)
    assert staff.one_off_hash is None
    assert run.state == "failed"


def test_old_backups_go_and_other_files_stay(app, consultation, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    app.config["BACKUPS"] = str(folder)
    backup.write(folder / "today.backup")
    first, rest = (folder / "today.backup").read_bytes().split(b"\n", 1)
    made_on = (today() - timedelta(days=31)).isoformat()
    (folder / "old.backup").write_bytes(
        json.dumps({**json.loads(first), "day": made_on}).encode() + b"\n" + rest
    )
    (folder / "notes.txt").write_text("no backup")
    (folder / "inner").mkdir()
    assert purged(today())["backups"] == 1
    left = {each.name for each in folder.iterdir()}
    assert left == {"today.backup", "notes.txt", "inner"}


def test_a_worker_with_a_hash_key_of_its_own_does_not_date_the_list(app, consultation):
    withdrawal_list.write()
    app.config["HASH_KEY"] = b"another" * 8
    with pytest.raises(withdrawal_list.NotWritten):
        withdrawal_list.date_anew()
    purge_tonight()


def test_each_night_everything_is_done_and_the_list_is_dated(app: Flask, reported):
    assert not withdrawal_list.path().exists()
    purge_tonight()
    assert number(Response) == 0
    assert withdrawal_list.read(withdrawal_list.path()).day == today()


def test_a_list_that_cannot_be_written_stops_no_purge(app, reported, tmp_path):
    (tmp_path / "file").write_text("")
    app.config["WITHDRAWN_LIST"] = str(tmp_path / "file" / "list")
    purge_tonight()
    assert number(Response) == 0


def test_a_list_that_may_not_be_read_is_not_begun_anew(app, reported):
    withdrawal_list.path().mkdir(parents=True)  # for root, too, it cannot be read
    with pytest.raises(withdrawal_list.NotWritten):
        withdrawal_list.number()
    with pytest.raises(withdrawal_list.NotWritten):
        withdrawal_list.write()
    purge_tonight()
    withdrawal_list.path().rmdir()
    withdrawal_list.path().write_text("half a list")
    purge_tonight()
    assert withdrawal_list.path().read_text() == "half a list"


# ---- from the command line


@pytest.fixture
def purge_command(app: Flask, reported: Report, alzavoz):
    """Run `alzavoz purge` on this site, as if it were that day."""

    def run(day: date):
        db.session.close()
        db.engine.dispose()
        where = {
            "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"]),
            "ALZAVOZ_DATABASE_URL": app.config["DATABASE_URL"],
        }
        return alzavoz("purge", "--today", str(day), **where)

    return run


def test_the_command_says_a_line_a_kind(app, purge_command):
    done = purge_command(date(2025, 12, 31))
    assert done.returncode == 0, done.stderr
    assert "answers: 0\n" in done.stdout
    assert purge_command(A_YEAR_ON).stdout.splitlines() == [
        "answers: 53",
        "drawings: 0",
        "drawings kept for an officer: 0",
        "withdrawn hashes: 0",
        "closed cases: 0",
        "unread texts: 0",
        "one-off sign-ins: 0",
        "lost analyses: 0",
        "backups: 0",
    ]
    assert (app.config["INSTANCE"] / "withdrawn" / "withdrawn.list").exists()


def test_the_command_says_that_drawings_wait(purge_command, consultation):
    hold_two_drawings(consultation)
    said = purge_command(A_YEAR_ON).stdout
    assert "drawings: few\n" in said
    assert "drawings kept for an officer: few\n" in said


def test_each_night_it_is_logged_that_drawings_wait(reported, consultation, caplog):
    hold_two_drawings(consultation)
    for gone in (True, False):
        caplog.clear()
        purge_tonight()
        assert "drawings kept for an officer: nobody has decided on them" in caplog.text
        assert ("purged: drawings" in caplog.text) is gone
        assert "purged: drawings kept" not in caplog.text
    assert db.session.scalars(sa.select(Drawing.state)).all() == ["waiting"]


def hold_two_drawings(consultation: Consultation) -> None:
    """One on which an officer has decided, and one that waits."""
    for state in ("waiting", "cleared"):
        done = {"state": "closed"} if state == "cleared" else {}
        case = Case(consultation_id=consultation.id, level="drawing", alerted=hour(), **done)
        case.drawing = Drawing(
            consultation_id=consultation.id, question="dream", band="6-9", language="es",
            state=state, quotable=False,
        )  # fmt: skip
        db.session.add(case)
    db.session.commit()


def test_few_are_not_told_apart(purge_command):
    kept = sa.select(Response.id).order_by(Response.id).limit(5)
    gone = db.session.scalars(sa.select(Response.id).where(Response.id.not_in(kept))).all()
    db.session.execute(sa.delete(Response).where(Response.id.in_(gone)))
    db.session.commit()
    assert "answers: few\n" in purge_command(A_YEAR_ON).stdout


def test_a_day_to_come_is_for_samples_alone(purge_command):
    ahead = today() + timedelta(days=1)
    assert purge_command(ahead).returncode == 0
    db.session.execute(sa.update(Consultation).values(is_sample=False))
    db.session.commit()
    done = purge_command(ahead)
    assert done.returncode == 1
    assert "there is a real consultation here" in done.stderr
