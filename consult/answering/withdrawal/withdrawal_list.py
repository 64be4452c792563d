"""The list of what was withdrawn: a file to be shipped apart from backups, at each withdrawal.

A backup from before a withdrawal still holds what was withdrawn; who restores it needs to know what
to leave out. The list holds keyed hashes and nothing else:

    alzavoz withdrawn list 2, site 3fa1…, number 7, written 2026-11-26: 1 keys, 2 marks
    key 5f…  3
    mark 0a… 3
    mark c1… 3

The site is known by its `hash_key`; the last number of a line is the consultation's (`-`:
unknown). The first line's number grows by one with each rewriting, so that of two lists of one day
the newer is known. The list is written whole, sorted, to another name, synced, and put in place: it
is never half there.

Two versions of the list show which hashes came together. If they were those that rows bear, they
would join a response, where its child was and a case of hers, in any backup of before. So they are
hashes of those (`listed`), which only the site's `hash_key` can make: from list 2 on. Lists 1 have
the hashes of rows, and are still read. The tables of withdrawn hashes hold the same form; rows that
do not have it yet get it at the next withdrawal or restore.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute

from consult.answering.models import WithdrawnKey, WithdrawnMark
from consult.clock import today
from consult.storage.db import db
from consult.storage.sealing import fingerprint

FIRST = (
    "alzavoz withdrawn list 2, site {site}, number {number}, written {day}: "
    "{keys} keys, {marks} marks"
)
FIRST_LINE = re.compile(
    r"alzavoz withdrawn list (?P<form>[12]), site (?P<site>[0-9a-f]{16})"
    r"(?:, number (?P<number>\d{1,18}))?, "
    r"written (?P<day>\d{4}-\d\d-\d\d): (?P<keys>\d+) keys, (?P<marks>\d+) marks"
)
LONGEST_FIRST_LINE = 200
KINDS = ("key", "mark")
LINE = re.compile(r"(key|mark) ([0-9a-f]{64}) (-|\d+)")
HALF = 16  # bytes
Hash = tuple[bytes, int | None]
"""A keyed hash, and the consultation it belongs to where that is known."""


class NotWritten(Exception):
    """The list could not be written, so nothing may be erased yet."""


class Unreadable(click.ClickException):
    """Not a list, or not the whole of one."""


@dataclass(frozen=True, slots=True)
class WithdrawnList:
    """A list as it was read. `number`: which rewriting it is; 0 in older lists without one.

    `needs_key`: its hashes are made of those of rows (`listed`), with the `hash_key` of its site.
    """

    site: str
    number: int
    day: date
    keys: Sequence[Hash]
    marks: Sequence[Hash]
    needs_key: bool = True

    def is_newer_than(self, day: date, number: int | None) -> bool:
        """Was it written after a backup of that day, made when the list had that number?

        On another day the day decides: where a list was lost, numbers have begun anew.
        """
        if self.day != day or number is None:
            return self.day > day
        return self.number > number


def listed(found: bytes) -> bytes:
    """What the list and the tables of withdrawn hashes say of a hash that a row bears.

    Two halves of 16 bytes: a keyed hash of the row's, and one of that half, by which whoever has
    the `hash_key` knows the form (`is_listed`). So it may be called with either form, and no column
    is needed that says which one it is: a backup from before there was this form has this shape.
    """
    if is_listed(found):
        return found
    half = _half(found, b"list")
    return half + _half(half, b"form of list")


def is_listed(found: bytes) -> bool:
    """Is it in the form of the list, and not a hash as rows bear it?"""
    return compare_digest(found[HALF:], _half(found[:HALF], b"form of list"))


def _half(said: bytes, of: bytes) -> bytes:
    key = current_app.config["HASH_KEY"]
    return blake2b(said, key=key, digest_size=HALF, person=of).digest()


def path() -> Path:
    """Where the list of this site is."""
    named = current_app.config["WITHDRAWN_LIST"]
    folder: Path = current_app.config["INSTANCE"]
    return Path(named) if named else folder / "withdrawn" / "withdrawn.list"


def site() -> str:
    """Which `hash_key` the hashes are made with: 16 hexadecimal digits."""
    return fingerprint("the hash key of this site").hex()[:16]


def number() -> int:
    """The number of the list that is there; 0 where there is none, or another file.

    `NotWritten` where it may not be read: numbers would begin anew beside it.
    """
    try:
        with path().open(encoding="ascii") as lines:
            said = FIRST_LINE.fullmatch(lines.readline(LONGEST_FIRST_LINE).rstrip("\n"))
    except (FileNotFoundError, ValueError):
        return 0
    except OSError as refused:
        raise NotWritten(f"{path()}: {refused.strerror}") from refused
    return int(said["number"] or 0) if said else 0


def write(*, after: int = 0) -> None:
    """Write the list as the transaction of the caller sees it. `NotWritten` where it cannot be.

    Its number is one more than that of the list there, and than `after`.
    """
    keys, marks = _rows(WithdrawnKey.key_hash), _rows(WithdrawnMark.mark)
    counts = {"keys": len(keys), "marks": len(marks)}
    following = max(number(), after) + 1
    first = FIRST.format(site=site(), number=following, day=today().isoformat(), **counts)
    lines = [first, *_lines("key", keys), *_lines("mark", marks), ""]
    try:
        _put("\n".join(lines).encode(), path())
    except OSError as refused:
        raise NotWritten(f"{path()}: {refused.strerror}") from refused


def date_anew() -> None:
    """Write the list as of today, though nobody has withdrawn: so that it is seen to be kept.

    `NotWritten`, too, where the list there was made with another `hash_key`: a worker's own.
    """
    there = path()
    number()  # raises where it cannot even be looked for
    if there.exists() and read(there).site != site():
        raise NotWritten(f"{there} was made with another hash_key than this one")
    write()


def read(file: Path) -> WithdrawnList:
    """A list, if it is whole; else `Unreadable`."""
    try:
        first, *lines = file.read_text("ascii").splitlines()
    except (OSError, ValueError) as broken:
        raise Unreadable(f"{file} cannot be read as a list of what was withdrawn.") from broken
    said = FIRST_LINE.fullmatch(first)
    found = [LINE.fullmatch(line) for line in lines]
    if said is None or None in found:
        raise Unreadable(f"{file} is not a list of what was withdrawn.")
    hashes = {kind: [_hash(each) for each in found if each and each[1] == kind] for kind in KINDS}
    if [len(hashes[kind]) for kind in KINDS] != [int(said["keys"]), int(said["marks"])]:
        raise Unreadable(f"{file} is not whole: its first line promises other numbers.")
    return WithdrawnList(
        site=said["site"],
        number=int(said["number"] or 0),
        day=date.fromisoformat(said["day"]),
        keys=hashes["key"],
        marks=hashes["mark"],
        needs_key=said["form"] == "2",
    )


def _hash(line: re.Match[str]) -> Hash:
    return bytes.fromhex(line[2]), None if line[3] == "-" else int(line[3])


def _rows(column: InstrumentedAttribute[bytes]) -> list[Hash]:
    """Every hash of a table in the form of the list, once, sorted."""
    of = column.class_.consultation_id
    known_last = sa.select(column, of).order_by(of.is_not(None))
    found = {listed(row[0]): row[1] for row in db.session.execute(known_last)}
    return sorted(found.items())


def _lines(kind: str, rows: Sequence[Hash]) -> Iterator[str]:
    return (f"{kind} {each.hex()} {'-' if of is None else of}" for each, of in rows)


def _put(content: bytes, file: Path) -> None:
    """Content under that name, on disk when this returns; before, the name means the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fchmod(new.fileno(), 0o640)
            os.fsync(new.fileno())
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
