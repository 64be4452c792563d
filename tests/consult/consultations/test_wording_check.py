"""A questionnaire that asks what no child should be asked does not open."""

from pathlib import Path

import pytest

import surveys
from consult.consultations import wording_check
from consult.consultations.models import Consultation, State
from consult.consultations.operations import NotReady, advance
from tests.consult.consultations.unfit_words import let_ask
from tests.consult.sign_in import signed_in, token


@pytest.fixture
def asks(tmp_path: Path, monkeypatch, consultation: Consultation):
    """Let the consultation, not yet open, ask a question of 6-9 that is in no shipped file."""

    def changed(id: str, question: str) -> Consultation:
        let_ask(consultation, id, question, tmp_path, monkeypatch)
        return consultation

    return changed


@pytest.mark.parametrize(
    ("id", "question"),
    [("asks_names", "¿Cómo te llamas?"), ("asks_abuse", "¿Alguien te ha lastimado en internet?")],
)
def test_what_must_not_be_asked_keeps_it_from_opening(client, asks, id, question) -> None:
    consultation = asks(id, question)
    signed_in(client, "coordinator")
    page = client.get("/consultations/")
    assert "Impide abrir." in page.text
    assert "Si usan internet" in page.text  # which question
    form = {"csrf_token": token(page), "to": "open"}
    refused = client.post(f"/consultations/{consultation.slug}/state", data=form)
    assert refused.status_code == 409
    assert "1 texto que hay que cambiar antes de abrir" in refused.text
    assert consultation.state == State.CHECKED


def test_a_warning_is_listed_and_keeps_nothing_from_opening(client, asks) -> None:
    consultation = asks("asks_with_no", "¿Por qué no usas internet?")
    signed_in(client, "coordinator")
    page = client.get("/consultations/").text
    assert "Pregunta con una negación." in page
    assert "Impide abrir." not in page
    form = {"csrf_token": token(client.get("/consultations/")), "to": "open"}
    opened = client.post(f"/consultations/{consultation.slug}/state", data=form)
    assert opened.status_code == 303
    assert "Pregunta con una negación." not in client.get("/consultations/").text  # too late for it


def test_not_ready_is_said_where_opening_does_not_go_through_a_page(app, asks) -> None:
    consultation = asks("asks_address", "¿Dónde vives?")
    with app.test_request_context(), pytest.raises(NotReady):
        advance(consultation, State.OPEN, consultation.opens_on)
    assert wording_check.report_of(consultation).errors[0].rule == "identifying"


def test_every_rule_has_words_for_coordinators() -> None:
    assert wording_check.RULES.keys() == surveys.wording.RULES.keys()
