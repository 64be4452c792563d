"""A case of support that an officer makes urgent, in a browser: read, pressed, its text gone."""

from pathlib import Path
from urllib.parse import unquote_plus

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from consult.answering.models import FreeText, ReturnedText
from consult.clock import hour
from consult.safeguarding.cases import operations
from consult.safeguarding.keys import queries
from consult.safeguarding.models import Act, Case, CaseEvent
from consult.storage.db import db
from consult.web.i18n import day

from .test_desk import PHRASE, STORED_NOWHERE, alert, fits, officer, open_first, unlock
from .test_desk_texts import SAID, give_back, screened

__all__ = ["officer"]

pytestmark = pytest.mark.browser


def in_the_answers() -> int:
    counted = sa.select(sa.func.count()).select_from(FreeText)
    return db.session.scalar(counted) or 0


def test_officer_who_reads_that_a_child_is_in_danger_makes_the_case_urgent(
    page, live_site, session, officer, accessible, tmp_path: Path
):
    program = screened(page, live_site, SAID)
    assert program
    assert program != SAID, "a name is hidden in it"
    open_first(page)
    press = page.get_by_role("button", name="Es urgente")
    expect(press).to_be_hidden()
    unlock(page)
    expect(press).to_be_visible()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
        page.screenshot(path=tmp_path / f"support_{width}.png", full_page=True)
        accessible(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    press.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")
    expect(page.get_by_text("Ahora es un caso urgente. Sigue los pasos")).to_be_visible()
    expect(page.get_by_text("una persona del equipo lo leyó y lo hizo urgente")).to_be_visible()
    expect(page.locator(".log")).to_contain_text("Lo hizo un caso urgente")
    expect(page.locator("#opened blockquote")).to_have_text(SAID)
    expect(press).to_have_count(0)
    assert "Xochihua" not in "".join(sent), "what the program hid does not travel"
    assert page.evaluate(STORED_NOWHERE) == [0, 0]
    with live_site.database():
        case = db.session.scalars(sa.select(Case)).one()
        assert (case.level, case.mark) == ("urgent", None)
        assert in_the_answers() == 0
        came = day(case.alerted.date())
        acts = db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)).all()
        assert acts == [Act.OPEN, Act.URGENT]
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
        page.screenshot(path=tmp_path / f"urgent_{width}.png", full_page=True)
        accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar el aviso").click()
    sheet = Path(download.value.path()).read_text()
    assert "Lo hizo un caso urgente" in sheet
    assert came in sheet
    assert "entre 00:00" not in sheet, "it came on a day; at which hour nobody knows"
    assert "Es urgente" not in sheet
    assert "¿Alguien está en peligro?" not in sheet


def test_it_stands_among_the_urgent_ones_of_the_desk(page, live_site, session, officer):
    screened(page, live_site, SAID)
    with live_site.database():
        made = alert(session, level="support", text="me hacen burla", signals=("bullying",))
        operations.alert_officers(made, queries.officer_keys(), hour())
        told = db.session.scalars(sa.select(Case.id).where(Case.mark.is_not(None))).one()
    page.goto(f"/safeguarding/{told}")
    page.get_by_role("button", name="Abrir este caso").click()
    unlock(page)
    page.get_by_role("button", name="Es urgente").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")
    page.goto("/safeguarding/")
    expect(page.locator(".cases li").first).to_have_class("urgent open")
    expect(page.locator(".cases li").last).to_have_class("support new")


def test_text_of_a_case_that_was_made_urgent_by_mistake_comes_back(
    page, live_site, session, officer
):
    program = screened(page, live_site, SAID)
    open_first(page)
    unlock(page)
    page.get_by_role("button", name="Es urgente").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")
    page.locator("#returning summary").click()
    expect(page.get_by_text("Su texto salió de las respuestas")).to_be_visible()
    expect(page.get_by_text("Su texto ya cuenta en los temas")).to_be_hidden()
    give_back(page)
    expect(page.locator(".log")).to_contain_text("Devolvió el texto")
    with live_site.database():
        assert in_the_answers() == 0
        assert db.session.scalars(sa.select(ReturnedText.text)).all() == [program]


def test_closing_the_key_takes_the_act_and_what_it_would_send_away(
    page, live_site, session, officer
):
    screened(page, live_site, SAID)
    open_first(page)
    unlock(page)
    form = page.locator("#make-urgent")
    expect(form).to_be_visible()
    page.get_by_role("button", name="Cerrar mi llave").click()
    expect(form).to_be_hidden()
    assert "burla" not in page.content()
    unlock(page, PHRASE)
    page.get_by_role("button", name="Es urgente").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")
    with live_site.database():
        assert in_the_answers() == 0


def test_case_from_before_texts_could_be_found_becomes_urgent_too(
    page, live_site, session, officer
):
    with live_site.database():
        old = alert(session, level="support", text="me hacen burla", signals=("bullying",))
        operations.alert_officers(old, queries.officer_keys(), hour())
    open_first(page)
    unlock(page)
    page.get_by_role("button", name="Es urgente").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")


def test_no_word_of_an_unread_text_travels_when_it_is_made_urgent_or_given_back(
    page, live_site, session, officer, accessible
):
    screened(page, live_site, SAID, language="qaa")
    open_first(page)
    unlock(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(unquote_plus(request.post_data or "")))
    expect(page.get_by_text("ni el tiempo ni un código lo quitan de aquí")).to_be_visible()
    page.get_by_role("button", name="Es urgente").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un caso urgente")
    assert not [each for each in sent if word_of(SAID) in each]
    accessible(page)
    page.locator("#returning summary").click()
    expect(page.get_by_text("Ningún programa de aquí lee esta lengua")).to_be_visible()
    in_sight = page.locator("#hiding button[aria-pressed='false']")
    while in_sight.count():
        in_sight.first.click()
    give_back(page)
    expect(page.locator(".log")).to_contain_text("Devolvió el texto")
    assert not [each for each in sent if word_of(SAID) in each], "all was hidden by the officer"


def word_of(text: str) -> str:
    return max(text.split(), key=len).strip(".,")
