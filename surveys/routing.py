"""The questions one person is asked, given what they answered. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .kinds import KINDS
from .questionnaire import Answer, Question, Version

Answers = Mapping[str, Answer | None]


def path(version: Version, answers: Answers) -> tuple[Question, ...]:
    """The questions on the path, information cards too, in the order of the version.

    A question counts as answered only if it is itself on the path: what was reached through an
    answer that no longer stands is not on it either.
    """
    return tuple(_walk(version, answers))


def on_path(version: Version, answers: Answers) -> dict[str, Answer | None]:
    """The closed answers on the path: None for a skipped question, no key for one not shown.

    Never a text: these answers may be stored as they are. Texts are in `texts_on_path`.
    """
    asked = (question for question in _walk(version, answers) if KINDS[question.kind].closed)
    return {question.concept: answers.get(question.concept) for question in asked}


def texts_on_path(version: Version, answers: Answers) -> dict[str, str]:
    """The texts written in answer to questions on the path, by concept. To be sealed.

    Each can be read alone: the beginning of a sentence that was finished is in it.
    """
    return {
        question.concept: KINDS[question.kind].told(question, text)
        for question in _walk(version, answers)
        if _is_text(question) and isinstance(text := answers.get(question.concept), str)
    }


def without(version: Version, kind: str) -> Version:
    """The version without its questions of that kind; the same where it has none."""
    if all(question.kind != kind for question in version.questions):
        return version
    kept = [
        replace(card, questions=tuple(each for each in card.questions if each.kind != kind))
        for card in version.cards
    ]
    return replace(version, cards=tuple(card for card in kept if card.questions))


def _is_text(question: Question) -> bool:
    return KINDS[question.kind].asks and not KINDS[question.kind].closed


def _walk(version: Version, answers: Answers) -> Iterator[Question]:
    standing: dict[str, Answer | None] = {}
    for question in version.questions:
        if all(_holds(standing.get(concept), codes) for concept, codes in question.ask_if.items()):
            standing[question.concept] = answers.get(question.concept)
            yield question


def _holds(answer: Answer | None, codes: frozenset[str]) -> bool:
    if answer is None:
        return False
    parts = (answer,) if isinstance(answer, str) else answer
    return any(part.partition(":")[0] in codes for part in parts)
