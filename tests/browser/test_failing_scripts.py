"""Scripts that fail: whatever breaks in them, a child can still answer and send."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from consult.web.bundles import joined

from .conftest import Site
from .test_children import CHOSEN, Child, stored
from .test_offline import key
from .test_spoken import MEXICAN, with_voices

__all__ = ["key"]
pytestmark = pytest.mark.browser

CHILDREN = (joined("js/children.js") or b"").decode()
BETWEEN = [0, *(found.end() for found in re.finditer(r"[};](?=function |class )", CHILDREN))]
SHARES = (0.0, 0.25, 0.5, 0.75, 0.97)
BEGINS = {  # what is done when the page begins, each of which may break
    "forgets": "constructor(address){",
    "tablet": "function prepareTablet(){",
    "colouring": "function startColouring(){",
    "speaking": "function beginSpeaking(){",
    "buttons": "function drawButtons(hasCome){",
    "quiet": "look(){",
    "leaving": "function leaveOnThreeShifts(",
    "cards": "start(){",
    "drawing a card": "draw(){",
}
BROKEN = ' throw new Error("broken on purpose");'


@pytest.fixture
def complaining(browser: Browser, live_site: Site, session: object) -> Iterator[Page]:
    """A page whose scripts may break."""
    with browser.new_context(base_url=live_site.address, locale="es-MX") as context:
        context.set_default_timeout(15_000)
        yield context.new_page()


def serve(page: Page, script: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body=script)

    page.route("**/children.js", answer)


def expect_long_form_works(page: Page, site: Site) -> None:
    page.locator("#q-uses_internet-yes").check()
    page.locator("#card-send button[data-do=send]").click()
    expect(page.locator(".given li").first).to_contain_text("Sí")
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("main")).to_have_attribute("data-page", "thanks")
    assert [each.answers["uses_internet"] for each in stored(site)] == ["yes"]


@pytest.mark.parametrize("share", SHARES)
def test_script_that_throws_in_its_middle_leaves_the_long_form(
    complaining: Page, live_site: Site, share: float
) -> None:
    place = BETWEEN[int(len(BETWEEN) * share)]
    serve(complaining, f"{CHILDREN[:place]}{BROKEN}\n{CHILDREN[place:]}")
    thrown: list[str] = []
    complaining.on("pageerror", lambda error: thrown.append(error.message))
    complaining.goto("/j/CDFG3467/6-9", wait_until="networkidle")
    assert thrown == ["broken on purpose"]
    expect_long_form_works(complaining, live_site)


@pytest.mark.parametrize("what", BEGINS)
def test_part_that_throws_when_the_page_begins_leaves_a_form_that_can_be_sent(
    complaining: Page, live_site: Site, what: str
) -> None:
    head = re.compile(re.escape(BEGINS[what]) + ("[^{]*{" if BEGINS[what].endswith("(") else ""))
    assert head.search(CHILDREN), "it is called otherwise now"
    serve(complaining, head.sub(lambda found: found[0] + BROKEN, CHILDREN))
    said: list[str] = []
    complaining.on("pageerror", lambda error: said.append(error.message))
    complaining.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    complaining.goto("/j/CDFG3467/6-9", wait_until="networkidle")
    assert any("broken on purpose" in each for each in said)
    if complaining.locator("html.steps").count():
        child = Child(complaining, "6-9")
        child.go_to("send", CHOSEN["6-9"]).send()
        assert len(stored(live_site)) == 1
    else:
        expect_long_form_works(complaining, live_site)


def cut_off(route: Route) -> None:
    route.abort()


def break_it(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=BROKEN)


def halve(route: Route) -> None:
    whole = joined("js/waiting.js") or b""
    route.fulfill(content_type="text/javascript", body=whole[: len(whole) // 2])


@pytest.mark.parametrize("fail", [cut_off, break_it, halve])
def test_module_of_tablets_that_fails_is_said_and_the_answers_are_sent(
    complaining: Page, live_site: Site, key: object, fail: Callable[[Route], None]
) -> None:
    complaining.route("**/waiting.js", fail)
    child = Child(complaining, "6-9").open()
    expect(complaining.locator("#card-assent [data-needs-network]")).to_be_visible()
    child.go_to("send", CHOSEN["6-9"]).send()
    assert len(stored(live_site)) == 1


def test_device_whose_voice_throws_can_be_answered_on(complaining: Page, live_site: Site) -> None:
    with_voices(complaining, MEXICAN)
    complaining.add_init_script(
        "speechSynthesis.getVoices = () => { throw new Error('no voice'); }"
    )
    child = Child(complaining, "6-9").open()
    child.go_to("send", CHOSEN["6-9"]).send()
    assert len(stored(live_site)) == 1
