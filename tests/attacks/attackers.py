"""What somebody with the loot tries. Each attack returns what it found; none knows the truth.

Scores compare with guessing: `by_chance` is what Spearman's rho reaches for a random order in about
one of a million trials, as many traces are tried.
"""

import json
import re
import shutil
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b, sha256
from itertools import accumulate, pairwise
from math import comb, sqrt, tanh
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from consult.storage.compaction import child_tables
from consult.storage.db import Model

from .encodings import forms
from .school_day import Kept, Loot

CASE_TABLES = ("safeguarding_case", "case_seal", "case_note", "case_event", "drawing")
SUSPICIOUS = re.compile(
    r"(^|_)(ip|addr|address|agent|device|browser|cookie|referer|created|updated|stored|received"
    r"|arrived|timestamp|time|seconds|started|finished|duration|fingerprint|seq|serial|number|name"
    r"|email|phone|birth|class|school|hash|digest|md5|sha\d*|client|visitor|sender|tablet)(_|$)"
)


def answer_tables() -> list[str]:
    """Tables of children that are not of cases."""
    return [table.name for table in child_tables() if table.name not in CASE_TABLES]


# ------------------------------------------------------------------ grepping


def found_in(loot: Loot, needles: Iterable[str]) -> dict[str, set[str]]:
    """needle -> where it lies, also encoded or hashed, in any file or value of the database."""
    found: dict[str, set[str]] = {}
    wanted = {form: needle for needle in needles for form in forms(needle)}
    names, contents = zip(*loot.files(), *_values_as_files(loot), strict=True)
    ends = list(accumulate(len(content) + len(BETWEEN) for content in contents))
    for written, at in places(BETWEEN.join(contents), wanted).items():
        lies = {names[bisect_right(ends, place)] for place in at}
        found.setdefault(wanted[written], set()).update(lies)
    return found


BETWEEN = b"\n\0\n"


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
    """Each table as text, and what is bytes as it is."""
    for table, rows in every_table(loot).items():
        yield f"table {table}", b"\n".join(_bytes(value) for row in rows for value in row.values())


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


Tables = dict[str, Sequence[Mapping[str, Any]]]


def tables(loot: Loot) -> Tables:
    """Every table of the database; in PostgreSQL those of the queue are there too."""
    with loot.database() as connection:
        return _tables(connection)


def every_table(loot: Loot) -> Tables:
    """Those of SQLite's other files too, each under the file's name."""
    found = tables(loot)
    for name, connection in _other_databases(loot):
        found |= {f"{name}: {table}": rows for table, rows in _tables(connection).items()}
    return found


def _tables(connection: sa.Connection) -> Tables:
    names = sa.inspect(connection).get_table_names()
    every = ((name, sa.text(f'SELECT * FROM "{name}"')) for name in names)
    return {
        name: [dict(row._mapping) for row in connection.execute(query)] for name, query in every
    }


def _other_databases(loot: Loot) -> Iterator[tuple[str, sa.Connection]]:
    """Each opened as a copy, with its journal: opening changes a file."""
    for name, content in loot.files():
        own = loot.folder / name
        if content.startswith(b"SQLite format 3") and name != "alzavoz.db" and own.exists():
            with tempfile.TemporaryDirectory() as folder:
                for file in own.parent.glob(f"{own.name}*"):
                    shutil.copy(file, folder)
                with Loot(Path(folder), f"sqlite:///{folder}/{own.name}").database() as connection:
                    yield name, connection


# ------------------------------------------------------------------ columns


def suspicious_columns(loot: Loot) -> set[str]:
    """Columns of children and cases, and of tables that the models do not know, that could hold a
    device, a time, an order, a name."""
    found = set()
    with loot.database() as connection:
        inspector = sa.inspect(connection)
        of_adults = Model.metadata.tables.keys() - {*answer_tables(), *CASE_TABLES}
        for table in set(inspector.get_table_names()) - of_adults:
            if table.startswith("huey_"):  # the queue's, which has no table of ours
                continue
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

Key = tuple[str, ...]
"""The primary key of a row."""

ROOTS = ("response", "safeguarding_case", "attendance")
"""What the rows of all other tables of children lead to, if to anything of one child."""


HIDDEN = {"postgresql": ("ctid", "xmin::text::bigint"), "sqlite": ("rowid",)}
"""What a database keeps of a row beside its columns."""


def recovered_orders(loot: Loot) -> dict[str, list[str]]:
    """Name of a trace -> ids of responses, of cases or of attendance, as it suggests."""
    whose = owners(loot)
    orders: dict[str, list[str]] = {}
    for table in whose:
        orders |= {f"{table}.{trace}": order for trace, order in orders_of(loot, table).items()}
    return {**orders, **_orders_in_files(loot)}


def owners(loot: Loot) -> dict[str, dict[Key, str]]:
    """Table -> primary key of a row -> the response or case that it leads to."""
    found = tables(loot)
    whose: dict[str, dict[Key, str]] = {}
    for table in child_tables():
        leads = [key for key in table.foreign_keys if key.column.table.name in whose]
        whose[table.name] = {}
        for row in found.get(table.name, ()):
            key: Key = tuple(plain(row[column.name]) for column in table.primary_key)
            others = ((each.column.table.name, plain(row[each.parent.name])) for each in leads)
            theirs = (whose[other].get((referred,)) for other, referred in others)
            owner = key[0] if table.name in ROOTS else next(filter(None, theirs), "")
            if owner:
                whose[table.name][key] = owner
    return {table: rows for table, rows in whose.items() if rows}


def orders_of(loot: Loot, table: str) -> dict[str, list[str]]:
    """Name of a trace -> whose a table's rows are, in the order it suggests."""
    whose = owners(loot)[table]
    return {
        trace: [whose[key] for key in keys if key in whose]
        for trace, keys in keys_of(loot, table).items()
    }


def keys_of(loot: Loot, table: str) -> dict[str, list[Key]]:
    """Name of a trace -> keys of a table's rows in the order it suggests."""
    with loot.database() as connection:
        key = ", ".join(column.name for column in Model.metadata.tables[table].primary_key)
        columns = [each["name"] for each in sa.inspect(connection).get_columns(table)]
        orders = {"as stored": _keys(connection, f"SELECT {key} FROM {table}")}
        for trace in (*HIDDEN[connection.dialect.name], *columns):
            orders[trace] = _ordered_by(connection, table, key, trace)
    return {name: order for name, order in orders.items() if order}


def _ordered_by(connection: sa.Connection, table: str, key: str, trace: str) -> list[Key]:
    """Keys in the order of that column; nothing where it has no order or one value for all."""
    shown = trace if "::" in trace or trace in ("ctid", "rowid") else f'"{trace}"'
    try:
        with connection.begin_nested():
            distinct = connection.scalar(sa.text(f"SELECT count(DISTINCT {shown}) FROM {table}"))
            if (distinct or 0) < 2:
                return []
            return _keys(connection, f"SELECT {key} FROM {table} ORDER BY {shown}, {key}")
    except sa.exc.DBAPIError:
        return []  # a type without an order, or a table without that trace


def _keys(connection: sa.Connection, query: str) -> list[Key]:
    return [tuple(map(plain, row)) for row in connection.execute(sa.text(query))]


def plain(value: Any) -> str:
    """An id as both engines have it."""
    return value.hex() if isinstance(value, bytes) else str(value).replace("-", "")


TRACED = (
    ("response", "id"),
    ("response", "key_hash"),
    ("response", "withdrawal_hash"),
    ("free_text", "id"),
    ("safeguarding_case", "id"),
)
"""What each row has of its own, in itself and in indexes."""


def _orders_in_files(loot: Loot) -> dict[str, list[str]]:
    """Where rows lie in each file: first and last place; in SQLite's journal, page by page."""
    own = _forms(loot)
    ids = sorted(whose for (trace, _form), whose in own.items() if trace == "response.id")
    wanted = {form for _trace, form in own}
    orders = {}
    for name, content in loot.files():
        if name.endswith("-wal"):
            orders[name] = _order_in_journal(content, sorted(set(ids)))
        found = places(content, wanted)
        for table, column in TRACED:
            trace = f"{table}.{column}"
            lie = [(at, own[trace, form]) for form, at in found.items() if (trace, form) in own]
            for end, pick in (("first", min), ("last", max)):
                ends = [(pick(at), whose) for at, whose in lie]
                ends.sort(key=_came if name.startswith(FILLED_BACKWARDS) else None)
                if len(ends) > 10:
                    orders[f"{name}, {trace}, {end}"] = [each for _place, each in ends]
    return orders


PAGE = 8192
FILLED_BACKWARDS = ("tables/", "indexes/", "toast/", "removed/")


def _came(placed: tuple[int, str]) -> tuple[int, int]:
    """PostgreSQL fills a page of a table or an index from its end."""
    return placed[0] // PAGE, -placed[0]


def _forms(loot: Loot) -> dict[tuple[str, bytes], str]:
    """(What of a row, its value as files have it) -> whose it is; an id as text and as bytes."""
    found, whose = tables(loot), owners(loot)
    forms: dict[tuple[str, bytes], str] = {}
    for table, column in TRACED:
        for row in found[table]:
            owner = whose[table].get((plain(row["id"]),), "")
            value = plain(row[column])
            written = {bytes.fromhex(value)} | ({value.encode()} if column == "id" else set())
            forms |= {(f"{table}.{column}", each): owner for each in written}
    return forms


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
    """Spearman's rho, as an absolute value, of a guessed order with the true one.

    Who has several rows is there several times, with the same true rank.
    """
    known = [truth[each] for each in guessed if each in truth]
    if len(set(known)) < 3:
        return 0.0
    _values, rank, times = np.unique(known, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[rank]
    return float(abs(np.corrcoef(np.arange(len(known)), ranks)[0, 1]))


FEWEST = 20


def by_chance(n: int) -> float:
    """What guessing reaches in about one of a million trials; of few, an order tells nothing.

    Fisher's transformation, with the variance of Spearman's rho (Fieller et al. 1957).
    """
    return tanh(5 * sqrt(1.06 / (n - 3))) if n >= FEWEST else 2.0


def serial_columns(loot: Loot) -> set[str]:
    """Columns of numbers that were counted up, one for each row: an order, however few the rows."""
    found = tables(loot)
    return {
        f"{table.name}.{column}"
        for table in child_tables()
        if len(rows := found.get(table.name, ())) > 1
        for column in rows[0]
        if all(type(row[column]) is int for row in rows)
        and len(numbers := {row[column] for row in rows}) == len(rows)
        and max(numbers) - min(numbers) < 2 * len(rows)
    }


def beside(orders: Mapping[str, Sequence[str]], whose: Mapping[str, int]) -> dict[str, float]:
    """Trace -> how far beyond guessing rows of one child lie beside each other: over 1 is a leak.

    Of n rows at random with m pairs of one child, 2m/n pairs lie so (Poisson, about); five standard
    deviations and three more happen less than once in a million times.
    """
    found = {}
    for trace, order in orders.items():
        known = [whose[each] for each in order if each in whose]
        pairs = sum(comb(times, 2) for times in Counter(known).values())
        mean = 2 * pairs / max(len(known), 1)
        lie = sum(one == other for one, other in zip(known, known[1:], strict=False))
        found[trace] = lie / (mean + 5 * sqrt(mean) + 3)
    return found


# ------------------------------------------------------------------ time


TIME_OF_DAY = re.compile(rb"(?<!\d)(?:[01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?!\d)")
TO_THE_SECOND = re.compile(rb"(?<!\d)(?:[01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)")
"""In what is no text: among a million sealed bytes there is a "7:05" in one trial of seven."""
SINCE_THE_EPOCH = re.compile(rb"(?<![\d.])\d{10}(?:\d{3}|\d{6}|\d{9})?(?!\d)")
SECOND = {10: 1.0, 13: 1e3, 16: 1e6, 19: 1e9}  # by the number of digits


def times_of_day(loot: Loot, start: float, end: float) -> set[str]:
    """Columns of any database, and files of text (logs, backups), with a time finer than a quarter
    hour.

    A time that is written is told by its minutes and seconds, whatever its date and zone; a number
    (in seconds, milliseconds, microseconds, nanoseconds) and Python's own way of keeping a time if
    they are of that span, in seconds since the epoch.
    """
    found = {
        f"{table}.{name}"
        for table, rows in every_table(loot).items()
        for row in rows
        for name, value in row.items()
        if _tells_time(value, start, end)
    }
    for name, content in loot.files():
        if _is_text(content) and _tells_time(content, start, end):
            found.add(name)
    return found


def _is_text(content: bytes) -> bool:
    try:
        return b"\0" not in content and bool(content.decode())
    except UnicodeDecodeError:
        return False


def _tells_time(value: Any, start: float, end: float) -> bool:
    if isinstance(value, datetime):
        # An hour or a quarter of one is coarse; anything finer is a moment.
        return bool(value.minute % 15 or value.second or value.microsecond)
    if isinstance(value, str | bytes):
        written = _bytes(value)
        return (
            any(_is_fine(each) for each in _written_times(written))
            or any(_is_fine(each) for each in _pickled_times(written, start))
            or any(start <= at <= end for at in _since_the_epoch(written))
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return any(start <= value / unit <= end for unit in SECOND.values())
    return False


def _is_fine(time: Iterable[int]) -> bool:
    minute, *finer = time
    return bool(minute % 15 or any(finer))


def _written_times(written: bytes) -> Iterator[Iterator[int]]:
    """Minute, second, fraction."""
    pattern = TIME_OF_DAY if _is_text(written) else TO_THE_SECOND
    for found in pattern.finditer(written):
        yield (int(each or 0) for each in found.groups())


def _pickled_times(written: bytes, near: float) -> Iterator[bytes]:
    """Minute and second, of that month: as Python keeps a time, also in the queue's pickles."""
    day = datetime.fromtimestamp(near)
    month = re.escape(day.year.to_bytes(2, "big") + bytes([day.month]))
    yield from re.findall(month + rb"[\x01-\x1f][\0-\x17]([\0-\x3b]{2})", written, re.DOTALL)


def _since_the_epoch(written: bytes) -> Iterator[float]:
    for number in SINCE_THE_EPOCH.findall(written):
        yield int(number) / SECOND[len(number)]


# ------------------------------------------------------------------ cases and responses


LONG = 16
SHORTEST = 5
"""Bytes: from so many on a value is rare by itself; shorter than the other, numbers meet by
counting. Between the two a value links rows if it is alone in its column, on both sides."""


def shared_values(loot: Loot) -> set[tuple[str, str]]:
    """Columns of cases and of answers that hold the same rare value: a link between the two."""
    return _shared(loot, CASE_TABLES, answer_tables())


def shared_with_places(loot: Loot) -> set[tuple[str, str]]:
    """Columns of where children were and of what they said that hold the same rare value."""
    return _shared(loot, ["attendance"], {*answer_tables(), *CASE_TABLES} - {"attendance"})


def _shared(loot: Loot, ones: Iterable[str], others: Iterable[str]) -> set[tuple[str, str]]:
    found = tables(loot)
    there = _rare_values(found, others)
    return {
        (column, other)
        for value, column in _rare_values(found, ones).items()
        if (other := there.get(value))
    }


def values_of_two(loot: Loot) -> set[str]:
    """Columns in which two answers, texts or cases hold a value that no third one holds: were both
    of one child? That texts name their response is what is known, and the hour of a case; and two
    children may answer alike."""
    found = tables(loot)
    known = {"free_text.response_id", "safeguarding_case.alerted", "response.answers"}
    return {
        column
        for table in ("response", "free_text", "safeguarding_case", "case_seal", "drawing")
        for column, values in _counted_values(found.get(table, ()), table)
        if column not in known
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


# ------------------------------------------------------------------ the list beside a backup


Row = tuple[str, str]
"""A table, and the first column of a row in it."""
Ways = Sequence[Callable[[bytes], bytes]]
IN_LIST = re.compile(rb"^(?:key|mark) ([0-9a-f]{64}) ", re.MULTILINE)

PLAIN: Ways = (
    lambda value: value,
    lambda value: sha256(value).digest(),
    lambda value: blake2b(value, digest_size=32).digest(),
)
"""What whoever has no key can make of a value."""


def joined_by_lists(kept: Kept, ways: Ways = PLAIN) -> list[set[Row]]:
    """For each version of the list but the first: rows of the backup that bear what is new in it.

    Rows in one set are of those who withdrew between two versions. A hash is found by either half.
    """
    seen = [set(IN_LIST.findall(each.read_bytes())) for each in kept.lists]
    rows = list(_rows_of_backup(kept.backup))
    found = []
    for before, after in pairwise(seen):
        new = {half for each in after - before for half in (each[:32], each[32:])}
        found.append(
            {
                row
                for row, values in rows
                if any(_halves(way(value)) & new for value in values for way in ways)
            }
        )
    return found


def _halves(value: bytes) -> set[bytes]:
    written = value.hex().encode()
    return {written[:32], written[32:64]}


def _rows_of_backup(file: Path) -> Iterator[tuple[Row, list[bytes]]]:
    """Each row with what is as long as a hash in it. Withdrawn hashes are left out: the list says
    the same of them."""
    table = ""
    for line in file.read_text().splitlines():
        read = json.loads(line)
        if isinstance(read, dict):
            table = read.get("table", table)
        elif not table.startswith("withdrawn_"):
            hashes = [each for each in read if HASH.fullmatch(str(each))]
            yield (table, plain(read[0])), [bytes.fromhex(each) for each in hashes]


HASH = re.compile(r"[0-9a-f]{64}")


# ------------------------------------------------------------------ sessions


def told_sessions(loot: Loot) -> set[int]:
    """Sessions that an answer still names."""
    return {row["session_id"] for row in tables(loot)["response"]} - {None}


def counts_up(numbers: Iterable[int]) -> bool:
    """Do these numbers lie so close together that they were counted, and not drawn at random?"""
    known = sorted(numbers)
    return bool(known) and known[-1] - known[0] < 1000 * len(known)


# ------------------------------------------------------------------ what is not there


Asked = tuple[Any, str]
"""Number of a consultation, and band."""


def without_text(loot: Loot) -> dict[tuple[str, Asked], set[str]]:
    """(Question, who is asked) -> responses without a text in answer to it, where others have one.

    Who skipped the question is among them, and whose text was taken out as urgent: what is known is
    how many of these there are.
    """
    found = tables(loot)
    those: dict[Asked, set[str]] = {}
    has: dict[tuple[str, Asked], set[str]] = {}
    asked = {
        plain(row["id"]): (row["consultation_id"], str(row["band"])) for row in found["response"]
    }
    for whose, of in asked.items():
        those.setdefault(of, set()).add(whose)
    for text in found["free_text"]:
        whose = plain(text["response_id"])
        has.setdefault((text["question"], asked[whose]), set()).add(whose)
    return {each: those[each[1]] - wrote for each, wrote in has.items()}


def kinds_of(loot: Loot, responses: Iterable[str]) -> dict[str, set[str]]:
    """Something that a response says, or has at all -> those of these that do."""
    wanted = set(responses)
    kinds: dict[str, set[str]] = {}
    for row in tables(loot)["response"]:
        if (whose := plain(row["id"])) in wanted:
            for said in _said(row):
                kinds.setdefault(said, set()).add(whose)
    return kinds


def _said(row: Mapping[str, Any]) -> Iterator[str]:
    answers = row["answers"]
    answers = json.loads(answers) if isinstance(answers, str) else answers
    for name, value in {**row, **answers}.items():
        yield from (f"{name} is there", f"{name} = {value}")


def chance_of(groups: Iterable[tuple[int, int, int]], hits: int) -> float:
    """That there are so many hits or more, where from each group (how many were drawn, how many of
    it are hits, its size) some were drawn at random: sums of hypergeometric distributions."""
    chances = np.ones(1)
    for drawn, of, size in groups:
        ways = [comb(of, k) * comb(size - of, drawn - k) for k in range(drawn + 1)]
        chances = np.convolve(chances, np.array(ways, dtype=float) / comb(size, drawn))
    return float(chances[hits:].sum())
