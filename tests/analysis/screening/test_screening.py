"""Screening: what identifies somebody is replaced, what may be a disclosure is noticed."""

import socket
from collections.abc import Callable, Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.screening import LEVELS, SIGNALS, UNREAD, ScreeningResult, screen
from analysis.screening.disclosure.assertion import framing, names
from analysis.screening.disclosure.risk_classifier import classifier, encode
from analysis.screening.tokens import tokenize


def one(text: str, language: str = "es") -> ScreeningResult:
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
    assert framing("es").frames(tokenize(text).norms) <= classifier("es").marks.keys()


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


CRIES = {
    "es": """
        ayudenme
        ayudame por favor
        xfa ayudenme
        auxilio
        estoy en peligro
        llamen a la policia
        me tocaron
        mi apa nos chinga
        me quiero mat4r
        me q1ero m0rir
        mi papa me p3ga
        i want to die
        kms
        i wanna unalive myself
        my dad hits me
        AYUDENME
        ayúdeme señor por favor
        alguien ayudeme porfa
        ayudennos por favor
        ayuda por favor
        auxilio por favor
        socorro!!
        sakenme de aki
        estamos en peligro mi hermana y yo
        corro peligro en mi casa
        mi prima esta en peligro
        llamen al 911 por favor
        manden una patrulla ya
        me manosearon
        mi jefe me chinga diario
        mi ama nos da unas madrizas
        ya no kiero v1v1r
        me kiero desvivir
        quiero desvivirme
        kiero m0rirme
        me qu1ero m4tar
        mi p4p4 me p3ga
        mi papá me g0lpea
        i want to kill myself
        i dont want to live anymore
        my uncle touches me
        help me please
        im in danger
        m pgan en mi ksa
        en mi ksa m pgan
        mi papa m pga
        me pga kon el cinturon
        ya me quiero ir al cielo con mi abuelita
        kiero ir al sielo con mi mama
        me gustaría estar en el cielo con mi abuelito
        ya me voy al cielo con mi abuelita
    """,
    "en": """
        kms
        i wanna unalive myself
        help me please
        somebody help me
        im in danger
        I'm in danger
        call the police
        i want to d1e
        me quiero morir
        mi papa me pega
        help me
        please help us
        someone please help me
        save me please
        i am in danger
        we are in danger at home
        call 911
        call the cops please
        i wanna kms
        i want to unalive
        i want to k1ll myself
        my dad h1ts me
        i w4nt to die
        he touched me
        ayudenme por favor
        quiero morirme
    """,
}
WORRIES = {
    "es": """
        necesito ayuda
        ya no aguanto
        me quiero ir de mi casa
        necesito ayuda por favor
        ocupo ayuda
        nesesito alluda
        ya no soporto
        ya no aguanto a mi papa
        quiero escaparme de mi casa
        nos queremos ir de la casa
        llamen a la policia porque mi vecino grita
        ayudenme no se que hacer
        ayuda
    """,
    "en": """
        i need help
        i need to get out of my house
        i want to run away
        people tell me kys
        help me i dont know what to do
    """,
}
NEIGHBOURS = {
    "es": """
        ayúdame a pasar el nivel
        necesito ayuda con la tarea
        necesito ayuda con las matemáticas
        ya no aguanto el calor
        ya no aguanto los anuncios
        help me with homework
        i want to die lol this game
        mi hermano me pego la gripa
        mi hermana me pego la tos
        mi casa esta en la esquina
        mi primo de 8
        nací un 8 de marzo del dos mil trece
        el dia que nacio mi hermano
        los martes voy con mi tio a pescar
        Mi casa con internet que sí llega
        ayudame a ganarle al jefe
        ayudenme con la tarea de mate
        ayúdenme por favor a subir de nivel
        ayudenme a que haya internet en mi escuela
        necesito ayuda para instalar el juego
        necesito ayuda con ingles
        mi hermano necesita ayuda con la tarea
        ya no aguanto los comerciales
        no aguanto la risa
        ya no aguanto mas anuncios
        ya no puedo mas con tanta tarea
        primeros auxilios
        que enseñen primeros auxilios
        el boton de auxilio del juego
        los animales en peligro de extincion
        estoy en peligro de reprobar mate
        en el juego estoy en peligro
        si estoy en peligro le digo a mi mama
        que llamen a la policia cuando hay robos
        me tocaron preguntas faciles
        me tocaron los martes
        me quiero ir de vacaciones
        me quiero ir a mi casa
        me pego la gripe mi primo
        mi mama me pegó el covid
        mi hermana nos pego los piojos
        mi abuelo me pego el gusto por leer
        mi tio me pegó la risa
        quiero 4 jugadores mas
        voy en 4to y juego en la compu
        mi hermano va en 3ro
        quiero m4s juegos
        vivo a 5 kms de la escuela
        me muero por jugar gta6
        la cancion i want to die es triste
        i love you mama
        me gusta el juego among us
        mi color favorito es el azul
        mi papá me pga el internet
        mi abuelo me pga por barrer
        a mis papás les pgan poco
        mis papas me pgan si saco 10
        en mi ksa no me pgan
        en mi ksa no hay internet
        mi hermano me pga en el smash en la ksa
        mi abuelita se fue al cielo
        mi abuelita ya está en el cielo con mi abuelito
        mi mamá dice que mi abuelita se quería ir al cielo con mi abuelo
        quiero ir al cielo en un globo
        quiero ver el cielo con mi papá
        no me quiero ir al cielo con mi abuelita todavía
        en minecraft quiero ir al cielo con mi hermano
    """,
    "en": """
        help me with homework
        i want to die lol this game
        my dad beats me at chess
        my brother always beats me in fifa
        my sister hit me up on snap
        i cut my hair
        i fell off my bike and got bruises
        my cousin and i sleep in the same room
        help me with my math homework
        help me beat this level
        can someone help me get robux
        i need help with fractions
        my dad beats me at checkers
        my mom beats me in uno
        my brother beat me in mario kart
        hit me up on discord
        my cousin hit me up to play
        i cant take the ads anymore
        pandas are in danger of extinction
        im in danger of failing math
        they should call the police on scammers
        we learned how to call 911
        i ran 5 kms
        i want to run faster
        i cut my nails
        i cut the paper for my project
        my house is on the corner
        i was born on march 8
        on sundays i go fishing with my uncle
        quiero jugar
        me gusta la pizza
    """,
}


def levels(language: str, *samples: dict[str, str]) -> dict[str, str]:
    texts = [
        line.strip() for each in samples for line in each[language].split("\n") if line.strip()
    ]
    found = screen(((text, text) for text in texts), language=language)
    return {screened.id: screened.level for screened in found}


@pytest.mark.parametrize("language", ["es", "en"])
def test_plain_cry_for_help_is_raised_however_spelled_and_in_either_language(language: str) -> None:
    found = levels(language, CRIES)
    assert [text for text, level in found.items() if level != "urgent"] == []
    found = levels(language, WORRIES)
    assert [text for text, level in found.items() if level == "none"] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_harmless_neighbour_of_a_cry_for_help_is_not_raised(language: str) -> None:
    found = levels(language, NEIGHBOURS)
    assert [text for text, level in found.items() if level != "none"] == []


def test_digits_are_letters_only_where_they_make_a_word_of_the_cues() -> None:
    screened = one("mi papá me p3ga, voy en 4to")
    assert (screened.redacted, screened.reasons) == (
        "mi papá me p3ga, voy en 4to",
        ("papa me pega",),
    )


def test_guess_names_no_signal_and_its_weightiest_words() -> None:
    screened = one("cuando apaga la luz me hago la dormida y él entra despacito")
    assert (screened.level, screened.cued, screened.signals) == ("urgent", False, ())
    assert 0 < len(screened.reasons) <= 4
    assert set(screened.reasons) <= {"apaga", "luz", "hago", "dormida", "entra", "despacito"}


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
    if screened.level == UNREAD:  # letters of another script
        assert screened == ScreeningResult(screened.id, "", (), UNREAD, (), ())
        return
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
    assert bool(screened.signals) == screened.cued
    assert screened.level != "none" or not (screened.cued or screened.reasons)
