"""A text is read in the language it is written in, whatever the page's."""

import pytest

from analysis import screen
from analysis.screening.tongues import written_in
from analysis.screening.wording import read_words

SPANISH = "quiero que los anuncios salgan menos veces"
ENGLISH = "i want the games to show less ads"


@pytest.mark.parametrize("page", ["es", "en"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"),
        (ENGLISH, "en"),
        ("mas seguridad", "es"),
        ("they should block strangers", "en"),
        ("quiero morir", "es"),
        ("ayuda", "es"),
        ("wifi gratis", "es"),
        ("m muero d risa", "es"),
        ("el juego the last of us da miedo", "es"),
        ("jugamos among us asta ls 2 y d ai nos vamos", "es"),
    ],
)
def test_small_words_tell_the_language(page: str, text: str, language: str) -> None:
    assert written_in(read_words(text), page) == language


@pytest.mark.parametrize("page", ["es", "en"])
@pytest.mark.parametrize("text", ["minecraft", "no", "", "😀", "among us"])
def test_what_tells_nothing_is_read_in_the_language_of_the_page(page: str, text: str) -> None:
    assert written_in(read_words(text), page) == page


def test_a_language_without_lists_stays_as_it_is() -> None:
    assert written_in(read_words(SPANISH), "nah") == "nah"


def test_spanish_on_an_english_page_keeps_its_words_and_loses_its_names() -> None:
    texts = [("1", SPANISH), ("2", "my name is Tom"), ("3", "me llamo Fernanda y quiero jugar")]
    found = list(screen(texts, language="en"))
    assert [each.id for each in found] == ["1", "2", "3"]
    assert [each.redacted for each in found] == [
        SPANISH, "my name is [name]", "me llamo [nombre] y quiero jugar",
    ]  # fmt: skip


def test_a_cry_for_help_is_heard_in_the_other_language_as_in_the_page_s() -> None:
    text = "my uncle hits me when he is drunk and i am scared to go home"
    [own] = screen([("1", text)], language="en")
    [other] = screen([("1", text)], language="es")
    assert other == own
    assert own.level == "urgent"
