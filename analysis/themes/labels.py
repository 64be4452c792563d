"""Words for a theme, all of them its members': a phrase as label, keywords, passages that differ.

A label is a noun or verb phrase, or a short passage, that occurs in a member passage. It is
scored by how many of the theme's passages its words tell from those of other themes, and by how
well it reads.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.tokens import Doc, Span, Token

from codebook.finder import without_accents

from . import sides, statements
from .passages import EDGE, Reading, Word, read, telling_words
from .spelling import PLACEHOLDER, Spelling
from .tongues import Said, reader_of
from .vectors import Matrix

LONGEST, SHORTEST = 8, 2  # words of a label
COMPARED = 1000  # passages of a theme, evenly spread, by which its phrases are judged
READ = 40  # the most promising of these, from which labels are taken
KEYWORDS = 8
SEEN, SHOWN = 300, 5  # passages nearest the middle, and how many that differ are shown
LITTLE = 0.05  # so that where no word tells much, the passage nearest the middle decides
PLENTY = 2.0  # log ratio from which on a word tells its theme from all others
BESIDE = 0.5  # what a word adds in passages that another of its phrase tells as well
STEEP = 3  # power of what a phrase tells: it counts for more than how it reads
ONCE = 0.7  # taken off the times a word was said: a word said once hardly tells a theme
ALIKE = 0.8  # similarity above which two passages say the same to a reader
_LOOSE_END = frozenset({"ADP", "CCONJ", "SCONJ", "DET", "AUX", "PRON", "PUNCT", "PART", "ADV"})
_LOOSE_START = frozenset({"CCONJ", "ADP", "PUNCT"})
_CUT_START = _LOOSE_START | {"AUX", "PRON"}  # of a phrase cut out of a longer passage
_COMPLEMENTS = frozenset({"obj", "iobj", "xcomp", "ccomp", "nmod", "amod", "cop", "appos", "flat"})
_VERBS = frozenset({"VERB", "AUX"})
_OBJECTS = frozenset({"obj", "amod", "nmod", "xcomp", "obl"})
_STANCE = frozenset({"no", "mas", "menos", "mejor", "mejores", "sin", "falta", "mayor", "que"})
_TAKES_SIDES = _STANCE | {
    "prohibir", "prohibicion", "fin", "basta", "contra", "favor", "nunca", "nada", "bueno", "buena",
    "malo", "mala", "buenos", "malos", "bien", "mal", "si", "mucho", "demasiado", "poco", "muy",
    "no", "more", "less", "without", "ban", "good", "bad", "against",
}  # fmt: skip
_LINKS = frozenset(
    {
        "parte",
        "acerca",
        "cuanto",
        "traves",
        "respecto",
        "mediante",
        "como",
        "cuando",
        "donde",
        "porque",
        "aunque",
        "pero",
        "pues",
    }
)
_LINKING = frozenset(  # English words that a phrase may stand before or after
    {
        "and", "or", "but", "because", "so", "if", "when", "while", "that", "which", "who",
        "for", "in", "on", "at", "with", "by", "from", "to", "about",
    }
)  # fmt: skip
_LEFT = frozenset(  # English words that say too little at the beginning of what was cut out
    {
        "am", "are", "be", "been", "being", "can", "could", "did", "do", "does", "had", "has",
        "have", "is", "may", "might", "must", "should", "was", "were", "will", "would", "not",
        "n't", "as", "of", "than", "them", "him", "us", "me",
    }
)  # fmt: skip
_PLAIN = re.compile(r"[^\W\d_]+(?:(?:, |[ \-'’])[^\W\d_]+)*")

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A possible label as written, the keys of its telling words, and how well it would do."""

    text: str
    keys: frozenset[str]
    near: float  # of its passage to the middle of the theme
    reads: float  # how well it reads
    neutral: bool = False  # a name of a thing: neither for it nor against
    stance: str = ""  # what it is for or against, where it is not neutral


def distinctive_words(
    groups: Mapping[int, Sequence[tuple[Sequence[Word], int]]],
) -> dict[int, dict[str, float]]:
    """For each group its words' keys with a weight: usual inside, rare outside.

    `groups` holds (telling words, times said) for each distinct passage. A weight is the share of
    the group's passages with the word times the logarithm of how much likelier it is here.
    """
    inside = {number: _counts(rows) for number, rows in groups.items()}
    sizes = {number: sum(times for _, times in rows) for number, rows in groups.items()}
    return telling(inside, sizes)


def telling(
    inside: Mapping[int, Mapping[str, int]], sizes: Mapping[int, int]
) -> dict[int, dict[str, float]]:
    """`distinctive_words` of counts: passages of each group with each key, passages of each."""
    everywhere: Counter[str] = Counter()
    for counts in inside.values():
        everywhere.update(counts)
    total = sum(sizes.values())
    return {
        number: {
            key: (times - ONCE)
            / sizes[number]
            * _lift(times, sizes[number], everywhere[key], total)
            for key, times in counts.items()
        }
        for number, counts in inside.items()
    }


def _counts(rows: Iterable[tuple[Sequence[Word], int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words, times in rows:
        for key in {word.key for word in words}:
            counts[key] += times
    return counts


def _lift(here: int, size: int, everywhere: int, total: int) -> float:
    inside = (here + 0.5) / (size + 1)
    outside = (everywhere - here + 0.5) / (total - size + 1)
    return max(0.0, log(inside / outside))


class Coverage:
    """How much of a theme some words tell."""

    def __init__(self, weights: Weights, said: Sequence[tuple[Sequence[Word], int]]) -> None:
        """`weights` as of `telling`; `said` has (telling words, times said) of its passages."""
        rows: dict[str, list[int]] = {}
        for row, (words, _) in enumerate(said):
            for key in {word.key for word in words}:
                rows.setdefault(key, []).append(row)
        times = np.array([times for _, times in said], dtype=np.float64)
        self._shares = times / times.sum()
        self._told = {frozenset[str](): 0.0}
        self._weights = weights
        self._rows = rows

    def _column(self, key: str) -> npt.NDArray[np.float64]:
        column, held = np.zeros(len(self._shares)), self._rows.get(key, [])
        if held:
            likelier = self._weights.get(key, 0.0) / self._shares[held].sum()
            column[held] = min(1.0, likelier / PLENTY)
        return column

    def told(self, keys: frozenset[str]) -> float:
        """The share of passages with one of these words, less where it is said elsewhere too.

        Passages with several count for more, so that of two phrases the fuller one is preferred.
        """
        if keys not in self._told:
            columns = np.array([self._column(key) for key in sorted(keys)])
            one, all_together = columns.max(axis=0), columns.sum(axis=0)
            each = one + BESIDE * (all_together - one)
            self._told[keys] = float(each @ self._shares)
        return self._told[keys]

    def dull(self, keys: frozenset[str]) -> int:
        """How many of these words tell nothing of the theme."""
        return sum(self._weights.get(key, 0.0) < 0.02 for key in keys)


def told(weights: Weights, said: Sequence[tuple[Sequence[Word], int]]) -> float:
    """The share of passages that hold one of the eight most telling words of their theme."""
    best = best_keys(weights)
    holding = sum(times for words, times in said if any(word.key in best for word in words))
    return holding / sum(times for _, times in said)


def best_keys(weights: Weights) -> set[str]:
    """The keys of a theme's most telling words."""
    return {key for key in _ranked(weights)[:KEYWORDS] if weights[key] > 0}


def _ranked(weights: Weights) -> list[str]:
    return sorted(weights, key=lambda key: (-weights[key], key))


def keywords(weights: Weights, said: Iterable[tuple[Sequence[Word], int]]) -> tuple[str, ...]:
    """The most telling words in their commonest form, heaviest first; words said once are out.

    Some write in English whatever they are asked in: its small words tell nothing anywhere.
    """
    forms: dict[str, Counter[str]] = {}
    for words, times in said:
        for word in words:
            forms.setdefault(word.key, Counter())[word.form] += times
    often = [key for key in _ranked(weights) if weights[key] > 0 and forms[key].total() > 1]
    commonest = [min(forms[key], key=lambda form: (-forms[key][form], form)) for key in often]
    return tuple([form for form in dict.fromkeys(commonest) if form not in ENGLISH][:KEYWORDS])


def differing(vectors: Matrix, middle: Matrix, lengths: Sequence[int]) -> list[int]:
    """Row numbers of up to five passages, near the middle and unlike one another.

    `lengths` are in words: passages of three words or more come first, fragments last.
    """
    nearness = vectors @ middle
    order = sorted(range(len(vectors)), key=lambda row: (lengths[row] < 3, -nearness[row], row))
    chosen: list[int] = []
    for row in order[:SEEN]:
        if len(chosen) < SHOWN and all(vectors[row] @ vectors[other] < ALIKE for other in chosen):
            chosen.append(row)
    return chosen


def promising(
    weights: Weights,
    said: Sequence[tuple[Sequence[Word], int]],
    nearness: Sequence[float],
    lengths: Sequence[int],
) -> tuple[Coverage, list[int]]:
    """How much words tell of a theme, and in which passages a good label is likeliest, best first.

    For each passage `said` has its telling words and how often it was said, `nearness` how near it
    is to the middle, `lengths` its words. Passages are given by their places.
    """
    count = len(said)
    some = np.linspace(0, count - 1, min(count, COMPARED)).round().astype(int).tolist()
    coverage = Coverage(weights, [said[row] for row in some])
    worth = {
        row: _worth(coverage.told(frozenset(word.key for word in said[row][0])), nearness[row])
        / max(1.0, lengths[row] / LONGEST)
        for row in some
    }
    return coverage, sorted(worth, key=lambda row: (-worth[row], row))[:READ]


def _worth(told: float, near: float) -> float:
    """How good words are for a label: by what they tell, and how near the middle they stand."""
    return (LITTLE + told) ** STEEP * max(near, 0.05) ** 2


def phrases(
    readings: Iterable[Reading], nearness: Sequence[float], spelling: Spelling, kind: str
) -> list[Phrase]:
    """Phrases that could be a label, as often as they occur.

    `nearness` says for each reading how near its passage is to the middle of the theme; `kind` is
    the theme's commonest kind of statement.
    """
    found: list[Phrase] = []
    for reading, near in zip(readings, nearness, strict=True):
        parsed = reading.parsed.has_annotation("DEP")
        whole = statements.kind(reading.parsed[:], reading.written.text, spelling.knows)
        for span in _spans(reading.parsed):
            if not SHORTEST <= len(span) <= LONGEST:  # first: to put a text together costs more
                continue
            text = reading.text(span)
            told_by = {token: word.key for token, word in telling_words(span).items()}
            keys = frozenset(told_by.values())
            if not keys or not _readable(span, text):
                continue
            said, bare = statements.kind(span, text, spelling.knows), _neutral(span)
            neutral = bare and parsed  # else it may hold a verb
            if neutral or (said in {whole, "other"} and not _turned(span)):
                says = _says(said, kind, bare and len(keys) < 2)
                reads = says * _reads(span, text, spelling)
                stance = "" if neutral else sides.stances(span, said, told_by)
                found.append(Phrase(text, keys, near, reads, neutral, stance))
    return found


def phrases_in(texts: Sequence[Said], nearness: Sequence[float], kind: str) -> list[Phrase]:
    """`phrases` of texts, each read in its own language."""
    found: list[Phrase] = []
    for language in sorted({said.language for said in texts}):
        reader = reader_of(language)
        some = [at for at, said in enumerate(texts) if said.language == language]
        readings = read([texts[at].text for at in some], reader.nlp, reader.spelling)
        found += phrases(readings, [nearness[at] for at in some], reader.spelling, kind)
    return found


def names(about: str, keys: frozenset[str], forms: Mapping[str, float]) -> list[Phrase]:
    """The bare name of what is disputed, and where or of what it is ("phones in school").

    `about` is looked for in `forms`, texts with how near each is to the middle; `keys` are its.
    """
    link = r"(?:en|de|del|para|in|at|on|of|during|for)"
    where = (
        rf"(?: {link}(?: (?:el|la|the|my|mi))? \w+\b(?<!\bthe)(?! of\b))?"  # "in the middle | of"
    )
    found = re.compile(rf"\b({re.escape(about)})\b{where}", re.I)
    return [
        Phrase(text, keys, near, 0.35 if " " in text else 0.2, neutral=True)
        for form, near in forms.items()
        for match in found.finditer(form)
        for text in {match[0], match[1]}
        if _PLAIN.fullmatch(text)
    ]


def _turned(span: Span) -> bool:
    """Whether what a passage says of a phrase may be the opposite ("no quiero | que la suban")."""
    doc, start, end = span.doc, span.start, span.end
    return (
        any(sides.turns(token.lower_) for token in doc[:start])
        or (start > 0 and doc[start - 1].lower_ == "de")  # "dejen de | usar"
        or (end < len(doc) and doc[end].lower_ == "no")
        or (len(span) < len(doc) and statements.feared(span.text))  # "miedo a | que te roben"
    )


def _spans(doc: Doc) -> Iterable[Span]:
    found = {(0, len(doc))} | (_parsed(doc) if doc.has_annotation("DEP") else _stretches(doc))
    return [doc[a:b] for a, b in sorted(found)]


def _parsed(doc: Doc) -> set[tuple[int, int]]:
    """Where noun and verb phrases begin and end, less a "para" before them."""
    found = {(chunk.start, chunk.end) for chunk in doc.noun_chunks}
    for token in doc:
        if token.pos_ in _VERBS or token.pos_ == "NOUN":
            start = token.left_edge.i
            start += doc[start].lower_ == "para"
            found |= {(start, token.right_edge.i + 1), (start, token.i + 1 + _reach(token))}
    return found


def _reach(token: Token) -> int:
    """Words from a head to the end of its nearest object or attribute."""
    return max((c.right_edge.i - token.i for c in token.rights if c.dep_ in _OBJECTS), default=0)


def _stretches(doc: Doc) -> set[tuple[int, int]]:
    """Without a parse: stretches from one linking word or mark to another."""
    links = [at for at, token in enumerate(doc) if token.is_punct or token.lower_ in _LINKING]
    starts, ends = [0, *(at + 1 for at in links)], [*links, len(doc)]
    return {(a, b) for a in starts for b in ends if a < b}


def _readable(span: Span, written: str) -> bool:
    if not _PLAIN.fullmatch(written) or _hidden(span):
        return False
    first, last = span[0], span[-1]
    if not first.pos_:
        cut = bool(span.start) and first.lower_ in _LEFT
        return not cut and first.lower_ not in _LINKING and not last.is_stop
    loose = _LOOSE_START if len(span) == len(span.doc) else _CUT_START
    opens = first.pos_ not in loose and without_accents(first.lower_) not in _LINKS
    return opens and last.pos_ not in _LOOSE_END and len(last) > 2


def _hidden(span: Span) -> bool:
    """Whether a span touches what redaction put in ("[nombre]")."""
    holes = (hole.span() for hole in PLACEHOLDER.finditer(span.doc.text))
    return any(start < span.end_char and span.start_char < end for start, end in holes)


def _neutral(span: Span) -> bool:
    """Whether a phrase takes no side: no verb, no "no", "más", "sin" or the like."""
    return not any(
        token.pos_ in _VERBS or without_accents(token.lower_) in _TAKES_SIDES for token in span
    )


def _reads(span: Span, written: str, spelling: Spelling) -> float:
    """Better: a whole utterance, some words long, spelt as usual, and clear by itself: it points
    at nothing outside and is no fear that looks like a wish."""
    whole = 1.3 if len(span) == len(span.doc) else 0.5 if _clipped(span) else 1.0
    length = {SHORTEST: 0.7, LONGEST: 0.9}.get(len(span), 1.0)
    unclear = statements.feared(span.text) or _hangs(span)
    clear = 0.25 if unclear else 0.4 if _pointing(span) else 1.0
    return whole * length * clear * _right(span, written, spelling)


def _clipped(span: Span) -> bool:
    """Whether a word lacks a complement that it has in the passage ("más espacios | de juego")."""
    return any(
        child.i >= span.end and child.dep_ in _COMPLEMENTS
        for token in span
        for child in token.rights
    )


def _hangs(span: Span) -> bool:
    """Whether it lacks the "que" that it hangs on ("quisiera que | los que molestan pidieran")."""
    past = {"Mood=Sub", "Tense=Imp"}
    verbs = (token for token in span if past <= set(str(token.morph).split("|")))
    verb = next(verbs, None)
    if verb is None or verb.lower_.startswith("quisier"):
        return False
    return not any(token.pos_ == "SCONJ" for token in span.doc[span.start : verb.i])


def _pointing(span: Span) -> bool:
    """Whether something is pointed at that only the passage names ("estas actividades")."""
    return any("Dem" in token.morph.get("PronType", []) for token in span)


def _says(said: str, kind: str, bare: bool) -> float:
    """Better: what the theme asks or fears. A bare name of a thing ("los niños") says neither,
    and a wish is no name for a theme of worries."""
    if said in {"other", "question"}:
        return 0.35 if bare else 0.7
    if kind == "worry" and said == "proposal":
        return 0.5
    return 1.3 if kind in {said, "other"} else 1.0


def _right(span: Span, written: str, spelling: Spelling) -> float:
    """Whether it is spelt as usual, or but for accents, and its words agree."""
    known = all(spelling.knows(token.text) for token in span if token.is_alpha)
    as_said, usual = written.lower(), span.text.lower()
    spelt = 1.0 if as_said == usual else 0.8
    alike = known and without_accents(as_said) == without_accents(usual)
    agrees = 1.0 if _agrees(span) else 0.5
    return (spelt if alike else 0.5) * agrees * (0.85 if _lacks_article(span) else 1.0)


def _lacks_article(span: Span) -> bool:
    """Whether a verb's object is one thing with nothing before it ("subir sueldo mínimo")."""
    return any(
        token.dep_ == "obj"
        and token.pos_ == "NOUN"
        and token.head.lemma_ != "haber"  # "que haya igualdad" lacks none
        and "Sing" in token.morph.get("Number", [])
        and not list(token.lefts)
        for token in span
    )


def _agrees(span: Span) -> bool:
    """Whether adjectives and articles agree in number with their nouns, as far as can be told."""
    return not any(
        (own := token.morph.get("Number", [])) and (other := _noun(token, span)) and own != other
        for token in span
        if token.pos_ in {"ADJ", "DET"}
    )


def _noun(token: Token, span: Span) -> list[str]:
    """The number of a word's noun: its head, or else the last one before it."""
    before = (other for other in reversed(span.doc[span.start : token.i]) if other.pos_ == "NOUN")
    noun = token.head if token.head.pos_ == "NOUN" else next(before, token)
    return noun.morph.get("Number", [])


def best_label(
    found: Sequence[Phrase],
    coverage: Coverage,
    taken: set[str],
    leaning: Mapping[str, str] | None = None,
    subject: frozenset[str] = frozenset(),
) -> str | None:
    """The phrase that best tells its theme and says nothing that one in `taken` says; None without.

    By `leaning` (see `sides.leanings`) none is what fewer claim, unless all are. `subject` holds
    the keys of what the theme has two sides on: the phrase then takes neither and names it.
    """
    said = Counter(phrase.keys for phrase in found)
    given = {_gist(label) for label in taken}
    free = {phrase for phrase in found if _gist(phrase.text) not in given}
    if subject:
        free = {phrase for phrase in free if phrase.neutral and phrase.keys & subject}
    elif leaning:
        free = {phrase for phrase in free if not sides.claims(phrase.stance, leaning)} or free
    best = min(
        free,
        key=lambda phrase: (-_score(phrase, coverage, said[phrase.keys]), phrase.text),
        default=None,
    )
    return best.text if best else None


def free_stretch(texts: Sequence[str], taken: set[str]) -> str:
    """Where no phrase reads well: the longest stretch of the first text whose is no label yet."""
    stretches = [longest_stretch(text) for text in texts]
    return next((words for words in stretches if words.lower() not in taken), stretches[0])


def longest_stretch(text: str) -> str:
    """The most of a text between what redaction put in."""
    return max((part.strip(EDGE) for part in PLACEHOLDER.split(text)), key=len)


def _gist(label: str) -> frozenset[str]:
    """The words of a label but for short ones and endings: two that share them say the same,
    as "prohibir el celular" and "que prohíban el celular" do."""
    words = re.findall(r"[^\W\d_]+", without_accents(label.lower()))
    return frozenset(
        re.sub(r"(?<=\w{3})(?:[aei][rn]|[aeo])?s?$", "", word)
        for word in words
        if len(word) > 3 or (word in _STANCE and word != "que")
    )


def _score(phrase: Phrase, coverage: Coverage, times: int) -> float:
    """Words of no weight here dilute a phrase; what is said often gains a little."""
    dilution = 1 + 0.25 * coverage.dull(phrase.keys)
    worth = _worth(coverage.told(phrase.keys), phrase.near)
    return worth * phrase.reads / dilution * (1 + 0.3 * log(times))
