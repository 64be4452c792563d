"""Leaving a children's page: blank first, nothing kept, nothing behind "back", a neutral page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from .conftest import Site
from .test_children import KEPT_IN_THE_BROWSER, Child, opened

pytestmark = pytest.mark.browser

NEUTRAL = "Tablas de multiplicar"
ELSEWHERE = "https://clima.example/"
PAGES = (
    "/j/CDFG3467",
    "/j/CDFG3467/10-13",
    "/j/CDFG3467/6-9?go=no",
    "/j/CDFG3467/results",
    "/j/NOPE",
    "/join",
    "/help",
    "/help?state=Oaxaca",
    "/withdraw",
)
SEEN = "() => [document.title.trim(), document.body.innerText.trim(), location.pathname]"


@pytest.fixture
def bare(browser: Browser, live_site: Site, session: object) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from opened(browser, live_site, java_script_enabled=False)


@pytest.fixture
def outward(browser: Browser, live_site: Site, session: object) -> Iterator[Page]:
    """A page on a site that leaves for another host, which is there."""
    live_site.app.config["LEAVE_TO"] = ELSEWHERE
    for page in opened(browser, live_site):
        page.route(f"{ELSEWHERE}**", other_host)
        yield page


def other_host(route: Route) -> None:
    """A host of somebody else, which no test can have."""
    route.fulfill(content_type="text/html", body="<!doctype html><title>Clima</title>")


def hold_probe(held: list[Route]) -> Callable[[Route], None]:
    """Keep the question whether there is a network unanswered; the page itself may come."""

    def sort(route: Route) -> None:
        if route.request.method == "HEAD":
            held.append(route)
        else:
            route.continue_()

    return sort


def by_button(page: Page) -> None:
    page.get_by_role("link", name="Salir").click()


def by_keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


WAYS = pytest.mark.parametrize("leave", [by_button, by_keys])


def expect_blank(page: Page) -> None:
    """Nothing is on the page, in its title or in its address but the way out."""
    page.wait_for_function("() => !document.querySelector('main')")
    assert page.evaluate(SEEN) == ["", "", "/leave"]
    assert page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]


@WAYS
@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_children_is_left_and_back_does_not_show_it(
    page: Page, session: object, address: str, leave: Callable[[Page], None]
) -> None:
    page.goto(address)
    page.wait_for_selector("html.scripted")
    leave(page)
    expect(page).to_have_title(NEUTRAL)
    page.go_back()
    assert page.url == "about:blank"


@WAYS
def test_whole_way_of_a_child_is_one_entry_and_back_shows_none_of_it(
    page: Page, session: object, leave: Callable[[Page], None]
) -> None:
    page.goto("/join")
    page.locator("#session-code").fill("nada")
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator("[role=alert]")).to_contain_text("Ese código no existe")
    page.locator("#session-code").fill("cdfg-3467")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("link", name="14 a 17 años").click()
    page.wait_for_selector("html.steps")
    Child(page, "14-17").go_to("worries").answer("worries", "Las noticias falsas")
    leave(page)
    expect(page).to_have_title(NEUTRAL)
    assert page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    expect(page).to_have_title(NEUTRAL)


@WAYS
def test_thanks_page_is_left_and_with_it_the_six_words(
    page: Page, session: object, leave: Callable[[Page], None]
) -> None:
    Child(page, "6-9").open().go_to("send").send()
    leave(page)
    expect(page).to_have_title(NEUTRAL)
    page.go_back()
    assert page.url == "about:blank"


def test_words_typed_to_withdraw_leave_no_entry_behind(page: Page, session: object) -> None:
    page.goto("/withdraw")
    page.locator("#withdraw-code").fill("una dos tres cuatro cinco seis")
    page.get_by_role("button", name="Borrar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Listo")
    by_button(page)
    expect(page).to_have_title(NEUTRAL)
    page.go_back()
    assert page.url == "about:blank"


def test_page_is_blank_before_the_network_is_asked(page: Page, session: object) -> None:
    held: list[Route] = []
    page.route("**/leave", hold_probe(held))
    Child(page, "14-17").open().go_to("worries").answer("worries", "Las noticias falsas")
    by_keys(page)
    expect_blank(page)
    assert len(held) == 1
    by_keys(page)  # more presses change nothing
    expect_blank(page)
    assert len(held) == 1
    held[0].continue_()
    expect(page).to_have_title(NEUTRAL)


def test_without_a_network_the_page_stays_blank_and_names_no_site(
    page: Page, session: object
) -> None:
    Child(page, "14-17").open().go_to("worries").answer("worries", "Las noticias falsas")
    page.context.set_offline(True)
    by_button(page)
    expect_blank(page)
    page.wait_for_timeout(1000)  # it does not turn into the browser's page about networks
    expect_blank(page)


def test_what_was_under_way_keeps_nothing_in_a_tab_that_was_left(
    page: Page, session: object
) -> None:
    words: list[Route] = []
    held: list[Route] = []
    page.route("**/codewords.*", lambda route: words.append(route))
    page.route("**/leave", hold_probe(held))
    child = Child(page, "14-17").open().go_to("worries")
    child.answer("worries", "Las noticias falsas")
    child.go_to("send").do("send")
    expect(page.locator('[data-do="send"]')).to_have_text("Enviando…", use_inner_text=True)
    by_keys(page)
    words[0].continue_()
    page.wait_for_timeout(300)
    expect_blank(page)
    held[0].abort()


def test_three_presses_in_more_than_a_second_are_not_leaving(page: Page, session: object) -> None:
    child = Child(page, "6-9").open().go_to("start")
    for _ in range(4):
        page.keyboard.press("Shift")
        page.wait_for_timeout(650)
    child.expect_card("start")


@WAYS
def test_operator_may_choose_where_leaving_goes(
    outward: Page, leave: Callable[[Page], None]
) -> None:
    Child(outward, "6-9").open().go_to("start")
    leave(outward)
    expect(outward).to_have_title("Clima")
    assert outward.url == ELSEWHERE
    outward.go_back()
    assert outward.url == "about:blank"


def test_page_of_another_host_is_not_told_where_the_child_was(outward: Page) -> None:
    asked: list[Request] = []
    outward.on("request", lambda request: request.url == ELSEWHERE and asked.append(request))
    outward.goto("/j/CDFG3467/6-9")
    outward.wait_for_selector("html.steps")
    by_button(outward)
    expect(outward).to_have_title("Clima")
    assert {each.header_value("referer") for each in asked} == {None}


@pytest.mark.parametrize("address", PAGES)
def test_without_javascript_leaving_is_a_link(bare: Page, address: str) -> None:
    bare.goto(address)
    by_button(bare)
    expect(bare).to_have_title(NEUTRAL)
    assert "Alzavoz" not in bare.content()


def test_without_javascript_leaving_goes_where_the_operator_wants(
    bare: Page, live_site: Site
) -> None:
    live_site.app.config["LEAVE_TO"] = ELSEWHERE
    bare.route(f"{ELSEWHERE}**", other_host)
    bare.goto("/j/CDFG3467/6-9")
    by_button(bare)
    expect(bare).to_have_title("Clima")
