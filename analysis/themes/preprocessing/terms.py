"""The terms of a passage: words that tell what it is about, by their lemma."""

import re
from dataclasses import dataclass

from spacy.tokens import Span, Token

from analysis.themes.lang.english_stems import stem
from analysis.themes.lang.spelling import PLACEHOLDER
from codebook.finder import without_accents

_HALVES = frozenset({"wan", "gon", "gim", "lem"})  # of "wanna", "gonna": English is cut there
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word that tells something: `key` is shared by its forms, `form` is as usually spelt."""

    key: str
    form: str


def find_terms(span: Span) -> dict[Token, Term]:
    """The nouns, names, verbs and adjectives of a span that are no stop words.

    Placeholders of redaction ("[nombre]") hold none. Where a language has no parser, every word
    that is no stop word counts.
    """
    holes = [hole.span() for hole in PLACEHOLDER.finditer(span.text)]
    return {
        token: Term(_key(token), token.lower_)
        for token in span
        if tells(token) and not any(a <= token.idx - span.start_char < b for a, b in holes)
    }


def tells(token: Token) -> bool:
    telling = token.pos_ in CONTENT or not token.pos_
    told = telling and token.is_alpha and not token.is_stop and len(token) > 2
    return told and not (token.lower_ in _HALVES and token.doc.lang_ == "en")


def _key(token: Token) -> str:
    """The lemma without accent, gender and number: small models miss many plurals. English has no
    lemmas here: the stem stands for them."""
    if token.doc.lang_ == "en":
        return stem(without_accents(token.lower_))
    lemma = without_accents((token.lemma_ or token.text).lower().split()[0])
    return re.sub(r"(?<=\w{3})(?:[oa]s?|es|s)$", "", lemma)
