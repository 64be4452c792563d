"""Reading a questionnaire from its folder: everything that is wrong with it, or its value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from surveys.mistakes import BrokenDefinition, Mistake, Place, did_you_mean
from surveys.questionnaire import Assent, Card, Question, Questionnaire, Version

from .coherence import check_structure
from .piping import check_blanks
from .structure import Entry, Structure, read_structure
from .wordings import HeardOnly, Wordings, check_alike, check_name, check_words, read_words

SHIPPED = Path(__file__).parents[1] / "questionnaires"
STRUCTURE_FILE = re.compile(r"v([1-9][0-9]*)\.toml")


def shipped() -> Mapping[str, Path]:
    """The folders of the questionnaires that come with the project, by id."""
    return {folder.name: folder for folder in sorted(SHIPPED.iterdir()) if versions_in(folder)}


def folder_of(name: str) -> Path:
    """Where the questionnaire of that id is, if it comes with the project."""
    return SHIPPED / name


def versions_in(folder: Path) -> tuple[int, ...]:
    """The versions in a folder, the oldest first; () if there are none, or no such folder."""
    if not folder.is_dir():
        return ()
    names = [STRUCTURE_FILE.fullmatch(file.name) for file in folder.iterdir()]
    return tuple(sorted(int(name.group(1)) for name in names if name))


def read(folder: Path, version: int | None = None) -> Questionnaire:
    """The questionnaire in a folder: that version, or the latest.

    BrokenDefinition, with the mistakes of all its files, if there is any. Read a questionnaire
    once and keep it: forms are built once for each version object.
    """
    folder = Path(folder)
    noted: list[Mistake] = []
    questionnaire = _read(folder, version, noted)
    if noted or questionnaire is None:
        raise BrokenDefinition(tuple(sorted(noted, key=_structure_first)))
    return questionnaire


def _structure_first(mistake: Mistake) -> tuple[int, str]:
    return mistake.file.count("."), mistake.file


def _read(folder: Path, version: int | None, noted: list[Mistake]) -> Questionnaire | None:
    versions = versions_in(folder)
    if not versions or version not in (None, *versions):
        wanted = f"v{version or 1}.toml"
        Place(wanted, "", noted).wrong(f"is not in {folder}", f"write {wanted}, or name another")
        return None
    version = version or versions[-1]
    place = Place(f"v{version}.toml", "", noted)
    text = _text(folder, place)
    structure = read_structure(text, place) if text is not None else None
    languages = tuple(_all_words(folder, version, structure, noted))
    words = tuple(each for each in languages if isinstance(each, Wordings))
    heard = tuple(each for each in languages if isinstance(each, HeardOnly))
    if structure is None:
        return None
    _check_first(languages)
    check_structure(structure, place)
    _check_name(folder, version, structure, place)
    for of_language in words:
        check_name(of_language)
        check_words(of_language, structure)
        check_blanks(of_language, structure)
        check_alike(of_language, words[0])
    return None if noted else _build(structure, words, heard)


def _check_first(languages: tuple[Wordings | HeardOnly, ...]) -> None:
    if languages and isinstance(languages[0], HeardOnly):
        languages[0].place.at("audio_only").wrong(
            "the first language has to have words: those that are only heard borrow them",
            "name a language with words first",
        )


def _text(folder: Path, place: Place) -> str | None:
    try:
        return (folder / place.file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        place.wrong("there is no such file", f"write {place.file}")
    except OSError as unreadable:
        place.wrong(f"cannot be read: {unreadable.strerror}", "let it be read")
    except UnicodeDecodeError:
        place.wrong("is not UTF-8", "save it as UTF-8")
    return None


def _all_words(
    folder: Path, version: int, structure: Structure | None, noted: list[Mistake]
) -> Iterator[Wordings | HeardOnly]:
    """The words of every language of the structure; without structure, of every file there is."""
    found = _languages_in(folder, version)
    languages = structure.languages if structure else found
    for language in languages:
        place = Place(f"v{version}.{language}.toml", "", noted)
        text = _text(folder, place)
        words = read_words(text, language, place) if text is not None else None
        if words:
            yield words
    for language in [language for language in found if language not in languages]:
        Place(f"v{version}.{language}.toml", "", noted).wrong(
            f"v{version}.toml does not list this language", did_you_mean(language, languages)
        )


def _languages_in(folder: Path, version: int) -> tuple[str, ...]:
    files = sorted(folder.glob(f"v{version}.*.toml"))
    return tuple(file.name.removeprefix(f"v{version}.").removesuffix(".toml") for file in files)


def _check_name(folder: Path, version: int, structure: Structure, place: Place) -> None:
    name = folder.resolve().name
    if structure.id and structure.id != name:
        place.at("id").wrong(f"is {structure.id}, the folder is {name}", f'write id = "{name}"')
    if structure.version and structure.version != version:
        place.at("version").wrong(f"is {structure.version}", f"write version = {version}")


def _build(
    structure: Structure, words: tuple[Wordings, ...], heard: tuple[HeardOnly, ...]
) -> Questionnaire:
    versions = {
        (band, of.language): _version(structure, of, band)
        for of in words
        for band in structure.bands
    }
    versions |= {
        (band, of.language): _heard(versions[band, words[0].language], of)
        for of in heard
        for band in structure.bands
    }
    return Questionnaire(
        id=structure.id,
        version=structure.version,
        bands=structure.bands,
        languages=structure.languages,
        titles=MappingProxyType(
            {of.language: of.title for of in words} | {of.language: of.title for of in heard}
        ),
        concept_names=MappingProxyType(_concept_names(words)),
        versions=MappingProxyType(versions),
        choice_names=MappingProxyType(_choice_names(words)),
        names=MappingProxyType(
            {of.language: of.name for of in words if of.name}
            | {of.language: of.name for of in heard}
        ),
        heard_only=MappingProxyType({of.language: of.name for of in heard}),
    )


def _heard(version: Version, of: HeardOnly) -> Version:
    """The same questions with borrowed words; recordings say them in the language itself."""
    return replace(version, language=of.language, title=of.title, written_in=version.language)


def _concept_names(words: tuple[Wordings, ...]) -> dict[tuple[str, str], str]:
    return {
        (concept, of.language): found.name
        for of in words
        for concept, found in of.concepts.items()
        if found.name
    }


def _choice_names(words: tuple[Wordings, ...]) -> dict[tuple[str, str, str], str]:
    return {
        (concept, code, of.language): label
        for of in words
        for concept, found in of.concepts.items()
        for code, label in found.choices.items()
    }


def _version(structure: Structure, words: Wordings, band: str) -> Version:
    return Version(
        questionnaire=structure.id,
        version=structure.version,
        band=band,
        language=words.language,
        title=words.title,
        assent=_assent(structure, words, band),
        cards=tuple(_cards(structure.of(band), words, band)),
        thanks=words.thanks[band],
    )


def _assent(structure: Structure, words: Wordings, band: str) -> Assent:
    told = structure.told.get(band)
    if told is None:
        return words.assent[band]
    return replace(words.assent[band], pictures=told.pictures, asker=told.asker)


def _cards(entries: tuple[Entry, ...], words: Wordings, band: str) -> Iterator[Card]:
    by_card = groupby(entries, key=lambda entry: entry.card or entry.question.concept)
    for card, together in by_card:
        yield Card(card, tuple(_question(entry, words, band) for entry in together))


def _question(entry: Entry, words: Wordings, band: str) -> Question:
    found = words.concepts[entry.question.concept].bands[band]
    return replace(
        entry.question,
        band=band,
        ask=found.ask,
        help=found.help,
        ask_with=found.ask_with,
        help_with=found.help_with,
        help_on_paper=found.help_on_paper,
        choices=tuple(
            replace(choice, label=words.label(entry, band, choice.code))
            for choice in entry.question.choices
        ),
        begins=found.begins,
        baskets=tuple(
            replace(basket, label=words.basket(entry, band, basket.code))
            for basket in entry.question.baskets
        ),
    )
