"""A facilitator prepares a session in a real browser."""

import pytest
import sqlalchemy as sa

from consult.sessions.models import Session
from consult.staff.models import Staff
from consult.storage.db import db

pytestmark = pytest.mark.browser


def test_session_of_one_band_is_made_by_ticking_one_box(
    consultation, live_site, page, sign_in, accessible
):
    sign_in(page, "facilitator")
    page.goto("/sessions/new")
    accessible(page)
    page.get_by_label("6 a 9 años").check()
    page.get_by_label("¿Cuántas niñas y niños esperas?").fill("25")
    page.get_by_role("button", name="Guardar y ver el código").click()
    page.wait_for_url("**/sessions/*")
    accessible(page)
    with live_site.database():
        made = db.session.scalars(sa.select(Session)).one()
        assert (made.bands, made.expected) == (["6-9"], 25)


def test_what_is_missing_is_said_in_the_language_of_the_page(consultation, page, sign_in):
    sign_in(page, "facilitator")
    page.goto("/sessions/new?language=en")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()
    words = page.locator("main").inner_text()
    assert "Elige" not in words
    assert "Escribe" not in words


def test_facilitator_closes_and_says_that_no_tablet_waits(
    session, live_site, page, sign_in, accessible
):
    email = sign_in(page, "facilitator")
    with live_site.database():
        own = sa.select(Staff.id).where(Staff.email == email).scalar_subquery()
        db.session.execute(sa.update(Session).values(facilitator_id=own, mode="paper"))
    for band in ("3-5", "10-13"):
        page.goto(f"/sessions/CDFG3467/sheet/{band}")
        accessible(page)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/sessions/duty-sheet")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    page.emulate_media(media="screen")
    page.goto("/sessions/CDFG3467")
    page.get_by_role("button", name="Cerrar la sesión", exact=True).click()
    page.get_by_role("heading", name="¿Falta alguna tableta?").wait_for()
    accessible(page)
    page.get_by_role("link", name="Ya no falta ninguna tableta").click()
    page.get_by_role("heading", name="Ya no falta ninguna tableta").wait_for()
    accessible(page)
    page.get_by_role("button", name="Ya no falta ninguna tableta").click()
    page.get_by_text("dejarán de estar unidas").wait_for()
    accessible(page)
    with live_site.database():
        made = db.session.scalars(sa.select(Session)).one()
        assert (made.closed, made.uploads_over) == (True, True)
