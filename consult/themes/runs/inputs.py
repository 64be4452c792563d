"""What the analysis is told of each text: the child's own words, what they answer, who says them.

A characteristic of which fewer than the threshold are known is not told: no small group of themes
may be made of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

import analysis
import surveys
from consult.answering.models import FreeText, Response
from consult.answering.queries import ScreenedText, counts_by, screened_texts
from consult.cell_suppression import suppress_cell
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.storage.db import db
from consult.themes.review.over_representation import BY_BAND

Groups = Mapping[str, str]
"""Column -> value, of one child."""


def answers(consultation_id: int, texts: Iterable[ScreenedText]) -> Iterator[analysis.TextAnswer]:
    """The texts as the analysis reads them."""
    asked = _asked(consultation_id)
    begun, worries = beginnings(consultation_id), _worries(asked)
    groups = _groups(consultation_id, _characteristics(asked))
    many = counts_by(consultation_id, "band")
    for text in texts:
        band = {BY_BAND: text.band} if suppress_cell(many.get(text.band, 0)) is not None else {}
        yield analysis.TextAnswer(
            id=str(text.id),
            text=own_words(text.text, begun),
            by={**groups.get(text.id, {}), **band},
            worry=(text.question, text.band) in worries,
            language=text.language,
        )


def read_texts(consultation_id: int) -> Iterator[str]:
    """All texts that there are now, as `answers` gives them."""
    begun = beginnings(consultation_id)
    return (own_words(text.text, begun) for text in screened_texts(consultation_id))


def beginnings(consultation_id: int) -> tuple[str, ...]:
    """How sentences begin that children are asked to finish, in any band and language."""
    begun = (each.begins.rstrip(" .…") for each in _questions(_asked(consultation_id)))
    return tuple(sorted({each for each in begun if each}))


def own_words(text: str, begun: Sequence[str]) -> str:
    """What a child wrote, without the beginning of the sentence that we had given: it is no idea of
    theirs, and makes all who finish it alike."""
    for each in begun:
        if text[: len(each)].casefold() == each.casefold():
            return text[len(each) :].lstrip(" .…")
    return text


def as_said(text: str, passage: analysis.PassageResult, begun: Sequence[str]) -> str:
    """The passage of that text as it is shown: the first with the beginning that was taken off."""
    own = own_words(text, begun)
    begins = text[: len(text) - len(own)]
    return begins + passage.text if own.startswith(passage.text) else passage.text


def _asked(consultation_id: int) -> surveys.Questionnaire:
    return asked_in(db.session.get_one(Consultation, consultation_id))


def _questions(asked: surveys.Questionnaire) -> Iterator[surveys.Question]:
    return (each for version in asked.versions.values() for each in version.questions)


def _worries(asked: surveys.Questionnaire) -> frozenset[tuple[str, str]]:
    """(concept, band) of each question that asks for what worries."""
    return frozenset((each.concept, each.band) for each in _questions(asked) if each.worries)


def _characteristics(asked: surveys.Questionnaire) -> dict[str, dict[str, None]]:
    """What is asked of who answers -> codes that there are, in any band."""
    found: dict[str, dict[str, None]] = {}
    for each in _questions(asked):
        if each.characteristic:
            found.setdefault(each.concept, {}).update((one.code, None) for one in each.choices)
    return found


def _groups(consultation_id: int, asked: Mapping[str, Iterable[str]]) -> dict[UUID, Groups]:
    """Screened text -> what is known of its child, where enough say the same of themselves."""
    rows = db.session.execute(
        sa.select(FreeText.id, FreeText.response_id, Response.answers)
        .join(FreeText.response)
        .where(Response.consultation_id == consultation_id, FreeText.redacted.is_not(None)),
        execution_options={"yield_per": 1000},
    )
    told: dict[UUID, Groups] = {}
    of_text: dict[UUID, UUID] = {}
    for text, response, given in rows:
        of_text[text] = response
        if response not in told:
            told[response] = dict(_said(asked, given))
    many = Counter(pair for groups in told.values() for pair in groups.items())
    enough = {pair for pair, count in many.items() if suppress_cell(count) is not None}
    return {
        text: {name: value for name, value in told[response].items() if (name, value) in enough}
        for text, response in of_text.items()
    }


def _said(
    asked: Mapping[str, Iterable[str]], given: Mapping[str, str | list[str] | None]
) -> Iterator[tuple[str, str]]:
    """Column and value; where several may be chosen, each choice is a column of its own."""
    for concept, codes in asked.items():
        answer = given.get(concept)
        if isinstance(answer, str):
            yield concept, answer
        elif answer is not None:
            yield from ((f"{concept} {each}", "yes" if each in answer else "no") for each in codes)
