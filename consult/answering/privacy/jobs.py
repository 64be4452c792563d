"""Forgetting sessions, and the compaction that follows; no language model is needed here."""

from datetime import date

from flask import current_app

from consult.answering.withdrawal.operations import hold
from consult.background.logs import logger
from consult.background.queue import NIGHT, every_minute, every_night
from consult.clock import hour, today
from consult.storage import compaction
from consult.storage.compaction import NotCompacted, compact
from consult.storage.db import db

from . import session_unlinking
from .local_suppression import suppress

_tried: set[date] = set()
"""Days on which a missed night was made up for, or was tried to."""


@every_minute
def forget_sessions() -> None:
    """Part responses from sessions whose window has closed. Safe to repeat or to be killed."""
    due = session_unlinking.due(today())
    for session_id in due:
        hold()  # who withdraws meanwhile would not see the rows of `attendance` yet
        session_unlinking.forget(session_id)
        db.session.commit()
    db.session.rollback()
    suppress_characteristics()
    if (due and _is_quick()) or _missed_a_night():
        _compact()


@every_night
def compact_tonight() -> None:
    """Compact, and say what stands in the way of anonymity."""
    waiting = session_unlinking.waiting_for_screening(today())
    if waiting:
        logger.error(f"{waiting} sessions keep their answers until all texts are screened")
    for fault in compaction.faults():
        logger.error(f"the database server keeps too much: {fault}")
    _compact()


def suppress_characteristics() -> None:
    """Where no answer can arrive any more, take out what too few say of themselves."""
    for consultation in session_unlinking.complete(today()):
        suppress(consultation, pause=db.session.rollback)
        db.session.commit()
    db.session.rollback()


def _compact() -> None:
    try:
        compact()
    except NotCompacted as refused:
        logger.error(str(refused))


def _is_quick() -> bool:
    """Else it would stop sends for too long, and is left for the night."""
    made = compaction.last()
    return made is None or made.seconds <= current_app.config["COMPACT_SECONDS"]


def _missed_a_night() -> bool:
    """Was there none today although the night is over? One try a day."""
    made, day = compaction.last(), today()
    if hour().hour <= NIGHT[0] or day in _tried or (made and made.on >= day):
        return False
    _tried.add(day)
    return True
