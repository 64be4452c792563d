"""In which language a text is written: a child may answer in another than the page's."""

from collections.abc import Sequence
from functools import cache

from spacy.util import get_lang_class

from analysis.language import LanguageError, load

from .lexicon import lexicon
from .names import kept_words
from .wording import Words, fold

READ = ("es", "en")
"""Languages with lists and weights of their own."""


def written_in(words: Words, language: str) -> str:
    """The language of the text, of those that are read: the page's, unless more of its small words
    ("que", "los", "the") are another's alone; those of a known name ("the last of us") say nothing.

    Where the page's language has none and the other one at most, their dictionaries tell: whether
    more words are in the other's alone ("quiero morir").
    """
    if language not in READ:
        return language
    kept = kept_words(words, lexicon(language, load(language)))
    said = [word for at, word in enumerate(words.norms) if at not in kept]
    others = (other for other in READ if other != language)
    return next((other for other in others if _is_rather(said, language, other)), language)


def _is_rather(said: Sequence[str], own: str, other: str) -> bool:
    here = sum(word in _small_words(own, other) for word in said)
    there = sum(word in _small_words(other, own) for word in said)
    if (here and there <= here) or not _can_be_read(other):
        return False
    if there > 1:
        return True
    mine, theirs = (lexicon(code, load(code)).vocabulary for code in (own, other))
    longer = [word for word in said if len(word) > 2]
    against = sum(word in mine.spelled and word not in theirs.spelled for word in longer)
    # Names and slips stand in a dictionary of all forms too: the usual words alone speak for it.
    speak = sum(word in theirs.common and word not in mine.spelled for word in longer)
    return there + speak > against


@cache
def _small_words(language: str, other: str) -> frozenset[str]:
    """Words that say little alone, of one language and not of the other. Single letters are chat,
    but for "y"; what is left of a contraction ("'d") is none."""
    mine, others = (
        {fold(word) for word in get_lang_class(code).Defaults.stop_words if word.isalpha()}
        for code in (language, other)
    )
    return frozenset(word for word in mine - others if len(word) > 1 or word == "y")


@cache
def _can_be_read(language: str) -> bool:
    try:
        load(language)
    except LanguageError:
        return False
    return True
