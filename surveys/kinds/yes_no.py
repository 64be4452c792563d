"""`yes_no`: yes, no, not sure."""

from collections.abc import Iterator
from types import MappingProxyType

from surveys.questionnaire import Question

from .codes import all_apart, count_codes, not_the_fixed_choices, one_code
from .kind import Kind, Problem

CODES = ("yes", "no", "not_sure")
LABELS = MappingProxyType(
    {
        "es": MappingProxyType({"yes": "Sí", "no": "No", "not_sure": "No sé"}),
        "en": MappingProxyType({"yes": "Yes", "no": "No", "not_sure": "I don’t know"}),
    }
)


def mistakes(question: Question) -> Iterator[Problem]:
    """The choices are these three."""
    return not_the_fixed_choices(question, (CODES,))


YES_NO = Kind(
    name="yes_no",
    parse=one_code,
    summarise=count_codes,
    apart=all_apart,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "roll_up", "characteristic"}),
    fixed_choices=CODES,
    labels=LABELS,
)
