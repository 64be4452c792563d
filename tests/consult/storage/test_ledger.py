"""Append-only tables: any change to what was written is noticed, on both engines."""

import threading
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.background import ledger_check
from consult.clock import today
from consult.safeguarding.models import Act, CaseEvent
from consult.staff.operations import invite
from consult.storage import ledger
from consult.storage.db import db
from consult.themes.models import ReviewAction
from consult.themes.replay import Action
from consult.themes.review.operations import decide
from tests.consult.cli.test_cli import alzavoz

pytestmark = pytest.mark.both_engines

__all__ = ["alzavoz"]
AT = datetime(2026, 3, 2, 10)
EVENTS = CaseEvent.__table__
HERE = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def staff_id(app: Flask) -> int:
    """Somebody who acts."""
    made = invite("officer@example.org", "safeguarding_officer")
    db.session.commit()
    return made.id


def act(staff_id: int, number: int = 0) -> None:
    event = CaseEvent(staff_id=staff_id, act=Act.OPEN, at=AT + timedelta(minutes=15 * number))
    ledger.append(event)


def unprotected() -> None:
    """Take the triggers away, as somebody with the database in hand can."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        return
    for what in ("update", "delete"):
        db.session.execute(sa.text(f"DROP TRIGGER IF EXISTS case_event_is_kept_on_{what}"))


def ids() -> list[int]:
    return list(db.session.scalars(sa.select(EVENTS.c.id).order_by(EVENTS.c.id)))


# ---- what is noticed


def test_rows_as_they_were_written_follow(app, staff_id):
    for number in range(5):
        act(staff_id, number)
    db.session.commit()
    found = ledger.verify(CaseEvent)
    assert (found.rows, found.broken_at, found.lost) == (5, None, False)
    assert found.holds
    assert found.newest == db.session.scalar(
        sa.select(EVENTS.c.hash).order_by(EVENTS.c.id.desc()).limit(1)
    )


def test_empty_table_holds(app):
    assert ledger.verify("review_action") == ledger.Verdict(0, None, None)


@pytest.mark.parametrize("statement", ["UPDATE case_event SET act = 'x'", "DELETE FROM case_event"])
def test_database_refuses_to_change_or_remove_a_row(app, staff_id, statement):
    act(staff_id)
    db.session.commit()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.text(statement))
    db.session.rollback()
    assert ledger.verify(CaseEvent).holds


CHANGES = {
    "act": "close_nothing",
    "at": AT - timedelta(days=1),
    "case_id": sa.literal_column("'00000000000000000000000000000000'"),
    "told_on": date(2026, 1, 1),
    "hash": b"x" * 32,
}


@settings(max_examples=25, suppress_health_check=HERE)
@given(written=st.integers(1, 7), place=st.integers(0, 6), how=st.data(), earlier=st.integers(0, 2))
def test_changing_removing_or_slipping_in_a_row_anywhere_is_noticed(
    app, staff_id, written, place, how, earlier
):
    unprotected()
    db.session.execute(sa.delete(EVENTS))
    for number in range(earlier):  # rows from before there was a chain
        values = {"id": number + 1, "staff_id": staff_id, "act": "open", "at": AT}
        db.session.execute(sa.insert(EVENTS).values(**values))
    if earlier and db.engine.dialect.name == "postgresql":
        serial = "SELECT setval(pg_get_serial_sequence('case_event', 'id'), 100)"
        db.session.execute(sa.text(serial))
    for number in range(written):
        act(staff_id, number)
    before = ledger.verify(CaseEvent)
    assert before.holds
    assert before.rows == earlier + written
    _tamper(ids()[place % (written + earlier)], staff_id, how)
    after = ledger.verify(CaseEvent, noted=before.newest)
    assert not after.holds
    db.session.rollback()


def _tamper(serial: int, staff_id: int, how: st.DataObject) -> None:
    kind = how.draw(st.sampled_from(["change", "remove", "slip in"]))
    row = EVENTS.c.id == serial
    if kind == "remove":
        db.session.execute(sa.delete(EVENTS).where(row))
    elif kind == "change":
        column = how.draw(st.sampled_from(sorted(set(CHANGES) - {"case_id"})))
        db.session.execute(sa.update(EVENTS).where(row).values({column: CHANGES[column]}))
    else:
        db.session.execute(
            sa.update(EVENTS).where(EVENTS.c.id >= serial).values(id=EVENTS.c.id + 1000)
        )
        hash_ = how.draw(st.sampled_from([None, b"y" * 32]))
        values = {"id": serial, "staff_id": staff_id, "act": "reopen", "at": AT, "hash": hash_}
        db.session.execute(sa.insert(EVENTS).values(**values))


def test_end_that_was_cut_off_is_known_from_a_hash_noted_elsewhere(app, staff_id):
    for number in range(3):
        act(staff_id, number)
    newest = ledger.verify(CaseEvent).newest
    unprotected()
    db.session.execute(sa.delete(EVENTS).where(EVENTS.c.id == ids()[-1]))
    assert ledger.verify(CaseEvent).holds, "a shorter chain is a chain too"
    assert ledger.verify(CaseEvent, newest).lost


def test_first_row_that_does_not_follow_is_named(app, staff_id):
    for number in range(4):
        act(staff_id, number)
    unprotected()
    third = ids()[2]
    db.session.execute(sa.update(EVENTS).where(EVENTS.c.id == third).values(act="close_nothing"))
    found = ledger.verify(CaseEvent)
    assert (found.rows, found.broken_at) == (2, third)


def test_column_that_is_added_later_and_empty_changes_no_hash():
    values = {"act": "open", "at": AT}
    assert ledger._digest(None, values) == ledger._digest(None, {**values, "later": None})


# ---- who writes


def test_two_writers_at_once_make_one_chain(app, staff_id):
    together = threading.Barrier(2)
    wrong: list[BaseException] = []

    def write() -> None:
        try:
            with app.app_context():
                together.wait()
                for number in range(15):
                    act(staff_id, number)
                    db.session.commit()
                db.session.close()
        except BaseException as broken:
            wrong.append(broken)

    db.session.rollback()
    threads = [threading.Thread(target=write) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    found = ledger.verify(CaseEvent)
    assert (found.rows, found.holds) == (30, True)


def test_review_of_themes_is_chained(app, consultation):
    staff_id = invite("coordinator@example.org", "coordinator").id
    for label in ("Anuncios", "Reportes"):
        decide(consultation, staff_id, today(), Action("rename", "clave", label))
    db.session.commit()
    assert ledger.verify(ReviewAction) == ledger.Verdict(
        2,
        db.session.scalars(sa.select(ReviewAction.hash).order_by(ReviewAction.id)).all()[-1],
        None,
    )


def test_every_append_only_table_is_verified():
    from consult.storage.db import Model

    chained = {name for name, table in Model.metadata.tables.items() if "hash" in table.columns}
    assert chained == set(ledger.TABLES)


# ---- the nightly look, and the command


def test_nightly_look_notes_the_newest_hash_and_says_what_is_missing(app, staff_id, caplog):
    act(staff_id)
    act(staff_id, 1)
    db.session.commit()
    ledger_check.check_ledgers()
    assert caplog.text.count("a log is not") == 0
    unprotected()
    db.session.execute(sa.delete(EVENTS).where(EVENTS.c.id == ids()[-1]))
    db.session.commit()
    ledger_check.check_ledgers()
    assert caplog.text.count("a log is not") == 0, "once a day is enough"
    _tomorrow(app)
    ledger_check.check_ledgers()
    assert "case_event: rows that were there when it was last noted are gone" in caplog.text
    caplog.clear()
    _tomorrow(app)
    ledger_check.check_ledgers()
    assert "case_event" in caplog.text, "what is wrong today is wrong tomorrow"


def _tomorrow(app: Flask) -> None:
    file = app.config["INSTANCE"] / "ledger.json"
    file.write_text(file.read_text().replace(today().isoformat(), "2020-01-01"))


def test_command_prints_each_table_and_names_the_first_row_that_does_not_follow(
    app, alzavoz, staff_id
):
    for number in range(3):
        act(staff_id, number)
    db.session.commit()
    newest = ledger.verify(CaseEvent).newest.hex()
    db.session.rollback()
    where = {
        "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"]),
        "ALZAVOZ_DATABASE_URL": app.config["DATABASE_URL"],
    }
    done = alzavoz("ledger", **where)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"case_event  3 rows  {newest}", "review_action  0 rows  -"]
    second = ids()[1]
    unprotected()
    db.session.execute(sa.update(EVENTS).where(EVENTS.c.id == second).values(act="refer_911"))
    db.session.commit()
    done = alzavoz("ledger", **where)
    assert done.returncode == 1
    assert done.stderr.strip() == (f"case_event: row {second} does not follow the rows before it.")
