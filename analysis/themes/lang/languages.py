"""Which language a text is read in: it may be another than most of a consultation is written in.

What the site knows of an answer's language is believed unless the text's own small words ("que",
"los", "the") clearly are another's. The run's language can be read, and those that need no trained
pipeline; a text in any other is read as most are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.util import get_lang_class

from analysis.spacy_models import RULES_ONLY, load

from .spelling import PLACEHOLDER, Spelling, spelling_of

FEWEST = 2  # small words that a text must have to be read in another language than most ...
TIMES = 3  # ... and they must be more than so many times those in the language of most
_WORD = re.compile(r"[^\W\d_]{2,}")
_CHAT: Mapping[str, tuple[str, ...]] = {  # small words as children write them
    "en": ("dont", "cant", "doesnt", "didnt", "isnt", "im", "pls", "plz", "thats"),
    "es": ("gusta", "gustan", "juego", "jugar", "quiero", "porq", "tmb", "xq"),
}
_EITHER = frozenset({  # words of the one that are names, slips or slang in the other
    "am", "an", "as", "ca", "do", "full", "has", "in", "per", "re", "serious", "show", "so", "ten",
    "top", "us", "via", "con", "era", "fin", "final", "mal", "os", "sea", "sin", "solo", "son",
    "tan", "total", "usa", "van",
})  # fmt: skip


class Said(NamedTuple):
    """Words as they were written, and the language they are read in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class LanguageResources:
    """What a text in one language is read with."""

    language: str
    nlp: Language
    spelling: Spelling


@cache
def reader_of(language: str) -> LanguageResources:
    """The reader of a language, built at first use."""
    nlp = load(language)
    return LanguageResources(language, nlp, spelling_of(language, nlp.path))


def told(language: str | None, own: str) -> str:
    """The language that an answer is said to be in, where it can be read and is not the run's."""
    return language if language in RULES_ONLY and language != own else ""


def detect_language(text: str, said: str, own: str) -> str:
    """The language to read a text in; `said` is what it is said to be in (empty: nothing is),
    `own` the run's."""
    expected = said or own
    others = [each for each in sorted({own, *RULES_ONLY}) if each != expected]
    if not others:
        return expected
    words = _WORD.findall(PLACEHOLDER.sub(" ", text).lower())
    for other in others:
        fewest, times = (1, 1) if other == own else (FEWEST, TIMES)
        there = sum(map(_small_words(other, expected).__contains__, words))
        if there < fewest:
            continue
        if there > times * sum(map(_small_words(expected, other).__contains__, words)):
            return other
    return expected


@cache
def _small_words(language: str, other: str) -> frozenset[str]:
    """Words that say little alone, of one language and not of the other."""
    mine, others = (
        {*get_lang_class(code).Defaults.stop_words, *_CHAT.get(code, ())}
        for code in (language, other)
    )
    return frozenset(mine - others - _EITHER)
