"""In which language a text is written: a child may answer in another than the page's.

Of two languages that are read, small words tell: "que", "los", "the". That a text is in neither is
told in three ways: by the small words of a few languages that many know; by its script; and by its
strange words: those that no list has, that sound like no word, and from which every listed word is
more than a letter away, or that have the stop of the voice in them ("kʼaʼabet"). A misspelt text
has a few of these among many that are known; one in Nahuatl or Purépecha has little else.

Only people can read what is called unread, so words that are strange for another reason must not
make it so: keys struck at random have runs of letters that no word has, laughter has few letters,
words written together have the runs of Spanish, and names are listed or stand in capitals. What is
near to Spanish without being it (Galician, much of Catalan and Portuguese) is not told from it.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache

from spacy.util import get_lang_class

from analysis.screening.lexicon.lexicon import Lexicon, lexicon
from analysis.screening.redaction.person_names import is_mid_sentence, kept_words
from analysis.spacy_models import LanguageError, load

from .tokens import TokenizedText, fold

READ = ("es", "en")
"""Languages with lists and weights of their own."""
TOLD = ("pt", "fr", "it", "ca", "de")
"""Languages that nobody here reads, and that are told by their small words."""

_FEWEST_SMALL = 3
"""Of one of those languages alone."""

_FEWEST_WORDS = 5
_FEWEST_STRANGE = 4
_FEWEST_LONG = 3
"""Of the strange words, those of four letters or more."""
_TO_EACH_KNOWN = 1.5
"""Strange words for each that is known."""
_FEWEST_LETTERS = 8
"""Different ones in the strange words ("jajaja jejeje" has fewer), and those of another script."""
_SEEN, _LEAST_SEEN = 3, 0.55
"""Runs of three letters that stand in as many words or names, and their share of all that is not
known: less is mashing."""
_USUAL, _MOST_USUAL = 30, 0.66
"""The same of what is strange: more is Spanish written together or bent ("nosekieromasescuela")."""

_STOPS = frozenset("'’ʼ")
"""The stop of the voice inside a word: neither Spanish nor English writes it."""
_LATIN_ENDS = "\u0370"
_VOWEL = re.compile("[aeiouyw]")
_TIES_BEFORE = frozenset("@_#./\\-0123456789")
_TIE_AFTER = re.compile(r"[@_/\\\d]|[.\-]\w")
"""What ties a word to a nickname, an address or a number: it says nothing of the language."""


def detect_language(words: TokenizedText, language: str) -> str | None:
    """The language of the text, of those that are read: the page's, unless more of its small words
    ("que", "los", "the") are another's alone; those of a known name ("the last of us") say nothing.

    Where the page's language has none and the other one at most, their dictionaries tell: whether
    more words are in the other's alone ("quiero morir").

    None if it is clearly in none of them: if it has three small words that are of a third language
    alone, and more of them than of Spanish and English; or eight letters of another script, and
    more than half of all; or five different words, of which four are strange, three of those with
    four letters or more, with at least three strange ones for two that are known, and runs of
    letters that are neither mashing nor Spanish in disguise. Never for a page in a language that
    is not read, nor where a reader is missing: what it would know looks strange.
    """
    if language not in READ:
        return language
    kept = kept_words(words, lexicon(language, load(language)))
    said = [at for at in range(len(words)) if at not in kept]
    if _is_in_none(words, said):
        return None
    norms = [words.norms[at] for at in said]
    others = (other for other in READ if other != language)
    return next((other for other in others if _is_rather(norms, language, other)), language)


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


def _is_in_none(words: TokenizedText, said: Iterable[int]) -> bool:
    readers = _readers()
    letters = [at for at in said if words.norms[at].isalpha() and _stands_alone(words, at)]
    if readers and _is_of_another_script([words.norms[at] for at in letters]):
        return True
    told = {words.norms[at] for at in letters if len(words.norms[at]) > 1}
    if not readers or len(told) < _FEWEST_WORDS:
        return False
    if any(_has_small_words(told, other) for other in TOLD):
        return True
    stopped = {words.norms[at] for at in letters if _has_a_stop(words, at)}
    named = {words.norms[at] for at in letters if _may_be_a_name(words, at)}
    return _is_strange_talk(told, stopped, named - stopped, readers)


def _is_of_another_script(said: Sequence[str]) -> bool:
    foreign = sum(len(word) for word in said if word[0] >= _LATIN_ENDS)
    return foreign >= _FEWEST_LETTERS and 2 * foreign > sum(map(len, said))


def _has_small_words(told: Set[str], other: str) -> bool:
    there = len(told & _only_in(other))
    return there >= _FEWEST_SMALL and there > len(told & _not_in(other))


def _is_strange_talk(
    told: Set[str], stopped: Set[str], named: Set[str], readers: Sequence[Lexicon]
) -> bool:
    small = {word for word in told if any(word in each.stop_words for each in readers)}
    known = small | {word for word in told - stopped if _is_known(word, readers)}
    fewest = max(_FEWEST_STRANGE, _TO_EACH_KNOWN * len(known))
    # Nearly every text is done here, before anything is looked at that takes time.
    if len(told) - len(known) < fewest:
        return False
    others = sorted(told - known - named)
    strange = [word for word in others if word in stopped or _is_strange(word, readers)]
    return len(strange) >= fewest and _is_spelled_as_a_language(others, strange, readers[0])


def _stands_alone(words: TokenizedText, at: int) -> bool:
    before = words.text[max(0, words.starts[at] - 1) : words.starts[at]]
    return before not in _TIES_BEFORE and not _TIE_AFTER.match(words.text, words.ends[at])


def _has_a_stop(words: TokenizedText, at: int) -> bool:
    return not _STOPS.isdisjoint(words.text[words.starts[at] : words.ends[at]])


def _may_be_a_name(words: TokenizedText, at: int) -> bool:
    return words.capitals[at] and is_mid_sentence(words, at) and not words.opens_line(at)


def _is_known(word: str, readers: Sequence[Lexicon]) -> bool:
    """Whether a word that is not small speaks for a language that is read: a short one is many a
    language's, or merely sounds like another."""
    if len(word) < 4:
        return False
    if any(word in each.vocabulary.spelled or each.is_listed_name(word) for each in readers):
        return True
    return len(word) > 5 and not readers[0].vocabulary.is_strange(word)


def _is_strange(word: str, readers: Sequence[Lexicon]) -> bool:
    if not _VOWEL.search(word):
        return False
    if len(word) > 3:
        return all(each.is_foreign(word) for each in readers)
    return not any(word in each.vocabulary.common for each in readers)


def _is_spelled_as_a_language(
    others: Sequence[str], strange: Sequence[str], spanish: Lexicon
) -> bool:
    longer = [word for word in strange if len(word) > 3]
    if len(longer) < _FEWEST_LONG or len(set("".join(longer))) < _FEWEST_LETTERS:
        return False
    usual = sum(spanish.familiar(word, _USUAL) for word in longer) / len(longer)
    seen = [spanish.familiar(word, _SEEN) for word in others if len(word) > 2]
    return usual <= _MOST_USUAL and sum(seen) >= _LEAST_SEEN * len(seen)


@cache
def _readers() -> tuple[Lexicon, ...]:
    """What is known of each language, Spanish first; nothing where one cannot be read."""
    if not all(_can_be_read(language) for language in READ):
        return ()
    return tuple(lexicon(language, load(language)) for language in READ)


@cache
def _only_in(other: str) -> frozenset[str]:
    """Small words of a language that nobody here reads, and of none that is read."""
    return _stop_words(other).difference(*(each.stop_words for each in _readers()))


@cache
def _not_in(other: str) -> frozenset[str]:
    """Small words of the languages that are read, and not of another."""
    return frozenset().union(*(each.stop_words for each in _readers())) - _stop_words(other)


@cache
def _small_words(language: str, other: str) -> frozenset[str]:
    """Words that say little alone, of one language and not of the other. Single letters are chat,
    but for "y"; what is left of a contraction ("'d") is none."""
    only = _stop_words(language) - _stop_words(other)
    return frozenset(word for word in only if len(word) > 1 or word == "y")


def _stop_words(language: str) -> frozenset[str]:
    listed = get_lang_class(language).Defaults.stop_words
    return frozenset(fold(word) for word in listed if word.isalpha())


@cache
def _can_be_read(language: str) -> bool:
    try:
        load(language)
    except LanguageError:
        return False
    return True
