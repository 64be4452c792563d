"""What goes into theme analysis and what comes out: frozen, plain values.

Lengths and counts are numbers of passages unless a name says answers. Nothing here knows spaCy,
vectors, files or a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Over:
    """A value that is over-represented in a theme.

    `count` of the theme's `in_theme` passages have the value; both count only passages whose value
    in this column is known. `share` is their quotient, `share_all` the value's share of all
    passages whose value is known, in a theme or in none. `p` (0 to 1) is corrected for the number
    of comparisons. All of it is exact: whoever shows it applies the rule for small cells.
    """

    theme: int
    column: str
    value: str
    count: int
    in_theme: int
    share: float
    share_all: float
    p: float


Setting = str | int | float | bool | None
FIRMNESS = ((0.75, "firm"), (0.5, "fair"))  # stability from which on, and the word
KINDS = ("proposal", "worry", "experience", "question", "praise", "other")


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """One redacted text, the question it answers, and what is known of who wrote it (`by`).

    `by` holds a value for each characteristic ("band"), or none where it is not known. `worry`
    says that the question asks for what worries: what answers it is a worry, however it is worded
    ("que suban mis fotos"), and takes no side. `language` is what it was asked in, where that is
    known.
    """

    id: str
    text: str
    question: str | None = None
    by: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    worry: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PassageResult:
    """One idea of an answer, in the words it was written in.

    `index` counts the passages of its answer from 0; `theme` is None where no theme is near;
    `kind` is one of `KINDS`. `side` is "for" or "against" where the passage takes one: on what its
    theme disagrees about if it speaks of that, else on what it speaks of itself; `side_here` only
    where it speaks of that. `subtheme` is the place of its sub-theme in its theme's. `platforms`,
    `settings`, `addressees` and `concepts` are codes of the lists in `data`.
    """

    answer: str
    index: int
    text: str
    theme: str | None
    kind: str
    side: str | None = None
    platforms: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    side_here: str | None = None
    subtheme: int | None = None
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side on a theme's subject: how many passages, the nearest ones, their answers' ids."""

    size: int
    passages: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides on one subject, `about`, in words of the passages; `key` is its key in stances."""

    in_favour: Side
    against: Side
    about: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A policy concept: its code, its name by language, passages that touch it, words that led."""

    code: str
    name: Mapping[str, str]
    count: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A part of a theme: `passages` stand for it, `sources` are the ids of their answers."""

    label: str
    keywords: tuple[str, ...]
    size: int
    passages: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """Passages that say the same thing.

    `label` is a phrase out of a member passage; `name` is the guide's name for an expected theme
    and the label for one that nobody expected. `size` counts passages, repeats too. `passages`
    are three to five texts that stand for the theme and differ, `sources` the ids of the answers
    they were taken from, in the same order. `answers` are the answers whose main theme this is.
    `distinctive` marks a small group kept because it is close together and far from the rest.
    `kind` is the commonest kind of statement, `kinds` counts them all. `sides` are set where the
    passages disagree on one subject. `platforms`, `settings` and `addressees` count passages by
    code, commonest first; `concepts` are what they touch of the codebook. `stability`, from 0 to
    1, is the mean Jaccard index with which the theme comes back when those who answered are drawn
    again (Hennig 2007); None where the theme was taken over from the run before. `subthemes` are
    what it divides into, largest first, `part_of` the place there of each wording of the run;
    `over` says of whom it holds more than chance would.
    """

    id: str
    label: str
    name: str
    keywords: tuple[str, ...]
    size: int
    passages: tuple[str, ...]
    sources: tuple[str, ...]
    answers: tuple[str, ...]
    expected: bool
    distinctive: bool
    kind: str
    kinds: Mapping[str, int]
    sides: Sides | None = None
    platforms: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)
    addressees: Mapping[str, int] = field(default_factory=dict)
    concepts: tuple[Concept, ...] = ()
    stability: float | None = None
    subthemes: tuple[Subtheme, ...] = ()
    part_of: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)
    over: tuple[Over, ...] = ()

    @property
    def firmness(self) -> str | None:
        """The stability in a word: "firm" from 0.75 on, "fair" from 0.5 on, else "loose"."""
        if self.stability is None:
            return None
        return next((word for least, word in FIRMNESS if self.stability >= least), "loose")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a theme since the run before.

    `kind` is "appeared", "vanished", "grew", "shrank" or "kept". Sizes count passages; `moved`
    counts those of the theme now that stood elsewhere before, in another theme or in none.
    """

    kind: str
    theme: str
    before: int
    now: int
    moved: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Passages that say the same but for their spelling: the commonest, how many, whose."""

    text: str
    count: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeAnalysis:
    """What was found, biggest theme first, and what was not.

    `assignments` gives every answer its main theme, or None. `no_opinion` are the answers that
    hold no opinion at all ("no sé"). `near_duplicates` counts passages beyond the first of each
    wording. `method` holds versions, seed, settings and counts; neither time nor place.
    `passages` may lie in a file: they can be listed again and again, and counted. Where they are
    too few for themes, `to_read` has them, each wording once, the commonest first.
    `state` is what a later run takes as `previous` (plain values, no texts, but digests of
    wordings); `changes` says what became of the themes of the run before, by id.
    """

    themes: tuple[ThemeResult, ...]
    assignments: Mapping[str, str | None]
    passages: Sequence[PassageResult]
    no_opinion: tuple[str, ...]
    near_duplicates: int
    method: Mapping[str, Setting]
    to_read: tuple[Alike, ...] = ()
    by_question: Mapping[str, "ThemeAnalysis"] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def not_grouped(self) -> tuple[PassageResult, ...]:
        """Passages that are near no theme."""
        return tuple(passage for passage in self.passages if passage.theme is None)
