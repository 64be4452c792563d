"""A facilitator prepares a session in a real browser."""

import pytest
import sqlalchemy as sa

from consult.db import db
from consult.sessions.models import Session

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
