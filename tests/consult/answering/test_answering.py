"""The children's pages, over HTTP, on both engines."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from consult.answering.models import FreeText, Response
from consult.answering.pages import views
from consult.answering.sends.posted_form import normalised_code, switched
from consult.answering.withdrawal.operations import withdraw
from consult.clock import today
from consult.consultations.models import Consultation
from consult.duty import queries as roster
from consult.duty.operations import note_week
from consult.duty.roster import Span
from consult.help import queries as directory
from consult.sessions import queries as sessions
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.db import db
from consult.storage.sealing import fingerprint, mark, unseal

pytestmark = pytest.mark.both_engines

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
KEY = "0123456789abcdef" * 2
CODE = "barco lago piedra cielo flor tren"
PAGE = "/j/CDFG3467/10-13"
ANSWERS = {"uses_internet": "every_day", "ask_lawmakers": "Que contesten las denuncias."}


def send(client: FlaskClient, url: str = PAGE, headers: dict[str, str] = OWN, **fields: object):
    """A send as the page's script makes it."""
    posted = {"go": "send", "key": KEY, "code": CODE, **fields}
    return client.post(url, data=posted, headers=headers)


def responses() -> list[Response]:
    return list(db.session.scalars(sa.select(Response)))


def texts() -> list[FreeText]:
    return list(db.session.scalars(sa.select(FreeText)))


@pytest.mark.parametrize("band", ["3-5", "6-9", "10-13", "14-17"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_each_band_is_one_cacheable_page(client, session, band, language):
    page = client.get(f"/j/{session.code}/{band}?language={language}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert f'lang="{language}"' in page.text
    again = client.get(page.request.full_path, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_page_is_the_same_for_two_sessions_so_that_nothing_of_a_visit_is_in_it(client, session):
    other = Session(
        code="XXXX3467", consultation_id=session.consultation_id, channel="school",
        bands=session.bands, day=today(), expected=3, setting=session.setting,
    )  # fmt: skip
    db.session.add(other)
    db.session.commit()
    assert client.get(PAGE).data == client.get("/j/XXXX3467/10-13").data


@pytest.mark.parametrize(
    ("mode", "setting", "band", "sentence"),
    [
        ("tablet", "school", "6-9", "Tu maestra o tu maestro no recibe tus respuestas."),
        ("tablet", "community", "6-9", "Quien te trajo aquí no recibe tus respuestas."),
        ("helped", "school", "6-9", "Quien te ayuda sí ve lo que eliges."),
        ("tablet", "school", "3-5", "Quien te ayuda sí ve lo que eliges."),
        ("paper", "school", "3-5", "Alguien leerá tu hoja para pasarla. No pongas tu nombre."),
        ("group", "school", "10-13", "Tu grupo te escucha."),
    ],
)
def test_what_is_promised_follows_how_the_session_is_answered(
    client, session, mode, setting, band, sentence
):
    client.get(f"/j/{session.code}/{band}")  # the page of another mode may be kept
    session.mode, session.setting = mode, setting
    db.session.commit()
    assert sentence in client.get(f"/j/{session.code}/{band}").text


def test_text_may_be_quoted_only_where_its_child_said_so(client, session):
    send(client, **ANSWERS, worries="Que se burlen.", quote=["ask_lawmakers", "no_such_question"])
    permitted = {text.question: text.quotable for text in texts()}
    assert permitted == {"ask_lawmakers": True, "worries": False}


def test_text_of_a_sheet_of_paper_may_not_be_quoted(client, session):
    session.mode = "paper"
    db.session.commit()
    send(client, **ANSWERS, quote="ask_lawmakers")
    assert [text.quotable for text in texts()] == [False]


def test_permission_to_quote_is_asked_without_javascript_and_no_is_what_stands(client, session):
    page = client.post(PAGE, data={"go": "send", **ANSWERS}, headers=OWN)
    assert 'name="quote" value="ask_lawmakers"' in page.text
    assert "checked" not in page.text
    hidden = fields_of(page.text)
    assert "quote" not in hidden
    sent = {**hidden, "go": "send", "quote": "ask_lawmakers"}
    assert client.post(PAGE, data=sent, headers=OWN).status_code == 200
    assert [text.quotable for text in texts()] == [True]


def test_code_is_read_however_it_is_typed(client, session):
    assert client.get("/j/cdfg-3467").status_code == 200
    joined = client.post("/join", data={"code": " cdfg 3467 "})
    assert joined.headers["Location"] == "/j/CDFG3467"


def test_session_of_one_band_does_not_ask(client, session):
    session.bands = ["6-9"]
    db.session.commit()
    assert client.get("/j/CDFG3467").headers["Location"] == "/j/CDFG3467/6-9"


def test_send_stores_one_response_and_seals_its_texts(client, session):
    page = send(client, **ANSWERS)
    assert page.status_code == 200
    assert CODE in page.text
    [response] = responses()
    assert response.answers["uses_internet"] == "every_day"
    assert "ask_lawmakers" not in response.answers
    assert response.key_hash == fingerprint(KEY)
    assert (response.band, response.language, response.day) == ("10-13", "es", today())
    [text] = texts()
    assert text.redacted is None
    assert b"denuncias" not in text.sealed
    assert unseal(text.sealed) == ("Que contesten las denuncias.", mark(CODE, text.question))


def test_skipped_is_null_and_not_shown_has_no_key(client, session):
    send(client, **ANSWERS)
    [response] = responses()
    assert response.answers["feeling_online"] is None
    assert "wants_internet" not in response.answers  # asked only of those who never go online


def test_answers_off_the_path_are_dropped(client, session):
    send(client, uses_internet="every_day", wants_internet="yes")
    [response] = responses()
    assert "wants_internet" not in response.answers


def test_sending_twice_stores_once(client, session):
    first, second = send(client, **ANSWERS), send(client, **ANSWERS)
    assert (first.status_code, second.status_code) == (200, 200)
    assert len(responses()) == len(texts()) == 1


def test_send_makes_two_statements_whatever_was_written(app, client, session, monkeypatch):
    """Each is a way to the database and back, for every child: one for the answers, which also
    looks whether they were withdrawn, and one for all texts."""
    app.config["WAY_IN_SECONDS"] = 60
    monkeypatch.setattr(sessions, "_ways_in", {})
    monkeypatch.setattr(roster, "_kept", None)
    monkeypatch.setattr(directory, "_kept", None)
    send(client, key="f" * 32)  # what a process keeps for a while is kept now
    made: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        made.append(statement.partition("(")[0].strip())

    sa.event.listen(db.engine, "before_cursor_execute", note)
    send(client, **ANSWERS, topics="apps", ask_platforms="Que avisen.")
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert [each for each in made if "BEGIN" not in each] == [
        "INSERT INTO response",
        "INSERT INTO free_text",
    ]
    assert len(texts()) == 2


def test_without_a_key_nothing_is_stored_and_the_look_back_is_shown(client, session):
    page = client.post(PAGE, data={"go": "send", **ANSWERS}, headers=OWN)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Que contesten las denuncias." in page.text
    assert responses() == []


def test_two_browsers_without_javascript_get_two_keys(client, session):
    keys = set()
    for _ in range(2):
        page = client.post(PAGE, data={"go": "send", **ANSWERS}, headers=OWN)
        hidden = fields_of(page.text)
        keys.add(hidden["key"])
        assert client.post(PAGE, data={**hidden, "go": "send"}, headers=OWN).status_code == 200
    assert len(keys) == 2
    assert len(responses()) == 2


def fields_of(html: str) -> dict[str, str]:
    """Names and values of the hidden fields of a page."""
    import re
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_send_from_another_site_is_refused_and_keeps_the_answers(client, session, headers):
    page = send(client, headers=headers, **ANSWERS)
    assert page.status_code == 403
    assert "Que contesten las denuncias." in page.text
    assert responses() == []


def test_configured_origin_is_ours(app, client, session):
    app.config["ORIGINS"] = ("https://consulta.example",)
    assert send(client, headers={"Origin": "https://consulta.example"}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"uses_internet": "now_and_then"}, "no está en la lista"),
        ({"uses_internet": ["every_day", "never"]}, "una sola respuesta"),
        ({"ask_lawmakers": "a" * 601}, "Te pasaste por 1 letra"),
        ({"ask_lawmakers": "ñ" * 650}, "Te pasaste por 50 letras"),
    ],
)
def test_bad_answer_gets_a_sentence_and_keeps_everything(client, session, fields, sentence):
    page = send(client, **{"not_asked": "Mi tema", **fields})
    assert page.status_code == 422
    assert sentence in page.text
    assert "Mi tema" in page.text
    assert responses() == []


def test_over_long_text_comes_back_whole(client, session):
    long = "palabra " * 100
    assert long.strip() in send(client, ask_lawmakers=long).text


@pytest.mark.parametrize("field", [{"key": "short"}, {"code": "una dos"}])
def test_malformed_key_or_code_is_refused_with_the_answers_kept(client, session, field):
    page = send(client, **{**ANSWERS, **field})
    assert page.status_code == 422
    assert "Que contesten las denuncias." in page.text


def test_unknown_code_says_so(client, session):
    page = client.get("/j/NOSUCH99/6-9")
    assert page.status_code == 404
    assert "Ese código no existe" in page.text
    assert client.post("/join", data={"code": "zzz"}).status_code == 404
    assert client.post("/j/NOSUCH99/6-9", data={}, headers=OWN).status_code == 404


def test_closed_session_says_so_and_a_send_keeps_its_answers(client, session):
    session.closed = True
    db.session.commit()
    assert client.get(PAGE).status_code == 410
    page = send(client, **ANSWERS)
    assert page.status_code == 410
    assert "Que contesten las denuncias." in page.text
    assert responses() == []


def test_closed_consultation_refuses_new_answers(client, session):
    session.consultation.closes_on = today() - timedelta(days=1)
    db.session.commit()
    assert send(client, **ANSWERS).status_code == 410


def test_wrong_band_is_named_and_leads_to_the_choice(client, session):
    session.bands = ["6-9", "10-13"]
    db.session.commit()
    page = client.get("/j/CDFG3467/14-17")
    assert page.status_code == 404
    assert 'href="/j/CDFG3467"' in page.text


def test_send_for_a_band_that_is_not_there_keeps_what_was_written(client, session):
    session.bands = ["6-9", "14-17"]
    db.session.commit()
    page = send(client, **ANSWERS)
    assert page.status_code == 404
    assert "Aquí no hay preguntas para esa edad." in page.text
    assert "Que contesten las denuncias." in page.text
    assert 'value="band:14-17"' in page.text
    assert responses() == []


def test_language_button_keeps_the_answers_and_stores_nothing(client, session):
    page = client.post(PAGE, data={"go": "language:en", **ANSWERS}, headers=OWN)
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert "Que contesten las denuncias." in page.text
    assert fields_of(page.text)["language"] == "en"
    assert responses() == []
    sent = send(client, language="en", **ANSWERS)
    assert '<html lang="en">' in sent.text
    assert responses()[0].language == "en"


def test_band_button_keeps_the_answers_even_those_that_do_not_fit(client, session):
    answers = {"uses_internet": "every_day", "ask_platforms": "Que avisen antes."}
    there = client.post(PAGE, data={"go": "band:3-5", **answers}, headers=OWN)
    carried = fields_of(there.text)
    assert carried["band"] == "3-5"
    assert carried["10-13.ask_platforms"] == "Que avisen antes."
    back = client.post(PAGE, data={**carried, "go": "band:10-13"}, headers=OWN)
    assert "Que avisen antes." in back.text
    assert fields_of(back.text)["band"] == "10-13"


def test_changed_band_is_what_is_stored(client, session):
    send(client, band="14-17", ask_lawmakers="Una ley clara.")
    assert responses()[0].band == "14-17"


def test_own_values_of_a_band_win_on_return():
    first = switched(ImmutableMultiDict({"heard": "yes", "key": "x"}), "6-9", "10-13")
    changed = ImmutableMultiDict(
        [("heard", "no"), *[f for f in first.items(multi=True) if "." in f[0]]]
    )
    back = switched(changed, "10-13", "6-9")
    assert back["heard"] == "yes"
    assert back["10-13.heard"] == "no"
    assert "key" not in back


def test_thanks_page_shows_help_when_results_come_and_the_code(client, session):
    page = send(client, **ANSWERS)
    assert 'href="tel:911"' in page.text
    assert 'href="results"' in page.text
    assert CODE in page.text


@pytest.mark.parametrize("band", ["6-9", "10-13", "14-17"])
def test_thanks_page_is_the_same_whatever_was_written(client, session, band):
    """To the byte, but for the six words: somebody may be looking over the shoulder."""
    texts = ("Que haya más parques.", "Alguien me pega y tengo miedo de volver a casa.", "")
    pages = [
        send(client, key=f"{number:032x}", band=band, ask_lawmakers=text)
        for number, text in enumerate(texts, 1)
    ]
    other = send(client, key="e" * 32, band=band, code="uno dos tres cuatro cinco seis")
    assert {page.status_code for page in pages} == {200}
    assert len({page.data for page in pages}) == 1
    assert len({str(page.headers) for page in pages}) == 1
    assert other.text.replace("uno dos tres cuatro cinco seis", CODE) == pages[0].text
    assert len(responses()) == 4


def test_thanks_page_begins_with_help_and_says_who_reads_when(client, session):
    note_week(invite("o@example.org", "safeguarding_officer").id, {0: [Span(9 * 60, 18 * 60)]})
    db.session.commit()
    page = send(client, **ANSWERS).text
    hours = "Lo que le llega lo lee en minutos: lunes de 9:00 a 18:00 (hora de Ciudad de México)."
    wanted = ("<h1", "Llamar al 911", hours, "En papel", "Los resultados")
    places = [page.index(words) for words in wanted]
    assert places == sorted(places)
    smallest = send(client, key="e" * 32, band="3-5").text
    assert "Llamar al 911" in smallest
    assert "en minutos" not in smallest, "nobody can write there"


@pytest.mark.parametrize("band", ["6-9", "10-13", "14-17"])
def test_thanks_page_promises_no_more_than_a_program_can(client, session, band):
    note_week(invite("o@example.org", "safeguarding_officer").id, {6: [Span(0, 24 * 60)]})
    db.session.commit()
    page = send(client, band=band, ask_lawmakers="Que haya más parques.").text
    assert "Un programa busca esos mensajes" in page
    assert re.search("y puede (equivocarse|no encontrar)", page)
    assert "Si necesitas ayuda ahora, llama." in page
    assert "Lo que le llega lo lee en minutos:" in page, "what reaches a person"


def test_hours_are_those_of_the_sites_own_place(app):
    app.config["TIMEZONE"] = ZoneInfo("America/Tijuana")
    with app.test_request_context("/?language=es"):
        assert views._city() == "Tijuana"


def test_who_comes_after_the_end_is_led_to_the_results(client, session):
    link = 'href="/j/CDFG3467/results"'
    session.consultation.state = "closed"
    db.session.commit()
    for address in ("/j/CDFG3467", "/j/CDFG3467/6-9"):
        page = client.get(address)
        assert page.status_code == 410
        assert link in page.text
    assert client.get("/j/CDFG3467/results").status_code == 200
    session.consultation.state = "checked"
    db.session.commit()
    assert link not in client.get("/j/CDFG3467").text, "it has not begun"


def test_results_page_says_when_and_then_leads_to_the_report(client, session):
    page = client.get("/j/CDFG3467/results").text
    assert "Todavía están contestando. Los resultados estarán aquí el" in page
    session.consultation.state = "closed"
    db.session.commit()
    assert "Todavía estamos leyendo. Los" in client.get("/j/CDFG3467/results").text
    session.consultation.state = "reported"
    db.session.commit()
    assert "/reports/mi-mundo-digital" in client.get("/j/CDFG3467/results").text


def test_edit_shows_the_form_again(client, session):
    page = client.post(PAGE, data={"go": "edit", **ANSWERS}, headers=OWN)
    assert page.status_code == 200
    assert "Que contesten las denuncias." in page.text


def test_child_who_does_not_want_to_is_not_asked_why(client, session):
    page = client.get(PAGE + "?go=no")
    assert page.status_code == 200
    assert "<textarea" not in page.text


def test_withdrawal_erases_response_and_texts_and_a_late_retry_stays_out(client, session):
    send(client, **ANSWERS)
    page = client.post(
        "/withdraw", data={"code": "Barco, LAGO piedra cielo flor tren"}, headers=OWN
    )
    assert page.status_code == 200
    assert responses() == texts() == []
    assert send(client, **ANSWERS).status_code == 200
    assert responses() == []


def test_withdrawal_with_another_code_says_the_same_and_erases_nothing(client, session):
    send(client, **ANSWERS)
    right = client.post("/withdraw", data={"code": CODE}, headers=OWN).text
    send(client, key="f" * 32, **ANSWERS)
    wrong = client.post("/withdraw", data={"code": "uno dos tres cuatro cinco seis"}, headers=OWN)
    assert wrong.text == right
    assert len(responses()) == 1


def test_withdrawal_needs_six_words_and_our_own_page(client, session):
    assert client.post("/withdraw", data={"code": "una dos"}, headers=OWN).status_code == 422
    assert client.post("/withdraw", data={"code": CODE}).status_code == 403


def test_code_words_are_read_without_case_accents_or_commas():
    assert normalised_code(" Avión,  nube LUZ pan\nsol río ") == "avion nube luz pan sol rio"
    assert normalised_code("solo cinco palabras aqui van") is None


def test_leaving_leads_to_a_page_with_nothing_of_ours(client):
    page = client.get("/leave")
    assert "Alzavoz" not in page.text
    assert "<script" not in page.text


def test_leaving_leads_where_the_operator_wants(app, client):
    app.config["LEAVE_TO"] = "https://clima.example/"
    assert client.get("/leave").headers["Location"] == "https://clima.example/"


def test_row_cannot_hold_both_a_sealed_and_a_readable_text(app, client, session):
    send(client, **ANSWERS)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(FreeText).values(redacted="x"))
    db.session.rollback()


def test_withdrawing_nothing_is_quiet(app, consultation: Consultation):
    withdraw("una dos tres cuatro cinco seis")
    db.session.commit()
    assert responses() == []
