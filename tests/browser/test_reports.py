"""The report as a browser shows and prints it."""

import pytest
from playwright.sync_api import Page

from consult.clock import today
from consult.consultations.queries import by_slug
from consult.reports.publication.operations import publish
from consult.storage.db import db
from tests.consult.seeding import close_with_answers

pytestmark = pytest.mark.browser


@pytest.fixture
def report(consultation, live_site) -> str:
    """Address of a published report."""
    with live_site.database():
        ours = by_slug("mi-mundo-digital")
        close_with_answers(ours)
        publish(ours, today())
        db.session.commit()
    return "/reports/mi-mundo-digital"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_can_be_read_by_everyone(
    report: str, page: Page, accessible, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(report)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "no sideways scroll"
    assert page.locator("svg.chart").count() == 3


def test_a_chart_is_drawn_in_the_colours_of_the_page(report: str, page: Page) -> None:
    page.goto(report)
    fill = "element => getComputedStyle(element).fill"
    words = page.locator("svg.chart text.words").first.evaluate(fill)
    assert words == page.locator("h1").evaluate("element => getComputedStyle(element).color")


def test_on_paper_everything_is_open_and_nothing_is_to_be_pressed(report: str, page: Page) -> None:
    page.goto(report)
    page.emulate_media(media="print")
    method = page.locator("details.technical dl")
    assert method.bounding_box()["height"] > 10
    assert page.locator("nav:visible").count() == 0
    link = page.locator(".ranking a").first
    colour = "element => getComputedStyle(element).color"
    assert link.evaluate(colour) == page.locator("h1").evaluate(colour)
    in_a_line = page.locator(".imprint a").first
    assert in_a_line.evaluate("element => getComputedStyle(element).display") == "inline"
