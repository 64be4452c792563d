"""Writes of what children send. Nothing here commits."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import surveys
from consult.db import Model, db
from consult.sealing import fingerprint, seal
from consult.sessions.models import Session

from .models import FreeText, Response, WithdrawnKey

# Statements of the send are written once, below the object mapper: it is the busiest path there is.
RESPONSE, TEXT = (Model.metadata.tables[each.__tablename__] for each in (Response, FreeText))
INSERT_ONCE = {
    name: insert(RESPONSE)
    .on_conflict_do_nothing(index_elements=["key_hash"])
    .returning(RESPONSE.c.id)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
INSERT_TEXT = sa.insert(TEXT)
WAS_WITHDRAWN = sa.select(sa.exists().where(WithdrawnKey.key_hash == sa.bindparam("key")))


@dataclass(frozen=True, slots=True)
class Send:
    """One send: the answers of a band, with the key and the code made on the child's side."""

    version: surveys.Version
    answers: dict[str, surveys.Answer | None]
    key: str
    code: str


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
        connection.execute(INSERT_TEXT, [_sealed(response_id, *each) for each in texts.items()])
    return True


def _sealed(response_id: uuid.UUID, question: str, text: str) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "response_id": response_id,
        "question": question,
        "sealed": seal(text),
        "held": False,
    }


def _insert_once() -> sa.Insert:
    return INSERT_ONCE[db.engine.dialect.name]


def withdraw(code: str) -> None:
    """Erase what was sent with that code, texts and passages too; a late retry stays out."""
    found = sa.select(Response).where(Response.withdrawal_hash == fingerprint(code))
    for response in db.session.scalars(found).all():
        db.session.add(WithdrawnKey(key_hash=response.key_hash))
        db.session.execute(sa.delete(Response).where(Response.id == response.id))
