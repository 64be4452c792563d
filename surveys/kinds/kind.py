"""What a kind of question is: how an answer to it is parsed, shown, counted and checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from surveys.questionnaire import Answer, Question

from .fields import AnswerField

INVALID_CODES = (
    "unknown_choice",  # no details
    "two_answers",  # no details
    "excluded_together",  # choice: the label of the choice that stands alone
    "too_many",  # at_most, chosen: numbers
    "too_many_in_all",  # most, given, over: numbers
    "repeated",  # choice: the label of what stands in two places
    "too_much_drawn",  # no details
    "too_long",  # max_length, length, over: characters
)
"""Every code an InvalidAnswer can have; the site has words for each."""


class InvalidAnswer(ValueError):
    """An answer that cannot be taken as it is.

    `code` is one of INVALID_CODES, `details` what its words need. `str()` is the code. It never
    holds what was answered: it may be logged.
    """

    def __init__(self, code: str, **details: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, int | str] = MappingProxyType(details)


@dataclass(frozen=True, slots=True)
class Summary:
    """How the people who were asked a question answered it.

    `counts` has every cell of the question (`Kind.cells`), in its order, also those that nobody
    chose; it is empty for texts. Where `Kind.apart` does not part them, one person can count under
    several. `places` is of `order` alone: (code, place from 1) -> people. `amounts` is of `stones`
    alone: code -> stones of all who answered, together.
    """

    asked: int
    answered: int
    skipped: int
    counts: Mapping[str, int]
    places: Mapping[tuple[str, int], int] = field(default_factory=lambda: MappingProxyType({}))
    amounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def mean_amount(self) -> dict[str, float]:
        """The mean number of stones of each choice, over all who answered; {} if nobody did."""
        if not self.answered:
            return {}
        return {code: number / self.answered for code, number in self.amounts.items()}

    @property
    def mean_place(self) -> dict[str, float]:
        """The mean place of each choice among those who gave it one; the others are left out."""
        totals: dict[str, int] = {}
        people: dict[str, int] = {}
        for (code, place), count in self.places.items():
            totals[code] = totals.get(code, 0) + place * count
            people[code] = people.get(code, 0) + count
        return {code: totals[code] / people[code] for code in totals if people[code]}


class Problem(NamedTuple):
    """A mistake in a definition, as a kind sees it: in which setting, what, and what to do."""

    setting: str
    message: str
    remedy: str


def _no_problems(question: Question) -> Iterator[Problem]:
    return iter(())


def _choices(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((choice.code, choice.label) for choice in question.choices)


def _none_apart(question: Question) -> tuple[tuple[str, ...], ...]:
    return ()


def _as_posted(question: Question, parts: Mapping[str, int]) -> dict[str, int]:
    return dict(parts)


def _no_amounts(question: Question, parts: Mapping[str, int]) -> dict[str, int]:
    return {}


def _as_written(question: Question, text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question.

    `parse` takes the posted values; None is a skipped question; it raises InvalidAnswer and
    nothing else. `summarise` takes the answers of the people who were asked, None for those who
    skipped; a code that the question does not have is a KeyError.
    """

    name: str
    parse: Callable[[Question, Sequence[str]], Answer | None]
    summarise: Callable[[Question, Iterable[Answer | None]], Summary]
    mistakes: Callable[[Question], Iterator[Problem]] = _no_problems
    settings: frozenset[str] = frozenset()  # keys of a definition that only some kinds have
    closed: bool = True  # answered with codes
    asks: bool = True  # has an answer at all
    from_age: int = 3  # younger children do not play it by themselves
    begun: bool = False  # the words have the beginning of a sentence
    placed: bool = False  # the order of the codes of an answer is an answer
    routes: bool = True  # if closed: others can be asked of those alone who answered so and so
    longest: int = 0  # `max_length`, where a definition gives none
    most: int = 0  # `at_most`, where a definition gives none
    cells: Callable[[Question], tuple[tuple[str, str], ...]] = _choices
    """what is counted: (code, label), a row of a report each"""
    apart: Callable[[Question], tuple[tuple[str, ...], ...]] = _none_apart
    """groups of cells of which one person counts under one at most: each adds up to who answered,
    so a report must not show all but one of them (of `order`: of the first places)"""
    people: Callable[[Question, Mapping[str, int]], dict[str, int]] = _as_posted
    """parts of stored answers ("games", "games:3") -> people, as cells -> people"""
    amounts: Callable[[Question, Mapping[str, int]], dict[str, int]] = _no_amounts
    """the same -> how many stones each cell got in all"""
    told: Callable[[Question, str], str] = _as_written
    """a text as it goes to who reads it: so that it can be read alone"""
    fixed_choices: tuple[str, ...] = ()  # the choices, where a definition gives none
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """language -> code -> words, where a definition gives none"""

    @property
    def can_route(self) -> bool:
        """Whether a condition (`ask_if`) can name a question of this kind, and its choices."""
        return self.closed and self.routes

    def field(self, question: Question) -> AnswerField:
        """The form field of the question (to WTForms, unbound until it is in a form)."""
        return AnswerField(question, self.parse)
