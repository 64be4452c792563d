"""Drawings: an officer looks at each before anybody else; a second person decides what is shown.

A drawing waits sealed, as a case does. What the officer's browser sends of one that is cleared is
kept in clear only where its child lets us show it, and its caption joins the texts that officers
gave back. Nothing here commits.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

import surveys
from consult.answering.models import ReturnedText
from consult.answering.sends.operations import count
from consult.answering.withdrawal.operations import hold
from consult.clock import hour
from consult.consultations.queries import version_for
from consult.safeguarding import case_log
from consult.safeguarding.cases import operations
from consult.safeguarding.cases.give_back import bring_back
from consult.safeguarding.models import Act, Case, CaseEvent, Drawing
from consult.storage.db import db
from surveys.kinds import drawing as kind


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer's browser sends of a drawing; the caption as the officer redacted it."""

    picture: str
    caption: str


class SamePerson(Exception):
    """Who cleared a drawing is not the second person who lets it be shown."""


def waits(case: Case, staff_id: int) -> bool:
    """Is it a drawing that nobody decided on, opened by this officer? One that is withdrawn is no
    different for them: that a code was used may say who holds it."""
    is_new = case.drawing is not None and case.drawing.state in ("waiting", "withdrawn")
    return is_new and operations.can_act(case, staff_id)


def clear(case: Case, staff_id: int, seen: Seen, at: datetime) -> None:
    """Nothing worrying: it counts, and with the child's permission a second person may show it."""
    found = _decided(case, staff_id, Act.DRAWING_CLEAR, at, seen)
    if found.quotable:
        found.picture, found.caption = seen.picture, seen.caption


def keep(case: Case, staff_id: int, seen: Seen, at: datetime) -> None:
    """It tells who somebody is: it counts, and nobody else sees it."""
    _decided(case, staff_id, Act.DRAWING_KEEP, at, seen)


def worry(case: Case, staff_id: int, _seen: Seen, at: datetime) -> None:
    """Somebody may be in danger: from now on it is an urgent case like any other, and no drawing
    that is counted or shown. As no urgent case bears a mark, no code finds it."""
    if not waits(case, staff_id):
        raise case_log.NotPossible(Act.DRAWING_WORRY)
    db.session.delete(case.drawing)
    case.level, case.mark, case.alerted = "urgent", None, hour()
    count(case.consultation_id, "taken_out", 1)
    case_log.log(case, staff_id, Act.DRAWING_WORRY, at)


ACTS = {Act.DRAWING_CLEAR: clear, Act.DRAWING_WORRY: worry, Act.DRAWING_KEEP: keep}
STATES = {Act.DRAWING_CLEAR: "cleared", Act.DRAWING_KEEP: "kept"}


def _decided(case: Case, staff_id: int, act: Act, at: datetime, seen: Seen) -> Drawing:
    """Close the case of a drawing and let its caption count; delete one that is withdrawn."""
    found = case.drawing
    if found is None or not waits(case, staff_id) or not _can_be(found, case, seen):
        raise case_log.NotPossible(act)
    hold()
    if seen.caption and case.mark:
        bring_back(
            ReturnedText(
                consultation_id=case.consultation_id,
                band=found.band,
                question=found.question,
                language=found.language,
                text=seen.caption,
                mark=case.mark,
            )
        )
    case.state = "closed"
    case_log.log(case, staff_id, act, at)
    if found.state == "withdrawn":
        db.session.delete(case)
    else:
        found.state = STATES[act]
    return found


def _can_be(found: Drawing, case: Case, seen: Seen) -> bool:
    """Could a child have drawn this in answer to that question?"""
    asked = version_for(case.consultation, found.band, found.language).questions
    question = next((each for each in asked if each.concept == found.question), None)
    is_drawn = seen.picture.startswith(kind.SIGN)
    try:
        return question is not None and is_drawn and bool(kind.parse(question, [seen.picture]))
    except surveys.InvalidAnswer:
        return False


# ---- a second person


def to_decide(consultation_id: int) -> Sequence[Drawing]:
    """Cleared drawings that their children let us show, in the order of their random ids."""
    return db.session.scalars(
        sa.select(Drawing)
        .where(Drawing.consultation_id == consultation_id, Drawing.state == "cleared")
        .where(Drawing.picture.is_not(None))
        .order_by(Drawing.id)
    ).all()


def decide(drawing_id: uuid.UUID, staff_id: int, act: Act, at: datetime) -> None:
    """Let a cleared drawing be shown, or not. `NotPossible` where it is none, or not any more;
    `SamePerson` where this person cleared it."""
    found = db.session.get(Drawing, drawing_id, with_for_update=True)
    if found is None or found.state != "cleared" or found.picture is None:
        raise case_log.NotPossible(act)
    if staff_id in _cleared_by(drawing_id):
        raise SamePerson(staff_id)
    found.state = "approved" if act == Act.DRAWING_APPROVE else "refused"
    if act == Act.DRAWING_REFUSE:
        found.picture = found.caption = None
    case_log.log(db.session.get_one(Case, drawing_id), staff_id, act, at)


def _cleared_by(drawing_id: uuid.UUID) -> Sequence[int]:
    cleared = sa.select(CaseEvent.staff_id).where(
        CaseEvent.case_id == drawing_id, CaseEvent.act == Act.DRAWING_CLEAR
    )
    return db.session.scalars(cleared).all()
