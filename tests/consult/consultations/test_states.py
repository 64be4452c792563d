"""A consultation from draft to closed, as a coordinator moves it."""

from datetime import timedelta

import pytest

from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import by_slug
from consult.duty.operations import note_week
from consult.safeguarding.keys.formats import wrap_new_key
from consult.safeguarding.keys.keyring import make_key
from consult.samples.people import WEEK
from consult.sessions.queries import public_link
from consult.staff.operations import invite
from consult.storage.db import db
from tests.consult.sign_in import signed_in, token


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
        "expected_children": "30",
    }
    return {**plan, **changes}


def move(client, to):
    page = client.get("/consultations/nuestra-consulta/state")
    sent = {"csrf_token": token(page), "to": to}
    return client.post("/consultations/nuestra-consulta/state", data=sent)


def officer_with_key(name):
    officer = invite(f"{name}@example.org", "safeguarding_officer")
    make_key(officer.id, *wrap_new_key("una frase larga de prueba")).weekly_hours = 10
    note_week(officer.id, WEEK)
    db.session.commit()


def test_new_consultation_is_a_draft_that_no_child_can_reach(client, coordinator):
    page = client.get("/consultations/new")
    made = client.post("/consultations/new", data=filled(page))
    assert made.status_code == 303
    consultation = by_slug("nuestra-consulta")
    assert consultation.state == State.DRAFT
    assert consultation.titles == {"es": "Nuestra consulta"}
    assert consultation.expected_children == 30
    assert public_link(consultation.id) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_es": ""}, "Falta escribir esto."),
        ({"slug": "Con Espacios"}, "Usa minúsculas, números y guiones."),
        ({"closes_on": "2020-01-01"}, "Tiene que cerrar después de abrir."),
        ({"results_on": "2020-01-01"}, "Los resultados no pueden estar antes de cerrar."),
        ({"expected_children": "0"}, "Escribe un número desde 1."),
    ],
)
def test_what_is_missing_or_wrong_gets_a_sentence(client, coordinator, changes, sentence):
    page = client.get("/consultations/new")
    refused = client.post("/consultations/new", data=filled(page, **changes))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert by_slug("nuestra-consulta") is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose_es": "¿Alguien te ha lastimado en internet?"}, "por un daño que vivió"),
        ({"title_en": "What is your name?"}, "identifica a una niña"),
    ],
)
def test_own_words_that_no_child_may_be_asked_are_not_saved(client, coordinator, changes, sentence):
    page = client.get("/consultations/new")
    refused = client.post("/consultations/new", data=filled(page, **changes))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert by_slug("nuestra-consulta") is None


def test_own_words_that_are_hard_are_listed_and_a_draft_can_be_changed(client, coordinator):
    long = "La Comisión quiere saber " + "qué piensan ustedes de todo esto " * 4 + "."
    page = client.get("/consultations/new")
    client.post("/consultations/new", data=filled(page, asker_es=long))
    listed = client.get("/consultations/").text
    assert "3 a 5 años, español, ¿Quién pregunta?" in listed
    assert "La frase es larga. Haz dos de ella." in listed
    change = "/consultations/nuestra-consulta/change"
    page = client.get(change)
    assert 'name="slug"' not in page.text
    assert 'value="Nuestra consulta"' in page.text
    changed = client.post(change, data=filled(page, asker_es="la Comisión", title_en="Our own"))
    assert changed.status_code == 303
    consultation = by_slug("nuestra-consulta")
    assert consultation.askers == {"es": "la Comisión"}
    assert consultation.titles == {"es": "Nuestra consulta", "en": "Our own"}
    assert "La frase es larga" not in client.get("/consultations/").text
    assert move(client, State.CHECKED).status_code == 303
    assert client.get(change).status_code == 409


def test_name_is_used_once(client, coordinator, consultation):
    page = client.get("/consultations/new")
    refused = client.post("/consultations/new", data=filled(page, slug=consultation.slug))
    assert "Ya hay una consulta con ese nombre." in refused.text


def test_consultation_opens_only_when_two_officers_have_keys(client, coordinator):
    page = client.get("/consultations/new")
    client.post("/consultations/new", data=filled(page))
    assert move(client, State.CHECKED).status_code == 303
    for name in ("ana", "berta"):
        refused = move(client, State.OPEN)
        assert refused.status_code == 409
        assert "dos personas de protección deben entrar" in refused.text
        officer_with_key(name)
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
