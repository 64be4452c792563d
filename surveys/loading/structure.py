"""The structure of a questionnaire (`v1.toml`): what is asked of whom, without words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from wtforms import Form

from surveys.kinds import KINDS, Kind
from surveys.mistakes import Place, did_you_mean
from surveys.questionnaire import PLACES, Choice, Question

from .toml_shapes import (
    CODES,
    CONDITIONS,
    FLAG,
    NAME,
    NAMES,
    NUMBER,
    RECODING,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    Table,
    parsed,
    quoted,
    taken,
)

FILE = {"id": NAME, "version": NUMBER, "bands": TEXTS, "languages": TEXTS, "question": TABLES}
MORE_OF_FILE = {"assent": TABLE}
ASSENT = {"pictures": TEXTS, "asker": NAME}
QUESTION = {
    "concept": NAME,
    "bands": TEXTS,
    "kind": TEXT,
    "choices": CODES,
    "baskets": CODES,
    "pictures": NAMES,
    "excludes": CODES,
    "at_most": NUMBER,
    "scene": NAME,
    "asker": NAME,
    "place": NAME,
    "ask_if": CONDITIONS,
    "roll_up": RECODING,
    "max_length": NUMBER,
    "look": NAME,
    "card": NAME,
    "characteristic": FLAG,
    "sensitive": FLAG,
    "disputes": FLAG,
    "worries": FLAG,
    "purpose": FLAG,
}
OF_SOME_KINDS = frozenset().union(*(kind.settings for kind in KINDS.values()))
QUESTION_HEADER = re.compile(r"\s*\[\[\s*question\s*\]\]")

# A concept names a field of a form, so it cannot be what forms have already, with or without
# Flask-WTF; and WTForms takes filter_x and validate_x for parts of the field x.
OF_FORMS = frozenset(dir(Form)) | {
    "csrf_token",
    "form_errors",
    "hidden_tag",
    "is_submitted",
    "meta",
    "validate_on_submit",
}
OF_PAGES = frozenset({"go", "key", "code", "language", "band", "quote"})
"""Posted beside the answers."""
OF_FIELDS = ("filter_", "validate_")


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[question]]`: a question without words, and the bands it is asked of."""

    place: Place
    bands: tuple[str, ...]
    card: str | None
    question: Question  # without words; of the first of the bands

    @property
    def kind(self) -> Kind | None:
        """None if there is no such kind (which is a mistake, and noted)."""
        return KINDS.get(self.question.kind)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the choices, in order."""
        return tuple(choice.code for choice in self.question.choices)

    @property
    def basket_codes(self) -> tuple[str, ...]:
        """The codes of the baskets, in order; () where nothing is sorted."""
        return tuple(basket.code for basket in self.question.baskets)


@dataclass(frozen=True, slots=True)
class Told:
    """What is drawn where a band is told what it takes part in; () and '' where nothing is."""

    place: Place
    pictures: tuple[str, ...] = ()
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """A questionnaire without words."""

    id: str
    version: int
    bands: tuple[str, ...]
    languages: tuple[str, ...]
    entries: tuple[Entry, ...]
    told: Mapping[str, Told]  # band -> what is drawn there, if anything

    def of(self, band: str) -> tuple[Entry, ...]:
        """What the band is asked, in order."""
        return tuple(entry for entry in self.entries if band in entry.bands)

    def about(self, concept: str) -> tuple[Entry, ...]:
        """The entries of a concept."""
        return tuple(entry for entry in self.entries if entry.question.concept == concept)


def read_structure(text: str, place: Place) -> Structure | None:
    """The structure in a file, as far as it can be read; mistakes are noted at the place.

    What is wrong between questions is for `check_structure`.
    """
    table = parsed(text, place)
    if table is None:
        return None
    top = taken(table, FILE | MORE_OF_FILE, frozenset(FILE), place)
    return Structure(
        id=top.get("id", ""),
        version=top.get("version", 0),
        bands=_unique(top.get("bands", ()), place.at("bands")),
        languages=_unique(top.get("languages", ()), place.at("languages")),
        entries=_with_spare_pictures(tuple(_entries(top.get("question", ()), text, place))),
        told=MappingProxyType(
            dict(_told(top.get("assent", {}), top.get("bands", ()), place.at("assent")))
        ),
    )


def _told(table: Table, bands: Sequence[str], place: Place) -> Iterator[tuple[str, Told]]:
    for band, inner in taken(table, dict.fromkeys(bands, TABLE), frozenset(), place).items():
        there = place.at(quoted(band))
        known = taken(inner, ASSENT, frozenset(), there)
        yield band, Told(there, tuple(known.get("pictures", ())), known.get("asker", ""))


def _with_spare_pictures(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Choices that have no picture in their band know the one that another band gives them."""
    pictures = {
        (entry.question.concept, choice.code): choice.picture
        for entry in entries
        for choice in entry.question.choices
        if choice.picture
    }
    return tuple(
        replace(entry, question=replace(entry.question, choices=_spared(entry, pictures)))
        for entry in entries
    )


def _spared(entry: Entry, pictures: Mapping[tuple[str, str], str]) -> tuple[Choice, ...]:
    return tuple(
        choice
        if choice.picture
        else replace(choice, spare_picture=pictures.get((entry.question.concept, choice.code)))
        for choice in entry.question.choices
    )


def _unique(names: Sequence[str], place: Place) -> tuple[str, ...]:
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        place.wrong(f"`{name}` stands there twice", "keep one")
    return tuple(dict.fromkeys(names))


def _entries(tables: Sequence[Table], text: str, place: Place) -> Iterator[Entry]:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if QUESTION_HEADER.match(line)]
    for number, table in enumerate(tables, 1):
        # A header inside a text of several lines would shift the count: then without lines.
        line = f"line {lines[number - 1]}, " if len(lines) == len(tables) else ""
        concept = table.get("concept", "(no concept)")
        yield _entry(table, place.at(f"{line}question {number}, {concept}"))


def _entry(table: Table, place: Place) -> Entry:
    known = taken(table, QUESTION, frozenset({"concept", "bands", "kind"}), place)
    bands = _unique(known.get("bands", ()), place.at("bands"))
    kind = KINDS.get(known.get("kind", ""))
    question = Question(
        concept=known.get("concept", ""),
        band=bands[0] if bands else "",
        kind=known.get("kind", ""),
        ask="",
        choices=_choices(known, place),
        baskets=_baskets(known, place),
        ask_if=MappingProxyType(
            {concept: frozenset(codes) for concept, codes in known.get("ask_if", {}).items()}
        ),
        roll_up=MappingProxyType(known.get("roll_up", {})),
        at_most=known.get("at_most", kind.most if kind else 0),
        max_length=known.get("max_length", kind.longest if kind else 0),
        look=known.get("look"),
        scene=known.get("scene"),
        asker=known.get("asker", ""),
        place=known.get("place"),
        characteristic=known.get("characteristic", False),
        sensitive=known.get("sensitive", False),
        disputes=known.get("disputes", False),
        worries=known.get("worries", False),
        purpose=known.get("purpose", False),
    )
    entry = Entry(place, bands, known.get("card"), question)
    _check_entry(entry, table)
    return entry


def _choices(known: Table, place: Place) -> tuple[Choice, ...]:
    kind = KINDS.get(known.get("kind", ""))
    codes = _unique(known.get("choices", kind.fixed_choices if kind else ()), place.at("choices"))
    pictures, excludes = known.get("pictures", {}), known.get("excludes", ())
    _only((*codes, *known.get("baskets", ())), pictures, place.at("pictures"))
    _only(codes, excludes, place.at("excludes"))
    _only(codes, known.get("roll_up", ()), place.at("roll_up"))
    return tuple(Choice(code, "", pictures.get(code), code in excludes) for code in codes)


def _baskets(known: Table, place: Place) -> tuple[Choice, ...]:
    codes = _unique(known.get("baskets", ()), place.at("baskets"))
    return tuple(Choice(code, "", known.get("pictures", {}).get(code)) for code in codes)


def _only(codes: Sequence[str], named: Sequence[str], place: Place) -> None:
    for code in named:
        if code not in codes:
            place.wrong(f"`{code}` is not a choice of this question", did_you_mean(code, codes))


def _check_entry(entry: Entry, table: Table) -> None:
    _check_name(entry)
    _check_place(entry)
    if entry.kind is None:
        if entry.question.kind:
            entry.place.at("kind").wrong(
                f"there is no kind `{entry.question.kind}`",
                did_you_mean(entry.question.kind, KINDS),
            )
        return
    misplaced = (OF_SOME_KINDS - entry.kind.settings) & table.keys()
    for key in sorted(misplaced):
        entry.place.at(key).wrong(f"is not for kind `{entry.kind.name}`", _kinds_with(key))
    _check_kind(entry, entry.kind, table)


def _kinds_with(key: str) -> str:
    kinds = [kind.name for kind in KINDS.values() if key in kind.settings]
    return f"remove it, or use kind {' or '.join(kinds)}"


def _check_kind(entry: Entry, kind: Kind, table: Table) -> None:
    problems = {
        (problem.setting, problem.message): problem
        for band in entry.bands
        for problem in kind.mistakes(replace(entry.question, band=band))
    }
    for problem in problems.values():
        if not _is_misshapen(problem.setting, table):
            entry.place.at(problem.setting).wrong(problem.message, problem.remedy)


def _is_misshapen(key: str, table: Table) -> bool:
    """The setting is there, but of the wrong shape, which is noted already and says more."""
    return key in table and not QUESTION[key].fits(table[key])


def _check_place(entry: Entry) -> None:
    place = entry.question.place
    if place and place not in PLACES:
        entry.place.at("place").wrong(f"there is no place `{place}`", did_you_mean(place, PLACES))


def _check_name(entry: Entry) -> None:
    concept = entry.question.concept
    if concept in OF_FORMS | OF_PAGES or concept.startswith(OF_FIELDS):
        entry.place.at("concept").wrong(
            f"`{concept}` is a name that forms need for themselves", "choose another name"
        )
