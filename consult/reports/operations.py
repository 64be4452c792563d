"""Building and freezing a report. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app

from consult.consultations.models import Consultation, State
from consult.consultations.queries import asked_in
from consult.db import db

from . import charts, queries
from .closed_questions import closed_questions
from .models import Report, digest
from .organisations import nine_questions, organisations
from .participation import bands_in, participation
from .voices import voices

Content = dict[str, Any]
CLOSED = (State.CLOSED, State.REPORTED, State.ANSWERED)
"""States in which no answer arrives any more."""
FORMAT = 1
"""Of the content; a reader of another format must refuse or convert."""


class NotReady(ValueError):
    """The consultation is not closed yet: what was said can still change."""


def build(
    consultation: Consultation, day: date, headlines: Mapping[str, str] | None = None
) -> Content:
    """All that a report says, as plain JSON values, with no count under the threshold.

    `headlines` (language -> sentence) are the coordinator's own; without one it is derived from the
    themes when the page is made.
    """
    took_part = participation(consultation)
    bands = bands_in(took_part)
    questions = closed_questions(consultation, bands)
    content = {
        "format": FORMAT,
        "day": day.isoformat(),
        "threshold": current_app.config["SMALL_CELL"],
        "consultation": _facts(consultation),
        "participation": took_part,
        "questions": [table for table in questions if not table["characteristic"]],
        "characteristics": [table for table in questions if table["characteristic"]],
        "voices": voices(consultation, bands),
        "nine_questions": nine_questions(),
        "organisations": organisations(consultation),
    }
    return {**content, "headlines": _given(headlines or {})}


def publish(
    consultation: Consultation, day: date, headlines: Mapping[str, str] | None = None
) -> Report:
    """Freeze what the report says now as its next version; the consultation becomes reported.

    The same content on the same day is the same version. `NotReady` before it is closed.
    """
    if consultation.state not in CLOSED:
        raise NotReady(consultation.state)
    content = build(consultation, day, headlines)
    newest = queries.latest(consultation.id)
    if newest is not None and newest.sha256 == digest(content):
        return newest
    if consultation.state == State.CLOSED:
        consultation.state = State.REPORTED
    report = Report(
        consultation_id=consultation.id,
        version=newest.version + 1 if newest else 1,
        published_on=day,
        content=content,
        charts=charts.drawn(content),
        sha256=digest(content),
    )
    db.session.add(report)
    db.session.flush()
    return report


def _facts(consultation: Consultation) -> Content:
    asked = asked_in(consultation)
    return {
        "slug": consultation.slug,
        "titles": dict(consultation.titles),
        "askers": dict(consultation.askers),
        "purposes": dict(consultation.purposes),
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "is_sample": consultation.is_sample,
        "questionnaire": {"id": asked.id, "version": asked.version},
    }


def _given(headlines: Mapping[str, str]) -> dict[str, str]:
    return {language: words.strip() for language, words in headlines.items() if words.strip()}
