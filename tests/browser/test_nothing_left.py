"""Nothing of what a child wrote stays: for the next one on the page, or once it was taken out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from consult.consultations.models import Consultation
from consult.sessions.models import Session
from consult.sessions.operations import make_public_link
from consult.storage.db import db

from .conftest import Site
from .test_children import CHOSEN, HERE, TEXTS, Child, Chosen, stored
from .test_offline import key

__all__ = ["key"]
pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

MINUTE = 60 * 1000
PLANTED = ("zafiro", "1234 5678", "luna_12", "Dijiste que te gusta jugar")
NUMBER = "mi zafiro tiene el 55 1234 5678 gracias"
ACCOUNT = "el zafiro es luna_12 siempre"
FOUND = """(words) => {
  const fields = Array.from(document.querySelectorAll("input, textarea"), ({ value }) => value);
  const tab = JSON.stringify({ ...sessionStorage });
  const all = [document.documentElement.outerHTML, tab, ...fields].join();
  return words.filter((word) => all.indexOf(word) >= 0);
}"""


class Timed(Child):
    """A child on a page whose clock the test moves."""

    def __init__(self, page: Page, band: str, code: str = "CDFG3467") -> None:
        super().__init__(page, band)
        page.clock.install()
        page.set_viewport_size({"width": 360, "height": 2400})  # scrolling would be a sign of life
        page.goto(f"/j/{code}/{band}")
        page.wait_for_selector("html.steps")

    def write_here(self, text: str) -> None:
        """And the second after it, in which the page looks at it."""
        self.write(self.page.locator(f"{HERE} :is(textarea, [type=text])").first, text)
        self.page.clock.run_for(1000)

    def leave_in(self) -> None:
        self.press(self.page.locator(f"{HERE} .pointing").get_by_role("button", name="Dejarlo así"))
        self.page.clock.run_for(1000)

    def go_away(self) -> None:
        """Nobody touches the page; it empties itself for the next child."""
        for quiet in (5 * MINUTE, MINUTE):
            self.page.clock.fast_forward(quiet)
            self.page.clock.run_for(5500)  # it looks every five seconds
        self.expect_card("assent")


def planted(band: str) -> Chosen:
    """The band's answers: planted words in all that is written, and a choice that is said again."""
    written = dict.fromkeys(TEXTS & set(CHOSEN[band]), f"Un zafiro: {ACCOUNT}")
    online = {"uses_internet": "yes"} if band == "6-9" else {}
    return {**CHOSEN[band], **written, "in_a_word": "zafiro", "like_most": ["games"], **online}


def see_all(child: Child) -> None:
    for button in child.page.locator("[data-see]").all():
        child.press(button)


def expect_nothing_left(child: Timed) -> None:
    assert child.page.evaluate(FOUND, list(PLANTED)), "else this would find nothing anyway"
    child.go_away()
    assert child.page.evaluate(FOUND, list(PLANTED)) == []
    assert child.page.evaluate("sessionStorage.length") == 0


def a_link(consultation: Consultation) -> str:
    made = make_public_link(consultation, ("6-9", "10-13"))
    db.session.commit()
    return made.code


# ------------------------------------------------------------------ for the next child


@pytest.mark.parametrize("band", ["6-9", "10-13"])
@pytest.mark.parametrize("place", ["tablet", "link"])
def test_no_word_of_a_child_is_left_on_a_page_that_was_emptied(
    page: Page, key: object, consultation: Consultation, place: str, band: str
) -> None:
    child = Timed(page, band, a_link(consultation) if place == "link" else "CDFG3467")
    is_tablet = page.locator("form[data-transport]").count() == 1
    assert is_tablet == (place == "tablet")
    child.go_to("send", planted(band))
    see_all(child)
    child.press(page.locator('[data-to="ask_lawmakers"]'))
    child.write_here(ACCOUNT)
    child.leave_in()
    child.write_here(f"{ACCOUNT} {NUMBER}")
    expect(page.locator(f"{HERE} .pointing")).to_contain_text("«55 1234 5678»")
    expect(page.locator("[data-live]")).to_contain_text("«55 1234 5678»")
    expect_nothing_left(child)


def test_no_word_is_left_on_the_look_back(page: Page, session: object) -> None:
    child = Timed(page, "10-13").go_to("send", planted("10-13"))
    see_all(child)
    assert isinstance(child, Timed)
    expect_nothing_left(child)


def test_caption_of_a_drawing_and_what_was_pointed_at_in_it_are_gone(
    page: Page, consultation: Consultation, session: Session
) -> None:
    consultation.questionnaire = "draw_internet"
    consultation.drawings_seen_by = "Protección de la Comisión de prueba"
    db.session.commit()
    child = Timed(page, "6-9")
    child.go_to("dream")
    child.write_here(NUMBER)
    expect(page.locator(".pointing")).to_be_visible()
    expect_nothing_left(child)


def test_page_that_the_server_showed_again_keeps_no_word_either(
    page: Page, session: object
) -> None:
    """Its words came with the page; so did those of another band."""
    child = Timed(page, "6-9")
    child.go_to("send", {**planted("6-9"), "who_helps": ["nobody"]})
    child.choice("who_helps", "nobody").evaluate("(one) => { one.value = 'a_robot'; }")

    def add_another_band(route: Route) -> None:
        body = route.request.post_data or ""
        route.continue_(post_data=f"{body}&10-13.worries=Un+zafiro" if body else None)

    page.route("**/j/**", add_another_band)
    child.do("send")
    expect(page.locator("form[data-started] [data-problem]")).to_be_visible()
    expect(page.locator('[name="10-13.worries"]')).to_have_value("Un zafiro")
    expect_nothing_left(child)


def test_next_child_is_warned_of_what_the_first_left_in(page: Page, session: object) -> None:
    child = Timed(page, "6-9")
    child.go_to("ask_lawmakers")
    child.write_here(ACCOUNT)
    child.leave_in()
    child.go_away()
    child.go_to("ask_lawmakers")
    child.write_here(ACCOUNT)
    expect(page.locator(f"{HERE} .pointing")).to_contain_text("«luna_12»")


def test_next_child_has_the_first_thing_in_hand(page: Page, session: object) -> None:
    child = Timed(page, "6-9")
    online = {"uses_internet": "yes"}
    hand = page.locator(f"{HERE} [data-in-hand]")
    child.go_to("sorted_online", online)
    first = hand.inner_text()
    child.answer("sorted_online", ["videos:fun", "games:fun"])
    child.press(page.locator("[data-take-out]").last)
    assert hand.inner_text() != first
    child.go_away()
    child.go_to("sorted_online", online)
    assert hand.inner_text() == first


# ------------------------------------------------------------------ what points at a text


@pytest.fixture
def pointed_at(page: Page, session: object) -> Child:
    """Before a text with a number in it, at which the page points."""
    child = Child(page, "14-17").open().go_to("worries")
    page.locator(f"{HERE} textarea").fill(NUMBER)
    expect(page.locator(".pointing")).to_be_visible()
    return child


def by_undoing(child: Child) -> None:
    child.do("undo")


def by_not_saying(child: Child) -> None:
    child.do("skip")
    child.do("back")


def by_answering_again(child: Child) -> None:
    child.do("next")
    child.do("back")
    child.press(child.page.locator("[data-again-for]"))


@pytest.mark.parametrize("empty", [by_undoing, by_not_saying, by_answering_again])
def test_it_goes_with_what_it_points_at(pointed_at: Child, empty: Callable[[Child], None]) -> None:
    empty(pointed_at)
    expect(pointed_at.page.locator(f"{HERE} textarea")).to_have_value("")
    expect(pointed_at.page.locator(f"{HERE} textarea")).to_be_visible()
    assert pointed_at.page.locator("[data-hint]").count() == 0


def test_what_undoing_brings_back_is_pointed_at(pointed_at: Child) -> None:
    hint = pointed_at.page.locator(".pointing")
    pointed_at.press(hint.get_by_role("button", name="Quitarlo"))
    expect(hint).to_have_count(0)
    pointed_at.page.wait_for_timeout(1000)  # it has looked at what was left
    pointed_at.do("undo")
    expect(pointed_at.page.locator(f"{HERE} textarea")).to_have_value(NUMBER)
    expect(hint).to_contain_text("«55 1234 5678»")


def test_what_was_left_in_is_not_asked_again_after_undoing_another_word(pointed_at: Child) -> None:
    page = pointed_at.page
    pointed_at.press(page.locator(".pointing").get_by_role("button", name="Dejarlo así"))
    page.locator(f"{HERE} textarea").fill(f"{NUMBER} adiós")
    pointed_at.do("undo")
    expect(page.locator(f"{HERE} textarea")).to_have_value(NUMBER)
    page.wait_for_timeout(1200)
    expect(page.locator(".pointing")).to_have_count(0)


# ------------------------------------------------------------------ erased, or corrected


@pytest.fixture
def looking_back(page: Page, session: object) -> Child:
    """At the look back, after a long answer that is sensitive."""
    child = Child(page, "14-17").open().go_to("worries")
    child.answer("worries", "El acoso en los grupso.")
    return child.go_to("send")


def row(child: Child) -> Locator:
    return child.page.locator("[data-given] > li", has=child.page.locator('[data-to="worries"]'))


def test_closed_card_says_in_sight_that_its_answer_is_erased(looking_back: Child) -> None:
    row(looking_back).get_by_role("button", name="Cambiar").click()
    question = looking_back.page.locator("#q-worries")
    expect(question.locator("textarea")).to_be_hidden()
    expect(question.locator(".behind p")).to_have_text(
        "Ya contestaste. Tu respuesta quedó guardada y nadie la ve aquí."
    )
    question.get_by_role("button", name="Borrar y contestar otra vez", exact=True).click()
    expect(question.locator("textarea")).to_have_value("")
    expect(question.locator("textarea")).to_be_visible()


@pytest.mark.parametrize("place", ["[data-given]", "[data-quotes]"])
def test_what_was_seen_in_the_look_back_can_be_corrected(
    looking_back: Child, live_site: Site, place: str
) -> None:
    page = looking_back.page
    page.locator(f"{place} [data-see]").first.click()
    row(looking_back).get_by_role("button", name="Cambiar").click()
    area = page.locator("#q-worries textarea")
    expect(area).to_have_value("El acoso en los grupso.")
    looking_back.answer("worries", "El acoso en los grupos.")
    looking_back.do("next")
    looking_back.expect_card("send")
    expect(row(looking_back).locator(".veil")).to_be_hidden()
    row(looking_back).get_by_role("button", name="Cambiar").click()
    expect(area).to_be_hidden()
    looking_back.do("next")
    looking_back.send()
    assert stored(live_site)[0].texts == {"worries": "El acoso en los grupos."}


def test_what_was_covered_again_in_the_look_back_stays_closed(looking_back: Child) -> None:
    see = row(looking_back).locator("[data-see]")
    see.click()
    see.click()
    expect(row(looking_back).locator(".veil")).to_be_hidden()
    row(looking_back).get_by_role("button", name="Cambiar").click()
    expect(looking_back.page.locator("#q-worries textarea")).to_be_hidden()
