"""After compaction the database's files do not tell the order in which answers arrived."""

import re
import sqlite3
import threading
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.answering.privacy import jobs
from consult.background import heartbeat
from consult.clock import today
from consult.sessions.models import Session
from consult.storage import compaction
from consult.storage.compaction import NotCompacted, child_tables, compact, faults, is_compacted
from consult.storage.db import RANDOM_ORDER, Model, db
from tests.conftest import OWN
from tests.consult.cli.test_cli import alzavoz, refused  # noqa: F401
from tests.consult.sign_in import signed_in

pytestmark = pytest.mark.both_engines

MANY = 60


@pytest.fixture
def arrived(client, session) -> list[uuid.UUID]:
    """Ids of answers, in the order in which they came."""
    order = []
    for number in range(MANY):
        response = Response(
            id=uuid.uuid4(),
            consultation_id=session.consultation_id,
            session_id=session.id,
            channel="school",
            setting="school",
            region="Oaxaca",
            band="6-9",
            language="es",
            day=today(),
            answers={"heard": "yes"},
            key_hash=bytes([number]) * 32,
            withdrawal_hash=bytes([number]) * 32,
        )
        db.session.add(response)
        db.session.flush()
        db.session.add(
            FreeText(response_id=response.id, question="ask_lawmakers", redacted=f"Frase {number}")
        )
        db.session.commit()
        order.append(response.id)
    return order


@pytest.fixture(autouse=True)
def never_compacted(request) -> None:
    """On PostgreSQL the mark of another test would still be there: the server is shared."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        if not is_sqlite():
            with db.engine.begin() as connection:
                connection.execute(sa.text("COMMENT ON INDEX pk_response IS NULL"))


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def file() -> Path:
    return Path(db.engine.url.database)


def places(column: str) -> list:
    """What PostgreSQL knows of each response beside its columns, in the order of the ids."""
    rows = db.session.execute(sa.text(f"SELECT {column} FROM response ORDER BY id"))
    return [row[0] for row in rows]


def dump() -> list:
    found = []
    for table in child_tables():
        found.append(sorted(map(repr, db.session.execute(sa.select(table)))))
    db.session.rollback()
    return found


def test_every_table_of_children_is_compacted_and_nothing_refers_to_one_from_outside():
    names = {table.name for table in child_tables()}
    assert {"response", "free_text", "returned_text", "passage", "withdrawn_key"} <= names
    for table in Model.metadata.tables.values():
        assert (table.name in names) == (
            table.dialect_options["sqlite"]["with_rowid"] is RANDOM_ORDER["sqlite_with_rowid"]
        )
        for key in table.foreign_keys:
            if key.column.table.name in names:
                assert table.name in names, f"{table} would lose what it refers to"


def test_a_table_with_random_keys_lies_in_their_order():
    """A new table of children cannot be forgotten: whoever has a random key is compacted."""
    names = {table.name for table in child_tables()}
    for table in Model.metadata.tables.values():
        if any(isinstance(column.type, sa.Uuid) for column in table.primary_key):
            assert table.name in names


def test_nothing_changes_but_the_order(arrived):
    before = dump()
    assert before[[table.name for table in child_tables()].index("response")]
    compact()
    assert dump() == before


def test_postgresql_forgets_who_came_first(arrived):
    if is_sqlite():
        return
    assert len(set(places("xmin::text"))) == MANY
    in_order = [place for _id, place in sorted(zip(arrived, arrived, strict=True))]
    compact()
    assert len(set(places("xmin::text"))) == 1
    assert len(set(places("cmin::text"))) == 1
    by_place = db.session.scalars(sa.text("SELECT id FROM response ORDER BY ctid")).all()
    assert [uuid.UUID(str(each)) for each in by_place] == in_order
    texts = db.session.scalars(sa.text("SELECT xmin::text FROM free_text")).all()
    assert len(set(texts)) == 1
    dead = "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname = 'response'"
    assert db.session.scalar(sa.text(dead)) == 0


def log_pages() -> list[int]:
    """Numbers of the pages in SQLite's log, in the order in which they were written."""
    if not is_sqlite():
        return []
    log = file().with_name(f"{file().name}-wal")
    if not log.exists() or log.stat().st_size == 0:
        return []
    content = log.read_bytes()
    size = int.from_bytes(content[8:12], "big")
    return [
        int.from_bytes(content[at : at + 4], "big") for at in range(32, len(content), 24 + size)
    ]


def test_sqlite_has_no_log_left_and_its_file_lies_in_the_order_of_ids(arrived):
    if not is_sqlite():
        return
    assert len(log_pages()) > MANY
    db.session.delete(db.session.get(Response, arrived[3]))
    db.session.commit()
    compact()
    assert log_pages() == []
    content = file().read_bytes()
    assert b"Frase 3\x00" not in content
    assert not re.search(rb"Frase 3(?!\d)", content)
    found = [int(number) for number in re.findall(rb"Frase (\d+)", content)]
    assert len(found) == MANY - 1
    ids = list(db.session.scalars(sa.select(FreeText.redacted).order_by(FreeText.id)))
    by_id = [int(text.split()[1]) for text in ids]
    assert set(found) == set(by_id)
    assert out_of_order() == 0


def out_of_order() -> int:
    """Leaves of children's tables whose cells do not lie in the order of their keys.

    SQLite puts cells in from the end of a page, as they come; the list of them is kept in order.
    (An index is filled in the order of the table: that is no order of arrival.)
    """
    content = file().read_bytes()
    size = int.from_bytes(content[16:18], "big")
    with sqlite3.connect(file()) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
    connection.close()
    found = 0
    for table in child_tables():
        for start in leaves(content, size, roots[table.name]):
            offsets = numbers(content, start, 8)
            found += offsets != sorted(offsets, reverse=True)
    return found


def numbers(content: bytes, start: int, header: int) -> list[int]:
    """Where the cells of a page lie in it, in the order of their keys."""
    cells = int.from_bytes(content[start + 3 : start + 5], "big")
    at = [start + header + 2 * number for number in range(cells)]
    return [int.from_bytes(content[each : each + 2], "big") for each in at]


def leaves(content: bytes, size: int, page: int) -> list[int]:
    """Where the leaves of a table without row numbers begin."""
    start = (page - 1) * size
    if content[start] == 10:
        return [start]
    assert content[start] == 2
    below = [start + offset for offset in numbers(content, start, 12)] + [start + 8]
    pages = [int.from_bytes(content[each : each + 4], "big") for each in below]
    return [leaf for each in pages for leaf in leaves(content, size, each)]


def test_pages_of_sqlite_show_the_order_of_arrival_until_they_are_compacted(arrived):
    """The leak is real, and the look at it above can see it."""
    if not is_sqlite():
        return
    with sqlite3.connect(file()) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.close()
    assert out_of_order() > 2


def test_statistics_of_postgresql_hold_nothing_that_is_one_childs_own(arrived):
    """Samples of two moments, one beside the other in the file, would tell who came first."""
    if is_sqlite():
        return
    own = {
        (table.name, column.name)
        for table in child_tables()
        for column in table.columns
        if isinstance(column.type, sa.CHAR | sa.Text | sa.LargeBinary)
    }
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
        sampled = connection.execute(sa.text("SELECT tablename, attname FROM pg_stats")).all()
    assert ("response", "day") in {tuple(each) for each in sampled}, "there are statistics"
    assert {tuple(each) for each in sampled} & own == set()


def test_it_is_known_whether_anything_was_written_since(client, session, arrived):
    assert not is_compacted()
    compact()
    assert is_compacted()
    assert is_compacted()  # asking writes nothing
    db.session.rollback()
    form = {"heard": "yes", "key": "b" * 32, "code": "arbol barco cielo dulce estrella flor"}
    done = client.post("/j/CDFG3467/6-9", data=form, headers={"Origin": OWN})
    assert done.status_code == 200
    assert not is_compacted()
    compact()
    assert is_compacted()
    db.session.execute(sa.delete(Response).where(Response.id == arrived[0]))
    db.session.commit()
    assert not is_compacted()


def test_a_reader_is_waited_for_and_then_named(arrived):
    engine = sa.create_engine(db.engine.url)
    try:
        with engine.connect() as reader:
            if is_sqlite():  # whose driver begins no transaction for reading
                reader.exec_driver_sql("BEGIN")
            reader.execute(sa.text("SELECT count(*) FROM response")).all()
            began = time.monotonic()
            with pytest.raises(NotCompacted, match="order of arrival"):
                compact(patience=1)
            assert time.monotonic() - began < 12
            assert not is_compacted()
            threading.Timer(1.5, reader.rollback).start()
            compact(patience=20)
        assert is_compacted()
    finally:
        engine.dispose()


def test_no_send_is_lost_while_it_runs(app, client, session, arrived):
    """A child sends while compaction is at work: both end well."""
    codes = []

    def send() -> None:
        for number in range(15):
            with app.app_context():
                form = {"heard": "yes", "key": f"{number:032x}"}
                form["code"] = "arbol barco cielo dulce estrella flor"
                done = app.test_client().post("/j/CDFG3467/6-9", data=form, headers={"Origin": OWN})
                codes.append(done.status_code)

    db.session.rollback()
    child = threading.Thread(target=send)
    child.start()
    for _ in range(4):
        compact()
    child.join()
    assert codes == [200] * 15
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == MANY + 15


def test_queue_holds_nothing_of_a_send(app, client, session):
    from consult.background.queue import queue

    form = {"heard": "yes", "ask_lawmakers": "Más parques", "key": "c" * 32}
    form["code"] = "arbol barco cielo dulce estrella flor"
    client.post("/j/CDFG3467/6-9", data=form, headers={"Origin": OWN})
    huey = queue(app).huey
    assert huey.pending() == huey.scheduled() == []
    assert set(huey.all_results()) <= {heartbeat.SCREENED}
    huey.storage.close()
    beside = app.config["INSTANCE"] / "queue.db"
    if is_sqlite():
        with sqlite3.connect(beside) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            for (name,) in tables.fetchall():
                assert not connection.execute(f"SELECT * FROM {name}").fetchall()
        connection.close()
        compact()
        assert not beside.with_name("queue.db-wal").exists() or not (
            beside.with_name("queue.db-wal").stat().st_size
        )


def test_night_and_a_closed_window_compact(app, session, arrived):
    jobs.compact_tonight()
    assert is_compacted()
    assert compaction.last().on == today()
    session.day = today() - timedelta(days=20)
    db.session.add(session)
    db.session.commit()
    jobs.forget_sessions()
    assert db.session.get(Session, session.id).sent == MANY
    db.session.rollback()
    assert is_compacted()


@pytest.mark.parametrize("bound", [59, 60])
def test_what_takes_long_is_left_for_the_night(app, session, arrived, bound):
    app.config["COMPACT_SECONDS"] = bound
    compact()
    slow = compaction.Compacted(today(), 60.0, compaction.last().mark)
    compaction._remember(slow)
    session.day = today() - timedelta(days=20)
    db.session.add(session)
    db.session.commit()
    jobs.forget_sessions()
    db.session.rollback()
    assert is_compacted() == (bound >= slow.seconds)


def test_a_night_that_was_missed_is_made_up_for_once(app, session, monkeypatch):
    jobs._tried.clear()
    monkeypatch.setattr(jobs, "NIGHT", (-1, 0))  # whatever the hour is now, the night is over
    jobs.forget_sessions()
    assert compaction.last().on == today()
    compaction._remember(compaction.Compacted(date(2026, 1, 1), 0.1, {}))
    jobs.forget_sessions()
    assert compaction.last().on == date(2026, 1, 1)
    jobs._tried.clear()


def test_server_that_keeps_what_it_should_not_is_named(app, monkeypatch):
    assert faults() == []
    if is_sqlite():
        return
    monkeypatch.setitem(compaction.KEEPS_NOTHING, "synchronous_commit", ("local",))
    assert faults() == ["synchronous_commit is on, not local"]


def test_command_compacts_or_says_in_one_sentence_why_not(app, alzavoz, arrived, monkeypatch):  # noqa: F811
    url = db.engine.url.render_as_string(hide_password=False)
    where = {"ALZAVOZ_DATABASE_URL": url, "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"])}
    db.session.rollback()
    done = alzavoz("compact", **where)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Compacted in ")
    assert is_compacted()
    monkeypatch.setattr(compaction, "faults", lambda: ["archive_mode is on, not off"])
    refused(alzavoz("compact", **where), 1, "archive_mode is on")


def test_coordinator_sees_the_day_of_the_last_one(client, consultation):
    signed_in(client, "coordinator")
    assert "Todavía no se ha borrado" in client.get("/consultations/").text
    compact()
    assert "se borró por última vez" in client.get("/consultations/").text


def test_log_of_postgresql_begins_anew_where_it_may(arrived):
    if is_sqlite():
        return
    before = db.session.scalar(sa.text("SELECT pg_current_wal_lsn()"))
    db.session.rollback()
    assert compaction.shortens_log()
    compact()
    begins = db.session.scalar(sa.text("SELECT redo_lsn FROM pg_control_checkpoint()"))
    later = sa.text("SELECT CAST(:begins AS pg_lsn) > CAST(:before AS pg_lsn)")
    assert db.session.scalar(later, {"begins": begins, "before": before})
