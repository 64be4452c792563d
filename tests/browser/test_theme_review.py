"""The review of themes in a browser: words by which somebody could be recognised are hidden."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from consult.answering.models import FreeText
from consult.db import db
from tests.consult.heard import analysed, answered, said

pytestmark = pytest.mark.browser

SELECT = """(quote) => {
  const words = quote.firstChild;
  const range = document.createRange();
  const start = words.data.indexOf("Tlacaélel");
  range.setStart(words, start);
  range.setEnd(words, start + "Tlacaélel".length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def run(live_site, consultation):
    """A closed consultation with a theme in which a name was missed."""
    with live_site.database():
        consultation.state = "closed"
        db.session.merge(consultation)
        children = [answered(consultation, "10-13") for _ in range(12)]
        db.session.flush()
        words = ["Que Tlacaélel no mande", *(f"Que escuchen {n}" for n in range(11))]
        texts = [said(child, text) for child, text in zip(children, words, strict=True)]
        analysed(consultation, a=("Que escuchen", texts))


@pytest.mark.parametrize("width", [360, 1280])
def test_selected_words_are_hidden(
    page, live_site, run, sign_in, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "coordinator")
    page.goto("/themes/mi-mundo-digital")
    quote = page.locator(".quotes li").filter(has_text="Tlacaélel")
    quote.locator("q").evaluate(SELECT)
    quote.get_by_text("Ocultar palabras").click()
    expect(quote.get_by_label("Palabras que hay que ocultar")).to_have_value("Tlacaélel")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / f"review_{width}.png", full_page=True)
    accessible(page)
    quote.get_by_role("button", name="Ocultar", exact=True).click()
    expect(page.get_by_text("Las palabras quedaron ocultas")).to_be_visible()
    expect(page.locator(".quotes q").filter(has_text="[nombre] no mande")).to_be_visible()
    assert "Tlacaélel" not in page.content()
    with live_site.database():
        assert not db.session.query(FreeText).filter(FreeText.redacted.contains("Tlaca")).count()


def test_words_can_be_hidden_without_javascript(browser, page, live_site, run, sign_in):
    sign_in(page, "coordinator")
    state = page.context.storage_state()
    context = browser.new_context(
        base_url=live_site.address, java_script_enabled=False, storage_state=state, locale="es-MX"
    )
    bare = context.new_page()
    bare.goto("/themes/mi-mundo-digital")
    quote = bare.locator(".quotes li").filter(has_text="Tlacaélel")
    quote.get_by_text("Ocultar palabras").click()
    quote.get_by_label("Palabras que hay que ocultar").fill("tlacaélel")
    quote.get_by_role("button", name="Ocultar", exact=True).click()
    expect(bare.locator(".quotes q").filter(has_text=re.compile(r"\[nombre\]"))).to_be_visible()
    context.close()
