"""`scale`: three to seven steps in a row, from one end to the other; each has its word."""

from collections.abc import Iterator

from surveys.questionnaire import Question

from .codes import all_apart, count_codes, not_within, one_code
from .kind import Kind, Problem

FEWEST, MOST = 3, 7


def mistakes(question: Question) -> Iterator[Problem]:
    """Three to seven steps."""
    yield from not_within(question, FEWEST, MOST, what="steps", why=", from one end to the other")


SCALE = Kind(
    name="scale",
    from_age=6,
    parse=one_code,
    summarise=count_codes,
    apart=all_apart,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "roll_up", "characteristic"}),
)
