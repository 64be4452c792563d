"""`several`: any number of choices of a list, or up to so many."""

from collections.abc import Iterator, Sequence

from surveys.questionnaire import Question

from .codes import count_codes, merged_codes, posted_codes, too_few_choices
from .kind import InvalidAnswer, Kind, Problem


def parse(question: Question, raw: Sequence[str]) -> tuple[str, ...] | None:
    """The codes chosen, each once, in the order of the question; None if there are none."""
    posted = set(posted_codes(question, raw))
    picked = tuple(choice for choice in question.choices if choice.code in posted)
    alone = next((choice for choice in picked if choice.excludes), None)
    if alone and len(picked) > 1:
        raise InvalidAnswer("excluded_together", choice=alone.label)
    if question.at_most and len(picked) > question.at_most:
        raise InvalidAnswer("too_many", at_most=question.at_most, chosen=len(picked))
    return tuple(choice.code for choice in picked) or None


def mistakes(question: Question) -> Iterator[Problem]:
    """Enough choices, a limit that limits, and something beside the choices that exclude."""
    yield from too_few_choices(question)
    yield from merged_codes(question)
    beside = sum(not choice.excludes for choice in question.choices)
    if question.choices and not beside:
        yield Problem("excludes", "every choice excludes all others", "use kind `one`")
    if question.at_most == 1:
        yield Problem("at_most", "only one may be chosen", "use kind `one`")
    if question.at_most > beside > 0:
        yield Problem(
            "at_most",
            f"at most {question.at_most} of {beside} choices limits nothing",
            "make it smaller, or leave it out",
        )


SEVERAL = Kind(
    name="several",
    parse=parse,
    summarise=count_codes,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "excludes", "at_most", "roll_up", "characteristic"}),
)
