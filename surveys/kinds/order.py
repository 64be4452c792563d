"""`order`: three to five choices, the most important first. A part of them is an answer too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from surveys.questionnaire import Answer, Question

from .codes import all_apart, chosen, count_codes, label, merged_codes, not_within, posted_codes
from .kind import InvalidAnswer, Kind, Problem, Summary

FEWEST, MOST = 3, 5


def parse(question: Question, raw: Sequence[str]) -> tuple[str, ...] | None:
    """The codes in the order posted, blanks dropped; None if there are none."""
    posted = posted_codes(question, raw)
    twice = next((code for code in posted if posted.count(code) > 1), None)
    if twice:
        raise InvalidAnswer("repeated", choice=label(question, twice))
    return tuple(posted) or None


def summarise(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people gave each choice a place, and which."""
    given = list(answers)
    places = {
        (choice.code, place): 0
        for choice in question.choices
        for place in range(1, len(question.choices) + 1)
    }
    for answer in given:
        for place, code in enumerate(chosen(answer or ()), start=1):
            places[code, place] += 1
    return replace(count_codes(question, given), places=MappingProxyType(places))


def mistakes(question: Question) -> Iterator[Problem]:
    """Three to five choices."""
    what, why = "choices to put in order", ": more than that cannot be kept in mind"
    yield from not_within(question, FEWEST, MOST, what=what, why=why)
    yield from merged_codes(question)


ORDER = Kind(
    name="order",
    from_age=10,
    parse=parse,
    summarise=summarise,
    placed=True,
    apart=all_apart,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "roll_up"}),
)
