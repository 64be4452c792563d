"""Phrases of several codes, found in a text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

_OTHERWISE = re.compile(  # words for parents that mean something else: "juegos más padres"
    r"\b(?:mas|muy|tan|super|bien|es|son|sean?|estan?|esten?|(?:juego|video|app|cosa)s?) padres?\b"
    r"(?! de\b)|\bque padre\b|\b(?:la papa|las papas|papas fritas)\b"
)
REMEMBERED = 50_000  # words of a finder, whose phrases are known without looking


class Finder:
    """Finds phrases of several codes in a text; "*" ends a word that may go on."""

    def __init__(self, phrases: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._order: dict[str, int] = {}
        self._whole: dict[str, list[tuple[list[str], str]]] = {}
        self._begun: dict[str, list[tuple[list[str], str]]] = {}
        for code, of_code in phrases:
            self._order.setdefault(code, len(self._order))
            for phrase in of_code:
                first, *rest = phrase.split()
                index = self._begun if first.endswith("*") else self._whole
                index.setdefault(first.rstrip("*"), []).append((rest, code))
        self._lengths = sorted({len(start) for start in self._begun})
        self._known: dict[str, tuple[tuple[list[str], str], ...]] = {}

    def find(self, regular: str) -> dict[str, tuple[str, ...]]:
        """Codes and the words that led to each, in the order of the lists.

        `regular` is text in regular spelling; accents do not matter.
        """
        words = _words(regular)
        found: dict[str, dict[str, None]] = {}
        for at, word in enumerate(words):
            for rest, code in self._starting(word):
                if _follow(words, at + 1, rest):
                    said = " ".join(words[at : at + 1 + len(rest)])
                    found.setdefault(code, {})[said] = None
        return {code: tuple(found[code]) for code in sorted(found, key=self._order.__getitem__)}

    def _starting(self, word: str) -> tuple[tuple[list[str], str], ...]:
        """What may begin with a word; words come again and again, so it is remembered."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            begun = (self._begun.get(word[:n], ()) for n in self._lengths if n <= len(word))
            found = self._known[word] = (*self._whole.get(word, ()), *chain.from_iterable(begun))
        return found


@lru_cache(maxsize=64)  # one passage is looked through for several lists
def _words(regular: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", _OTHERWISE.sub(" ", without_accents(regular))))


def _follow(words: Sequence[str], start: int, rest: list[str]) -> bool:
    there = words[start : start + len(rest)]
    return len(there) == len(rest) and all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for word, wanted in zip(there, rest, strict=True)
    )


def without_accents(text: str) -> str:
    """The text with accents taken off, ñ and ü too."""
    if text.isascii():
        return text  # nine words of ten: asked several times of every passage
    bare = unicodedata.normalize("NFD", text)
    for mark in filter(unicodedata.combining, set(bare)):
        bare = bare.replace(mark, "")
    return bare
