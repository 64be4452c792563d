"""`baskets`: each choice is put into one of two to four baskets, or into none.

An answer has one `item:basket` for each item that was put somewhere, in the order of the items.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveys.questionnaire import Answer, Question

from .codes import label, tally, too_few_choices
from .kind import InvalidAnswer, Kind, Problem, Summary

FEWEST, MOST = 2, 4
MOST_ITEMS = 8


def pair(item: str, basket: str) -> str:
    """How an item in a basket is posted, stored and counted."""
    return f"{item}:{basket}"


def parse(question: Question, raw: Sequence[str]) -> tuple[str, ...] | None:
    """The pairs posted, each item once; None if nothing was put anywhere."""
    posted = {value for value in raw if value}
    if not posted <= {code for code, _label in cells(question)}:
        raise InvalidAnswer("unknown_choice")
    for group in apart(question):
        if len(posted.intersection(group)) > 1:
            raise InvalidAnswer("repeated", choice=label(question, group[0].partition(":")[0]))
    return tuple(code for code, _label in cells(question) if code in posted) or None


def cells(question: Question) -> tuple[tuple[str, str], ...]:
    """Each item in each basket: (code, "item: basket")."""
    return tuple(
        (pair(item.code, basket.code), f"{item.label}: {basket.label}")
        for item in question.choices
        for basket in question.baskets
    )


def apart(question: Question) -> tuple[tuple[str, ...], ...]:
    """One group an item: it lies in one basket."""
    return tuple(
        tuple(pair(item.code, basket.code) for basket in question.baskets)
        for item in question.choices
    )


def summarise(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people put each item into each basket."""
    return tally((code for code, _label in cells(question)), answers)


def people(question: Question, parts: Mapping[str, int]) -> dict[str, int]:
    """Every cell, also those that nobody chose."""
    return {code: 0 for code, _label in cells(question)} | dict(parts)


def mistakes(question: Question) -> Iterator[Problem]:
    """Something to sort, two to four baskets, and no name for both."""
    yield from too_few_choices(question)
    if len(question.choices) > MOST_ITEMS:
        yield Problem(
            "choices", f"has {len(question.choices)} things to sort", f"give at most {MOST_ITEMS}"
        )
    if not FEWEST <= len(question.baskets) <= MOST:
        yield Problem(
            "baskets",
            f"has {len(question.baskets)} baskets",
            f'write {FEWEST} to {MOST}, as baskets = ["fun", "so_so", "worries"]',
        )
    items = {choice.code for choice in question.choices}
    for basket in question.baskets:
        if basket.code in items:
            yield Problem(
                "baskets", f"`{basket.code}` is a choice too", "give the basket another code"
            )


BASKETS = Kind(
    name="baskets",
    from_age=6,
    parse=parse,
    summarise=summarise,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "baskets"}),
    routes=False,
    cells=cells,
    apart=apart,
    people=people,
)
