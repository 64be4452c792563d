"""The words of a questionnaire in one language (`v1.es.toml`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from surveys.mistakes import Place, did_you_mean
from surveys.questionnaire import EMPTY, Assent, Check

from .structure import Entry, Structure
from .toml_shapes import (
    FLAG,
    LABELS,
    NUMBER,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    Table,
    parsed,
    quoted,
    taken,
)

FILE = {"language": TEXT, "title": TEXT, "thanks": TABLE, "assent": TABLE, "concept": TABLE}
MORE_OF_FILE = {"name": TEXT}
NAMED = ("es", "en")  # languages that are offered by a name already
HEARD = {"language": TEXT, "name": TEXT, "title": TEXT, "audio_only": FLAG}
ASSENT = {"title": TEXT, "paragraphs": TEXTS, "yes": TEXT, "no": TEXT, "after_no": TEXT}
IN_ALL_OR_NONE = ("paper", "adult", "adult_on_paper")
MORE_OF_ASSENT = {"quiz": TABLES, **dict.fromkeys(IN_ALL_OR_NONE, TEXTS)}
QUIZ = {"ask": TEXT, "choices": TEXTS, "right": NUMBER, "again": TEXT}
OF_CONCEPT = {"name": TEXT, "choices": LABELS, "baskets": LABELS}
OF_BAND = {
    "ask": TEXT,
    "help": TEXT,
    "ask_with": TEXT,
    "help_with": TEXT,
    "help_on_paper": TEXT,
    "begins": TEXT,
    "choices": LABELS,
    "baskets": LABELS,
}


@dataclass(frozen=True, slots=True)
class BandWords:
    """How one band is asked a concept."""

    ask: str
    help: str = ""
    ask_with: str = ""
    help_with: str = ""
    help_on_paper: str = ""
    choices: Mapping[str, str] = field(
        default_factory=lambda: EMPTY
    )  # code -> label, in place of the concept's own
    begins: str = ""
    baskets: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # as choices


@dataclass(frozen=True, slots=True)
class ConceptWords:
    """The words of a concept: its heading, its labels for all bands, and each band's."""

    name: str | None = None  # None: there is none
    choices: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    baskets: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    bands: Mapping[str, BandWords] = field(default_factory=lambda: MappingProxyType({}))


NO_WORDS = ConceptWords()


@dataclass(frozen=True, slots=True)
class Wordings:
    """All the words of one language."""

    place: Place
    language: str
    title: str
    thanks: Mapping[str, tuple[str, ...]]
    assent: Mapping[str, Assent]
    concepts: Mapping[str, ConceptWords]
    name: str = ""  # its own, by which it is offered

    def basket(self, entry: Entry, band: str, code: str) -> str:
        """What a basket is called for a band; '' if nothing says it."""
        words = self.concepts.get(entry.question.concept, NO_WORDS)
        own = words.bands[band].baskets if band in words.bands else EMPTY
        return own.get(code) or words.baskets.get(code, "")

    def label(self, entry: Entry, band: str, code: str) -> str:
        """What a choice is called for a band; '' if nothing says it."""
        words = self.concepts.get(entry.question.concept, NO_WORDS)
        own = words.bands[band].choices if band in words.bands else EMPTY
        usual = entry.kind.labels.get(self.language, EMPTY) if entry.kind else EMPTY
        return own.get(code) or words.choices.get(code) or usual.get(code, "")


@dataclass(frozen=True, slots=True)
class HeardOnly:
    """A language without words: it is heard, from recordings, and seen in pictures."""

    place: Place
    language: str
    name: str  # its own, such as Nahuatl
    title: str


def read_words(text: str, language: str, place: Place) -> Wordings | HeardOnly | None:
    """The words in a file, as far as they can be read; mistakes are noted at the place."""
    table = parsed(text, place)
    if table is None:
        return None
    if table.get("audio_only") is True:
        return _heard_only(table, language, place)
    top = taken(table, FILE | MORE_OF_FILE, frozenset(FILE), place)
    if top.get("language", language) != language:
        place.at("language").wrong(f"is {top['language']}", f'write language = "{language}"')
    return Wordings(
        place=place,
        language=language,
        title=top.get("title", ""),
        thanks=_thanks(top.get("thanks", {}), place.at("thanks")),
        assent=dict(_assents(top.get("assent", {}), place.at("assent"))),
        concepts=dict(_concepts(top.get("concept", {}), place.at("concept"))),
        name=top.get("name", ""),
    )


def _heard_only(table: Table, language: str, place: Place) -> HeardOnly:
    top = taken(table, HEARD, frozenset(HEARD), place)
    if top.get("language", language) != language:
        place.at("language").wrong(f"is {top['language']}", f'write language = "{language}"')
    return HeardOnly(place, language, top.get("name", ""), top.get("title", ""))


def _thanks(table: Table, place: Place) -> dict[str, tuple[str, ...]]:
    known = taken(table, dict.fromkeys(table, TEXTS), frozenset(), place)
    return {band: tuple(known.get(band, ())) for band in table}


def _tables(table: Table, place: Place) -> Iterator[tuple[str, Table, Place]]:
    """The tables in a table by name; what is no table is a mistake."""
    shapes = dict.fromkeys(table, TABLE)
    for name, inner in taken(table, shapes, frozenset(), place).items():
        yield name, inner, place.at(quoted(name))


def _assents(table: Table, place: Place) -> Iterator[tuple[str, Assent]]:
    for band, inner, there in _tables(table, place):
        words = taken(inner, {**ASSENT, **MORE_OF_ASSENT}, frozenset(ASSENT), there)
        yield (
            band,
            Assent(
                title=words.get("title", ""),
                paragraphs=tuple(words.get("paragraphs", ())),
                yes=words.get("yes", ""),
                no=words.get("no", ""),
                after_no=words.get("after_no", ""),
                quiz=tuple(_checks(words.get("quiz", ()), there)),
                paper=tuple(words.get("paper", ())),
                adult=tuple(words.get("adult", ())),
                adult_on_paper=tuple(words.get("adult_on_paper", ())),
            ),
        )


def _checks(tables: Sequence[Table], place: Place) -> Iterator[Check]:
    for number, table in enumerate(tables, 1):
        there = place.at(f"quiz {number}")
        words = taken(table, QUIZ, frozenset(QUIZ), there)
        choices, right = tuple(words.get("choices", ())), words.get("right", 1)
        if len(choices) == 1 or right > len(choices) > 0:
            there.wrong(
                f"the right one is {right} of {len(choices)} choices",
                "write two choices or more, and right = 1 for the first",
            )
        yield Check(words.get("ask", ""), choices, right - 1, words.get("again", ""))


def _concepts(table: Table, place: Place) -> Iterator[tuple[str, ConceptWords]]:
    for concept, inner, there in _tables(table, place):
        # Tables are the words of bands, except the labels; what else is there has to be known.
        bands = {key: value for key, value in inner.items() if _is_band(key, value)}
        own = {key: value for key, value in inner.items() if key not in bands}
        words = taken(own, OF_CONCEPT, frozenset(), there)
        yield (
            concept,
            ConceptWords(
                name=words.get("name", "" if "name" in own else None),
                choices=MappingProxyType(words.get("choices", {})),
                baskets=MappingProxyType(words.get("baskets", {})),
                bands=dict(_bands(bands, there)),
            ),
        )


def _is_band(key: str, value: object) -> bool:
    return isinstance(value, dict) and key not in OF_CONCEPT


def _bands(table: Table, place: Place) -> Iterator[tuple[str, BandWords]]:
    for band, inner, there in _tables(table, place):
        words = taken(inner, OF_BAND, frozenset({"ask"}), there)
        yield (
            band,
            BandWords(
                ask=words.get("ask", ""),
                help=words.get("help", ""),
                ask_with=words.get("ask_with", ""),
                help_with=words.get("help_with", ""),
                help_on_paper=words.get("help_on_paper", ""),
                begins=words.get("begins", ""),
                choices=MappingProxyType(words.get("choices", {})),
                baskets=MappingProxyType(words.get("baskets", {})),
            ),
        )


def check_name(words: Wordings) -> None:
    """Note a language that nobody can choose, since nothing says what it is called."""
    if not words.name and words.language.split("_")[0] not in NAMED:
        words.place.at("name").wrong("is missing", 'write name = "…", the own name of the language')


def check_words(words: Wordings, structure: Structure) -> None:
    """Note what the structure asks for and the words do not have, and the other way round."""
    _check_bands(words, structure)
    _check_pictures(words, structure)
    known = {entry.question.concept: entry for entry in structure.entries}
    for concept in sorted(words.concepts.keys() - known.keys()):
        words.place.at(f"concept.{concept}").wrong(
            "words for a question that does not exist",
            did_you_mean(concept, known),
        )
    for entry in structure.entries:
        if entry.question.concept:
            _check_entry(words, entry, structure)


def _check_bands(words: Wordings, structure: Structure) -> None:
    for name, by_band in (("thanks", words.thanks), ("assent", words.assent)):
        for band in structure.bands:
            if band not in by_band:
                words.place.at(name).wrong(f"band {band} has none", f"write {name} for {band}")
        for band in sorted(by_band.keys() - set(structure.bands)):
            words.place.at(f"{name}.{quoted(band)}").wrong(
                f"there is no band `{band}`", did_you_mean(band, structure.bands)
            )


def _check_entry(words: Wordings, entry: Entry, structure: Structure) -> None:
    concept = entry.question.concept
    found = words.concepts.get(concept, NO_WORDS)
    place = words.place.at(f"concept.{concept}")
    if found.name is None and entry.kind and entry.kind.asks:
        place.wrong("has no `name`", 'write name = "…", its heading in a report')
    entries = structure.about(concept)
    asked = [band for other in entries for band in other.bands]
    for band in sorted(found.bands.keys() - set(asked)):
        place.at(quoted(band)).wrong(f"band {band} is not asked this", did_you_mean(band, asked))
    known = list(dict.fromkeys(code for other in entries for code in other.codes))
    _check_codes(found.choices, known, place.at("choices"))
    baskets = list(dict.fromkeys(code for other in entries for code in other.basket_codes))
    _check_codes(found.baskets, baskets, place.at("baskets"))
    for band in entry.bands:
        _check_band(words, entry, band, place.at(quoted(band)))


def _check_band(words: Wordings, entry: Entry, band: str, place: Place) -> None:
    found = words.concepts.get(entry.question.concept, NO_WORDS).bands.get(band)
    if found is None:
        place.wrong("has no words", f'write ask = "…" for band {band}')
    else:
        _check_codes(found.choices, entry.codes, place.at("choices"))
        _check_codes(found.baskets, entry.basket_codes, place.at("baskets"))
        _check_begins(found, entry, place.at("begins"))
    labels = {code: words.label(entry, band, code) for code in entry.codes}
    _check_labels(labels, place.at("choices"))
    baskets = {code: words.basket(entry, band, code) for code in entry.basket_codes}
    _check_labels(baskets, place.at("baskets"))


def _check_labels(labels: Mapping[str, str], place: Place) -> None:
    for code in [code for code, label in labels.items() if not label]:
        place.wrong(f"`{code}` has no label", f'write {code} = "…"')
    _check_same(labels, place)


def _check_begins(found: BandWords, entry: Entry, place: Place) -> None:
    begun = entry.kind is not None and entry.kind.begun
    if begun and not found.begins:
        place.wrong("is missing", 'write the beginning of the sentence, as begins = "…"')
    if found.begins and not begun:
        place.wrong(f"is not for kind `{entry.question.kind}`", "remove it, or use kind `finish`")


def _check_codes(
    labels: Mapping[str, str], known: list[str] | tuple[str, ...], place: Place
) -> None:
    for code in labels:
        if code not in known:
            place.wrong(f"there is no choice `{code}`", did_you_mean(code, known))


def _check_same(labels: Mapping[str, str], place: Place) -> None:
    """Two choices that read the same cannot be told apart."""
    first: dict[str, str] = {}
    for code, label in labels.items():
        if label and label in first:
            place.wrong(f"`{first[label]}` and `{code}` both say {label}", "give them other words")
        first.setdefault(label, code)


def _check_pictures(words: Wordings, structure: Structure) -> None:
    """What is told has a picture for each paragraph, or none."""
    for band, told in structure.told.items():
        if not told.pictures or band not in words.assent:
            continue
        here, there = len(told.pictures), len(words.assent[band].paragraphs)
        if here != there:
            told.place.at("pictures").wrong(
                f"are {here} for the {there} paragraphs of {words.language}", "name one for each"
            )


def check_alike(words: Wordings, model: Wordings) -> None:
    """Note where a language says less or more than the first one."""
    for band in sorted(words.assent.keys() & model.assent.keys()):
        place = words.place.at(f"assent.{quoted(band)}.paragraphs")
        here, there = words.assent[band].paragraphs, model.assent[band].paragraphs
        _check_length(here, there, place, model.language)
        _check_quiz(words, model, band)
        for part in IN_ALL_OR_NONE:
            _check_texts(words, model, band, part)
    for band in sorted(words.thanks.keys() & model.thanks.keys()):
        place = words.place.at(f"thanks.{quoted(band)}")
        _check_length(words.thanks[band], model.thanks[band], place, model.language)
    for concept in sorted(words.concepts.keys() & model.concepts.keys()):
        _check_help(words, model, concept)


def _check_quiz(words: Wordings, model: Wordings, band: str) -> None:
    """The same questions, with the right answer in the same place."""
    here, there = words.assent[band].quiz, model.assent[band].quiz
    if [(len(each.choices), each.right) for each in here] != [
        (len(each.choices), each.right) for each in there
    ]:
        words.place.at(f"assent.{quoted(band)}.quiz").wrong(
            f"is not the quiz of {model.language}", "ask the same, in the same order"
        )


def _check_texts(words: Wordings, model: Wordings, band: str, part: str) -> None:
    here, there = (len(getattr(each.assent[band], part)) for each in (words, model))
    if here != there:
        words.place.at(f"assent.{quoted(band)}.{part}").wrong(
            f"has {here} texts, {model.language} has {there}", "say the same in both languages"
        )


def _check_help(words: Wordings, model: Wordings, concept: str) -> None:
    here, there = words.concepts[concept].bands, model.concepts[concept].bands
    for band in sorted(here.keys() & there.keys()):
        for part in ("help", "ask_with", "help_with", "help_on_paper"):
            ours, theirs = getattr(here[band], part), getattr(there[band], part)
            if bool(ours) != bool(theirs):
                words.place.at(f"concept.{concept}.{quoted(band)}.{part}").wrong(
                    f"is only in {words.language if ours else model.language}",
                    "write it in both languages, or in neither",
                )


def _check_length(
    here: tuple[str, ...], there: tuple[str, ...], place: Place, language: str
) -> None:
    if here and there and len(here) != len(there):
        place.wrong(
            f"has {len(here)} texts, {language} has {len(there)}", "say the same in both languages"
        )
