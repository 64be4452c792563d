"""`stamps`: pictures are stamped into a scene, up to so many in all, any of them again and again.

An answer has one `code:count` for each picture that was stamped, in the order of the question. How
many people stamped it is what counts; how often one person did is play.
"""

from collections.abc import Iterator

from surveys.questionnaire import Question

from .amounts import count_people, parse_amounts, people_of
from .codes import merged_codes, too_few_choices
from .kind import Kind, Problem

MOST = 12  # places in the scene
USUAL = 8


def mistakes(question: Question) -> Iterator[Problem]:
    """A picture for each choice, and no more stamps than places."""
    yield from too_few_choices(question)
    yield from merged_codes(question)
    bare = [choice.code for choice in question.choices if not choice.picture]
    if bare:
        yield Problem("pictures", f"`{bare[0]}` has no picture", "a stamp is a picture: name one")
    if question.at_most > MOST:
        yield Problem("at_most", f"{question.at_most} stamps have no room", f"write at most {MOST}")


STAMPS = Kind(
    name="stamps",
    parse=parse_amounts,
    summarise=count_people,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "at_most", "roll_up"}),
    most=USUAL,
    people=people_of,
)
