"""Phrases in a passage that can stand as a label."""

import re
from collections.abc import Iterable, Mapping, Sequence

from analysis.themes.annotation import stance as annotation_stance
from analysis.themes.annotation import statement_kind
from analysis.themes.clustering.term_weights import LONGEST, SHORTEST
from analysis.themes.lang.languages import Said, reader_of
from analysis.themes.lang.spelling import PLACEHOLDER, Spelling
from analysis.themes.preprocessing.passages import read_passages
from analysis.themes.preprocessing.segmentation import EDGE, SegmentedText
from analysis.themes.preprocessing.terms import find_terms

from .labels import PLAIN, Phrase, _neutral, _says, readability, readable, spans, turned


def phrases(
    readings: Iterable[SegmentedText], nearness: Sequence[float], spelling: Spelling, kind: str
) -> list[Phrase]:
    """Phrases that could be a label, as often as they occur.

    `nearness` says for each reading how near its passage is to the middle of the theme; `kind` is
    the theme's commonest kind of statement.
    """
    found: list[Phrase] = []
    for reading, near in zip(readings, nearness, strict=True):
        parsed = reading.parsed.has_annotation("DEP")
        whole = statement_kind.kind(reading.parsed[:], reading.written.text, spelling.knows)
        for span in spans(reading.parsed):
            if not SHORTEST <= len(span) <= LONGEST:  # first: to put a text together costs more
                continue
            text = reading.text(span)
            told_by = {token: word.key for token, word in find_terms(span).items()}
            keys = frozenset(told_by.values())
            if not keys or not readable(span, text):
                continue
            said, bare = statement_kind.kind(span, text, spelling.knows), _neutral(span)
            neutral = bare and parsed  # else it may hold a verb
            if neutral or (said in {whole, "other"} and not turned(span)):
                says = _says(said, kind, bare and len(keys) < 2)
                reads = says * readability(span, text, spelling)
                stance = "" if neutral else annotation_stance.stances(span, said, told_by)
                found.append(Phrase(text, keys, near, reads, neutral, stance))
    return found


def phrases_in(texts: Sequence[Said], nearness: Sequence[float], kind: str) -> list[Phrase]:
    """`phrases` of texts, each read in its own language."""
    found: list[Phrase] = []
    for language in sorted({said.language for said in texts}):
        reader = reader_of(language)
        some = [at for at, said in enumerate(texts) if said.language == language]
        readings = read_passages([texts[at].text for at in some], reader.nlp, reader.spelling)
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
        if PLAIN.fullmatch(text)
    ]


def free_stretch(texts: Sequence[str], taken: set[str]) -> str:
    """Where no phrase reads well: the longest stretch of the first text whose is no label yet."""
    stretches = [longest_stretch(text) for text in texts]
    return next((words for words in stretches if words.lower() not in taken), stretches[0])


def longest_stretch(text: str) -> str:
    """The most of a text between what redaction put in."""
    return max((part.strip(EDGE) for part in PLACEHOLDER.split(text)), key=len)
