"""What a withdrawal code takes away from the desk: copies that bear its mark, and only those.

Never an urgent case: whoever hurts a child may hold the code. For the same reason a case stays that
was reported to an authority, that an officer has open, or that no person has decided on and no
program could read: a drawing, a text in a language nobody here redacts. Only its mark goes, so that
nothing joins it to the code any more; it is never shown or counted, and an officer who closes it
deletes it.
"""

import sqlalchemy as sa

from consult.answering.withdrawal.operations import QUIETLY, Withdrawn, on_withdrawal, remember
from consult.safeguarding.models import AUTHORITIES, Act, Case, CaseEvent, Drawing
from consult.storage.db import db


def erase_copies(gone: Withdrawn) -> bool:
    """Delete marked cases with their seals, notes and drawings. The log of who read them stays."""
    reported = _has(*AUTHORITIES)
    marked = sa.and_(Case.mark.in_(gone.marks), Case.level != "urgent")
    unread = sa.and_(Case.level == "unread", Case.state != "closed", ~_has(Act.RETURN))
    undone = sa.or_(unread, sa.and_(Case.level == "support", Case.state == "open"))
    found = db.session.scalars(sa.select(Case.mark).where(marked)).all()
    theirs = Drawing.id.in_(sa.select(Case.id).where(marked))
    undecided = Drawing.id.in_(sa.select(Case.id).where(marked, ~reported))
    for change in (
        sa.update(Drawing)
        .where(undecided, Drawing.state == "waiting")
        .values(state="withdrawn", quotable=False),
        sa.delete(Drawing).where(theirs, Drawing.state != "withdrawn"),
        sa.delete(Case).where(marked, ~reported, ~undone, Case.id.not_in(sa.select(Drawing.id))),
        sa.update(Case).where(marked).values(mark=None),
    ):
        db.session.execute(change, execution_options=QUIETLY)
    remember(mark for mark in found if mark)
    return bool(found)


def _has(*acts: Act) -> sa.Exists:
    return sa.exists().where(CaseEvent.case_id == Case.id, CaseEvent.act.in_(acts))


on_withdrawal(erase_copies, Case.mark)
