"""A questionnaire as frozen values: what is asked of whom, in which words.

Structure (`v1.toml`) and words (`v1.es.toml`, `v1.en.toml`) are read by
`surveys.loading.loader` into these types; nothing here knows files, forms, the web or a database.

A *concept* is what is asked ("how they feel online"). A *question* is a concept as one band is
asked it: its own kind, wording and choices. The codes of choices are shared by all the bands of a
concept, so that their answers roll up into one table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from unicodedata import bidirectional

EMPTY: Mapping[str, str] = MappingProxyType({})

PLACES = (
    "pier", "house", "hill", "lookout", "crossroads", "school", "plaza", "stream", "garden",
)  # fmt: skip
"""Where a question can be on the map of a journey."""

Answer = str | tuple[str, ...]
"""A code, a text, or codes: chosen, in the order chosen, or with a part more (`games:fun`, item and
basket; `games:3`, code and how many)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    code: str
    label: str
    picture: str | None = None
    excludes: bool = False  # "none of these": cannot stand beside another choice
    spare_picture: str | None = None  # another band's, for who takes the version with pictures


@dataclass(frozen=True, slots=True)
class Question:
    """A concept as one band is asked it, in one language."""

    concept: str
    band: str
    kind: str
    ask: str
    help: str = ""
    ask_with: str = ""  # `ask` with {concept}: what the child chose there, if anything
    help_with: str = ""
    help_on_paper: str = ""  # where `help` says what only a screen does
    choices: tuple[Choice, ...] = ()
    ask_if: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    roll_up: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # code of this band -> row
    at_most: int = 0  # how many may be chosen; 0: as many as there are
    max_length: int = 0  # characters, for texts
    begins: str = ""  # the beginning of a sentence that the child goes on with
    baskets: tuple[Choice, ...] = ()  # where the choices are sorted into
    look: str | None = None  # how a text field is drawn: "postcard"
    scene: str | None = None  # drawing above the question
    asker: str = ""  # picture of who says its `help`
    place: str | None = None  # of PLACES; without one, that of the question before
    characteristic: bool = False  # says who answers; never quoted, only tabulated
    sensitive: bool = False  # closes behind the child: going back does not show what was answered
    disputes: bool = False  # where a child says that a question is badly made
    worries: bool = False  # what is answered is a worry, however it is worded
    purpose: bool = False  # the consultation's own purpose is said here


@dataclass(frozen=True, slots=True)
class Card:
    """What is on the screen at one time: one question, or a few that belong together."""

    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A playful question on what was told before the first card. Its answer is kept nowhere."""

    ask: str
    choices: tuple[str, ...]
    right: int  # place in `choices`, from 0
    again: str  # told kindly to who chose another one


@dataclass(frozen=True, slots=True)
class Assent:
    """What a child is told before the first question, and the two ways to go on."""

    title: str
    paragraphs: tuple[str, ...]
    yes: str
    no: str
    after_no: str  # said, kindly, to a child who does not want to
    quiz: tuple[Check, ...] = ()
    paper: tuple[str, ...] = ()  # the paragraphs of a sheet, which knows no buttons
    adult: tuple[str, ...] = ()  # for who reads aloud: title, then paragraphs
    adult_on_paper: tuple[str, ...] = ()  # in place of `adult`
    pictures: tuple[str, ...] = ()  # one for each of `paragraphs`, or none
    asker: str = ""  # picture of who asks the quiz


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
    written_in: str = ""  # where a language is only heard: the one its words are borrowed from

    @property
    def reading_language(self) -> str:
        """The language that the words on the page are in."""
        return self.written_in or self.language

    @property
    def direction(self) -> str:
        """`rtl` if the words are written from right to left, else `ltr`: as their first letter."""
        ways = (bidirectional(sign) for sign in self.assent.title)
        first = next((way for way in ways if way in ("L", "R", "AL")), "L")
        return "ltr" if first == "L" else "rtl"

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
    names: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """languages -> their own names, where their words say it: all but Spanish and English"""
    heard_only: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """languages without words, with recordings and pictures alone -> their own names"""

    def version_for(self, band: str, language: str) -> Version:
        """The band's version in that language; KeyError if there is none."""
        return self.versions[band, language]
