"""Notes read as sources: title, address, day it was consulted, and what an *Idem* stands for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .addresses import Address, address
from .footnotes import Note
from .values import ParsedSource

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("enero", "ene", "january", "jan"),
            ("febrero", "feb", "february"),
            ("marzo", "mar", "march"),
            ("abril", "abr", "april", "apr"),
            ("mayo", "may"),
            ("junio", "jun", "june"),
            ("julio", "jul", "july"),
            ("agosto", "ago", "august", "aug"),
            ("septiembre", "setiembre", "sept", "sep", "september"),
            ("octubre", "oct", "october"),
            ("noviembre", "nov", "november"),
            ("diciembre", "dic", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_CONSULTED = re.compile(
    r"\b(?:consultad[ao]s?|consulta|visitad[ao]s?|visita|accedid[ao]|acceso|recuperad[ao]|revisad[ao]"
    rf"|consulted|accessed|visited|retrieved|viewed)\b[^0-9<>]{{0,40}}?(?=\b[0-9]|\bprimero\b|\b(?:{'|'.join(_MONTHS)})\b)",
    re.IGNORECASE,
)
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>[0-9]{1,2}|primero)(?:\.?[ºo°]|er|ro|st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})\b",
        rf"(?P<day>[0-9]{{1,2}})[/.-](?P<month>[0-9]{{1,2}})[/.-]{_YEAR}\b",
        rf"{_DAY}\s+(?:días\s+)?(?:(?:de|of)\s+)?{_MONTH},?\s*(?:(?:del?|of)\s+)?(?:año\s+)?{_YEAR}\b",
        rf"{_MONTH}\s+{_DAY},?\s*(?:del?\s+)?{_YEAR}\b",
    )
)
_IDEM = re.compile(
    r"[\"“(]?(?:[íi]dem|ib[íi]d(?:em)?|loc\.?\s?cit|(?:la )?misma fuente|(?:the )?same source|id\.)"
    r"(?![\w])",
    re.IGNORECASE,
)
_OTHER_NOTE = re.compile(
    r"(?:v[ée]ase |ver |cfr?\.? |see )?(?:la )?(?:(?:supra|op\.?\s?cit\.?|cit\.?),? )?"
    r"(?:nota|note|footnote|supra)(?: al pie| de pie)?(?: n[úu]m\.?| no\.?)? ([0-9]{1,4})\b",
    re.IGNORECASE,
)
_BEFORE_ADDRESS = re.compile(
    r"\b(?:disponible|consultable|recuperad[oa]|v[ée]ase|ver|available|retrieved|see|en línea)\b"
    r"|<|https?://|www\.",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"disponible|consultable|recuperad[oa]|available|retrieved", re.IGNORECASE)
_QUOTED = re.compile(r"“([^“”]{5,400})”|«([^«»]{5,400})»|\"([^\"]{5,400})\"")
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ][\w'’-]*(?:\s(?:de|del|la|los|y|e|[A-ZÁÉÍÓÚÑ][\w'’-]*)){0,9}")


@dataclass(frozen=True, slots=True)
class NoteRead:
    """A note as a source, its address as printed, and what could not be made of it."""

    source: ParsedSource
    address: Address | None
    impossible_day: str = ""  # a day of consultation that no calendar has, as printed
    unresolved: bool = False  # an Idem with nothing to stand for


def read_notes(notes: Sequence[Note]) -> list[NoteRead]:
    """Each note as a source, in order; an Idem repeats the note before it, or the one it names."""
    read: list[NoteRead] = []
    sources: list[ParsedSource] = []
    for note in notes:
        read.append(_resolved(_read(note), sources))
        sources.append(read[-1].source)
    return read


def _read(note: Note) -> NoteRead:
    found = address(note.text)
    consulted, impossible = _consulted(note.text)
    url = found.url or None if found else None
    source = ParsedSource(note.number, note.text, _title(note.text), url, consulted)
    return NoteRead(source, found, impossible)


def _resolved(read: NoteRead, before: Sequence[ParsedSource]) -> NoteRead:
    source = read.source
    named = _OTHER_NOTE.match(source.text)
    if source.url or not (named or _IDEM.match(source.text)):
        return read
    same = _named(before, int(named[1])) if named else (before[-1] if before else None)
    if same is None:
        return replace(read, unresolved=True)
    consulted = source.consulted or same.consulted
    meant = replace(source, title=same.title, url=same.url, consulted=consulted)
    return replace(read, source=replace(meant, same_as=same.same_as or same.number))


def _named(before: Sequence[ParsedSource], number: int) -> ParsedSource | None:
    return next((source for source in before if source.number == number), None)


def _consulted(text: str) -> tuple[str | None, str]:
    """The day a source was consulted as ISO date, or None; and the day as printed if impossible."""
    for said in _CONSULTED.finditer(text):
        for pattern in _DATES:
            if found := pattern.match(text, said.end()):
                day = _iso(found["year"], found["month"], found["day"])
                return (day, "") if day else (None, found[0])
    return None, ""


def _iso(year: str, month: str, day: str) -> str | None:
    """An ISO date from numbers or a month's name; 4/30 can only be read month first."""
    in_year = _MONTHS.get(month.lower(), 0) if month.isalpha() else int(month)
    in_month = 1 if day.isalpha() else int(day)
    if in_year > 12 >= in_month:
        in_year, in_month = in_month, in_year
    try:
        return date(int(year), in_year, in_month).isoformat()
    except ValueError:
        return None


def _title(text: str) -> str | None:
    """The title that a note gives: in quotation marks, or between author and address."""
    cut = _BEFORE_ADDRESS.search(text)
    if not cut:
        return None
    before = text[: _start_of_address(text)]
    if quoted := _quoted(before):
        return quoted
    before = text[: cut.start()].strip(" ,;:.(<")
    author, _, rest = before.partition(". ")
    if rest and _NAME.fullmatch(author):
        return rest.strip(" ,.") or None
    if not _OFFERED.match(text, cut.start()):
        return None
    return _after_author(before)


def _start_of_address(text: str) -> int:
    found = re.search(r"<|https?://|www\.", text, re.IGNORECASE)
    return found.start() if found else len(text)


def _quoted(text: str) -> str | None:
    """The last quotation of two words or more: earlier ones are words that the author cites."""
    said = [next(filter(None, quoted.groups())).strip(" ,.") for quoted in _QUOTED.finditer(text)]
    return next((title for title in reversed(said) if len(title.split()) > 1), None)


def _after_author(text: str) -> str | None:
    """`Instituto, Informe anual 2022` is an author and a title."""
    author, comma, title = text.partition(", ")
    return title.strip(" ,.") or None if comma and len(author.split()) < 12 else text or None
