"""Answers cut into passages, and child spelling made regular."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from analysis.spacy_models import load
from analysis.themes.lang.spelling import Spelling, spelling_of
from analysis.themes.preprocessing.passages import pieces, read_passages
from analysis.themes.preprocessing.segmentation import AnnotatedPassage, says_nothing


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load("es")


@pytest.fixture(scope="module")
def spelling(nlp: Language) -> Spelling:
    return spelling_of("es", nlp.path)


def cut(text: str, nlp: Language, spelling: Spelling) -> list[AnnotatedPassage]:
    return list(next(pieces([text], nlp, spelling)))


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        (
            "Que quiten los anuncios y que bloqueen a los que molestan",
            ["Que quiten los anuncios", "que bloqueen a los que molestan"],
        ),
        ("1. más parques\n2.- internet en la escuela", ["más parques", "internet en la escuela"]),
        ("- menos anuncios\n- más juegos", ["menos anuncios", "más juegos"]),
        ("Me gusta jugar y ver videos", ["Me gusta jugar y ver videos"]),
        (
            "que quiten los anuncios y que el internet sea gratis",
            ["que quiten los anuncios", "que el internet sea gratis"],
        ),
        (
            "quiten los anuncios, bloqueen a los malos, y pongan reglas",
            ["quiten los anuncios", "bloqueen a los malos", "pongan reglas"],
        ),
        (
            "1 que quiten anuncios 2 que pongan juegos",
            ["que quiten anuncios", "que pongan juegos"],
        ),
        ("tengo 10. años", ["tengo 10. años"]),
        ("que duren 3.5 horas", ["que duren 3.5 horas"]),
        ("1 hora al dia y 2 horas el sabado", ["1 hora al dia y 2 horas el sabado"]),
        (
            "que bloqueen a los que griten y pongan apodos",
            ["que bloqueen a los que griten y pongan apodos"],
        ),
        (
            "Mi escuela no tiene internet. Quiero una tablet nueva.",
            ["Mi escuela no tiene internet", "Quiero una tablet nueva"],
        ),
        # "hay que" and "tener que" stay whole
        (
            "hay q poner filtros y tmb hay q enseñar a los papas",
            ["hay q poner filtros", "tmb hay q enseñar a los papas"],
        ),
        (
            "tenemos que respetar y tenemos que compartir los juegos",
            ["tenemos que respetar", "tenemos que compartir los juegos"],
        ),
        (
            "que ningun niño tenga que caminar para tener señal y que haya internet",
            ["que ningun niño tenga que caminar para tener señal y que haya internet"],
        ),
        # what turns or follows stays with what it turns
        (
            "en mi escuela tenemos computadoras pero estan tapadas y no las usamos",
            ["en mi escuela tenemos computadoras pero estan tapadas y no las usamos"],
        ),
        (
            "subes una foto y ya te estan insultando",
            ["subes una foto y ya te estan insultando"],
        ),
        # wishes in a row
        (
            "mas seguridad, menos anuncios, que no haya bullying",
            ["mas seguridad", "menos anuncios", "que no haya bullying"],
        ),
        (
            "que quiten los anuncios, que pongan filtros, que contesten los reportes",
            ["que quiten los anuncios", "que pongan filtros", "que contesten los reportes"],
        ),
        ("mas áreas verdes, que tengan juegos", ["mas áreas verdes, que tengan juegos"]),
        (
            "primero q no griten segundo q no insulten y tercero q compartan",
            ["q no griten", "q no insulten", "q compartan"],
        ),
        (
            "en primero tuve internet y en segundo no",
            ["en primero tuve internet y en segundo no"],
        ),
        (
            "2.- transporte gratis para la tercera edad y los niños",
            ["transporte gratis para la tercera edad y los niños"],
        ),
    ],
)
def test_an_answer_is_cut_into_its_ideas(
    text: str, passages: list[str], nlp: Language, spelling: Spelling
) -> None:
    assert [piece.text for piece in cut(text, nlp, spelling)] == passages


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("My school has no internet at home. For the homework.", 1),
        ("No ads. More games. Stop bullying.", 3),
        ("I am scared of strangers. Please remove the ads.", 2),
        ("Yes. They should ask kids before new rules.", 2),
        ("My old phone. It breaks every day in class and nobody can fix it.", 1),
        ("Ads. Videos. My favorite games show scary pictures all day long.", 1),
        ("Ads. I hate them.", 1),
        ("I hate ads. Please remove them.", 2),
    ],
)
def test_an_english_sentence_too_short_to_stand_alone_goes_with_its_neighbour(
    text: str, passages: int
) -> None:
    nlp = load("en")
    assert len(cut(text, nlp, spelling_of("en", nlp.path))) == passages


@pytest.mark.parametrize(
    ("written", "regular"),
    [
        ("KE KITEN LOS ANUNSIOS!!", "que quiten los anuncios"),
        ("q no aya bullying xq es feooo", "que no haya bullying porque es feo"),
        ("educacion para los ninos", "educación para los niños"),
        ("mi amigo [nombre] juega", "mi amigo juega"),
        ("prohivan los celus", "prohiban los celulares"),
        ("q no vorren mis fotos", "que no borren mis fotos"),
        ("me jakearon mi cuenta", "me hackearon mi cuenta"),
        ("el meta ai y la ai", "el meta ia y la ia"),
        ("ai muchos anunsios", "hay muchos anuncios"),
        # names, and words of the language that look misspelt, stay
        ("que renuncie piñera", "que renuncie piñera"),
        ("candados óptimos que saquen", "candados óptimos que saquen"),
        ("los youtubers y el telegrama", "los youtubers y el telegrama"),
        ("que fueramos amigos y nos tunden", "que fueramos amigos y nos tunden"),
    ],
)
def test_child_spelling_is_made_regular(written: str, regular: str, spelling: Spelling) -> None:
    assert spelling.regular(written) == regular


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("whatsapp", "watsap watsapp wattsap guatsapp wazap wasap wsp"),
        ("tiktok", "tictoc titok tiktoc tictok"),
        ("roblox", "rovlox roblos robloks rovlocks"),
        ("free fire", "frifire frifayer"),
        ("instagram", "instragram instagran insta"),
        ("facebook", "feisbook feisbok feis"),
        ("youtube", "yutuv youtuve yotube yutub"),
        ("discord", "diskord discor"),
        ("minecraft", "maicraft maincra maincraf"),
    ],
)
def test_a_platform_is_known_by_its_sound(name: str, written: str, spelling: Spelling) -> None:
    assert {spelling.regular(word) for word in written.split()} <= {name, name.replace(" ", "")}


def test_what_is_shown_stays_as_it_was_written(nlp: Language, spelling: Spelling) -> None:
    (piece,) = cut("ke kiten los anunsios", nlp, spelling)
    assert piece.text == "ke kiten los anunsios"
    assert "anuncios" in {word.form for word in piece.words}


@pytest.mark.parametrize(
    "said",
    [
        "no sé",
        "No se me ocurre",
        "no se me ocurre nada",
        "No se",
        "nada",
        "NADA!!",
        "lo mismo",
        "ninguno",
        "idk",
        "nose",
        "la verdad no sé",
        "pues nada",
        "no c",
        "no tengo",
        "no sé, nada",
        "no opino nada",
        "no tengo idea",
        "ok",
        "nada todo bien",
        "todo bien gracias",
        "idea",  # what is left of "ni idea"
        "ninguna idea la vdd",
        "no tengo ni idea",
        "jaja no se",
        "xd",
        "lo mismo q puse en la otra pregunta",
        "igual que dije antes",
        "lo mismo que mi amigo",
        "ya conteste eso arriba",
        "ya lo esplique",
        "lo que ya dije",
        "nada me preocupa",
        "a mi no me preocupa nada",
        "no tengo miedo de nada",
        "no hay nada q me asuste",
        "no opinion",
        "I don't have any idea",
        "same as b4",
        "same as the last question",
        "I already answered that",
        "im not afraid of anything",
    ],
)
def test_no_opinion_is_recognised(said: str, spelling: Spelling) -> None:
    assert says_nothing(spelling.regular(said))


@pytest.mark.parametrize(
    "said",
    [
        "no sé a quién llamar",
        "nada de anuncios",
        "no tengo internet",
        "una idea para la escuela",
        "no me preocupa que me quiten el celular",
        "no tengo miedo de decir lo que pienso",
        "ya dije que quiten los anuncios",
        "igual que los adultos queremos opinar",
    ],
)
def test_an_opinion_that_begins_like_none_is_kept(said: str, spelling: Spelling) -> None:
    assert not says_nothing(spelling.regular(said))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("que quiten los anuncios", "proposal"),
        ("deberían poner filtros en los videos", "proposal"),
        ("me da miedo cuando me hablan desconocidos", "worry"),
        ("una vez me mandaron un mensaje raro", "experience"),
        ("¿por qué salen tantos anuncios?", "question"),
        ("me gusta jugar con mis amigos", "praise"),
    ],
)
def test_a_passage_has_a_kind(said: str, kind: str, nlp: Language, spelling: Spelling) -> None:
    assert cut(said, nlp, spelling)[0].kind == kind


def test_spaces_between_words_are_no_words(nlp: Language, spelling: Spelling) -> None:
    [reading] = read_passages(["que  quiten los\t anuncios"], nlp, spelling)
    spaces = [token for token in reading.parsed if token.is_space]
    assert [token.pos_ for token in spaces] == ["SPACE", "SPACE"]


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_any_text_is_cut_without_inventing_a_word(text: str) -> None:
    nlp = load("es")
    spelling = spelling_of("es", nlp.path)
    for piece in cut(text, nlp, spelling):
        assert piece.text.lower() in text.lower()
