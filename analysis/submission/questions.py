"""Numbered questions, told from the numbered lists that answers contain."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .paragraphs import Marked, marked

_NUMBERED = re.compile(
    r"[*_#>\s]{0,20}(?:(?P<called>pregunta|question)\s{0,5}(?:n[o°º.]{1,3}\s{0,3})?)?"
    r"(?P<number>[0-9]{1,2})(?P<mark>\s?[.)\]:]-?|\s?[-–—](?=\s)|\s?$)?"
    r"[*_]{0,3}\s{0,20}(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_REQUEST = re.compile(
    r"[*_\s]{0,5}(?:s[íi]rva[ns]e|por favor|favor de|indique|describa|explique|proporcione|señale"
    r"|mencione|enumere|identifique|comparta|detalle|qué|cuál|cuáles|cómo"
    r"|please|describe|explain|provide (?:information|details|examples)|what|which|how"
    r"|are there|is there|do you|does)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A question and the paragraphs under it. Number 0: what stands before the first question."""

    number: int
    text: str
    answer: tuple[Marked, ...]
    called: tuple[int, ...] = ()  # notes called in the question itself
    inside: tuple[int, ...] = ()  # numbers of what looks like a question within the answer


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A numbered paragraph; it asks if it is worded as a question or a request."""

    place: int
    number: int
    text: str
    asks: bool


def sections(paragraphs: Sequence[str]) -> list[Section]:
    """The preamble (number 0, maybe empty) and each question with its answer, in order."""
    pairs = zip(paragraphs, [*paragraphs[1:], ""], strict=False)
    numbered = [_candidate(p, said, after) for p, (said, after) in enumerate(pairs)]
    candidates = [candidate for candidate in numbered if candidate]
    chosen = _chosen(candidates)
    ends = [candidate.place for candidate in chosen] + [len(paragraphs)]
    preamble = Section(0, "", tuple(marked(said) for said in paragraphs[: ends[0]]))
    left = [c for c in candidates if c.asks and c not in chosen]
    found = [preamble]
    for candidate, end in zip(chosen, ends[1:], strict=True):
        section = _section(candidate, paragraphs[candidate.place + 1 : end])
        inside = tuple(c.number for c in left if candidate.place < c.place < end)
        found.append(replace(section, inside=inside))
    return found


def _candidate(place: int, paragraph: str, following: str) -> _Candidate | None:
    numbered = _NUMBERED.match(paragraph)
    if not numbered or not _is_number_of_paragraph(paragraph, numbered):
        return None
    text = numbered["text"]
    wording = text or following
    asks = "¿" in wording or bool(_REQUEST.match(wording)) or _ends_asking(wording)
    return _Candidate(place, int(numbered["number"]), text, asks or bool(numbered["called"]))


def _is_number_of_paragraph(paragraph: str, numbered: re.Match[str]) -> bool:
    """Whether it numbers what follows: `10.5 %` and `Pregunta 3 de la encuesta` do not."""
    after = paragraph[numbered.end("mark") :] if numbered["mark"] else ""
    if after[:1].isdigit():
        return False
    if numbered["called"] and not numbered["mark"]:
        return not numbered["text"] or numbered["text"].startswith("¿")
    return bool(numbered["mark"])


def _ends_asking(text: str) -> bool:
    return marked(text).text.rstrip("*_ )").endswith("?")


def _chosen(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The numbered paragraphs that are questions.

    Those that ask, in rising order; then, where a number is missing between two of them, the one
    that has it. Where none asks, the longest rising run of numbers is taken.
    """
    asking = _rising([c for c in candidates if c.asks])
    if not asking:
        return _rising(candidates)
    lists = _in_lists(candidates)
    spare = [c for c in candidates if not c.asks and c.place not in lists]
    return sorted([*asking, *_fillers(asking, spare)], key=lambda c: c.place)


def _fillers(asking: Sequence[_Candidate], spare: Iterable[_Candidate]) -> list[_Candidate]:
    """Spare candidates whose number and place both lie between neighbouring questions."""
    bounds = list(zip([None, *asking[:-1]], asking, strict=True))
    fillers: list[_Candidate] = []
    for candidate in spare:
        for before, after in bounds:
            low, start = (before.number, before.place) if before else (0, -1)
            fits = low < candidate.number < after.number and start < candidate.place < after.place
            if fits:
                fillers.append(candidate)
    return _rising(fillers)


def _in_lists(candidates: Sequence[_Candidate]) -> set[int]:
    """Places of items that count on from 1, under a question, without asking."""
    places: set[int] = set()
    run: list[_Candidate] = []
    first = next(c.place for c in candidates if c.asks)
    for candidate in (c for c in candidates if c.place >= first):
        goes_on = bool(run) and candidate.number == run[-1].number + 1 and not candidate.asks
        run = [*run, candidate] if goes_on else [candidate]
        if len(run) > 1 and run[0].number == 1 and not run[0].asks:
            places |= {c.place for c in run}
    return places


def _rising(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The longest subsequence of strictly rising numbers; of equals, the earliest."""
    best: dict[int, list[_Candidate]] = {}  # number -> longest run that ends with it
    for candidate in candidates:
        shorter = (best[n] for n in best if n < candidate.number)
        run = [*max(shorter, key=len, default=[]), candidate]
        if len(run) > len(best.get(candidate.number, [])):
            best[candidate.number] = run
    return max(best.values(), key=len, default=[])


def _section(candidate: _Candidate, following: Sequence[str]) -> Section:
    """A question whose text may go on in the next paragraphs, and what remains as its answer."""
    text, rest = candidate.text, list(following)
    while rest and (not text or _asks_on(text, rest[0])):
        text = f"{text} {rest.pop(0)}".strip()
    text, answer = _answer_on_the_same_line(text) if not rest else (text, "")
    asked = marked(text)
    paragraphs = tuple(marked(said) for said in ([answer] if answer else rest))
    called = tuple(number for _, number in asked.calls)
    return Section(candidate.number, asked.text.strip("*_ "), paragraphs, called)


def _asks_on(text: str, following: str) -> bool:
    """Whether the next paragraph is the rest of the question, or a further one under its number."""
    unfinished = text.count("¿") > text.count("?")
    return _ends_asking(following) and (unfinished or following.startswith("¿"))


def _answer_on_the_same_line(text: str) -> tuple[str, str]:
    """Part `¿Hay datos? Sí, hay.` after its last question mark, if a sentence follows."""
    asked, mark, said = text.rpartition("?")
    said = said.strip("*_ ")
    if not said[:1].isupper() or _REQUEST.match(said):
        return text, ""
    return asked + mark, said
