"""`faces`: three or five faces from well to badly; each says its word."""

from collections.abc import Iterator

from surveys.questionnaire import Question

from .codes import all_apart, count_codes, not_the_fixed_choices, one_code
from .kind import Kind, Problem

THREE = ("good", "so_so", "bad")
FIVE = ("very_good", "good", "so_so", "bad", "very_bad")


def mistakes(question: Question) -> Iterator[Problem]:
    """The faces are these three or these five."""
    return not_the_fixed_choices(question, (THREE, FIVE))


FACES = Kind(
    name="faces",
    parse=one_code,
    summarise=count_codes,
    apart=all_apart,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "roll_up", "characteristic"}),
)
