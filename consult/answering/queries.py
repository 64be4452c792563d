"""Reads of what children sent: counts, and texts that have been screened."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consult.storage.db import db

from .models import SEALED, FreeText, Response, ReturnedText


@dataclass(frozen=True, slots=True)
class ScreenedText:
    """A redacted text, with what is known of who wrote it. A held one is counted, never quoted.

    A returned one was given back by an officer: its response is not known.
    """

    id: UUID
    question: str
    band: str
    language: str
    text: str
    held: bool
    is_returned: bool = False


def sent_to(consultation_id: int) -> int:
    """How many responses a consultation has."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Response)
            .where(Response.consultation_id == consultation_id)
        )
        or 0
    )


def counts_by(consultation_id: int, column: str) -> dict[str | None, int]:
    """Responses by `band` or `language`."""
    by = getattr(Response, column)
    rows = db.session.execute(
        sa.select(by, sa.func.count())
        .where(Response.consultation_id == consultation_id)
        .group_by(by)
    )
    return dict(rows.all())


def closed_counts(consultation_id: int) -> dict[tuple[str, str], Counter[str | tuple[str, int]]]:
    """(band, concept) -> how often each code was chosen; also `asked` and `skipped`.

    Of a list, (code, place from 1) is counted too: what an order needs. Streams.
    """
    counted: dict[tuple[str, str], Counter[str | tuple[str, int]]] = {}
    rows = db.session.execute(
        sa.select(Response.band, Response.answers).where(
            Response.consultation_id == consultation_id
        ),
        execution_options={"yield_per": 1000},
    )
    for band, answers in rows:
        for concept, answer in answers.items():
            counter = counted.setdefault((band, concept), Counter())
            counter["asked"] += 1
            counter.update(_codes(answer))
    return counted


def _codes(answer: str | list[str] | None) -> list[str | tuple[str, int]]:
    if answer is None:
        return ["skipped"]
    if isinstance(answer, str):
        return [answer]
    return [*answer, *((code, place) for place, code in enumerate(answer, 1))]


def sealed_texts() -> int:
    """How many texts wait for screening."""
    waiting = (
        sa.select(sa.func.count()).select_from(model).where(model.sealed.is_not(None))
        for model in SEALED
    )
    return sum(db.session.scalar(each) or 0 for each in waiting)


def sealed_since_before(day: date) -> int:
    """How many texts of answers of earlier days wait for screening; where the day is gone, too."""
    waiting = (
        sa.select(sa.func.count())
        .select_from(FreeText)
        .join(FreeText.response)
        .where(FreeText.sealed.is_not(None), sa.func.coalesce(Response.day, date.min) < day)
    )
    return db.session.scalar(waiting) or 0


def screened_texts(consultation_id: int) -> Iterator[ScreenedText]:
    """Every text that may be analysed: what was screened, then what officers gave back.

    Each in the order of its random id.
    """
    yield from _screened(consultation_id)
    returned = sa.select(ReturnedText).where(ReturnedText.consultation_id == consultation_id)
    for text in db.session.scalars(returned.order_by(ReturnedText.id)):
        yield ScreenedText(
            text.id,
            text.question,
            text.band,
            text.language,
            text.text,
            held=False,
            is_returned=True,
        )


def _screened(consultation_id: int) -> Iterator[ScreenedText]:
    rows = db.session.execute(
        sa.select(FreeText, Response.band, Response.language)
        .join(FreeText.response)
        .where(
            Response.consultation_id == consultation_id,
            FreeText.redacted.is_not(None),
        )
        .order_by(FreeText.id),
        execution_options={"yield_per": 1000},
    )
    for text, band, language in rows:
        yield ScreenedText(text.id, text.question, band, language, text.redacted or "", text.held)
