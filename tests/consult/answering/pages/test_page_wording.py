"""The sentences of the children's pages, apart from the questions: easy enough for the youngest who
read them alone. The questions are checked in tests/surveys/test_questionnaires.py."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import consult
from consult.answering.pages.promises import DETAILS, WHO_READS
from surveys.wording import rare_words, readability
from surveys.wording.age_limits import NOT_YET_ADULT_WORDS, READ_AT_LENGTH, gate_of
from surveys.wording.rules import broken_by
from surveys.wording.text_units import Role, TextUnit, words_of
from surveys.wording.word_lists import lists_of
from tests.tables import check_rows

SITE = Path(consult.__file__).parent
FOLDERS = (SITE / "templates" / "answering", SITE / "answering")
UNSAID = re.compile(r"%\(\w+\)[sd]|<[^>]+>")

# The way in by the public link: four buttons.
AGE_IS_ASKED_BY_BAND = {"es": "¿Cuántos años tienes?", "en": "How old are you?"}
# The link past the heading, for who reads with a keyboard.
READ_BY_MACHINES = {"es": "Ir al contenido", "en": "Skip to content"}
# What is coloured is seen while it is named; what is covered and undone, while it is pressed.
SEEN = {"es": {"ramitas"}, "en": {"uncover", "undone"}}
# English says so what happens by itself; Spanish has "se borra" for it.
BY_ITSELF = {"es": set(), "en": {"passive"}}
FOR_COORDINATORS = {str(name) for name in DETAILS.values()}
# Source -> the band that alone reads it; all else has to do for ten.
OF_BAND = {message: band for band, text in WHO_READS.items() for message in text._args}
LANGUAGES = tuple(SEEN)


def _passages(language: str) -> list[TextUnit]:
    found: dict[str, tuple[str, str]] = {}
    for at, source, texts in _texts(language):
        for text in texts:
            found.setdefault(UNSAID.sub(" ", text).strip(), (at, OF_BAND.get(source, "")))
    return [
        TextUnit(at, band, Role.HELP, text) for text, (at, band) in found.items() if words_of(text)
    ]


def _texts(language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, source, and words (several where they depend on a number) of each text."""
    translated = _catalogue(language) if language != "es" else {}
    methods = [("**.html", "jinja2"), ("**.py", "python")]
    for folder in FOLDERS:
        rows = extract_from_dir(
            str(folder), methods, options_map={"**.html": {"trimmed": "true"}}, keywords=KEYWORDS
        )
        for file, line, said, _comments, _context in rows:
            texts = (said,) if isinstance(said, str) else said
            if texts[0] in FOR_COORDINATORS:
                continue
            words = translated.get(texts[0], ()) if translated else texts
            yield f"{file}:{line}", texts[0], words


def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    file = SITE / "translations" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as written:
        catalogue = read_po(written)
    return {
        each.id if isinstance(each.id, str) else each.id[0]: (each.string,)
        if isinstance(each.string, str)
        else tuple(each.string or ())
        for each in catalogue
        if each.id
    }


KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None}
SAID = {language: _passages(language) for language in LANGUAGES}
EACH = [(language, passage) for language in LANGUAGES for passage in SAID[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_pages_are_found(language: str) -> None:
    assert len(SAID[language]) > 100
    assert AGE_IS_ASKED_BY_BAND[language] in {passage.text for passage in SAID[language]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_together_are_as_easy_as_six_to_nine_read(language: str) -> None:
    gate = gate_of("6-9")
    assert gate
    prose = [passage for passage in SAID[language] if passage.text[-1] in ".?!…"]
    measured = readability.measure(prose, "6-9", language, language)
    assert measured.words > 500
    assert measured.scores
    for name, score in measured.scores.items():
        assert score >= gate.ease.get(name, score), name
        assert score <= gate.grade.get(name, score), name
    assert measured.words_a_sentence <= gate.sentence


def test_each_text_has_sentences_and_words_for_its_band() -> None:
    check_rows(EACH, _has_sentences_and_words_for_its_band)


def _has_sentences_and_words_for_its_band(language: str, passage: TextUnit) -> None:
    gate, lists = gate_of(passage.concept or "10-13"), lists_of(language)
    assert gate
    assert lists
    for sentence in passage.sentences:
        assert len(words_of(sentence)) <= gate.sentence * READ_AT_LENGTH
    rare = rare_words.rare(passage, lists, gate.zipf, rare_words.names_in(SAID[language]))
    assert set(rare) <= SEEN[language]
    if gate.to_age <= NOT_YET_ADULT_WORDS and passage.text != READ_BY_MACHINES[language]:
        assert rare_words.words_of_adults(passage, lists) == []


def test_no_text_asks_who_a_child_is_or_pushes() -> None:
    check_rows(EACH, _neither_asks_who_a_child_is_nor_pushes)


def _neither_asks_who_a_child_is_nor_pushes(language: str, passage: TextUnit) -> None:
    lists = lists_of(language)
    assert lists
    rules = {rule for rule, _ in broken_by(passage, lists.rules)} - BY_ITSELF[language]
    assert rules == ({"narrows"} if passage.text == AGE_IS_ASKED_BY_BAND[language] else set())
