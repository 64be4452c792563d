"""Officers' keys: made, renewed, handed over to, left. Nothing here commits.

An officer's keys are of three kinds. The one **in use** gets every new case. A **retired** one gets
nothing any more, but opens what was sealed for it before; its officer moves that, in the browser,
to the key in use. An **emptied** one has nothing left to open, and its wrapped half is erased.

A case changes keys only where its holder has opened it: the browser opens every envelope and seals
it anew, in batches, and the server takes a batch only if it fits what it gave out. Nothing is
erased for one key before it is there for another, in the same transaction.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.clock import now
from consult.consultations.models import State
from consult.consultations.queries import in_state
from consult.safeguarding import case_log
from consult.safeguarding.models import Act, Case, CaseEvent, CaseNote, CaseSeal, OfficerKey
from consult.staff.models import Staff
from consult.storage import ledger
from consult.storage.db import db

from . import formats, queries

FEWEST = 2
"""Officers with a key in use before a consultation opens: one lost key must close no case."""

BATCH_CASES = 20
BATCH_BYTES = 192 * 1024
"""What one batch holds at most, unless a single case is longer: with base64 and its words, well
under the site's limit of a request, which a case of some ninety notes would reach."""

_LOCK = int.from_bytes(sha256(b"officer_key in use").digest()[:4], "big")


class NotYours(Exception):
    """A key that is not in use, or not somebody else's, cannot be handed anything."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one key has of one case: the case, the sorting envelope, notes by their event."""

    case_id: uuid.UUID
    sealed: bytes
    sorting: bytes | None = None
    notes: dict[int, bytes] = field(default_factory=dict)

    def fits(self, other: "Envelope") -> bool:
        """Could this be the other one, sealed for another key? Sealing adds a constant length."""
        return self._lengths() == other._lengths()

    def _lengths(self) -> tuple[object, ...]:
        notes = {event: len(sealed) for event, sealed in self.notes.items()}
        return self.case_id, len(self.sealed), self.sorting and len(self.sorting), notes

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return len(self.sealed) + len(self.sorting or b"") + sum(map(len, self.notes.values()))


@dataclass(frozen=True, slots=True)
class Holder:
    """An officer with a key in use."""

    key_id: int
    staff_id: int
    name: str
    fingerprint: str
    weekly_hours: int
    lacking: int  # open cases that the officer who asks can open and this one cannot


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One act on keys."""

    act: str
    at: datetime
    by: str
    to: str | None


# ---- one at a time


def hold(*, alone: bool = False) -> None:
    """Until the transaction ends, which keys are in use stays as it is; `alone`: to change it.

    Whoever seals for officers holds, then reads which keys are in use; so no case is sealed for a
    key that was retired meanwhile. SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
        db.session.execute(sa.select(lock(_LOCK)))


# ---- reads


def holders(mine: OfficerKey) -> list[Holder]:
    """Everybody else with a key in use, and how many open cases of mine they cannot open."""
    others = [key for key in queries.officer_keys() if key.id != mine.id]
    return [holder(key, mine) for key in others]


def holder(key: OfficerKey, mine: OfficerKey) -> Holder:
    """That key's officer, seen from mine."""
    name = db.session.get_one(Staff, key.staff_id).name
    lacking = left(mine, key)
    shown = formats.fingerprint(key.public)
    return Holder(key.id, key.staff_id, name, shown, key.weekly_hours, lacking)


def left(source: OfficerKey, target: OfficerKey, *, closed: bool = False) -> int:
    """How many cases the source opens and the target does not; `closed`: closed ones too."""
    return _count(sa.select(CaseSeal.case_id).where(*_passable(source, target, closed)))


def to_empty(staff_id: int) -> OfficerKey | None:
    """That officer's oldest retired key that is not emptied yet."""
    return db.session.scalar(
        sa.select(OfficerKey)
        .where(OfficerKey.staff_id == staff_id, OfficerKey.retired, OfficerKey.wrapped != b"")
        .order_by(OfficerKey.id)
        .limit(1)
    )


def unopenable(mine: OfficerKey) -> int:
    """How many open cases have no seal for that key."""
    without = ~Case.seals.any(CaseSeal.key_id == mine.id)
    return _count(sa.select(Case.id).where(Case.state != "closed", without))


def only_openable_by(staff_id: int, *, closed: bool = False) -> int:
    """How many open (else: closed) cases nobody but that person could open today."""
    keys_of_theirs = sa.select(OfficerKey.id).where(OfficerKey.staff_id == staff_id)
    theirs = Case.seals.any(CaseSeal.key_id.in_(keys_of_theirs))
    others = [key.id for key in queries.officer_keys() if key.staff_id != staff_id]
    state = Case.state == "closed" if closed else Case.state != "closed"
    return _count(
        sa.select(Case.id).where(state, theirs, ~Case.seals.any(CaseSeal.key_id.in_(others)))
    )


def log(most: int = 30) -> list[KeyLine]:
    """Acts on keys, the newest first."""
    owner, target = aliased(Staff), aliased(OfficerKey)
    rows = db.session.execute(
        sa.select(CaseEvent.act, CaseEvent.at, Staff.name, owner.name)
        .join(Staff, CaseEvent.staff_id == Staff.id)
        .outerjoin(target, CaseEvent.key_id == target.id)
        .outerjoin(owner, target.staff_id == owner.id)
        .where(CaseEvent.case_id.is_(None), CaseEvent.key_id.is_not(None))
        .order_by(CaseEvent.id.desc())
        .limit(most)
    )
    return [KeyLine(*row) for row in rows]


def envelopes(
    source: OfficerKey, target: OfficerKey, after: uuid.UUID | None, *, closed: bool = False
) -> list[Envelope]:
    """The next batch of what the source opens and the target does not, in the order of ids."""
    seals = sa.select(CaseSeal).where(*_passable(source, target, closed))
    if after is not None:
        seals = seals.where(CaseSeal.case_id > after)
    found = db.session.scalars(seals.order_by(CaseSeal.case_id).limit(BATCH_CASES)).all()
    return _within_bounds(_enveloped(found))


def _enveloped(seals: Sequence[CaseSeal]) -> list[Envelope]:
    notes: dict[tuple[uuid.UUID, int], dict[int, bytes]] = {}
    cases, key_ids = [seal.case_id for seal in seals], {seal.key_id for seal in seals}
    wanted = sa.select(CaseNote).where(CaseNote.case_id.in_(cases), CaseNote.key_id.in_(key_ids))
    for note in db.session.scalars(wanted):
        notes.setdefault((note.case_id, note.key_id), {})[note.event_id] = note.sealed
    return [
        Envelope(
            seal.case_id, seal.sealed, seal.sorting, notes.get((seal.case_id, seal.key_id), {})
        )
        for seal in seals
    ]


def _within_bounds(found: list[Envelope]) -> list[Envelope]:
    size = 0
    for number, each in enumerate(found):
        size += each.size
        if size > BATCH_BYTES and number:
            return found[:number]
    return found


def _passable(source: OfficerKey, target: OfficerKey, closed: bool) -> list[sa.ColumnElement[bool]]:
    """Seals of the source whose case, or a note of it, the target has not."""
    theirs, note, same = aliased(CaseSeal), aliased(CaseNote), aliased(CaseNote)
    has_case = sa.exists().where(theirs.case_id == CaseSeal.case_id, theirs.key_id == target.id)
    has_note = sa.exists().where(same.event_id == note.event_id, same.key_id == target.id)
    lacks_note = sa.exists().where(
        note.case_id == CaseSeal.case_id, note.key_id == source.id, ~has_note
    )
    which = [CaseSeal.key_id == source.id, sa.or_(~has_case, lacks_note)]
    if not closed:
        still_open = sa.exists().where(Case.id == CaseSeal.case_id, Case.state != "closed")
        which.append(still_open)
    return which


def _count(rows: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0


# ---- making and renewing


def make(staff_id: int, parts: formats.WrappedKey, weekly_hours: int, at: datetime) -> OfficerKey:
    """An officer's first key (or the first after an earlier one was left), logged."""
    hold(alone=True)
    made = make_key(staff_id, *parts)
    made.weekly_hours = weekly_hours
    db.session.flush()
    _log(staff_id, Act.KEY_MADE, made.id, at)
    return made


def renew(old: OfficerKey, parts: formats.WrappedKey, at: datetime) -> OfficerKey:
    """Retire the key in use and take a new one, in one transaction: every case finds one of both.

    What was sealed for the old one stays with it until its officer has moved it.
    """
    hold(alone=True)
    db.session.refresh(old)
    if old.retired:
        raise HasKey(old.staff_id)
    formats.check(*parts)
    old.retired = True
    db.session.flush()
    made = make(old.staff_id, parts, old.weekly_hours, at)
    finish(old, at)
    return made


def move(old: OfficerKey, new: OfficerKey, moved: Collection[Envelope]) -> None:
    """Take what the officer sealed for the new key; it is then erased for the old one.

    What does not fit what was given out (a note came meanwhile, say) is left for another time.
    """
    hold(alone=True)
    for kept in _taken(old, new, moved):
        for table in (CaseSeal, CaseNote):
            of_old = sa.and_(table.case_id == kept.case_id, table.key_id == old.id)
            db.session.execute(sa.delete(table).where(of_old))


def finish(old: OfficerKey, at: datetime) -> bool:
    """Erase the wrapped half of a retired key that opens nothing which the one in use does not.

    False: something is left, or there is no key in use to have it.
    """
    new = queries.key_of(old.staff_id)
    if new is None or not old.retired or left(old, new, closed=True):
        return False
    if old.wrapped:
        _erase(old)
        _log(old.staff_id, Act.KEY_RETIRED, old.id, at)
    return True


def _erase(key: OfficerKey) -> None:
    for table in (CaseSeal, CaseNote):
        db.session.execute(sa.delete(table).where(table.key_id == key.id))
    key.wrapped = b""
    db.session.flush()


# ---- handing over


def check_target(mine: OfficerKey, target: OfficerKey) -> None:
    """Raise `NotYours` unless that is somebody else's key in use."""
    if target.staff_id == mine.staff_id or target not in queries.officer_keys():
        raise NotYours(target.id)


def begin_handing_over(mine: OfficerKey, target: OfficerKey, at: datetime) -> None:
    """Log that this officer's browser gets the cases to seal them for somebody else."""
    hold(alone=True)
    _log(mine.staff_id, Act.HAND_OVER, target.id, at)


def hand_over(
    mine: OfficerKey, target: OfficerKey, sealed: Collection[Envelope], at: datetime
) -> None:
    """Keep what was sealed for another officer; each case's log says who gave it to whom."""
    hold(alone=True)
    check_target(mine, target)
    taken = _taken(mine, target, sealed)
    for each in taken:  # after the seals: nobody waits for a case while holding the log
        _log(mine.staff_id, Act.HAND_OVER, target.id, at, each.case_id)
    _finish_what_is_empty(target.staff_id, at)


def _finish_what_is_empty(staff_id: int, at: datetime) -> None:
    """Keys whose passphrase was lost end here: what they opened was handed over to the new one."""
    retired = sa.select(OfficerKey).where(
        OfficerKey.staff_id == staff_id, OfficerKey.retired, OfficerKey.wrapped != b""
    )
    for old in db.session.scalars(retired).all():
        finish(old, at)


def _taken(source: OfficerKey, target: OfficerKey, sealed: Collection[Envelope]) -> list[Envelope]:
    """Store for the target what fits the source's; returns what was stored."""
    wanted = [each.case_id for each in sealed]
    seals = sa.select(CaseSeal).where(CaseSeal.key_id == source.id, CaseSeal.case_id.in_(wanted))
    given = {each.case_id: each for each in _enveloped(db.session.scalars(seals).all())}
    taken = [each for each in sealed if each.case_id in given and each.fits(given[each.case_id])]
    for each in taken:
        _store(each, target)
    db.session.flush()
    return taken


def _store(envelope: Envelope, target: OfficerKey) -> None:
    if db.session.get(CaseSeal, (envelope.case_id, target.id)) is None:
        db.session.add(
            CaseSeal(
                case_id=envelope.case_id,
                key_id=target.id,
                sealed=envelope.sealed,
                sorting=envelope.sorting,
            )
        )
    for event_id, sealed in envelope.notes.items():
        if db.session.get(CaseNote, (event_id, target.id)) is None:
            note = CaseNote(
                event_id=event_id, key_id=target.id, case_id=envelope.case_id, sealed=sealed
            )
            db.session.add(note)


# ---- leaving


def why_not_leave(staff: Staff, role: str, losing: bool) -> str | None:
    """Why that person may not stop being an officer now: an open case would be closed to all.

    `losing`: of an officer who cannot be reached that is taken, but never of the last one.
    """
    if role != queries.OFFICER:
        return None
    hold(alone=True)
    mine = only_openable_by(staff.id)
    if not mine:
        return None
    if all(key.staff_id == staff.id for key in queries.officer_keys()):
        return (
            f"{staff.email} has the last officer's key in use, and cases are open: "
            "invite another officer, who makes a key, and hand the cases over on the desk first."
        )
    if losing:
        return None
    return (
        f"{staff.email} is the only one who can open {mine} open case(s): "
        "hand them over on the desk (Llaves) first. "
        "If that person cannot be reached any more: --losing-cases."
    )


def remarks(staff_id: int) -> list[str]:
    """What the operator should know once that person has left."""
    if not db.session.scalar(sa.select(sa.exists().where(OfficerKey.staff_id == staff_id))):
        return []
    said = []
    if lost := only_openable_by(staff_id):
        said.append(
            f"{lost} open case(s) can now be opened by nobody: another officer closes them on the "
            "desk, or that person comes back (staff invite)."
        )
    if closed := only_openable_by(staff_id, closed=True):
        said.append(f"{closed} closed case(s) can now be opened by nobody.")
    said.extend(_too_few_remain(len(queries.officer_keys())))
    return said


def _too_few_remain(number: int) -> list[str]:
    """What so few keys in use mean; first of all for the children who are answering now."""
    if number >= FEWEST:
        return []
    said = ["Fewer than two officers have a key in use: no consultation can open."]
    if is_open := ", ".join(each.slug for each in in_state(State.OPEN)):
        left = "One officer alone is left" if number else "No officer is left"
        said.append(f"{left} for what is open now ({is_open}): invite another, who makes a key.")
    return said


def leave(staff: Staff, role: str) -> None:
    """Seal nothing more for that person, and erase what others can open as well.

    Closed cases that nobody else can open stay, with the wrapped half that opens them: should the
    person come back, they can be moved to a new key.
    """
    if role != queries.OFFICER:
        return
    hold(alone=True)
    used, at = queries.key_of(staff.id), now()
    others = [key.id for key in queries.officer_keys() if key.staff_id != staff.id]
    for key in db.session.scalars(sa.select(OfficerKey).where(OfficerKey.staff_id == staff.id)):
        key.retired = True
        _erase_what_others_have(key, others)
    if used:
        _log(staff.id, Act.KEY_RETIRED, used.id, at)


def _erase_what_others_have(key: OfficerKey, others: Collection[int]) -> None:
    case, note = aliased(CaseSeal), aliased(CaseNote)
    has_case = sa.exists().where(case.case_id == CaseSeal.case_id, case.key_id.in_(others))
    has_note = sa.exists().where(note.event_id == CaseNote.event_id, note.key_id.in_(others))
    options = {"synchronize_session": False}
    for table, has in ((CaseSeal, has_case), (CaseNote, has_note)):
        gone = sa.delete(table).where(table.key_id == key.id, has)
        db.session.execute(gone, execution_options=options)
    if not db.session.scalar(sa.select(sa.exists().where(CaseSeal.key_id == key.id))):
        _erase(key)


def _log(
    staff_id: int, act: Act, key_id: int, at: datetime, case_id: uuid.UUID | None = None
) -> None:
    time = case_log.quarter(at)
    ledger.append(CaseEvent(case_id=case_id, staff_id=staff_id, act=act, at=time, key_id=key_id))


class HasKey(Exception):
    """The officer has a key already; another would leave older cases closed for good."""


def make_key(staff_id: int, public: bytes, wrapped: bytes, salt: bytes) -> OfficerKey:
    """Keep an officer's key: public half, wrapped private half, salt (see `keys`), once.

    Raises `HasKey`, or `UnusableKey` for what cannot be one.
    """
    formats.check(public, wrapped, salt)
    if queries.key_of(staff_id) is not None:
        raise HasKey(staff_id)
    key = OfficerKey(staff_id=staff_id, public=public, wrapped=wrapped, salt=salt)
    db.session.add(key)
    return key


def change_passphrase(key: OfficerKey, wrapped: bytes, salt: bytes) -> None:
    """Keep the same private half under another passphrase; `UnusableKey` for what cannot be it."""
    formats.check(key.public, wrapped, salt)
    key.wrapped, key.salt = wrapped, salt
