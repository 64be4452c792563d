"""A raised text at the desk, in a browser: cleared word by word and given back; notes, sealed."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from consult.answering.models import FreeText, RedactionCount, Response, ReturnedText
from consult.clock import today
from consult.safeguarding.models import Act, CaseEvent, CaseNote
from consult.safeguarding.screening import jobs
from consult.storage.db import db

from .conftest import Site
from .test_desk import PHRASE, STORED_NOWHERE, child_sends, fits, officer, open_first, unlock

__all__ = ["officer"]

pytestmark = pytest.mark.browser

SAID = "me hacen burla en la clase de karate y me da miedo ir, dice Tlacaélel Xochihua"


def screened(page: Page, site: Site, text: str, language: str = "es") -> str:
    """What a child sends, after screening: the redacted text, if it is still there."""
    child_sends(page, site, text)
    with site.database():
        db.session.execute(sa.update(Response).values(language=language))
        db.session.commit()
        jobs.screen_sealed_texts()
        return db.session.scalar(sa.select(FreeText.redacted)) or ""


def opened(page: Page) -> None:
    open_first(page)
    unlock(page)
    expect(page.locator("#returning")).to_be_visible()
    if not page.locator("#hiding").is_visible():
        page.locator("#returning summary").click()


def give_back(page: Page) -> None:
    """It asks once more: without the box nothing is sent."""
    page.get_by_role("button", name="Que cuente y se pueda citar").click()
    expect(page.locator("#sure")).to_be_focused()
    page.get_by_label("Sé que no se puede deshacer").check()
    page.get_by_role("button", name="Que cuente y se pueda citar").click()


def word(page: Page, said: str):
    return page.locator("#hiding button").filter(has_text=re.compile(f"^{re.escape(said)}"))


def test_officer_hides_and_shows_words_and_the_text_counts_as_it_was_left(
    page, live_site, session, officer, accessible, tmp_path: Path
):
    program = screened(page, live_site, SAID)
    opened(page)
    expect(page.locator("#after")).to_have_text(program)
    expect(page.locator("#changes")).to_have_text("Está como lo dejó el programa.")
    hidden = page.locator('#hiding [aria-pressed="true"]')
    names = hidden.count()
    assert names, "the program hides the name"
    page.get_by_label("Lo que ocultas es").select_option(label="Lugar")
    word(page, "karate").click()
    expect(page.locator("#after")).to_contain_text("en la clase de [lugar] y me da")
    expect(page.locator("#changes")).to_have_text("Ocultaste: [lugar].")
    word(page, "karate").click()
    expect(page.locator("#after")).to_have_text(program)
    word(page, "clase").click()
    word(page, "de").first.click()
    word(page, "karate").click()
    expect(page.locator("#after")).to_contain_text("en la [lugar] y me da")
    hidden.last.click()
    expect(page.locator("#changes")).to_contain_text("Mostraste:")
    for part in ("Tlacaélel", "Xochihua"):
        word(page, part).click()
    expect(page.locator("#changes")).to_have_text("Ocultaste: [lugar].")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
        page.locator("#returning").screenshot(path=tmp_path / f"returning_{width}.png")
        page.screenshot(path=tmp_path / f"case_{width}.png", full_page=True)
    accessible(page)
    after = page.locator("#after").inner_text()
    give_back(page)
    expect(page.get_by_text("su texto cuenta y se puede citar")).to_be_visible()
    expect(page.locator("#returning")).to_have_count(0)
    expect(page.locator(".log")).to_contain_text("Devolvió el texto a las respuestas")
    assert "lugar" in "".join(sent)
    assert "Xochihua" not in "".join(sent), "what stays hidden does not travel"
    assert page.evaluate(STORED_NOWHERE) == [0, 0]
    with live_site.database():
        text = db.session.scalars(sa.select(FreeText)).one()
        assert (text.redacted, text.held) == (after, False)
        counts = {row.kind: row.number for row in db.session.scalars(sa.select(RedactionCount))}
        assert counts["redacted"] >= 1
    page.get_by_label("Al leerlo, nadie está pidiendo ayuda").check()
    page.get_by_role("button", name="Cerrar el caso").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ningún caso espera")


def test_urgent_text_that_is_none_comes_back_without_its_response(
    page, live_site, session, officer, accessible
):
    assert screened(page, live_site, "mi tío me pega y tengo miedo") == ""
    opened(page)
    expect(page.get_by_text("Su texto salió de las respuestas")).to_be_visible()
    expect(page.get_by_text("Su texto ya cuenta en los temas")).to_be_hidden()
    accessible(page)
    give_back(page)
    expect(page.locator(".log")).to_contain_text("Devolvió el texto")
    with live_site.database():
        assert db.session.scalars(sa.select(FreeText)).all() == []
        back = db.session.scalars(sa.select(ReturnedText)).one()
        assert (back.text, back.band) == ("mi tío me pega y tengo miedo", "10-13")


def test_text_in_another_language_is_redacted_by_hand_and_its_words_do_not_travel(
    page, live_site, session, officer, accessible
):
    screened(page, live_site, "lum dirra 😀 tos meniva Citlali", language="qaa")
    page.goto("/safeguarding/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("en otra lengua")
    opened(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un texto que nadie ha leído")
    expect(page.get_by_text("Ningún programa de aquí lee esta lengua")).to_be_visible()
    accessible(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    word(page, "Citlali").click()
    give_back(page)
    expect(page.locator(".log")).to_contain_text("Devolvió el texto")
    assert "Citlali" not in "".join(sent)
    with live_site.database():
        [back] = db.session.scalars(sa.select(ReturnedText))
        assert back.text == "lum dirra 😀 tos meniva [nombre]"


def test_words_are_hidden_by_keyboard_with_one_stop_of_the_tabulator(
    page, live_site, session, officer
):
    screened(page, live_site, SAID)
    opened(page)
    page.get_by_label("Lo que ocultas es").focus()
    page.keyboard.press("Tab")
    expect(word(page, "me").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(word(page, "burla")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#after")).to_contain_text("me hacen [nombre")
    expect(word(page, "burla")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#sure")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Que cuente y se pueda citar")).to_be_focused()


def test_words_of_a_text_to_clear_are_never_markup_and_go_with_the_key(
    page, live_site, session, officer
):
    screened(page, live_site, "<b>me hacen burla</b> y me da miedo <img src=x onerror=alert(1)>")
    opened(page)
    assert page.locator("#returning img, #returning b").count() == 0
    page.get_by_role("button", name="Cerrar mi llave").click()
    expect(page.locator("#returning")).to_be_hidden()
    assert "burla" not in page.content()
    unlock(page)
    word(page, "burla").click()
    expect(page.locator("#after")).to_contain_text("<b>me hacen [nombre]</")


def test_notes_are_sealed_in_the_browser_and_read_in_order(
    page, live_site, session, officer, accessible, tmp_path: Path
):
    screened(page, live_site, SAID)
    opened(page)
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Escribe algo antes de guardar")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    for kind, words in (
        ("Una nota", "Llamé dos veces.\nNadie contestó <b>todavía</b>."),
        ("Lo que contestó la autoridad", "Toman el caso, folio 17."),
    ):
        page.get_by_label(kind).check()
        page.get_by_label("En tus palabras").fill(words)
        page.get_by_role("button", name="Guardar").click()
        expect(page.locator(".written .words").last).to_have_text(words)
    written = page.locator(".written .words")
    assert written.all_inner_texts() == [
        "Llamé dos veces.\nNadie contestó <b>todavía</b>.", "Toman el caso, folio 17.",
    ]  # fmt: skip
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
        page.locator("#notes").screenshot(path=tmp_path / f"notes_{width}.png")
    accessible(page)
    assert "folio" not in "".join(sent)
    assert "Llam" not in "".join(sent)
    with live_site.database():
        yesterday = today() - timedelta(days=1)
    page.get_by_label("¿Qué día?").fill(yesterday.isoformat())
    page.get_by_label("Procuraduría de Protección del estado").check()
    page.get_by_role("button", name="Anotar el aviso").click()
    expect(page.locator(".log")).to_contain_text(f"({yesterday.day} de ")
    with live_site.database():
        acts = db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)).all()
        assert acts[-3:] == [Act.NOTE, Act.ANSWER, Act.REFER_PROCURADURIA]
        for note in db.session.scalars(sa.select(CaseNote)):
            assert b"folio" not in note.sealed
    page.reload()
    assert "folio" not in page.content()
    unlock(page, PHRASE)
    expect(written.last).to_have_text("Toman el caso, folio 17.")
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(localStorage))")) == []
