"""Reads of cases and officers' keys."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.db import db
from consult.staff.models import Role, Staff

from .models import Act, Case, CaseEvent, CaseSeal, OfficerKey

OFFICER = "safeguarding_officer"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the desk lists it: nothing of what it is about."""

    id: uuid.UUID
    level: str
    state: str
    alerted: datetime
    consultation: Consultation


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act on a case."""

    act: str
    at: datetime
    by: str


def officer_keys() -> Sequence[OfficerKey]:
    """The keys that cases are sealed for: those of active accounts that are officers today."""
    return db.session.scalars(
        sa.select(OfficerKey)
        .join(Staff, OfficerKey.staff_id == Staff.id)
        .where(Staff.active, Staff.roles.any(Role.name == OFFICER))
        .order_by(OfficerKey.id)
    ).all()


def has_officer_key() -> bool:
    """Can anybody read a disclosure? Without that no consultation may open."""
    return bool(officer_keys())


def key_of(staff_id: int) -> OfficerKey | None:
    """That officer's own key."""
    return db.session.scalar(sa.select(OfficerKey).where(OfficerKey.staff_id == staff_id))


def open_cases(most: int = 200) -> list[CaseLine]:
    """Cases that are not closed: urgent ones first, then unread ones, then the longest wait."""
    order = (Case.level.desc(), Case.state != "new", Case.alerted, Case.id)
    return _lines(Case.state != "closed", order, most)


def closed_cases(most: int = 50) -> list[CaseLine]:
    """Closed cases, the latest alert first."""
    return _lines(Case.state == "closed", (Case.alerted.desc(), Case.id), most)


def _lines(which: sa.ColumnElement[bool], order: Sequence[Any], most: int) -> list[CaseLine]:
    cases = sa.select(Case).where(which).order_by(*order).limit(most)
    return [
        CaseLine(case.id, case.level, case.state, case.alerted, case.consultation)
        for case in db.session.scalars(cases.options(joinedload(Case.consultation)))
    ]


def case_counts() -> dict[tuple[str, str], int]:
    """(level, state) -> how many cases."""
    rows = db.session.execute(
        sa.select(Case.level, Case.state, sa.func.count()).group_by(Case.level, Case.state)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def seal_for(case: Case, key: OfficerKey) -> bytes | None:
    """The case as it was sealed for that key; None if it was sealed before the key was made."""
    seal = db.session.get(CaseSeal, (case.id, key.id))
    return seal.sealed if seal else None


def has_opened(case: Case, staff_id: int) -> bool:
    """Is it in the log that this officer opened the case?"""
    return any(event.staff_id == staff_id and event.act == Act.OPEN for event in case.events)


def was_referred(case: Case) -> bool:
    """Was any authority told?"""
    return any(event.act.startswith("refer_") for event in case.events)


def log_of(case: Case) -> list[LogLine]:
    """Every act on the case, in order."""
    rows = db.session.execute(
        sa.select(CaseEvent.act, CaseEvent.at, Staff.name)
        .join(Staff, CaseEvent.staff_id == Staff.id)
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.id)
    )
    return [LogLine(act, at, name) for act, at, name in rows]
