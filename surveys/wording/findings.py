"""What the check says about a text: where, which words, what is wrong, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error keeps a consultation from opening; a warning is listed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that makes a text hard, unfair or unsafe for those who answer."""

    level: Level
    rule: str  # which of `RULES`
    file: str
    place: str  # such as concept.worries."6-9".ask, or band 6-9 for the whole of it
    concept: str  # "" where it belongs to no question
    band: str
    language: str
    words: str  # what was found, or the measure with its limit
    message: str
    remedy: str

    def __str__(self) -> str:
        return (
            f"{self.level}: {self.file}: {self.place}: {self.message}: {self.words}; {self.remedy}"
        )


RULES = {
    "hard": (
        "the whole text is harder than the band reads",
        "shorten sentences, and take shorter and more common words",
    ),
    "long_sentence": ("the sentence is long", "make two of it"),
    "rare_word": (
        "words that children of the band may not know",
        "take a common word, or say what it means and list it as known",
    ),
    "negative": ("the question is asked with a negative", "ask it the other way round"),
    "double": ("two things are asked at once", "ask one, or make two questions"),
    "passive": ("nobody is said to do it", "say who does what"),
    "leading": ("the question suggests its answer", "ask openly, without saying what others think"),
    "loaded": ("the word judges", "name the thing without judging it"),
    "identifying": (
        "asks for what identifies a child",
        "remove it: nothing that identifies is ever asked",
    ),
    "narrows": (
        "narrows down who answers",
        "remove it: the band is known, and small groups can be recognised",
    ),
    "own_abuse": (
        "asks a child about harm that was done to them",
        "ask about children of that age in general, and point to Help",
    ),
    "stays_open": (
        "says who answers, and stays open behind the child",
        "write sensitive = true",
    ),
    "too_early": (
        "this kind of question is for older children",
        "ask it with faces, pictures, stamps, or yes and no",
    ),
    "no_paper": ("nothing is told on paper: there is no sheet and no braille", "write it"),
}
"""Rule -> what is wrong, and the remedy."""

ERRORS = frozenset({"identifying", "own_abuse"})
"""Rules that are errors wherever they are found; the others are, by how far a limit is missed."""
