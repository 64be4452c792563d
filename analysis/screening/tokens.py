"""A child's text as normalised words that still know where they stand in it.

Children write without capitals or accents, with chat abbreviations, and as it sounds. Every finder
works on these words, never on the raw letters.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
# The stop of the voice in Indigenous names ("Sa'asil") is part of the word; English "'s" is not.
_STOPPED = rf"(?:['’ʼ](?!(?:s|t|m|d|re|ve|ll)\b){_LETTERS})*"
_WORD = re.compile(rf"{_LETTERS}{_STOPPED}|\d+|[^\w\s]|_", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^]]*\]")
_STOP = re.compile("['’ʼ]")
_REPEATED = re.compile(r"(.)\1{2,}")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"qu|q|k|c(?=[aourlt]|$)"), "k"),
    (re.compile(r"ce"), "se"),
    (re.compile(r"ci"), "si"),
    (re.compile(r"z"), "s"),
    (re.compile(r"v|w"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"x"), "s"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"(.)\1"), r"\1"),
)


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Lower case, without accents, longed-out letters shortened ("holaaa" -> "hola")."""
    apart = unicodedata.normalize("NFD", word.lower())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    plain = plain if len(plain) < 2 else _STOP.sub("", plain)
    if not plain:  # a lone accent is a word of its own: it must not vanish
        return word
    return plain if plain.isdigit() else _REPEATED.sub(r"\1", plain)


def sound(folded: str) -> str:
    """A key that is the same for Spanish spellings that sound alike ("jugava", "jugaba")."""
    for pattern, letter in _SOUNDS:
        folded = pattern.sub(letter, folded)
    return folded


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """Normalised words of a text with their code points; four sequences of equal length."""

    text: str
    norms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    capitals: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.norms)

    def at(self, index: int) -> str:
        """The word there, or an empty string before the first and after the last."""
        return self.norms[index] if 0 <= index < len(self.norms) else ""

    def joined(self, index: int) -> bool:
        """Whether no white space parts this word from the one before."""
        return 0 < index < len(self.norms) and self.starts[index] == self.ends[index - 1]

    def opens_line(self, index: int) -> bool:
        """Whether a new line parts this word from the one before: it ends what a child says."""
        there = 0 < index < len(self.norms)
        return there and "\n" in self.text[self.ends[index - 1] : self.starts[index]]


def tokenize(text: str) -> TokenizedText:
    """The text's words, numbers and marks; letters and digits that stick together are parted."""
    found = list(_WORD.finditer(text))
    shouted = _BRACKETED.sub("", text).isupper()
    return TokenizedText(
        text,
        tuple(fold(match.group()) for match in found),
        tuple(match.start() for match in found),
        tuple(match.end() for match in found),
        tuple(match.group()[0].isupper() and not shouted for match in found),
    )
