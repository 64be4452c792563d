"""A consultation from draft to closed, as a coordinator moves it."""

from datetime import timedelta

import pytest

from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import by_slug
from consult.db import db
from consult.safeguarding.keys import wrap_new_key
from consult.safeguarding.operations import make_key
from consult.sessions.queries import public_link
from consult.staff.operations import invite
from tests.consult.staff import signed_in, token


@pytest.fixture
def coordinator(client):
    return signed_in(client, "coordinator")


def filled(page, **changes):
    plan = {
        "csrf_token": token(page),
        "title_es": "Nuestra consulta",
        "asker_es": "la Comisión",
        "purpose_es": "Cambiar una ley.",
        "slug": "nuestra-consulta",
        "questionnaire": "my_digital_world",
        "opens_on": today().isoformat(),
        "closes_on": (today() + timedelta(days=30)).isoformat(),
        "results_on": (today() + timedelta(days=90)).isoformat(),
    }
    return {**plan, **changes}


def move(client, to):
    page = client.get("/consultations/")
    sent = {"csrf_token": token(page), "to": to}
    return client.post("/consultations/nuestra-consulta/state", data=sent)


def officer_with_key():
    officer = invite("officer@example.org", "safeguarding_officer")
    make_key(officer.id, *wrap_new_key("una frase larga de prueba"))
    db.session.commit()


def test_new_consultation_is_a_draft_that_no_child_can_reach(client, coordinator):
    page = client.get("/consultations/new")
    made = client.post("/consultations/new", data=filled(page))
    assert made.status_code == 303
    consultation = by_slug("nuestra-consulta")
    assert consultation.state == State.DRAFT
    assert consultation.titles == {"es": "Nuestra consulta"}
    assert public_link(consultation.id) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_es": ""}, "Falta escribir esto."),
        ({"slug": "Con Espacios"}, "Usa minúsculas, números y guiones."),
        ({"closes_on": "2020-01-01"}, "Tiene que cerrar después de abrir."),
        ({"results_on": "2020-01-01"}, "Los resultados no pueden estar antes de cerrar."),
    ],
)
def test_what_is_missing_or_wrong_gets_a_sentence(client, coordinator, changes, sentence):
    page = client.get("/consultations/new")
    refused = client.post("/consultations/new", data=filled(page, **changes))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert by_slug("nuestra-consulta") is None


def test_name_is_used_once(client, coordinator, consultation):
    page = client.get("/consultations/new")
    refused = client.post("/consultations/new", data=filled(page, slug=consultation.slug))
    assert "Ya hay una consulta con ese nombre." in refused.text


def test_consultation_opens_only_when_an_officer_has_a_key(client, coordinator):
    page = client.get("/consultations/new")
    client.post("/consultations/new", data=filled(page))
    assert move(client, State.CHECKED).status_code == 303
    refused = move(client, State.OPEN)
    assert refused.status_code == 409
    assert "debe entrar y crear su llave" in refused.text
    officer_with_key()
    assert move(client, State.OPEN).status_code == 303
    link = public_link(by_slug("nuestra-consulta").id)
    assert client.get(f"/j/{link.code}").status_code == 200
    assert move(client, State.CLOSED).status_code == 303
    assert client.get(f"/j/{link.code}").status_code == 410


def test_no_state_is_skipped(client, coordinator):
    page = client.get("/consultations/new")
    client.post("/consultations/new", data=filled(page))
    assert move(client, State.OPEN).status_code == 409
    assert move(client, "reported").status_code == 422
