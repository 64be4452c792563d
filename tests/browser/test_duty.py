"""An officer notes when they read, and a child reads these hours on the thanks page."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consult.clock import today
from consult.duty import operations
from consult.samples.people import WEEK
from consult.staff.operations import invite

from .test_desk import fits

OFFICER = "safeguarding_officer"


def test_officer_notes_hours_and_absence_by_keyboard_and_a_child_reads_them(
    page: Page, live_site, session, sign_in, accessible
):
    sign_in(page, OFFICER)
    page.goto("/duty/")
    expect(page.get_by_text("nadie tiene horas de guardia")).to_be_visible()
    monday = page.get_by_role("group", name="lunes", exact=True)
    monday.get_by_label("desde").fill("09:00")
    monday.get_by_label("hasta").fill("08:00")
    page.get_by_role("button", name="Anotar mis horas de guardia").press("Enter")
    expect(page.get_by_text("La segunda hora tiene que ser más tarde.")).to_be_visible()
    accessible(page)
    monday.get_by_label("hasta").fill("13:00")
    page.get_by_text("y otra vez (lunes)").first.press("Enter")
    later = page.get_by_role("group", name="y otra vez (lunes)")
    later.get_by_label("desde").fill("16:00")
    later.get_by_label("hasta").fill("19:00")
    page.get_by_role("button", name="Anotar mis horas de guardia").press("Enter")
    expect(page.get_by_text("Tus horas de guardia quedaron anotadas.")).to_be_visible()
    sent = page.request.post(
        "/j/CDFG3467/14-17",
        form={"go": "send", "key": "d" * 32, "code": "arbol barco cielo dulce estrella flor"},
        headers={"Origin": live_site.address},
    )
    assert "lo lee en minutos: lunes de 9:00 a 13:00 y de 16:00 a 19:00 (hora de" in sent.text()
    page.get_by_label("Primer día").fill(today().isoformat())
    page.get_by_label("Último día").fill((today() + timedelta(days=8)).isoformat())
    page.get_by_role("button", name="Anotar estos días").press("Enter")
    expect(page.get_by_text("nadie tiene horas de guardia")).to_be_visible()
    page.get_by_role("button", name="Quitar").press("Enter")
    expect(page.get_by_text("En los próximos siete días alguien lee:")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_page_fits_its_screen_in_both_languages(
    page: Page, live_site, sign_in, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    with live_site.database():
        other = invite("eva@example.org", OFFICER, name="Eva López")
        operations.note_week(other.id, WEEK)
        operations.note_absence(other.id, today(), today() + timedelta(days=2), today())
    sign_in(page, OFFICER)
    page.goto("/duty/")
    page.get_by_label("Primer día").fill(today().isoformat())
    page.get_by_label("Último día").fill(today().isoformat())
    page.get_by_role("button", name="Anotar estos días").click()
    for language in ("es", "en"):
        page.goto(f"/duty/?language={language}")
        assert fits(page)
        page.screenshot(path=tmp_path / f"duty_{language}.png", full_page=True)
        accessible(page)
