"""What kind of statement a passage is, told by mood, verb and mark rather than by subject."""

import re

from spacy.tokens import Span, Token

from .spelling import without_accents

_ASKS = re.compile(
    r"^(?:\W*(?:que|q|ke) \w+(?:en|an|a|e|amos|emos)\b|(?:no )?mas\b|menos\b|basta\b|fin\b|"
    r"mejor(?:es|ar)?\b)|"
    r"\b(?:deberia[ns]?|debe[ns]?|tienen que|hay que|quiero|quisiera|queremos|querria|"
    r"me gustaria|propongo|proponen|pido|pedimos|piden|necesit\w+|ojala|por favor|"
    r"should|want|please|need|must|let us|let s)\b"
)
_FEARS = re.compile(
    r"\b(?:miedo|asusta\w*|preocupa\w*|temor|teme[ns]?|triste\w*|me da (?:cosa|pena|ansiedad)|"
    r"no me siento|peligros\w*|scared|afraid|worr\w+)\b"
)
_PRAISES = re.compile(
    r"\b(?:me (?:gusta[n]?|encanta[n]?)|esta (?:bien|chido|padre|genial)|gracias|"
    r"i (?:like|love))\b"
)
_HAPPENED = re.compile(
    r"\b(?:una vez|un dia|me (?:paso|hicieron|dijeron|mandaron|escribio|escribieron|robaron|"
    r"hackearon|insultaron)|a mi \w+ le|cuando (?:yo|estaba|era|tenia)|once)\b"
)
_ASKING = ("¿", "?")


def kind(span: Span, written: str) -> str:
    """proposal, worry, experience, question, praise or other: the first that fits.

    `span` is parsed in usual spelling; `written` is the passage with its marks.
    """
    said = without_accents(span.text.lower()).strip()
    if any(mark in written for mark in _ASKING):
        return "question"
    if _FEARS.search(said):
        return "worry"
    if _HAPPENED.search(said) or _told(span):
        return "experience"
    if _ASKS.search(said) or _wished(span.root):
        return "proposal"
    return "praise" if _PRAISES.search(said) else "other"


def _told(span: Span) -> bool:
    """A finite past tense in the first person."""
    return any(
        "Past" in t.morph.get("Tense", []) and "1" in t.morph.get("Person", []) for t in span
    )


def _wished(root: Token) -> bool:
    """The main verb wishes: subjunctive, imperative, conditional or a bare infinitive."""
    moods = set(root.morph.get("Mood", []))
    bare = "Inf" in root.morph.get("VerbForm", []) and not any(
        child.dep_ in {"aux", "nsubj", "cop"} for child in root.children
    )
    return bool(moods & {"Sub", "Imp", "Cnd"}) or bare
