"""Answers cut into passages: one idea each, by list marks, sentences and coordinated clauses.

The parser reads each word in its usual spelling; the passage keeps the spelling it was written
in. The two run word by word beside each other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from . import sides, statements
from .moods import Knows
from .spelling import PLACEHOLDER, Spelling, without_accents

BLOCK = 64
ALONE = 3  # telling words of a sentence that stands alone in any case, where there is no parse
_MARK = re.compile(
    r"(?:\n+|^|(?<=[\s.,;:]))\s*(?:[-–—•·*_►✓]+\s*|\d{1,2}\s*(?:\.\s*-|[.)\-°º])\s*|[a-h]\)\s)"
    r"(?=\S)|\n+|;|\s[•·►]\s"
)
EDGE = " \t\r\n.,;:-–—_•·*\"'“”«»|/)(>…"
_PAIRS = (('"', '"'), ("“", "”"), ("«", "»"), ("(", ")"))
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_NOTHING = re.compile(
    r"(?:(?:yo )?no (?:lo )?se(?: (?:que|la verdad|que (?:decir|poner|escribir)))?|nose|"
    r"no tengo (?:idea|respuesta|opinion|nada(?: que decir)?|comentarios)|"
    r"nada(?: (?:mas|de nada|por ahora|la verdad))?|ningun[oa]?|lo mismo(?: (?:de|que) \w+)?|"
    r"(?:todo )?igual|idem|no (?:quiero|deseo) (?:responder|contestar|decir)(?: nada)?|"
    r"no (?:opino|opina|responde|contesta|aplica|sabe|recuerdo|me acuerdo|entiendo)|"
    r"(?:ahorita )?no se (?:me )?(?:ocurre|viene)(?: (?:nada|ninguna|algo|a la mente))*|"
    r"no me interesa|me da igual|sin (?:respuesta|opinion|comentarios?|informacion)|"
    r"no hay|no|si|ok|oki|bien|todo|normal|"
    r"(?:nada |no |pues )?(?:asi )?(?:esta )?todo (?:esta )?(?:bien|perfecto|chido)(?: gracias)?|"
    r"(?:muchas )?gracias|quien sabe|etc|etcetera|otros?|"
    r"(?:ja|je|ji|jo|ha|ah|s r|n a|n r|ns nr|ns|nr|na)+|idk|nothing|none|dunno|"
    r"i (?:do not|don t|dont) know|same|the same|yes)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that tells something: `key` is shared by its forms, `form` is as usually spelt."""

    key: str
    form: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before grouping: as written, as compared, its telling words, what it does.

    `regular` is empty where the passage holds no opinion ("no sé"); `stance` is what `sides`
    reads in it.
    """

    text: str
    regular: str
    words: tuple[Word, ...]
    kind: str
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text parsed in its usual spelling, and word by word as it was written."""

    parsed: Doc
    written: Doc

    def text(self, span: Span) -> str:
        """The words of a parsed span as they were written."""
        return self.written[span.start : span.end].text


def says_nothing(regular: str) -> bool:
    """Whether a passage in regular spelling holds no opinion: "no sé", "nada", "lo mismo"."""
    return bool(_NOTHING.fullmatch(re.sub(r"\W+", " ", without_accents(regular)).strip()))


def pieces(texts: Sequence[str], nlp: Language, spelling: Spelling) -> Iterator[tuple[Piece, ...]]:
    """The passages of each text, in order. Lists are cut first, then the parse decides."""
    parts = [_listed(text) for text in texts]
    readings = read((part for of_text in parts for part in of_text), nlp, spelling)
    for of_text in parts:
        found = [_pieces_of(next(readings), spelling) for _ in of_text]
        yield tuple(piece for of_part in found for piece in of_part)


def read(texts: Iterable[str], nlp: Language, spelling: Spelling) -> Iterator[Reading]:
    """The texts parsed in blocks, without entities, which themes do not need."""
    written = ((_usual(doc, spelling), doc) for doc in map(nlp.make_doc, texts))
    both = nlp.pipe(written, as_tuples=True, batch_size=BLOCK, disable=["ner"])
    return (Reading(parsed, doc) for parsed, doc in both)


def _usual(doc: Doc, spelling: Spelling) -> Doc:
    words = [spelling.word(token.text) for token in doc]
    return Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc])


def _listed(text: str) -> list[str]:
    """The lines and list entries of a text, without their marks; shouting is lowered."""
    shouted = sum(c.isupper() for c in text) > 0.6 * sum(c.isalpha() for c in text)
    parts = (bare(part) for part in _MARK.split(text) if part)
    return [part.lower() if shouted else part for part in parts if part]


def _pieces_of(reading: Reading, spelling: Spelling) -> list[Piece]:
    found = (_piece(span, reading, spelling) for span in ideas(reading.parsed, spelling.knows))
    return [piece for piece in found if piece is not None]


def ideas(doc: Doc, knows: Knows) -> list[Span]:
    """A text's sentences, cut further before each coordinated clause that stands alone.

    Without a parse a short sentence that neither asks nor judges goes with the one before.
    """
    if not doc.has_annotation("DEP"):
        return _with_short(doc, knows) if doc.has_annotation("SENT_START") else [doc[:]]
    return _joined([part for sentence in doc.sents for part in _clauses(sentence)])


def _with_short(doc: Doc, knows: Knows) -> list[Span]:
    whole: list[Span] = []
    for part in doc.sents:
        short = sum(map(_tells, part)) < ALONE
        if whole and short and statements.kind(part, part.text, knows) == "other":
            part = doc[whole.pop().start : part.end]
        whole.append(part)
    return whole


def _clauses(sentence: Span) -> list[Span]:
    starts = sorted({token.left_edge.i for token in sentence if _opens_clause(token, sentence)})
    cuts = [sentence.start, *(at for at in starts if at > sentence.start), sentence.end]
    return [sentence.doc[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def _opens_clause(token: Token, sentence: Span) -> bool:
    """A verb coordinated with the sentence's own, with words of its own."""
    if token.dep_ != "conj" or token.pos_ not in {"VERB", "AUX"}:
        return False
    head = token.head
    while head.dep_ == "conj":
        head = head.head
    return head == sentence.root and _weight(token.subtree) >= 2


def _weight(tokens: Iterable[Token]) -> int:
    return sum(token.pos_ in _CONTENT for token in tokens)


def _joined(parts: list[Span]) -> list[Span]:
    """The same parts, those too light to stand alone joined to the one before.

    A full stop keeps even a light part apart; without one the parser's guess is not trusted.
    """
    whole: list[Span] = []
    for part in parts:
        light = bool(whole) and (_weight(part) < 2 or _weight(whole[-1]) < 2)
        if light and whole[-1][-1].text not in {".", "!", "?", "…"}:
            part = part.doc[whole.pop().start : part.end]
        whole.append(part)
    return whole


def _piece(span: Span, reading: Reading, spelling: Spelling) -> Piece | None:
    text = _trimmed(reading.text(span))
    if not re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", text)):
        return None  # a mark, a number or a letter left by a list
    regular = spelling.regular(text)
    if says_nothing(regular):
        return Piece(text, "", (), "other")
    told = _told(span)
    kind = statements.kind(span, text, spelling.knows)
    stance = sides.stances(span, kind, {token: word.key for token, word in told.items()})
    return Piece(text, regular, tuple(told.values()), kind, stance)


def _trimmed(text: str) -> str:
    return bare(re.sub(r"^(?:y|e|and|ni)\s+|[\s,]+(?:y|e|o|and)$", "", bare(text), flags=re.I))


def bare(text: str) -> str:
    """A text without marks at its ends, but for one that belongs to a pair inside."""
    kept = text.strip(EDGE)
    start = text.find(kept) if kept else 0
    before, after = text[:start], text[start + len(kept) :]
    for opening, closing in _PAIRS:
        if opening == closing:
            alone = kept.count(opening) % 2 == 1
            opens = closes = alone
        else:
            opens = kept.count(closing) > kept.count(opening)
            closes = kept.count(opening) > kept.count(closing)
        if closes and after.lstrip(" .,;:").startswith(closing):
            kept += closing
        elif opens and before.rstrip().endswith(opening):
            kept = opening + kept
    return kept


def telling_words(span: Span) -> tuple[Word, ...]:
    """The nouns, names, verbs and adjectives of a span that are no stop words.

    Placeholders of redaction ("[nombre]") hold none. Where a language has no parser, every word
    that is no stop word counts.
    """
    return tuple(_told(span).values())


def _told(span: Span) -> dict[Token, Word]:
    holes = [hole.span() for hole in PLACEHOLDER.finditer(span.text)]
    return {
        token: Word(_key(token), token.lower_)
        for token in span
        if _tells(token) and not any(a <= token.idx - span.start_char < b for a, b in holes)
    }


def _tells(token: Token) -> bool:
    telling = token.pos_ in _CONTENT or not token.pos_
    return telling and token.is_alpha and not token.is_stop and len(token) > 2


def _key(token: Token) -> str:
    """The lemma without accent, gender and number: small models miss many plurals."""
    lemma = without_accents((token.lemma_ or token.text).lower().split()[0])
    return re.sub(r"(?<=\w{3})(?:[oa]s?|es|s)$", "", lemma)
