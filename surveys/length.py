"""How long a questionnaire is, from the code to the goodbye: counted, never typed.

Screens are those of the longest path: the code, the age where there are several, what is told, the
two playful questions on it, every card, the look back, the thanks. Minutes are an estimate for a
slow reader, who listens: words at the pace of the band, those of the site's own pages too, and
some seconds for each thing to choose, write or look at again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil, prod
from typing import TypeVar

from .bands import ages_of
from .kinds import KINDS
from .mistakes import Mistake
from .questionnaire import Answer, Question, Questionnaire, Version
from .routing import path

LIMITS = {3: (8, 5), 6: (14, 8), 10: (18, 12)}
"""Lowest age -> screens and minutes at most."""

WORDS_A_MINUTE = {3: 110, 6: 113, 10: 130, 14: 180}
"""Lowest age -> Spanish words a minute. An adult reads to the youngest. Then every card has a
voice, so who reads slower than it speaks listens: the stand-in recordings say 113 and 132 words a
minute (counted over the words of 6-9 and 10-13). These and the seconds below are estimates for
slow readers; what children need who try it corrects them."""

SHORTER = {"en": 1.15}
"""Language -> how many more of its words are said in the same time, where they are shorter."""

SECONDS = {
    "baskets": 25,
    "stones": 30,
    "order": 25,
    "stamps": 25,
    "drawing": 60,
    "finish": 20,
    "info": 0,
}
TO_CHOOSE, TO_WRITE_A_WORD, TO_WRITE, TO_LOOK_BACK = 6, 12, 30, 1
"""Seconds a question takes beside the reading, by kind; the others by what they want."""

OF_SITE = {"code": 15, "age": 3, "told": 27, "quiz": 9, "look_back": 13, "thanks": 80}
OF_SITE_FOR_TEXTS = {"quoting": 21, "who_reads": 57}
"""Spanish words that the site's pages say to every child, and more of them to who can write: those
of the longest band, with hours that are the same from Monday to Friday."""

ONE_ALONE = frozenset({"one", "faces", "yes_no", "scale"})
MOST_PATHS = 50_000
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Length:
    """How long it is at most."""

    screens: int
    minutes: int
    cards: int = 0  # of the screens, those with questions


def length(questionnaire: Questionnaire, band: str, language: str = "") -> Length:
    """Screens and minutes of the longest path of a band.

    Minutes are those of the slowest language, unless one is named.
    """
    languages = (language,) if language else questionnaire.languages
    versions = [questionnaire.version_for(band, each) for each in languages]
    minutes = max(ceil(_seconds(version) / 60) for version in versions)
    cards = max(_cards(versions[0], questions) for questions in _paths(versions[0]))
    return Length(_beside(versions[0], len(questionnaire.bands)) + cards, minutes, cards)


def limits(band: str) -> Length | None:
    """What a band may take; None for one that is not of ages of children."""
    ages = ages_of(band)
    if ages is None or ages[0] < min(LIMITS):
        return None
    return Length(*_of_age(LIMITS, band))


def too_long(questionnaire: Questionnaire) -> tuple[Mistake, ...]:
    """Where a band is asked for more time than its children should be asked to give."""
    return tuple(_too_long(questionnaire))


def _too_long(questionnaire: Questionnaire) -> Iterator[Mistake]:
    file = f"v{questionnaire.version}.toml"
    for band in questionnaire.bands:
        most, found = limits(band), length(questionnaire, band)
        if most is None:
            continue
        for what, here, there in (
            ("screens from the code to the goodbye", found.screens, most.screens),
            ("minutes, for who listens where reading is slow", found.minutes, most.minutes),
        ):
            if here > there:
                message = f"{here} {what}, and {there} at most"
                yield Mistake(file, f"band {band}", message, "ask less, or shorter")


def _of_age(by_age: Mapping[int, Value], band: str) -> Value:
    ages = ages_of(band)
    youngest = ages[0] if ages else max(by_age)
    return by_age[max(age for age in by_age if age <= youngest)]


# ------------------------------------------------------------------ screens


def _beside(version: Version, bands: int) -> int:
    """Code, what is told, look back, thanks; the age where there are several; the quiz."""
    return 4 + bool(bands > 1) + bool(version.assent.quiz)


def _cards(version: Version, questions: frozenset[str]) -> int:
    return sum(any(q.concept in questions for q in card.questions) for card in version.cards)


def _paths(version: Version) -> Iterator[frozenset[str]]:
    """The concepts of every path there is; of too many paths, all concepts as one."""
    deciding = {concept for question in version.questions for concept in question.ask_if}
    asked = [question for question in version.questions if question.concept in deciding]
    answers = [_answers(question) for question in asked]
    if prod(map(len, answers)) > MOST_PATHS:
        yield frozenset(question.concept for question in version.questions)
        return
    for chosen in product(*answers):
        given = {q.concept: answer for q, answer in zip(asked, chosen, strict=True)}
        yield frozenset(question.concept for question in path(version, given))


def _answers(question: Question) -> list[Answer | None]:
    """Those that could lead to different questions."""
    codes = [choice.code for choice in question.choices]
    if question.kind in ONE_ALONE:
        return [None, *codes]
    most = min(question.at_most or len(codes), len(codes))
    return [None, *(each for many in range(1, most + 1) for each in combinations(codes, many))]


# ------------------------------------------------------------------ minutes


def _seconds(version: Version) -> float:
    """Of the longest path, by the time it takes."""
    assent = version.assent
    ours = [assent.title, *assent.paragraphs, *assent.adult, *version.thanks]
    ours += [part for check in assent.quiz for part in (check.ask, *check.choices)]
    pace = _pace(version)
    by_concept = {q.concept: _time(pace, q) for q in version.questions}
    longest = max(sum(by_concept[each] for each in questions) for questions in _paths(version))
    quiz = TO_CHOOSE * len(assent.quiz)
    return pace * _words(ours) + quiz + longest + _around(version)


def _around(version: Version) -> float:
    """Of the site's own words, of typing the code and choosing the age and what may be shown."""
    words = sum(OF_SITE.values()) - (0 if version.assent.quiz else OF_SITE["quiz"])
    writes = any(question.kind == "text" for question in version.questions)
    if writes:
        words += sum(OF_SITE_FOR_TEXTS.values())
    return _pace(version) * words + TO_WRITE_A_WORD + TO_CHOOSE * (1 + writes)


def _time(pace: float, question: Question) -> float:
    labels = [choice.label for choice in (*question.choices, *question.baskets)]
    reading = pace * _words([question.ask, question.help, question.begins, *labels])
    looking = TO_LOOK_BACK if KINDS[question.kind].asks else 0
    return reading + SECONDS.get(question.kind, _to_answer(question)) + looking


def _to_answer(question: Question) -> int:
    if KINDS[question.kind].closed:
        return TO_CHOOSE
    return TO_WRITE_A_WORD if question.kind == "word" else TO_WRITE


def _words(texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _pace(version: Version) -> float:
    """Seconds a word."""
    known = limits(version.band)
    spanish = _of_age(WORDS_A_MINUTE, version.band) if known else max(WORDS_A_MINUTE.values())
    return 60 / (spanish * SHORTER.get(version.language, 1))
