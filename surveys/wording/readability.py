"""How hard a text is to read, by the formulas that were made for its language.

Own code rather than textstat's, for what it counts, not for its formulas: it finds syllables by
hyphenation, which never parts a single letter from a word (a-mi-go has two there), and counts no
sentence of two words. See docs/decisions/0031-reading-level-is-checked.md; a test compares both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from . import syllables
from .text_units import Role, TextUnit, words_of

PROSE = frozenset({Role.ASK, Role.SAY, Role.HELP, Role.ASSENT, Role.QUIZ, Role.THANKS})
"""What is made of sentences: labels and buttons are not."""

SYLLABLES: Mapping[str, Callable[[str], int]] = {
    "es": syllables.spanish,
    "en": syllables.english,
}

NAMES = {
    "szigriszt_pazos": "Szigriszt-Pazos",
    "fernandez_huerta": "Fernández Huerta",
    "crawford": "Crawford",
    "flesch_kincaid": "Flesch-Kincaid",
}
"""Formula -> what it is called."""

INFLESZ = ((80, "very easy"), (65, "fairly easy"), (55, "normal"), (40, "rather hard"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas are made of."""

    words: int
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        """ASL of the formulas; 0 where there is no text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def syllables_a_word(self) -> float:
        """ASW of the formulas; 0 where there is no text."""
        return self.syllables / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """How hard all that a band reads in a language is."""

    band: str
    language: str
    words: int
    words_a_sentence: float
    syllables_a_word: float | None  # None: nobody told us how this language is spelled
    scores: Mapping[str, float]  # formula -> score; empty for a language without one

    @property
    def ease(self) -> str:
        """What the INFLESZ scale calls it; empty without a Szigriszt-Pazos score."""
        score = self.scores.get("szigriszt_pazos")
        return inflesz(score) if score is not None else ""

    def as_table(self) -> dict[str, object]:
        """Plain values, for JSON."""
        return {
            "band": self.band,
            "language": self.language,
            "words": self.words,
            "words_a_sentence": self.words_a_sentence,
            "syllables_a_word": self.syllables_a_word,
            "scores": dict(self.scores),
            "inflesz": self.ease,
        }

    def __str__(self) -> str:
        scores = ", ".join(f"{NAMES[name]} {score:.1f}" for name, score in self.scores.items())
        ease = f" (INFLESZ: {self.ease})" if self.ease else ""
        what = f"{scores}{ease}" if scores else "no formula for this language"
        length = f"{self.words} words, {self.words_a_sentence:.1f} a sentence"
        return f"{self.band} {self.language}: {length}, {what}"


def count(sentences: Sequence[str], language: str) -> Counts:
    """Words, sentences and syllables; 0 syllables in a language whose spelling is not known."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    of_word = SYLLABLES.get(language, lambda word: 0)
    return Counts(len(words), len(sentences), sum(map(of_word, words)))


def szigriszt_pazos(counts: Counts) -> float:
    """Perspicuity, the higher the easier; read on the INFLESZ scale.

    206.835 - 62.3 syllables a word - words a sentence. F. Szigriszt Pazos (1993); scale by
    I. Barrio-Cantalejo and others, An. Sist. Sanit. Navar. 31(2), 2008.
    """
    return 206.835 - 62.3 * counts.syllables_a_word - counts.words_a_sentence


def inflesz(score: float) -> str:
    """What a Szigriszt-Pazos score is called on the INFLESZ scale."""
    return next((name for least, name in INFLESZ if score > least), "very hard")


def fernandez_huerta(counts: Counts) -> float:
    """Readability, the higher the easier: 206.84 - 60 syllables a word - 1.02 words a sentence.

    J. Fernández Huerta (1959), in the corrected reading (G. Law, 2011): many copies take the
    sentences of a hundred words for the words of a sentence.
    """
    return 206.84 - 60 * counts.syllables_a_word - 1.02 * counts.words_a_sentence


def crawford(counts: Counts) -> float:
    """Years of school needed, from 1 to 6.

    -0.205 sentences + 0.049 syllables - 3.407, both in a hundred words. A. Crawford (1984).
    """
    sentences = 100 / counts.words_a_sentence
    return -0.205 * sentences + 0.049 * 100 * counts.syllables_a_word - 3.407


def flesch_kincaid(counts: Counts) -> float:
    """Years of school needed: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    J. P. Kincaid and others (1975), from texts of the Navy: noisy below the third year.
    """
    return 0.39 * counts.words_a_sentence + 11.8 * counts.syllables_a_word - 15.59


FORMULAS: Mapping[str, tuple[Callable[[Counts], float], ...]] = {
    "es": (szigriszt_pazos, fernandez_huerta, crawford),
    "en": (flesch_kincaid,),
}


def measure(passages: Sequence[TextUnit], band: str, language: str, of_region: str) -> Measure:
    """How hard the prose of a band is; `language` is what has formulas (es for es_MX)."""
    prose = [passage for passage in passages if passage.role in PROSE]
    sentences = [sentence for passage in prose for sentence in passage.sentences]
    counts = count(sentences, language)
    formulas = FORMULAS.get(language, ()) if counts.words else ()
    return Measure(
        band=band,
        language=of_region,
        words=counts.words,
        words_a_sentence=round(counts.words_a_sentence, 2),
        syllables_a_word=round(counts.syllables_a_word, 3) if language in SYLLABLES else None,
        scores=MappingProxyType({each.__name__: round(each(counts), 2) for each in formulas}),
    )
