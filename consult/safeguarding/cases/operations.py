"""Writes of cases and officers' keys. Nothing here commits."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask import current_app

from consult.config import kept_secret
from consult.safeguarding.case_log import NotPossible, log, quarter
from consult.safeguarding.keys import formats
from consult.safeguarding.models import (
    AUTHORITIES,
    REASONS,
    Act,
    Case,
    CaseEvent,
    CaseNote,
    CaseSeal,
    OfficerKey,
)
from consult.storage.db import db

from . import queries
from .near_duplicates import signature


@dataclass(frozen=True, slots=True)
class Hidden:
    """A detail that screening replaced: code points of the text, and the placeholder."""

    start: int
    end: int
    shown: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A possible disclosure as an officer reads it: without other answers or link to them."""

    consultation_id: int
    level: str
    signals: tuple[str, ...]
    reasons: tuple[str, ...]
    text: str  # the child's own words, names included: the one exception, told beforehand
    question: str  # as the child read it
    band: str
    language: str
    session: str | None
    region: str | None
    channel: str = "public"  # by which the text came: "school" or "public"; "" where it is gone
    concept: str | None = None  # the question's name, for giving the text back
    mark: str | None = None  # hexadecimal, see `sealing.mark`
    kept: bool = True  # is the redacted text still among the answers, held?
    hidden: tuple[Hidden, ...] = ()  # what the program made of it
    setting: str | None = None  # of the session: one of `sessions.models.SETTINGS`
    day: str | None = None  # of the session, as YYYY-MM-DD
    facilitator: str | None = None  # name and address: for the authority to know where, no more
    facilitator_email: str | None = None
    cued: bool = True  # a published cue led to it; else the program only supposes, and no signals
    picture: str = ""  # a drawing, as `surveys.kinds.drawing` writes it; its caption is the text


def alert_officers(alert: Alert, officers: Sequence[OfficerKey], hour: datetime) -> Case:
    """Seal the alert for every officer; in clear only consultation, level, state and hour."""
    case = Case(consultation_id=alert.consultation_id, level=alert.level, alerted=hour, state="new")
    if alert.mark and alert.level != "urgent":
        case.mark = bytes.fromhex(alert.mark)
    told = asdict(alert)
    del told["consultation_id"]
    content = json.dumps(told, ensure_ascii=False).encode()
    sorting = _sorting(alert)
    case.seals = [
        CaseSeal(
            key_id=key.id,
            sealed=formats.seal_for(key.public, content),
            sorting=formats.seal_for(key.public, sorting, formats.SORTING_PADDING),
        )
        for key in officers
    ]
    db.session.add(case)
    return case


def _sorting(alert: Alert) -> bytes:
    """What the desk needs to put cases in order, in an envelope that opens without the case."""
    secret = kept_secret(current_app.config["INSTANCE"] / "likeness_key").encode()
    likeness = base64.b64encode(signature(alert.text, secret[:64])).decode()
    return json.dumps({"channel": alert.channel, "likeness": likeness}).encode()


def may_open(case: Case, staff_id: int) -> bool:
    """Does a key of this officer open the case, or no officer's any more?

    Whoever cannot read a case must not take it from the eyes of those who can: once it is open
    nobody is told of it. What nobody can read would otherwise wait for ever.
    """
    can = queries.openers(case)
    return not can or staff_id in can


def open_case(case: Case, staff_id: int, at: datetime) -> None:
    """Let an officer read a case: from now on it is known who did. `NotPossible` where they
    could not."""
    if not may_open(case, staff_id):
        raise NotPossible(Act.OPEN)
    if case.state == "new":
        case.state = "open"
    if not queries.has_opened(case, staff_id):
        log(case, staff_id, Act.OPEN, at)


def can_act(case: Case, staff_id: int) -> bool:
    """Is the case open, and has this officer read it, with a key that still opens it?"""
    is_theirs = queries.has_opened(case, staff_id) and may_open(case, staff_id)
    return case.state == "open" and is_theirs


def can_close(case: Case, reason: Act) -> bool:
    """Does the log bear the reason out? "Reported" needs an authority that was told."""
    return reason != Act.CLOSE_REPORTED or queries.was_referred(case)


def refer(
    case: Case, staff_id: int, authority: Act, at: datetime, told_on: date | None = None
) -> None:
    """Log that an authority was told, and on which day (today, if none); there may be several.

    The same by the same officer within a quarter hour is the same press once more: logged once.
    """
    if authority not in AUTHORITIES or not can_act(case, staff_id):
        raise NotPossible(authority)
    day, lately = told_on or at.date(), quarter(at) - timedelta(minutes=15)
    known = ((each.staff_id, each.act, each.told_on) for each in case.events if each.at >= lately)
    if (staff_id, authority, day) not in known:
        log(case, staff_id, authority, at, day)


def write(case: Case, staff_id: int, act: Act, seals: Mapping[int, bytes], at: datetime) -> None:
    """Keep a note or an authority's answer, sealed in the officer's browser: key -> sealed.

    What is sealed for a key that has not the case, or is in use no more, is left out; without one
    for the officer's own key it is refused. No two boxes are alike even of the same words, so what
    is known to the byte was sent twice, and is kept once.
    """
    readers = {key.id: key.staff_id for key in queries.readers(case)}
    kept = {key_id: sealed for key_id, sealed in seals.items() if key_id in readers}
    is_own = staff_id in {readers[key_id] for key_id in kept}
    if act not in (Act.NOTE, Act.ANSWER) or not can_act(case, staff_id) or not is_own:
        raise NotPossible(act)
    if queries.has_note(case, kept.values()):
        return
    event = log(case, staff_id, act, at)
    db.session.add_all(
        CaseNote(event_id=event.id, key_id=key_id, case_id=case.id, sealed=sealed)
        for key_id, sealed in kept.items()
    )


def drop_unread(before: date) -> int:
    """Delete what came before that day in a language nobody here redacts, also what is open.

    A text that turned out to be a disclosure, so that it was made urgent or an authority was told,
    stays as any case. Returns how many were deleted.
    """
    start = datetime.combine(before, time.min)
    told = sa.select(CaseEvent.case_id).where(CaseEvent.act.in_(AUTHORITIES))
    old = sa.select(Case).where(
        Case.level == "unread",
        Case.alerted < start,
        Case.id.not_in(told.where(CaseEvent.case_id.is_not(None))),
    )
    gone = db.session.scalars(old).all()
    for case in gone:
        db.session.delete(case)
    db.session.flush()
    return len(gone)


def close(case: Case, staff_id: int, reason: Act, at: datetime) -> None:
    """Close an open case for a reason that `can_close` it.

    A copy that is withdrawn (it has no mark) waited for this alone: it is deleted, unless an
    authority was told.
    """
    if reason not in REASONS or not can_act(case, staff_id) or not can_close(case, reason):
        raise NotPossible(reason)
    case.state = "closed"
    log(case, staff_id, reason, at)
    is_copy = case.level in ("unread", "support")
    if is_copy and case.mark is None and not queries.was_referred(case):
        db.session.delete(case)


def reopen(case: Case, staff_id: int, at: datetime) -> None:
    """Take a closed case up again; who cannot read it could do nothing with it then."""
    if case.state != "closed" or not may_open(case, staff_id):
        raise NotPossible(Act.REOPEN)
    case.state = "open"
    log(case, staff_id, Act.REOPEN, at)


def export(case: Case, staff_id: int, at: datetime) -> None:
    """Log that the officer's browser is about to make the sheet for the authority."""
    if not queries.has_opened(case, staff_id):
        raise NotPossible(Act.EXPORT)
    log(case, staff_id, Act.EXPORT, at)
