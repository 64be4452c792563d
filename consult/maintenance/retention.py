"""No answer stays for ever: what is deleted when, by `alzavoz purge` and the worker each night.

Each act may run twice, or be killed anywhere, without harm. Answers go in small transactions, so
that another consultation's children are not kept waiting.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from consult.answering.models import (
    Attendance,
    Response,
    ReturnedText,
    WithdrawnKey,
    WithdrawnMark,
    WithdrawnText,
)
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import QUIETLY, hold
from consult.background.logs import logger
from consult.background.queue import every_night
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.reports.models import Report
from consult.safeguarding.cases.operations import drop_unread
from consult.safeguarding.models import Case, CaseEvent, Drawing
from consult.staff.models import Staff
from consult.storage.db import db
from consult.themes.models import AnalysisRun
from consult.themes.runs.run_store import drop_store

from . import backup

BATCH = 1000
STALE_DAYS = 7
"""An analysis that has waited so long was lost with its job."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many of a kind went. `of_children`: shown like any count of theirs; `stays`: they were
    over and did not go."""

    kind: str
    number: int
    of_children: bool = False
    stays: bool = False


def purge(day: date) -> Iterator[Purged]:
    """Delete what is over on that day, kind by kind. Commits."""
    yield Purged("answers", _of_each(day, _answers_of), of_children=True)
    yield Purged("drawings", _of_each(day, _drawings_of), of_children=True)
    yield Purged("drawings kept for an officer", _undecided(day), of_children=True, stays=True)
    yield Purged("withdrawn hashes", _tombstones(day), of_children=True)
    yield Purged("closed cases", _done(_closed_cases(day)))
    yield Purged("unread texts", _done(drop_unread(_before(day, "UNREAD_DAYS"))), of_children=True)
    yield Purged("one-off sign-ins", _done(_one_off_links(day)))
    yield Purged("lost analyses", _done(_lost_analyses(day)))
    yield Purged("backups", _backups(day))


def unpublished(day: date) -> list[str]:
    """Names of consultations whose answers stay because no report was ever made of them."""
    over = sa.select(Consultation.slug).where(
        Consultation.closes_on < _before(day, "RETENTION_DAYS"),
        Consultation.state == State.CLOSED,
        sa.exists().where(Response.consultation_id == Consultation.id),
    )
    return list(db.session.scalars(over.order_by(Consultation.slug)))


@every_night
def purge_tonight() -> None:
    """Purge, and date the list of what was withdrawn."""
    for found in purge(today()):
        if found.stays and found.number:
            logger.warning(f"{found.kind}: nobody has decided on them")
        elif found.number:
            logger.info(f"purged: {found.kind}")
    for slug in unpublished(today()):
        logger.warning(f"the answers of {slug} are kept: no report was made of them")
    db.session.rollback()
    try:
        hold()  # else the list of a withdrawal that is not committed yet might be put back
        withdrawal_list.date_anew()
    except (withdrawal_list.NotWritten, withdrawal_list.Unreadable) as refused:
        logger.error(f"the list of what was withdrawn is not written: {refused}")
    db.session.rollback()


def _before(day: date, setting: str, more: str = "") -> date:
    days = current_app.config[setting] + (current_app.config[more] if more else 0)
    return day - timedelta(days=days)


def _done(number: int) -> int:
    db.session.commit()
    return number


def _change(statement: sa.Delete | sa.Update) -> int:
    """Carry out the statement; how many rows."""
    done: Any = db.session.execute(statement, execution_options=QUIETLY)
    return int(done.rowcount)


# Answers


def _reported_before(day: date) -> sa.Select[Any]:
    """Consultations whose first report is older than that day."""
    first = sa.func.min(Report.published_on)
    return sa.select(Report.consultation_id).group_by(Report.consultation_id).having(first < day)


def _of_each(day: date, delete: Callable[[int], int]) -> int:
    """How many went, of every consultation whose answers are over."""
    over = db.session.scalars(_reported_before(_before(day, "RETENTION_DAYS"))).all()
    db.session.rollback()
    return sum(delete(consultation_id) for consultation_id in over)


def _answers_of(consultation_id: int) -> int:
    """Its answers and texts, and what was found in them. Quotes in reports keep their marks."""
    number = 0
    mine = sa.select(Response.id).where(Response.consultation_id == consultation_id)
    while True:
        hold()
        batch = db.session.scalars(mine.order_by(Response.id).limit(BATCH)).all()
        if not batch:
            break
        number += _done(_change(sa.delete(Response).where(Response.id.in_(batch))))
    for model in (Attendance, ReturnedText, WithdrawnText, AnalysisRun):
        _change(sa.delete(model).where(model.consultation_id == consultation_id))
    drop_store(consultation_id)
    return _done(number)


def _drawings_of(consultation_id: int) -> int:
    """Its drawings on which an officer has decided, with the sealed copy. One that nobody has
    looked at may be a call for help: it stays, also one that its child took back, and goes in the
    night after it was decided on."""
    hold()
    mine = Case.consultation_id == consultation_id
    closed = sa.and_(mine, Case.level == "drawing", Case.state == "closed")
    has_row = sa.exists().where(Drawing.id == Case.id)
    waiting = sa.and_(
        Drawing.state.in_(("waiting", "withdrawn")),
        Drawing.id.in_(sa.select(Case.id).where(mine, Case.state != "closed")),
    )
    told_and_withdrawn = _change(sa.delete(Case).where(closed, ~has_row))
    decided = sa.delete(Drawing).where(Drawing.consultation_id == consultation_id, ~waiting)
    number = told_and_withdrawn + _change(decided)
    _change(sa.delete(Case).where(closed))
    return _done(number)


def _undecided(day: date) -> int:
    """Drawings of consultations that are over, whose cases are not closed."""
    over = _reported_before(_before(day, "RETENTION_DAYS"))
    is_drawn = sa.or_(Case.level == "drawing", sa.exists().where(Drawing.id == Case.id))
    of_those = Case.consultation_id.in_(over)
    kept = sa.select(sa.func.count()).select_from(Case).where(of_those, is_drawn)
    return _done(db.session.scalar(kept.where(Case.state != "closed")) or 0)


def _tombstones(day: date) -> int:
    """They outlive the answers by as long as a backup may still hold them."""
    over = _reported_before(_before(day, "RETENTION_DAYS", "BACKUP_DAYS"))
    all_over = ~sa.exists().where(Consultation.id.not_in(over))
    numbers = [
        _change(
            sa.delete(model).where(
                model.consultation_id.in_(over) | (model.consultation_id.is_(None) & all_over)
            )
        )
        for model in (WithdrawnKey, WithdrawnMark)
    ]
    return _done(sum(numbers))


# The rest


def _closed_cases(day: date) -> int:
    """Cases that nobody has touched since they were closed. Their log stays."""
    start = datetime.combine(_before(day, "CASE_DAYS"), time.min)
    touched = sa.exists().where(CaseEvent.case_id == Case.id, CaseEvent.at >= start)
    old = sa.and_(Case.state == "closed", Case.alerted < start, ~touched)
    return _change(sa.delete(Case).where(old))


def _one_off_links(day: date) -> int:
    over = sa.update(Staff).where(Staff.one_off_until < day)
    return _change(over.values(one_off_hash=None, one_off_until=None))


def _lost_analyses(day: date) -> int:
    lost = sa.update(AnalysisRun).where(
        AnalysisRun.state == "waiting", AnalysisRun.day < day - timedelta(days=STALE_DAYS)
    )
    return _change(lost.values(state="failed"))


def _backups(day: date) -> int:
    folder = current_app.config["BACKUPS"]
    old = _before(day, "BACKUP_DAYS")
    over = [each for each in _files(folder) if _is_older(each, old)]
    for file in over:
        file.unlink()
    return len(over)


def _files(folder: str) -> list[Path]:
    return sorted(each for each in Path(folder).iterdir() if each.is_file()) if folder else []


def _is_older(file: Path, day: date) -> bool:
    """Is it a backup of ours, from before that day? Anything else is left alone."""
    try:
        return backup.read_head(file).day < day
    except backup.Refused:
        return False
