"""Writes of cases and officers' keys. Nothing here commits."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from consult.db import db

from . import keys, queries
from .models import AUTHORITIES, REASONS, Act, Case, CaseEvent, CaseSeal, OfficerKey


class HasKey(Exception):
    """The officer has a key already; another would leave older cases closed for good."""


class NotPossible(Exception):
    """The case is not in a state for that act; perhaps somebody else was quicker."""


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


def make_key(staff_id: int, public: bytes, wrapped: bytes, salt: bytes) -> OfficerKey:
    """Keep an officer's key: public half, wrapped private half, salt (see `keys`), once.

    Raises `HasKey`, or `UnusableKey` for what cannot be one.
    """
    keys.check(public, wrapped, salt)
    if queries.key_of(staff_id) is not None:
        raise HasKey(staff_id)
    key = OfficerKey(staff_id=staff_id, public=public, wrapped=wrapped, salt=salt)
    db.session.add(key)
    return key


def change_passphrase(key: OfficerKey, wrapped: bytes, salt: bytes) -> None:
    """Keep the same private half under another passphrase; `UnusableKey` for what cannot be it."""
    keys.check(key.public, wrapped, salt)
    key.wrapped, key.salt = wrapped, salt


def alert_officers(alert: Alert, officers: Sequence[OfficerKey], hour: datetime) -> None:
    """Seal the alert for every officer; in clear only consultation, level, state and hour."""
    case = Case(consultation_id=alert.consultation_id, level=alert.level, alerted=hour, state="new")
    told = asdict(alert)
    del told["consultation_id"]
    content = json.dumps(told, ensure_ascii=False).encode()
    case.seals = [
        CaseSeal(key_id=key.id, sealed=keys.seal_for(key.public, content)) for key in officers
    ]
    db.session.add(case)


def open_case(case: Case, staff_id: int, at: datetime) -> None:
    """Let an officer read a case: from now on it is known who did."""
    if case.state == "new":
        case.state = "open"
    if not queries.has_opened(case, staff_id):
        _log(case, staff_id, Act.OPEN, at)


def can_act(case: Case, staff_id: int) -> bool:
    """Is the case open, and has this officer read it?"""
    return case.state == "open" and queries.has_opened(case, staff_id)


def can_close(case: Case, reason: Act) -> bool:
    """Does the log bear the reason out? "Reported" needs an authority that was told."""
    return reason != Act.CLOSE_REPORTED or queries.was_referred(case)


def refer(case: Case, staff_id: int, authority: Act, at: datetime) -> None:
    """Log that an authority was told; there may be several."""
    if authority not in AUTHORITIES or not can_act(case, staff_id):
        raise NotPossible(authority)
    _log(case, staff_id, authority, at)


def close(case: Case, staff_id: int, reason: Act, at: datetime) -> None:
    """Close an open case for a reason that `can_close` it."""
    if reason not in REASONS or not can_act(case, staff_id) or not can_close(case, reason):
        raise NotPossible(reason)
    case.state = "closed"
    _log(case, staff_id, reason, at)


def reopen(case: Case, staff_id: int, at: datetime) -> None:
    """Take a closed case up again."""
    if case.state != "closed":
        raise NotPossible(Act.REOPEN)
    case.state = "open"
    _log(case, staff_id, Act.REOPEN, at)


def _log(case: Case, staff_id: int, act: Act, at: datetime) -> None:
    quarter = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0, tzinfo=None)
    case.events.append(CaseEvent(staff_id=staff_id, act=act, at=quarter))
