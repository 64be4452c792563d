"""Compaction: the order in which answers arrived goes from the files of the database too.

Ids of what children wrote are random, but a live database remembers more than its rows: SQLite's
write-ahead log keeps pages in the order in which they were written; PostgreSQL has the number of
the transaction in each row (`xmin`) and the row's place in the file. CLUSTER and VACUUM FULL keep
`xmin`, so on PostgreSQL all rows are copied in the order of their ids within one transaction.
SQLite rewrites the whole file in that order (VACUUM) and cuts the log.

It waits for readers, a while; `NotCompacted` says in one sentence that it could not.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from consult.clock import today

from .db import Model, db

PATIENCE = 60.0
"""Seconds that compaction waits for readers and writers before it gives up."""

AT_ONCE = 900
"""Milliseconds in which PostgreSQL must give all locks, or they are let go and asked for again:
under its `deadlock_timeout` (1 s), so that never a child's send is the one to be broken off."""

PAUSE = 1.0
MARK = "compacted.json"  # beside SQLite's file; PostgreSQL has it in a comment

KEEPS_NOTHING = {
    "archive_mode": ("off",),
    "track_commit_timestamp": ("off",),
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
}
"""Settings of a PostgreSQL server -> what they may be: otherwise it keeps order, or answers."""


class NotCompacted(Exception):
    """It could not be done; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """The last compaction that was done: the day, how long it took, and how to know that nothing
    has been written since."""

    on: date
    seconds: float
    mark: dict[str, Any]


def child_tables() -> list[sa.Table]:
    """The tables of what children sent, those that are referred to first."""
    return [
        table
        for table in Model.metadata.sorted_tables
        if table.dialect_options["sqlite"]["with_rowid"] is False
    ]


def compact(patience: float = PATIENCE) -> Compacted:
    """Flatten what tells the order of arrival, in the database and in the queue beside it.

    The caller's own transaction must have ended. Raises `NotCompacted`.
    """
    db.session.rollback()
    began = time.monotonic()
    if _is_postgresql():
        mark = _compact_postgresql(began + patience)
    else:
        for file in (_file(), current_app.config["INSTANCE"] / "queue.db"):
            if file.exists():
                _compact_sqlite(file, began + patience)
        mark = _stamp(_file())
    made = Compacted(today(), round(time.monotonic() - began, 1), mark)
    _remember(made)
    return made


def last() -> Compacted | None:
    """The last compaction that was done."""
    kept = _remembered()
    if not kept:
        return None
    return Compacted(date.fromisoformat(kept["on"]), kept["seconds"], kept["mark"])


def is_compacted() -> bool:
    """Has nothing been written since the last compaction? (PostgreSQL: in a child's table.)

    A backup taken now holds no order of arrival.
    """
    made = last()
    if made is None:
        return False
    return made.mark == (_counted(made.mark) if _is_postgresql() else _stamp(_file()))


def faults() -> list[str]:
    """What the database server is set to keep and should not; empty on SQLite."""
    if not _is_postgresql():
        return []
    with db.engine.connect() as connection:
        found = {name: str(connection.scalar(sa.text(f"SHOW {name}"))) for name in KEEPS_NOTHING}
        copies = connection.scalar(sa.text("SELECT count(*) FROM pg_replication_slots")) or 0
    wrong = [
        f"{name} is {value}, not {KEEPS_NOTHING[name][0]}"
        for name, value in found.items()
        if value not in KEEPS_NOTHING[name]
    ]
    return [*wrong, "a replication slot keeps its log"] if copies else wrong


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


# SQLite


def _file() -> Path:
    return Path(db.engine.url.database or "")


def _compact_sqlite(file: Path, until: float) -> None:
    connection = sqlite3.connect(file, isolation_level=None, timeout=2)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        _until_done(lambda: connection.execute("VACUUM"), until, file.name)
        _until_done(lambda: _cut_log(connection), until, file.name)
    finally:
        connection.close()


def _cut_log(connection: sqlite3.Connection) -> None:
    busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("a reader still needs the log")


def _until_done(act: Callable[[], object], until: float, name: str) -> None:
    while True:
        try:
            act()
            return
        except sqlite3.OperationalError as refused:
            if time.monotonic() > until:
                raise NotCompacted(
                    f"{name} still shows the order of arrival: it is in use ({refused})."
                ) from refused
        time.sleep(PAUSE)


def _stamp(file: Path) -> dict[str, Any]:
    """Size and last change of the file, and whether its log is empty."""
    log = file.with_name(f"{file.name}-wal")
    found = file.stat()
    empty = not log.exists() or log.stat().st_size == 0
    return {"size": found.st_size, "changed": found.st_mtime_ns, "log is empty": empty}


# PostgreSQL


def _compact_postgresql(until: float) -> dict[str, Any]:
    tables = child_tables()
    with _all_to_ourselves(tables, until) as connection:
        for table in tables:
            connection.execute(
                sa.text(f"CREATE TEMP TABLE copied_{table} ON COMMIT DROP AS TABLE {table}")
            )
        connection.execute(sa.text(f"TRUNCATE {', '.join(map(str, tables))}"))
        counts = {}
        for table in tables:
            order = ", ".join(column.name for column in table.primary_key)
            back = f"INSERT INTO {table} SELECT * FROM copied_{table} ORDER BY {order}"  # noqa: S608
            done = connection.execute(sa.text(back))
            counts[table.name] = done.rowcount
        writer = str(connection.scalar(sa.text("SELECT pg_current_xact_id()::xid")))
    _tidy_postgresql(tables)
    return {"writer": writer, "rows": counts}


@contextmanager
def _all_to_ourselves(tables: list[sa.Table], until: float) -> Iterator[sa.Connection]:
    """A transaction that alone uses these tables, committed at the end."""
    names = ", ".join(map(str, tables))
    with db.engine.connect() as connection:
        while True:
            connection.execute(sa.text(f"SET LOCAL statement_timeout = {AT_ONCE}"))
            try:
                connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
                break
            except sa.exc.OperationalError as refused:
                connection.rollback()
                if time.monotonic() > until:
                    raise NotCompacted(
                        "The database still shows the order of arrival: its tables are in use."
                    ) from refused
            time.sleep(PAUSE)
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield connection
        connection.commit()


def _tidy_postgresql(tables: list[sa.Table]) -> None:
    """Fresh statistics, and a log that begins anew where the server lets us (`shortens_log`)."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"VACUUM (ANALYZE) {', '.join(map(str, tables))}"))
        if _may_shorten_log(connection):
            connection.execute(sa.text("SELECT pg_switch_wal()"))
            connection.execute(sa.text("CHECKPOINT"))


def shortens_log() -> bool:
    """May the site begin PostgreSQL's log anew? Else the server does, within its own
    `checkpoint_timeout`."""
    if not _is_postgresql():
        return True
    with db.engine.connect() as connection:
        return _may_shorten_log(connection)


def _may_shorten_log(connection: sa.Connection) -> bool:
    if (connection.dialect.server_version_info or (0,)) < (15,):  # no such role before
        return bool(connection.scalar(sa.text("SELECT current_setting('is_superuser') = 'on'")))
    return bool(
        connection.scalar(
            sa.text(
                "SELECT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')"
                " AND has_function_privilege('pg_switch_wal()', 'EXECUTE')"
            )
        )
    )


def _counted(mark: dict[str, Any]) -> dict[str, Any]:
    """The same mark, of the tables as they are; rows of another writer count as none."""
    counts = {}
    with db.engine.connect() as connection:
        for table in child_tables():
            is_ours = sa.cast(sa.literal_column("xmin"), sa.Text) == mark["writer"]
            rows = sa.select(sa.func.count(), sa.func.count().filter(is_ours)).select_from(table)
            every, ours = connection.execute(rows).one()
            counts[table.name] = ours if ours == every else -1
    return {"writer": mark["writer"], "rows": counts}


# What is remembered


def _remember(made: Compacted) -> None:
    written = json.dumps(asdict(made), default=str)
    if not _is_postgresql():
        (_file().parent / MARK).write_text(written)
        return
    quoted = written.replace("'", "''")
    with db.engine.begin() as connection:  # two folders, one of the web and one of the worker
        connection.exec_driver_sql(f"COMMENT ON INDEX pk_response IS '{quoted}'")


def _remembered() -> dict[str, Any] | None:
    if _is_postgresql():
        with db.engine.connect() as connection:
            found = connection.scalar(
                sa.text("SELECT obj_description('pk_response'::regclass, 'pg_class')")
            )
    else:
        file = _file().parent / MARK
        found = file.read_text() if file.exists() else None
    return json.loads(found) if found else None
