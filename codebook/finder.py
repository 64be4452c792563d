"""Phrases of several codes, found in a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

_OTHERWISE = re.compile(  # words that mean something else: "juegos más padres", "clase social"
    r"\b(?:(?:mas|muy|tan|super|bien|re|es|son|sean?|seria[ns]?|fueran?|estan?|estarian?|esten?|"
    r"estuvo|(?:juego|video|app|cosa)s?) padres?\b(?! de\b)|que padre\b|la papa\b|las papas\b|"
    r"papas fritas\b|camaras? de (?:diputad|senador)\w*|"
    r"clases? (?:socia\w*|politicas?|medias?|altas?|bajas?|trabajadoras?|obreras?|dirigentes?|"
    r"vulnerables?|populares)\b|(?:que|toda|otra|ninguna|cualquier|alguna|esa|esta) clase de\b|"
    r"(?:maltrat\w+|violencia|abus\w+|golpe\w+|pegu?\w+)(?: y \w+)?(?: (?:al?|del?|contra|hacia|"
    r"en))?(?: (?:el|l[ao]s?|un[oa]?s?|sus?|mis?|tus?|nuestr[oa]s?|otr[oa]s?|much[oa]s?|pobres))*"
    r" (?=(?:animal\w*|mascotas?|perr\w+|gat(?:o|a|it)\w*)\b)|animales (?:\w+ )?maltrat\w+)"
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
        words = words_of(regular)
        found: dict[str, dict[str, None]] = {}
        for code, start, end in self.places(words):
            found.setdefault(code, {})[" ".join(words[start:end])] = None
        return {code: tuple(found[code]) for code in sorted(found, key=self._order.__getitem__)}

    def places(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Each code with the numbers of the first word that led to it and of the one after."""
        for at, word in enumerate(words):
            for rest, code in self._starting(word):
                if _follow(words, at + 1, rest):
                    yield code, at, at + 1 + len(rest)

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
def words_of(regular: str) -> tuple[str, ...]:
    """The words that are looked through, without accents and those that mean something else."""
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
