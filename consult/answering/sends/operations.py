"""Writes of what children send. Nothing here commits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

import surveys
from consult.answering.models import FreeText, RedactionCount, Response, WithdrawnKey
from consult.answering.redaction_edits import Changes
from consult.answering.withdrawal.operations import INSERT, hold, insert_missing, keep_out_sends
from consult.answering.withdrawal.operations import withdraw as withdraw
from consult.answering.withdrawal.withdrawal_list import listed
from consult.sessions.models import Session
from consult.storage.db import Model, db
from consult.storage.sealing import PLACE, fingerprint, mark, seal

# Statements of the send are written once, below the object mapper: it is the busiest path there is.
RESPONSE, TEXT, GONE = (
    Model.metadata.tables[each.__tablename__] for each in (Response, FreeText, WithdrawnKey)
)
GIVEN = [column for column in RESPONSE.c if column.name != "cluster"]
TOMBSTONES = [sa.bindparam(name, type_=GONE.c.key_hash.type) for name in ("key_hash", "listed")]
NEVER_WITHDRAWN = sa.select(*(sa.bindparam(c.name, type_=c.type) for c in GIVEN)).where(
    ~sa.exists().where(GONE.c.key_hash.in_(TOMBSTONES))
)
INSERT_ONCE = {
    name: insert(RESPONSE)
    .from_select(GIVEN, NEVER_WITHDRAWN)
    .on_conflict_do_nothing(index_elements=["key_hash"])
    .execution_options(preserve_rowcount=True)
    for name, insert in INSERT.items()
}
INSERT_TEXT = sa.insert(TEXT)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Key and code of a send whose fate the child's side never learned."""

    key: str
    code: str


@dataclass(frozen=True, slots=True)
class PostedResponse:
    """One send: the answers of a band, with the key and the code made on the child's side.

    `quotable`: the questions whose texts the child lets us quote. `earlier`: the same answers as
    they were sent before, without an answer from here, and then changed.
    """

    version: surveys.Version
    answers: dict[str, surveys.Answer | None]
    key: str
    code: str
    quotable: frozenset[str] = frozenset()
    earlier: tuple[Earlier, ...] = ()


def store(session: Session, send: PostedResponse, day: date) -> bool:
    """Store a response and its sealed texts, once a key.

    False: it was stored before, or withdrawn. All is ready before the transaction begins, which on
    SQLite keeps every other send waiting. `withdrawn_list.NotWritten` where an earlier send cannot
    be taken back.
    """
    response_id = uuid.uuid4()
    row = {
        "id": response_id,
        "consultation_id": session.consultation_id,
        "session_id": session.id,
        "channel": session.channel,
        "setting": session.setting,
        "region": session.region,
        "band": send.version.band,
        "language": send.version.language,
        "day": day,
        "place_mark": mark(send.code, PLACE),
        "answers": surveys.on_path(send.version, send.answers),
        "key_hash": fingerprint(send.key),
        "withdrawal_hash": fingerprint(send.code),
    }
    # On paper nobody asked, so somebody else would give the permission.
    quotable = send.quotable if session.mode != "paper" else frozenset()
    texts = [
        {
            **_sealed(send.code, question, text),
            "response_id": response_id,
            "quotable": question in quotable,
        }
        for question, text in surveys.texts_on_path(send.version, send.answers).items()
    ]
    _take_the_place_of(
        [each for each in send.earlier if each.key != send.key], session.consultation_id
    )
    connection = db.session.connection()
    tombstone = {"listed": listed(fingerprint(send.key))}
    if not connection.execute(_insert_once(), row | tombstone).rowcount:
        return False
    if texts:
        connection.execute(INSERT_TEXT, texts)
    return True


def _take_the_place_of(earlier: Sequence[Earlier], consultation_id: int) -> None:
    """Take back what was sent before these answers were changed, arrived or still on its way.

    It goes as by its code: a text that nobody has screened stays for screening.
    """
    if not earlier:
        return
    hold()
    keep_out_sends()
    keys = [listed(fingerprint(each.key)) for each in earlier]
    insert_missing(
        WithdrawnKey, [{"key_hash": key, "consultation_id": consultation_id} for key in keys]
    )
    withdraw(*(each.code for each in earlier))


def _sealed(code: str, question: str, text: str) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "question": question,
        "sealed": seal(text, mark(code, question)),
        "held": False,
    }


def _insert_once() -> sa.Insert:
    return INSERT_ONCE[db.engine.dialect.name]


def count_corrections(consultation_id: int, done: Changes) -> None:
    """Add to how often people corrected redactions. What, and where, is kept nowhere."""
    for kind, times in (("redacted", done.redacted), ("restored", done.restored)):
        if times:
            count(consultation_id, kind, times)


def count(consultation_id: int, kind: str, times: int) -> None:
    """Add to one of the counts of `RedactionCount`; `times` may be negative."""
    insert = INSERT[db.engine.dialect.name](RedactionCount)
    number = RedactionCount.number + times
    db.session.execute(
        insert.values(
            consultation_id=consultation_id, kind=kind, number=times
        ).on_conflict_do_update(
            index_elements=["consultation_id", "kind"], set_={"number": number}
        ),
        execution_options={"synchronize_session": False},
    )
