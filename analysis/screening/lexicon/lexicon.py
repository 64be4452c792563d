"""What one language's redaction knows: names, places, cues and ordinary words."""

import math
import re
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from spacy.language import Language

from analysis.screening.tokens import TokenizedText, fold, sound, tokenize

from . import word_lists

_PRONOUNS = re.compile(r"(?:me|nos)$")

# No dictionary has every form of every verb, and names rarely end so.
_ORDINARY_ENDINGS = (
    *("abamos", "avamos", "amos", "emos", "imos", "aban", "avan", "ando", "iendo", "aron", "ieron"),
    *("aste", "iste", "mente", "cion", "sion", "ciones", "siones", "adas", "ados", "idas", "idos"),
    *("arme", "arse", "arlo", "arla", "arlos", "arles", "arle", "irse", "erse", "ismo", "istas"),
    *("abas", "avas", "ado", "ada", "able", "ables", "dor", "dores", "dora", "ias", "erias"),
)


_SPELLED_CUES = (
    *("relation", "title", "self_naming", "naming", "school", "street", "neighbourhood", "living"),
    *("age_verbs", "phone", "birth", "code", "plate", "residing", "months", "at"),
)
"""Cues that are known in a child's spelling too."""

_ORDINARY_LOOKS = -0.4
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.6)

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=2048)
def _one_letter_off(word: str) -> frozenset[str]:
    """Whatever becomes of a word if a letter is lost, added, changed or two change places."""
    parted = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    lost = {head + tail[1:] for head, tail in parted if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parted if len(tail) > 1}
    changed = {head + new + tail[1:] for head, tail in parted if tail for new in _LETTERS}
    added = {head + new + tail for head, tail in parted for new in _LETTERS}
    return frozenset(lost | swapped | changed | added)


_SMALL = re.compile(r"(.{2,}?)(?:c?it|ill)(?:[oa]s?|os|as)")
"""A diminutive: "ximenita", "carlitos"."""


@lru_cache(maxsize=8192)
def _name_sound(name: str) -> str:
    """A key alike for spellings of a name that sound alike ("yaretzi", "jaretsy")."""
    key = sound(name.replace("sh", "ch").replace("th", "t").replace("ts", "s").replace("tz", "s"))
    return key.replace("y", "i").replace("ii", "i").rstrip("h")


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Whether a word looks more like names or like ordinary words, by its runs of three letters."""

    names: Mapping[str, int]
    ordinary: Mapping[str, int]

    @classmethod
    def of(cls, names: Iterable[str], ordinary: Iterable[str]) -> "Resemblance":
        """Made from names and from ordinary words."""
        return cls(
            *(
                Counter(run for word in listed for run in _runs(word))
                for listed in (names, ordinary)
            )
        )

    def to_names(self, word: str) -> float:
        """Mean logarithm of how much likelier the runs are in names; above 0: more like a name."""
        totals = [sum(counts.values()) + _UNSEEN for counts in (self.names, self.ordinary)]
        runs = _runs(word)
        likelier = (
            math.log(
                (self.names.get(run, 0) + 1)
                / totals[0]
                * totals[1]
                / (self.ordinary.get(run, 0) + 1)
            )
            for run in runs
        )
        return sum(likelier) / len(runs)

    def familiar(self, word: str, often: int) -> float:
        """The share of its runs that stand in so many names or in so many ordinary words."""
        runs = _runs(word)
        usual = (max(self.names.get(run, 0), self.ordinary.get(run, 0)) >= often for run in runs)
        return sum(usual) / len(runs)


_UNSEEN = 5000
"""About how many runs of three letters there could be."""


def _runs(word: str) -> list[str]:
    edged = f"<{word}>"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ordinary words of a language, as a trained pipeline knows them; empty for a blank one."""

    spelled: frozenset[str]
    sounded: frozenset[str]
    common: frozenset[str] = frozenset()
    """Those from lists made by hand or of a word game: no names among them."""

    def __contains__(self, word: object) -> bool:
        """Whether this is an ordinary word, or sounds like one ("jugava"), or is one with the
        pronouns of a wish ("ayudanos")."""
        found = word in self.spelled or sound(str(word)) in self.sounded
        return found or self._is_wish(str(word))

    def _is_wish(self, word: str) -> bool:
        bare = _PRONOUNS.sub("", word)
        return len(bare) > 3 and bare != word and bare in self.spelled

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
    cues: Mapping[str, word_lists.Phrases]
    placeholders: Mapping[str, str]
    number_words: Mapping[str, int]
    given: word_lists.NameList
    surnames: word_lists.NameList
    stop_words: frozenset[str]

    @cached_property
    def schools(self) -> word_lists.Phrases:
        """School names that are ordinary words."""
        return word_lists.phrases(f"{self.language}/school_names")

    @cached_property
    def small_places(self) -> word_lists.Phrases:
        """Towns and neighbourhoods that are always replaced."""
        return word_lists.phrases("small_places", "places_sure")

    @cached_property
    def likely_places(self) -> word_lists.Phrases:
        """Small places whose names are ordinary words or people's: only where one is named."""
        return word_lists.phrases("places_unsure")

    @cached_property
    def kept_places(self) -> word_lists.Phrases:
        """Countries, states and large cities."""
        return word_lists.phrases("kept_places")

    @cached_property
    def kept_names(self) -> word_lists.Phrases:
        """Public figures, brands, games, platforms."""
        return word_lists.phrases("kept_names")

    @cached_property
    def placeholder(self) -> re.Pattern[str]:
        """A placeholder as redaction writes it, numbered or not."""
        words = "|".join(map(re.escape, sorted(self.placeholders.values())))
        return re.compile(rf"\[(?:{words})(?: \d+)?\]")

    @cached_property
    def characters(self) -> word_lists.Phrases:
        """Games, series and characters, from the same list."""
        return word_lists.phrases_under("kept_names", "games", "characters")

    @cached_property
    def phrase_lists(self) -> Mapping[str, tuple[tuple[str, word_lists.Phrases], ...]]:
        """First word -> the lists of phrases, by name, in which a phrase begins with it."""
        named = {
            "kept name": self.kept_names,
            "kept place": self.kept_places,
            "small place": self.small_places,
            "place?": self.likely_places,
            "school": self.schools,
            "story": self.characters,
        }
        found: dict[str, tuple[tuple[str, word_lists.Phrases], ...]] = {}
        for name, phrases in named.items():
            for first in phrases.by_first:
                found[first] = (*found.get(first, ()), (name, phrases))
        return found

    @cached_property
    def cue_phrases(self) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
        """First word -> cues that begin with it and their kinds."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, phrases in sorted(self.cues.items()):
            for first, listed in phrases.by_first.items():
                found.setdefault(first, []).extend((phrase, kind) for phrase in listed)
        return {first: tuple(listed) for first, listed in found.items()}

    @cached_property
    def _sounded(self) -> frozenset[str]:
        return frozenset(_name_sound(name) for name in self.given.sure if len(name) > 4)

    def is_given(self, word: str) -> bool:
        """Whether a word is surely a given name: listed, small, or spelled as it sounds."""
        if word in self.given.sure:
            return True
        if len(word) < 4 or not word.isalpha() or word in self.stop_words:
            return False
        return (
            word not in self.given.unsure
            and word not in self.vocabulary
            and self._is_form_of_name(word)
        )

    def may_be_given(self, word: str) -> bool:
        """Whether a word is a given name, though perhaps an ordinary word too."""
        if word in self.given.unsure or self.is_given(word):
            return True
        return word in self.born and word not in self.vocabulary.common

    @cached_property
    def born(self) -> frozenset[str]:
        """Names that were given to children and are in no dictionary."""
        grammar = {sound(word) for word in self.stop_words}  # "kien"
        born = word_lists.words("es/names_born") - self.vocabulary.common
        return frozenset(word for word in born if sound(word) not in grammar)

    def is_foreign(self, word: str) -> bool:
        """Whether a word is neither an ordinary one nor one of those mistyped by a letter."""
        if len(word) < 4 or word in self.stop_words or not self.vocabulary.is_strange(word):
            return False
        near = _one_letter_off(word)
        return near.isdisjoint(self.vocabulary.common) and near.isdisjoint(self._kept_single)

    @cached_property
    def _kept_single(self) -> frozenset[str]:
        return frozenset(
            word for listed in (self.kept_names, self.kept_places) for word in listed.by_first
        )

    @cached_property
    def _resemblance(self) -> Resemblance:
        named = sorted(self.given.sure | self.surnames.sure | self.born)
        return Resemblance.of(named, sorted(self.vocabulary.common.difference(named)))

    def resembles(self, word: str) -> str:
        """How much a word looks like a name, from "looks 0" (not at all) to "looks 5"."""
        return f"looks {bisect(_STEPS, self._resemblance.to_names(word))}"

    def familiar(self, word: str, often: int) -> float:
        """The share of its runs of three letters that many names or ordinary words have."""
        return self._resemblance.familiar(word, often)

    def is_listed_name(self, word: str) -> bool:
        """Whether a word is a name of a person, or begins one of somebody or something known."""
        return word in self.given or word in self.surnames or word in self._kept_single

    def looks_ordinary(self, word: str) -> bool:
        """Whether an unknown word is spelled as ordinary ones are, not as names ("pediria")."""
        return self._resemblance.to_names(word) < _ORDINARY_LOOKS

    @cached_property
    def traits(self) -> Callable[[str], tuple[str, ...]]:
        """What is known of a word by itself: the lists it is in, and its spelling."""
        return lru_cache(maxsize=8192)(self._traits)

    def _traits(self, word: str) -> tuple[str, ...]:
        if not word.isalpha():
            return ("digit",) if word.isdigit() else ("mark",)
        checks = {
            "stop": word in self.stop_words,
            "given": word in self.given.sure,
            "given?": word in self.given.unsure,
            "surname": word in self.surnames.sure,
            "surname?": word in self.surnames.unsure,
            "born": word in self.born,
            "form": word not in self.given and self.is_given(word),
            "common": word in self.vocabulary.common,
            "known": word in self.vocabulary,
            "strange": self.vocabulary.is_strange(word),
            "foreign": self.is_foreign(word),
            "short": len(word) < 3,
            "long": len(word) > 8,
        }
        return (*(name for name, true in checks.items() if true), self.resembles(word))

    def corrected(self, words: TokenizedText) -> TokenizedText:
        """The words with cues as they should be spelled ("mi ermanita", "bibo en la colnia")."""
        norms = tuple(self._cue_meant(word) for word in words.norms)
        if self.language == "es":
            norms = tuple("de" if self._is_de(norms, at) else word for at, word in enumerate(norms))
        return replace(words, norms=norms) if norms != words.norms else words

    @staticmethod
    def _is_de(norms: Sequence[str], at: int) -> bool:
        """Whether "d" is "de" there ("soy d Toluca"), not a group ("4 D") or a letter."""
        around = "".join(norms[max(0, at - 1) : at + 2])
        return norms[at] == "d" and 0 < at < len(norms) - 1 and around.isalpha()

    def _cue_meant(self, word: str) -> str:
        if len(word) < 4 or word in self._cue_words or word in self.vocabulary.common:
            return word
        if word in self.given or word in self.surnames or not word.isalpha():
            return word
        meant = self._cue_sounds.get(sound(word))
        if meant or len(word) < 6 or not self.vocabulary.is_strange(word):
            return meant or word
        near = _one_letter_off(word) & self._cue_words
        return min(near, default=word)

    @cached_property
    def _cue_words(self) -> frozenset[str]:
        return frozenset(
            word
            for kind in _SPELLED_CUES
            for phrases in self.cues[kind].by_first.values()
            for phrase in phrases
            for word in phrase
            if len(word) > 3
        )

    @cached_property
    def _cue_sounds(self) -> Mapping[str, str]:
        return {sound(word): word for word in sorted(self._cue_words, reverse=True)}

    def is_unspelled(self, word: str) -> bool:
        """Whether no list of ordinary words has it: enough beside other signs of a name."""
        common = self.vocabulary.common
        return bool(common) and word not in common and not word.endswith(_ORDINARY_ENDINGS)

    def _is_form_of_name(self, word: str) -> bool:
        if word in self.born and self.is_foreign(word):
            return True
        if len(word) < 5:
            return False
        small = _SMALL.fullmatch(word)
        if small and any(small[1] + end in self.given.sure for end in ("o", "a", "e", "")):
            return True
        return _name_sound(word) in self._sounded

    def cue_ending(self, kind: str, words: TokenizedText, end: int) -> bool:
        """Whether a cue of this kind (of one to four words) ends just before `end`."""
        cues, norms = self.cues[kind], words.norms
        for start in range(max(0, end - 4), end):
            if norms[start] in cues.by_first and cues.length_at(norms, start) == end - start:
                return True
        return False

    def cue_length(self, kind: str, words: TokenizedText, start: int) -> int:
        """How many words the cue of this kind that starts there has; 0 if none does."""
        return self.cues[kind].length_at(words.norms, start) if start < len(words) else 0

    def is_name_like(self, words: TokenizedText, index: int) -> bool:
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
        (files("analysis.screening") / f"wordlists/{language}/cues.toml").read_text("utf-8")
    )
    placeholders, numbers = cues.pop("placeholders"), cues.pop("number_words")
    stop_words = {fold(word) for word in nlp.Defaults.stop_words} | _folded(cues["never_names"])
    given = word_lists.names("es/given_names", "es/given_names_more")
    surnames = word_lists.names("surnames", "surnames_more")
    if language == "en":
        given = _joined(given, word_lists.names("en/given_names", "en/given_names_more"))
        surnames = _joined(surnames, word_lists.names("en/surnames"))
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


def _joined(foreign: word_lists.NameList, own: word_lists.NameList) -> word_lists.NameList:
    """Names of both; a foreign one that is an English word ("Ever", "Said") is unsure there."""
    plain = word_lists.words("en/ordinary_words_more") - own.sure
    sure, unsure = foreign.sure | own.sure, foreign.unsure | own.unsure
    return word_lists.NameList(sure - plain - own.unsure, unsure - own.sure | (sure & plain))


def _folded(listed: str) -> set[str]:
    return {fold(word) for word in listed.split()}


def _pairs(listed: str) -> Iterable[tuple[str, str]]:
    return ((fold(word), value) for word, value in (pair.split(":") for pair in listed.split()))


def _phrases(entries: Iterable[str]) -> word_lists.Phrases:
    return word_lists.as_phrases(tokenize(entry.replace("_", " ")).norms for entry in entries)


def _vocabulary(nlp: Language, names: frozenset[str], language: str) -> Vocabulary:
    # A trained pipeline's strings hold the words it saw; a blank one's are only its own settings.
    strings = nlp.vocab.strings if nlp.has_pipe("ner") else ()
    seen = (word for word in strings if word.isalpha() and word.islower())
    spelled = frozenset(fold(word) for word in seen if len(word) > 1) - names
    common = word_lists.words(f"{language}/ordinary_words")
    common |= word_lists.words(f"{language}/ordinary_words_more") - names
    spelled |= common
    return Vocabulary(spelled, frozenset(sound(word) for word in spelled), common)
