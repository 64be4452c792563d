"""Screening: what identifies somebody is replaced, what may be a disclosure is noticed."""

import socket
from collections.abc import Callable, Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.screening import LEVELS, SIGNALS, Screened, screen
from analysis.screening.classifier import classifier, encode
from analysis.screening.framing import framing, names
from analysis.screening.wording import read_words


def one(text: str, language: str = "es") -> Screened:
    return next(screen([("1", text)], language=language))


REDACTED = [
    ("mi amiga lupita perez de la prepa 5", "mi amiga [nombre] de [escuela]"),
    ("me agregan al 55 1234 5678", "me agregan al [teléfono]"),
    ("mi insta es @lupis.mtz09", "mi insta es [usuario]"),
    ("me llamo yatziri y tengo 11 años", "me llamo [nombre] y tengo [edad]"),
    (
        "mi cel es cincuenta y cinco doce treinta y cuatro cincuenta y seis setenta y ocho",
        "mi cel es [teléfono]",
    ),
    ("mi correo es lupis arroba hotmail punto com", "mi correo es [correo]"),
    ("vivo en la calle morelos 23", "vivo en [calle]"),
    ("en la colonia doctores no hay señal", "en [colonia] no hay señal"),
    ("en Tepoztlán no hay señal", "en [lugar] no hay señal"),
    ("mi curp es PEGL100315MDFRRP04", "mi curp es [CURP]"),
    ("naci el 3 de mayo de 2013", "naci el [fecha]"),
    ("traia placas NXR-45-12", "traia placas [placas]"),
    ("la miss Esperanza me regaña", "la miss [nombre] me regaña"),
    ("mi usuario es dragonsito_99", "mi usuario es [usuario]"),
    ("entra a https://ejemplo.org/a?b=1", "entra a [página]"),
    ("mi matricula es 20231145", "mi matricula es [número]"),
]


@pytest.mark.parametrize(("text", "expected"), REDACTED)
def test_identifying_detail_is_replaced(text: str, expected: str) -> None:
    assert one(text).redacted == expected


KEPT = [
    "tengo la esperanza de que mejore",
    "me gusta bad bunny y minecraft",
    "en Guadalajara y en Jalisco hay wifi",
    "tengo 8 años y juego roblox",
    "voy en sexto de primaria",
    "marqué al 911 y a la línea de la vida 800 911 2000",
    "gané 1000 robux en 3 horas",
    "mi perro se llama firulais",
    "en la escuela hay 3 computadoras para 40 niños",
    "el internet debería ser gratis en todo México",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_identifies_nobody_stays(text: str) -> None:
    screened = one(text)
    assert (screened.redacted, screened.entities) == (text, ())


def test_same_person_gets_the_same_placeholder_and_another_a_second() -> None:
    redacted = one("Lupita Pérez y Brenda pelean, lupita llora y brenda se rie").redacted
    assert redacted == "[nombre] y [nombre 2] pelean, [nombre] llora y [nombre 2] se rie"


def test_places_are_code_points_of_the_unaltered_text() -> None:
    text = "😀 mi amiga Lupita 😀"
    (entity,) = one(text).entities
    assert (entity.type, text[entity.start : entity.end]) == ("name", "Lupita")


def test_english_uses_english_placeholders() -> None:
    assert one("my friend emily lives with me", "en").redacted == "my friend [name] lives with me"


LEVELLED = [
    ("mi papa me pega", "urgent"),
    ("ya no kiero vivir", "urgent"),
    ("un señor me pide fotos y que no le diga a mi mama", "urgent"),
    ("me da miedo llegar a mi casa", "urgent"),
    ("a mi amiga su papa le pega", "urgent"),
    ("se burlan de mi en el grupo", "support"),
    ("me siento muy sola", "support"),
    ("a mi nunca me ha pasado nada", "none"),
    ("mi papa no me pega", "none"),
    ("mi hermano me pega en el smash y siempre gana", "none"),
    ("estoy cansado de la tarea en linea", "none"),
    ("estoy cansada de la vida", "urgent"),
    ("me muero de risa", "none"),
    ("en fortnite me mataron", "none"),
    ("si alguien me pide fotos le digo a mi mama", "none"),
    ("el bullying es malo y hay que pararlo", "none"),
    ("quiero mas parques", "none"),
]


FRAMED = [
    ("si alguien me pidiera fotos le aviso a mi papá", "none"),
    ("hay niños a los que les pegan y nadie los ayuda", "none"),
    ("que castiguen a los que les piden fotos a las niñas", "none"),
    ("en la novela el papá le pega a su hijo", "none"),
    ("mi mamá entra a mi cuarto a darme las buenas noches", "none"),
    ("si un señor me pide fotos lo bloqueo y le aviso a mi papá", "none"),
    ("no quiero que llegue el domingo porque me toca con mi tío", "urgent"),
    ("yo sí sé qué es el maltrato porque mi papá me pega", "urgent"),
    ("que castiguen a los papás que pegan, el mío me pega con el cable", "urgent"),
]


@pytest.mark.parametrize(("text", "level"), FRAMED)
def test_same_words_of_harm_depend_on_how_they_are_said(text: str, level: str) -> None:
    assert one(text).level == level


def test_languages_have_the_same_marks() -> None:
    assert names("es") == names("en")


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_every_mark_of_a_text_has_a_weight(text: str) -> None:
    assert framing("es").frames(read_words(text).norms) <= classifier("es").marks.keys()


@pytest.mark.long
def test_screening_costs_a_small_multiple_of_the_sentence_vectors() -> None:
    texts = [text for text, _ in (*REDACTED, *LEVELLED)] * 20
    pairs = [(str(number), text) for number, text in enumerate(texts)]
    screened, vectors = _cost(lambda: list(screen(pairs))), _cost(lambda: encode(texts))
    assert screened < 6 * vectors


def _cost(work: Callable[[], object]) -> float:
    """CPU seconds of the second of two runs: the first one loads."""
    work()
    start = process_time()
    work()
    return process_time() - start


@pytest.mark.parametrize(("text", "level"), LEVELLED)
def test_level_follows_what_is_told(text: str, level: str) -> None:
    assert one(text).level == level


def test_few_words_without_a_cue_are_read_by_an_officer_but_alarm_nobody() -> None:
    assert [one(text).level for text in ("mi casa", "mi tío", "mi papá me pega")] == [
        "support",
        "support",
        "urgent",
    ]


def test_raised_text_names_its_signal_and_the_words_that_led_to_it() -> None:
    screened = one("cuando pierdo mi papa me pega mucho")
    assert screened.signals == ("violence_home",)
    assert any("papa me pega" in reason for reason in screened.reasons)


def test_reasons_hold_no_name() -> None:
    screened = one("mi tio Rigoberto me pega y mi papa Rigoberto tambien me pega")
    assert screened.level == "urgent"
    assert not any("rigoberto" in reason for reason in screened.reasons)


def test_english_disclosure_is_noticed() -> None:
    assert one("my dad hits me when he is drunk", "en").level == "urgent"


def test_order_and_ids_are_kept_over_several_batches() -> None:
    texts = [(str(number), f"hola {number}") for number in range(600)]
    assert [screened.id for screened in screen(texts)] == [identifier for identifier, _ in texts]


def test_texts_are_taken_as_they_come() -> None:
    taken = []

    def endless() -> Iterator[tuple[str, str]]:
        while True:
            taken.append(1)
            yield "1", "hola"

    next(screen(endless()))
    assert len(taken) < 1000


def test_result_depends_neither_on_neighbours_nor_on_earlier_texts() -> None:
    texts = [(str(n), text) for n, (text, _) in enumerate([*REDACTED, *LEVELLED])]
    alone = [next(screen([pair])) for pair in texts]
    assert list(screen(reversed(texts))) == alone[::-1]


def test_screening_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("screening wanted the network")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    text = "mi correo es ana@ejemplo.com.mx, mi página ejemplo.com/x y mi tel 55 1234 5678"
    assert len(one(text).entities) == 3


@pytest.mark.parametrize("text", ["\u0338", "\u0301 hola", "h", "H h", "\u0300\u0301"])
def test_a_lone_accent_or_silent_letter_is_a_word(text: str) -> None:
    assert one(text).redacted == text


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_can_be_screened_and_only_entities_change(text: str) -> None:
    screened = one(text)
    last, pieces = 0, []
    for entity in screened.entities:
        assert last <= entity.start < entity.end <= len(text)
        pieces.append(text[last : entity.start])
        last = entity.end
    pieces.append(text[last:])
    position = 0
    for piece in pieces:
        position = screened.redacted.index(piece, position) + len(piece)
    assert screened.level in LEVELS
    assert set(screened.signals) <= set(SIGNALS)
    assert (screened.level == "none") == (screened.signals == ())
