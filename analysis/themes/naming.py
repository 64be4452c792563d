"""What passages name: platforms, settings, and who is asked to act, by dated lists of words.

The lists are data (`data/platforms.toml`, `data/addressees.toml`), each with the day it was last
gone through. They were written by hand; no published list is used. What is named in a passage is
not always what it is about.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from .spelling import without_accents

DATA = Path(__file__).parent / "data"
_OTHERWISE = re.compile(  # words for parents that mean something else: "juegos más padres"
    r"\b(?:mas|muy|tan|super|bien|es|son|sean?|estan?|esten?|(?:juego|video|app|cosa)s?) padres?\b"
    r"(?! de\b)|\bque padre\b|\b(?:la papa|las papas|papas fritas)\b"
)
REMEMBERED = 50_000  # words of a finder, whose phrases are known without looking
ASKS = frozenset({"proposal", "question"})  # kinds of statement that ask somebody to act


@dataclass(frozen=True, slots=True)
class Name:
    """A platform, a setting or an addressee: its code, its name by language, its kind if any."""

    code: str
    name: Mapping[str, str]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Codes found in one passage, in the order of the lists."""

    platforms: tuple[str, ...]
    settings: tuple[str, ...]
    addressees: tuple[str, ...]


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


@cache
def data(file: str) -> Mapping[str, Any]:
    """One of the data files, read once."""
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


@cache
def _finder(file: str, table: str) -> Finder:
    return Finder((row["code"], row["words"]) for row in data(file)[table])


def names(table: str) -> tuple[Name, ...]:
    """All of "platform", "setting" or "addressee", to be shown with their names."""
    file = "addressees.toml" if table == "addressee" else "platforms.toml"
    return tuple(
        Name(
            row["code"],
            {"es": row.get("es") or row["name"], "en": row.get("en") or row["name"]},
            row.get("kind"),
        )
        for row in data(file)[table]
    )


def as_of() -> Mapping[str, str]:
    """The day each list was last gone through."""
    return {
        file.removesuffix(".toml"): str(data(file)["as_of"])
        for file in ("platforms.toml", "addressees.toml", "codebook.toml")
    }


def named(regular: str, kind: str) -> Named:
    """What a passage names. Who is named in a wish or a question is asked to act."""
    asked = _finder("addressees.toml", "addressee").find(regular) if kind in ASKS else {}
    return Named(
        tuple(_finder("platforms.toml", "platform").find(regular)),
        tuple(_finder("platforms.toml", "setting").find(regular)),
        tuple(asked),
    )
