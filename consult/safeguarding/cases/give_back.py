"""Giving a text back: what an officer read and cleared counts again and may be quoted.

A case knows no response, so nothing that travels names one: the officer's browser sends the band,
the question and the redacted text, and every held text that says just this is let go. A text that
had left the answers comes back without its response, with the mark that travelled sealed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

import surveys
from consult.answering.models import FreeText, Response, ReturnedText, WithdrawnMark
from consult.answering.redaction_edits import Changes, changes, may_be_one_text, placeholders
from consult.answering.sends.operations import count, count_corrections
from consult.answering.withdrawal.operations import hold
from consult.answering.withdrawal.withdrawal_list import listed
from consult.consultations.queries import asked_in, version_for
from consult.safeguarding import case_log
from consult.safeguarding.models import Act, Case
from consult.storage.db import db
from consult.themes.review.operations import correct_passages

from . import operations, queries


@dataclass(frozen=True, slots=True)
class Cleared:
    """A text as an officer gives it back.

    `before` is what screening had made of it (empty where no program read it), `after` what may be
    quoted. `mark` comes with a text that is not among the answers any more.
    """

    band: str
    question: str
    language: str
    before: str
    after: str
    mark: bytes | None


def can_return(case: Case, staff_id: int) -> bool:
    """Is the case open and read by this officer, and was its text not given back before?"""
    return operations.can_act(case, staff_id) and not queries.was_returned(case)


def give_back(case: Case, staff_id: int, text: Cleared, at: datetime) -> None:
    """Let the text count and be quoted, once a case.

    A child who withdrew meanwhile is not brought back; the officer is not told that they did.
    Raises `NotPossible` where the case is not there for it, or the text cannot be its text.
    """
    if not can_return(case, staff_id) or not _can_be_its(case, text):
        raise case_log.NotPossible(Act.RETURN)
    hold()
    if text.mark is None:
        was_given = _let_go(case.consultation_id, text)
    else:
        was_given = _brought_back(case.consultation_id, text, text.mark)
    if was_given:
        count_corrections(case.consultation_id, _changes(text))
    case_log.log(case, staff_id, Act.RETURN, at)


def _can_be_its(case: Case, text: Cleared) -> bool:
    """Only placeholders changed, and the mark is there exactly where a text left the answers."""
    if text.question not in _texts_asked(case, text.band):
        return False
    if case.level == "unread":
        return text.mark is not None and case.mark in (text.mark, None)  # none: it is withdrawn
    has_left = queries.was_made_urgent(case)
    if has_left and text.mark is None or case.level == "support" and text.mark is not None:
        return False
    if has_left and not text.before:  # no program read it
        return True
    return may_be_one_text(text.before, text.after)


def _texts_asked(case: Case, band: str) -> set[str]:
    if band not in asked_in(case.consultation).bands:
        return set()
    asked = version_for(case.consultation, band, "es").questions
    return {each.concept for each in asked if not surveys.KINDS[each.kind].closed}


def _changes(text: Cleared) -> Changes:
    if not text.before:
        return Changes(redacted=placeholders(text.after), restored=0)
    return changes(text.before, text.after)


def _let_go(consultation_id: int, text: Cleared) -> bool:
    """Every held text of that band and question that reads so counts and may be quoted."""
    held = (
        sa.select(FreeText)
        .join(FreeText.response)
        .where(
            Response.consultation_id == consultation_id,
            Response.band == text.band,
            FreeText.question == text.question,
            FreeText.redacted == text.before,
            FreeText.held,
        )
        .with_for_update(of=FreeText)
    )
    freed = db.session.scalars(held).all()
    for each in freed:
        each.redacted, each.held = text.after, False
    db.session.flush()
    _correct({each.id for each in freed}, text)
    return bool(freed)


def _correct(texts: Collection[UUID], text: Cleared) -> None:
    if texts:
        correct_passages(texts, text.before, text.after)


def _brought_back(consultation_id: int, text: Cleared, mark: bytes) -> bool:
    """The text is a row again, which nothing but the child's own code finds."""
    count(consultation_id, "taken_out", -1)
    return bring_back(
        ReturnedText(
            consultation_id=consultation_id,
            band=text.band,
            question=text.question,
            language=text.language,
            text=text.after,
            mark=mark,
        )
    )


def bring_back(text: ReturnedText) -> bool:
    """Add the text, unless its child withdrew it meanwhile, or it is there."""
    known = (
        sa.exists().where(WithdrawnMark.mark.in_((text.mark, listed(text.mark)))),
        sa.exists().where(ReturnedText.mark == text.mark),
    )
    if db.session.scalar(sa.select(sa.or_(*known))):
        return False
    db.session.add(text)
    return True
