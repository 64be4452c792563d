"""Words for a theme, all of them its members': a phrase as label, keywords, passages that differ.

A label is a noun or verb phrase, or a short passage, that occurs in a member passage. It is
scored by how well its words tell this theme from the others, and by how well it reads.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from spacy.tokens import Doc, Span, Token

from .passages import Reading, Word, telling_words
from .spelling import PLACEHOLDER, Spelling, without_accents
from .vectors import Matrix

LONGEST, SHORTEST = 8, 2  # words of a label
READ = 60  # passages nearest the middle, from which labels are taken
KEYWORDS = 8
SHOWN = 5
LITTLE = 0.1  # so that where no word tells much, the passage nearest the middle decides
ONCE = 0.7  # taken off the times a word was said: a word said once hardly tells a theme
ALIKE = 0.8  # similarity above which two passages say the same to a reader
_LOOSE_END = frozenset({"ADP", "CCONJ", "SCONJ", "DET", "AUX", "PRON", "PUNCT", "PART", "ADV"})
_LOOSE_START = frozenset({"CCONJ", "ADP", "PUNCT"})
_CUT_START = _LOOSE_START | {"AUX", "PRON"}  # of a phrase cut out of a longer passage
_VERBS = frozenset({"VERB", "AUX"})
_OBJECTS = frozenset({"obj", "amod", "nmod", "xcomp", "obl"})
_STANCE = frozenset({"no", "mas", "menos", "mejor", "mejores", "sin", "falta", "mayor", "que"})
_LINKS = frozenset({"parte", "acerca", "cuanto", "traves", "respecto", "mediante"})
_PLAIN = re.compile(r"[^\W\d_]+(?:[ \-][^\W\d_]+)*")

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A possible label as written, the keys of its telling words, and how well it would do."""

    text: str
    keys: frozenset[str]
    merit: float  # how well it reads, times the square of its passage's nearness to the middle


def distinctive_words(
    groups: Mapping[int, Sequence[tuple[Sequence[Word], int]]],
) -> dict[int, dict[str, float]]:
    """For each group its words' keys with a weight: usual inside, rare outside.

    `groups` holds (telling words, times said) for each distinct passage. A weight is the share of
    the group's passages with the word times the logarithm of how much likelier it is here.
    """
    inside = {number: _counts(rows) for number, rows in groups.items()}
    sizes = {number: sum(times for _, times in rows) for number, rows in groups.items()}
    everywhere = sum(inside.values(), Counter())
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


def told(weights: Weights, said: Sequence[tuple[Sequence[Word], int]]) -> float:
    """The share of passages that hold one of the eight most telling words of their theme."""
    best = {key for key in _ranked(weights)[:KEYWORDS] if weights[key] > 0}
    holding = sum(times for words, times in said if any(word.key in best for word in words))
    return holding / sum(times for _, times in said)


def _ranked(weights: Weights) -> list[str]:
    return sorted(weights, key=lambda key: (-weights[key], key))


def keywords(weights: Weights, said: Iterable[tuple[Sequence[Word], int]]) -> tuple[str, ...]:
    """The most telling words in their commonest form, heaviest first; words said once are out."""
    forms: dict[str, Counter[str]] = {}
    for words, times in said:
        for word in words:
            forms.setdefault(word.key, Counter())[word.form] += times
    often = [key for key in _ranked(weights) if weights[key] > 0 and forms[key].total() > 1]
    return tuple(min(forms[k], key=lambda f: (-forms[k][f], f)) for k in often[:KEYWORDS])


def differing(vectors: Matrix, middle: Matrix, lengths: Sequence[int]) -> list[int]:
    """Row numbers of up to five passages, near the middle and unlike one another.

    `lengths` are in words: passages of three words or more come first, fragments last.
    """
    nearness = vectors @ middle
    order = sorted(range(len(vectors)), key=lambda row: (lengths[row] < 3, -nearness[row], row))
    chosen: list[int] = []
    for row in order[: READ * 5]:
        if len(chosen) < SHOWN and all(vectors[row] @ vectors[other] < ALIKE for other in chosen):
            chosen.append(row)
    return chosen


def phrases(
    readings: Iterable[Reading], nearness: Sequence[float], spelling: Spelling
) -> list[Phrase]:
    """Phrases that could be a label, as often as they occur.

    `nearness` says for each reading how near its passage is to the middle of the theme.
    """
    return [
        Phrase(text, keys, max(near, 0.05) ** 2 * _reads(span, text, spelling))
        for reading, near in zip(readings, nearness, strict=True)
        for span in _spans(reading.parsed)
        if _readable(span, text := reading.text(span))
        and (keys := frozenset(word.key for word in telling_words(span)))
    ]


def _spans(doc: Doc) -> Iterable[Span]:
    found = {(0, len(doc))}
    if doc.has_annotation("DEP"):
        found |= {(chunk.start, chunk.end) for chunk in doc.noun_chunks}
        for token in doc:
            if token.pos_ in _VERBS or token.pos_ == "NOUN":
                found.add((token.left_edge.i, token.right_edge.i + 1))
                found.add((token.left_edge.i, token.i + 1 + _reach(token)))
    else:
        found |= {(a, b) for a in range(len(doc)) for b in range(a + 2, min(a + 6, len(doc) + 1))}
    return [doc[a:b] for a, b in sorted(found)]


def _reach(token: Token) -> int:
    """Words from a head to the end of its nearest object or attribute."""
    return max((c.right_edge.i - token.i for c in token.rights if c.dep_ in _OBJECTS), default=0)


def _readable(span: Span, written: str) -> bool:
    if not SHORTEST <= len(span) <= LONGEST or not _PLAIN.fullmatch(written) or _hidden(span):
        return False
    first, last = span[0], span[-1]
    if not first.pos_:
        return not (first.is_stop or last.is_stop)
    loose = _LOOSE_START if len(span) == len(span.doc) else _CUT_START
    opens = first.pos_ not in loose and without_accents(first.lower_) not in _LINKS
    return opens and last.pos_ not in _LOOSE_END and len(last) > 2


def _hidden(span: Span) -> bool:
    """Whether a span touches what redaction put in ("[nombre]")."""
    holes = (hole.span() for hole in PLACEHOLDER.finditer(span.doc.text))
    return any(start < span.end_char and span.start_char < end for start, end in holes)


def _reads(span: Span, written: str, spelling: Spelling) -> float:
    """Better: a whole utterance, a verb or a stance, four or five words, usual spelling.

    A bare name of a thing ("los niños") says what it is about, not what is asked.
    """
    whole = 1.5 if len(span) == len(span.doc) else 1.0
    asks = any(t.pos_ in _VERBS for t in span) or without_accents(span[0].lower_) in _STANCE
    length = 1.0 - 0.12 * abs(len(span) - 4.5)
    right = written.lower() == span.text.lower() and all(spelling.knows(t.text) for t in span)
    return whole * (1.2 if asks else 0.8) * length * (1.0 if right else 0.5)


def best_label(found: Sequence[Phrase], weights: Weights, taken: set[str]) -> str | None:
    """The phrase that best tells its theme and is no label in `taken`; None without one."""
    said = Counter(phrase.keys for phrase in found)
    free = {phrase for phrase in found if phrase.text.lower() not in taken}
    best = min(
        free,
        key=lambda phrase: (-_score(phrase, weights, said[phrase.keys]), phrase.text),
        default=None,
    )
    return best.text if best else None


def _score(phrase: Phrase, weights: Weights, times: int) -> float:
    """Words of no weight here dilute a phrase; what is said often gains a little."""
    told = LITTLE + sum(weights.get(key, 0.0) for key in sorted(phrase.keys))
    dilution = 1 + 0.25 * sum(weights.get(key, 0.0) < 0.02 for key in phrase.keys)
    return told * phrase.merit / dilution * (1 + 0.3 * log(times))
