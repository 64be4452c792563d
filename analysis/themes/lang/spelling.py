"""Child spelling made regular, for comparing only: what is shown stays as it was written.

"KE KITEN LOS ANUNSIOSSS!!" becomes "que quiten los anuncios". A word that the language model's
word list does not know is replaced by the known word that sounds the same, if there is one; else
by the verb form whose infinitive does ("prohivan"), or by the platform that it nearly sounds like
("instragram"). English, for which there is no such list, has its shorthand written out ("pls stop
the adds" becomes "please stop the ads"), and is left as it is otherwise.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from codebook.finder import without_accents

from .gazetteer import spelt

PLACEHOLDER = re.compile(r"\[[^\]\n]{1,40}\]")
_WORD = re.compile(r"[^\W\d_]+")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_KEPT = re.compile(r"[^\w¿?%$]+")
_AI = re.compile(r"\b(meta|ch?ar[aá]cter|open|las?|una|con|de) ai\b")  # else it is "hay"

SHORTHAND: Mapping[str, Mapping[str, str]] = {
    "es": {
        "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque",
        "porq": "porque", "xk": "porque", "xke": "porque", "porke": "porque", "x": "por",
        "d": "de", "tmb": "también", "tb": "también", "tbn": "también", "bn": "bien",
        "mas": "más", "mui": "muy", "aser": "hacer", "acer": "hacer", "ay": "hay", "ai": "hay",
        "aya": "haya", "aiga": "haya", "aver": "a ver", "ala": "a la", "dnd": "donde",
        "msj": "mensaje", "msjs": "mensajes", "cel": "celular", "cels": "celulares",
        "cell": "celular", "celu": "celular", "celus": "celulares", "tel": "teléfono",
        "compu": "computadora", "compus": "computadoras",
        "insta": "instagram", "ig": "instagram", "fb": "facebook", "feis": "facebook",
        "face": "facebook", "wats": "whatsapp", "wpp": "whatsapp", "wsp": "whatsapp",
        "yt": "youtube", "xfa": "por favor", "xfavor": "por favor", "vdd": "verdad",
        "bulin": "bullying", "buling": "bullying", "bulling": "bullying", "bulying": "bullying",
        "bullyng": "bullying",
        "ciberbulin": "ciberbullying", "ciberbuling": "ciberbullying",
        "ciberbulling": "ciberbullying",
        "interne": "internet", "inter": "internet", "vidio": "video", "vidios": "videos",
        "bideo": "video", "bideos": "videos", "oy": "hoy", "asta": "hasta", "ase": "hace",
        "asen": "hacen", "nomas": "nomás", "onde": "donde", "pa": "para", "ps": "pues",
        "idk": "no sé", "nose": "no sé", "nosé": "no sé",
    },
    "en": {
        "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "ppl": "people",
        "cuz": "because", "bc": "because", "dont": "don't", "cant": "can't", "wont": "won't",
        "vid": "video", "vids": "videos", "insta": "instagram", "yt": "youtube", "thx": "thanks",
        "becuz": "because", "bcuz": "because", "doesnt": "doesn't", "didnt": "didn't",
        "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "havent": "haven't",
        "shouldnt": "shouldn't", "wouldnt": "wouldn't", "couldnt": "couldn't", "im": "i'm",
        "ive": "i've", "thats": "that's", "theres": "there's", "theyre": "they're",
        "youre": "you're", "wanna": "want to", "gonna": "going to", "gotta": "have to",
        "gimme": "give me", "fb": "facebook", "ig": "instagram", "pic": "picture",
        "pics": "pictures", "msg": "message", "msgs": "messages", "fone": "phone",
        "fones": "phones", "skool": "school", "frend": "friend", "frends": "friends",
        "freind": "friend", "freinds": "friends", "peple": "people", "becuase": "because",
        "alot": "a lot", "fre": "free", "col": "cool", "scol": "school", "ned": "need",
        "kep": "keep", "adds": "ads",
    },
}  # fmt: skip

_SOUNDS = (
    ("ch", "1"), ("ll", "y"), ("qu", "k"), ("gue", "6e"), ("gui", "6i"), ("ge", "je"),
    ("gi", "ji"), ("6", "g"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"), ("z", "s"),
    ("v", "b"), ("h", ""), ("ñ", "n"), ("x", "j"), ("w", "gu"), ("sk", "k"), ("mb", "nb"),
    ("mp", "np"), ("rr", "r"), ("ss", "s"), ("nn", "n"), ("aa", "a"), ("ee", "e"), ("oo", "o"),
)  # fmt: skip

_ALSO = frozenset({  # right, and not listed
    "platicar", "platican", "checar", "checan", "postear", "jaja", "jajaja", "jeje", "jejeje",
})  # fmt: skip
_HEARD = {"jakear": "hackear", "akear": "hackear"}  # English words as they are heard
_ENDINGS = re.compile(  # of verb forms that are no nouns, after a stem written alike before each
    r"(\w{2,}?(?<![qg]u)(?<![cgzj]))(an|en|amos|emos|imos|aron|ieron|aba|aban|ando|iendo|ieran?|"
    r"[aei]r[aá]n?|[aei]r[ií]an?)"
)
_NEAR = 6  # letters heard of a platform's name, from which one more, less or other is let pass


def sound(word: str) -> str:
    """A Spanish word as it sounds: b and v, s, c and z, k and qu, y and ll alike; h is silent."""
    key = without_accents(word)
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return key


class Spelling:
    """Regular spelling in one language; `words` is every word known to be right, `named` the
    platforms' names by each way to write them."""

    def __init__(
        self,
        language: str,
        words: frozenset[str] = frozenset(),
        named: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._shorthand = SHORTHAND.get(language, {})
        self._words = words | _ALSO if words and language == "es" else words
        words = self._words
        heard = language == "es"
        self._by_sound = _heard(words) | _HEARD if heard else {}
        self._named = {sound(way): name for way, name in named.items()} if heard else {}
        self._right = frozenset(word for name in named.values() for word in name.split())
        self._nearly = _nearly(self._named)

    def regular(self, text: str) -> str:
        """The text in small letters and usual spelling, without marks or placeholders."""
        bare = _KEPT.sub(" ", _THRICE.sub(r"\1", PLACEHOLDER.sub(" ", text).lower()))
        if " ai" in bare and self._by_sound:
            bare = _AI.sub(r"\1 ia", bare)
        usual = _WORD.sub(lambda found: self._small(found[0]), bare)
        return " ".join(usual.replace("'", " ").split())  # "dont" as "don't" is compared

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
        if word in self._words or word in self._right or len(word) < 3:
            return word
        heard = sound(word)
        alike = self._by_sound.get(heard)
        if alike:
            return min(alike.split(), key=lambda known: _far(word, known))
        return self._named.get(heard) or self._form(word) or self._near(heard) or word

    def _form(self, word: str) -> str | None:
        """A form of a known verb that is written otherwise: "prohivan" as "prohibir" is."""
        form = _ENDINGS.fullmatch(word)
        if form is None:
            return None
        infinitives = [without_accents(form[1]) + ending for ending in ("ar", "er", "ir")]
        if not self._words.isdisjoint(infinitives):
            return None  # a form of a verb that is written so
        for infinitive in infinitives:
            for known in self._by_sound.get(sound(infinitive), "").split():
                if self._verb(known, infinitive):
                    return f"{known[:-2]}{form[2]}"
        return None

    def _verb(self, known: str, infinitive: str) -> bool:
        """Whether a known word is a verb (its participle is known too), otherwise written than an
        infinitive that sounds the same, and in its forms written as it is."""
        stem, ending = known[:-2], known[-2:]
        participles = {f"{stem}ado", f"{stem}ido", f"{stem}ada", f"{stem}ida"}
        alike = ending == infinitive[-2:] and without_accents(known) != infinitive
        right = known in _HEARD.values() or not self._words.isdisjoint(participles)
        return alike and right and stem[-1:] not in "cgzj"

    def _near(self, heard: str) -> str | None:
        """The platform that a word nearly sounds like, but for words that go on ("youtuber")."""
        found = {
            self._named[key]
            for part in _shortened(heard)
            for key in self._nearly.get(part, ())
            if _one_apart(heard, key) and not heard.startswith(key)
        }
        return min(found, default=None)


def _nearly(keys: Iterable[str]) -> dict[str, list[str]]:
    """Names by what is left of them without any one letter: near ones have a part in common."""
    found: dict[str, list[str]] = {}
    for key in keys:
        for part in _shortened(key) if len(key) >= _NEAR else ():
            found.setdefault(part, []).append(key)
    return found


def _shortened(key: str) -> set[str]:
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def _one_apart(one: str, other: str) -> bool:
    """One letter more or less, another one, or two that changed places; parts were compared."""
    unlike = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) != len(other) or unlike <= 2


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
    return Spelling(language, known_words(model_path), spelt())


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
