"""The help directory in a browser: a coordinator keeps it, a child finds it without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.sessions.models import Session
from consult.storage.db import db

from .conftest import Site
from .test_children import BANDS, Child
from .test_children_looks import SMALL, WIDER

pytestmark = pytest.mark.browser


def add(page: Page) -> None:
    """The Procuraduría of the session's state, as a coordinator enters it."""
    page.goto("/directory/")
    page.get_by_role("link", name="Agregarla (Oaxaca)").click()
    page.get_by_label("Nombre", exact=True).fill("Procuraduría de Protección")
    page.get_by_label("¿Para qué sirve?", exact=True).fill("Defienden tus derechos.")
    page.get_by_label("Contacto, como se lee").fill("951 000 0000")
    page.get_by_label("¿De dónde lo sabes?").fill("Llamada inventada.")
    page.get_by_label("Comprobado el").fill("2020-01-01")
    page.get_by_role("button", name="Guardar").click()


def test_coordinator_adds_what_is_missing_calls_and_a_child_finds_it(
    page: Page, live_site: Site, session: object, sign_in: Callable[..., str]
) -> None:
    sign_in(page, "coordinator")
    add(page)
    article = page.locator("#procuraduria-de-proteccion")
    expect(article.locator(".state")).to_contain_text("No se ve: venció")
    article.get_by_text("Anotar una llamada").click()
    article.get_by_role("button", name="Llamé hoy: sigue igual").click()
    expect(article.locator(".state")).to_contain_text("Se ve hasta el")
    expect(page.locator("main")).not_to_contain_text("Oaxaca: hay sesiones y falta")
    Child(page, "6-9").open().do("yes")
    page.context.set_offline(True)
    page.get_by_role("link", name="Ayuda").click()
    call = page.get_by_role("dialog").get_by_role("link", name="Llamar al 951 000 0000")
    expect(call).to_have_attribute("href", "tel:9510000000")


def test_child_of_the_public_link_finds_the_own_state_without_a_network(
    page: Page, live_site: Site, session: Session, sign_in: Callable[..., str]
) -> None:
    sign_in(page, "coordinator")
    add(page)
    page.get_by_text("Anotar una llamada, ver o cambiar (Procuraduría de Protección)").click()
    page.get_by_role("button", name="sigue igual (Procuraduría de Protección)").click()
    with live_site.database():
        db.session.merge(session).region = None
    Child(page, "10-13").open().do("yes")
    page.context.set_offline(True)
    page.get_by_role("link", name="Ayuda").click()
    page.get_by_role("dialog").get_by_text("Ayuda en tu estado").click()
    call = page.get_by_role("dialog").get_by_role("link", name="Llamar al 951 000 0000")
    expect(call).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_directory_are_accessible_and_fit(
    page: Page,
    session: object,
    sign_in: Callable[..., str],
    accessible: Callable[[Page], None],
    scheme: str,
) -> None:
    sign_in(page, "coordinator")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in ("/staff/", "/directory/", "/directory/new", "/directory/te-protejo"):
        page.goto(address)
        accessible(page)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate(WIDER) <= 0, f"{address} is wider than {width} px"
    page.goto("/directory/new")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("band", BANDS)
def test_help_of_a_band_has_buttons_for_a_finger_danger_first(
    page: Page, session: object, band: str
) -> None:
    Child(page, band).open()
    page.get_by_role("link", name="Ayuda").click()
    buttons = page.locator("#help .services .button")
    expect(buttons.first).to_have_text("Llamar al 911")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(WIDER) <= 0
        assert page.evaluate(SMALL) == []
        for button in buttons.all():
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["width"] >= 200


def test_without_javascript_help_stands_at_the_foot_of_the_page(
    page: Page, session: object
) -> None:
    page.route("**/js/**", lambda route: route.abort())
    page.goto("/j/CDFG3467/3-5")
    page.get_by_role("link", name="Ayuda").click()
    assert page.url.endswith("#help")
    expect(page.locator("#help").get_by_role("link", name="Llamar al 911")).to_be_in_viewport()
