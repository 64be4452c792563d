"""Changing one's mind after the report is out, as a child does it."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from consult.answering.models import FreeText, Response
from consult.clock import today
from consult.consultations.queries import by_slug
from consult.reports.models import Report
from consult.reports.publication.operations import publish
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from tests.consult.seeding import answered, close_with_answers

pytestmark = pytest.mark.browser

CODE = "barco lago piedra cielo flor tren"
GONE = "Quien lo escribió pidió borrarlo."


@pytest.fixture
def quoted(consultation, live_site) -> str:
    """A child's words, quoted in two published versions; the child has the code."""
    with live_site.database():
        ours = by_slug("mi-mundo-digital")
        close_with_answers(ours)
        first = publish(ours, today())
        words = first.content["voices"]["themes"][0]["quotes"][0]["text"]
        text = db.session.scalars(sa.select(FreeText).where(FreeText.redacted == words)).one()
        text.response.withdrawal_hash = fingerprint(CODE)
        for _ in range(12):
            answered(ours, "6-9")
        db.session.flush()
        publish(ours, today())
    return words


def withdraw(page: Page, code: str) -> str:
    """Type the words and press; what the page says then."""
    page.goto("/withdraw")
    page.get_by_label("Borrar lo que envié").fill(code)
    page.get_by_role("button", name="Borrar").click()
    expect(page.locator("h1")).to_have_text("Listo")
    return page.locator("main").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_words_leave_every_version_and_the_code_tells_nothing(
    quoted: str, page: Page, live_site, accessible, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for version in (1, 2):
        page.goto(f"/reports/mi-mundo-digital?version={version}")
        expect(page.locator("#themes").get_by_text(quoted, exact=True)).to_have_count(1)
    page.goto("/withdraw")
    accessible(page)
    expect(page.get_by_text("Una cosa no se borra")).to_be_visible()
    said = withdraw(page, " Barco, LAGO piedra cielo flor tren")
    for version in (1, 2):
        page.goto(f"/reports/mi-mundo-digital?version={version}")
        expect(page.get_by_text(quoted)).to_have_count(0)
        expect(page.get_by_text(GONE)).to_have_count(1)
        expect(page.get_by_role("alert")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "no sideways scroll"
        for shape in ("json", "manifest"):
            address = f"/reports/mi-mundo-digital?version={version}&as={shape}"
            served = page.request.get(f"{live_site.address}{address}")
            assert served.ok
            assert quoted not in served.text()
    accessible(page)
    assert withdraw(page, CODE) == said
    assert withdraw(page, "uno dos tres cuatro cinco seis") == said
    with live_site.database():
        assert all(report.is_intact for report in db.session.scalars(sa.select(Report)))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 64
