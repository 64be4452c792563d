"""How easy a text has to be, by age."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.bands import ages_of

FAR_EASE = 10
FAR_GRADE = 1.5
FAR_LENGTH = 1.5
FAR_SENTENCE = 2
"""By how much a limit is missed by far: points of ease, years of school, times the length."""

READ_AT_LENGTH = 1.5
"""How much longer than in a question a sentence may be in the assent and the thanks."""

FEWEST_WORDS = 100
"""Below this the formulas say nothing: their authors counted samples of a hundred words."""

NOT_YET_ADULT_WORDS = 13
"""Up to this age, words of laws and offices are told, however frequent they are among adults."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The limits for children up to an age."""

    to_age: int
    sentence: int  # words a sentence at most: on average, and in each question
    zipf: float  # words at least so frequent are known
    ease: Mapping[str, float]  # score -> at least
    grade: Mapping[str, float]  # score -> at most


# To the youngest an adult reads aloud: short sentences and common words, no formula.
GATES = (
    Gate(5, 12, 4.0, {}, {}),
    Gate(9, 12, 4.0, {"szigriszt_pazos": 80}, {"crawford": 3, "flesch_kincaid": 3}),
    Gate(13, 15, 3.5, {"szigriszt_pazos": 70}, {"crawford": 5, "flesch_kincaid": 5}),
    Gate(17, 20, 3.0, {"szigriszt_pazos": 60}, {"flesch_kincaid": 8}),
)
"""Spanish: INFLESZ, and Crawford's years of school, which end at six. English: Flesch-Kincaid, at
the years of school that children in the middle of the band have behind them."""


def gate_of(band: str) -> Gate | None:
    """The gate of a band such as 6-9: that of its oldest; None for bands that are no ages."""
    ages = ages_of(band)
    return next((gate for gate in GATES if ages and ages[1] <= gate.to_age), None)
