"""A questionnaire as frozen values: what is asked of whom, in which words.

Structure (`v1.toml`) and words (`v1.es.toml`, `v1.en.toml`) are read by `surveys.reading` into
these types; nothing here knows files, forms, the web or a database.

A *concept* is what is asked ("how they feel online"). A *question* is a concept as one band is
asked it: its own kind, wording and choices. The codes of choices are shared by all the bands of a
concept, so that their answers roll up into one table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

EMPTY: Mapping[str, str] = MappingProxyType({})

Answer = str | tuple[str, ...]
"""A code, a text, or codes (chosen, or in the order chosen)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    code: str
    label: str
    picture: str | None = None
    excludes: bool = False  # "none of these": cannot stand beside another choice


@dataclass(frozen=True, slots=True)
class Question:
    """A concept as one band is asked it, in one language."""

    concept: str
    band: str
    kind: str
    ask: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    ask_if: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    roll_up: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # code of this band -> row
    at_most: int = 0  # how many may be chosen; 0: as many as there are
    max_length: int = 0  # characters, for texts
    scene: str | None = None  # drawing above the question
    characteristic: bool = False  # says who answers; never quoted, only tabulated


@dataclass(frozen=True, slots=True)
class Card:
    """What is on the screen at one time: one question, or a few that belong together."""

    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Assent:
    """What a child is told before the first question, and the two ways to go on."""

    title: str
    paragraphs: tuple[str, ...]
    yes: str
    no: str
    after_no: str  # said, kindly, to a child who does not want to


@dataclass(frozen=True, slots=True)
class Version:
    """All that one band reads in one language: the unit that is shown, parsed and sent."""

    questionnaire: str
    version: int
    band: str
    language: str
    title: str
    assent: Assent
    cards: tuple[Card, ...]
    thanks: tuple[str, ...]  # title, then paragraphs

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every card, information cards too, in order."""
        return tuple(question for card in self.cards for question in card.questions)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of one questionnaire, in all its bands and languages."""

    id: str
    version: int
    bands: tuple[str, ...]
    languages: tuple[str, ...]  # the first is the one the others are checked against
    titles: Mapping[str, str]  # language -> title
    concept_names: Mapping[tuple[str, str], str]  # (concept, language) -> heading in a report
    versions: Mapping[tuple[str, str], Version]  # (band, language) -> Version
    choice_names: Mapping[tuple[str, str, str], str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # (concept, code, language) -> label in a report, where the words give one for all bands

    def version_for(self, band: str, language: str) -> Version:
        """The band's version in that language; KeyError if there is none."""
        return self.versions[band, language]
