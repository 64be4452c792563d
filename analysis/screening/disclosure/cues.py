"""Words that may be a disclosure: a spaCy component over normalised words.

Each cue is a Matcher pattern with a signal, a level, and *guards*: what around its words makes
them a denial, an "if", news, a game, a joke. The cues of a language are a file that staff can read.
Those of the other languages are tried too: a child may ask for help in either.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from analysis.screening.language_detection import READ
from analysis.screening.lexicon import word_lists
from analysis.screening.results import Level
from analysis.screening.tokens import TokenizedText, fold, sound, tokenize

_ENDS = [".", "!", "?", ";"]
# Too frequent to be worth looking a cue up by.
_FREQUENT = 50
_LOOKS = str.maketrans("0134@", "oieaa")
_DISGUISED = re.compile(r"(?<![\w@])\w[\w@]{2,}")


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue that was met: what it may be about, how grave, and the words it was seen in.

    Level `none`: a guard silenced it, or it says that nothing happened ("i cut my hair"). Sure: so
    plain that the classifier does not overrule it.
    """

    signal: str
    level: Level
    reason: tuple[int, ...]
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern of the file, ready to be matched."""

    signal: str
    level: Level
    is_sure: bool
    is_whole: bool
    guards: tuple[str, ...]
    matcher: Matcher
    is_gap: tuple[bool, ...]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language, found by one of their rarer words, and all their words."""

    by_anchor: Mapping[str, tuple[Cue, ...]]
    known: frozenset[str]
    common: frozenset[str]
    abbreviations: Mapping[str, str]
    guards: Mapping[str, word_lists.Phrases]

    def keys(self, words: TokenizedText) -> list[str]:
        """The words as the cues see them: abbreviations written out, spelled as they sound."""
        return [_key(self.abbreviations.get(norm, norm)) for norm in words.norms]

    def signs(self, doc: Doc, words: TokenizedText) -> Iterator[CueMatch]:
        """The cues met in `doc`, whose tokens are `keys(words)`."""
        keys = [token.text for token in doc]
        met: dict[int, Cue] = {}
        for key in keys:
            met.update((id(cue), cue) for cue in self.by_anchor.get(key, ()))
        for cue in met.values():
            yield from self._signs_of(cue, doc, Surroundings(words, keys, self.guards))

    def _signs_of(self, cue: Cue, doc: Doc, around: "Surroundings") -> Iterator[CueMatch]:
        silenced = None
        found: Any = cue.matcher(doc, with_alignments=True)
        for _, start, end, of in found:
            reason = tuple(at for at in range(start, end) if not cue.is_gap[of[at - start]])
            if cue.is_whole and not around.is_whole(reason):
                continue
            level = around.level(cue, start, end, reason)
            sign = CueMatch(cue.signal, level, reason, cue.is_sure and level == cue.level)
            if sign.level != "none":
                yield sign
                return
            silenced = silenced or sign
        if silenced:
            yield silenced


@cache
def cues(language: str, vocab: Vocab, *, among: str = "") -> Cues:
    """The cues of a language, compiled once; with the guards of `among`, the text's own, too."""
    listed = _listed(language)
    guards, more = listed["guards"], _listed(among)["guards"] if among else {}
    sets = {name: tuple(words.split()) for name, words in listed["sets"].items()}
    common = frozenset(_key(word) for word in listed["common"].split())
    by_anchor: dict[str, list[Cue]] = {}
    known: set[str] = set()
    for entry in listed["cue"]:
        for line in entry["says"].split("\n"):
            if line.strip():
                elements = [_element(part, sets) for part in line.split()]
                known.update(*(element.keys for element in elements))
                _file(by_anchor, _compile(elements, entry, common, vocab))
    return Cues(
        {key: tuple(found) for key, found in by_anchor.items()},
        frozenset(known),
        common,
        {fold(short): fold(long) for short, long in listed["abbreviations"].items()},
        {name: _keyed(f"{guards[name]} {more.get(name, '')}") for name in guards},
    )


def _listed(language: str) -> dict[str, Any]:
    file = files("analysis.screening") / f"wordlists/{language}/disclosures.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _file(by_anchor: dict[str, list[Cue]], cue: Cue) -> None:
    for key in cue.anchors:
        by_anchor.setdefault(key, []).append(cue)


def _keyed(listed: str) -> word_lists.Phrases:
    entries = (tokenize(entry.replace("_", " ")).norms for entry in listed.split())
    return word_lists.as_phrases(tuple(_key(norm) for norm in norms) for norms in entries)


@lru_cache(maxsize=16384)
def _key(norm: str) -> str:
    return sound(norm) or norm


def _compile(
    elements: Sequence["Element"],
    entry: Mapping[str, Any],
    common: frozenset[str],
    vocab: Vocab,
) -> Cue:
    matcher = Matcher(vocab)
    matcher.add("cue", [[element.pattern for element in elements]], greedy="FIRST")
    return Cue(
        entry["signal"],
        entry["level"],
        entry.get("sure", False),
        entry.get("whole", False),
        tuple(entry["guards"].split()),
        matcher,
        tuple(element.is_gap for element in elements),
        min((element.keys for element in elements if element.keys), key=lambda k: _cost(k, common)),
    )


def _cost(keys: frozenset[str], common: frozenset[str]) -> tuple[int, list[str]]:
    return sum(_FREQUENT if key in common else 1 for key in keys), sorted(keys)


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a pattern; `keys` only where it must be met and can be looked up."""

    pattern: dict[str, Any]
    keys: frozenset[str] = frozenset()
    is_gap: bool = False


def _element(part: str, sets: Mapping[str, tuple[str, ...]]) -> Element:
    if part.startswith(".."):
        return Element({"ORTH": {"NOT_IN": _ENDS}, "OP": f"{{0,{part[2:]}}}"}, is_gap=True)
    optional = part.endswith("?")
    words = list(_alternatives(part.rstrip("?"), sets))
    keys = frozenset(_key(fold(word)) for word in words)
    pattern: dict[str, Any] = {"ORTH": {"IN": sorted(keys)} if len(keys) > 1 else min(keys)}
    return Element(pattern | {"OP": "?"}) if optional else Element(pattern, keys)


def _alternatives(part: str, sets: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for option in part.split("|"):
        if option.startswith("{"):
            yield from sets[option.strip("{}")]
        else:
            yield option


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a cue, and whether it makes the cue mean something else."""

    words: TokenizedText
    keys: list[str]
    guards: Mapping[str, word_lists.Phrases]

    def level(self, cue: Cue, start: int, end: int, reason: tuple[int, ...]) -> Level:
        """The cue's level, lowered where a guard speaks against it."""
        if self.denies_within(cue, start, reason):
            return "none"
        for name in cue.guards:
            if _GUARDS[name](self, start, end):
                return "support" if name == "joke" and cue.signal != "self_harm" else "none"
        return cue.level

    def denies_within(self, cue: Cue, start: int, reason: tuple[int, ...]) -> bool:
        """Whether a "no" stands in a gap of a cue that is not itself about a "no"."""
        gaps = (index for index in range(start, reason[-1]) if index not in reason)
        return "denied" in cue.guards and any(
            self.has("deniers", index, index + 1)
            and not self.has("already", index - 1, index)
            and not self.has("not_deniers", index + 1, index + 2)
            for index in gaps
        )

    def has(self, kind: str, start: int, end: int) -> bool:
        """Whether a word or phrase of this kind stands between two places."""
        listed = self.guards[kind]
        places = range(max(0, start), min(end, len(self.keys)))
        return any(listed.length_at(self.keys, index) for index in places)

    def is_denied(self, start: int, _: int) -> bool:
        """Whether "no" or "nunca" stands shortly before, in the same clause."""
        for index in range(start - 1, max(-1, start - 5), -1):
            if self.has("denial_ends", index, index + 1):
                return False
            if self.has("deniers", index, index + 1):
                after_already = self.has("already", index - 1, index)
                return not (after_already or self.has("not_deniers", index + 1, index + 2))
        return False

    def is_if(self, start: int, _: int) -> bool:
        """Whether the cue is what follows "if", not what happens then."""
        if self.has("if_heads", start - 8, start):
            return True
        index = start - 1
        while index >= 0 and self.has("if_between", index, index + 1):
            index -= 1
        return index >= 0 and self.has("if", index, index + 1) and self._heads_clause(index)

    def _heads_clause(self, index: int) -> bool:
        accented = (
            self.words.text[self.words.starts[index] : self.words.ends[index]].lower() == "sí"
        )
        before = self.words.at(index - 1)
        return not accented and (not before.isalpha() or self.has("if_after", index - 1, index))

    def is_whole(self, reason: tuple[int, ...]) -> bool:
        """Whether the text says no more, but for "please" and the like."""
        rest = (index for index, key in enumerate(self.keys) if index not in reason)
        return all(self.has("fillers", at, at + 1) or not self.keys[at].isalnum() for at in rest)

    def sentence_start(self, start: int) -> int:
        """Where the sentence of a place begins."""
        while start > 0 and self.keys[start - 1] not in _ENDS:
            start -= 1
        return start

    def is_news(self, start: int, _: int) -> bool:
        """Whether it was told of others, earlier in the sentence."""
        return self.has("news", self.sentence_start(start), start)


Guard = Callable[[Surroundings, int, int], bool]


def _behind(kind: str, words: int) -> Guard:
    """Whether the cue goes on like that, within so many words of its end."""
    return lambda around, start, end: around.has(kind, end - 1, end + words)


def _anywhere(kind: str) -> Guard:
    return lambda around, start, end: around.has(kind, 0, len(around.keys))


_GUARDS: Mapping[str, Guard] = {
    "denied": Surroundings.is_denied,
    "if": Surroundings.is_if,
    "news": Surroundings.is_news,
    "idiom": _behind("idiom", 5),  # a figure of speech: "de risa"
    "benign": _behind("benign", 6),  # something harmless: "me toca la guitarra"
    "bout": _behind("bout", 6),  # part of a game: "me pega en el smash"
    "trifle": _behind("trifle", 4),  # what is hard to bear and harms nobody: "el calor"
    "chore": _behind("chore", 7),  # what help is wanted with: "con la tarea"
    "meant": lambda around, start, end: around.has("meant", start, end + 1),  # "me pegó la gripa"
    "wished": lambda around, start, _: around.has("wishes", start - 3, start),  # "que llamen a"
    "song": _anywhere("song"),
    "film": _anywhere("film"),
    "game": _anywhere("game"),
    "joke": _anywhere("joke"),
}


@Language.factory("disclosures", default_config={"language": "es"})
class Disclosures:
    """Finds cues in a text's words and leaves them in `doc.user_data["signs"]`.

    Expects a Doc whose tokens are `Cues.keys(words)` and `doc.user_data["words"]`.
    """

    def __init__(self, nlp: Language, name: str, language: str) -> None:
        self.cues = cues(language, nlp.vocab)
        others = (code for code in READ if code != language)
        self.others = [cues(code, nlp.vocab, among=language) for code in others]
        self.known = self.cues.known.union(*(other.known for other in self.others))

    def __call__(self, doc: Doc) -> Doc:
        words = doc.user_data["words"]
        signs = list(self.cues.signs(doc, words))
        for other in self.others:
            signs += other.signs(Doc(doc.vocab, words=other.keys(words)), words)
        doc.user_data["signs"] = tuple(signs)
        return doc

    def plain(self, words: TokenizedText) -> TokenizedText:
        """The words with digits read as letters ("mat4r") where that makes a word of the cues.

        No letter moves: the places of the text stay what they are.
        """
        text = _DISGUISED.sub(self._undisguised, words.text)
        return words if text == words.text else tokenize(text)

    def _undisguised(self, met: re.Match[str]) -> str:
        plain = met.group().translate(_LOOKS)
        return plain if plain.isalpha() and _key(fold(plain)) in self.known else met.group()
