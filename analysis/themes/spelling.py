"""Child spelling made regular, for comparing only: what is shown stays as it was written.

"KE KITEN LOS ANUNSIOSSS!!" becomes "que quiten los anuncios". A word that the language model's
word list does not know is replaced by the known word that sounds the same, if there is one.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from codebook.finder import without_accents

PLACEHOLDER = re.compile(r"\[[^\]\n]{1,40}\]")
_WORD = re.compile(r"[^\W\d_]+")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_KEPT = re.compile(r"[^\w¿?%$]+")

SHORTHAND: Mapping[str, Mapping[str, str]] = {
    "es": {
        "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque",
        "porq": "porque", "xk": "porque", "xke": "porque", "porke": "porque", "x": "por",
        "d": "de", "tmb": "también", "tb": "también", "tbn": "también", "bn": "bien",
        "mas": "más", "mui": "muy", "aser": "hacer", "acer": "hacer", "ay": "hay", "ai": "hay",
        "aya": "haya", "aiga": "haya", "aver": "a ver", "ala": "a la", "dnd": "donde",
        "msj": "mensaje", "msjs": "mensajes", "cel": "celular", "cels": "celulares",
        "cell": "celular", "tel": "teléfono", "compu": "computadora", "compus": "computadoras",
        "insta": "instagram", "ig": "instagram", "fb": "facebook", "feis": "facebook",
        "face": "facebook", "wasap": "whatsapp", "guasap": "whatsapp", "wats": "whatsapp",
        "wpp": "whatsapp", "yutub": "youtube", "yutube": "youtube", "yt": "youtube",
        "interne": "internet", "inter": "internet", "vidio": "video", "vidios": "videos",
        "bideo": "video", "bideos": "videos", "oy": "hoy", "asta": "hasta", "ase": "hace",
        "asen": "hacen", "nomas": "nomás", "onde": "donde", "pa": "para", "ps": "pues",
        "idk": "no sé", "nose": "no sé", "nosé": "no sé",
    },
    "en": {
        "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "ppl": "people",
        "cuz": "because", "bc": "because", "dont": "don't", "cant": "can't", "wont": "won't",
        "vid": "video", "vids": "videos", "insta": "instagram", "yt": "youtube", "thx": "thanks",
    },
}  # fmt: skip

_SOUNDS = (
    ("ch", "1"), ("ll", "y"), ("qu", "k"), ("gue", "6e"), ("gui", "6i"), ("ge", "je"),
    ("gi", "ji"), ("6", "g"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"), ("z", "s"),
    ("v", "b"), ("h", ""), ("ñ", "n"), ("x", "j"), ("w", "gu"), ("sk", "k"), ("mb", "nb"),
    ("mp", "np"), ("rr", "r"), ("ss", "s"), ("nn", "n"), ("aa", "a"), ("ee", "e"), ("oo", "o"),
)  # fmt: skip


def sound(word: str) -> str:
    """A Spanish word as it sounds: b and v, s, c and z, k and qu, y and ll alike; h is silent."""
    key = without_accents(word)
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return key


class Spelling:
    """Regular spelling in one language; `words` is every word known to be right."""

    def __init__(self, language: str, words: frozenset[str] = frozenset()) -> None:
        self._shorthand = SHORTHAND.get(language, {})
        self._words = words
        self._by_sound = _heard(words) if language == "es" else {}

    def regular(self, text: str) -> str:
        """The text in small letters and usual spelling, without marks or placeholders."""
        bare = _KEPT.sub(" ", _THRICE.sub(r"\1", PLACEHOLDER.sub(" ", text).lower()))
        return " ".join(_WORD.sub(lambda found: self._small(found[0]), bare).split())

    def word(self, written: str) -> str:
        """One word in usual spelling; capitals stay where nothing else was wrong."""
        small = _THRICE.sub(r"\1", written).lower()
        usual = self._small(small) if small.isalpha() else small
        return written if usual == written.lower() else usual

    def knows(self, word: str) -> bool:
        """Whether a word is in the list of right words; every word, where there is no list."""
        return not self._words or len(word) < 3 or word.lower() in self._words

    @lru_cache(maxsize=100_000)  # noqa: B019 - one Spelling lives as long as a run
    def _small(self, word: str) -> str:
        if word in self._shorthand:
            return self._shorthand[word]
        if word in self._words or len(word) < 3:
            return word
        alike = self._by_sound.get(sound(word), word).split()
        return min(alike, key=lambda known: _far(word, known))


def _heard(words: frozenset[str]) -> dict[str, str]:
    """Words by their sound, with spaces between those that sound the same. All are heard at once,
    on a line each, and no list is made: every run begins with this."""
    heard: dict[str, str] = {}
    for word, key in zip(words, sound("\n".join(words)).split("\n"), strict=True):
        heard[key] = f"{heard[key]} {word}" if key in heard else word
    return heard


def _far(written: str, known: str) -> tuple[int, int, str]:
    bare = without_accents(known)
    unlike = sum(one != other for one, other in zip(bare, written, strict=False))
    return abs(len(bare) - len(written)), unlike, known


@lru_cache(maxsize=2)
def spelling_of(language: str, model_path: Path | None) -> Spelling:
    """The spelling of a language by a model's word list, built at first use."""
    return Spelling(language, known_words(model_path))


def known_words(model_path: Path | None) -> frozenset[str]:
    """The words in small letters of a spaCy model's own list on disk; empty without a model.

    The file is read, not the loaded model's store: that grows with every text it has parsed.
    """
    listed = model_path / "vocab" / "strings.json" if model_path else None
    if listed is None or not listed.exists():
        return frozenset()
    strings = json.loads(listed.read_text(encoding="utf-8"))
    return frozenset(
        word for word in strings if len(word) > 2 and word.isalpha() and word.islower()
    )
