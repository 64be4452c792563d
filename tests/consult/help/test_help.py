"""The directory of help services: what children see of it, how coordinators keep it."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from consult.clock import today
from consult.help import operations, queries, wording_check
from consult.help.labels import BANDS, PICTURES, SPOKEN
from consult.help.models import NEEDS, Service
from consult.sessions.models import REGIONS
from consult.storage.db import db
from consult.web.static_files import STATIC
from surveys.wording import readability
from surveys.wording.age_limits import FEWEST_WORDS, gate_of
from surveys.wording.text_units import Role, TextUnit
from tests.consult.sign_in import signed_in, token

ALWAYS = ["911", "800 911 2000"]
DAY = timedelta(days=1)
EMPTY = {"names": {}, "purposes": {}, "hours": {}, "costs": {}}


@pytest.fixture
def coordinator(client, app):
    """A client in which a coordinator is signed in."""
    signed_in(client, "coordinator")
    return client


def put(slug, **columns):
    """A checked service of the directory, with what the test is about."""
    usual = {
        **EMPTY,
        "names": {"es": f"Servicio {slug}", "en": f"Service {slug}"},
        "purposes": {"es": "Para platicar.", "en": "To talk."},
        "contact": "55 0000 0000",
        "href": "tel:5500000000",
        "need": "talk",
        "channel": "phone",
        "source": "inventado para la prueba",
        "checked_on": today(),
        "expires_on": today() + 30 * DAY,
    }
    row = queries.new_service({**usual, "slug": slug, **columns})
    db.session.add(row)
    db.session.commit()
    return row


def only(*rows):
    """The directory is these rows alone."""
    kept = [row.id for row in rows]
    db.session.execute(sa.delete(Service).where(Service.id.not_in(kept)))
    db.session.commit()


def shown(app, region=None, band=None, language="es"):
    """The names that a page shows, in their order."""
    with app.test_request_context(f"/help?language={language}"):
        found = queries.shown_to_children(region, band)
    return [each.name for each in found.services]


# ------------------------------------------------------------------ what a site begins with


def test_every_service_that_ships_has_source_words_and_honest_dates():
    for each in queries.shipped():
        assert each["source"]
        assert {"es", "en"} <= each["names"].keys() & each["purposes"].keys()
        assert each["expires_on"] - each["checked_on"] <= operations.LONGEST
        assert each["need"] in NEEDS
        assert set(each.get("bands", [])) <= set(BANDS)


def test_what_ships_is_as_easy_as_the_youngest_reader_needs():
    rows = [queries.new_service(each) for each in queries.shipped()]
    assert wording_check.findings(rows) == {}
    gate = gate_of("6-9")
    for language in ("es", "en"):
        texts = [getattr(row, name).get(language) for row in rows for name in wording_check.FIELDS]
        read = [TextUnit("", "", Role.ASSENT, text) for text in texts if text]
        measured = readability.measure(read, "6-9", language, language)
        assert measured.words >= FEWEST_WORDS
        for name, score in measured.scores.items():
            assert gate.ease.get(name, score) <= score <= gate.grade.get(name, score), name


def test_hard_words_of_a_service_are_told_to_who_keeps_it_and_hold_nothing_back(coordinator):
    hard = "Para interponer una querella ante la autoridad jurisdiccional competente."
    put("dificil", purposes={"es": hard}, bands=["10-13"])
    put("facil")
    page = coordinator.get("/directory/").text
    [told] = re.findall(r'id="dificil".*?</article>', page, re.DOTALL)
    assert "por revisar" in told
    assert '10-13, ¿Para qué sirve?: <q lang="es">' in told
    assert "Puede que a esa edad no se conozca la palabra. Usa una común." in told
    assert page.count("words-to-review") == 1
    assert hard in coordinator.get("/help").text


def test_services_not_seen_for_a_year_ship_hidden_and_two_always_stay(app):
    rows = queries.services()
    long_after = date(2040, 1, 1)
    assert [row.contact for row in rows if row.is_shown(long_after)] == ["911", "800 911 2000"]
    stale = {row.slug for row in rows if not row.is_shown(date(2026, 11, 26))}
    assert stale >= {"chat-de-confianza", "saptel", "take-it-down", "locatel"}


@pytest.mark.both_engines
def test_filling_again_changes_nothing_that_a_coordinator_changed(app):
    row = queries.by_slug("te-protejo")
    row.contact = "otro.example"
    db.session.delete(queries.by_slug("saptel"))
    operations.fill()
    db.session.commit()
    assert queries.by_slug("te-protejo").contact == "otro.example"
    assert queries.by_slug("saptel") is None


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "wrong",
    [
        {"href": "javascript:alert(1)"},
        {"href": "http://example.org"},
        {"need": "fun"},
        {"channel": "fax"},
        {"always": True, "hidden": True},
        {"checked_on": date(2026, 2, 1), "expires_on": date(2026, 1, 1)},
    ],
)
def test_database_refuses_what_must_never_be_shown(app, wrong):
    with pytest.raises(sa.exc.IntegrityError):
        put("wrong", **wrong)
    db.session.rollback()


# ------------------------------------------------------------------ what children see


@pytest.mark.parametrize(
    ("columns", "is_seen"),
    [
        ({}, True),
        ({"expires_on": "today"}, True),
        ({"expires_on": "yesterday"}, False),
        ({"checked_on": None}, False),
        ({"expires_on": None}, False),
        ({"checked_on": None, "expires_on": None}, False),
        ({"hidden": True}, False),
    ],
)
def test_only_what_was_checked_and_still_holds_is_shown(app, client, columns, is_seen):
    days = {"today": today(), "yesterday": today() - DAY}
    dated = {name: days.get(value, value) for name, value in columns.items()}
    put("tried", **{"checked_on": today() - 9 * DAY, **dated})
    assert ("Servicio tried" in client.get("/help").text) == is_seen
    assert ("Servicio tried" in shown(app)) == is_seen


def test_empty_directory_still_shows_911_and_linea_de_la_vida(app, client, session):
    only()
    for address in ("/help", "/join", "/j/CDFG3467/6-9"):
        page = client.get(address).text
        assert 'href="tel:911"' in page
        assert 'href="tel:8009112000"' in page


def test_help_is_there_without_a_database(app, client):
    db.session.execute(sa.text("ALTER TABLE help_service RENAME TO elsewhere"))
    db.session.commit()
    try:
        page = client.get("/help")
        assert page.status_code == 200
        assert 'href="tel:911"' in page.text
    finally:
        db.session.rollback()
        db.session.execute(sa.text("ALTER TABLE elsewhere RENAME TO help_service"))
        db.session.commit()


@pytest.mark.parametrize("band", [None, *BANDS])
def test_danger_comes_first_then_what_the_band_needs(app, band):
    only()
    for need in ("rights", "report", "talk"):
        put(need, need=need)
    people_first = ["Emergencias", "Línea de la Vida", "Servicio talk"]
    small = band in ("3-5", "6-9")
    then = (
        ["Servicio rights", "Servicio report"] if small else ["Servicio report", "Servicio rights"]
    )
    assert shown(app, band=band) == people_first + then


def test_service_of_a_state_is_shown_there_and_to_its_bands_alone(app):
    only()
    put("oaxaca", region="Oaxaca", bands=["14-17"], need="rights")
    assert "Servicio oaxaca" in shown(app, "Oaxaca", "14-17")
    assert "Servicio oaxaca" not in shown(app, "Oaxaca", "6-9")
    assert "Servicio oaxaca" not in shown(app, "Puebla", "14-17")
    assert "Servicio oaxaca" not in shown(app)


def test_page_of_a_session_has_the_help_of_its_state(app, client, session):
    put("oaxaca", region="Oaxaca", need="rights")
    put("puebla", region="Puebla", need="rights")
    page = client.get("/j/CDFG3467/6-9").text
    assert "Servicio oaxaca" in page
    assert "Servicio puebla" not in page
    session.region = "Puebla"
    db.session.commit()
    page = client.get("/j/CDFG3467/6-9").text
    assert "Servicio puebla" in page
    assert "Servicio oaxaca" not in page


def test_public_link_has_each_state_to_open(app, client, session):
    put("oaxaca", region="Oaxaca", need="rights", contact="951 000 0000", href="tel:9510000000")
    session.region, session.channel, session.mode = None, "public", "link"
    db.session.commit()
    page = client.get("/j/CDFG3467/6-9").text
    _before, _summary, inside = page.partition("Ayuda en tu estado")
    assert 'href="tel:9510000000"' in inside


def test_a_change_reaches_a_page_that_was_kept(app, client, session):
    row = put("oaxaca", region="Oaxaca")
    assert "Servicio oaxaca" in client.get("/j/CDFG3467/6-9").text
    operations.hide(row)
    db.session.commit()
    assert "Servicio oaxaca" not in client.get("/j/CDFG3467/6-9").text


def test_directory_is_read_once_in_a_while_not_for_each_child(app, client, session, monkeypatch):
    monkeypatch.setitem(app.config, "WAY_IN_SECONDS", 60)
    monkeypatch.setattr(queries, "_kept", None)
    client.get("/help")
    statements = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
    for address in ("/help", "/join", "/help?state=Oaxaca", "/help?language=en"):
        assert client.get(address).status_code == 200
    assert [each for each in statements if "help_service" in each] == []
    monkeypatch.setattr(queries, "_kept", None)


def test_help_page_leads_to_every_state_and_says_whose_it_is(app, client):
    put("oaxaca", region="Oaxaca")
    page = client.get("/help").text
    assert page.count('href="/help?state=') == len(REGIONS)
    there = client.get("/help?state=Oaxaca&band=6-9").text
    assert "Servicio oaxaca" in there
    assert "atienden en Oaxaca" in there
    assert "Servicio oaxaca" not in client.get("/help?state=Nowhere").text


@pytest.mark.parametrize(
    ("language", "words"), [("es", "De día y de noche"), ("en", "Day and night")]
)
def test_help_page_is_in_the_language_asked_for(client, app, language, words):
    page = client.get(f"/help?language={language}").text
    assert 'href="tel:911"' in page
    assert words in page
    assert "55 5533 5533" not in page, "unverified since 2023: not for children"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ["Hablan español, maya."]),
        # The two that always stay answer in Spanish, too.
        ("en", [*["They speak Spanish."] * 3, "They speak Spanish, Maya."]),
    ],
)
def test_languages_spoken_are_said_where_they_are_not_that_of_the_page(app, client, language, said):
    only()
    put("maya", languages=["es", "yua"])
    put("plain", languages=["es"])
    page = client.get(f"/help?language={language}").text
    assert sorted(re.findall(r"(?:Hablan|They speak) [^.]+\.", page)) == sorted(said)


def test_every_need_has_a_picture_that_is_drawn():
    drawn = set(re.findall(r'id="([a-z_]+)"', (STATIC / "drawings" / "pictures.svg").read_text()))
    assert set(PICTURES) == set(NEEDS)
    assert set(PICTURES.values()) <= drawn


# ------------------------------------------------------------------ how it is kept

NEW = {
    "name_es": "Procuraduría de Protección de Oaxaca",
    "purpose_es": "Defienden tus derechos si alguien te lastima.",
    "need": "rights",
    "channel": "phone",
    "contact": "951 000 0000",
    "href": "",
    "region": "Oaxaca",
    "languages": ["es"],
    "source": "llamada inventada",
}


def sent(client, address, **fields):
    page = client.get("/directory/new")
    return client.post(address, data={"csrf_token": token(page), **fields})


@pytest.mark.both_engines
def test_coordinator_adds_a_service_and_children_see_it(coordinator, app, session):
    checked = {"checked_on": today().isoformat()}
    answer = sent(coordinator, "/directory/new", **NEW, **checked)
    assert answer.status_code == 303
    row = queries.by_slug("procuraduria-de-proteccion-de-oaxaca")
    assert row.href == "tel:9510000000"
    assert row.expires_on == today() + timedelta(days=365)
    assert 'href="tel:9510000000"' in coordinator.get("/j/CDFG3467/10-13").text


def test_service_without_a_date_is_kept_and_not_shown(coordinator, app):
    assert sent(coordinator, "/directory/new", **NEW).status_code == 303
    assert "Procuraduría" not in shown(app, "Oaxaca")
    assert "nadie lo ha comprobado" in coordinator.get("/directory/").text


def test_two_services_of_one_name_have_two_addresses(coordinator, app):
    for _ in range(2):
        assert sent(coordinator, "/directory/new", **NEW).status_code == 303
    slugs = {row.slug for row in queries.services()}
    assert slugs >= {
        "procuraduria-de-proteccion-de-oaxaca",
        "procuraduria-de-proteccion-de-oaxaca-2",
    }


def days_from_now(number):
    return (today() + timedelta(days=number)).isoformat()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name_es": ""}, "Falta escribir esto."),
        ({"source": " "}, "Falta escribir esto."),
        ({"contact": "sin número"}, "Un teléfono se escribe con tel:"),
        ({"href": "http://example.org", "channel": "web"}, "empieza con https://"),
        ({"href": "javascript:alert(1)", "channel": "web"}, "empieza con https://"),
        ({"href": "https://user@example.org", "channel": "chat"}, "empieza con https://"),
        ({"href": "tel:123", "channel": "web"}, "empieza con https://"),
        ({"href": "", "channel": "web"}, "empieza con https://"),
        ({"href": "sms:123", "channel": "place"}, "Escribe tel: y números, o una página"),
        ({"languages": []}, "Elige al menos un idioma."),
        ({"checked_on": 1}, "Ese día todavía no llega."),
        ({"expires_on": 9}, "Escribe también qué día se comprobó."),
        (
            {"checked_on": -5, "expires_on": -9},
            "Tiene que ser después de comprobarlo.",
        ),
        (
            {"checked_on": 0, "expires_on": 400},
            "A lo más un año después de comprobarlo.",
        ),
    ],
)
def test_mistakes_are_said_in_a_sentence_and_nothing_is_kept(coordinator, app, fields, sentence):
    before = len(queries.services())
    typed = {
        name: days_from_now(value) if isinstance(value, int) else value
        for name, value in fields.items()
    }
    answer = sent(coordinator, "/directory/new", **{**NEW, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(queries.services()) == before


def test_place_needs_no_link_and_is_shown_without_a_button(coordinator, app, client):
    place = {**NEW, "channel": "place", "contact": "Calle Inventada 1, Oaxaca"}
    assert sent(coordinator, "/directory/new", **place, checked_on=days_from_now(0)).location
    page = client.get("/help?state=Oaxaca").text
    assert '<p class="contact">Calle Inventada 1, Oaxaca</p>' in page


class Fields(HTMLParser):
    """What the form of a page would send as it stands."""

    def __init__(self, page):
        super().__init__()
        self.sent, self.select = {}, ""
        self.feed(page.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.sent[self.select] = attrs["value"]
        elif tag == "input" and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self.sent.setdefault(attrs["name"], []).append(attrs.get("value", ""))


def form_of(page):
    """The fields of an edited service, without a press."""
    return {**Fields(page).sent, "csrf_token": token(page)}


def test_form_sent_as_it_stands_changes_nothing(coordinator, app):
    row = put("same", region="Oaxaca", bands=["6-9"], languages=["es", "nah"])
    before = {column.key: getattr(row, column.key) for column in Service.__table__.columns}
    page = coordinator.get("/directory/same")
    assert coordinator.post("/directory/same", data=form_of(page)).status_code == 303
    db.session.refresh(row)
    assert before == {column.key: getattr(row, column.key) for column in Service.__table__.columns}


def test_another_contact_needs_another_check(coordinator, app):
    row = put("moved", checked_on=today() - 9 * DAY)
    fields = {**form_of(coordinator.get("/directory/moved")), "contact": "55 1", "href": "tel:551"}
    refused = coordinator.post("/directory/moved", data=fields)
    assert refused.status_code == 422
    assert "Cambiaste el contacto" in refused.text
    fields["checked_on"] = today().isoformat()
    assert coordinator.post("/directory/moved", data=fields).status_code == 303
    db.session.refresh(row)
    assert (row.href, row.checked_on) == ("tel:551", today())


def test_call_of_today_brings_a_service_back_for_a_year_or_as_long_as_typed(coordinator, app):
    row = put("back", checked_on=date(2023, 1, 1), expires_on=date(2024, 1, 1), hidden=True)
    assert sent(coordinator, "/directory/back/checked").status_code == 303
    db.session.refresh(row)
    assert (row.checked_on, row.expires_on) == (today(), today() + timedelta(days=365))
    assert row.is_shown(today())
    sent(coordinator, "/directory/back/checked", until=days_from_now(40))
    db.session.refresh(row)
    assert row.expires_on == today() + 40 * DAY


@pytest.mark.parametrize(
    ("until", "sentence"), [(-1, "Ese día ya pasó."), (366, "A lo más un año después")]
)
def test_call_of_today_holds_from_today_to_a_year(coordinator, app, until, sentence):
    row = put("held")
    answer = sent(coordinator, "/directory/held/checked", until=days_from_now(until))
    assert answer.status_code == 422
    assert f"Servicio held: {sentence}" in answer.text
    db.session.refresh(row)
    assert row.expires_on == today() + 30 * DAY


def test_hidden_service_is_gone_at_once_and_one_that_always_stays_does(coordinator, app, client):
    put("gone")
    assert sent(coordinator, "/directory/gone/hidden").status_code == 303
    assert "Servicio gone" not in client.get("/help").text
    refused = sent(coordinator, "/directory/emergencies/hidden")
    assert refused.status_code == 409
    assert "siempre se muestra" in refused.text
    assert 'href="tel:911"' in client.get("/help").text


def test_services_that_always_stay_keep_whom_they_serve_and_a_date(coordinator, app):
    page = coordinator.get("/directory/linea-de-la-vida")
    assert 'name="region"' not in page.text
    fields = {**form_of(page), "region": "Oaxaca", "bands": ["3-5"], "need": "rights"}
    assert (
        "escribe cuándo se comprobó"
        in coordinator.post(
            "/directory/linea-de-la-vida", data={**fields, "checked_on": "", "expires_on": ""}
        ).text
    )
    today_only = {**fields, "checked_on": days_from_now(0), "expires_on": ""}
    assert coordinator.post("/directory/linea-de-la-vida", data=today_only).status_code == 303
    row = queries.by_slug("linea-de-la-vida")
    assert (row.region, row.bands, row.need, row.always) == (None, [], "talk", True)
    assert row.checked_on == today()


def test_pages_of_the_directory_that_are_not_there_say_so(coordinator, app):
    for address in (
        "/directory/nothing",
        "/directory/nothing/checked",
        "/directory/nothing/hidden",
    ):
        assert sent(coordinator, address).status_code == 404


# ------------------------------------------------------------------ what a coordinator is warned of


def test_coordinator_is_warned_of_what_expired_expires_soon_or_nobody_checked(coordinator, app):
    put("old", expires_on=today() - DAY, checked_on=today() - 9 * DAY)
    put("soon", expires_on=today() + 29 * DAY)
    put("fine", expires_on=today() + 30 * DAY)
    put("never", checked_on=None, expires_on=None)
    put("aside", checked_on=None, expires_on=None, hidden=True)
    found = queries.warnings(today())
    assert "old" in {row.slug for row in found.expired}
    assert "soon" in {row.slug for row in found.soon}
    assert {row.slug for row in found.never} == {"never"}
    every = {row.slug for row in (*found.expired, *found.soon, *found.never)}
    assert not every & {"fine", "aside"}
    page = coordinator.get("/directory/").text
    for name in ("Servicio old", "Servicio soon", "Servicio never"):
        assert name in page.partition("Hay que revisar")[2].partition("</section>")[0]
    for address in ("/staff/", "/consultations/"):
        page = coordinator.get(address).text
        line = page.partition(f"Hay {len(found)} avisos sobre los servicios de ayuda.")[2]
        assert '<a href="/directory/">' in line.partition("</p>")[0]
        assert "Servicio never" not in page


def test_no_line_where_nothing_is_left_to_review(coordinator, app):
    for row in queries.services():
        row.checked_on, row.expires_on = today(), today() + 100 * DAY
    db.session.commit()
    assert len(queries.warnings(today())) == 0
    assert "sobre los servicios de ayuda" not in coordinator.get("/staff/").text


def test_state_with_sessions_and_without_its_procuraduria_is_named(coordinator, app, session):
    assert queries.warnings(today()).states == ("Oaxaca",)
    assert "Oaxaca: hay sesiones y falta" in coordinator.get("/directory/").text
    put(
        "closest",
        region="Oaxaca",
        need="rights",
        expires_on=today() - DAY,
        checked_on=today() - DAY,
    )
    assert queries.warnings(today()).states == ("Oaxaca",), "expired: children do not see it"
    put("procuraduria", region="Oaxaca", need="rights")
    assert queries.warnings(today()).states == ()
    session.consultation.state = "closed"
    session.region = "Puebla"
    db.session.commit()
    assert queries.warnings(today()).states == ()


def test_others_are_not_warned(client, app, session):
    signed_in(client, "facilitator")
    assert "sobre los servicios de ayuda" not in client.get("/staff/").text


def test_every_language_that_can_be_chosen_has_a_name():
    assert all(len(str(name)) > 3 for name in SPOKEN.values())
