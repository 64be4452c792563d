"""The desk's list in order: near-identical cases in one line, channels in turns, none dropped."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from consult.clock import hour
from consult.safeguarding.cases import operations
from consult.safeguarding.desk import views
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import Case, CaseEvent
from consult.sessions.models import Session
from consult.staff.operations import by_email
from consult.storage.db import db

from .conftest import Site

pytestmark = pytest.mark.browser

PHRASE = "farol ventana nopal tambor"
# Long enough for a signature of 32 values never to tell two of them apart (they share 0.97).
FALSE_ALARM = (
    "mi tío me pega y tengo miedo de volver a la casa donde vivo con mi mamá y mis hermanos"
    " chiquitos desde que nos cambiamos de escuela, la del número {}"
)
REAL = "en la escuela alguien me hace daño y no sé a quién decirle"


@pytest.fixture
def officer(page: Page, live_site: Site, sign_in: Callable[..., str]) -> int:
    """A signed-in officer with a key made on the server; their id.

    The key of likeness is fixed: under about one random key in a thousand the estimate tells two
    of the false alarms apart.
    """
    email = sign_in(page, "safeguarding_officer")
    with live_site.database():
        (live_site.app.config["INSTANCE"] / "likeness_key").write_text("0" * 64)
        staff_id = by_email(email).id
        keyring.make_key(staff_id, *formats.wrap_new_key(PHRASE))
    return staff_id


def raise_cases(site: Site, session: Session, texts: list[str], **changes: object) -> None:
    parts = {
        "consultation_id": session.consultation_id,
        "level": "urgent",
        "signals": ("fear",),
        "reasons": ("miedo",),
        "question": "¿Qué les dirías?",
        "band": "10-13",
        "language": "es",
        "session": session.code,
        "region": "Oaxaca",
        "channel": "public",
    }
    back = timedelta(hours=int(changes.pop("hours_ago", 0)))
    with site.database():
        for text in texts:
            alert = operations.Alert(**{**parts, **changes, "text": text})
            operations.alert_officers(alert, queries.officer_keys(), hour() - back)


def flood(site: Site, session: Session) -> None:
    """Thirty false alarms by the public link, and after them one text from a school."""
    raise_cases(site, session, [FALSE_ALARM.format(number) for number in range(30)], hours_ago=3)
    raise_cases(site, session, [REAL], channel="school")


def put_in_order(page: Page, phrase: str = PHRASE) -> None:
    page.goto("/safeguarding/")
    if not page.get_by_label("Tu frase").is_visible():
        page.get_by_text("Ordenar la lista con mi llave").click()
    page.get_by_label("Tu frase").fill(phrase)
    page.get_by_role("button", name="Ordenar").click()


def top_lines(page: Page) -> list[str]:
    lines = page.locator("#waiting > [data-cases] > li")
    return [" ".join(text.split()) for text in lines.all_inner_texts()]


def test_flood_by_one_channel_does_not_bury_a_case_from_the_other(
    page, live_site, session, officer, accessible
):
    flood(live_site, session)
    page.goto("/safeguarding/")
    assert len(top_lines(page)) == 31
    expect(page.get_by_label("Tu frase")).to_be_hidden()
    assert page.locator("[data-sorting]").count() == 31
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_be_focused(timeout=15_000)
    expect(page.locator("[data-sorted]")).to_contain_text("31 casos en 2 renglones")
    lines = top_lines(page)
    assert len(lines) == 2
    school = [place for place, line in enumerate(lines) if "Escuela" in line]
    assert school == [1]
    assert "Urgente: 30 casos casi iguales" in lines[0]
    assert "Enlace público" in lines[0]
    page.locator(".alike summary").click()
    expect(page.locator(".alike [data-case]:visible")).to_have_count(30)
    accessible(page)
    for text in (FALSE_ALARM.format(3), REAL):
        assert text not in page.content()
    with live_site.database():
        assert db.session.scalars(sa.select(CaseEvent)).all() == [], "nothing was opened"
    page.get_by_role("button", name="Cerrar mi llave").click()
    assert len(top_lines(page)) == 31
    expect(page.get_by_text("Ordenar la lista con mi llave")).to_be_visible()
    assert "Escuela" not in page.locator("#waiting > [data-cases]").inner_text()


def test_channels_take_turns_within_a_level_and_levels_stay_apart(
    page, live_site, session, officer
):
    public = ["tengo miedo en casa de noche", "un señor me pide fotos en el juego",
              "no quiero vivir así ya nunca"]  # fmt: skip
    school = ["mi papá me pega con el cinturón", "me obligan a trabajar en la calle"]
    raise_cases(live_site, session, public, hours_ago=2)
    raise_cases(live_site, session, school, channel="school")
    raise_cases(live_site, session, ["me hacen burla"], level="support", hours_ago=9)
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_contain_text("6 casos en 6 renglones", timeout=15_000)
    channels = page.locator('#waiting [data-part="channel"]').all_inner_texts()
    assert channels == [*(["Enlace público", "Escuela"] * 2), *(["Enlace público"] * 2)]
    assert "Apoyo" in top_lines(page)[-1]


def test_cases_of_different_channels_or_levels_are_never_one_line(
    page, live_site, session, officer
):
    raise_cases(live_site, session, [REAL, REAL])
    raise_cases(live_site, session, [REAL], channel="school")
    raise_cases(live_site, session, [REAL], level="support")
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_contain_text("4 casos en 3 renglones", timeout=15_000)


def test_alike_cases_are_opened_one_after_the_other_and_each_is_logged(
    page, live_site, session, officer
):
    raise_cases(live_site, session, [FALSE_ALARM.format(number) for number in range(3)])
    put_in_order(page)
    page.locator(".alike summary").click(timeout=15_000)
    page.get_by_role("button", name="Abrirlos uno tras otro").click()
    held: list[Route] = []
    page.route("**/close", lambda route: held.append(route))
    for left in (2, 1):
        page.get_by_role("button", name="Abrir este caso").click()
        expect(page.locator("#opened blockquote")).to_contain_text("mi tío me pega")
        page.get_by_label("nadie está pidiendo ayuda").check()
        with page.expect_request("**/close"):
            page.get_by_role("button", name="Cerrar el caso").click()
        page.get_by_role("link", name="Siguiente caso casi igual").click()  # too early: it waits
        held.pop().continue_()
        expect(page).to_have_url(re.compile("/safeguarding/$"))
        expect(page.locator("#next-alike")).to_contain_text(f"quedan {left}")
        page.get_by_role("link", name="Siguiente caso casi igual").click()
    page.get_by_role("button", name="Abrir este caso").click()
    expect(page.locator("#opened")).to_be_visible()
    expect(page.locator("#next-alike")).to_be_hidden()
    with live_site.database():
        acts = db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)).all()
        assert acts == ["open", "close_no_disclosure"] * 2 + ["open"]


def test_list_stays_in_order_when_the_officer_comes_back_to_it(page, live_site, session, officer):
    flood(live_site, session)
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_be_visible(timeout=15_000)
    page.locator("#waiting > [data-cases] > li > a").click()
    expect(page.get_by_role("button", name="Abrir este caso")).to_be_visible()
    page.get_by_role("link", name="Protección").first.click()
    expect(page.locator("[data-sorted]")).to_contain_text("31 casos en 2 renglones")
    raise_cases(live_site, session, ["otra cosa muy distinta que contar"], channel="school")
    page.get_by_role("link", name="Ver si llegó algo nuevo").click()
    expect(page.locator("[data-sorted]")).to_contain_text("32 casos en 3 renglones")


def test_cases_of_every_page_are_put_in_order(page, live_site, session, officer, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 10)
    flood(live_site, session)
    page.goto("/safeguarding/")
    assert len(top_lines(page)) == 10
    expect(page.get_by_text("Página 1 de 4")).to_be_visible()
    expect(page.get_by_label("Tu frase")).to_be_visible()  # the order is offered by itself
    page.get_by_role("link", name="Siguientes").click()
    expect(page.get_by_text("Página 2 de 4")).to_be_visible()
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_contain_text("31 casos en 2 renglones", timeout=15_000)
    expect(page.locator("[data-pages]")).to_be_hidden()
    page.get_by_role("button", name="Cerrar mi llave").click()
    expect(page.get_by_text("Página 1 de 4")).to_be_visible()
    assert len(top_lines(page)) == 10


def test_case_whose_envelope_does_not_open_is_a_line_of_its_own(page, live_site, session, officer):
    flood(live_site, session)
    with live_site.database():
        first, second, *_ = db.session.scalars(sa.select(Case).order_by(Case.alerted)).all()
        first.seals[0].sorting = b"x" * len(first.seals[0].sorting)
        second.seals[0].sorting = None
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_contain_text("31 casos en 4 renglones", timeout=15_000)
    assert page.locator("#waiting [data-case]").count() == 31


def test_wrong_passphrase_puts_nothing_in_order(page, live_site, session, officer):
    flood(live_site, session)
    put_in_order(page, "farol ventana nopal tambora")
    expect(page.get_by_text("Con esa frase no se abre tu llave")).to_be_visible(timeout=15_000)
    assert len(top_lines(page)) == 31


@pytest.mark.parametrize("width", [360, 1280])
def test_ordered_list_fits_its_screen(
    page, live_site, session, officer, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 900})
    flood(live_site, session)
    raise_cases(live_site, session, ["me hacen burla"], level="support")
    page.goto("/safeguarding/")
    page.get_by_text("Ordenar la lista con mi llave").click()
    page.screenshot(path=tmp_path / "before.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    put_in_order(page)
    expect(page.locator("[data-sorted]")).to_be_visible(timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    page.screenshot(path=tmp_path / "ordered.png", full_page=True)
    page.locator(".alike summary").click()
    page.screenshot(path=tmp_path / "open.png")
    expect(page).to_have_title(re.compile("^Protección"))
