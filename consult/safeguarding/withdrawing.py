"""What a withdrawal code takes away from the desk: copies that bear its mark, and only those.

Never an urgent case: whoever hurts a child may hold the code. For the same reason a case that was
reported to an authority stays; only its mark goes, so that nothing joins it to the code any more.
"""

import sqlalchemy as sa

from consult.answering.withdrawing import QUIETLY, Withdrawn, on_withdrawal, remember
from consult.db import db

from .models import AUTHORITIES, Case, CaseEvent, Drawing


def erase_copies(gone: Withdrawn) -> bool:
    """Delete marked cases with their seals, notes and drawings. The log of who read them stays."""
    reported = sa.exists().where(CaseEvent.case_id == Case.id, CaseEvent.act.in_(AUTHORITIES))
    marked = sa.and_(Case.mark.in_(gone.marks), Case.level != "urgent")
    found = db.session.scalars(sa.select(Case.mark).where(marked)).all()
    for change in (
        sa.delete(Drawing).where(Drawing.id.in_(sa.select(Case.id).where(marked))),
        sa.delete(Case).where(marked, ~reported),
        sa.update(Case).where(marked).values(mark=None),
    ):
        db.session.execute(change, execution_options=QUIETLY)
    remember(mark for mark in found if mark)
    return bool(found)


on_withdrawal(erase_copies)
