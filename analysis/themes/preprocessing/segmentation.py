"""Answers cut into passages: one idea each, by list marks, sentences and coordinated clauses.

The parser reads each word in its usual spelling; the passage keeps the spelling it was written
in. The two run word by word beside each other.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from analysis.themes.annotation import stance as annotation_stance
from analysis.themes.annotation import statement_kind
from analysis.themes.lang.spanish_verbs import Knows, wishes
from analysis.themes.lang.spelling import PLACEHOLDER, Spelling
from codebook.finder import without_accents

from .terms import CONTENT, Term, find_terms, tells

BLOCK = 64
_MUST = re.compile(
    r"(?:hay|habr[ií]an?|habr[aá]|hubo|t(?:en(?:go|ga|emos|[ií]a|dr)|iene|uv)\w*)"
)  # "que" belongs to it
_BEFORE_MUST = frozenset({"no", "ya", "nos", "se", "y", "e"})
_TURNS = frozenset({"pero", "aunque", "sino"})  # what follows turns what was said
_LINKS = frozenset({"ADP", "SCONJ", "CCONJ", "PUNCT", "ADV", "DET", "PRON", "SPACE"})
_LEADS = re.compile(r"que|no|ya|nos|me|se|les?|l[ao]s?")
RULER = "attribute_ruler"
ALONE = 3  # telling words of a sentence that stands alone in any case, where there is no parse
_MARK = re.compile(
    r"(?:\n+|^|(?<=[\s.,;:]))\s*(?:[-–—•·*_►✓]+\s*|[a-h]\)\s|"
    r"(?P<number>\d{1,2})(?:\s*(?:\.\s*-|[.\-](?!\d)|[)°º])\s*|"
    r"(?P<bare>\s+)(?=(?:que|q|k|no|m[aá]s|menos|sin|los?|las?|el|una?)\b))|"
    r"(?:lo )?(?P<ordinal>primer[oa]|segund[oa]|tercer[oa]|cuart[oa]|quint[oa]|first|second|"
    r"third)\b"
    r"(?:\s*[:,.]\s*|\s+)(?!(?:de|del|y|o|[abc]|ano|año|grado|lugar|semestre|time|grade)\b))"
    r"(?=\S)|\n+|;|\s[•·►]\s",
    re.IGNORECASE,
)
_ORDINALS = {  # numbers that no row of digits goes on to
    "primer": 101, "first": 101, "segund": 102, "second": 102, "tercer": 103, "third": 103,
    "cuarto": 104, "cuarta": 104, "quinto": 105, "quinta": 105,
}  # fmt: skip
_SECOND = re.compile(r"\b(?:2|segund[oa]|second)\b", re.IGNORECASE)
EDGE = " \t\r\n.,;:-–—_•·*\"'“”«»|/)(>…"
_PAIRS = (('"', '"'), ("“", "”"), ("«", "»"), ("(", ")"))
_SAID = (  # elsewhere: "ya contesté eso arriba", "lo mismo que puse en la otra pregunta"
    r"(?:(?:ya|lo que|(?:(?:es|seria) )?(?:lo mismo|igual)(?: (?:que|de|a))?) )+"
    r"(?:(?:l[ao]s?|te|les?|que|ya|he) )*(?:dij[eo]|dicho|puse|puesto|conteste|contestado|"
    r"respond[io]|respondido|escribi|escrito|mencione|comente|e[sx]plique)"
    r"(?: (?:es[oa]|esta|en|l[ao]s?|el|de|antes|arriba|ahi|atras|otras?|anterior(?:es)?|primera|"
    r"pasada|preguntas?|respuestas?|ya|todo|anteriormente|hace|rato))*"
)
_FEAR = r"(?:preocup[ae]|asust[ae]|molest[ae]|(?:da|de) (?:miedo|pena))"
_UNWORRIED = (  # "no me preocupa nada", "no tengo miedo de nada"
    rf"(?:a mi )?(?:no (?:me|nos) {_FEAR} (?:nada|nadie|ninguna cosa)|"
    rf"(?:(?:no hay )?nada(?: que)?|nadie|ninguna cosa) (?:me|nos) {_FEAR}|"
    r"no (?:tengo|siento|hay|tenemos) (?:ningun |ninguna )?(?:miedos?|temor|preocupacion(?:es)?)"
    r"(?: (?:de|a|por) (?:nada|nadie|ninguna cosa))?)"
    r"(?: (?:de|en|con) (?:el |las? )?(?:internet|redes(?: sociales)?|celular|escuela))?"
)
_NOTHING = re.compile(
    rf"(?:{_SAID}|{_UNWORRIED}|"
    r"(?:yo )?no (?:lo )?(?:se|c)(?: (?:que|la verdad|que (?:decir|poner|escribir)))?|no sabo|"
    r"(?:no tengo )?(?:(?:ni|ninguna|no) )?(?:la (?:menor|mas minima) )?idea(?: de nada)?|"
    r"no tengo(?: (?:respuesta|(?:ninguna )?opinion|nada(?: que decir)?|comentarios))?|"
    r"(?:ninguna|no) (?:opinion|respuesta)|no comments?|"
    r"nada(?: (?:mas|de nada|por ahora|la verdad))?|ningun[oa]?|"
    r"(?:lo mismo|(?:todo )?igual)(?: (?:de|que)(?: (?:la|mi|el))? \w+)?|"
    r"idem|no (?:quiero|deseo) (?:responder|contestar|decir)(?: nada)?|"
    r"no (?:opino|opina|responde|contesta|aplica|sabe|recuerdo|me acuerdo|entiendo)(?: nada)?|"
    r"(?:ahorita )?no se (?:me )?(?:ocurre|viene)(?: (?:nada|ninguna|algo|a la mente))*|"
    r"no me interesa|me da igual|sin (?:respuesta|opinion|comentarios?|informacion)|"
    r"no hay|no|si|ok|oki|bien|todo|normal|(?:yo )?(?:creo|pienso) que (?:si|no)|no creo|"
    r"(?:nada |no |pues )?(?:asi )?(?:esta )?todo (?:esta )?(?:bien|perfecto|chido)(?: gracias)?|"
    r"(?:muchas )?gracias|quien sabe|etc|etcetera|otros?|"
    r"a?(?:ja|je|ji|jo|ha|ah|s r|n a|n r|ns nr|ns|nr|na)+|x+d+|lol|idk|nothing|none|dunno|"
    r"i (?:do not|don t|dont) (?:know|have an?y? (?:opinions?|ideas?|clue))|not sure|yes|"
    r"i have no (?:opinion|idea|clue)|(?:the )?same(?: (?:as|like)(?: the| my)? \w+)?"
    r"(?: (?:one|question|answer|time))?|(?:what )?i (?:have )?already (?:answered|said|wrote)"
    r"(?: (?:that|this|it|before|above))*|(?:nothing|no one|nobody) (?:worries|scares|bothers) me|"
    r"i ?(?:am|m) not (?:scared|afraid|worried) (?:of|about) any(?:thing|one)|"
    r"ps|pues|la (?:verdad|neta)|mm+|es que)"  # these only fill, beside one of the others
)
_SOME = re.compile(rf"(?:{_NOTHING.pattern}(?: |$))+")
SHORT = 8  # words that several such phrases have together, at most


@dataclass(frozen=True, slots=True)
class AnnotatedPassage:
    """A passage before grouping: as written, as compared, its telling words, what it does.

    `regular` is empty where the passage holds no opinion ("no sé"); `stance` is what `sides`
    reads in it.
    """

    text: str
    regular: str
    words: tuple[Term, ...]
    kind: str
    stance: str = ""


@dataclass(frozen=True, slots=True)
class SegmentedText:
    """A text parsed in its usual spelling, and word by word as it was written."""

    parsed: Doc
    written: Doc

    def text(self, span: Span) -> str:
        """The words of a parsed span as they were written."""
        return self.written[span.start : span.end].text


def says_nothing(regular: str) -> bool:
    """Whether a passage in regular spelling holds no opinion: "no sé", "nada", "lo mismo"."""
    said = re.sub(r"\W+", " ", without_accents(regular)).strip()
    return bool((_SOME if said.count(" ") < SHORT else _NOTHING).fullmatch(said))


def spaced(doc: Doc, nlp: Language) -> Doc:
    """Spaces that are tokens are told from words, where there are any.

    The model's rules do this, and copy each part of speech into a tag: else they are not needed.
    """
    spaces = nlp.has_pipe(RULER) and doc.to_array("IS_SPACE").any()
    return nlp.get_pipe(RULER)(doc) if spaces else doc


def usual(doc: Doc, spelling: Spelling) -> Doc:
    words = [spelling.word(token.text) for token in doc]
    return Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc])


def listed(text: str) -> list[str]:
    """The lines and list entries of a text, without their marks; shouting is lowered."""
    shouted = sum(c.isupper() for c in text) > 0.6 * sum(c.isalpha() for c in text)
    parts = (bare(part) for part in _between(text))
    return [part.lower() if shouted else part for part in parts if part]


def _between(text: str) -> Iterator[str]:
    """What stands between the marks of a text. Numbers are marks where they count ("tengo 10. y
    medio" does not), and those alone where two do ("1 que ... 2 que ...")."""
    at = count = 0
    for mark in _MARK.finditer(text):
        ordinal = (mark["ordinal"] or "").lower()
        number = _ORDINALS.get(ordinal[:6]) or int(mark["number"] or 0)
        first = not text[: mark.start()].strip() or "\n" in mark[0]
        if mark["bare"] or ordinal:
            goes_on = number == count + 1 and count
            counts = goes_on or (number in {1, 101} and first and _SECOND.search(text, mark.end()))
        else:
            counts = not number or first or number in {1, 2, count + 1}
        if counts:
            yield text[at : mark.start()]
            at, count = mark.end(), number or count
    yield text[at:]


def pieces_of(reading: SegmentedText, spelling: Spelling) -> list[AnnotatedPassage]:
    found = (_piece(span, reading, spelling) for span in ideas(reading.parsed, spelling.knows))
    return [piece for piece in found if piece is not None]


def ideas(doc: Doc, knows: Knows) -> list[Span]:
    """A text's sentences, cut further before each coordinated clause that stands alone.

    Without a parse a short sentence that neither asks nor judges goes with the one before, or
    after it where it comes first.
    """
    if not doc.has_annotation("DEP"):
        return _with_short(doc, knows) if doc.has_annotation("SENT_START") else [doc[:]]
    parts = [part for sentence in doc.sents for part in _clauses(sentence, knows)]
    return _joined(parts, knows)


def _with_short(doc: Doc, knows: Knows) -> list[Span]:
    whole: list[Span] = []
    alone = True  # whether what comes last can stand so
    for part in doc.sents:
        stands = sum(map(tells, part)) >= ALONE or _says(part, knows)
        if whole and not (alone and stands):
            part = doc[whole.pop().start : part.end]
            stands = sum(map(tells, part)) >= ALONE or _says(part, knows)
        whole.append(part)
        alone = stands or says_nothing(part.text.lower())
    return whole


def _says(part: Span, knows: Knows) -> bool:
    """Whether it asks, judges, wishes or tells, however short it is."""
    return statement_kind.kind(part, part.text, knows) != "other"


def _clauses(sentence: Span, knows: Knows) -> list[Span]:
    first = sentence[0]
    commas = [token for token in sentence[1:-2] if token.text == ","]
    commas = commas if commas and _wishes(first, knows) else []
    wished = [token for token in map(_after, commas) if token and _wishes_too(token, first, knows)]
    heads = {sentence.root, *map(_verb, wished)}
    starts = {token.i for token in wished}
    starts |= {_start(token.left_edge) for token in sentence if _opens_clause(token, heads)}
    cuts = [sentence.start, *sorted(at for at in starts if at > sentence.start), sentence.end]
    return [sentence.doc[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def _start(token: Token) -> int:
    """Where a clause begins that the parser begins at a token: "hay que" and "tienen que" stay
    whole, so a clause begins at the link before, if it is one of those at all."""
    said = token.doc
    if token.lower_ != "que" or not token.i or not _MUST.fullmatch(said[token.i - 1].lower_):
        return token.i
    start = token.i - 1
    while start and said[start - 1].lower_ in _BEFORE_MUST:
        start -= 1
    return start if said[start].lower_ in {"y", "e"} else 0


def _opens_clause(token: Token, heads: Collection[Token]) -> bool:
    """A verb coordinated with one of the sentence's own, with words of its own."""
    if token.dep_ != "conj":
        return False
    if token.pos_ not in {"VERB", "AUX"} and not (_copulas(token) and _has_subject(token)):
        return False
    head = token.head
    while head.dep_ == "conj":
        head = head.head
    return head in heads and _weight(token.subtree) >= 2


def _has_subject(token: Token) -> bool:
    return any(each.dep_ == "nsubj" for each in token.subtree)


def _copulas(token: Token) -> list[Token]:
    return [child for child in token.lefts if child.dep_ == "cop"]


def _wishes_too(token: Token, first: Token, knows: Knows) -> bool:
    """A wish after a comma that begins as the sentence does ("quiten ..., pongan ..."), or is for
    more or less. After such a one "que" tells what it is like, but for "que haya"."""
    if _for_more(token):
        return True
    if _for_more(first):
        return _there_be(token)
    alike = (token.lower_ == "que") == (first.lower_ == "que")
    return alike and _wishes(token, knows)


def _after(comma: Token) -> Token | None:
    """The word after a comma and what links."""
    rest = comma.doc[comma.i + 1 : comma.i + 3]
    return next((token for token in rest if token.dep_ != "cc"), None)


def _wishes(token: Token, knows: Knows) -> bool:
    """Whether a wish begins here: "quiten ...", "que el internet sea ...", "menos ..."."""
    verb = _verb(token)
    if _for_more(token) or any(
        {"Sub", "Imp"} & set(one.morph.get("Mood", [])) for one in (verb, *_copulas(verb))
    ):
        return True
    said = (each.lower_ for each in token.doc[token.i : token.i + 4])
    first = next((word for word in said if not _LEADS.fullmatch(word)), "")
    return wishes(without_accents(first), knows)


def _for_more(token: Token) -> bool:
    """Whether more or less of something begins here, and is no comparison ("más que nada")."""
    after = token.doc[token.i + 1 : token.i + 2]
    return token.lower_ in {"más", "menos"} and any(one.pos_ not in _LINKS for one in after)


def _verb(token: Token) -> Token:
    return token.head if token.lower_ in {"que", "no"} else token


def _weight(tokens: Iterable[Token]) -> int:
    return sum(token.pos_ in CONTENT for token in tokens)


def _joined(parts: list[Span], knows: Knows) -> list[Span]:
    """The same parts, those too light to stand alone joined to the one before.

    A full stop keeps even a light part apart; without one the parser's guess is not trusted.
    """
    whole: list[Span] = []
    for part in parts:
        light = bool(whole) and (_goes_on(part, knows) or _light(part, whole[-1]))
        if light and (not _ends(whole[-1]) or _counts(whole[-1], part)):
            part = part.doc[whole.pop().start : part.end]
        whole.append(part)
    return whole


def _light(part: Span, before: Span) -> bool:
    """Whether either says too little to stand alone, and no wish for more or less parts them."""
    if _weight(part) >= 2 and _weight(before) >= 2:
        return False
    wished = before[-1].text == "," and any(map(_there_be, (part[0], before[0])))
    return not wished


def _there_be(token: Token) -> bool:
    """Whether "que haya", "que no haya", "más ..." or "menos ..." begins here."""
    said = [each.lower_ for each in token.doc[token.i : token.i + 3]]
    return said[:2] == ["que", "haya"] or said == ["que", "no", "haya"] or _for_more(token)


def _goes_on(part: Span, knows: Knows) -> bool:
    """Whether a part turns what was said before ("pero ..."), or says what follows ("y ya ...")."""
    first = part[0].lower_
    if first == "y" and len(part) > 1 and part[1].lower_ == "ya":
        return not _wishes(part[min(2, len(part) - 1)], knows)
    return first in _TURNS


def _ends(part: Span) -> bool:
    return part[-1].text in {".", "!", "?", "…"}


def _counts(part: Span, after: Span) -> bool:
    """Whether the mark at the end belongs to a number ("tengo 10. años")."""
    return part.text.rstrip(".")[-1:].isdigit() and after[0].is_lower


def _piece(span: Span, reading: SegmentedText, spelling: Spelling) -> AnnotatedPassage | None:
    text = _trimmed(reading.text(span))
    if not re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", text)):
        return None  # a mark, a number or a letter left by a list
    regular = spelling.regular(text)
    if says_nothing(regular):
        return AnnotatedPassage(text, "", (), "other")
    told = find_terms(span)
    kind = statement_kind.kind(span, text, spelling.knows)
    stance = annotation_stance.stances(
        span, kind, {token: word.key for token, word in told.items()}
    )
    return AnnotatedPassage(text, regular, tuple(told.values()), kind, stance)


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
