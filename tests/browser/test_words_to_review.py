"""The coordinator's list of what to change in a questionnaire, in a real browser."""

import pytest

from tests.consult.consultations.unfit_words import let_ask

pytestmark = pytest.mark.browser


@pytest.fixture
def unfit(consultation, tmp_path, monkeypatch):
    let_ask(consultation, "asks_where", "¿Dónde vives?", tmp_path, monkeypatch)


@pytest.mark.parametrize("width", [320, 1280])
def test_what_keeps_it_from_opening_is_in_sight_and_can_be_closed_by_keyboard(
    page, unfit, sign_in, accessible, width
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "coordinator")
    page.goto("/consultations/")
    summary = page.locator(".words-to-review summary")
    reason = page.get_by_text("Impide abrir.")
    assert reason.is_visible()
    assert page.locator(".words-to-review q[lang=es]").first.inner_text() == "dónde vives"
    assert summary.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    summary.focus()
    page.keyboard.press("Enter")
    assert not reason.is_visible()
