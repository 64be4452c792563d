"""What children said, put straight into the database: responses, texts, a finished analysis."""

import os
import uuid
from collections.abc import Mapping
from typing import Any

from consult.answering.models import Attendance, FreeText, Response
from consult.answering.privacy.session_unlinking import monday_of
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage, Theme


def answered(
    consultation: Consultation,
    band: str,
    answers: Mapping[str, Any] | None = None,
    *,
    setting: str | None = "school",
    region: str | None = "Oaxaca",
    language: str = "es",
) -> Response:
    response = Response(
        id=uuid.uuid4(),
        consultation_id=consultation.id,
        band=band,
        language=language,
        answers=dict(answers or {}),
        key_hash=os.urandom(32),
        withdrawal_hash=os.urandom(32),
    )
    was = {"consultation_id": consultation.id, "setting": setting, "region": region, "band": band}
    db.session.add_all([response, Attendance(week=monday_of(today()), **was)])
    return response


def said(response: Response, text: str, *, held: bool = False, quotable: bool = True) -> FreeText:
    written = FreeText(
        id=uuid.uuid4(),
        response_id=response.id,
        question="ask_lawmakers",
        redacted=text,
        held=held,
        quotable=quotable,
    )
    db.session.add(written)
    db.session.flush()
    return written


def analysed(consultation: Consultation, **themes: tuple[str, list[FreeText]]) -> AnalysisRun:
    """A finished run; each theme is its label and its texts, the first three representative."""
    run = AnalysisRun(
        consultation_id=consultation.id,
        state="done",
        day=today(),
        method={"package spacy": "3.8", "passages": 3, "not grouped": 2, "language": "es"},
        no_opinion=4,
    )
    db.session.add(run)
    db.session.flush()
    for key, (label, texts) in themes.items():
        theme = Theme(
            run_id=run.id, key=key, label=label, keywords=[], size=len(texts), expected=key == "a"
        )
        db.session.add(theme)
        db.session.flush()
        for place, text in enumerate(texts, 1):
            keep(run, text, theme.id, place if place <= 3 else None)
    return run


def keep(run: AnalysisRun, text: FreeText, theme: int | None, place: int | None) -> None:
    db.session.add(
        Passage(
            id=uuid.uuid4(),
            run_id=run.id,
            theme_id=theme,
            free_text_id=text.id,
            text=text.redacted,
            representative=place,
        )
    )


def close_with_answers(consultation: Consultation) -> None:
    """Closed: 30 of 10-13, 20 of 14-17, 3 of 6-9; two themes, one of them small.

    Of 10-13 18 are heard, girls, and ask for help; of 14-17 10 are heard a little, and put privacy
    before fakes.
    """
    consultation.state = State.CLOSED
    girls = {"heard": "yes", "ask_school": ["teach", "help"], "gender": "girl"}
    boys = {"heard": "no", "ask_school": ["teach"], "gender": "boy"}
    older = {"heard": "little", "ask_school": ["talk"], "change_first": ["privacy", "fakes"]}
    others = {"heard": "not_at_all", "ask_school": ["help"], "change_first": ["fakes", "privacy"]}
    middle = [answered(consultation, "10-13", each) for each in [girls] * 18 + [boys] * 12]
    oldest = [
        answered(consultation, "14-17", each, region="Puebla")
        for each in [older] * 10 + [others] * 10
    ]
    for _ in range(3):
        answered(consultation, "6-9", {"heard": "no"}, setting="home", region="Sonora")
    db.session.flush()
    reporting = [said(each, f"Que alguien conteste {i}") for i, each in enumerate(middle[:25])]
    reporting += [said(each, f"Nadie responde, van {i}") for i, each in enumerate(oldest[:12])]
    tongue = [said(each, f"En mi lengua {i}") for i, each in enumerate(middle[25:29])]
    run = analysed(consultation, a=("Que alguien conteste", reporting), b=("En mi lengua", tongue))
    keep(run, said(middle[29], "Otra cosa"), None, None)
    db.session.commit()
