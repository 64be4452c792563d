"""Screening: what arrived sealed is opened, redacted, and its sealed form erased.

Texts are taken in the order of their random ids, so in no order of arrival, and a send enqueues
nothing. Nobody and nothing else reads a text before it has been through here.

No transaction is open while the language model reads. Each text then changes hands by one statement
that takes it only if it is still sealed, in the same transaction as its case: killed anywhere, or
run twice at once, nothing is lost and nothing is raised twice; withdrawn meanwhile, it stays gone.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from flask import current_app

import analysis
from consult.answering.models import FreeText, Response
from consult.clock import hour
from consult.consultations.models import Consultation
from consult.consultations.queries import version_for
from consult.db import db
from consult.jobs import every_minute
from consult.logs import logger
from consult.sealing import CannotOpen, unseal
from consult.sessions.models import Session

from .models import OfficerKey
from .operations import Alert, alert_officers
from .queries import officer_keys

BATCH = 200
LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sealed text, with what an officer would need to know of it."""

    id: uuid.UUID
    question: str
    sealed: bytes | None
    consultation_id: int
    band: str
    language: str
    region: str | None
    session: str | None


@every_minute
def screen_sealed_texts() -> None:
    """Screen everything that waits, a batch a transaction; safe to repeat or to be killed."""
    after = None
    try:
        while batch := _waiting(after):
            after = batch[-1].id
            _screen(batch)
    except analysis.MissingModel as missing:
        logger.error(f"nothing is screened: {missing}")


def _waiting(after: uuid.UUID | None) -> list[Waiting]:
    columns = (Response.consultation_id, Response.band, Response.language, Response.region)
    waiting = (
        sa.select(FreeText.id, FreeText.question, FreeText.sealed, *columns, Session.code)
        .join(FreeText.response)
        .outerjoin(Session, Response.session_id == Session.id)
        .where(FreeText.sealed.is_not(None))
        .order_by(FreeText.id)
        .limit(BATCH)
    )
    if after is not None:
        waiting = waiting.where(FreeText.id > after)
    batch = [Waiting(*row) for row in db.session.execute(waiting)]
    db.session.rollback()  # the lock is not ours while the model reads
    return batch


def _screen(batch: Sequence[Waiting]) -> None:
    opened = _opened(batch)
    screened = _screened([text for text in batch if text.id in opened], opened)
    officers = officer_keys()
    held_back = [
        text
        for text in batch
        if (found := screened.get(text.id)) and not _keep(text, found, opened[text.id], officers)
    ]
    db.session.commit()
    if held_back:
        logger.error("a possible disclosure waits: no safeguarding officer has a key")
    if len(screened) < len(batch):
        logger.error("a text could not be screened and stays sealed")


def _opened(batch: Iterable[Waiting]) -> dict[uuid.UUID, str]:
    opened, refusals = {}, set()
    for text in batch:
        try:
            opened[text.id] = unseal(text.sealed or b"")
        except CannotOpen as refused:
            refusals.add(refused.message)
    for refusal in refusals:
        logger.error(refusal)
    return opened


def _screened(
    texts: Iterable[Waiting], opened: Mapping[uuid.UUID, str]
) -> dict[uuid.UUID, analysis.Screened]:
    screened = {}
    for code, same in groupby(sorted(texts, key=_language), key=_language):
        words = [(str(text.id), opened[text.id]) for text in same]
        screened.update({uuid.UUID(found.id): found for found in _read(words, code)})
    return screened


def _language(text: Waiting) -> str:
    return text.language if text.language in LANGUAGES else "es"


def _read(words: list[tuple[str, str]], language: str) -> list[analysis.Screened]:
    """The texts as screening reads them; one that breaks it stays sealed and stops no other."""
    model = current_app.config["SPANISH_MODEL"] if language == "es" else None
    try:
        return list(analysis.screen(words, language=language, model=model))
    except analysis.MissingModel:
        raise
    except Exception as broken:
        if len(words) == 1:
            return []
        logger.error("screening broke: once more, a text at a time", exc_info=broken)
        return [found for each in words for found in _read([each], language)]


def _keep(
    text: Waiting, found: analysis.Screened, words: str, officers: Sequence[OfficerKey]
) -> bool:
    """Store what screening found. False: it was raised and nobody could read it, so it waits."""
    raised = found.level != "none"
    if raised and not officers:
        return False
    if _taken(text, found) and raised:
        alert_officers(_alert(text, found, words), officers, hour())
    return True


def _taken(text: Waiting, found: analysis.Screened) -> bool:
    """Erase the sealed text. False: it was gone.

    What is urgent by the published cues leaves the answers altogether. What was only raised stays,
    redacted, counted and never quoted: a guess must not cost anyone their voice.
    """
    still_sealed = sa.and_(FreeText.id == text.id, FreeText.sealed.is_not(None))
    if found.level == "urgent" and found.cued:
        change: sa.Update | sa.Delete = sa.delete(FreeText).where(still_sealed)
    else:
        held = found.level != "none"
        change = sa.update(FreeText).where(still_sealed)
        change = change.values(sealed=None, redacted=found.redacted, held=held)
    options = {"synchronize_session": False}
    return bool(db.session.execute(change, execution_options=options).rowcount)  # type: ignore[attr-defined]


def _alert(text: Waiting, found: analysis.Screened, words: str) -> Alert:
    return Alert(
        consultation_id=text.consultation_id,
        level=found.level,
        signals=found.signals,
        reasons=found.reasons,
        text=words,
        question=_wording(text),
        band=text.band,
        language=text.language,
        session=text.session,
        region=text.region,
    )


def _wording(text: Waiting) -> str:
    consultation = db.session.get_one(Consultation, text.consultation_id)
    asked = version_for(consultation, text.band, text.language).questions
    return next((each.ask for each in asked if each.concept == text.question), text.question)
