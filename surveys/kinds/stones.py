"""`stones`: ten stones are shared among the choices. Fewer than all is an answer too.

An answer has one `code:count` for each choice that got any, in the order of the question.
"""

from collections.abc import Iterator

from surveys.questionnaire import Question

from .amounts import amounts_of, count_amounts, parse_amounts, people_of
from .codes import merged_codes, not_within
from .kind import Kind, Problem

TEN = 10
FEWEST, MOST = 2, 6


def mistakes(question: Question) -> Iterator[Problem]:
    """Two to six choices."""
    what, why = "choices to share stones among", ": more than that cannot be kept in sight"
    yield from not_within(question, FEWEST, MOST, what=what, why=why)
    yield from merged_codes(question)


STONES = Kind(
    name="stones",
    from_age=10,
    parse=parse_amounts,
    summarise=count_amounts,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "roll_up"}),
    most=TEN,
    people=people_of,
    amounts=amounts_of,
)
