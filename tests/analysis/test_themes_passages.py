"""Answers cut into passages, and child spelling made regular."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from analysis.language import load
from analysis.themes.passages import Piece, pieces, read, says_nothing
from analysis.themes.spelling import Spelling, spelling_of


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load("es")


@pytest.fixture(scope="module")
def spelling(nlp: Language) -> Spelling:
    return spelling_of("es", nlp.path)


def cut(text: str, nlp: Language, spelling: Spelling) -> list[Piece]:
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
    ],
)
def test_an_english_sentence_too_short_to_stand_alone_goes_with_the_one_before(
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
    ],
)
def test_child_spelling_is_made_regular(written: str, regular: str, spelling: Spelling) -> None:
    assert spelling.regular(written) == regular


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
    ],
)
def test_no_opinion_is_recognised(said: str, spelling: Spelling) -> None:
    assert says_nothing(spelling.regular(said))


@pytest.mark.parametrize("said", ["no sé a quién llamar", "nada de anuncios", "no tengo internet"])
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
    [reading] = read(["que  quiten los\t anuncios"], nlp, spelling)
    spaces = [token for token in reading.parsed if token.is_space]
    assert [token.pos_ for token in spaces] == ["SPACE", "SPACE"]


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_any_text_is_cut_without_inventing_a_word(text: str) -> None:
    nlp = load("es")
    spelling = spelling_of("es", nlp.path)
    for piece in cut(text, nlp, spelling):
        assert piece.text.lower() in text.lower()
