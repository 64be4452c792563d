"""Building and freezing a report. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app

from consult.answering.privacy.local_suppression import is_suppressed, suppress
from consult.answering.privacy.session_unlinking import drop_clusters
from consult.answering.withdrawal.operations import hold
from consult.cell_suppression import suppress_cell
from consult.consultations.models import Consultation, State
from consult.consultations.queries import asked_in
from consult.reports import queries
from consult.reports.content.closed_questions import closed_questions
from consult.reports.content.drawings import drawings, drawn_by
from consult.reports.content.organisations import nine_questions, organisations
from consult.reports.content.participation import bands_in, participation
from consult.reports.content.themes import voices
from consult.reports.disclosure.stable_figures import Figures, Value
from consult.reports.frozen_content import canonical, digest, with_parts, without_parts
from consult.reports.models import Report
from consult.reports.text import charts
from consult.sessions.queries import answers_arrive
from consult.storage.db import db, writing
from consult.themes.queries import current_run

from .withdrawal import keep_sources, names, sources

Content = dict[str, Any]
CLOSED = (State.CLOSED, State.REPORTED, State.ANSWERED)
"""States in which no answer arrives any more."""
FORMAT = 2  # 1: the hash was of the content itself, without `parts`
"""Of the content; a reader of another format must refuse or convert."""
COUNTED = "counted"
"""Name of the numbers that hang on no theme: who took part, and the closed questions."""


class NotReady(ValueError):
    """The consultation is not closed yet: what was said can still change."""


class TooClose(ValueError):
    """Fewer answers than the threshold were added or withdrawn since the last version."""


class AnswersGone(ValueError):
    """The answers were deleted after the report: there is nothing to make a version of."""


def build(
    consultation: Consultation,
    day: date,
    headlines: Mapping[str, str] | None = None,
    figures: Figures | None = None,
) -> Content:
    """All that a report says, as plain JSON values, with no count under the threshold.

    `headlines` (language -> sentence) are the coordinator's own; without one it is derived from the
    themes when the page is made. Who lets it be seen keeps its `figures`.
    """
    figures = figures or Figures(consultation.id)
    counted = figures.kept(COUNTED, lambda: _counted(consultation))
    took_part, questions = counted["participation"], counted["questions"]
    bands = bands_in(took_part)
    content = {
        "format": FORMAT,
        "day": day.isoformat(),
        "threshold": current_app.config["SMALL_CELL"],
        "consultation": _facts(consultation),
        "participation": took_part,
        "questions": [table for table in questions if not table["characteristic"]],
        "characteristics": [table for table in questions if table["characteristic"]],
        "voices": voices(consultation, bands, figures),
        "nine_questions": nine_questions(),
        "organisations": organisations(consultation),
    }
    if drawn := drawings(consultation, bands, figures):
        content["drawings"] = drawn
    return {**content, "headlines": _given(headlines or {})}


def _counted(consultation: Consultation) -> Value:
    took_part = participation(consultation)
    return {
        "participation": took_part,
        "questions": closed_questions(consultation, bands_in(took_part)),
    }


def preview(consultation: Consultation, day: date) -> Content:
    """What the report would say now, when what too few say of themselves has gone. Its numbers are
    kept, in a transaction of its own: they are about to be seen."""
    _suppress(consultation)
    figures = Figures(consultation.id)
    content = build(consultation, day, figures=figures)
    db.session.commit()
    figures.keep()
    db.session.commit()
    return content


def _suppress(consultation: Consultation) -> None:
    """Before any number is seen; the worker has done it, unless the windows have just closed."""
    if not is_suppressed(consultation):
        db.session.commit()
        with writing():
            suppress(consultation.id)
            db.session.commit()


def publish(
    consultation: Consultation, day: date, headlines: Mapping[str, str] | None = None
) -> Report:
    """Freeze what the report says now as its next version; the consultation becomes reported.

    The same content on the same day is the same version. `NotReady` before it is closed,
    `TooClose` or `AnswersGone` where the new version would say what the last one must not.
    """
    if not is_ready(consultation, day):
        raise NotReady(consultation.state)
    hold()  # what is withdrawn meanwhile is either not in the version, or blanked in it
    suppress(consultation.id)
    figures = Figures(consultation.id)
    content = build(consultation, day, headlines, figures)
    newest = queries.latest(consultation.id)
    if newest is not None and canonical(without_parts(newest.content)) == canonical(content):
        return newest
    _refuse_to_tell(newest, figures.responses)
    figures.keep()
    if consultation.state == State.CLOSED:
        consultation.state = State.REPORTED
    said_by = sources(content, current_run(consultation.id))
    said_by |= drawn_by(content, consultation.id)
    content = with_parts(content, {*said_by, *names(content)})
    report = Report(
        consultation_id=consultation.id,
        version=newest.version + 1 if newest else 1,
        published_on=day,
        content=content,
        charts=charts.drawn(content),
        sha256=digest(content),
        responses=figures.made_from(COUNTED),
    )
    db.session.add(report)
    db.session.flush()
    keep_sources(report, said_by)
    drop_clusters(consultation.id)
    return report


def is_ready(consultation: Consultation, today: date) -> bool:
    """Is it closed, and can no answer arrive any more, from a tablet either?"""
    return not answers_arrive(consultation, today)


def _refuse_to_tell(newest: Report | None, responses: int) -> None:
    """Two versions a few answers apart would tell, by subtraction, what those few answered."""
    if newest is None or not newest.responses:
        return
    if not responses:
        raise AnswersGone(newest.version)
    difference = abs(newest.responses - responses)
    if difference and suppress_cell(difference) is None:
        raise TooClose(newest.version)


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
