"""Changing one's mind: what a withdrawal code finds goes, in one transaction.

The code finds a response by its hash, and by *marks* what has left the response: a text that an
officer gave back, the copy of a text at the desk (`sealing.mark`), a quote in a report, whose
answer may have been deleted since (`quote_mark`). Other activities add what they hold
(`on_withdrawal`).

Whoever hurts a child may hold the code: a text that is still sealed stays for screening, without
its response (`WithdrawnText`).

Every code that finds nothing, be it wrong, unknown or used before, costs the same statements.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from consult.answering.models import (
    Attendance,
    FreeText,
    Response,
    ReturnedText,
    WithdrawnKey,
    WithdrawnMark,
    WithdrawnText,
)
from consult.consultations.queries import text_concepts
from consult.storage.db import db
from consult.storage.sealing import PLACE, fingerprint, mark

from . import withdrawal_list
from .withdrawal_list import is_listed, listed

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
QUIETLY = {"synchronize_session": False}
BATCH = 500
LOCK = 0x616C7A61766F7A  # any number, the same everywhere
Marks = Sequence[bytes] | sa.Select[Any]
KEPT: tuple[Any, ...] = (
    *(FreeText.question, FreeText.sealed, Response.consultation_id, Response.session_id),
    *(Response.channel, Response.setting, Response.region, Response.band, Response.language),
)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is about to go. `marks` finds what no row joins to the response any more."""

    free_texts: Sequence[UUID]
    returned_texts: Sequence[UUID]
    marks: Marks


Act = Callable[[Withdrawn], bool]
"""Erases its part, and says whether there was any."""

Tombstones = tuple[Any, InstrumentedAttribute[bytes]]
"""A table of withdrawn hashes, and its column with them."""
KEYS: Tombstones = (WithdrawnKey, WithdrawnKey.key_hash)
MARKS: Tombstones = (WithdrawnMark, WithdrawnMark.mark)
Marked = InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]
_on_withdrawal: list[Act] = []
_marked: list[Marked] = [ReturnedText.mark, Attendance.mark]


def on_withdrawal(act: Act, *marked: Marked) -> None:
    """Let another activity erase its part, before the texts themselves go.

    `marked`: its columns with marks, for a restore, which has only the list's form of them.
    """
    _on_withdrawal.append(act)
    _marked.extend(marked)


def hold() -> None:
    """One at a time until the transaction ends: whoever erases texts, returns or publishes them.

    SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def withdraw(*codes: str) -> None:
    """Erase what was sent with these codes, and write the list; a late retry stays out.

    The list is on disk before the caller commits: after a crash between the two it says more than
    the database, never less. `withdrawn_list.NotWritten` where it cannot be: roll back.
    """
    hold()
    found = [
        _erase(Response.withdrawal_hash == own, marks_of(code, own))
        for code, own in zip(codes, map(fingerprint, codes), strict=True)
    ]
    if any(found):
        _put_in_form()
        withdrawal_list.write()


def erase_listed() -> None:
    """Erase all that the tables of withdrawn hashes name: after a restore.

    They hold the list's form, which no statement can compare with rows. So the hashes of rows that
    it names are added first, and given its form again at the end.
    """
    hold()
    _recognise(Response.key_hash, KEYS)
    for column in _marked:
        _recognise(column, MARKS)
    _erase(
        Response.key_hash.in_(sa.select(WithdrawnKey.key_hash)),
        sa.select(WithdrawnMark.mark),
    )
    _put_in_form()


def marks_of(code: str, own: bytes) -> list[bytes]:
    """Every mark that the code can have left, whichever questions were answered."""
    concepts = text_concepts()
    return [
        mark(code, PLACE),
        *(mark(code, concept) for concept in concepts),
        *(quote_mark(own, concept) for concept in concepts),
    ]


def quote_mark(withdrawal_hash: bytes, concept: str) -> bytes:
    """What a quote in a report bears: two quotes of one child do not look alike."""
    return blake2b(
        withdrawal_hash + concept.encode(),
        key=current_app.config["HASH_KEY"],
        digest_size=32,
        person=b"quote",
    ).digest()


def remember(marks: Iterable[bytes], consultation_id: int | None = None) -> None:
    """Keep marks among the withdrawn ones."""
    rows = [{"mark": listed(each), "consultation_id": consultation_id} for each in marks]
    insert_missing(WithdrawnMark, rows)


def insert_missing(model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that are not there yet."""
    if rows:
        insert = INSERT[db.engine.dialect.name](model).on_conflict_do_nothing()
        db.session.execute(insert, rows, execution_options=QUIETLY)


def _erase(whose: sa.ColumnElement[bool], marks: Marks) -> bool:
    """Erase, and say whether anything was found. Texts first wait for whom they are held by."""
    db.session.flush()
    marked = ReturnedText.mark.in_(marks)
    written = sa.select(FreeText.id, *KEPT).join(FreeText.response).where(whose)
    texts = db.session.execute(written.with_for_update(of=FreeText)).all()
    _keep_for_screening(texts)
    gone = Withdrawn(
        free_texts=[text.id for text in texts],
        returned_texts=db.session.scalars(sa.select(ReturnedText.id).where(marked)).all(),
        marks=marks,
    )
    keep_out_sends()
    found = [_bury(whose, marks), *(act(gone) for act in _on_withdrawal)]
    attended = Attendance.mark.in_(marks)
    for model, theirs in ((ReturnedText, marked), (Attendance, attended), (Response, whose)):
        db.session.execute(sa.delete(model).where(theirs), execution_options=QUIETLY)
    db.session.expire_all()
    return any(found)


def _keep_for_screening(texts: Sequence[sa.Row[Any]]) -> None:
    """What nobody has screened stays, under another id."""
    sealed = [{**text._mapping, "id": uuid4()} for text in texts if text.sealed is not None]
    if sealed:
        db.session.execute(sa.insert(WithdrawnText), sealed)


def keep_out_sends() -> None:
    """No send may begin before the end of the transaction: one with a key that goes would not see
    its tombstone yet, wait for the row that goes to be gone, and come back.

    A statement of PostgreSQL sees what there was when it had its locks. SQLite has one writer.
    """
    if db.engine.dialect.name == "postgresql":
        table = Response.__tablename__
        db.session.execute(sa.text(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE'))


def _bury(whose: sa.ColumnElement[bool], marks: Marks) -> bool:
    """Tombstones of the responses that go, and of their marks."""
    columns = (Response.key_hash, Response.consultation_id)
    rows = db.session.execute(sa.select(*columns).where(whose)).all()
    insert_missing(
        WithdrawnKey, [{"key_hash": listed(key), "consultation_id": of} for key, of in rows]
    )
    if rows and not isinstance(marks, sa.Select):
        remember(marks, rows[0].consultation_id)
    return bool(rows)


def _recognise(column: Marked, tombstones: Tombstones) -> None:
    """Add to the withdrawn hashes those of a column whose form of the list is among them."""
    model, kept = tombstones
    known = set(db.session.scalars(sa.select(kept)))
    there = db.session.scalars(sa.select(column).where(column.is_not(None)).distinct())
    insert_missing(model, [{kept.key: each} for each in there if each and listed(each) in known])


def _put_in_form() -> None:
    """Give all withdrawn hashes the form of the list: as rows bear them they join what was parted.

    They came from a restore, or from a version before there was the form.
    """
    for model, kept in (KEYS, MARKS):
        rows = db.session.execute(sa.select(kept, model.consultation_id)).all()
        bare = {found: of for found, of in rows if not is_listed(found)}
        in_form = [{kept.key: listed(each), "consultation_id": of} for each, of in bare.items()]
        insert_missing(model, in_form)
        for some in _batched(bare, BATCH):
            gone = sa.delete(model).where(kept.in_(some))
            db.session.execute(gone, execution_options=QUIETLY)


def _batched(found: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """In lists of so many: a statement takes no more."""
    rest = iter(found)
    while some := list(islice(rest, size)):
        yield some
