"""Sending under trouble, leaving, help and quiet: what a child wrote is sent once, or forgotten."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from consult.sessions.models import Session
from consult.storage.db import db

from .conftest import Site
from .test_children import CHOSEN, HERE, KEPT_IN_THE_BROWSER, Child, as_chosen, stored

pytestmark = pytest.mark.browser

BAND = "6-9"
ANSWERS = CHOSEN[BAND]
MINUTE = 60 * 1000


@pytest.fixture
def child(page: Page, session: object) -> Child:
    """A child with the questionnaire before them."""
    return Child(page, BAND).open()


@pytest.fixture
def ready(child: Child) -> Child:
    """One who answered and looks back: only Send is left."""
    return child.go_to("send", ANSWERS)


def on_post(page: Page, handle: Callable[[Route], object]) -> None:
    """Let that happen to what is posted to the questionnaire."""

    def sort(route: Route) -> None:
        if route.request.method == "POST":
            handle(route)
        else:
            route.continue_()

    page.route("**/j/**", sort)


def keys(child: Child) -> list[str]:
    return [parse_qs(each.post_data or "")["key"][0] for each in child.posted]


def expect_kept(child: Child) -> None:
    """The answers are still there, and they are these."""
    expect(child.page.locator("#q-missing_for_internet-signal")).to_be_checked()
    expect(child.page.locator("#q-ask_lawmakers-text")).to_have_value(str(ANSWERS["ask_lawmakers"]))


def expect_sent_once(child: Child, site: Site) -> None:
    child.send()
    assert stored(site) == [as_chosen(BAND)]
    assert child.page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]


# ------------------------------------------------------------------ once


@pytest.mark.parametrize("times", [2, 3])
def test_pressing_several_times_sends_and_stores_once(
    ready: Child, live_site: Site, times: int
) -> None:
    ready.page.locator('[data-do="send"]').click(click_count=times)
    ready.expect_page("thanks")
    assert len(ready.posted) == 1
    assert len(stored(live_site)) == 1


def test_pressing_while_it_is_on_its_way_sends_nothing_more(ready: Child, live_site: Site) -> None:
    held: list[Route] = []
    on_post(ready.page, held.append)
    send = ready.page.locator('[data-do="send"]')
    send.click()
    expect(send).to_have_text("Enviando…", use_inner_text=True)
    send.click(force=True)  # it says that it is disabled
    ready.page.keyboard.press("Enter")
    held[0].continue_()
    ready.expect_page("thanks")
    assert len(held) == 1
    assert len(stored(live_site)) == 1


def test_answer_lost_on_its_way_back_is_asked_for_again_and_stored_once(
    ready: Child, live_site: Site
) -> None:
    def store_and_die(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort()

    on_post(ready.page, store_and_die)
    ready.do("send")
    expect(ready.page.locator("[data-not-sent]")).to_contain_text("Todavía no se envía")
    assert len(stored(live_site)) == 1
    ready.page.unroute("**/j/**")
    expect_sent_once(ready, live_site)
    assert len(set(keys(ready))) == 1
    assert len(keys(ready)) == 2


@pytest.mark.parametrize("reloaded", [False, True])
def test_answers_changed_after_a_send_of_which_nothing_was_heard_are_the_ones_stored(
    ready: Child, live_site: Site, *, reloaded: bool
) -> None:
    """What was stored already goes: it is not what this child wants to say."""

    def store_and_die(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort()

    page = ready.page
    on_post(page, store_and_die)
    ready.do("send")
    expect(page.locator("[data-not-sent]")).to_contain_text("Todavía no se envía")
    page.unroute("**/j/**")
    if reloaded:
        page.reload()
        ready.expect_card("send")
    field = page.locator("#q-ask_lawmakers-text")
    field.evaluate(
        "(field) => { field.value = 'que escuchen';"
        " field.dispatchEvent(new Event('input', {bubbles: true}));"
        " field.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    ready.send()
    assert len(set(keys(ready))) == 2
    chosen = as_chosen(BAND)
    changed = {**chosen.texts, "ask_lawmakers": "que escuchen"}
    assert stored(live_site) == [replace(chosen, texts=changed)]


def test_page_opened_again_after_sending_is_empty_and_sends_anew(
    ready: Child, live_site: Site
) -> None:
    ready.send()
    ready.open()
    ready.expect_card("assent")
    assert ready.page.locator("input:checked").count() == 0
    ready.go_to("send").send()
    assert len(stored(live_site)) == 2
    assert len(set(keys(ready))) == 2


def test_six_words_of_the_thanks_page_erase_what_was_sent(ready: Child, live_site: Site) -> None:
    ready.send()
    page = ready.page
    code = page.locator(".codewords").inner_text()
    page.get_by_role("link", name="Borrar lo que envié").click()
    page.get_by_label("Borrar lo que envié").fill(code.upper())
    page.get_by_role("button", name="Borrar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Listo")
    assert stored(live_site) == []


# ------------------------------------------------------------------ not now


def test_cut_network_says_so_keeps_the_answers_and_sends_once_it_is_back(
    ready: Child, live_site: Site
) -> None:
    ready.page.context.set_offline(True)
    ready.do("send")
    expect(ready.page.locator("[data-not-sent]")).to_contain_text("Parece que no hay internet.")
    again = ready.page.locator('[data-do="send"]')
    expect(again).to_have_text("Intentar otra vez", use_inner_text=True)
    expect_kept(ready)
    ready.page.context.set_offline(False)
    expect_sent_once(ready, live_site)
    assert len(set(keys(ready))) == 1


def test_network_that_was_gone_all_along_needs_nothing_but_to_come_back(
    child: Child, live_site: Site
) -> None:
    child.page.context.set_offline(True)  # before the words of the code were fetched
    child.go_to("send", ANSWERS).do("send")
    expect(child.page.locator("[data-not-sent]")).to_be_visible()
    child.page.context.set_offline(False)
    expect_sent_once(child, live_site)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, "<p>x</p>", "Algo falló de nuestro lado."),
        (502, "", "Algo falló de nuestro lado."),
        (404, "", "Todavía no se envía."),
        (200, "<title>Hotel</title><main>Sign in</main>", "Parece que no hay internet."),
    ],
    ids=["broken", "gateway", "lost", "hotel"],
)
def test_answer_that_is_no_thanks_is_not_taken_for_one(
    ready: Child, live_site: Site, status: int, body: str, said: str
) -> None:
    on_post(
        ready.page, lambda route: route.fulfill(status=status, body=body, content_type="text/html")
    )
    ready.do("send")
    expect(ready.page.locator("[data-not-sent]")).to_contain_text(said)
    expect_kept(ready)
    ready.page.unroute("**/j/**")
    expect_sent_once(ready, live_site)


def test_send_that_seems_to_come_from_elsewhere_comes_back_whole(
    ready: Child, live_site: Site
) -> None:
    def from_elsewhere(route: Route) -> None:
        headers = {**route.request.headers, "origin": "https://elsewhere.example"}
        answer = route.fetch(headers=headers)
        assert answer.status == 403
        route.fulfill(response=answer)

    on_post(ready.page, from_elsewhere)
    ready.do("send")
    expect(ready.page.locator(f"{HERE} [data-problem]")).to_contain_text("desde otra página")
    expect_kept(ready)
    assert stored(live_site) == []
    ready.page.unroute("**/j/**")
    expect_sent_once(ready, live_site)


def close_session(site: Site, *, closed: bool) -> None:
    with site.database():
        db.session.execute(sa.update(Session).values(closed=closed))


def test_session_closed_meanwhile_is_said_and_the_answers_stay(
    ready: Child, live_site: Site
) -> None:
    close_session(live_site, closed=True)
    with ready.page.expect_response(lambda response: response.request.method == "POST") as answer:
        ready.do("send")
    assert answer.value.status == 410
    expect(ready.page.locator(f"{HERE} [data-problem]")).to_contain_text("ya se cerró")
    expect_kept(ready)
    assert stored(live_site) == []
    close_session(live_site, closed=False)
    expect_sent_once(ready, live_site)


def test_refused_answer_is_named_leads_to_its_card_and_can_be_changed(
    ready: Child, live_site: Site
) -> None:
    ready.choice("who_helps", "nobody").evaluate("(one) => { one.value = 'a_robot'; }")
    with ready.page.expect_response(lambda response: response.request.method == "POST") as answer:
        ready.do("send")
    assert answer.value.status == 422
    problem = ready.page.locator(f"{HERE} [data-problem]")
    expect(problem).to_contain_text("Esa respuesta no está en la lista.")
    expect_kept(ready)
    problem.locator("a").click()
    ready.expect_card("who_helps")
    expect(ready.page.locator("#q-who_helps .error:visible")).to_have_count(1)
    ready.answer("who_helps", "nobody")
    expect(ready.page.locator("#q-who_helps .error:visible")).to_have_count(0)
    ready.go_to("send")
    expect_sent_once(ready, live_site)


@pytest.fixture
def forgetful(page: Page, session: object) -> Child:
    """A child whose browser refuses to keep anything."""
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('refused'); } })"
    )
    return Child(page, BAND).open()


def test_browser_that_keeps_nothing_can_still_send(forgetful: Child, live_site: Site) -> None:
    forgetful.go_to("send", ANSWERS).send()
    assert stored(live_site) == [as_chosen(BAND)]


def test_browser_that_keeps_nothing_can_still_be_left(forgetful: Child) -> None:
    forgetful.go_to("start")
    leave_by_button(forgetful.page)
    expect(forgetful.page).to_have_title("Tablas de multiplicar")


# ------------------------------------------------------------------ leaving, help, quiet


def leave_by_button(page: Page) -> None:
    page.get_by_role("link", name="Salir").click()


def leave_by_keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_by_button, leave_by_keys])
def test_leaving_forgets_everything_and_back_shows_nothing_of_it(
    child: Child, leave: Callable[[Page], None]
) -> None:
    page = child.page
    child.go_to("heard", ANSWERS)
    leave(page)
    expect(page).to_have_title("Tablas de multiplicar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tablas de multiplicar")
    assert page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]
    page.go_back()
    assert "/j/" not in page.url
    child.open()
    child.expect_card("assent")
    assert page.locator("input:checked").count() == 0
    assert child.posted == []


def test_leaving_works_without_a_network(child: Child) -> None:
    child.go_to("heard", ANSWERS)
    child.page.context.set_offline(True)
    leave_by_button(child.page)
    expect(child.page.locator("[data-card]")).to_have_count(0)
    child.page.context.set_offline(False)
    child.open()
    child.expect_card("assent")


def test_capital_letters_are_not_taken_for_leaving(child: Child) -> None:
    child.go_to("ask_lawmakers")
    text = child.page.locator("#q-ask_lawmakers-text")
    text.focus()
    for letter in "ABCD":
        child.page.keyboard.press(f"Shift+{letter}")
    expect(text).to_have_value("ABCD")
    child.expect_card("ask_lawmakers")


def test_help_opens_without_a_network_and_gives_the_place_back(child: Child) -> None:
    page, panel = child.page, child.page.locator("#help")
    child.go_to("start").answer("uses_internet", "yes")
    page.context.set_offline(True)
    page.get_by_role("link", name="Ayuda").click()
    expect(panel.locator("h2")).to_be_focused()
    expect(panel.get_by_role("link", name="Llamar al 911", exact=True)).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert panel.evaluate("(panel) => panel.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("link", name="Ayuda")).to_be_focused()
    expect(child.choice("uses_internet", "yes")).to_be_checked()


@pytest.fixture
def quiet(page: Page, session: object) -> Child:
    """A child in the middle, on a page whose clock the test moves."""
    page.clock.install()
    page.set_viewport_size({"width": 360, "height": 2000})  # scrolling would be a sign of life
    return Child(page, BAND).open().go_to("ask_school", ANSWERS)


def wait(page: Page, milliseconds: int) -> None:
    page.clock.fast_forward(milliseconds)
    page.clock.run_for(5500)  # it looks every five seconds


def test_quiet_page_asks_first_and_stays_for_whoever_answers(
    quiet: Child, accessible: Callable[[Page], None]
) -> None:
    asks = quiet.page.get_by_role("dialog", name="¿Sigues ahí?")
    wait(quiet.page, 4 * MINUTE)
    expect(asks).to_have_count(0)
    wait(quiet.page, 1 * MINUTE)
    expect(asks.locator("h2")).to_be_focused()
    accessible(quiet.page)
    asks.get_by_role("button", name="Sí, aquí sigo").click()
    wait(quiet.page, 1 * MINUTE)
    expect(asks).to_have_count(0)
    quiet.expect_card("ask_school")
    expect(quiet.page.locator("#q-missing_for_internet-signal")).to_be_checked()


def test_quiet_page_empties_itself_for_the_next_child(quiet: Child) -> None:
    wait(quiet.page, 5 * MINUTE)
    wait(quiet.page, 1 * MINUTE)
    quiet.expect_card("assent")
    assert quiet.page.locator("input:checked").count() == 0
    assert quiet.page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]
    assert quiet.posted == []
    quiet.go_to("start")
    assert quiet.page.locator("[role=dialog]").count() == 0
