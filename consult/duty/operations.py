"""Noting hours and absences. Nothing here commits."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from consult.storage.db import db

from .models import Absence, DutyHours
from .roster import Span, joined


def note_week(staff_id: int, week: Mapping[int, Sequence[Span]]) -> None:
    """The officer's hours from now on: weekday (0 is Monday) -> spans, joined where they meet."""
    db.session.execute(sa.delete(DutyHours).where(DutyHours.staff_id == staff_id))
    db.session.add_all(
        DutyHours(staff_id=staff_id, weekday=weekday, starts=span.starts, ends=span.ends)
        for weekday, spans in week.items()
        for span in joined(spans)
    )
    db.session.flush()


def note_absence(staff_id: int, first: date, last: date, day: date) -> None:
    """The officer is away; what was over before `day` is forgotten, the same days noted once."""
    own = Absence.staff_id == staff_id
    over_or_same = sa.or_(Absence.last < day, sa.and_(Absence.first == first, Absence.last == last))
    db.session.execute(sa.delete(Absence).where(own, over_or_same))
    db.session.add(Absence(staff_id=staff_id, first=first, last=last))
    db.session.flush()


def drop_absence(staff_id: int, absence_id: int) -> None:
    """The officer is there after all; nothing happens where it is not theirs, or gone."""
    gone = sa.delete(Absence).where(Absence.id == absence_id, Absence.staff_id == staff_id)
    db.session.execute(gone)
