"""A phone number, an e-mail or an account in a text is pointed at, on the device, and may stay."""

import pytest
from playwright.sync_api import Page, expect

from .test_children import HERE, Child, stored

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

LOOKS = [
    ("llámame al 55 1234 5678", [("number", "55 1234 5678")]),
    ("mi num es 5512345678 ok", [("number", "5512345678")]),
    ("cincuenta y cinco doce treinta y cuatro cincuenta y seis", "number"),
    ("escribe a luz.mar@gmail.com", [("email", "luz.mar@gmail.com")]),
    ("soy luz arroba gmail punto com", [("email", "luz arroba gmail punto com")]),
    ("búscame como @luz_de_mar", [("account", "@luz_de_mar")]),
    ("son 3 horas y tengo 12 años, en 2026 vi 1000 anuncios", []),
    ("quiero que quiten el @ de los juegos", []),
    ("uno o dos anuncios, tres como mucho", []),
    ("me gusta Roblox y Free Fire", []),
]


@pytest.fixture
def writing(page: Page, session: object) -> Child:
    """A child before a card where one writes."""
    return Child(page, "14-17").open().go_to("worries")


@pytest.mark.parametrize(("text", "looks"), LOOKS)
def test_what_is_pointed_at(page: Page, session: object, text: str, looks: object) -> None:
    page.goto("/j/CDFG3467/6-9")
    script = """text => import(document.querySelector('script[type=module]').src
        .replace('children.js', 'answering/kinds/hints.js'))
        .then((module) => module.lookalikes(text))"""
    found = [(each["look"], each["what"]) for each in page.evaluate(script, text)]
    if isinstance(looks, str):
        assert [look for look, _what in found] == [looks]
    else:
        assert found == looks


def test_it_is_left_out_with_one_press(writing: Child) -> None:
    page = writing.page
    area = page.locator(f"{HERE} textarea").first
    area.fill("Que contesten rápido, mi número es 55 1234 5678 gracias")
    hint = page.locator(".pointing")
    expect(hint).to_contain_text("«55 1234 5678»")
    hint.get_by_role("button", name="Quitarlo").click()
    expect(area).to_have_value("Que contesten rápido, mi número es gracias")
    expect(area).to_be_focused()
    expect(hint).to_have_count(0)


@pytest.mark.parametrize("height", [740, 400])
def test_it_is_in_sight_with_both_its_answers(writing: Child, height: int) -> None:
    """Also where a keyboard leaves little of the page."""
    page = writing.page
    page.set_viewport_size({"width": 360, "height": height})
    page.locator(f"{HERE} textarea").first.fill("mi número es 55 1234 5678")
    expect(page.locator(".pointing")).to_be_visible()
    for name in ("Quitarlo", "Dejarlo así"):
        choice = page.locator(".pointing").get_by_role("button", name=name)
        expect(choice).to_be_in_viewport(ratio=1)
        box = choice.bounding_box()
        assert box is not None
        there = "([x, y]) => document.elementFromPoint(x, y).textContent"
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert page.evaluate(there, middle) == name, "nothing lies over it"


def test_it_is_left_in_where_the_child_wants_and_is_not_asked_again(
    writing: Child, live_site: object, accessible: object
) -> None:
    page = writing.page
    area = page.locator(f"{HERE} textarea").first
    area.fill("sigan a @luz_de_mar")
    hint = page.locator(".pointing")
    expect(hint).to_be_visible()
    accessible(page)  # type: ignore[operator]
    hint.get_by_role("button", name="Dejarlo así").click()
    area.press("End")
    area.type(" y ya")
    page.wait_for_timeout(1200)
    expect(hint).to_have_count(0)
    writing.go_to("send").send()
    assert [each.texts for each in stored(live_site)] == [{"worries": "sigan a @luz_de_mar y ya"}]  # type: ignore[arg-type]


def test_it_never_blocks(writing: Child, live_site: object) -> None:
    page = writing.page
    page.locator(f"{HERE} textarea").first.fill("mi correo es a@b.mx")
    expect(page.locator(".pointing")).to_be_visible()
    writing.go_to("send").send()
    assert len(stored(live_site)) == 1  # type: ignore[arg-type]
