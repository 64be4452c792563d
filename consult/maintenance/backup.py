"""Backup and restore: every row of the database in one file that both engines can read.

Lines of JSON (RFC 8259), in UTF-8:

    {"backup": "alzavoz", "format": 1, "day": …, "revision": …, "site": …, "withdrawn": …,
     "rows": {table: number}}   (one line)
    {"table": "consultation", "columns": ["id", …]}
    [1, …]                      a row; bytes in hexadecimal, days and hours as in ISO 8601
    …
    {"sha256": …}               of all that stands before it

Tables stand in the order in which they refer to each other, rows in that of their primary keys, all
of one moment; `withdrawn` is the number that the list of what was withdrawn had then. No key is in
it: not `screening.key`, so that sealed texts stay sealed, nor `hash_key`, without which withdrawal
codes and the list of what was withdrawn find nothing. One-off sign-ins are left out.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import click
import sqlalchemy as sa
from flask import current_app

from consult.answering.models import WithdrawnKey, WithdrawnMark
from consult.answering.withdrawal.operations import erase_listed, insert_missing
from consult.answering.withdrawal.withdrawal_list import Hash, WithdrawnList, site
from consult.answering.withdrawal.withdrawal_list import number as number_of_list
from consult.answering.withdrawal.withdrawal_list import write as write_list
from consult.clock import today
from consult.consultations.models import Consultation
from consult.storage.db import BRINGS_TO_0014, TOO_OLD, Model, db, snapshot

FORMAT = 1
BATCH = 500
LEFT_OUT = {"staff": ("one_off_hash", "one_off_until")}
FILLED_BY_INIT = ("role", "help_service")
"""Tables that a new site has rows in; those of the backup take their place."""

TO_JSON: Mapping[type, Callable[[Any], Any]] = {
    bytes: bytes.hex,
    UUID: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
}
FROM_JSON: Mapping[type, Callable[[Any], Any]] = {
    bytes: bytes.fromhex,
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


class Refused(click.ClickException):
    """It cannot be restored, or not so; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: what the file is, of which day, and how many rows it holds.

    `withdrawn`: the number of the list of what was withdrawn when it was made; None in older ones.
    """

    day: date
    revision: str
    site: str
    rows: Mapping[str, int]
    withdrawn: int | None = None


def write(file: Path) -> Head:
    """Write the database as it is now to a file that appears only when it is whole, and on disk."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out, snapshot() as connection:
            head = _write(connection, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
    return head


def restore(file: Path, listed: WithdrawnList | None) -> Head:
    """Fill an empty database with a backup, less all that is on the list. Does not commit.

    Who calls has looked at the first line (`read_head`, `check`).
    """
    _check_whole(file)
    head = read_head(file)
    _make_room()
    with file.open("rb") as lines:
        found = _insert_all(lines)
    if found != {name: number for name, number in head.rows.items() if number}:
        raise Refused(f"{file} is damaged: its tables do not hold what its first line says.")
    _set_sequences()
    if listed is not None:  # in its form, even of what is not in the backup: a late retry stays out
        _bury(WithdrawnKey.key_hash, listed.keys)
        _bury(WithdrawnMark.mark, listed.marks)
    erase_listed()
    # Numbers go on from here, so that no list of before is taken for newer than backups to come.
    write_list(after=max(head.withdrawn or 0, listed.number if listed else 0))
    return head


def read_head(file: Path) -> Head:
    """The first line of a backup; `Refused` if it is none that this version reads."""
    try:
        with file.open("rb") as lines:
            first = json.loads(lines.readline(1_000_000))
        if first["backup"] != "alzavoz" or first["format"] != FORMAT:
            raise ValueError("another format")
        day = date.fromisoformat(first["day"])
        number = first.get("withdrawn")
        if not isinstance(number, int | None):
            raise ValueError("no number")
        return Head(day, first["revision"], first["site"], first["rows"], number)
    except OSError as missing:
        raise Refused(f"{file} cannot be read: {missing.strerror}.") from missing
    except (ValueError, LookupError, TypeError) as broken:
        raise Refused(f"{file} is not a backup that this version can read.") from broken


def check(head: Head, *, any_hash_key: bool = False) -> None:
    """Is the backup young enough, of this shape, and of the site whose `hash_key` is here?"""
    days = current_app.config["BACKUP_DAYS"]
    if head.day < today() - timedelta(days=days):
        raise Refused(f"The backup is of {head.day}: none older than {days} days may come back.")
    if head.revision != revision(db.session.connection()):
        first = f", with version {BRINGS_TO_0014} first" if head.revision in TOO_OLD else ""
        raise Refused(
            f"The backup has the shape {head.revision}, this site another: restore it with the"
            f" version that made it, then migrate{first}."
        )
    if head.site != site() and not any_hash_key:
        raise Refused(
            "The hash_key here is not the one of the backup, and no withdrawal code would work:"
            " put the right one into the instance folder, or say --without-hash-key."
        )


def revision(connection: sa.Connection) -> str:
    """The newest migration that the database has had."""
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


# Writing


def _write(connection: sa.Connection, out: IO[bytes]) -> Head:
    tables = Model.metadata.sorted_tables
    head = Head(
        day=today(),
        revision=revision(connection),
        site=site(),
        rows={table.name: _count(connection, table) for table in tables},
        withdrawn=number_of_list(),  # last: by now the snapshot stands, and a later list is newer
    )
    first = {"backup": "alzavoz", "format": FORMAT, "day": head.day.isoformat()}
    first |= {"revision": head.revision, "site": head.site, "withdrawn": head.withdrawn}
    first |= {"rows": dict(head.rows)}
    digest = hashlib.sha256()
    lines = (line for table in tables for line in _lines(connection, table))
    for line in chain((_line(first),), lines):
        out.write(line)
        digest.update(line)
    out.write(_line({"sha256": digest.hexdigest()}))
    return head


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    yield _line({"table": table.name, "columns": [column.name for column in table.columns]})
    convert = _converters(table, TO_JSON)
    left_out = LEFT_OUT.get(table.name, ())
    columns = [sa.null() if each.name in left_out else each for each in table.columns]
    rows = sa.select(*columns).select_from(table).order_by(*table.primary_key.columns)
    for row in connection.execute(rows, execution_options={"yield_per": BATCH}):
        yield _line(_converted(row, convert))


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _converters(
    table: sa.Table, of: Mapping[type, Callable[[Any], Any]]
) -> list[Callable[[Any], Any] | None]:
    return [of.get(column.type.python_type) for column in table.columns]


def _converted(row: Iterable[Any], convert: Iterable[Callable[[Any], Any] | None]) -> list[Any]:
    pairs = zip(row, convert, strict=True)
    return [value if value is None or act is None else act(value) for value, act in pairs]


# Reading


def _check_whole(file: Path) -> None:
    digest, before = hashlib.sha256(), b""
    with file.open("rb") as lines:
        for line in lines:
            digest.update(before)
            before = line
    if before != _line({"sha256": digest.hexdigest()}):
        raise Refused(f"{file} is not whole, or was changed: nothing was restored.")


def _make_room() -> None:
    """The database must be empty but for what a new site has; that goes."""
    for table in Model.metadata.sorted_tables:
        if table.name in FILLED_BY_INIT:
            continue
        if db.session.scalar(sa.select(sa.exists().select_from(table))):
            raise Refused("The database of this site is in use: restore into a new one.")
    for name in FILLED_BY_INIT:
        db.session.execute(sa.delete(Model.metadata.tables[name]))


def _insert_all(lines: IO[bytes]) -> dict[str, int]:
    """Insert the rows of every table; how many there were, of tables that have any."""
    counts: Counter[str] = Counter()
    for table, rows in groupby(_rows(lines), key=lambda each: each[0]):
        values = (row for _table, row in rows)
        while batch := list(islice(values, BATCH)):
            db.session.execute(sa.insert(table), batch)
            counts[table.name] += len(batch)
    return dict(counts)


def _rows(lines: IO[bytes]) -> Iterator[tuple[Any, dict[str, Any]]]:
    lines.readline()
    table: Any = None
    convert: list[Callable[[Any], Any] | None] = []
    for line in lines:
        value = json.loads(line)
        if isinstance(value, list):
            yield table, dict(zip(table.columns.keys(), _converted(value, convert), strict=True))
        elif "table" in value:
            table = _table(value)
            convert = _converters(table, FROM_JSON)


def _table(value: Mapping[str, Any]) -> sa.Table:
    table = Model.metadata.tables.get(value["table"])
    if table is None or list(table.columns.keys()) != value["columns"]:
        raise Refused(f"The backup has a table {value['table']} of another shape.")
    return table


def _set_sequences() -> None:
    """PostgreSQL: the next number of each table comes after those that were restored."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Model.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        highest = sa.select(sa.func.max(column)).scalar_subquery()
        value = sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))
        db.session.execute(sa.select(value))


def _bury(column: Any, hashes: Iterable[Hash]) -> None:
    there = set(db.session.scalars(sa.select(Consultation.id)))
    rows = [
        {column.key: each, "consultation_id": of if of in there else None} for each, of in hashes
    ]
    insert_missing(column.class_, rows)
