"""Answers that are codes of choices: what faces, one, scale, several, yes_no and order share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from surveys.questionnaire import Answer, Question

from .kind import InvalidAnswer, Problem, Summary


def posted_codes(question: Question, raw: Sequence[str]) -> list[str]:
    """The posted codes without blanks, in the order posted; all of them are choices."""
    known = {choice.code for choice in question.choices}
    posted = [value for value in raw if value]
    if not known.issuperset(posted):
        raise InvalidAnswer("unknown_choice")
    return posted


def one_code(question: Question, raw: Sequence[str]) -> str | None:
    """The one code posted, or None; the same code twice is still one answer."""
    posted = set(posted_codes(question, raw))
    if len(posted) > 1:
        raise InvalidAnswer("two_answers")
    return posted.pop() if posted else None


def label(question: Question, code: str) -> str:
    """The words of a choice of the question."""
    return next(choice.label for choice in question.choices if choice.code == code)


def chosen(answer: Answer) -> tuple[str, ...]:
    """The codes of an answer, whether it is one or several."""
    return (answer,) if isinstance(answer, str) else answer


def counted(answers: Iterable[Answer | None]) -> tuple[Summary, Counter[str]]:
    """How many people answered, and how often each part of an answer was given."""
    parts: Counter[str] = Counter()
    asked = answered = 0
    for answer in answers:
        asked += 1
        answered += answer is not None
        parts.update(chosen(answer or ()))
    return Summary(asked, answered, asked - answered, MappingProxyType({})), parts


def tally(codes: Iterable[str], answers: Iterable[Answer | None]) -> Summary:
    """How many people gave each of these codes; KeyError for a code that is none of them."""
    counts = dict.fromkeys(codes, 0)
    summary, parts = counted(answers)
    for code, times in parts.items():
        counts[code] += times
    return replace(summary, counts=MappingProxyType(counts))


def count_codes(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people chose each choice."""
    return tally((choice.code for choice in question.choices), answers)


def all_apart(question: Question) -> tuple[tuple[str, ...], ...]:
    """Of one choice of a list: nobody is counted twice."""
    return (tuple(choice.code for choice in question.choices),)


def too_few_choices(question: Question, fewest: int = 2) -> Iterator[Problem]:
    """A mistake if there is nothing to choose between."""
    if len(question.choices) < fewest:
        yield Problem(
            "choices",
            f"has {len(question.choices)} choices, at least {fewest} are needed",
            "add choices, or use another kind",
        )


def not_within(
    question: Question, fewest: int, most: int, *, what: str, why: str
) -> Iterator[Problem]:
    """A mistake if there are fewer or more choices; `what` they are and `why` so many, in words."""
    if not fewest <= len(question.choices) <= most:
        yield Problem(
            "choices", f"has {len(question.choices)} {what}", f"give {fewest} to {most}{why}"
        )


def not_the_fixed_choices(question: Question, sets: Sequence[tuple[str, ...]]) -> Iterator[Problem]:
    """A mistake if the choices are none of the sets that the kind allows, in their order."""
    if tuple(choice.code for choice in question.choices) not in sets:
        allowed = " or ".join(f"[{', '.join(codes)}]" for codes in sets)
        yield Problem(
            "choices",
            f"the choices of `{question.kind}` are fixed",
            f"use {allowed}, in that order",
        )


def merged_codes(question: Question) -> Iterator[Problem]:
    """A mistake if a roll-up would count one person twice in the same row."""
    targets = [question.roll_up.get(choice.code, choice.code) for choice in question.choices]
    for code in sorted({code for code in targets if targets.count(code) > 1}):
        yield Problem(
            "roll_up",
            f"two choices roll up to `{code}`: who chose both would be counted twice",
            f"with kind `{question.kind}` give every choice a row of its own",
        )
