"""What a band reads, text by text, with the place of each in its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from surveys.kinds import KINDS
from surveys.loading.toml_shapes import quoted
from surveys.questionnaire import Question, Version

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)]*\s+")
_PIPED = re.compile(r"\{\w*\}")  # {concept}: what the child answered before
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


class Role(StrEnum):
    """What a text is for."""

    ASK = "ask"  # a question
    SAY = "say"  # the heading of a card that asks nothing
    HELP = "help"
    LABEL = "label"  # of a choice
    BEGINS = "begins"  # a sentence that the child goes on with
    ASSENT = "assent"
    QUIZ = "quiz"  # a question on what the assent told
    BUTTON = "button"
    THANKS = "thanks"


@dataclass(frozen=True)
class TextUnit:
    """One text of one band in one language."""

    place: str  # as mistakes name it: concept.worries."6-9".ask
    concept: str  # "" where it belongs to no question
    role: Role
    text: str
    closed: bool = False  # answered with choices

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that have words; a heading without a full stop is one."""
        return sentences_of(self.text)


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences that have words."""
    parts = _SENTENCE_END.split(text.strip())
    return tuple(part for part in parts if words_of(part))


def words_of(text: str) -> list[str]:
    """The words as they are written, without numbers, punctuation and what is piped in."""
    return _WORD.findall(_PIPED.sub(" ", text))


def passages(version: Version) -> tuple[TextUnit, ...]:
    """All that a child of the band reads or hears, in order; nothing that an adult is told."""
    return tuple(_passages(version))


def _passages(version: Version) -> Iterator[TextUnit]:
    yield from _assent(version)
    for question in version.questions:
        yield from _question(question)
    place = f"thanks.{quoted(version.band)}"
    for text in version.thanks:
        yield TextUnit(place, "", Role.THANKS, text)


def _assent(version: Version) -> Iterator[TextUnit]:
    place, assent = f"assent.{quoted(version.band)}", version.assent
    yield TextUnit(f"{place}.title", "", Role.ASSENT, assent.title)
    for text in assent.paragraphs:
        yield TextUnit(f"{place}.paragraphs", "", Role.ASSENT, text)
    for text in assent.paper:
        yield TextUnit(f"{place}.paper", "", Role.ASSENT, text)
    for key, text in (("yes", assent.yes), ("no", assent.no)):
        yield TextUnit(f"{place}.{key}", "", Role.BUTTON, text)
    yield TextUnit(f"{place}.after_no", "", Role.ASSENT, assent.after_no)
    for check in assent.quiz:
        yield TextUnit(f"{place}.quiz", "", Role.QUIZ, check.ask, closed=True)
        for label in check.choices:
            yield TextUnit(f"{place}.quiz", "", Role.LABEL, label)
        yield TextUnit(f"{place}.quiz", "", Role.ASSENT, check.again)


def _question(question: Question) -> Iterator[TextUnit]:
    kind, concept = KINDS[question.kind], question.concept
    place = f"concept.{concept}.{quoted(question.band)}"
    asks = Role.ASK if kind.asks else Role.SAY
    for key, role, text in (
        ("ask", asks, question.ask),
        ("ask_with", asks, question.ask_with),
        ("help", Role.HELP, question.help),
        ("help_with", Role.HELP, question.help_with),
        ("help_on_paper", Role.HELP, question.help_on_paper),
        ("begins", Role.BEGINS, question.begins),
    ):
        if text:
            yield TextUnit(f"{place}.{key}", concept, role, text, kind.closed)
    for key, choices in (("choices", question.choices), ("baskets", question.baskets)):
        for choice in choices:
            at = f"{place}.{key}.{choice.code}"
            yield TextUnit(at, concept, Role.LABEL, choice.label, kind.closed)
