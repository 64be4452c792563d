"""The review of themes in a browser: folded on a telephone, words that name somebody are hidden."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from consult.answering.models import FreeText
from consult.storage.db import db
from tests.consult.seeding import analysed, answered, said

pytestmark = pytest.mark.browser

HOME = "/themes/mi-mundo-digital"
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
        others = [said(child, f"Más canchas {n}") for n, child in enumerate(children[:10])]
        analysed(consultation, a=("Que escuchen", texts), b=("Más canchas", others))


def folded(page: Page, name: str) -> Locator:
    """The line of a theme, which opens it."""
    return page.locator("article.theme > details > summary").filter(has_text=name)


def unfold(page: Page, name: str) -> None:
    """Open a theme where it is not open."""
    line = folded(page, name)
    if not line.evaluate("summary => summary.parentElement.open"):
        line.click()


@pytest.mark.parametrize("width", [360, 1280])
def test_selected_words_are_hidden(
    page, live_site, run, sign_in, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "coordinator")
    page.goto(HOME)
    unfold(page, "Que escuchen")
    quote = page.locator(".quotes li").filter(has_text="Tlacaélel")
    quote.locator("q").evaluate(SELECT)
    quote.get_by_text("Ocultar palabras").click()
    expect(quote.get_by_label("Palabras que hay que ocultar")).to_have_value("Tlacaélel")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / f"review_{width}.png", full_page=True)
    accessible(page)
    quote.get_by_role("button", name="Ocultar", exact=True).click()
    expect(page.get_by_text("Las palabras quedaron ocultas")).to_be_visible()
    unfold(page, "Que escuchen")
    expect(page.locator(".quotes q").filter(has_text="[nombre] no mande")).to_be_visible()
    assert "Tlacaélel" not in page.content()
    with live_site.database():
        assert not db.session.query(FreeText).filter(FreeText.redacted.contains("Tlaca")).count()


@pytest.fixture
def bare(browser, page, live_site, run, sign_in):
    """A telephone of a coordinator in which no script runs."""
    sign_in(page, "coordinator")
    context = browser.new_context(
        base_url=live_site.address,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
        locale="es-MX",
        viewport={"width": 360, "height": 740},
    )
    yield context.new_page()
    context.close()


def test_words_can_be_hidden_without_javascript(bare):
    bare.goto(HOME)
    expect(bare.get_by_text("Desplegar todos")).to_have_count(0)
    unfold(bare, "Que escuchen")
    quote = bare.locator(".quotes li").filter(has_text="Tlacaélel")
    quote.get_by_text("Ocultar palabras").click()
    quote.get_by_label("Palabras que hay que ocultar").fill("tlacaélel")
    quote.get_by_role("button", name="Ocultar", exact=True).click()
    unfold(bare, "Que escuchen")
    expect(bare.locator(".quotes q").filter(has_text=re.compile(r"\[nombre\]"))).to_be_visible()


def test_telephone_shows_names_counts_and_state_and_no_theme_is_opened(
    page, live_site, run, sign_in, accessible, tmp_path: Path
):
    sign_in(page, "coordinator")
    page.goto(HOME)
    for name in ("Que escuchen", "Más canchas"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(folded(page, "Que escuchen")).to_contain_text("10 frases · esperado")
    expect(folded(page, "Más canchas")).to_contain_text("10 frases · nuevo: nadie lo esperaba")
    expect(page.locator(".quotes li").first).to_be_hidden()
    expect(page.get_by_label("Lo habitual")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Los temas")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = page.locator("article.theme").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert max(heights) < 120, "a theme is a line or two"
    page.screenshot(path=tmp_path / "folded.png", full_page=True)
    accessible(page)


def test_a_theme_is_opened_changed_and_come_back_to_by_keyboard(page, live_site, run, sign_in):
    sign_in(page, "coordinator")
    page.goto(HOME)
    folded(page, "Más canchas").focus()
    page.keyboard.press("Enter")
    theme = page.locator("#theme-b")
    theme.locator("summary").filter(has_text="Cambiar").focus()
    page.keyboard.press("Enter")
    theme.get_by_label("Nombre del tema").fill("Canchas")
    page.keyboard.press("Enter")
    page.wait_for_url("**#theme-b")
    expect(theme.get_by_role("heading", level=2)).to_have_text("Canchas")
    expect(theme.get_by_text("antes: «Más canchas»")).to_be_visible()
    expect(theme).to_be_in_viewport()
    expect(page.locator("#theme-a .quotes li").first).to_be_hidden()


def test_all_themes_open_and_close_at_once(page, live_site, run, sign_in, accessible):
    sign_in(page, "coordinator")
    page.goto(HOME)
    page.get_by_role("button", name="Desplegar todos").click()
    for key in "ab":
        expect(page.locator(f"#theme-{key} .quotes li").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Plegar todos").click()
    expect(page.locator(".quotes li").first).to_be_hidden()


def test_wide_screen_shows_everything_beside_a_list_that_leads_to_each_theme(
    page, live_site, run, sign_in, accessible
):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, "coordinator")
    page.goto(HOME)
    expect(page.locator("#theme-a .quotes li").first).to_be_visible()
    folded(page, "Más canchas").click()
    expect(page.locator("#theme-b .quotes li").first).to_be_hidden()
    contents = page.get_by_role("navigation", name="Los temas")
    expect(contents.get_by_role("link")).to_have_text(["Que escuchen", "Más canchas"])
    contents.get_by_role("link", name="Más canchas").click()
    expect(page.locator("#theme-b .quotes li").first).to_be_visible()
    expect(page.locator("#theme-b")).to_be_in_viewport()
    accessible(page)
