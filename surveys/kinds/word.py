"""`word`: a word of one's own, or a few. A text like any other, on one line."""

from collections.abc import Iterator, Sequence

from surveys.questionnaire import Question

from .kind import Kind, Problem
from .text import normalised, summarise
from .text import parse as parse_text

LONGEST = 40


def parse(question: Question, raw: Sequence[str]) -> str | None:
    """The word, on one line; None if there is nothing to see in it."""
    return parse_text(question, [" ".join(normalised(text).split()) for text in raw])


def mistakes(question: Question) -> Iterator[Problem]:
    """No longer than a few words."""
    if not 1 <= question.max_length <= LONGEST:
        yield Problem(
            "max_length",
            f"is {question.max_length}",
            f"leave it out ({LONGEST}), or write a smaller number; for more use kind `text`",
        )


WORD = Kind(
    name="word",
    from_age=6,
    parse=parse,
    summarise=summarise,
    mistakes=mistakes,
    settings=frozenset({"max_length"}),
    closed=False,
    longest=LONGEST,
)
