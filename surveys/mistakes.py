"""What is wrong with a definition: where, what, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one file of a definition."""

    file: str  # the file's name, such as v1.es.toml
    place: str  # where in the file, such as question 3 (age), line 21, choices
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.message}; {self.remedy}"


class BrokenDefinition(Exception):
    """A questionnaire that cannot be used, with every mistake of all its files."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


class Place:
    """A place in a file, at which mistakes are noted; all places of a reading share one list."""

    def __init__(self, file: str, name: str, noted: list[Mistake]) -> None:
        self.file = file
        self.name = name
        self._noted = noted

    def wrong(self, message: str, remedy: str) -> None:
        """Note a mistake here."""
        mistake = Mistake(self.file, self.name or "the file", message, remedy)
        if mistake not in self._noted:
            self._noted.append(mistake)

    def at(self, key: str, separator: str = ".") -> "Place":
        """A place inside this one."""
        name = f"{self.name}{separator}{key}" if self.name else key
        return Place(self.file, name, self._noted)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown word: the nearest known one, or all there are."""
    candidates = list(known)
    near = get_close_matches(word, candidates, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if not candidates:
        return "remove it"
    return f"remove it, or use one of: {', '.join(candidates)}"
