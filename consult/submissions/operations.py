"""Writes of submissions. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from consult.consultations.models import Consultation
from consult.storage.db import db

from .models import Source, Submission, SubmissionPassage


def store(
    consultation: Consultation,
    organisation: str,
    read: Mapping[str, Any],
    day: date,
    staff_id: int | None = None,
) -> Submission:
    """Keep what `alzavoz submission read` found (its JSON) as the organisation's contribution."""
    submission = Submission(
        consultation_id=consultation.id,
        staff_id=staff_id,
        organisation=organisation,
        received_on=day,
        warnings=list(read["warnings"]),
        figures=list(read["figures"]),
        sources=[_source(each) for each in read["sources"]],
        passages=[
            _passage(question["number"], position, passage)
            for question in read["questions"]
            for position, passage in enumerate(question["passages"], 1)
        ],
    )
    db.session.add(submission)
    return submission


def _passage(number: int, position: int, passage: Mapping[str, Any]) -> SubmissionPassage:
    return SubmissionPassage(
        question=number,
        position=position,
        label=passage["id"],
        text=passage["text"],
        absent=passage["absent"],
        sources=list(passage["sources"]),
    )


def _source(source: Mapping[str, Any]) -> Source:
    consulted = source.get("consulted")
    return Source(
        number=source["number"],
        text=source["text"],
        title=source.get("title"),
        url=source.get("url"),
        consulted=date.fromisoformat(consulted) if consulted else None,
        same_as=source.get("same_as"),
    )


def replace(submission: Submission) -> None:
    """Take an organisation's earlier contribution out: a new one stands in its place."""
    db.session.delete(submission)
