"""Written submissions are read whole: questions, passages, sources, figures and doubts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.submission import (
    ParsedSubmission,
    UnreadableSubmission,
    read_submission,
    read_submission_file,
)

REAL = Path(__file__).parents[4] / "shared/data/written_submission_es.txt"

SMALL = """
 [bookmark: _h.1]1. ¿Qué saben las escuelas sobre el uso de tabletas? ¿y en casa?
De acuerdo con el Observatorio Escolar,[footnoteRef:1] en 2023 participaron 1.2 millones de \
estudiantes y el 25 % de ellos pidió ayuda, es decir, 300,000 estudiantes. [1:  Observatorio \
Escolar, Encuesta de Tabletas 2023, disponible en <https://observatorio.example.org/a[1].pdf>, \
página consultada el 30 de abril de 2024.]

Las escuelas piden talleres.[footnoteRef:2] Las familias piden guías claras. [2: Ídem, p. 4.]
   2) Sírvanse describir las medidas tomadas.
No se identifica información oficial pública sobre este punto.
3. ¿Qué recomienda?
Recomendamos lo siguiente:
1. Dar talleres en todas las escuelas.
2. Escuchar a niñas y niños.
"""


def codes(submission: ParsedSubmission) -> list[str]:
    return [warning.code for warning in submission.warnings]


def answered(answer: str) -> ParsedSubmission:
    return read_submission(f"1. ¿Qué pasa?\n{answer}\n")


def figures(answer: str) -> list[tuple[float, str]]:
    return [(figure.value, figure.unit) for figure in answered(answer).figures]


def source(note: str):
    return answered(f"Así es.[footnoteRef:1] [1: {note}]").sources[0]


# --- the shape


def test_json_has_exactly_the_agreed_shape():
    shape = json.loads(read_submission(SMALL).as_json())
    assert list(shape) == ["questions", "sources", "figures", "warnings"]
    assert list(shape["questions"][0]) == ["number", "text", "passages"]
    assert list(shape["questions"][0]["passages"][0]) == ["id", "text", "sources", "absent"]
    assert shape["sources"][0] == {
        "number": 1,
        "text": "Observatorio Escolar, Encuesta de Tabletas 2023, disponible en"
        " <https://observatorio.example.org/a[1].pdf>, página consultada el 30 de abril de 2024.",
        "title": "Encuesta de Tabletas 2023",
        "url": "https://observatorio.example.org/a[1].pdf",
        "consulted": "2024-04-30",
    }
    assert shape["sources"][1]["same_as"] == 1
    assert shape["figures"][0] == {"value": 1200000, "unit": "estudiantes", "passage": "1.1"}
    assert shape["warnings"] == []


def test_title_and_same_as_are_left_out_where_there_are_none():
    shape = answered("Así es.[footnoteRef:1] [1: Se explica aquí.]").to_dict()
    assert shape["sources"] == [
        {"number": 1, "text": "Se explica aquí.", "url": None, "consulted": None}
    ]


# --- questions


def test_questions_are_found_whatever_stands_around_their_numbers():
    submission = read_submission(SMALL)
    assert [(q.number, q.text) for q in submission.questions] == [
        (1, "¿Qué saben las escuelas sobre el uso de tabletas? ¿y en casa?"),
        (2, "Sírvanse describir las medidas tomadas."),
        (3, "¿Qué recomienda?"),
    ]


def test_numbered_lists_in_an_answer_are_no_questions():
    third = read_submission(SMALL).questions[2]
    assert [passage.text for passage in third.passages] == [
        "Recomendamos lo siguiente: 1. Dar talleres en todas las escuelas.",
        "2. Escuchar a niñas y niños.",
    ]


def test_list_under_the_last_question_does_not_prolong_the_questions():
    items = "\n".join(f"{n}. Acción de mejora." for n in range(1, 13))
    submission = read_submission(f"1. ¿Uno?\nSí.\n2. ¿Dos?\n{items}\n")
    assert [question.number for question in submission.questions] == [1, 2]


def test_question_worded_as_a_topic_is_found_between_its_neighbours():
    text = "1. ¿Uno?\nSí, uno.\n2. Medidas tomadas\nHay medidas.\n3. ¿Tres?\nSí, tres.\n"
    assert [question.number for question in read_submission(text).questions] == [1, 2, 3]


def test_topics_alone_are_questions_where_nothing_asks():
    text = "1. Marco legal\nHay leyes.\n2. Medidas\nHay medidas.\n"
    questions = read_submission(text).questions
    assert [(q.number, q.text) for q in questions] == [(1, "Marco legal"), (2, "Medidas")]


def test_odd_punctuation_inside_a_question_does_not_cut_it():
    text = "1. ¿Cómo lograr una armonía mínima? en todas las escuelas?\nCon acuerdos.\n"
    (question,) = read_submission(text).questions
    assert question.text == "¿Cómo lograr una armonía mínima? en todas las escuelas?"
    assert [passage.text for passage in question.passages] == ["Con acuerdos."]


@pytest.mark.parametrize(
    "label", ["Pregunta 1", "Pregunta 1:", "Question 1.", "**1.", "1.-", "1 -"]
)
def test_number_may_be_written_in_many_ways(label):
    (question,) = read_submission(f"{label} ¿Hay talleres?\nSí hay.\n").questions
    assert (question.number, question.passages[0].text) == (1, "Sí hay.")


def test_number_may_stand_on_a_line_of_its_own():
    (question,) = read_submission("1.\n¿Hay talleres?\nSí hay.\n").questions
    assert question.text == "¿Hay talleres?"


def test_question_may_go_on_in_the_next_lines():
    text = "1. ¿Hay talleres en las\nescuelas del país?\n¿Y en casa?\nSí hay.\n"
    (question,) = read_submission(text).questions
    assert question.text == "¿Hay talleres en las escuelas del país? ¿Y en casa?"
    assert [passage.text for passage in question.passages] == ["Sí hay."]


def test_answer_on_the_line_of_its_question_is_told_apart():
    (question,) = read_submission("1. ¿Hay talleres? Sí, en todas partes.\n").questions
    assert question.text == "¿Hay talleres?"
    assert question.passages[0].text == "Sí, en todas partes."


def test_decimal_at_the_start_of_a_paragraph_is_no_question_number():
    submission = read_submission("1. ¿Cuántas?\n2.5 % de las escuelas.\n")
    assert [question.number for question in submission.questions] == [1]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "1. ¿Qué medidas han tomado las escuelas del país para\n"
        "escuchar a las niñas y los niños sobre el uso de las\n"
        "tabletas?\n"
        "Las escuelas han abierto buzones en cada salón y leen\n"
        "lo que llega una vez por semana.\n"
        "\n"
        "También hay asambleas.\n"
    )
    (question,) = read_submission(text).questions
    assert question.text.endswith("sobre el uso de las tabletas?")
    assert question.passages[0].text.endswith(
        "en cada salón y leen lo que llega una vez por semana."
    )
    assert len(question.passages) == 2


def test_missing_unanswered_and_repeated_questions_are_warned_of():
    text = "1. ¿Uno?\nSí.\n3. ¿Tres?\n4. ¿Cuatro?\nSí, cuatro.\n3. ¿Otra vez tres?\nSí.\n"
    submission = read_submission(text)
    assert codes(submission) == ["question_missing", "answer_missing", "question_in_answer"]
    assert submission.warnings[0].message == "Falta la pregunta 2."


def test_text_before_the_first_question_is_kept_apart_and_warned_of():
    submission = read_submission("Contribución de la Red de Escuelas.\n1. ¿Uno?\nSí.\n")
    assert [passage.id for passage in submission.preamble] == ["0.1"]
    assert codes(submission) == ["text_before_questions"]
    assert "preamble" in submission.to_dict()


def test_text_without_questions_is_kept_and_warned_of():
    submission = read_submission("Pedimos 40 talleres.")
    assert submission.questions == ()
    assert submission.preamble[0].text == "Pedimos 40 talleres."
    assert submission.figures[0].passage == "0.1"
    assert codes(submission) == ["no_questions"]


# --- passages


def test_long_paragraph_is_cut_where_a_new_idea_begins():
    first = "Las escuelas necesitan personas que sepan escuchar " + "con mucha calma " * 10
    second = "Las familias necesitan guías escritas en palabras fáciles " + "y cortas " * 10
    passages = answered(f"{first.strip()}. {second.strip()}.").questions[0].passages
    assert [passage.text.split()[1] for passage in passages] == ["escuelas", "familias"]


def test_sentence_that_leans_on_the_one_before_stays_with_it():
    first = "Participaron estudiantes de todas las regiones del país " + "y sus familias " * 15
    passages = answered(
        f"{first.strip()}. De ellas, la mitad vive en el campo y casi no tiene red."
    )
    assert len(passages.questions[0].passages) == 1


def test_abbreviations_end_no_sentence():
    long = (
        "El informe lo explica en la p. 30 y lo firma la Dra. Luz Mora de Escuelas Abiertas A.C. y "
    )
    answer = answered(
        long
        + "su equipo " * 20
        + "con cuidado. Otra idea bien distinta cierra el informe de este año."
    )
    assert answered(long + "nadie.").questions[0].passages[0].text == long + "nadie."
    assert len(answer.questions[0].passages) == 2


def test_very_long_sentence_is_parted_at_semicolons_outside_brackets():
    part = "pedimos que cada escuela abra un espacio para escuchar a las niñas y los niños"
    said = f"{part} (con tiempo; con calma); {part} cada semana; {part} y {part} y que se responda."
    passages = answered(f"Primero, {said}").questions[0].passages
    assert len(passages) == 3
    assert "(con tiempo; con calma);" in passages[0].text


def test_notes_are_attached_to_the_passage_that_calls_them():
    long = "palabra " * 40
    answer = f"Primera idea {long}aquí.[footnoteRef:1] Segunda idea {long}allá [footnoteRef:2]."
    passages = answered(answer + " [1: Uno.] [2: Dos.]").questions[0].passages
    assert [passage.sources for passage in passages] == [(1,), (2,)]
    assert passages[0].text.endswith("aquí.")
    assert passages[1].text.endswith("allá.")


@pytest.mark.parametrize(
    "said",
    [
        "No se identifica información oficial pública sobre los talleres.",
        "No se identifican acciones estatales sobre la participación.",
        "No se identifica fuente oficial pública sobre el tema.",
        "No se cuenta con datos al respecto.",
        "A nivel federal, no se encontraron registros públicos.",
        "No existe información sobre este punto.",
        "Sin información disponible.",
        "No public information was identified.",
        "At present, no official data could be found on this matter.",
        "There is no public information on this.",
        "We could not find any public information.",
    ],
)
def test_statement_that_nothing_is_known_is_absent(said):
    assert [passage.absent for passage in answered(said).passages] == [True]


@pytest.mark.parametrize(
    "said",
    [
        "No se identifica que haya riesgo en las escuelas.",
        "En las escuelas no hay protocolos claros.",
        "No se cuenta con personal suficiente.",
        "Las familias dicen que no se identifica información en sus escuelas.",
        "En casa navegan sin medidas de seguridad.",
        "Hay información oficial.",
        "Information is published every year.",
    ],
)
def test_findings_are_not_absent(said):
    assert [passage.absent for passage in answered(said).passages] == [False]


def test_absent_statement_stays_apart_from_what_is_said_next():
    answer = "No se identifica información oficial. Sin embargo, hay talleres en Puebla."
    assert [passage.absent for passage in answered(answer).passages] == [True, False]


# --- sources


def test_note_may_hold_brackets_and_addresses():
    text = "Uno.[footnoteRef:1] [1: Informe [n.º 2], véase <https://a.example.org/x]y> [sic].] Dos."
    submission = read_submission(f"1. ¿Qué?\n{text}\n")
    assert submission.sources[0].text.endswith("[sic].")
    assert [passage.text for passage in submission.passages] == ["Uno. Dos."]


def test_note_that_never_closes_is_read_to_the_end_of_its_line():
    submission = answered("Uno.[footnoteRef:1] [1: Informe anual\nOtro párrafo sigue aquí.")
    assert submission.sources[0].text == "Informe anual"
    assert submission.passages[-1].text == "Otro párrafo sigue aquí."
    assert codes(submission) == ["note_not_closed"]


def test_endnotes_under_a_heading_are_sources():
    text = (
        "1. ¿Qué pasa?\nPasa esto [1] y esto².\n2. ¿Y luego?\nNada, salvo 3 m² de patio.\n\n"
        "Notas\n[1] Red Abierta, Informe, disponible en https://a.example.org/i.pdf\n"
        "2. Ibidem, p. 3.\n"
    )
    submission = read_submission(text)
    assert [question.number for question in submission.questions] == [1, 2]
    assert submission.passages[0].text == "Pasa esto y esto."
    assert submission.passages[0].sources == (1, 2)
    assert submission.sources[1].same_as == 1
    assert codes(submission) == []


def test_markdown_notes_are_sources():
    submission = read_submission("1. ¿Qué pasa?\nPasa esto.[^7]\n\n[^7]: Red Abierta, Informe.\n")
    assert submission.sources[0].text == "Red Abierta, Informe."
    assert submission.passages[0].sources == (7,)


@pytest.mark.parametrize("said", ["Idem.", "Ídem", "Ibid., p. 3", "Ibídem.", "Véase nota 1", "Id."])
def test_idem_repeats_the_address_title_and_day(said):
    text = (
        "Uno.[footnoteRef:1] Dos.[footnoteRef:2] [1: Red Abierta, “Informe de redes”,"
        f" <https://a.example.org/i>, consultado el 2 de mayo de 2024.] [2: {said}]"
    )
    first, second = answered(text).sources
    assert (second.same_as, second.text) == (1, said.strip(" ,"))
    assert (second.url, second.title, second.consulted) == (first.url, first.title, "2024-05-02")


def test_idem_of_an_idem_leads_to_the_first():
    called = "Uno.[footnoteRef:1] Dos.[footnoteRef:2] Tres.[footnoteRef:3]"
    text = f"{called} [1: Red.] [2: Ibid.] [3: Idem]"
    assert [s.same_as for s in answered(text).sources] == [None, 1, 1]


def test_idem_with_nothing_before_it_is_warned_of():
    assert codes(answered("Uno.[footnoteRef:1] [1: Ídem.]")) == ["idem_unresolved"]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("página consultada el 30 de abril de 2024", "2024-04-30"),
        ("consultado el 1º de mayo del 2023", "2023-05-01"),
        ("fecha de consulta: 30/04/2024", "2024-04-30"),
        ("[consulta: 2024-04-30]", "2024-04-30"),
        ("última visita el día 3 de setiembre de 2022", "2022-09-03"),
        ("accessed on 4 April 2024", "2024-04-04"),
        ("last visited April 4, 2024", "2024-04-04"),
        ("publicado el 30 de abril de 2024", None),
        ("consultado en abril de 2024", None),
    ],
)
def test_day_of_consultation_is_an_iso_date(said, day):
    assert source(f"Red Abierta, disponible en <https://a.example.org/>, {said}.").consulted == day


def test_impossible_day_is_warned_of():
    submission = answered("Uno.[footnoteRef:1] [1: Red, consultada el 31 de abril de 2024.]")
    assert submission.sources[0].consulted is None
    assert codes(submission) == ["day_impossible"]


@pytest.mark.parametrize(
    ("note", "title"),
    [
        ("Red Abierta, Informe 2022, disponible en <https://a.example.org>", "Informe 2022"),
        ("Luz Mora Díaz. Redes y escuelas. Véase en https://a.example.org", "Redes y escuelas"),
        ("Luz Mora, “Redes. Guía”, p. 4, disponible en <https://a.example.org>", "Redes. Guía"),
        ("Véase https://a.example.org", None),
        ("Es la primera etapa de un proceso largo. Véase en https://a.example.org", None),
        ("A partir de la firma de un convenio", None),
    ],
)  # fmt: skip
def test_title_is_what_the_note_gives_as_one(note, title):
    assert source(note).title == title


@pytest.mark.parametrize(
    ("printed", "url"),
    [
        ("<https://a.example.org/x.pdf>,", "https://a.example.org/x.pdf"),
        ("https://a.example.org/x_(1).", "https://a.example.org/x_(1)"),
        ("(https://a.example.org/x).", "https://a.example.org/x"),
        ("www.example.org/x;", "https://www.example.org/x"),
        ("en:https://a.example.org/x", "https://a.example.org/x"),
        ("https://web.example.org/2020/https://a.example.org", "https://web.example.org/2020/https://a.example.org"),
        ("https://a.example.org/file.tar.gz", "https://a.example.org/file.tar.gz"),
        ("https://niñez.example.mx/", "https://niñez.example.mx/"),
    ],
)  # fmt: skip
def test_sound_addresses_are_taken_without_warning(printed, url):
    submission = answered(f"Uno.[footnoteRef:1] [1: Véase {printed}]")
    assert submission.sources[0].url == url
    assert codes(submission) == []


@pytest.mark.parametrize(
    ("printed", "url"),
    [
        ("<https://a.example.org/x.pdf.org.mx>", "https://a.example.org/x.pdf.org.mx"),
        ("<(a.example.mxhttps://a.example.mx/x.pdf>", "https://a.example.mx/x.pdf"),
        ("www.example.mxhttps://www.example.mx/x", "https://www.example.mx/x"),
        ("https://https://a.example.org", "https://https://a.example.org"),
        ("<https://a. example.org/x>", "https://a. example.org/x"),
        ("https://ejemplo/x", "https://ejemplo/x"),
        ("https://a..example.org", "https://a..example.org"),
        ("https://[a/x", "https://[a/x"),
        ("htps://a.example.org", None),
    ],
)
def test_addresses_that_cannot_be_right_are_warned_of(printed, url):
    submission = answered(f"Uno.[footnoteRef:1] [1: Véase {printed}]\nDos.")
    assert submission.sources[0].url == url
    assert "address_wrong" in codes(submission)
    assert submission.warnings[-1].place == "nota 1"


def test_notes_that_are_missing_uncalled_empty_or_repeated_are_warned_of():
    submission = answered("Uno.[footnoteRef:1] Dos.[footnoteRef:2] [1: ] [3: Tres.] [3: Otra.]")
    assert sorted(codes(submission)) == [
        "note_empty",
        "note_missing",
        "note_never_cited",
        "note_repeated",
    ]
    assert [s.number for s in submission.sources] == [1, 2, 3, 3]


# --- figures


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Son 12.6 millones de personas.", [(12600000, "personas")]),
        ("De ellas, 3.5 millones fueron mujeres.", [(3500000, "mujeres")]),
        ("Hubo 1,347 reportes nuevos.", [(1347, "reportes")]),
        ("Hubo 2 mil 132 avisos.", [(2132, "avisos")]),
        ("Hubo 1.5 mil millones de vistas.", [(1500000000, "vistas")]),
        ("El 20.7 % y el 5 por ciento.", [(20.7, "%"), (5, "%")]),
        ("Subió 1.2 puntos porcentuales.", [(1.2, "puntos porcentuales")]),
        ("Son 9 de cada 10 avisos.", [(90, "%")]),
        ("Lo dijo una de cada tres niñas.", [(33.3, "%")]),
        ("41 de cada 100 mujeres y 15 de cada 100 hombres.", [(41, "%"), (15, "%")]),
        ("Fueron entre 200 y 300 presuntas víctimas.", [(200, "víctimas"), (300, "víctimas")]),
        ("Fue del 10 al 15 % y luego de 20-25 %.", [(10, "%"), (15, "%"), (20, "%"), (25, "%")]),
        ("Fue de 37.2 %: mujeres (38.5), hombres (36.1).", [(37.2, "%"), (38.5, "%"), (36.1, "%")]),
        ("Eran 1 234 carpetas y 2.132 casos.", [(1234, "carpetas"), (2132, "casos")]),
        ("Son 17,4 millones de personas, el 30,8 %.", [(17400000, "personas"), (30.8, "%")]),
        ("Costó $1,500 pesos y 20 mdp.", [(1500, "pesos"), (20000000, "pesos")]),
        ("Fueron 1,200 niñas, niños y adolescentes.", [(1200, "niñas, niños y adolescentes")]),
        ("It was 2 million children and 3 out of 4 girls.", [(2000000, "children"), (75, "%")]),
        ("Bajó -5 % en 2000 escuelas.", [(-5, "%"), (2000, "escuelas")]),
    ],
)  # fmt: skip
def test_figures_have_their_multiplier_applied_and_a_unit(said, found):
    assert figures(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "En 2021 inició, del 3 de enero de 2018 al 6 de abril de 2020, en mayo de 2024.",
        "El 12/05/2023, April 4, 2024 y 2021-2022.",
        "Personas de 12 y más años, de 12 a 17 años, entre 4 y 13 los años.",
        "Mayores de 18, de 6, 7 u 8 años, children aged 12 to 17.",
        "Los artículos 4, 19 y 34 de la Ley 123, p. 30, págs. 18 a 20.",
        "Las Observaciones Generales 14 y 20 del Comité y la resolución 44/25.",
        "Llame al 800 555 2000, al 55 5555 1111 o marque al 911; tel. (55) 5555-1111.",
        "Véase https://a.example.org/2023/05/1234 o escriba a red2030@example.org.",
        "La Agenda 2030, COVID-19, MOCIBA 2022, G20, 24/7, la 5ª edición, el 1.er lugar.",
        "Se dice[footnoteRef:12] así. [12: Informe con 300 casos.]",
    ],
)  # fmt: skip
def test_other_numbers_are_no_figures(said):
    assert figures(said) == []


def test_figures_name_the_passage_they_stand_in():
    submission = answered("Hay 40 talleres.\nHay 50 guías.")
    assert [(f.value, f.passage) for f in submission.figures] == [(40, "1.1"), (50, "1.2")]


# --- what does not fit


@pytest.mark.parametrize(
    "said",
    [
        "Hay 50 millones de niñas y el 20 % de esta población pidió, es decir, 7 millones.",
        "El 20 % de 50 millones de personas pidió ayuda, es decir, 7 millones de personas.",
        "Respondieron 300 de las 2,000 escuelas (30 %).",
        "De 2,000 escuelas, respondieron 300 escuelas (30 %).",
    ],
)
def test_percentage_and_count_that_do_not_fit_are_warned_of(said):
    submission = answered(said)
    assert codes(submission) == ["share_does_not_fit"]
    assert submission.warnings[0].place == "pasaje 1.1"


@pytest.mark.parametrize(
    "said",
    [
        "Hay 50 millones de niñas y el 20 % de esta población pidió, es decir, 10 millones.",
        "Hay 83.7 millones de personas y el 20.8 % de ellas opina, es decir, 17.4 millones.",
        "Hubo 5,000 reportes, el 30 % de ellos de niñas, y 200 casos llegaron a juicio.",
        "Fueron 3.5 millones de mujeres (22.9 %) y 2.1 millones de hombres (18.1 %).",
        "Respondieron 2 de las 3 escuelas (67 %).",
    ],
)
def test_percentages_that_fit_or_cannot_be_checked_are_not(said):
    assert codes(answered(said)) == []


def test_ratio_of_more_than_everyone_is_warned_of():
    assert codes(answered("Lo pidieron 12 de cada 10 escuelas.")) == ["ratio_over_one"]


def test_words_are_counted_without_notes_and_questions():
    assert answered("Uno dos tres.[footnoteRef:1] [1: Nota que no cuenta.]").words == 3


def test_more_than_three_thousand_words_are_warned_of():
    assert codes(answered("palabra " * 3000)) == []
    assert codes(answered("palabra " * 3001)) == ["too_long"]


# --- files


@pytest.mark.parametrize(
    "content",
    [
        SMALL.encode(),
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.encode("cp1252"),
        SMALL.encode("utf-16"),
        SMALL.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "utf-16", "windows lines"],
)
def test_file_is_read_in_the_usual_encodings(tmp_path, content):
    path = tmp_path / "contribucion.txt"
    path.write_bytes(content)
    assert read_submission_file(path) == read_submission(SMALL)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"%PDF-1.7 x", "not_plain_text", "texto simple"),
        (b"PK\x03\x04docx", "not_plain_text", "texto simple"),
        (b"\xd0\xcf\x11\xe0doc", "not_plain_text", "texto simple"),
        (b"{\\rtf1 x}", "not_plain_text", "texto simple"),
        (b"\x00\x01\x02", "not_plain_text", "texto simple"),
        (b"a\x07b", "not_plain_text", "texto simple"),
        (b"\xff\xfe\x00\xd8", "not_plain_text", "texto simple"),
        (b"", "empty", "vacío"),
        (b"\xef\xbb\xbf \r\n", "empty", "vacío"),
    ],
)
def test_file_that_is_no_plain_text_is_refused_in_one_sentence(tmp_path, content, code, said):
    path = tmp_path / "contribucion"
    path.write_bytes(content)
    with pytest.raises(UnreadableSubmission, match=said) as refused:
        read_submission_file(path)
    assert refused.value.code == code
    assert str(refused.value).startswith("contribucion ")


def test_missing_file_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(UnreadableSubmission, match="No se pudo abrir nada.txt"):
        read_submission_file(tmp_path / "nada.txt")


# --- for any text

words = st.text(alphabet="abcñé", min_size=1, max_size=8)
prose = st.lists(
    st.one_of(words, st.sampled_from(["Sí.", "No;", "p.", "Esto", "(", ")", "No se halló", ":"])),
    min_size=1,
    max_size=150,
).map(" ".join)  # fmt: skip
scraps = st.sampled_from(
    ["[1: ", "[footnoteRef:1]", "]", "[", "\n", "1. ¿", "?", "2)", "Notas\n", "[1] ", "<https://",
     "[bookmark:", "12 de cada 10 ", "5 % ", "1,200 ", "Idem", " de ", "es decir, ", "[^2]: ", "³"]
)  # fmt: skip


@given(st.text())
def test_any_text_is_read(text):
    json.loads(read_submission(text).as_json())


@given(st.lists(st.one_of(scraps, st.text(max_size=5)), max_size=60).map("".join))
def test_any_heap_of_marks_is_read_and_its_references_hold(text):
    submission = read_submission(text)
    numbers = {source.number for source in submission.sources}
    ids = [passage.id for passage in submission.passages]
    assert len(ids) == len(set(ids))
    assert all(set(passage.sources) <= numbers for passage in submission.passages)
    assert all(figure.passage in ids for figure in submission.figures)


@given(st.binary())
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)
    try:
        said = read_submission_file(path).as_json()
    except UnreadableSubmission as refused:
        said = json.dumps(str(refused))
    assert json.loads(said)


@given(st.lists(prose, min_size=1, max_size=5))
def test_no_word_of_an_answer_is_lost(paragraphs):
    submission = read_submission("1. ¿Qué pasa?\n" + "\n".join(paragraphs))
    read = " ".join(passage.text for passage in submission.questions[0].passages)
    assert read.split() == " ".join(paragraphs).split()


@given(st.lists(st.tuples(prose, prose), min_size=1, max_size=12))
def test_every_footnote_is_one_source_and_called_once(noted):
    called = "\n".join(f"{said}[footnoteRef:{n}]" for n, (said, _) in enumerate(noted, 1))
    notes = "  ".join(f"[{n}:  {note}]" for n, (_, note) in enumerate(noted, 1))
    submission = read_submission(f"1. ¿Qué pasa?\n{called}  {notes}\n")
    numbers = list(range(1, len(noted) + 1))
    assert [source.number for source in submission.sources] == numbers
    assert [source.text for source in submission.sources] == [n.strip(" ,") for _, n in noted]
    assert [n for passage in submission.passages for n in passage.sources] == numbers


@given(st.lists(prose, min_size=1, max_size=9))
def test_every_question_is_found_with_its_answer(answers):
    text = "\n".join(f"{n}. ¿Qué pasa?\n{said}" for n, said in enumerate(answers, 1))
    questions = read_submission(text).questions
    assert [question.number for question in questions] == list(range(1, len(answers) + 1))
    for question, said in zip(questions, answers, strict=True):
        assert " ".join(p.text for p in question.passages).split() == said.split()


# --- a real document, where it is at hand


@pytest.fixture(scope="module")
def real() -> ParsedSubmission:
    if not REAL.exists():
        pytest.skip("the real submission is not beside the checkout")
    return read_submission_file(REAL)


def test_real_submission_has_nine_questions_and_eighteen_sources(real):
    assert [question.number for question in real.questions] == list(range(1, 10))
    assert all(question.passages for question in real.questions)
    assert [source.number for source in real.sources] == list(range(1, 19))
    assert real.preamble == ()
    cited = [n for passage in real.passages for n in passage.sources]
    assert cited == list(range(1, 19))


def test_real_submission_has_its_idem_resolved_and_days_read(real):
    fourth, fifth = real.sources[3:5]
    assert (fifth.same_as, fifth.url, fifth.title) == (4, fourth.url, fourth.title)
    assert real.sources[15].consulted == "2024-05-02"
    assert sum(source.consulted is None for source in real.sources) == 5


def test_real_submission_has_its_figures_with_their_passage(real):
    found = {(f.value, f.unit): f.passage for f in real.figures}
    first = next(p for p in real.passages if "105.8" in p.text)
    assert found[17400000, "personas"] == found[20.8, "%"] == first.id
    assert first.sources == (1,)
    assert {(2132, "reportes"), (82, "reportes"), (90, "%"), (32, "%"), (12, "%")} <= set(found)
    assert len(real.figures) == 24
    assert all(f.passage.startswith("1.") for f in real.figures)


def test_real_submission_has_its_absent_answers_marked(real):
    absent = [p.id for p in real.passages if p.absent]
    assert absent == ["1.1", "6.1", "8.1"]


def test_real_submission_has_its_faults_warned_of(real):
    places = [(warning.code, warning.place) for warning in real.warnings]
    assert places == [
        ("address_wrong", "nota 2"),
        ("address_wrong", "nota 4"),
        ("share_does_not_fit", "pasaje 1.2"),
    ]
