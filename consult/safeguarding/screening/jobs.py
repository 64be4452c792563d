"""Screening: what arrived sealed is opened, redacted, and its sealed form erased.

Texts are taken in the order of their random ids, so in no order of arrival, and a send enqueues
nothing. Nobody and nothing else reads a text before it has been through here. One in a language
that no program here can redact, be it that of the page or, as far as screening can tell, another
that the child wrote in, is sealed anew for the officers, who do it by hand; so is every drawing,
which they look at before anybody else.

A text that breaks screening again and again, while a harmless one does not, goes the same way: it
may be a cry for help, and nobody else will ever read it.

A text whose child has taken it back (`WithdrawnText`) is read as well: urgent, or a drawing, or in
such a language, it goes to the officers without a mark; else it is deleted.

No transaction is open while the language model reads. Each text then changes hands by one statement
that takes it only if it is still sealed, in the same transaction as its case: killed anywhere, or
run twice at once, nothing is lost and nothing is raised twice; withdrawn meanwhile, it is read
anew.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import current_app

import analysis
from consult.answering.models import SEALED, FreeText, Response, WithdrawnText
from consult.answering.sends.operations import count
from consult.background.heartbeat import beat
from consult.background.logs import logger
from consult.background.queue import every_minute
from consult.clock import hour, now
from consult.consultations.models import Consultation
from consult.consultations.queries import drawing_concepts, version_for
from consult.safeguarding.cases.operations import Alert, Hidden, alert_officers
from consult.safeguarding.keys import keyring
from consult.safeguarding.keys.queries import officer_keys
from consult.safeguarding.models import Drawing, OfficerKey
from consult.sessions.models import Session
from consult.staff.models import Staff
from consult.storage.db import db
from consult.storage.sealing import CannotOpen, Opened, unseal
from surveys.kinds import drawing

BATCH = 200
LANGUAGES = ("es", "en")
TRIES = 3
"""So often a text may break screening before the officers get it as it came."""
HARMLESS = {
    "es": "Hola, me llamo Ana Torres, tengo 9 años y quiero más parques en Oaxaca.",
    "en": "My name is Emily Carter and I want more parks in Leeds.",
}
"""Known to pass, with something for each part of screening: if it breaks too, no text is to blame.
"""

_broke: Counter[uuid.UUID] = Counter()
"""How often each text broke screening in this process. In memory alone: stored, it would tell which
texts came before others."""


@dataclass(frozen=True, slots=True)
class SealedText:
    """A sealed text, with what an officer would need to know of it."""

    id: uuid.UUID
    question: str
    sealed: bytes | None
    consultation_id: int
    band: str
    language: str
    region: str | None
    session: str | None
    channel: str = "public"
    setting: str | None = None
    day: date | None = None
    facilitator: str | None = None
    facilitator_email: str | None = None
    quotable: bool = False
    is_drawn: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text once it is opened; of a drawing, what it is said to be."""

    text: str
    mark: bytes | None
    picture: str = ""


@every_minute
def screen_sealed_texts() -> None:
    """Screen everything that waits, a batch a transaction; safe to repeat or to be killed."""
    try:
        works = True
        for model in SEALED:
            for batch in _batches(model):
                works = _screen(batch) and works
                _beat(works)
    except analysis.LanguageError as missing:
        logger.error(f"nothing is screened: {missing}")
    else:
        _beat(works)


def _beat(works: bool) -> None:
    """A sign of life, unless not even a harmless text can be screened: that is told as silence."""
    if works:
        beat(now())


def _batches(model: type[FreeText | WithdrawnText]) -> Iterator[list[SealedText]]:
    after = uuid.UUID(int=0)
    while batch := _waiting(model, after):
        after = batch[-1].id
        yield batch


def _waiting(model: type[FreeText | WithdrawnText], after: uuid.UUID) -> list[SealedText]:
    whose = Response if model is FreeText else WithdrawnText
    of_text = (model.id, model.question, model.sealed)
    of_response = (whose.consultation_id, whose.band, whose.language, whose.region)
    channel = sa.func.coalesce(whose.channel, "")  # gone with the session: it waited for long
    of_session = (Session.code, channel, whose.setting, Session.day)
    may_be_quoted = FreeText.quotable if model is FreeText else sa.false().label("quotable")
    of_people = (Staff.name, Staff.email, may_be_quoted)
    columns: tuple[Any, ...] = (*of_text, *of_response, *of_session, *of_people)
    waiting = sa.select(*columns).select_from(model)
    if model is FreeText:
        waiting = waiting.join(FreeText.response)
    waiting = (
        waiting.outerjoin(Session, whose.session_id == Session.id)
        .outerjoin(Staff, Session.facilitator_id == Staff.id)
        .where(model.sealed.is_not(None), model.id > after)
        .order_by(model.id)
        .limit(BATCH)
    )
    drawn, taken_back = drawing_concepts(), model is WithdrawnText
    batch = [
        replace(SealedText(*row), is_drawn=row.question in drawn, is_withdrawn=taken_back)
        for row in db.session.execute(waiting)
    ]
    db.session.rollback()  # the lock is not ours while the model reads
    return batch


def _screen(batch: Sequence[SealedText]) -> bool:
    """Screen a batch. False: a text broke screening, and so does a harmless one."""
    opened = _opened(batch)
    screened = _screened([text for text in batch if text.id in opened], opened)
    broke = [text.id for text in batch if text.id in opened and text.id not in screened]
    works = not broke or _works()
    if works:
        screened |= _given_up(broke)
    keyring.hold()
    officers = officer_keys()
    held_back = [
        text
        for text in batch
        if (found := screened.get(text.id)) and not _keep(text, found, opened[text.id], officers)
    ]
    db.session.commit()
    if held_back:
        logger.error("a text for the officers waits: no safeguarding officer has a key")
    if len(screened) < len(batch):
        logger.error("a text could not be screened and stays sealed")
    return works


def _works() -> bool:
    """Can a harmless text be screened in every language? Else it is not the text that breaks."""
    return all(_read_alone(("", HARMLESS[code]), code) for code in LANGUAGES)


def _given_up(broke: Sequence[uuid.UUID]) -> dict[uuid.UUID, analysis.ScreeningResult]:
    """Of texts that broke screening once more, those that have done so often enough: unread."""
    _broke.update(broke)
    often = [(str(each), "") for each in broke if _broke[each] >= TRIES]
    if often:
        logger.error("a text breaks screening again and again: it is for the officers, unread")
    return {uuid.UUID(found.id): found for found in _unread(often, "")}


def _opened(batch: Iterable[SealedText]) -> dict[uuid.UUID, OpenedText]:
    opened, refusals = {}, set()
    for text in batch:
        try:
            opened[text.id] = _words(text, unseal(text.sealed or b""))
        except CannotOpen as refused:
            refusals.add(refused.message)
    for refusal in refusals:
        logger.error(refusal)
    return opened


def _words(text: SealedText, said: Opened) -> OpenedText:
    drawn = drawing.parts(said.text) if text.is_drawn else drawing.Drawn("", said.text)
    return OpenedText(drawn.caption, said.mark, drawn.picture)


def _screened(
    texts: Iterable[SealedText], opened: Mapping[uuid.UUID, OpenedText]
) -> dict[uuid.UUID, analysis.ScreeningResult]:
    screened = {}
    for code, same in groupby(sorted(texts, key=_language), key=_language):
        words = [(str(text.id), opened[text.id].text) for text in same]
        read = _read if code in LANGUAGES else _unread
        screened.update({uuid.UUID(found.id): found for found in read(words, code)})
    return screened


def _language(text: SealedText) -> str:
    return text.language


def _unread(words: list[tuple[str, str]], _language: str) -> list[analysis.ScreeningResult]:
    """Texts that only a person can redact: nothing of them stays in the answers."""
    return [
        analysis.ScreeningResult(each, "", (), analysis.UNREAD, signals=(), reasons=())
        for each, _ in words
    ]


def _read(words: list[tuple[str, str]], language: str) -> list[analysis.ScreeningResult]:
    """The texts as screening reads them; one that breaks it stays sealed and stops no other."""
    try:
        return _read_at_once(words, language)
    except analysis.LanguageError:
        raise
    except Exception as broken:
        logger.error("screening broke: once more, a text at a time", exc_info=broken)
        return [found for each in words for found in _read_alone(each, language)]


def _read_at_once(words: list[tuple[str, str]], language: str) -> list[analysis.ScreeningResult]:
    model = current_app.config["SPANISH_MODEL"] if language == "es" else None
    return list(analysis.screen(words, language=language, model=model))


def _read_alone(words: tuple[str, str], language: str) -> list[analysis.ScreeningResult]:
    """One text as screening reads it, or none if it breaks screening."""
    try:
        return _read_at_once([words], language)
    except analysis.LanguageError:
        raise
    except Exception:
        return []


def _keep(
    text: SealedText,
    screened: analysis.ScreeningResult,
    words: OpenedText,
    officers: Sequence[OfficerKey],
) -> bool:
    """Store what screening found. False: it was raised and nobody could read it, so it waits."""
    found = replace(screened, level=_level(text, screened, words))
    raised = found.level != "none"
    if raised and not officers:
        return False
    if _taken(text, found, words) and raised:
        case = alert_officers(_alert(text, found, words), officers, _alerted(found.level))
        if text.is_withdrawn:
            case.mark = None
        if words.picture and found.level != "urgent":
            case.drawing = _drawing(text)
        elif _leaves(found, words):
            count(text.consultation_id, "taken_out", 1)
    return True


def _level(text: SealedText, found: analysis.ScreeningResult, words: OpenedText) -> str:
    """An officer looks at every drawing, whatever its caption says; of what is withdrawn, no copy
    of level support stays, as none would that was made before."""
    if text.is_withdrawn and found.level == "support" and not words.picture:
        return "none"
    is_raised = found.level in ("urgent", "support")
    return "drawing" if words.picture and not is_raised else found.level


def _alerted(level: str) -> datetime:
    """No more than the day, but of what officers are told of at once: who has the database could
    else say at what hour a child of that day wrote, or drew."""
    return hour() if level == "urgent" else hour().replace(hour=0)


def _drawing(text: SealedText) -> Drawing:
    return Drawing(
        consultation_id=text.consultation_id,
        question=text.question,
        band=text.band,
        language=text.language,
        state="withdrawn" if text.is_withdrawn else "waiting",
        quotable=text.quotable,
    )


def _leaves(found: analysis.ScreeningResult, words: OpenedText) -> bool:
    """Does the text leave the answers? An urgent one does, and one that nobody here can redact.

    One of level support stays, redacted and counted, and is not quoted before an officer has read
    it. What was urgent by mistake comes back through an officer too, without its response.
    """
    return found.level in ("urgent", analysis.UNREAD) or bool(words.picture)


def _taken(text: SealedText, found: analysis.ScreeningResult, words: OpenedText) -> bool:
    """Erase the sealed text. False: it was gone."""
    still_sealed = sa.and_(FreeText.id == text.id, FreeText.sealed.is_not(None))
    change: sa.Update | sa.Delete
    if text.is_withdrawn:
        change = sa.delete(WithdrawnText).where(WithdrawnText.id == text.id)
    elif _leaves(found, words):
        change = sa.delete(FreeText).where(still_sealed)
    else:
        held = found.level != "none"
        change = sa.update(FreeText).where(still_sealed)
        change = change.values(sealed=None, redacted=found.redacted, held=held)
    options = {"synchronize_session": False}
    return bool(db.session.execute(change, execution_options=options).rowcount)  # type: ignore[attr-defined]


def _alert(text: SealedText, found: analysis.ScreeningResult, words: OpenedText) -> Alert:
    return Alert(
        consultation_id=text.consultation_id,
        level=found.level,
        signals=found.signals,
        reasons=found.reasons,
        text=words.text,
        question=_wording(text),
        band=text.band,
        language=text.language,
        session=text.session,
        region=text.region,
        channel=text.channel,
        concept=text.question,
        mark=words.mark.hex() if words.mark else None,
        kept=not _leaves(found, words),
        hidden=_hidden(words.text, found),
        cued=found.cued,
        setting=text.setting,
        day=text.day.isoformat() if text.day else None,
        facilitator=text.facilitator,
        facilitator_email=text.facilitator_email,
        picture=words.picture,
    )


def _hidden(words: str, found: analysis.ScreeningResult) -> tuple[Hidden, ...]:
    """What was replaced, and by which placeholder: the redacted text read beside the other."""
    places, read, at = [], 0, 0
    for entity in found.entities:
        at += entity.start - read
        end = found.redacted.index("]", at) + 1
        places.append(Hidden(entity.start, entity.end, found.redacted[at:end]))
        read, at = entity.end, end
    return tuple(places)


def _wording(text: SealedText) -> str:
    consultation = db.session.get_one(Consultation, text.consultation_id)
    asked = version_for(consultation, text.band, text.language).questions
    return next((each.ask for each in asked if each.concept == text.question), text.question)
