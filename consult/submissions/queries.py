"""Reads of submissions."""

from collections.abc import Sequence

import sqlalchemy as sa

from consult.storage.db import db

from .models import Submission


def of_consultation(consultation_id: int) -> Sequence[Submission]:
    """Every contribution to a consultation, by organisation."""
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.consultation_id == consultation_id)
        .order_by(Submission.organisation, Submission.id)
    ).all()


def own(consultation_id: int, staff_id: int) -> Submission | None:
    """What this organisation's account has sent to a consultation."""
    return db.session.scalar(
        sa.select(Submission).where(
            Submission.consultation_id == consultation_id, Submission.staff_id == staff_id
        )
    )
