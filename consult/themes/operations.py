"""Writes of runs and of review actions. Nothing here commits."""

from datetime import date

from consult.consultations.models import Consultation
from consult.db import db

from .models import AnalysisRun, ReviewAction
from .review import Action


def request_run(consultation: Consultation, day: date) -> AnalysisRun:
    """A run for the worker to fill: commit, then enqueue `analyse` with its id."""
    run = AnalysisRun(consultation_id=consultation.id, day=day, method={}, state="waiting")
    db.session.add(run)
    db.session.flush()
    return run


def decide(consultation: Consultation, staff_id: int, day: date, action: Action) -> None:
    """Add what a person decided; nothing is ever changed or removed."""
    db.session.add(
        ReviewAction(
            consultation_id=consultation.id,
            staff_id=staff_id,
            day=day,
            kind=action.kind,
            theme_key=action.theme,
            value=action.value,
        )
    )
