"""What one language's redaction knows: names, places, cues and ordinary words."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from spacy.language import Language

from . import lists
from .wording import Words, fold, read_words, sound

# No dictionary has every form of every verb, and names rarely end so.
_ORDINARY_ENDINGS = (
    *("abamos", "avamos", "amos", "emos", "imos", "aban", "avan", "ando", "iendo", "aron", "ieron"),
    *("aste", "iste", "mente", "cion", "sion", "ciones", "siones", "adas", "ados", "idas", "idos"),
    *("arme", "arse", "arlo", "arla", "arlos", "arles", "arle", "irse", "erse", "ismo", "istas"),
    *("abas", "avas", "ado", "ada", "able", "ables", "dor", "dores", "dora", "ias", "erias"),
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ordinary words of a language, as a trained pipeline knows them; empty for a blank one."""

    spelled: frozenset[str]
    sounded: frozenset[str]

    def __contains__(self, word: object) -> bool:
        """Whether this is an ordinary word, or sounds like one ("jugava")."""
        return word in self.spelled or sound(str(word)) in self.sounded

    def is_strange(self, word: str) -> bool:
        """Whether a word is in no dictionary, however spelled; never where there is none."""
        if not self.spelled or not word.isalpha() or word in self:
            return False
        return not (len(word) > 5 and word.endswith(_ORDINARY_ENDINGS))


@dataclass(frozen=True)
class Lexicon:
    """The lists of one language; all words normalised as `fold` does."""

    language: str
    vocabulary: Vocabulary
    cues: Mapping[str, lists.Phrases]
    placeholders: Mapping[str, str]
    number_words: Mapping[str, int]
    given: lists.NameList
    surnames: lists.NameList
    stop_words: frozenset[str]

    @cached_property
    def schools(self) -> lists.Phrases:
        """School names that are ordinary words."""
        return lists.phrases(f"{self.language}/school_names")

    @cached_property
    def small_places(self) -> lists.Phrases:
        """Towns and neighbourhoods that are always replaced."""
        return lists.phrases("small_places")

    @cached_property
    def kept_places(self) -> lists.Phrases:
        """Countries, states and large cities."""
        return lists.phrases("kept_places")

    @cached_property
    def kept_names(self) -> lists.Phrases:
        """Public figures, brands, games, platforms."""
        return lists.phrases("kept_names")

    def cue_ending(self, kind: str, words: Words, end: int) -> bool:
        """Whether a cue of this kind (of one to four words) ends just before `end`."""
        cues = self.cues[kind]
        return any(
            cues.length_at(words.norms, start) == end - start
            for start in range(max(0, end - 4), end)
        )

    def cue_length(self, kind: str, words: Words, start: int) -> int:
        """How many words the cue of this kind that starts there has; 0 if none does."""
        return self.cues[kind].length_at(words.norms, start) if start < len(words) else 0

    def is_name_like(self, words: Words, index: int) -> bool:
        """Whether a word could be (part of) a name: a known one, a capital, or a strange word."""
        word = words.at(index)
        if not word.isalpha() or word in self.stop_words:
            return False
        known = word in self.given or word in self.surnames
        return known or words.capitals[index] or self.vocabulary.is_strange(word)


@cache
def lexicon(language: str, nlp: Language) -> Lexicon:
    """The lexicon of a language; `nlp` lends its dictionary."""
    cues = tomllib.loads(
        (files(__package__) / f"wordlists/{language}/cues.toml").read_text("utf-8")
    )
    placeholders, numbers = cues.pop("placeholders"), cues.pop("number_words")
    stop_words = {fold(word) for word in nlp.Defaults.stop_words} | _folded(cues["never_names"])
    given = lists.names(*sorted({"es/given_names", f"{language}/given_names"}))
    surnames = lists.names("surnames")
    return Lexicon(
        language=language,
        vocabulary=_vocabulary(nlp, given.sure | surnames.sure, language),
        cues={kind: _phrases(listed.split()) for kind, listed in cues.items()},
        placeholders=placeholders,
        number_words={word: int(value) for word, value in _pairs(numbers)},
        given=given,
        surnames=surnames,
        stop_words=frozenset(stop_words),
    )


def _folded(listed: str) -> set[str]:
    return {fold(word) for word in listed.split()}


def _pairs(listed: str) -> Iterable[tuple[str, str]]:
    return ((fold(word), value) for word, value in (pair.split(":") for pair in listed.split()))


def _phrases(entries: Iterable[str]) -> lists.Phrases:
    return lists.as_phrases(read_words(entry.replace("_", " ")).norms for entry in entries)


def _vocabulary(nlp: Language, names: frozenset[str], language: str) -> Vocabulary:
    # A trained pipeline's strings hold the words it saw; a blank one's are only its own settings.
    if not nlp.has_pipe("ner"):
        return Vocabulary(frozenset(), frozenset())
    seen = (word for word in nlp.vocab.strings if word.isalpha() and word.islower())
    spelled = frozenset(fold(word) for word in seen if len(word) > 1) - names
    spelled |= lists.words(f"{language}/ordinary_words")
    return Vocabulary(spelled, frozenset(sound(word) for word in spelled))
