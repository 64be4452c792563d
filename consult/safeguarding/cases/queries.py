"""Reads of cases and officers' keys."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.answering.models import FreeText, Response
from consult.clock import today
from consult.consultations.models import Consultation
from consult.safeguarding.keys.queries import officer_keys, select_opening_keys
from consult.safeguarding.models import (
    REASONS,
    Act,
    Case,
    CaseEvent,
    CaseNote,
    CaseSeal,
    OfficerKey,
)
from consult.staff.models import Staff
from consult.storage.db import db


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the desk lists it: nothing of what it is about."""

    id: uuid.UUID
    level: str
    state: str
    alerted: datetime
    consultation: Consultation
    sorting: bytes | None = None  # sealed for the officer who asks
    told: datetime | None = None  # the first e-mail
    opened: datetime | None = None  # the first opening
    made_urgent: datetime | None = None  # by an officer who read it

    @property
    def came_as(self) -> str:
        """Whether it came urgent or not, by which it is known when it came: hour or day."""
        return "support" if self.made_urgent else self.level


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act on a case."""

    act: str
    at: datetime
    by: str
    told_on: date | None = None
    note: bytes | None = None  # sealed for the reader's key
    to: str | None = None  # whom a case was handed over to


def raised_before(consultation_id: int) -> tuple[int, int]:
    """How many texts of earlier consultations were screened and kept, and how many cases were made.

    Samples do not count. A case that has been deleted since is still known by its log; rows of
    texts that became urgent cases are gone: both make the share too high rather than too low.
    """
    others = sa.and_(Consultation.id != consultation_id, Consultation.is_sample.is_(False))
    texts = (
        sa.select(sa.func.count())
        .select_from(FreeText)
        .join(FreeText.response)
        .join(Consultation, Response.consultation_id == Consultation.id)
        .where(others, FreeText.sealed.is_(None))
    )
    raised = sa.select(sa.func.count()).select_from(Case).join(Case.consultation)
    cases = raised.where(others, Case.level != "drawing")
    deleted = sa.select(sa.func.count(sa.distinct(CaseEvent.case_id))).where(
        CaseEvent.case_id.not_in(sa.select(Case.id))
    )
    counts = [db.session.scalar(each) or 0 for each in (texts, cases, deleted)]
    return counts[0], counts[1] + counts[2]


PAGE = 200
"""Cases on a page of the desk."""

IS_TEXT = Case.level != "drawing"


def open_cases(
    key: OfficerKey | None = None, most: int | None = PAGE, after: int = 0
) -> list[CaseLine]:
    """Cases that are not closed: urgent ones first, then unread ones, then the longest wait.

    With the sorting envelopes of that key. So many, `after` so many; all of them with `most` None.
    """
    order = (Case.level.desc(), Case.state != "new", Case.alerted, Case.id)
    return _lines(sa.and_(IS_TEXT, Case.state != "closed"), order, key, most, after)


def open_drawings() -> list[CaseLine]:
    """Drawings to look at, in random order, another each time: the first page."""
    return _lines(_to_look_at(), (sa.func.random(),), None, PAGE, 0)


def number_of_drawings() -> int:
    """How many drawings wait for a decision that can be looked at today."""
    counted = sa.select(sa.func.count()).select_from(Case).where(_to_look_at())
    return db.session.scalar(counted) or 0


def _to_look_at() -> sa.ColumnElement[bool]:
    """Drawings of earlier days that nobody has decided on: those of a day are seen together, so
    that no visit to the list after another tells when a child drew."""
    midnight = datetime.combine(today(), time.min)
    return sa.and_(~IS_TEXT, Case.state != "closed", Case.alerted < midnight)


def closed_cases(most: int = 50, after: int = 0) -> list[CaseLine]:
    """Closed cases, the latest alert first."""
    order = (Case.alerted.desc(), Case.id)
    return _lines(sa.and_(IS_TEXT, Case.state == "closed"), order, None, most, after)


def line_of(case: Case) -> CaseLine:
    """That case alone."""
    [line] = _lines(Case.id == case.id, (Case.id,), None, 1, 0)
    return line


def _lines(
    which: sa.ColumnElement[bool],
    order: Sequence[Any],
    key: OfficerKey | None,
    most: int | None,
    after: int,
) -> list[CaseLine]:
    ours = sa.and_(CaseSeal.case_id == Case.id, CaseSeal.key_id == (key.id if key else None))
    listed = sa.select(Case.id).where(which).order_by(*order).limit(most).offset(after)
    cases = (
        sa.select(Case, CaseSeal.sorting)
        .outerjoin(CaseSeal, ours)
        .where(which)
        .order_by(*order)
        .limit(most)
        .offset(after)
        .options(joinedload(Case.consultation))
    )
    told, opened = _first(Act.TOLD, listed), _first(Act.OPEN, listed)
    made_urgent = _first(Act.URGENT, listed)
    return [
        CaseLine(
            id=case.id,
            level=case.level,
            state=case.state,
            alerted=case.alerted,
            consultation=case.consultation,
            sorting=sorting,
            told=told.get(case.id),
            opened=opened.get(case.id),
            made_urgent=made_urgent.get(case.id),
        )
        for case, sorting in db.session.execute(cases)
    ]


def _first(act: Act, cases: sa.Select[Any]) -> dict[uuid.UUID, datetime]:
    """Case -> when that was first done with it."""
    wanted = cases.subquery()
    rows = db.session.execute(
        sa.select(wanted.c.id, sa.func.min(CaseEvent.at))
        .join(CaseEvent, CaseEvent.case_id == wanted.c.id)
        .where(CaseEvent.act == act)
        .group_by(wanted.c.id)
    )
    return dict(rows.all())


def openings(most: int = 50) -> list[tuple[datetime, datetime]]:
    """Of the latest urgent cases that were told and opened: when they were, both in quarters."""
    listed = (
        sa.select(Case.id)
        .where(Case.level == "urgent", Case.state != "new")
        .order_by(Case.alerted.desc(), Case.id)
        .limit(most)
    )
    told, opened = _first(Act.TOLD, listed), _first(Act.OPEN, listed)
    return [(at, opened[case_id]) for case_id, at in told.items() if case_id in opened]


def not_closed_since(day: date) -> int:
    """How many cases came before that day and wait, or are open, to this hour."""
    came = Case.alerted < datetime.combine(day, time.min)
    count = sa.select(sa.func.count()).select_from(Case).where(Case.state != "closed", came)
    return db.session.scalar(count) or 0


def case_counts() -> dict[tuple[str, str], int]:
    """(level, state) -> how many cases of texts; drawings are listed apart."""
    counted = sa.select(Case.level, Case.state, sa.func.count()).where(IS_TEXT)
    rows = db.session.execute(counted.group_by(Case.level, Case.state))
    return {(row[0], row[1]): row[2] for row in rows}


def seal_for(case: Case, key: OfficerKey) -> bytes | None:
    """The case as it was sealed for that key; None if it was sealed before the key was made."""
    seal = db.session.get(CaseSeal, (case.id, key.id))
    return seal.sealed if seal else None


def openers(case: Case) -> dict[int, str]:
    """Officers of today with a key that opens the case -> their names; empty: nobody can any more.

    Nothing here knows whether a passphrase is lost: an envelope and a wrapped half are what counts.
    """
    rows = db.session.execute(
        select_opening_keys()
        .join(CaseSeal, CaseSeal.key_id == OfficerKey.id)
        .where(CaseSeal.case_id == case.id)
        .order_by(None)
        .order_by(Staff.name, Staff.id)
        .with_only_columns(Staff.id, Staff.name)
    )
    return dict(rows.all())


def has_opened(case: Case, staff_id: int) -> bool:
    """Is it in the log that this officer opened the case?"""
    return any(event.staff_id == staff_id and event.act == Act.OPEN for event in case.events)


def was_returned(case: Case) -> bool:
    """Was its text given back to the answers?"""
    return any(event.act == Act.RETURN for event in case.events)


def any_was_returned(consultation_id: int) -> bool:
    """Was the text of any case of the consultation given back?"""
    returned = (
        sa.exists()
        .where(CaseEvent.case_id == Case.id, CaseEvent.act == Act.RETURN)
        .where(Case.consultation_id == consultation_id)
    )
    return bool(db.session.scalar(sa.select(returned)))


def was_made_urgent(case: Case) -> bool:
    """Did it come as another level, and an officer saw that it is urgent?"""
    return any(event.act == Act.URGENT for event in case.events)


def changed_by_another(case: Case, staff_id: int) -> bool:
    """Was the last act that closed, reopened, gave back or made urgent somebody else's?"""
    changing = (*REASONS, Act.REOPEN, Act.RETURN, Act.URGENT)
    changes = [each for each in case.events if each.act in changing]
    return bool(changes) and changes[-1].staff_id != staff_id


def has_note(case: Case, sealed: Iterable[bytes]) -> bool:
    """Is one of these, to the byte, a note of the case already?"""
    known = sa.exists().where(CaseNote.case_id == case.id, CaseNote.sealed.in_(list(sealed)))
    return bool(db.session.scalar(sa.select(known)))


def readers(case: Case) -> Sequence[OfficerKey]:
    """The keys in use for which the case is sealed: those a note about it is sealed for."""
    mine = sa.select(CaseSeal.key_id).where(CaseSeal.case_id == case.id)
    return [key for key in officer_keys() if key.id in set(db.session.scalars(mine))]


def was_referred(case: Case) -> bool:
    """Was any authority told?"""
    return any(event.act.startswith("refer_") for event in case.events)


def log_of(case: Case, key: OfficerKey | None = None) -> list[LogLine]:
    """Every act on the case, in order, with the notes that are sealed for that key."""
    other = aliased(Staff)
    note = sa.and_(CaseNote.event_id == CaseEvent.id, CaseNote.key_id == (key.id if key else None))
    when = (CaseEvent.at, Staff.name, CaseEvent.told_on)
    columns: tuple[Any, ...] = (CaseEvent.act, *when, CaseNote.sealed, other.name)
    rows = db.session.execute(
        sa.select(*columns)
        .join(Staff, CaseEvent.staff_id == Staff.id)
        .outerjoin(CaseNote, note)
        .outerjoin(OfficerKey, CaseEvent.key_id == OfficerKey.id)
        .outerjoin(other, OfficerKey.staff_id == other.id)
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.id)
    )
    return [LogLine(*row) for row in rows]
