"""Making a case urgent that did not come so: an officer who read it saw that a child is in danger.

From then on it is as one that came urgent: it bears no mark, so that no code finds it, and its text
has left the answers. The hour of an urgent case it has not: it came on a day, and the log says when
it was made urgent.

A case knows no response. As a text that is given back, this one is found by its words, which the
officer's browser sends redacted as screening left them. Where several children wrote the same, one
of these texts goes: nobody can say whose it was, each has a case of its own, and the others count
on. Where the child has taken it back (the case bears no mark) none does, nor of a text in a
language that nothing here reads: it left when it was screened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.answering.sends.operations import count
from consult.answering.withdrawal.operations import QUIETLY, Withdrawn, hold
from consult.safeguarding import case_log
from consult.safeguarding.models import Act, Case
from consult.storage.db import db
from consult.themes.review.withdrawal import forget

from . import operations, queries


@dataclass(frozen=True, slots=True)
class EscalatedText:
    """A text as it stands in the answers: redacted, as screening left it."""

    band: str
    question: str
    words: str


def can_make_urgent(case: Case, staff_id: int) -> bool:
    """Is it a text, open and read by this officer? A drawing has an act of its own."""
    is_text = case.level in ("support", "unread") and case.drawing is None
    return is_text and operations.can_act(case, staff_id)


def make_urgent(case: Case, staff_id: int, text: EscalatedText | None, at: datetime) -> None:
    """Make the case urgent and take its text out; without one (an old case) the level alone.

    The officer is not told whether the text was found: that a code was used may say who holds it.
    """
    if not can_make_urgent(case, staff_id):
        raise case_log.NotPossible(Act.URGENT)
    hold()
    if text is not None and case.level == "support":
        if case.mark is not None:
            _take_out(case, text)
        count(case.consultation_id, "taken_out", 1)
    case.level, case.mark = "urgent", None
    case_log.log(case, staff_id, Act.URGENT, at)


def _take_out(case: Case, text: EscalatedText) -> None:
    """Delete one text that reads so, with its passages: a held one, unless this case's was let go;
    or one that may have been let go with another's, since all that read alike are.
    """
    its_own = (
        sa.select(FreeText.id)
        .join(FreeText.response)
        .where(
            Response.consultation_id == case.consultation_id,
            Response.band == text.band,
            FreeText.question == text.question,
            FreeText.redacted == text.words,
            *_held_or_let_go(case),
        )
        .order_by(FreeText.held.desc(), FreeText.id)
        .limit(1)
        .with_for_update(of=FreeText)
    )
    found = db.session.scalars(its_own).all()
    if found:
        forget(Withdrawn(free_texts=found, returned_texts=[], marks=[]))
        gone = sa.delete(FreeText).where(FreeText.id.in_(found))
        db.session.execute(gone, execution_options=QUIETLY)


def _held_or_let_go(case: Case) -> Sequence[Any]:
    if queries.was_returned(case):
        return [~FreeText.held]
    return [] if queries.any_was_returned(case.consultation_id) else [FreeText.held]
