import pytest
from flask.testing import FlaskClient
from flask_babel import refresh

from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.operations import BY_HAND, NotNext, advance, next_by_hand
from consult.duty.operations import note_week
from consult.safeguarding.keys.formats import wrap_new_key
from consult.safeguarding.keys.keyring import make_key
from consult.samples.people import WEEK
from consult.staff.operations import invite
from consult.storage.db import db
from tests.consult.sign_in import signed_in, token


def press(client: FlaskClient, consultation: Consultation, to: str):
    page = client.get(f"/consultations/{consultation.slug}/state")
    form = {"csrf_token": token(page), "to": to}
    return client.post(f"/consultations/{consultation.slug}/state", data=form)


def test_the_coordinator_sees_where_a_consultation_is(client, consultation) -> None:
    signed_in(client, "coordinator")
    page = client.get("/consultations/").text
    assert '<li class="now" aria-current="step">Abierta</li>' in page
    assert "menos de 10" in page  # nobody has answered, and that looks like nine
    assert "/themes/mi-mundo-digital" in page
    assert "Revisar y publicar" not in page


@pytest.mark.both_engines
def test_a_press_moves_a_consultation_one_step(client, consultation) -> None:
    signed_in(client, "coordinator")
    assert press(client, consultation, "closed").status_code == 303
    assert consultation.state == State.CLOSED
    assert not consultation.takes_answers(today())
    page = client.get("/consultations/").text
    assert "se cerró" in page
    assert "Revisar y publicar" in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.DRAFT, "Los textos ya no se pueden cambiar."),
        (State.CHECKED, "El enlace público queda en la portada"),
        (State.OPEN, "nadie más puede contestar"),
        (State.REPORTED, "Quienes hacen las leyes ya contestaron"),
    ],
)
def test_a_page_says_what_a_step_does_before_it_is_taken(
    client, consultation, state, sentence
) -> None:
    consultation.state = state
    db.session.commit()
    signed_in(client, "coordinator")
    address = f"/consultations/{consultation.slug}/state"
    assert f'href="{address}"' in client.get("/consultations/").text
    page = client.get(address).text
    assert "No se puede deshacer." in page
    assert sentence in page
    assert f'name="to" type="hidden" value="{BY_HAND[state]}"' in page
    assert consultation.state == state


def test_where_no_press_leads_on_there_is_nothing_to_confirm(client, consultation) -> None:
    consultation.state = State.CLOSED
    db.session.commit()
    signed_in(client, "coordinator")
    assert client.get(f"/consultations/{consultation.slug}/state").status_code == 303


def test_a_press_on_an_old_page_moves_nothing(client, consultation) -> None:
    signed_in(client, "coordinator")
    refused = press(client, consultation, "open")
    assert refused.status_code == 409
    assert "revisa en qué va" in refused.text
    assert consultation.state == State.OPEN


def test_a_step_that_does_not_exist_is_refused(client, consultation) -> None:
    signed_in(client, "coordinator")
    assert press(client, consultation, "reported").status_code == 422
    assert consultation.state == State.OPEN


def test_a_press_without_the_token_is_refused(client, consultation) -> None:
    signed_in(client, "coordinator")
    address = f"/consultations/{consultation.slug}/state"
    assert client.post(address, data={"to": "closed"}).status_code == 400
    assert consultation.state == State.OPEN


def test_an_unknown_consultation_is_not_found(client, consultation) -> None:
    signed_in(client, "coordinator")
    page = client.get(f"/consultations/{consultation.slug}/state")
    form = {"csrf_token": token(page), "to": "closed"}
    assert client.post("/consultations/nothing/state", data=form).status_code == 404


@pytest.mark.parametrize("role", ["facilitator", "legislator", "organisation"])
def test_only_coordinators_move_consultations(client, consultation, role) -> None:
    signed_in(client, role)
    assert client.get("/consultations/").status_code == 403
    assert client.post(f"/consultations/{consultation.slug}/state").status_code in (400, 403)
    assert consultation.state == State.OPEN


def test_by_hand_a_consultation_goes_forward_and_is_never_published(consultation) -> None:
    for name in ("ana", "berta"):
        officer = invite(f"{name}@example.org", "safeguarding_officer")
        make_key(officer.id, *wrap_new_key("una frase larga de prueba")).weekly_hours = 10
        note_week(officer.id, WEEK)
    db.session.flush()
    seen = []
    consultation.state, consultation.expected_children = State.DRAFT, 30
    while following := next_by_hand(consultation):
        advance(consultation, following, today())
        seen.append(consultation.state)
    assert seen == [State.CHECKED, State.OPEN, State.CLOSED]
    assert State.REPORTED not in BY_HAND.values()


def test_no_step_can_be_jumped_over_or_taken_back(consultation) -> None:
    for state in State:
        for to in set(State) - {BY_HAND.get(state)}:
            consultation.state = state
            with pytest.raises(NotNext):
                advance(consultation, to, today())
    db.session.rollback()


def test_the_page_speaks_english(client, consultation) -> None:
    signed_in(client, "coordinator")
    refresh()  # the test's own context remembers the language of the page before
    page = client.get("/consultations/?language=en").text
    assert '<html lang="en">' in page
    assert "My digital world" in page
