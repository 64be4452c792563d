"""What goes into theme analysis and what comes out: frozen, plain values.

Lengths and counts are numbers of passages unless a name says answers. Nothing here knows spaCy,
vectors, files or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Setting = str | int | float | bool | None
KINDS = ("proposal", "worry", "experience", "question", "praise", "other")


@dataclass(frozen=True, slots=True)
class Answer:
    """One redacted text and the question it answers."""

    id: str
    text: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One idea of an answer, in the words it was written in.

    `index` counts the passages of its answer from 0; `theme` is None where no theme is near;
    `kind` is one of `KINDS`.
    """

    answer: str
    index: int
    text: str
    theme: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Passages that say the same thing.

    `label` is a phrase out of a member passage; `name` is the guide's name for an expected theme
    and the label for one that nobody expected. `size` counts passages, repeats too. `passages`
    are three to five texts that stand for the theme and differ, `sources` the ids of the answers
    they were taken from, in the same order. `answers` are the answers whose main theme this is.
    `distinctive` marks a small group kept because it is close together and far from the rest.
    `kind` is the commonest kind of statement, `kinds` counts them all.
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


@dataclass(frozen=True, slots=True)
class Themes:
    """What was found, biggest theme first, and what was not.

    `assignments` gives every answer its main theme, or None. `no_opinion` are the answers that
    hold no opinion at all ("no sé"). `near_duplicates` counts passages beyond the first of each
    wording. `method` holds versions, seed, settings and counts; neither time nor place.
    """

    themes: tuple[Theme, ...]
    assignments: Mapping[str, str | None]
    passages: tuple[Passage, ...]
    no_opinion: tuple[str, ...]
    near_duplicates: int
    method: Mapping[str, Setting]
    by_question: Mapping[str, "Themes"] = field(default_factory=dict)

    @property
    def not_grouped(self) -> tuple[Passage, ...]:
        """Passages that are near no theme."""
        return tuple(passage for passage in self.passages if passage.theme is None)
