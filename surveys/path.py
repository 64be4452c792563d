"""The questions one person is asked, given what they answered. Pure functions."""

from collections.abc import Iterator, Mapping

from .definition import Answer, Question, Version
from .kinds import KINDS

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
    """The texts written in answer to questions on the path, by concept. To be sealed."""
    return {
        question.concept: text
        for question in _walk(version, answers)
        if _is_text(question) and isinstance(text := answers.get(question.concept), str)
    }


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
    return answer in codes if isinstance(answer, str) else not codes.isdisjoint(answer)
