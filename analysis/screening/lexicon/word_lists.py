"""Names, places and words that screening knows: text files in `wordlists/`, read once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analysis.screening.tokens import fold, tokenize


@dataclass(frozen=True, slots=True)
class NameList:
    """Names by how sure they are: those that are nothing else, and those that are words too."""

    sure: frozenset[str]
    unsure: frozenset[str]

    def __contains__(self, word: object) -> bool:
        return word in self.sure or word in self.unsure


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one or more words, found at a position, longest first."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    def length_at(self, words: Sequence[str], index: int) -> int:
        """How many words the longest phrase that starts there has; 0 if none does."""
        for phrase in self.by_first.get(words[index], ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def stand_in(self, words: Sequence[str]) -> bool:
        """Whether one of the phrases stands anywhere."""
        if self.by_first.keys().isdisjoint(words):  # nearly always, and quick to see
            return False
        return any(self.length_at(words, index) for index in range(len(words)))


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of a list, one a line, without comments and blank lines."""
    text = (files("analysis.screening") / "wordlists" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")


@cache
def words(name: str) -> frozenset[str]:
    """A list whose entries are single words, several on a line."""
    return frozenset(fold(word) for word in _split(name))


@cache
def names(*files: str) -> NameList:
    """One or more lists of names, those with a question mark being ordinary words too."""
    listed = [word for name in files for word in _split(name)]
    unsure = {fold(word[:-1]) for word in listed if word.endswith("?")}
    sure = {fold(word) for word in listed if not word.endswith("?")}
    return NameList(frozenset(sure - unsure), frozenset(unsure))


@cache
def phrases(*lists: str) -> Phrases:
    """The entries of one or more lists, one a line or parted by commas, as phrases."""
    entries = (entry for name in lists for line in lines(name) for entry in line.split(","))
    return as_phrases(tokenize(entry).norms for entry in entries if entry.strip())


@cache
def phrases_under(name: str, *headings: str) -> Phrases:
    """The entries of a list that stand under some of its headings ("## games")."""
    text = (files("analysis.screening") / "wordlists" / f"{name}.txt").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    found = (rest for heading, _, rest in parts if heading.strip() in headings)
    return as_phrases(tokenize(line).norms for rest in found for line in rest.splitlines() if line)


def as_phrases(entries: Iterable[tuple[str, ...]]) -> Phrases:
    """Phrases made from normalised words."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for norms in entries:
        by_first.setdefault(norms[0], set()).add(norms)
    return Phrases({first: _longest_first(found) for first, found in by_first.items()})


def _longest_first(found: set[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _split(name: str) -> Iterator[str]:
    for line in lines(name):
        yield from line.split()
