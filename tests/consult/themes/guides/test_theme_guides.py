"""The theme guide of a consultation, and what else the analysis is told of what it reads."""

import io

import pytest
import sqlalchemy as sa

from consult.answering.queries import screened_texts
from consult.clock import today
from consult.consultations.models import Consultation
from consult.storage.db import db
from consult.themes.guides.operations import NO_GUIDE, guide_of
from consult.themes.models import AnalysisRun, Passage
from consult.themes.queries import latest_run
from consult.themes.runs.inputs import answers, own_words
from consult.themes.runs.jobs import analyse, seconds_left
from consult.themes.runs.operations import request_run
from tests.consult.seeding import answered, said
from tests.consult.sign_in import signed_in, token
from theme_guides import parsed_guide, shipped_guide

PAGE = "/themes/mi-mundo-digital/guide"
OWN = "# Árboles\nque planten árboles\nmás sombra\n"
BEGINS = "En internet nos trataríamos mejor si"


def sent(client, **fields):
    return client.post(PAGE, data={"csrf_token": token(client.get(PAGE)), **fields})


def run_for(consultation: Consultation) -> AnalysisRun:
    run = request_run(consultation, today())
    db.session.commit()
    analyse(run.id)
    assert run.state == "done"
    return run


def test_a_guide_is_written_chosen_used_and_downloaded(client, consultation):
    signed_in(client, "coordinator")
    assert "# Reportes que nadie contesta" in client.get(PAGE).text
    assert guide_of(consultation.id) == ("site", shipped_guide())
    usual = run_for(consultation)
    assert sent(client, choice="own", own=OWN.replace("\n", "\r\n")).status_code == 303
    assert "Cuenta desde la siguiente agrupación" in client.get(PAGE).text
    assert client.get(f"{PAGE}.txt").text == OWN
    assert parsed_guide(client.get(f"{PAGE}.txt?of=site").text) == shipped_guide()
    own = run_for(consultation)
    assert (usual.method["theme guide"], own.method["theme guide"]) == ("site", "own")
    assert own.method["guide sha256"] != usual.method["guide sha256"]
    assert (own.method["guide themes"], own.method["run before"]) == (1, usual.id)
    assert sent(client, choice="none", own=OWN).status_code == 303
    assert guide_of(consultation.id) == ("none", NO_GUIDE)
    assert client.get(f"{PAGE}.txt").text == OWN, "it stays while another is chosen"
    assert "Ninguna: que los temas salgan solos" in client.get(PAGE.removesuffix("/guide")).text


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("# Uno\nuna frase\n#\notra", "Línea 3 («#»): Falta el nombre del tema"),
        ("una frase que va antes", "Línea 1 («una frase que va antes»): Esta frase"),
        ('{"themes": [\n{"id" "a"}]}', "Línea 2 («{&#34;id&#34; &#34;a&#34;}]}»): Aquí se rompe"),
        ("", "La guía no tiene ningún tema"),
    ],
)
def test_what_is_wrong_has_its_line_and_nothing_is_lost(client, consultation, own, said):
    signed_in(client, "coordinator")
    assert sent(client, choice="own", own=OWN).status_code == 303
    refused = sent(client, choice="own", own=own)
    assert refused.status_code == 422
    assert said in refused.text
    assert all(line in refused.text for line in own.splitlines() if '"' not in line)
    assert client.get(f"{PAGE}.txt").text == OWN


def test_a_file_takes_the_place_of_what_was_written(client, consultation):
    signed_in(client, "coordinator")
    file = b'{"themes": [{"id": "a", "name": "A", "phrases": ["una"]}]}'
    sending = {"choice": "own", "own": OWN}
    assert sent(client, **sending, file=(io.BytesIO(file), "guide.json")).status_code == 303
    assert [theme.id for theme in guide_of(consultation.id)[1].themes] == ["a"]
    refused = sent(client, **sending, file=(io.BytesIO(b"\xff\xfe\x00"), "guide.doc"))
    assert (refused.status_code, "no es de texto" in refused.text) == (422, True)
    assert "que planten árboles" in refused.text


def test_own_words_are_what_stands_after_a_sentence_that_had_begun():
    assert own_words(f"{BEGINS} nadie insultara", (BEGINS,)) == "nadie insultara"
    assert own_words(f"{BEGINS.upper()}… nadie", (BEGINS,)) == "nadie"
    assert own_words("nadie insultara", (BEGINS,)) == "nadie insultara"


def test_a_worry_is_one_and_a_beginning_is_shown_and_not_compared(consultation):
    child = answered(consultation, "10-13")
    db.session.flush()
    said(child, "que suban fotos tuyas sin permiso").question = "worries"
    said(child, f"{BEGINS} nadie insultara").question = "treat_well"
    run_for(consultation)
    db.session.commit()
    read = [each.text for each in answers(consultation.id, screened_texts(consultation.id))]
    assert sorted(read) == ["nadie insultara", "que suban fotos tuyas sin permiso"]
    kept = {each.text: (each.kind, each.side) for each in db.session.scalars(sa.select(Passage))}
    assert kept["que suban fotos tuyas sin permiso"] == ("worry", None)
    assert f"{BEGINS} nadie insultara" in kept
    run = run_for(consultation)
    assert latest_run(consultation.id).method["passages"] == run.method["passages"] == 2


def test_characteristics_are_told_where_enough_gave_them(consultation):
    for number in range(14):
        gender = "girl" if number < 11 else "boy"
        given = {"gender": gender, "difficulties": ["see"] if number < 10 else ["none"]}
        child = answered(consultation, "10-13" if number < 13 else "14-17", given)
        db.session.flush()
        said(child, f"más árboles {number}")
    texts = screened_texts(consultation.id)
    told = {each.text: each.by for each in answers(consultation.id, texts)}
    assert told["más árboles 0"].items() >= {"band": "10-13", "gender": "girl"}.items()
    assert "gender" not in told["más árboles 12"], "three boys are too few"
    assert "band" not in told["más árboles 13"]
    assert told["más árboles 0"]["difficulties see"] == "yes"
    assert told["más árboles 0"]["difficulties hear"] == "no"
    assert "difficulties see" not in told["más árboles 12"]


def test_time_left_is_told_once_there_is_a_pace():
    assert seconds_left(4, 5, 100) is None
    assert seconds_left(60, 50, 100) == 60
