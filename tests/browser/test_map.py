"""The map of the journey: where one is, what lies behind, and the way back to it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .test_children import CHOSEN, Child, Typing, as_chosen, bare, stored
from .test_children_looks import SMALL, WIDER

__all__ = ["bare"]
pytestmark = pytest.mark.browser


@pytest.fixture
def traveller(page: Page, session: object) -> Child:
    """One of ten to thirteen, who travels."""
    return Child(page, "10-13").open()


def states(page: Page) -> dict[str, str]:
    """Each place of the map -> done, here or ahead."""
    pairs = page.locator("[data-spot]").evaluate_all(
        "stops => stops.map((stop) => [stop.dataset.spot, stop.className])"
    )
    return dict(pairs)


def test_map_says_where_one_is_and_what_lies_behind_and_ahead(traveller: Child) -> None:
    page = traveller.page
    traveller.go_to("like_most", CHOSEN["10-13"])
    expect(page.locator(".map summary")).to_have_text("Estás en la casa.")
    page.locator(".map summary").click()
    assert list(states(page).items())[:3] == [
        ("pier", "done"),
        ("house", "here"),
        ("lookout", "ahead"),
    ]
    expect(page.get_by_role("link", name="El muelle Ya pasaste por aquí")).to_be_visible()
    expect(page.get_by_role("link", name="El mirador")).to_have_count(0)
    expect(page.locator('[data-spot="lookout"]')).to_contain_text("Más adelante")


def test_place_that_a_topic_leads_to_comes_onto_the_map_on_arrival(traveller: Child) -> None:
    traveller.go_to("topics", CHOSEN["10-13"])
    traveller.answer("topics", "school")
    assert "school" not in states(traveller.page), "nothing moves while a child answers"
    traveller.do("next")
    assert states(traveller.page)["school"] == "here"
    assert "hill" not in states(traveller.page), "the hill is for who has no signal"


def test_place_behind_leads_back_by_keyboard_and_the_answers_stay(
    page: Page, live_site: Site, session: object
) -> None:
    child = Typing(page, "10-13").open()
    child.go_to("topics", CHOSEN["10-13"])
    child.press(page.locator(".map summary"))
    child.tab_to(page.locator('[data-spot="house"] a'))
    page.keyboard.press("Enter")
    child.expect_card("like_most")
    expect(page.locator(".land")).to_be_hidden()
    expect(page.locator("#q-like_most h2")).to_be_focused()
    assert states(page)["crossroads"] == "done", "where one has been stays reachable"
    child.go_to("topics")
    child.go_to("send", CHOSEN["10-13"]).send()
    assert stored(live_site) == [as_chosen("10-13")]


def test_every_place_on_the_way_is_reached_and_the_last_is_the_post_office(
    traveller: Child,
) -> None:
    traveller.go_to("send", CHOSEN["10-13"])
    found = states(traveller.page)
    assert list(found) == [
        "pier", "house", "lookout", "crossroads", "school", "plaza", "stream", "garden",
        "post_office",
    ]  # fmt: skip
    assert list(found.values()) == ["done"] * 8 + ["here"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_open_map_is_accessible_and_fits(
    traveller: Child, accessible: Callable[[Page], None], scheme: str, width: int
) -> None:
    page = traveller.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    traveller.go_to("topics", CHOSEN["10-13"])
    page.set_viewport_size({"width": width, "height": 640})
    page.locator(".map summary").click()
    accessible(page)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(SMALL) == []
    box = page.locator(".land").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_without_javascript_the_map_leads_to_the_questions_of_a_place(bare: Page) -> None:
    bare.goto("/j/CDFG3467/10-13")
    bare.get_by_text("El mapa del viaje").click()
    bare.get_by_role("link", name="La plaza").click()
    assert bare.url.endswith("#card-ask_lawmakers")


def test_other_ages_have_no_map(page: Page, session: object) -> None:
    Child(page, "6-9").open().do("yes")
    expect(page.locator("[data-map]")).to_have_count(0)
