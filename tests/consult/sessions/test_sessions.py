"""A facilitator's session, from the form to closed."""

import re
from pathlib import Path

import pytest
import segno
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

import surveys
from consult.answering.pages.promises import TO_WHO_LEADS
from consult.clock import today
from consult.consultations.models import Consultation
from consult.consultations.queries import version_for
from consult.sessions.codes import LENGTH, SIGNS, new_code, normalised, spoken
from consult.sessions.forms import MODE_NAMES
from consult.sessions.models import Session
from consult.sessions.operations import make_public_link
from consult.sessions.progress import progress
from consult.storage.db import db
from tests.consult.other_languages import WRITTEN, other_languages, written_language
from tests.consult.sign_in import signed_in, token

__all__ = ["other_languages", "written_language"]
GUIDE = Path(__file__).parents[3] / "docs/guide/facilitator.md"


@pytest.fixture
def facilitator(client):
    return signed_in(client, "facilitator")


def plan(client, consultation, **changes):
    page = client.get("/sessions/new")
    filled = {
        "csrf_token": token(page),
        "consultation": consultation.id,
        "bands": ["6-9", "10-13"],
        "setting": "school",
        "mode": "tablet",
        "region": "Oaxaca",
        "day": today().isoformat(),
        "expected": "24",
    }
    return client.post("/sessions/new", data={**filled, **changes})


@pytest.mark.both_engines
def test_facilitator_prepares_a_session_and_gets_a_code(client, facilitator, consultation):
    done = plan(client, consultation)
    assert done.status_code == 303
    made = db.session.scalars(sa.select(Session)).one()
    assert done.headers["Location"] == f"/sessions/{made.code}"
    assert made.bands == ["6-9", "10-13"]
    page = client.get(done.headers["Location"])
    assert spoken(made.code) in page.text
    assert "Todavía nadie ha enviado." in page.text


@pytest.fixture
def drawing(consultation):
    """A second consultation, which asks 6 to 9 alone and opened later."""
    given = {
        column.name: getattr(consultation, column.name)
        for column in Consultation.__table__.columns
        if column.name not in {"id", "slug", "questionnaire", "opens_on"}
    }
    made = Consultation(**given, slug="dibuja", questionnaire="draw_internet", opens_on=today())
    db.session.add(made)
    db.session.commit()
    return made


def test_ages_are_offered_from_the_youngest(client, facilitator, consultation, drawing):
    page = client.get("/sessions/new").text
    found = re.findall(r'name="bands"[^>]*value="([^"]+)"', page)
    assert found == ["3-5", "6-9", "10-13", "14-17"]


def test_an_age_that_the_consultation_does_not_ask_is_refused(client, facilitator, drawing):
    refused = plan(client, drawing, bands=["6-9", "10-13"])
    assert refused.status_code == 422
    assert "6 a 9 años" in refused.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0
    assert plan(client, drawing, bands=["6-9"]).status_code == 303


def test_classroom_screen_shows_code_and_qr(client, facilitator, consultation):
    code = plan(client, consultation).headers["Location"].rpartition("/")[2]
    page = client.get(f"/sessions/{code}/screen")
    assert spoken(code) in page.text
    assert "<svg" in page.text


def test_qr_of_one_age_leads_straight_to_it(client, facilitator, consultation):
    code = plan(client, consultation, bands=["6-9"]).headers["Location"].rpartition("/")[2]
    page = client.get(f"/sessions/{code}/screen?kiosk=1").text
    drawn = segno.make(f"http://localhost/j/{code}/6-9?kiosk=1", error="m").svg_inline(
        scale=8, border=2, dark="#231F33", light="#FFFFFF", svgclass="qr", omitsize=True
    )
    assert drawn in page


def test_shared_tablets_have_an_address_of_their_own(client, facilitator, consultation):
    code = plan(client, consultation).headers["Location"].rpartition("/")[2]
    assert f"/sessions/{code}/screen?kiosk=1" in client.get(f"/sessions/{code}").text
    page = client.get(f"/sessions/{code}/screen?kiosk=1")
    assert f"/j/{code}?kiosk=1</p>" in page.text
    assert "?kiosk=1" not in client.get(f"/sessions/{code}/screen").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bands": []}, "Elige al menos una edad."),
        ({"expected": "0"}, "Escribe un número entre 1 y 2000."),
        ({"day": "2020-01-01"}, "Ese día ya pasó."),
    ],
)
def test_what_is_missing_gets_a_sentence(client, facilitator, consultation, changes, sentence):
    page = plan(client, consultation, **changes)
    assert page.status_code == 422
    assert sentence in page.text


@pytest.mark.parametrize("mode", ["tablet", "helped", "group", "paper"])
def test_how_a_session_is_answered_is_stored_and_shown(client, facilitator, consultation, mode):
    page = client.get(plan(client, consultation, mode=mode).headers["Location"])
    assert db.session.scalars(sa.select(Session.mode)).one() == mode
    assert str(MODE_NAMES[mode]) in page.text


@pytest.mark.parametrize(
    ("mode", "bands", "said"),
    [
        ("tablet", ["6-9"], ["Yo no voy a ver lo que contesten"]),
        (
            "tablet",
            ["3-5", "6-9"],
            ["Yo no voy a ver lo que contesten", "Voy a ver lo que eliges, porque te ayudo"],
        ),
        ("helped", ["6-9"], ["Voy a ver lo que eliges, porque te ayudo"]),
        ("group", ["3-5", "6-9"], ["Todo el grupo va a oír lo que digan"]),
        ("paper", ["3-5"], ["Alguien leerá su hoja para pasarla. No pongan su nombre"]),
    ],
)
def test_what_the_adult_is_told_to_say_follows_the_mode(
    client, facilitator, consultation, mode, bands, said
):
    page = client.get(plan(client, consultation, mode=mode, bands=bands).headers["Location"])
    speech = GUIDE.read_text(encoding="utf-8")
    every = [str(words).partition("«")[2].partition("»")[0] for words in TO_WHO_LEADS.values()]
    assert [words for words in every if words in page.text] == said
    assert all(f"«{words}»" in speech for words in every), "the guide says the same"


def test_sheet_says_what_is_true_on_paper_and_asks_all(client, facilitator, consultation):
    address = plan(client, consultation, mode="paper").headers["Location"]
    assert f"{address}/sheet/6-9" in client.get(address).text
    for band in ("6-9", "10-13"):
        sheet = client.get(f"{address}/sheet/{band}").text
        version = version_for(consultation, band, "es")
        drawn = surveys.without(version, "drawing").questions
        assert all(str(escape(question.ask)) in sheet for question in drawn)
        assert "Alguien leerá tu hoja para pasarla. No pongas tu nombre." in sheet
        assert "la Comisión de prueba" in sheet
        assert "911" in sheet
        assert "Solo si en la pregunta 1 marcaste: " in sheet
        assert not re.search(r"Enviar|\b[Tt]oca\b|guárdalas|<script", sheet)
    assert client.get(f"{address}/sheet/14-17").status_code == 404, "not asked here"


def test_duty_sheet_is_one_press_from_a_session_its_paper_and_who_types_it_in(
    client, facilitator, consultation
):
    there = 'href="/sessions/duty-sheet"'
    made = plan(client, consultation, mode="paper").headers["Location"]
    assert there in client.get(made).text
    assert there in client.get(f"{made}/sheet/10-13").text
    in_it = plan(client, consultation).headers["Location"]
    assert there in client.get(in_it).text
    client.post("/staff/logout", data={"csrf_token": token(client.get(made))})
    first = client.get(made.replace("/sessions/", "/j/") + "/10-13").text
    assert there in first
    assert there not in client.get(in_it.replace("/sessions/", "/j/") + "/10-13").text
    sheet = client.get("/sessions/duty-sheet")
    assert sheet.status_code == 200
    for words in ("No avises a la escuela", "Nadie busca", "Ese papel va primero, hoy mismo"):
        assert words in sheet.text


def test_sheet_can_be_had_in_a_language_that_the_questionnaire_alone_has(
    client, facilitator, consultation, written_language
):
    address = plan(client, consultation, mode="paper").headers["Location"]
    own = f"{address}/sheet/10-13?language={WRITTEN}"
    assert f'href="{own}" lang="{WRITTEN}"' in client.get(address).text
    sheet = client.get(own).text
    assert f'<div lang="{WRITTEN}" dir="rtl">' in sheet
    assert f"<h1>{version_for(consultation, '10-13', WRITTEN).assent.title}</h1>" in sheet
    assert re.search(r'<p class="how"[^>]* lang="es">Marca una\.', sheet)
    assert not re.search("[\u2063\u2064]", sheet)
    assert f"language={WRITTEN}" not in client.get(f"{address}/sheet/10-13").text


def test_a_language_that_is_only_heard_has_no_sheet(
    client, facilitator, consultation, other_languages
):
    address = plan(client, consultation, mode="paper").headers["Location"]
    page = client.get(address).text
    assert f"{address}/sheet/6-9" in page
    assert "sheet/6-9?language" not in page


def test_there_is_no_sheet_of_other_modes_or_other_facilitators(
    client, facilitator, consultation, session
):
    address = plan(client, consultation).headers["Location"]
    assert "/sheet/" not in client.get(address).text
    assert client.get(f"{address}/sheet/6-9").status_code == 404
    session.mode = "paper"
    db.session.commit()
    assert client.get(f"/sessions/{session.code}/sheet/6-9").status_code == 404


def test_a_mode_that_there_is_not_is_refused(client, facilitator, consultation):
    assert plan(client, consultation, mode="link").status_code == 422


def test_public_link_is_of_no_other_mode(app, consultation):
    link = make_public_link(consultation, ("6-9",))
    db.session.commit()
    assert link.mode == "link"
    link.mode = "tablet"
    with pytest.raises(sa.exc.IntegrityError):
        db.session.commit()
    db.session.rollback()


def closed_session(client, consultation):
    code = plan(client, consultation).headers["Location"].rpartition("/")[2]
    page = client.get(f"/sessions/{code}")
    assert "no quisieron participar" not in page.text, "afterwards, not before"
    client.post(f"/sessions/{code}/close", data={"csrf_token": token(page)})
    return f"/sessions/{code}"


def test_who_took_no_part_is_a_number_noted_afterwards(client, facilitator, consultation):
    address = closed_session(client, consultation)
    for number in ("3", "0"):  # counted again: the later number stands
        page = client.get(address)
        sent = {"csrf_token": token(page), "declined": number}
        assert client.post(f"{address}/declined", data=sent).status_code == 303
        assert db.session.scalars(sa.select(Session.declined)).one() == int(number)
    assert 'value="0"' in client.get(address).text


@pytest.mark.parametrize("typed", ["", "-1", "2001", "pocos"])
def test_what_is_no_number_of_children_is_refused(client, facilitator, consultation, typed):
    address = closed_session(client, consultation)
    sent = {"csrf_token": token(client.get(address)), "declined": typed}
    page = client.post(f"{address}/declined", data=sent)
    assert page.status_code == 422
    assert db.session.scalars(sa.select(Session.declined)).one() is None


def test_nobody_else_notes_it(client, facilitator, session):
    sent = {"csrf_token": token(client.get("/sessions/new")), "declined": "3"}
    assert client.post(f"/sessions/{session.code}/declined", data=sent).status_code == 404


@pytest.mark.both_engines
def test_closing_stops_answers(client, facilitator, consultation):
    code = plan(client, consultation).headers["Location"].rpartition("/")[2]
    page = client.get(f"/sessions/{code}")
    closed = client.post(f"/sessions/{code}/close", data={"csrf_token": token(page)})
    assert closed.status_code == 303
    assert client.get(f"/j/{code}").status_code == 410


def test_form_without_its_token_is_refused_with_a_sentence(client, facilitator, consultation):
    plan(client, consultation)
    code = db.session.scalars(sa.select(Session.code)).one()
    page = client.post(f"/sessions/{code}/close", data={})
    assert page.status_code == 400
    assert "caducó" in page.text


def test_another_facilitator_does_not_see_it(client, facilitator, session):
    assert client.get(f"/sessions/{session.code}").status_code == 404


def test_codes_have_no_signs_that_are_mistaken_for_one_another():
    assert not set(SIGNS) & set("01258OILZSBUVAEIU")
    code = new_code()
    assert len(code) == LENGTH
    assert set(code) <= set(SIGNS)


@given(st.lists(st.sampled_from(SIGNS), min_size=LENGTH, max_size=LENGTH).map("".join))
def test_spoken_code_is_read_back(code):
    assert normalised(spoken(code).lower()) == code
    assert re.fullmatch(r"\w{4}-\w{4}", spoken(code))


@pytest.mark.parametrize(
    ("sent", "expected", "word"),
    [(0, 20, "none"), (3, 20, "some"), (20, 20, "all"), (25, 20, "all")],
)
def test_progress_tells_no_number(sent, expected, word):
    assert progress(sent, expected) == word
