"""A text is read in the language it is written in, whatever the page's."""

import pytest

from analysis import ScreeningResult, screen
from analysis.screening import UNREAD, language_detection
from analysis.screening.language_detection import detect_language
from analysis.screening.tokens import tokenize
from benchmarks.screening import SAMPLE, rows
from tests.analysis.declaration import ARTICLE_1

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
    assert detect_language(tokenize(text), page) == language


@pytest.mark.parametrize("page", ["es", "en"])
@pytest.mark.parametrize("text", ["minecraft", "no", "", "😀", "among us"])
def test_what_tells_nothing_is_read_in_the_language_of_the_page(page: str, text: str) -> None:
    assert detect_language(tokenize(text), page) == page


def test_a_language_without_lists_stays_as_it_is() -> None:
    assert detect_language(tokenize(SPANISH), "nah") == "nah"


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


# ---- neither Spanish nor English


@pytest.mark.parametrize("page", ["es", "en"])
@pytest.mark.parametrize("code", ARTICLE_1)
def test_a_text_in_neither_language_is_said_to_be_in_none(page: str, code: str) -> None:
    assert detect_language(tokenize(ARTICLE_1[code]), page) is None
    assert detect_language(tokenize(ARTICLE_1[code].upper()), page) is None


@pytest.mark.parametrize(
    "text",
    [
        "ich möchte mehr spielen und meine Eltern sollen nicht so viel am Handy sein",
        "je ne veux pas aller à l’école parce que les grands me frappent",
        "eu não quero ir para a escola porque os meninos me batem",
    ],
)
def test_small_words_tell_a_language_that_is_not_read(text: str) -> None:
    assert detect_language(tokenize(text), "es") is None


@pytest.mark.parametrize(
    "text",
    [
        "yo kero qe mi mama nome pege ni me grite enla noxe",
        "nosekieromasescuela keremosmasjuegos porfabor maestros grasias",
        "xfa dnd stas q no m kntstas tqm bb ntp sldos",
        "jajajja jejeje jijijij jojojo jujuju ksksks",
        "asdfgh qwerty zxcvbn asdjkl hjkl dfghj fdsa",
        "naruto sasuke hinata kakashi itachi gaara y boruto",
        "skibidi tralalero bombardiro tung tung sahur patapim",
        "kuromi cinnamoroll pompompurin mymelody keroppi pochacco",
        "buskenme en youtube @elmorrito.9, en twitch morritomoto, correo motomorrito@correo.mx",
        "😀😀😀 uwu owo xoxo unu :) ¯\\_(ツ)_/¯ ",
        "bts blackpink 방탄소년단 son mis favoritos",
        "mi abuela habla nahuatl y me dice nochi tlakamej uan siuamej, me gusta oirla",
        "i luv my doggo n my kitteh n minecwaft",
    ],
)
def test_what_is_strange_for_another_reason_stays_in_the_language_of_the_page(text: str) -> None:
    assert detect_language(tokenize(text), "es") in language_detection.READ


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_text_of_the_sample_is_said_to_be_in_none(language: str) -> None:
    files = [each.name for each in SAMPLE.glob(f"*.{language}*.jsonl")]
    texts = [row.text for name in files if not name.startswith("training") for row in rows(name)]
    assert len(texts) > 1000
    strange = sum(detect_language(tokenize(text), language) is None for text in texts)
    assert strange == 0, "a count alone: some of these nobody may read"


def test_a_language_without_lists_is_never_said_to_be_none() -> None:
    assert detect_language(tokenize(ARTICLE_1["nhn"]), "nah") == "nah"


def test_nothing_is_strange_where_a_reader_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_detection, "READ", ("es", "en", "qaa"))
    language_detection._readers.cache_clear()
    assert detect_language(tokenize(ARTICLE_1["nhn"]), "en") in ("es", "en")
    monkeypatch.undo()
    language_detection._readers.cache_clear()
    assert detect_language(tokenize(ARTICLE_1["nhn"]), "en") is None


@pytest.mark.parametrize("page", ["es", "en"])
def test_screening_tells_nothing_of_a_text_in_none_and_keeps_the_order(page: str) -> None:
    named = f"Citlali Robles: {ARTICLE_1['nhn']} 55 1234 5678"
    texts = [("1", SPANISH), ("2", named), ("3", ENGLISH), ("4", ARTICLE_1["fra"])]
    found = list(screen(texts, language=page))
    assert found[1::2] == [ScreeningResult(each, "", (), UNREAD, (), ()) for each in ("2", "4")]
    assert [each.redacted for each in found[::2]] == [SPANISH, ENGLISH]


@pytest.mark.parametrize("page", ["es", "en"])
def test_a_cry_for_help_is_urgent_whatever_stands_around_it(page: str) -> None:
    text = f"{ARTICLE_1['nhn']} me quiero morir"
    assert detect_language(tokenize(text), page) is None
    [found] = screen([("1", text)], language=page)
    assert (found.level, found.cued) == ("urgent", True)
