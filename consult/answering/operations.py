"""Writes of what children send. Nothing here commits."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import surveys
from consult.db import Model, db
from consult.sealing import fingerprint, mark, seal
from consult.sessions.models import Session

from .models import FreeText, RedactionCount, Response, WithdrawnKey
from .redacting import Changes
from .withdrawing import withdraw as withdraw

# Statements of the send are written once, below the object mapper: it is the busiest path there is.
RESPONSE, TEXT = (Model.metadata.tables[each.__tablename__] for each in (Response, FreeText))
INSERT: Mapping[str, Callable[[Any], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}
INSERT_ONCE = {
    name: insert(RESPONSE)
    .on_conflict_do_nothing(index_elements=["key_hash"])
    .returning(RESPONSE.c.id)
    for name, insert in INSERT.items()
}
INSERT_TEXT = sa.insert(TEXT)
WAS_WITHDRAWN = sa.select(sa.exists().where(WithdrawnKey.key_hash == sa.bindparam("key")))


@dataclass(frozen=True, slots=True)
class Send:
    """One send: the answers of a band, with the key and the code made on the child's side.

    `quotable`: the questions whose texts the child lets us quote.
    """

    version: surveys.Version
    answers: dict[str, surveys.Answer | None]
    key: str
    code: str
    quotable: frozenset[str] = frozenset()


def store(session: Session, send: Send, day: date) -> bool:
    """Store a response and its sealed texts, once a key. False: it was stored before."""
    key_hash = fingerprint(send.key)
    connection = db.session.connection()
    if connection.scalar(WAS_WITHDRAWN, {"key": key_hash}):
        return False
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
        "answers": surveys.on_path(send.version, send.answers),
        "key_hash": key_hash,
        "withdrawal_hash": fingerprint(send.code),
    }
    if connection.execute(_insert_once(), row).first() is None:
        return False
    texts = surveys.texts_on_path(send.version, send.answers)
    if texts:
        # On paper nobody asked, so somebody else would give the permission.
        quotable = send.quotable if session.mode != "paper" else frozenset()
        connection.execute(
            INSERT_TEXT,
            [
                {
                    **_sealed(send.code, question, text),
                    "response_id": response_id,
                    "quotable": question in quotable,
                }
                for question, text in texts.items()
            ],
        )
    return True


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
