"""Writes about runs: asked for, put in use, declined."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from consult.answering.withdrawal.operations import hold
from consult.consultations.models import Consultation
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Grain, Standing
from consult.themes.replay import Action
from consult.themes.review.operations import decide

# Runs


def request_run(consultation: Consultation, day: date, grain: str = Grain.USUAL) -> AnalysisRun:
    """A run for the worker to fill: commit, then enqueue `analyse` with its id.

    Once done it is a candidate beside the run in use, or in use where there is none. One at a
    time: a candidate that nobody chose gives way.
    """
    _decline_candidates(consultation.id)
    run = AnalysisRun(
        consultation_id=consultation.id,
        day=day,
        method={},
        state="waiting",
        grain=Grain(grain),
        standing=Standing.CANDIDATE,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _decline_candidates(consultation_id: int) -> None:
    for run in _standing(consultation_id, Standing.CANDIDATE):
        run.standing = Standing.DECLINED
        if run.state == "waiting":
            run.state = "failed"  # the worker leaves it


def _standing(consultation_id: int, standing: Standing) -> Collection[AnalysisRun]:
    mine = (AnalysisRun.consultation_id == consultation_id, AnalysisRun.standing == standing)
    return db.session.scalars(sa.select(AnalysisRun).where(*mine).with_for_update()).all()


def put_in_use(run: AnalysisRun) -> None:
    """Make that run the one that counts."""
    for other in _standing(run.consultation_id, Standing.IN_USE):
        other.standing = Standing.PAST
    _decline_candidates(run.consultation_id)
    run.standing = Standing.IN_USE
    db.session.flush()


def use_run(consultation: Consultation, run: AnalysisRun, staff_id: int, day: date) -> None:
    """Somebody chose that run; it is written down."""
    hold()
    put_in_use(run)
    decide(consultation, staff_id, day, Action("use_run", str(run.id)))


def keep_run(consultation: Consultation, run: AnalysisRun, staff_id: int, day: date) -> None:
    """Somebody looked at the candidate and stays with the run in use; it is written down."""
    hold()
    run.standing = Standing.DECLINED
    decide(consultation, staff_id, day, Action("keep_run", str(run.id)))
