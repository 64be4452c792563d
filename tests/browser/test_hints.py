"""A phone number, an e-mail or an account in a text is pointed at, on the device, and may stay."""

import pytest
from playwright.sync_api import Page, expect

from .test_children import HERE, Child, stored
from .test_spoken import MEXICAN, expect_quiet, listen, said, with_voices

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

LOOKS = [
    ("llámame al 55 1234 5678", [("number", "55 1234 5678")]),
    ("mi num es 5512345678 ok", [("number", "5512345678")]),
    ("cel cincuenta y cinco doce treinta y cuatro dos seis",
     [("number", "cincuenta y cinco doce treinta y cuatro dos seis")]),
    ("escribe a luz.mar@gmail.com", [("email", "luz.mar@gmail.com")]),
    ("soy luz arroba gmail punto com", [("email", "luz arroba gmail punto com")]),
    ("escribe a luzmar@gmail", [("email", "luzmar@gmail")]),
    ("kate dot smith at gmail dot com", [("email", "kate dot smith at gmail dot com")]),
    ("búscame como @luz_de_mar", [("account", "@luz_de_mar")]),
    ("mi usuario de tiktok es sofi_cookies22", [("account", "sofi_cookies22")]),
    ("shadowfox#4821", [("account", "shadowfox#4821")]),
    ("soy_dani.07", [("account", "soy_dani.07")]),
    ("mi discord es luna", [("account", "luna")]),
    ("my snap is moonpie, add me", [("account", "moonpie")]),
    ("cincuenta y cinco doce 34 56 78", [("number", "cincuenta y cinco doce 34 56 78")]),
    ("nací el 14/02/2012, ciclo 2024-2025", []),
    ("roblox at night dot com", []),
    ("tod@s los niñ@s", []),
    ("mi insta es privado y mi roblox es muy lento", []),
    ("cuesta 10.50, la versión 1.20.4 dura 10:30", []),
    ("son 3 horas y tengo 12 años, en 2026 vi 1000 anuncios", []),
    ("quiero que quiten el @ de los juegos", []),
    ("uno o dos anuncios, tres como mucho", []),
    ("me gusta Roblox y Free Fire", []),
]  # fmt: skip


@pytest.fixture
def writing(page: Page, session: object) -> Child:
    """A child before a card where one writes."""
    return Child(page, "14-17").open().go_to("worries")


def test_what_is_pointed_at(page: Page, session: object) -> None:
    page.goto("/j/CDFG3467/6-9")
    script = """texts => import(document.querySelector('script[type=module]').src
        .replace('children.js', 'answering/kinds/hints.js'))
        .then((module) => texts.map(module.lookalikes))"""
    found = page.evaluate(script, [text for text, _looks in LOOKS])
    assert {
        text: [(each["look"], each["what"]) for each in seen]
        for (text, _looks), seen in zip(LOOKS, found, strict=True)
    } == dict(LOOKS)


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


@pytest.mark.parametrize("band", ["6-9", "14-17"])
def test_it_is_not_read_aloud_with_the_question(page: Page, session: object, band: str) -> None:
    """What it says is the child's own number, and others would hear it."""
    child = Child(with_voices(page, MEXICAN), band).open().go_to("ask_lawmakers")
    page.locator(f"{HERE} textarea").fill("mi número es 55 1234 5678")
    expect(page.locator(f"{HERE} .pointing")).to_be_visible()
    listen(page).click()
    expect_quiet(page)
    heading = child.page.locator(f"{HERE} [data-heading]").inner_text()
    assert heading.split()[0] in said(page)[0]
    assert not [each for each in said(page) if "1234" in each or "parece" in each]
