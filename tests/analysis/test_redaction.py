"""Redaction: properties that hold for any text, kinds of context, and speed."""

import socket
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import load
from analysis.screening import screen
from analysis.screening.lexicon import lexicon
from analysis.screening.redaction import identifying, redact
from analysis.screening.wording import read_words
from consult.cli import alzavoz

NAMES = st.sampled_from(["Lupita", "yaretzi", "Kevin", "doña Cuca", "ximenita", "Iker Canul"])
PIECES = st.one_of(
    NAMES,
    NAMES.map("mi amiga {} me dijo".format),
    st.sampled_from(
        [
            *("en la secu 45", "vivo en la calle pino 34", "mi cel es 55 1847 2093", "hola 😀"),
            *(
                "en Lomas de San Ángel",
                "soy el_vaquero_12",
                "tengo 9 años",
                "[nombre]",
                "[calle 2]",
            ),
            *("quiero internet", "mi correo es ana@ejemplo.mx", "naci el 3 de mayo", "Bad Bunny"),
        ]
    ),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map(", ".join)


def redacted(text: str) -> str:
    return next(screen([("1", text)])).redacted


CONTEXTS = [
    ("mi ermanita Itzayana ve tele", "mi ermanita [nombre] ve tele"),
    ("Luz no me contesta", "[nombre] no me contesta"),
    ("Luz roja del modem", "Luz roja del modem"),
    ("Yare y Sofi me bloquearon", "[nombre] y [nombre 2] me bloquearon"),
    ("Soy Damián, 11, de Zacatecas", "Soy [nombre], [edad], de Zacatecas"),
    ("en la 45 nadie respeta", "en [escuela] nadie respeta"),
    ("en la tarde a la 1", "en la tarde a la 1"),
    ("en la Benito Juárez no hay compus", "en [escuela] no hay compus"),
    ("Benito Juárez fue presidente", "Benito Juárez fue presidente"),
    ("fui al cyber El Ratoncito", "fui al [lugar]"),
    ("en Lomas de San Ángel hay antena", "en [colonia] hay antena"),
    ("la calle Morelos esquina con Allende", "la [calle]"),
    ("vivo en el porvenir", "vivo en [lugar]"),
    ("me llamo s-o-f-i", "me llamo [nombre]"),
    ("Kimberly Loaiza sube videos", "Kimberly Loaiza sube videos"),
    ("Elsa y Ana de Frozen", "Elsa y Ana de Frozen"),
    ("mi abuelo don Chon y el Chuy, su nieto", "mi abuelo [nombre] y [nombre 2], su nieto"),
    ("la Lupita y Lupita son una", "[nombre] y [nombre] son una"),
    ("quiero <b>leer</b> más", "quiero <b>leer</b> más"),
    ("mi hamster se llama Pepe", "mi hamster se llama Pepe"),
    ("hola, me llamo Sa'asil", "hola, me llamo [nombre]"),
    ("en la calle 21 por 18 y 20 hay wifi", "en [calle] hay wifi"),
    ("vivo en la colonia Roma edificio C-14", "vivo en [colonia]"),
    ("Perla negra se llama el barco", "Perla negra se llama el barco"),
    ("a mi vecino le dicen el Barco", "a mi vecino le dicen [nombre]"),
    ("Sofía, Leo y Max son los de minecraft", "Sofía, Leo y Max son los de minecraft"),
    ("soy Mateo 6", "soy [nombre] [edad]"),
    ("soy Mateo, ²", "soy [nombre], ²"),
    ("soy Mateo 6 veces campeón", "soy [nombre] 6 veces campeón"),
    ("mi mamá apagó la tele", "mi mamá apagó la tele"),
    ("mi credencial es 4410-B", "mi credencial es [número]"),
    ("voy en la Benito Juárez vespertina", "voy en [escuela]"),
    ("estudio en el BIC 23", "estudio en [escuela]"),
    ("mis tíos están en Carolina del Norte", "mis tíos están en Carolina del Norte"),
    ("en la colonia camino verde nadie contesta", "en [colonia] nadie contesta"),
    ("en la prepa 5 venden dulces", "en [escuela] venden dulces"),
    ("soy de ciudad azteca tercera sección", "soy de [lugar]"),
    ("voy en la primaria Profr. Heriberto Enríquez, 6to B", "voy en [escuela], 6to B"),
    ("se llama chismes.sec.82 la página", "se llama [usuario] la página"),
    ("kien sabe que es la nube", "kien sabe que es la nube"),
    ("nos cambiamos a priv. gardenias 14 b y no hay wifi", "nos cambiamos a [calle] y no hay wifi"),
    ("luigi es mejor q mario y lo sostengo", "luigi es mejor q mario y lo sostengo"),
    ("mi primo mario juega con luigi", "mi primo [nombre] juega con luigi"),
]

ENGLISH = [
    ("my sister goes to Coronado High School", "my sister goes to [school]"),
    ("they call me el güerito online", "they call me [name] online"),
    ("my cousin from fracc. praderas del sol", "my cousin from [neighbourhood]"),
    ("my birthday is the nineteenth of September, 2013", "my birthday is the [date]"),
    ("the teacher said no phones", "the teacher said no phones"),
    ("hope is what we need", "hope is what we need"),
    ("im 11 years old and i have no phone", "im 11 years old and i have no phone"),
    ("see [web page 2] now", "see [web page 2] now"),
    ("i was born on June 12, 2013", "i was born on [date]"),
    ("my sister Ana, who is seven, cried", "my sister [name], who is [age], cried"),
    ("brittany n ashley g left me", "[name] n [name 2] left me"),
    ("i go to benito juarez elementary", "i go to [school]"),
    ("she is in 9th grade at del valle high", "she is in 9th grade at [school]"),
    ("kids of prepa tec campus cumbres sell them", "kids of [school] sell them"),
    ("it worrys me that they wudnt ask", "it worrys me that they wudnt ask"),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_is_read_by_its_own_lists_and_tagger(text: str, expected: str) -> None:
    assert next(screen([("1", text)], language="en")).redacted == expected


@pytest.mark.parametrize(("text", "expected"), CONTEXTS)
def test_a_detail_is_told_from_a_word_by_its_context(text: str, expected: str) -> None:
    assert redacted(text).replace("la [escuela]", "[escuela]") == expected


@pytest.mark.parametrize("name", ["djovensky", "tonalli", "xunka", "briseida"])
def test_an_unheard_of_name_is_spelled_like_names(name: str) -> None:
    assert not lexicon("es", load("es")).looks_ordinary(name)


@pytest.mark.parametrize("word", ["apago", "pediria", "plastilina", "escuchavamos"])
def test_a_word_that_no_list_has_is_spelled_like_words(word: str) -> None:
    assert lexicon("es", load("es")).looks_ordinary(word)


@settings(max_examples=80)
@given(TEXTS)
def test_places_of_details_are_in_order_and_within_the_text(text: str) -> None:
    last = 0
    for entity in next(screen([("1", text)])).entities:
        assert last <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end].strip()
        last = entity.end


@settings(max_examples=80)
@given(TEXTS)
def test_what_is_redacted_is_not_redacted_again(text: str) -> None:
    once = redacted(text)
    assert redacted(once) == once


@settings(max_examples=80)
@given(TEXTS)
def test_placeholders_are_never_nested(text: str) -> None:
    depth = 0
    for letter in redacted(text):
        depth += (letter == "[") - (letter == "]")
        assert depth in (0, 1)


@settings(max_examples=40)
@given(st.sampled_from(["Lupita", "Kevin", "yaretzi"]), st.sampled_from(["Brenda", "Iker"]))
def test_the_same_person_has_the_same_placeholder(one: str, other: str) -> None:
    text = f"mi amiga {one} y mi prima {other} pelean, {one.upper()} llora y {other.lower()} no"
    assert redacted(text) == (
        "mi amiga [nombre] y mi prima [nombre 2] pelean, [nombre] llora y [nombre 2] no"
    )


def test_the_command_screens_without_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("screening wanted the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    given_texts, screened = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given_texts.write_text('{"id": "1", "text": "soy Lupita, mi pagina es ejemplo.com/x"}\n')
    run = CliRunner().invoke(alzavoz, ["screen", str(given_texts), str(screened)])
    assert run.exit_code == 0, run.output
    assert "[página]" in screened.read_text(encoding="utf-8")


@pytest.mark.long
def test_redaction_costs_less_than_reading(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 400 texts a second on an ordinary core; held here as a ratio, for any machine."""
    texts = ["mi amiga lupita de la prepa 5 me mando un video ayer", "Kevin usa mi Cel"] * 1000
    nlp = load("es")
    known = lexicon("es", nlp)
    began = time.process_time()
    list(nlp.pipe(texts))
    read = time.process_time() - began
    began = time.process_time()
    with nlp.select_pipes(enable=["tok2vec", "ner"]):
        for doc in nlp.pipe(texts):
            words = read_words(doc.text)
            redact(words.text, identifying(words, known, doc), known)
    spent = time.process_time() - began
    with capsys.disabled():
        rates = f"{len(texts) / spent:.0f} texts a second redacted, {len(texts) / read:.0f} read"
        sys.stdout.write(f"\n{rates}\n")
    assert spent < 2.0 * read
