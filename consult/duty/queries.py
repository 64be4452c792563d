"""Reads of the roster. Children's pages show its hours: these are kept for `WAY_IN_SECONDS`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from time import monotonic

import sqlalchemy as sa
from flask import current_app

from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import in_state
from consult.staff.models import Role, Staff
from consult.storage.db import db

from .models import Absence, DutyHours
from .roster import Duty, Span, Standing, Week, covered

OFFICER = "safeguarding_officer"

_kept: tuple[float, date, Week] | None = None


def roster() -> list[Duty]:
    """Every officer of today by name, also those who noted nothing."""
    weeks: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.scalars(sa.select(DutyHours).order_by(DutyHours.starts)):
        weeks[row.staff_id][row.weekday].append(Span(row.starts, row.ends))
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for absence in db.session.scalars(sa.select(Absence).order_by(Absence.first)):
        away[absence.staff_id].append((absence.first, absence.last))
    officers = sa.select(Staff.id, Staff.name).where(
        Staff.active, Staff.roles.any(Role.name == OFFICER)
    )
    return [
        Duty(staff_id, name, weeks[staff_id], tuple(away[staff_id]))
        for staff_id, name in db.session.execute(officers.order_by(Staff.name, Staff.id))
    ]


def standings(at: datetime) -> dict[int, Standing]:
    """Officer -> whether they are on duty at that moment."""
    return {duty.staff_id: duty.standing(at) for duty in roster()}


def absences(staff_id: int) -> Sequence[Absence]:
    """An officer's own, the next one first."""
    own = sa.select(Absence).where(Absence.staff_id == staff_id)
    return db.session.scalars(own.order_by(Absence.first, Absence.id)).all()


def nobody_reads_ahead() -> bool:
    """Is a consultation open, and in the coming seven days no hour in which anybody reads?"""
    if any(covered(roster(), today())):
        return False
    return any(today() <= asked.closes_on for asked in in_state(State.OPEN))


def week_ahead() -> Week:
    """The hours in which somebody reads, of the coming seven days; equal while nothing changed."""
    global _kept
    day = today()
    if _kept is None or _kept[0] <= monotonic() or _kept[1] != day:
        until = monotonic() + current_app.config["WAY_IN_SECONDS"]
        _kept = (until, day, covered(roster(), day))
    return _kept[2]
