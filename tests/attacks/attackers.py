"""What somebody with the loot tries. Each attack returns what it found; none knows the truth.

Scores compare with guessing: for n children whose order was recovered at random, Spearman's rho has
a standard deviation of 1/sqrt(n - 1) (Kendall, Rank Correlation Methods, 1948), so `by_chance` is
4.5 of those: under one in a hundred thousand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import sqrt
from typing import Any

import numpy as np
import sqlalchemy as sa

from .school_day import Loot

CHILD_TABLES = ("response", "free_text", "withdrawn_text", "passage", "returned_text")
CASE_TABLES = ("safeguarding_case", "case_seal", "case_note", "case_event", "drawing")
SUSPICIOUS = re.compile(
    r"(^|_)(ip|addr|address|agent|device|browser|cookie|referer|created|updated|stored|received"
    r"|arrived|timestamp|time|seconds|started|finished|duration|fingerprint|seq|serial|number|name"
    r"|email|phone|birth|class|school)(_|$)"
)


# ------------------------------------------------------------------ grepping


def found_in(loot: Loot, needles: Iterable[str]) -> dict[str, set[str]]:
    """needle -> where it lies, in any file or in any value of the database."""
    found: dict[str, set[str]] = {}
    wanted = {needle.encode(): needle for needle in needles}
    for name, content in [*loot.files(), *_values_as_files(loot)]:
        for written in places(content, wanted):
            found.setdefault(wanted[written], set()).add(name)
    return found


def places(content: bytes, needles: Iterable[bytes]) -> dict[bytes, list[int]]:
    """Needle (of four bytes or more) -> where it begins, for those that are there.

    One pass for all: journals are long and needles many. Their first four bytes are compared as
    numbers, and the rest where these are equal.
    """
    by_start: dict[int, list[bytes]] = {}
    for needle in needles:
        by_start.setdefault(int.from_bytes(needle[:4], "little"), []).append(needle)
    starts = np.array(sorted(by_start), dtype="<u4")
    found: dict[bytes, list[int]] = {}
    for shift in range(4 if len(starts) else 0):
        count = max(0, len(content) - shift) // 4
        numbers = np.frombuffer(content, "<u4", count, shift if count else 0)
        nearest = starts[np.searchsorted(starts[:-1], numbers)]
        for at in np.flatnonzero(nearest == numbers):
            place = int(at) * 4 + shift
            for needle in by_start[int(numbers[at])]:
                if content.startswith(needle, place):
                    found.setdefault(needle, []).append(place)
    return found


def _values_as_files(loot: Loot) -> Iterator[tuple[str, bytes]]:
    """Each table as text."""
    for table, rows in tables(loot).items():
        yield f"table {table}", "\n".join(str(dict(row)) for row in rows).encode()


def tables(loot: Loot) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Every table of the database, also those of the queue."""
    found = {}
    with loot.database() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings().all()
            found[name] = rows
    return found


# ------------------------------------------------------------------ columns


def suspicious_columns(loot: Loot) -> set[str]:
    """Columns of children and cases that could hold a device, a time, an order, a name."""
    found = set()
    with loot.database() as connection:
        inspector = sa.inspect(connection)
        for table in {*CHILD_TABLES, *CASE_TABLES} & set(inspector.get_table_names()):
            for column in inspector.get_columns(table):
                if _is_suspicious(table, column, inspector):
                    found.add(f"{table}.{column['name']}")
    return found


def _is_suspicious(table: str, column: Mapping[str, Any], inspector: sa.Inspector) -> bool:
    kind = column["type"]
    if isinstance(kind, sa.DateTime | sa.Time) or SUSPICIOUS.search(column["name"]):
        return True
    own_key = inspector.get_pk_constraint(table)["constrained_columns"]
    elsewhere = {
        name for key in inspector.get_foreign_keys(table) for name in key["constrained_columns"]
    }
    counts_up = column["name"] in own_key and column["name"] not in elsewhere
    return counts_up and isinstance(kind, sa.Integer)


# ------------------------------------------------------------------ order


def recovered_orders(loot: Loot) -> dict[str, list[str]]:
    """Name of a trace -> ids of responses in the order it suggests."""
    return {**_orders_in_database(loot), **_orders_in_files(loot)}


def orders_of(loot: Loot, table: str) -> dict[str, list[str]]:
    """Name of a trace -> ids of a table's rows in the order it suggests."""
    with loot.database() as connection:
        hidden = ("ctid", "xmin::text::bigint") if connection.dialect.name == "postgresql" else ()
        if connection.dialect.name == "sqlite":
            hidden = ("rowid",)
        columns = [each["name"] for each in sa.inspect(connection).get_columns(table)]
        orders = {"as stored": _ids(connection, f"SELECT id FROM {table}")}
        for trace in (*hidden, *columns):
            orders[trace] = _ordered_by(connection, table, trace)
    return {name: order for name, order in orders.items() if order}


def _orders_in_database(loot: Loot) -> dict[str, list[str]]:
    orders = orders_of(loot, "response")
    with loot.database() as connection:
        texts = "SELECT response_id FROM free_text"
        orders["texts as stored"] = _ids(connection, texts)
        if connection.dialect.name == "postgresql":
            orders["texts by xmin"] = _ids(connection, f"{texts} ORDER BY xmin::text::bigint")
            orders["texts by ctid"] = _ids(connection, f"{texts} ORDER BY ctid")
    return {name: order for name, order in orders.items() if order}


def _ordered_by(connection: sa.Connection, table: str, trace: str) -> list[str]:
    """Ids in the order of that column; nothing where it has no order or one value for all."""
    shown = trace if "::" in trace or trace in ("ctid", "rowid") else f'"{trace}"'
    try:
        with connection.begin_nested():
            distinct = connection.scalar(sa.text(f"SELECT count(DISTINCT {shown}) FROM {table}"))
            if (distinct or 0) < 2:
                return []
            return _ids(connection, f"SELECT id FROM {table} ORDER BY {shown}, id")
    except sa.exc.DBAPIError:
        return []  # a type without an order, or a table without that trace


def _ids(connection: sa.Connection, query: str) -> list[str]:
    return [str(value).replace("-", "") for value in connection.scalars(sa.text(query))]


TRACED = ("id", "key_hash", "withdrawal_hash")
"""What each response has of its own, in its row and in indexes."""


def _orders_in_files(loot: Loot) -> dict[str, list[str]]:
    """Where responses lie in each file: first and last place; in SQLite's journal, page by page."""
    with loot.database() as connection:
        ids = _ids(connection, "SELECT id FROM response ORDER BY id")
        own = {name: _forms(connection, name, ids) for name in TRACED}
    orders = {}
    for name, content in loot.files():
        if name.endswith("-wal"):
            orders[name] = _order_in_journal(content, ids)
        for column, whose in own.items():
            found = places(content, whose)
            for end, pick in (("first", min), ("last", max)):
                ends = [(pick(at), whose[written]) for written, at in found.items()]
                ends.sort(key=_came if name.startswith(FILLED_BACKWARDS) else None)
                if len(ends) > 10:
                    orders[f"{name}, {column}, {end}"] = [each for _place, each in ends]
    return orders


PAGE = 8192
FILLED_BACKWARDS = ("tables/", "indexes/", "toast/", "removed/")


def _came(placed: tuple[int, str]) -> tuple[int, int]:
    """PostgreSQL fills a page of a table or an index from its end."""
    return placed[0] // PAGE, -placed[0]


def _forms(connection: sa.Connection, column: str, ids: Sequence[str]) -> dict[bytes, str]:
    """A response's own value as files have it -> the response; an id as text and as bytes."""
    if column == "id":
        return {form: each for each in ids for form in (each.encode(), bytes.fromhex(each))}
    values = connection.scalars(sa.text(f"SELECT {column} FROM response ORDER BY id"))
    return dict(zip(map(bytes, values), ids, strict=True))


def _order_in_journal(content: bytes, ids: Sequence[str]) -> list[str]:
    """Ids in the order in which pages with them were written (SQLite's file format, section 4).

    A page is written whole: what an older frame had already is not new in it. Of the ids that are
    in a first frame together nothing is known, so they are left out.
    """
    size = int.from_bytes(content[8:12], "big") or 4096
    starts = range(32, len(content) - size, 24 + size)
    # The first salt of a frame is one more each time the journal begins anew: what an older round
    # left behind the newer one comes first.
    rounds = sorted(starts, key=lambda at: (int.from_bytes(content[at + 8 : at + 12], "big"), at))
    seen: set[str] = set()
    order: list[str] = []
    for start in rounds:
        page = content[start + 24 : start + 24 + size]
        new = [each for each in ids if each not in seen and each.encode() in page]
        seen.update(new)
        order.extend(new if len(new) == 1 else ())
    return order


def agreement(guessed: Sequence[str], truth: Mapping[str, int]) -> float:
    """Spearman's rho, as an absolute value, of a guessed order with the true one."""
    known = [each for each in guessed if each in truth]
    if len(known) < 3:
        return 0.0
    ranks = {each: rank for rank, each in enumerate(sorted(known, key=truth.__getitem__))}
    squares = sum((place - ranks[each]) ** 2 for place, each in enumerate(known))
    n = len(known)
    return abs(1 - 6 * squares / (n * (n * n - 1)))


def by_chance(n: int) -> float:
    """What guessing reaches in less than one of a hundred thousand trials."""
    return 4.5 / sqrt(max(n - 1, 1))


# ------------------------------------------------------------------ time


def times_of_day(loot: Loot, start: float, end: float) -> set[str]:
    """Columns with a value that is a moment of that span, finer than an hour.

    Spans are seconds since the epoch. Numbers are tried as seconds, milliseconds, microseconds.
    """
    found = set()
    for table, rows in tables(loot).items():
        for row in rows:
            for name, value in row.items():
                if any(start <= moment <= end for moment in _moments(value)):
                    found.add(f"{table}.{name}")
    return found


def _moments(value: Any) -> Iterator[float]:
    if isinstance(value, datetime):
        # An hour or a quarter of one is coarse; anything finer is a moment.
        if value.minute % 15 or value.second or value.microsecond:
            yield value.timestamp()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (float(value), value / 1e3, value / 1e6)
    elif isinstance(value, str) and (written := re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", value)):
        moment = datetime.fromisoformat(written.group())
        if moment.minute % 15 or not value[16:].startswith(":00"):
            yield moment.timestamp()


# ------------------------------------------------------------------ cases and responses


LONG = 16
SHORTEST = 5
"""Bytes: from so many on a value is rare by itself; shorter than the other, numbers meet by
counting. Between the two a value links rows if it is alone in its column, on both sides."""


def shared_values(loot: Loot) -> set[tuple[str, str]]:
    """Columns of cases and of answers that hold the same rare value: a link between the two."""
    found = tables(loot)
    child_side = _rare_values(found, CHILD_TABLES)
    return {
        (case, child)
        for value, case in _rare_values(found, CASE_TABLES).items()
        if (child := child_side.get(value))
    }


def values_of_two(loot: Loot) -> set[str]:
    """Columns in which two answers, or texts, hold a value that no third one holds: were both of
    one child? That texts name their response is what is known."""
    found = tables(loot)
    return {
        column
        for table in ("response", "free_text")
        for column, values in _counted_values(found.get(table, ()), table)
        if column != "free_text.response_id"
        and any(times == 2 and len(value) >= SHORTEST for value, times in values.items())
    }


def _rare_values(
    found: Mapping[str, Sequence[Mapping[str, Any]]], names: Iterable[str]
) -> dict[bytes, str]:
    return {
        value: column
        for table in names
        for column, values in _counted_values(found.get(table, ()), table)
        for value, times in values.items()
        if len(value) >= LONG or (len(value) >= SHORTEST and times == 1)
    }


def _counted_values(
    rows: Sequence[Mapping[str, Any]], table: str
) -> Iterator[tuple[str, Counter[bytes]]]:
    for name in rows[0] if rows else ():
        yield f"{table}.{name}", Counter(_written(row[name]) for row in rows)


def _written(value: Any) -> bytes:
    return (value if isinstance(value, bytes) else str(value).encode()).replace(b"-", b"")


def times_of_drawings(loot: Loot) -> set[str]:
    """The moments that cases of drawings bear."""
    cases = tables(loot)["safeguarding_case"]
    return {str(case["alerted"]) for case in cases if case["level"] == "drawing"}


def lengths_of_seals(loot: Loot) -> set[int]:
    """Lengths of what is sealed for officers: one length tells nothing about the text."""
    return {len(row["sealed"]) for row in tables(loot)["case_seal"]}


# ------------------------------------------------------------------ sessions


def told_sessions(loot: Loot) -> set[int]:
    """Sessions that an answer still names."""
    return {row["session_id"] for row in tables(loot)["response"]} - {None}


def counts_up(numbers: Iterable[int]) -> bool:
    """Do these numbers lie so close together that they were counted, and not drawn at random?"""
    known = sorted(numbers)
    return bool(known) and known[-1] - known[0] < 1000 * len(known)
