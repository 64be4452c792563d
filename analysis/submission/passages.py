"""Answers cut into passages: groups of sentences that read alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import add

from .paragraphs import Marked
from .values import ParsedPassage

_WHOLE = 45  # words; a paragraph up to this length stays one passage
_LONGEST = 120  # words; a passage takes no further sentence beyond this
_SHORT = 8  # words; a shorter sentence does not stand alone
_MOST_JOINED = 12  # paragraphs; no more headings than this are joined to what follows
_LONG_SENTENCE = 60  # words; a longer sentence is parted at semicolons

_BREAK = re.compile(r"(?<=[.!?…])[\"'”’»)\]]{0,3}\s+(?=[\"'“‘«(\[¿¡]{0,3}[A-ZÁÉÍÓÚÜÑ0-9])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(“\"])(?:[A-ZÁÉÍÓÚÑ]|(?:[A-Z]\.)+[A-Z]?|pp?|págs?|arts?|núms?|nos?|vol|cap|fracc?|inc"
    r"|párr|cf|ej|sra?s?|dra?s?|lic|mtr[ao]|ing|prof|sta|sto|av|col|tel|ext|vs|approx|mr|mrs|ms|st)"
    r"\.$",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"[\"“«(]?(?:de (?:ell|est|es|ést|és)[ao]s?|est[aeo]s?|ést[ae]s?|es[aeo]s?|ell[ao]s?|dich[ao]s?"
    r"|lo anterior|a pesar de|por (?:ello|eso|esto|lo que|lo tanto|tanto)|al mismo tiempo"
    r"|sin embargo|no obstante|en consecuencia|así|ahí|allí|pero|ambos|ambas|también|tampoco"
    r"|this|these|those|they|it|such|however|therefore|thus|of (?:these|those|them)|both|but)\b",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"(?:[-–—•·▪◦●*]\s{0,5})+")

_SETTING = (  # what may stand before the statement: "A nivel federal, no se identifica..."
    r"(?:(?:a nivel|en|hasta|a la fecha|actualmente|al respecto|al momento|por el momento|sobre"
    r"|respecto|para|sin embargo|asimismo|por otro lado|además|lamentablemente)\b"
    r"(?:(?!\bque\b)[^.;:]){0,80}?)?\b"
)
_SOUGHT = r"no se (?:identific|encontr|localiz|ubic|observ|hall)\w{1,6}"
_HELD = (
    r"(?:no se (?:cuenta con|cont[oó] con|dispone de|tienen?)"
    r"|no (?:hay|existen?|contamos con|tenemos|disponemos de|identificamos|encontramos))"
)
_WHICH = (
    r"\s(?:(?:ning[uú]na?|algun[ao]s?|la|las|los|otr[ao]s|conocimiento de|registro de"
    r"|oficial(?:es)?|p[uú]blic[ao]s?)\s){0,3}"
)
_KNOWLEDGE = (
    r"(?:informaci[oó]n|fuentes?|datos?|registros?|estad[ií]sticas?|evidencias?|cifras|estudios?"
    r"|diagn[oó]sticos?|ejemplos?|antecedentes)\b"
)
_ACTION = (
    r"(?:acciones|acci[oó]n|medidas|mecanismos|programas|pol[ií]ticas|protocolos|procesos"
    r"|procedimientos|iniciativas|estrategias|experiencias|pr[aá]cticas|casos|documentos?"
    r"|informes?|reportes?)\b"
)
# "No hay protocolos en las escuelas" is a finding, "no se identifican protocolos" an empty search.
_ABSENT_ES = re.compile(
    rf"{_SETTING}{_SOUGHT}{_WHICH}(?:{_KNOWLEDGE}|{_ACTION})|{_SETTING}{_HELD}{_WHICH}{_KNOWLEDGE}"
    rf"|no se cuenta con{_WHICH}{_ACTION}|sin{_WHICH}{_KNOWLEDGE}",
    re.IGNORECASE,
)
_QUALIFIED = r"(?:(?:official|public|publicly|available|relevant|specific|such|other|state)\s){0,4}"
_NOTHING_EN = (
    r"(?:information|data|sources?|statistics|examples?|measures|actions?|evidence|records?)"
)
_ABSENT_EN = re.compile(
    r"(?:(?:at|in|to|so|currently|at present)\b[^.;:]{0,80}?)?\b"
    rf"(?:no {_QUALIFIED}{_NOTHING_EN}\b"
    r"[^.;:]{0,60}?\b(?:identified|found|available|located)\b"
    rf"|(?:there (?:is|are)|(?:we|the \w+) (?:has|have)) no {_QUALIFIED}{_NOTHING_EN}\b"
    rf"|(?:\w+\s){{1,4}}(?:did|do|does|could|can)(?: not|not|n.t) (?:identify|find|have|locate)"
    rf" (?:any )?{_QUALIFIED}{_NOTHING_EN}\b)",
    re.IGNORECASE,
)


def is_absent(sentence: str) -> bool:
    """Whether a sentence begins by saying that no information or action is known."""
    return bool(_ABSENT_ES.match(sentence) or _ABSENT_EN.match(sentence))


def passages(number: int, answer: Sequence[Marked]) -> tuple[ParsedPassage, ...]:
    """An answer's passages, ids "number.1", "number.2"...; every word of it is in one of them."""
    spans = ((p, span) for p in _introductions_joined(answer) for span in _spans(p.text))
    return tuple(
        _passage(f"{number}.{position}", paragraph, span)
        for position, (paragraph, span) in enumerate(spans, start=1)
    )


def sentences(text: str) -> list[str]:
    """A text's sentences, in order."""
    return [text[start:end] for start, end in _sentence_spans(text)]


def _passage(id: str, paragraph: Marked, span: tuple[int, int]) -> ParsedPassage:
    start, end = span
    text = paragraph.text[start:end]
    # A call stands after the words it belongs to: one between two passages is the first one's.
    called = (n for at, n in paragraph.calls if start < at <= end or at == start == 0)
    text = text[_mark_length(text) :]
    return ParsedPassage(id, text, tuple(dict.fromkeys(called)), is_absent(text))


def _mark_length(text: str) -> int:
    """Length of a bullet before words."""
    mark = _LIST_MARK.match(text)
    return mark.end() if mark and mark.end() < len(text) else 0


def _introductions_joined(answer: Iterable[Marked]) -> list[Marked]:
    """Join headings and sentences that end in a colon to what they introduce."""
    groups: list[list[Marked]] = []
    waiting = False
    for paragraph in (p for p in answer if p.text):
        if waiting:
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
        waiting = _introduces(paragraph.text) and len(groups[-1]) < _MOST_JOINED
    return [reduce(add, group) for group in groups]


def _introduces(text: str) -> bool:
    heading = _words(text) < 6 and text[-1].isalpha() and not is_absent(text)
    return text.endswith(":") or (heading and not _LIST_MARK.match(text))


def _spans(text: str) -> list[tuple[int, int]]:
    """The passages of one paragraph as (start, end) offsets."""
    found = _sentence_spans(text)
    if _words(text) <= _WHOLE and not any(is_absent(text[a:b]) for a, b in found):
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    for start, end in (part for span in found for part in _parts(text, span)):
        if spans and _joins(text, spans[-1], (start, end)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _joins(text: str, group: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a sentence belongs to the passage before it.

    A statement that nothing is known stays alone, so that `absent` says nothing of its neighbours.
    """
    before, said = text[slice(*group)], text[slice(*sentence)]
    if is_absent(before) or is_absent(said):
        return False
    needs = _LEANS.match(said) or _words(said) < _SHORT or _words(before) < _SHORT
    return bool(needs) and _words(before) + _words(said) <= _LONGEST


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if not _ABBREVIATED.search(text, max(0, gap.start() - 14), gap.start()):
            end = gap.start() + len(gap[0].rstrip())
            spans.append((start, end))
            start = gap.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _parts(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """A very long sentence at its semicolons, where both sides are more than a few words."""
    start, end = span
    if _words(text[start:end]) > _LONG_SENTENCE:
        for gap in re.finditer(r"(?<=;)\s+", text[start:end]):
            at = span[0] + gap.start()
            sides = (text[start:at], text[at:end])
            if min(map(_words, sides)) >= _SHORT and _is_level(sides[0]):
                yield start, at
                start = span[0] + gap.end()
    yield start, end


def _is_level(text: str) -> bool:
    """Whether no bracket or quotation is left open."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
    return all(text.count(opened) <= text.count(closed) for opened, closed in pairs)


def _words(text: str) -> int:
    return len(text.split())
