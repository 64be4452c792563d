"""What was read in a written submission, as frozen values."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ParsedPassage:
    """A group of sentences of one answer that reads alone."""

    id: str  # "3.2": second passage of the third question's answer
    text: str
    sources: tuple[int, ...] = ()  # numbers of the notes called in it, in order
    absent: bool = False  # says that there is no public information, or nothing to report

    def to_dict(self) -> dict[str, object]:
        """The passage as JSON holds it."""
        return {
            "id": self.id,
            "text": self.text,
            "sources": list(self.sources),
            "absent": self.absent,
        }


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A numbered question, as the document prints it, and the answer under it."""

    number: int
    text: str
    passages: tuple[ParsedPassage, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The question as JSON holds it."""
        return {
            "number": self.number,
            "text": self.text,
            "passages": [passage.to_dict() for passage in self.passages],
        }


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """One footnote. An *Idem* has the address, title and date of the note it repeats."""

    number: int
    text: str
    title: str | None = None
    url: str | None = None  # as printed, without brackets; http or https
    consulted: str | None = None  # ISO date
    same_as: int | None = None  # number of the note that an Idem stands for

    def to_dict(self) -> dict[str, object]:
        """The source as JSON holds it; title and same_as only where there is one."""
        optional = {"title": self.title, "same_as": self.same_as}
        return {
            "number": self.number,
            "text": self.text,
            "url": self.url,
            "consulted": self.consulted,
        } | {name: value for name, value in optional.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that a passage states, its multiplier applied (17.4 million is 17400000)."""

    value: int | float
    unit: str  # "%", "puntos porcentuales", or the counted noun; "" where none is named
    passage: str  # id of the passage

    def to_dict(self) -> dict[str, object]:
        """The figure as JSON holds it."""
        return {"value": self.value, "unit": self.unit, "passage": self.passage}


@dataclass(frozen=True, slots=True)
class SubmissionWarning:
    """Something that a reader should look at."""

    code: str
    message: str  # a sentence in Spanish
    place: str = ""  # "pasaje 1.1", "nota 4", "pregunta 3"; empty: the whole document


@dataclass(frozen=True, slots=True)
class ParsedSubmission:
    """A whole written submission."""

    questions: tuple[ParsedQuestion, ...] = ()
    sources: tuple[ParsedSource, ...] = ()
    figures: tuple[Figure, ...] = ()
    warnings: tuple[SubmissionWarning, ...] = ()
    preamble: tuple[ParsedPassage, ...] = field(
        default=()
    )  # what stands under no question: "0.1"...
    words: int = 0  # words of the answers and the preamble; notes and questions are not counted

    @property
    def passages(self) -> tuple[ParsedPassage, ...]:
        """Every passage, the preamble's first."""
        return self.preamble + tuple(p for question in self.questions for p in question.passages)

    def to_dict(self) -> dict[str, object]:
        """The submission as JSON holds it; `preamble` only where there is one."""
        shape: dict[str, object] = {
            "questions": [question.to_dict() for question in self.questions],
            "sources": [source.to_dict() for source in self.sources],
            "figures": [figure.to_dict() for figure in self.figures],
            "warnings": [warning.message for warning in self.warnings],
        }
        if self.preamble:
            shape["preamble"] = [passage.to_dict() for passage in self.preamble]
        return shape

    def as_json(self) -> str:
        """The submission as JSON text, accents readable."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)
