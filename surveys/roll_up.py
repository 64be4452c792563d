"""One table of what all bands answered to a concept, that says where they were asked otherwise."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .kinds import KINDS, Summary
from .questionnaire import Question, Questionnaire

ASPECTS: Mapping[str, Callable[[Question], Hashable]] = MappingProxyType(
    {
        "wording": lambda question: question.ask,
        "kind": lambda question: question.kind,
        "choices": lambda question: tuple((each.code, each.label) for each in question.choices),
    }
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one band; it may come from a database.

    `answered` and `skipped` are people who were asked. `counts` has people by code of the band's
    own choices, or by what else stands in an answer ("games:3"); what is not there was chosen by
    nobody. `places` is for `order` alone: (code, place from 1) -> people.
    """

    answered: int
    skipped: int
    counts: Mapping[str, int]
    places: Mapping[tuple[str, int], int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RollUp:
    """A concept over bands, in one language. Nothing in it is suppressed: numbers may be small.

    A code that is not in the counts of a column was not offered to that band, which is not the
    same as 0. `rows` is empty where no band had choices.
    """

    concept: str
    name: str
    rows: tuple[tuple[str, str], ...]  # (code, label)
    columns: Mapping[str, Summary]  # band -> counts by the codes of the rows
    wordings: Mapping[str, str]  # band -> what it was asked
    differences: Mapping[str, tuple[str, ...]]  # band -> of "wording", "kind", "choices"

    @property
    def differs(self) -> dict[str, bool]:
        """Whether a band was asked otherwise than most bands were (the first, if there is no most).

        What differs is in `differences`; rows are comparable between bands where neither kind nor
        choices differ.
        """
        return {band: bool(differences) for band, differences in self.differences.items()}


def roll_up(
    questionnaire: Questionnaire, concept: str, language: str, tallies: Mapping[str, Tally]
) -> RollUp:
    """The table of a concept for the bands that `tallies` has, in the order of the questionnaire.

    KeyError if a band is not asked the concept, or has a code that is none of its choices.
    """
    asked = _asked(questionnaire, concept, language)
    for band in tallies.keys() - asked.keys():
        raise KeyError(f"band {band} is not asked {concept}")
    questions = {band: question for band, question in asked.items() if band in tallies}
    return RollUp(
        concept=concept,
        name=questionnaire.concept_names.get((concept, language), concept),
        rows=_rows(questionnaire, concept, language, questions),
        columns=MappingProxyType(
            {band: _column(question, tallies[band]) for band, question in questions.items()}
        ),
        wordings=MappingProxyType({band: question.ask for band, question in questions.items()}),
        differences=MappingProxyType(_differences(questions)),
    )


def _asked(questionnaire: Questionnaire, concept: str, language: str) -> dict[str, Question]:
    return {
        band: question
        for band in questionnaire.bands
        for question in questionnaire.version_for(band, language).questions
        if question.concept == concept
    }


def _rows(
    questionnaire: Questionnaire, concept: str, language: str, questions: Mapping[str, Question]
) -> tuple[tuple[str, str], ...]:
    """Every code once, in the order of the band that has most choices."""
    by_size = sorted(questions.values(), key=lambda question: -len(_cells(question)))
    codes = dict.fromkeys(
        question.roll_up.get(code, code)
        for question in by_size
        for code, _label in _cells(question)
    )
    names = questionnaire.choice_names
    return tuple(
        (code, names.get((concept, code, language)) or _own_label(code, by_size)) for code in codes
    )


def _own_label(code: str, questions: list[Question]) -> str:
    """What the code is called where it is a choice itself; the code, if it is one nowhere here."""
    labels = ((own, label) for question in questions for own, label in _cells(question))
    return next((label for own, label in labels if own == code), code)


def _cells(question: Question) -> tuple[tuple[str, str], ...]:
    return KINDS[question.kind].cells(question)


def _column(question: Question, tally: Tally) -> Summary:
    kind = KINDS[question.kind]
    row_of = {code: question.roll_up.get(code, code) for code, _label in _cells(question)}
    counts = dict.fromkeys(row_of.values(), 0)
    for code, people in kind.people(question, tally.counts).items():
        counts[row_of[code]] += people
    amounts: Counter[str] = Counter()
    for code, number in kind.amounts(question, tally.counts).items():
        amounts[row_of[code]] += number
    places: Counter[tuple[str, int]] = Counter()
    for (code, place), people in tally.places.items() if kind.placed else ():
        places[row_of[code], place] += people
    return Summary(
        asked=tally.answered + tally.skipped,
        answered=tally.answered,
        skipped=tally.skipped,
        counts=MappingProxyType(counts),
        places=MappingProxyType(dict(places)),
        amounts=MappingProxyType(dict(amounts)),
    )


def _differences(questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    usual = {
        aspect: Counter(map(look, questions.values())).most_common(1)[0][0]
        for aspect, look in ASPECTS.items()
        if questions
    }
    return {
        band: tuple(aspect for aspect, look in ASPECTS.items() if look(question) != usual[aspect])
        for band, question in questions.items()
    }
