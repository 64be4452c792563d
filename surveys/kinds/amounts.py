"""Answers that say how many of each choice, `code:count`: what stones and stamps share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from surveys.questionnaire import Answer, Question

from .codes import counted, label
from .kind import InvalidAnswer, Summary

# As few as the pages write: no sign, no zeros in front, nothing that only looks like a digit.
NUMBERS = {str(number): number for number in range(100)}


def parse_amounts(question: Question, raw: Sequence[str]) -> tuple[str, ...] | None:
    """How many of each choice, in the order of the question; together `at_most` at most.

    What got none is left out; None if nothing got any.
    """
    given: dict[str, int] = {}
    for code, number in _parts(question, raw):
        if given.setdefault(code, number) != number:
            raise InvalidAnswer("repeated", choice=label(question, code))
    in_all, most = sum(given.values()), question.at_most
    if in_all > most:
        raise InvalidAnswer("too_many_in_all", most=most, given=in_all, over=in_all - most)
    codes = [choice.code for choice in question.choices if given.get(choice.code)]
    return tuple(f"{code}:{given[code]}" for code in codes) or None


def _parts(question: Question, raw: Sequence[str]) -> Iterable[tuple[str, int]]:
    known = {choice.code for choice in question.choices}
    for value in filter(None, raw):
        code, _, number = value.partition(":")
        if code not in known or number not in NUMBERS:
            raise InvalidAnswer("unknown_choice")
        yield code, NUMBERS[number]


def people_of(question: Question, parts: Mapping[str, int]) -> dict[str, int]:
    """Choice -> how many people gave it any."""
    return _folded(question, parts, counting_once=True)


def amounts_of(question: Question, parts: Mapping[str, int]) -> dict[str, int]:
    """Choice -> how many it got from all people together."""
    return _folded(question, parts, counting_once=False)


def _folded(question: Question, parts: Mapping[str, int], *, counting_once: bool) -> dict[str, int]:
    folded = {choice.code: 0 for choice in question.choices}
    for part, times in parts.items():
        code, _, number = part.partition(":")
        folded[code] += times if counting_once else times * int(number)
    return folded


def count_people(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people gave each choice any."""
    summary, parts = counted(answers)
    return replace(summary, counts=MappingProxyType(people_of(question, parts)))


def count_amounts(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people gave each choice any, and how many it got."""
    summary, parts = counted(answers)
    return replace(
        summary,
        counts=MappingProxyType(people_of(question, parts)),
        amounts=MappingProxyType(amounts_of(question, parts)),
    )
