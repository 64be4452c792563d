"""Spans of a text that may identify somebody, and the functions that find them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText


@dataclass(frozen=True, slots=True)
class DetailSpan:
    """A possible identifying detail; code points `start` to `end`."""

    type: str
    start: int
    end: int


Finder = Callable[[TokenizedText, Lexicon], Iterator[DetailSpan]]
