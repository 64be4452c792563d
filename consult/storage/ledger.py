"""Append-only tables, chained by hash: one way to write them and one verifier for all.

A row's hash is SHA-256 of the hash before it and of the row's other columns as canonical JSON
(empty ones left out, so that a column can be added later): changing, removing or slipping in a row
breaks every hash after it. Rows from before the chain have none of their own; the first hash covers
them too. Triggers in the database refuse UPDATE and DELETE besides (the first migration). Somebody
who can drop them can also cut the end off or write the whole chain anew: a copy of the newest hash,
noted outside the database (`consult.background.ledger_check`, `alzavoz ledger`), shows that.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from .db import Model, db


class Chained(Protocol):
    """A row with a serial `id` and a `hash`."""

    id: Any
    hash: Any


TABLES = ("case_event", "review_action")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verifier found: how many rows, the newest hash, the first row that does not follow.

    `lost`: the hash that had been noted elsewhere is no longer in the chain.
    """

    rows: int
    newest: bytes | None
    broken_at: int | None
    lost: bool = False

    @property
    def holds(self) -> bool:
        """Does every row follow, and is what was noted still there?"""
        return self.broken_at is None and not self.lost


def append(row: Chained) -> None:
    """Add the row at the end of its table's chain, within the transaction of the caller."""
    table = _table(type(row))
    _wait_for_others(table)
    newest = sa.select(table.c.hash).order_by(table.c.id.desc()).limit(1)
    before = db.session.scalar(newest) or _unchained(table)
    db.session.add(row)
    names = (column.name for column in table.columns)
    values = {name: getattr(row, name) for name in names if name not in ("id", "hash")}
    row.hash = _digest(before, values)
    db.session.flush()


def verify(model: type[Any] | str, noted: bytes | None = None) -> Verdict:
    """Walk the chain of a table from its first row; `noted` is a hash that must be in it. Streams.

    The table is named, or given as its model.
    """
    table = _table(model)
    chain = sa.select(table).order_by(table.c.id)
    with db.session.execute(chain, execution_options={"yield_per": 1000}) as rows:
        return _walked(rows.mappings(), noted)


def _walked(rows: Iterable[Any], noted: bytes | None) -> Verdict:
    count, before, newest, seen = 0, None, None, noted is None
    for row in rows:
        values = dict(row)
        serial, kept = values.pop("id"), values.pop("hash")
        due = _digest(before, values)
        if kept != due and (kept is not None or newest is not None):
            return Verdict(count, newest, serial)
        count, before, newest = count + 1, due, kept
        seen = seen or kept == noted
    return Verdict(count, newest, None, lost=not seen)


def _unchained(table: sa.Table) -> bytes | None:
    """What the chain would be over rows that are from before it; None where there are none."""
    before = None
    for row in db.session.execute(sa.select(table).order_by(table.c.id)).mappings():
        values = {name: value for name, value in row.items() if name not in ("id", "hash")}
        before = _digest(before, values)
    return before


def _digest(before: bytes | None, values: dict[str, Any]) -> bytes:
    said = {name: value for name, value in values.items() if value is not None}
    written = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256((before or b"") + written.encode()).digest()


def _wait_for_others(table: sa.Table) -> None:
    """One writer at a time. SQLite has one anyway; the lock ends with the transaction."""
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(table.name.encode()).digest()[:4], "big")
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _table(model: type[Any] | str) -> sa.Table:
    if isinstance(model, str):
        return Model.metadata.tables[model]
    table: sa.Table = model.__table__
    return table
