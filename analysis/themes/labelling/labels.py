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

from spacy.tokens import Doc, Span, Token

from analysis.themes.annotation import disputes, stance, statement_kind
from analysis.themes.clustering.term_weights import LONGEST, SHORTEST, Coverage, passage_worth
from analysis.themes.lang.spelling import PLACEHOLDER, Spelling
from codebook.finder import without_accents

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
PLAIN = re.compile(r"[^\W\d_]+(?:(?:, |[ \-'’])[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A possible label as written, the keys of its telling words, and how well it would do."""

    text: str
    keys: frozenset[str]
    near: float  # of its passage to the middle of the theme
    reads: float  # how well it reads
    neutral: bool = False  # a name of a thing: neither for it nor against
    stance: str = ""  # what it is for or against, where it is not neutral


def turned(span: Span) -> bool:
    """Whether what a passage says of a phrase may be the opposite ("no quiero | que la suban")."""
    doc, start, end = span.doc, span.start, span.end
    return (
        any(stance.turns(token.lower_) for token in doc[:start])
        or (start > 0 and doc[start - 1].lower_ == "de")  # "dejen de | usar"
        or (end < len(doc) and doc[end].lower_ == "no")
        or (len(span) < len(doc) and statement_kind.feared(span.text))  # "miedo a | que te roben"
    )


def spans(doc: Doc) -> Iterable[Span]:
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


def readable(span: Span, written: str) -> bool:
    if not PLAIN.fullmatch(written) or _hidden(span):
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


def readability(span: Span, written: str, spelling: Spelling) -> float:
    """Better: a whole utterance, some words long, spelt as usual, and clear by itself: it points
    at nothing outside and is no fear that looks like a wish."""
    whole = 1.3 if len(span) == len(span.doc) else 0.5 if _clipped(span) else 1.0
    length = {SHORTEST: 0.7, LONGEST: 0.9}.get(len(span), 1.0)
    unclear = statement_kind.feared(span.text) or _hangs(span)
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
        free = {phrase for phrase in free if not disputes.claims(phrase.stance, leaning)} or free
    best = min(
        free,
        key=lambda phrase: (-_score(phrase, coverage, said[phrase.keys]), phrase.text),
        default=None,
    )
    return best.text if best else None


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
    worth = passage_worth(coverage.told(phrase.keys), phrase.near)
    return worth * phrase.reads / dilution * (1 + 0.3 * log(times))
