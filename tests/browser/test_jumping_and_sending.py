"""Where a jump leads back to outlives the page, and no edit is lost in a send that is under way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Site
from .test_children import CHOSEN, HERE, KEPT_IN_THE_BROWSER, Child, as_chosen, stored
from .test_children_sending import on_post
from .test_journey import quotable

pytestmark = pytest.mark.browser

WAIT = "Espera un momento: se está enviando."
BEGUN = "Sobre «¿Qué debería dejar de pasarle en internet a la gente de tu edad?»: "
NEXT = '[data-do="next"]'


def reloaded(child: Child) -> None:
    child.page.reload()
    child.page.wait_for_selector("html.steps")


def in_english(child: Child) -> None:
    child.page.get_by_role("button", name="English").click()
    expect(child.page.locator("html")).to_have_attribute("lang", "en")


anew = pytest.mark.parametrize("anew", [reloaded, in_english])
Anew = Callable[[Child], None]


@pytest.fixture
def teenager(page: Page, session: object) -> Child:
    """One of fourteen to seventeen: only this band jumps and disputes."""
    return Child(page, "14-17").open()


def to_band(page: Page, here: str, other: str) -> None:
    page.get_by_text(f"¿No tienes de {here} años?").click()
    page.get_by_role("button", name=other).click()


def cards_to_the_look_back(child: Child) -> list[str]:
    seen = [child.card]
    while child.card != "send":
        child.do("next")
        seen.append(child.card)
    return seen


# ------------------------------------------------------------------ a jump


@anew
def test_jump_leads_back_also_on_a_page_loaded_anew(
    page: Page, teenager: Child, anew: Anew
) -> None:
    straight = cards_to_the_look_back(Child(page.context.new_page(), "14-17").open().go_to("start"))
    teenager.go_to("start")
    page.get_by_role("link", name="Ir a mi tema").click()
    teenager.expect_card("last_word")
    anew(teenager)
    teenager.expect_card("last_word")
    expect(page.locator(NEXT)).to_have_text("Regresar" if anew is reloaded else "Go back")
    teenager.do("next")
    assert cards_to_the_look_back(teenager) == straight


@pytest.mark.parametrize("from_look_back", [False, True], ids=["jumped", "changing"])
def test_another_band_is_told_its_own_and_goes_on_from_where_one_was(
    page: Page, teenager: Child, *, from_look_back: bool
) -> None:
    if from_look_back:
        teenager.go_to("send")
        page.locator('[data-to="worries"]').click()
    else:
        teenager.go_to("worries").do("dispute")
    to_band(page, "14 a 17", "10 a 13")
    teenager.expect_card("assent")
    teenager.do("yes")
    teenager.expect_card("check")
    teenager.do("next")
    teenager.expect_card("worries")
    expect(page.locator(NEXT)).to_have_text("Siguiente")


@anew
def test_change_in_the_look_back_leads_back_there_also_on_a_page_loaded_anew(
    page: Page, teenager: Child, anew: Anew
) -> None:
    teenager.go_to("send", CHOSEN["14-17"])
    page.locator('[data-to="uses_internet"]').click()
    teenager.expect_card("start")
    anew(teenager)
    expect(page.locator(NEXT)).to_have_text("Listo" if anew is reloaded else "Done")
    teenager.do("next")
    teenager.expect_card("send")


# ------------------------------------------------------------------ a dispute


@anew
@pytest.mark.parametrize("before", ["", "Las caras."])
def test_words_put_into_the_field_are_never_sent_as_the_childs(
    page: Page, teenager: Child, live_site: Site, anew: Anew, before: str
) -> None:
    if before:
        teenager.go_to("last_word").answer("disputed", before)
        while teenager.card != "worries":
            teenager.do("back")
    teenager.go_to("worries").do("dispute")
    anew(teenager)
    expect(page.locator("#q-disputed textarea")).to_have_value(f"{before}\n{BEGUN}".strip("\n"))
    teenager.do("next")
    teenager.expect_card("worries")
    teenager.go_to("send")
    assert page.locator("[data-quote-list] li").count() == bool(before)
    expect(page.locator(".last")).not_to_contain_text("Sobre «")
    teenager.send()
    assert stored(live_site)[0].texts == ({"disputed": before} if before else {})


@anew
def test_dispute_that_was_written_stays_on_a_page_loaded_anew(
    page: Page, teenager: Child, live_site: Site, anew: Anew
) -> None:
    teenager.go_to("worries").do("dispute")
    anew(teenager)
    teenager.answer("disputed", BEGUN + "da por hecho que pasa algo.")
    teenager.go_to("send").send()
    assert stored(live_site)[0].texts == {"disputed": BEGUN + "da por hecho que pasa algo."}


def test_begun_dispute_is_dropped_also_by_way_of_another_band(
    page: Page, teenager: Child, live_site: Site
) -> None:
    teenager.go_to("worries").do("dispute")
    to_band(page, "14 a 17", "10 a 13")
    teenager.expect_card("assent")
    to_band(page, "10 a 13", "14 a 17")
    teenager.expect_card("worries")
    teenager.go_to("send").send()
    assert stored(live_site)[0].texts == {}


# ------------------------------------------------------------------ while it is on its way


@pytest.fixture
def held(page: Page) -> list[Route]:
    """Sends, as long as nobody lets them go on."""
    routes: list[Route] = []
    on_post(page, routes.append)
    return routes


@pytest.fixture
def sending(page: Page, session: object, held: list[Route]) -> Child:
    """A child whose answers are on their way."""
    child = Child(page, "6-9").open().go_to("send", CHOSEN["6-9"])
    child.do("send")
    expect(send_button(page)).to_have_text("Enviando…", use_inner_text=True)
    return child


def send_button(page: Page) -> Locator:
    return page.locator('[data-do="send"]')


def expect_told_to_wait(child: Child) -> None:
    """In sight and aloud; and nothing else happened."""
    child.expect_card("send")
    child.expect_page("questionnaire")
    expect(send_button(child.page)).to_have_text(WAIT, use_inner_text=True)
    expect(send_button(child.page)).to_be_in_viewport(ratio=1)
    expect(child.page.locator("[data-live]")).to_have_text(WAIT)


@pytest.mark.parametrize(
    "target",
    [
        '[data-to="ask_lawmakers"]',
        '[data-do="no"]:visible',
        '[data-do="back"]',
        "[data-switch]:visible",
    ],
    ids=["change", "no", "back", "language"],
)
def test_what_leads_away_while_it_is_sent_is_told_to_wait_and_what_was_sent_is_stored(
    sending: Child, held: list[Route], live_site: Site, target: str
) -> None:
    sending.page.locator(target).first.click()
    expect_told_to_wait(sending)
    held[0].continue_()
    sending.expect_page("thanks")
    assert stored(live_site) == [as_chosen("6-9")]
    assert len(held) == 1


def test_send_that_came_to_nothing_gives_the_look_back_free_again(
    sending: Child, held: list[Route]
) -> None:
    sending.page.locator('[data-to="ask_lawmakers"]').click()
    expect_told_to_wait(sending)
    held[0].abort()
    expect(send_button(sending.page)).to_have_text("Intentar otra vez", use_inner_text=True)
    sending.page.locator('[data-to="ask_lawmakers"]').click()
    sending.expect_card("ask_lawmakers")


@pytest.mark.parametrize("by", ["mouse", "label", "keyboard"])
def test_permission_stays_as_it_was_when_it_was_sent(
    sending: Child, held: list[Route], live_site: Site, by: str
) -> None:
    page = sending.page
    box = page.locator('[name="quote"]').first
    if by == "mouse":
        box.click()
    elif by == "label":
        page.locator("[data-quote-list] label").first.click()
    else:
        box.press("Space")
    expect_told_to_wait(sending)
    expect(box).not_to_be_checked()
    kept = "() => JSON.parse(sessionStorage.getItem(Object.keys(sessionStorage)[0])).answers.quote"
    assert page.evaluate(kept) == []
    held[0].continue_()
    sending.expect_page("thanks")
    assert quotable(live_site) == {"ask_lawmakers": False}


def test_what_is_on_the_screen_can_be_covered_while_it_is_sent(sending: Child) -> None:
    sending.do("cover")
    expect(sending.page.locator(f"{HERE}.covered")).to_have_count(1)
    expect(send_button(sending.page)).to_have_text("Enviando…", use_inner_text=True)


@pytest.mark.parametrize("by", ["button", "keys"])
def test_leaving_needs_no_waiting(sending: Child, held: list[Route], by: str) -> None:
    page = sending.page
    if by == "button":
        page.get_by_role("link", name="Salir").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page).to_have_title("Tablas de multiplicar")
    assert page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]
