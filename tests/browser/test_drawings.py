"""A drawing: made with mouse, finger and keyboard, looked at by an officer, shown by a second
person, taken back by its child. Nobody but the officer sees it before."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from consult.answering.models import FreeText, Response, ReturnedText
from consult.answering.withdrawal.operations import withdraw
from consult.clock import today
from consult.consultations.models import Consultation
from consult.reports.publication.operations import publish
from consult.safeguarding.models import Case, CaseEvent, Drawing
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.storage.db import db
from consult.storage.sealing import unseal
from surveys.kinds import drawing as kind
from tests.consult.seeding import answered

from .conftest import Site
from .far_in import fits_at_400_percent
from .test_children import KEPT_IN_THE_BROWSER, Child, Touching, Typing, bare, phone
from .test_desk import fits, officer, unlock
from .test_directions import from_the_right

__all__ = ["bare", "from_the_right", "officer", "phone"]

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
SAID = "Un internet con estrellas"


@pytest.fixture(autouse=True)
def asks_for_drawings(consultation: Consultation, session: Session) -> None:
    """The consultation asks for a drawing, and says who looks first."""
    consultation.questionnaire = "draw_internet"
    consultation.drawings_seen_by = "Protección de la Comisión de prueba"
    session.bands = ["6-9"]
    db.session.commit()


def question(page: Page) -> Locator:
    return page.locator("#q-dream")


def sheet(page: Page) -> Locator:
    return page.locator("[data-table]")


def at_the_sheet(child: Child) -> Child:
    child.open().go_to("dream")
    expect(sheet(child.page)).to_be_visible()
    return child


def draw(page: Page) -> None:
    """A line down and across, as a hand would."""
    box = sheet(page).bounding_box()
    assert box
    sheet(page).scroll_into_view_if_needed()
    box = sheet(page).bounding_box() or box
    x, y = box["x"] + 30, box["y"] + 30
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(x + 4 * step, y + (3 * step if step < 15 else 45))
    page.mouse.up()


def marks(page: Page) -> list[str]:
    value = question(page).locator("[data-drawn]").input_value()
    return value.split(" / ")[1:]


def sealed(site: Site) -> list[tuple[str, bool]]:
    """What arrived, unsealed, and whether it may be shown."""
    with site.database():
        return [
            (unseal(t.sealed or b"").text, t.quotable)
            for t in db.session.scalars(sa.select(FreeText))
        ]


def test_a_line_is_drawn_with_the_mouse_thinned_out_undone_and_looked_back_at(
    page: Page, live_site: Site, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    child = at_the_sheet(Child(page, "6-9"))
    child.press(question(page).locator('[data-colour="red"]'))
    draw(page)
    [line] = marks(page)
    colour, width, *points = line.split(" ")
    assert (colour, width) == ("red", "2")
    assert 2 < len(points) < 8
    child.press(question(page).locator('[data-print="star"]'))
    sheet(page).click(position={"x": 200, "y": 40})
    assert marks(page)[1].startswith("star ")
    child.do("undo")
    assert marks(page) == [line]
    child.press(question(page).get_by_role("button", name="Empezar de nuevo"))
    assert marks(page) == []
    child.do("undo")
    assert marks(page) == [line]
    accessible(page)
    child.write(question(page).locator('input[type="text"]'), SAID)
    child.do("next")
    child.expect_card("send")
    expect(page.locator("[data-given] svg path")).to_have_count(1)
    expect(page.locator("[data-given]")).to_contain_text(SAID)
    accessible(page)
    asks = page.locator("[data-quotes]")
    expect(asks.get_by_role("heading")).to_contain_text("lo que escribiste o dibujaste")
    expect(asks.locator("label").last).to_contain_text(SAID)  # what it is called, and the sheet
    expect(asks.locator("label").last.get_by_role("img", name="Tu dibujo")).to_be_visible()
    page.locator('input[name="quote"]').check()
    child.send()
    [(text, quotable)] = sealed(live_site)
    assert kind.parts(text) == (f"~drawing / {line}", SAID)
    assert kind.marks(kind.parts(text).picture)
    assert quotable
    assert page.evaluate(KEPT_IN_THE_BROWSER)[0] == 0


def test_a_finger_draws_and_permission_is_no_unless_given(phone: Page, live_site: Site) -> None:
    child = at_the_sheet(Touching(phone, "6-9"))
    sheet(phone).scroll_into_view_if_needed()
    box = sheet(phone).bounding_box()
    assert box
    hand = phone.context.new_cdp_session(phone)
    for step, sign in enumerate(("touchStart", *["touchMove"] * 8, "touchEnd")):
        place = {"x": box["x"] + 20 + 12 * step, "y": box["y"] + 40 + 5 * step}
        points = [] if sign == "touchEnd" else [place]
        hand.send("Input.dispatchTouchEvent", {"type": sign, "touchPoints": points})
    assert len(marks(phone)) == 1
    phone.wait_for_timeout(500)  # two taps at once would be one double tap
    child.do("next")
    child.expect_card("send")
    child.send()
    [(text, quotable)] = sealed(live_site)
    assert text.startswith("~drawing / black 2 ")
    assert not quotable


def test_stamps_are_placed_by_keyboard_alone(page: Page) -> None:
    child = at_the_sheet(Typing(page, "6-9"))
    live = page.locator("[data-live]")
    child.press(question(page).locator('[data-print="robot"]'))
    page.keyboard.press("Shift+Tab")
    while not sheet(page).evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    for _step in range(6):
        page.keyboard.press("ArrowRight")
    expect(live).to_have_text("en medio a la derecha")
    for _step in range(4):
        page.keyboard.press("ArrowUp")
    expect(live).to_have_text("arriba a la derecha")
    page.keyboard.press("Enter")
    expect(live).to_have_text("Robot: arriba a la derecha.")
    assert marks(page) == ["robot 800,175"]
    child.press(question(page).locator(".by-buttons summary"))
    child.press(question(page).get_by_role("button", name="Abajo en medio"))
    expect(live).to_have_text("Robot: abajo en medio.")
    child.press(question(page).get_by_role("button", name="Abajo en medio"))
    assert marks(page)[1:] == ["robot 500,620", "robot 530,620"]


def test_the_card_as_a_screen_reader_has_it(page: Page) -> None:
    at_the_sheet(Child(page, "6-9"))
    question(page).locator(".by-buttons summary").click()
    expect(question(page)).to_match_aria_snapshot(
        """
        - heading "¿Cómo sería el internet de tus sueños?" [level=2]
        - paragraph: Dibuja o pon sellos. No pongas nombres.
        - paragraph: Una persona que cuida a niñas y niños mira cada dibujo antes que nadie.
        - application "Hoja para dibujar. Tiene 0 trazos y sellos."
        - group "Colores":
          - button "Negro" [pressed]
          - button "Rojo"
        - group "Línea":
          - button "Delgado"
          - button "Mediano" [pressed]
          - button "Grueso"
        - group "Sellos":
          - button "Estrella"
        - group:
          - group "Poner el sello elegido":
            - button "Arriba a la izquierda"
            - button "En el centro"
        - paragraph:
          - button "Empezar de nuevo"
        - textbox "¿Qué dibujaste?"
        """
    )


@pytest.mark.parametrize("looks", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_the_card_passes_axe_fits_and_has_large_targets(
    page: Page, looks: dict[str, str], accessible: Callable[[Page], None]
) -> None:
    page.emulate_media(**looks)  # type: ignore[arg-type]
    child = at_the_sheet(Child(page, "6-9"))
    question(page).locator(".by-buttons summary").click()
    draw(page)
    for wide in (320, 360, 1280):
        page.set_viewport_size({"width": wide, "height": 740})
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sizes = (
            question(page)
            .locator("button:visible, summary:visible")
            .evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
        )
        assert min(sizes) >= 44, sizes
    page.evaluate("scrollTo(0, 0)")
    bar = place_of(page.locator("[data-tools]"))
    for part in question(page).locator("[data-table], .drawing-tools").all():
        assert place_of(part)["y"] + place_of(part)["height"] <= bar["y"], "whole, with its tools"
    question(page).locator(".by-buttons summary").click()
    for wide, high, last in ((1280, 800, ".count"), (360, 740, ".colours")):
        page.set_viewport_size({"width": wide, "height": high})
        page.evaluate("scrollTo(0, 0)")
        part, bar = place_of(question(page).locator(last)), place_of(page.locator("[data-tools]"))
        assert part["y"] + part["height"] <= bar["y"], f"{last} above the bar"
    fits_at_400_percent(question(page))
    child.do("cover")
    expect(sheet(page).locator("svg path")).to_be_hidden()


def test_the_card_runs_from_right_to_left_and_the_drawing_does_not(
    page: Page, from_the_right: None, accessible: Callable[[Page], None]
) -> None:
    child = Child(page, "6-9").open("ar")
    child.go_to("dream")
    question(page).locator(".by-buttons summary").click()
    first, second = question(page).locator("[data-colour]").all()[:2]
    assert place_of(first)["x"] > place_of(second)["x"]
    upper_left = question(page).locator("[data-where]").first
    assert place_of(upper_left)["x"] < 160, "left is left on the sheet"
    upper_left.click()
    assert marks(page) == ["star 170,130"]
    accessible(page)
    fits_at_400_percent(question(page))


def place_of(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box
    return {**box}


def test_what_was_drawn_outlives_a_reload_and_another_language(page: Page) -> None:
    at_the_sheet(Child(page, "6-9"))
    draw(page)
    before = marks(page)
    page.reload()
    expect(sheet(page).locator("svg path")).to_have_count(1)
    assert marks(page) == before


def test_a_full_sheet_says_so_and_loses_nothing(page: Page) -> None:
    at_the_sheet(Child(page, "6-9"))
    question(page).locator("[data-drawn]").evaluate(
        "(one) => { one.value = '~drawing' + ' / star 10,10'.repeat(300); }"
    )
    draw(page)
    assert len(marks(page)) == 300
    expect(question(page).locator("[data-told]")).to_contain_text("Ya no cabe más")


def test_without_javascript_words_say_what_would_be_drawn(bare: Page, live_site: Site) -> None:
    bare.goto("/j/CDFG3467/6-9")
    expect(bare.locator("[data-drawing]")).to_be_hidden()
    bare.get_by_label("Cuéntanos qué dibujarías").fill(SAID)
    bare.get_by_role("button", name="Seguir").click()
    expect(bare.locator("main")).to_contain_text(SAID)
    bare.get_by_role("button", name="Enviar", exact=True).click()
    assert sealed(live_site) == [(SAID, False)]


def test_nobody_is_asked_to_draw_where_nobody_looks_first(
    page: Page, live_site: Site, consultation: Consultation
) -> None:
    with live_site.database():
        db.session.execute(sa.update(Consultation).values(drawings_seen_by=None))
    Child(page, "6-9").open()
    expect(page.locator("#q-dream")).to_have_count(0)
    expect(page.locator("#q-feeling")).to_have_count(1)


# ------------------------------------------------------------------ at the desk, and in the report

PICTURE = "~drawing / blue 3 100,100 400,300 / star 500,375"
CODE = "luna mar sol pino nube rana"


def sends(
    page: Page, site: Site, caption: str = SAID, quote: str = "dream", key: str = "0f"
) -> None:
    fields = {"go": "send", "key": key * 16, "code": CODE, "dream": PICTURE, "quote": quote}
    body = "&".join([f"{name}={value}" for name, value in fields.items()] + [f"dream={caption}"])
    headers = {"Origin": site.address, "Content-Type": "application/x-www-form-urlencoded"}
    sent = page.request.post("/j/CDFG3467/6-9", data=body, headers=headers)
    assert sent.status == 200
    with site.database():
        jobs.screen_sealed_texts()
        for case in db.session.scalars(sa.select(Case)):
            case.alerted -= timedelta(days=1)  # those of today are not seen before tomorrow
        db.session.commit()


def look_at_the_first(page: Page) -> None:
    page.goto("/safeguarding/drawings")
    page.locator(".cases a").first.click()
    page.get_by_role("button", name="Abrir este caso").click()
    unlock(page)
    expect(page.locator("#drawing svg")).to_be_visible()


def decide(page: Page, what: str) -> None:
    page.get_by_label(what).check()
    page.get_by_role("button", name="Anotar", exact=True).click()


def rows(site: Site) -> list[Drawing]:
    with site.database():
        return list(db.session.scalars(sa.select(Drawing)))


def test_a_drawing_is_cleared_approved_by_another_person_published_and_taken_back(
    page: Page,
    live_site: Site,
    officer: int,
    sign_in: Callable[..., str],
    accessible: Callable[[Page], None],
) -> None:
    sends(page, live_site, "Mi amiga Xóchitl Quispe y yo")
    [waiting] = rows(live_site)
    assert (waiting.state, waiting.picture, waiting.caption) == ("waiting", None, None)
    page.goto("/safeguarding/")
    page.get_by_role("link", name="1 dibujo espera a que alguien lo mire").click()
    page.wait_for_url("**/safeguarding/drawings*")
    accessible(page)
    look_at_the_first(page)
    expect(page.locator("#drawing path")).to_have_attribute("stroke", "#1f5fbf")
    expect(page.locator("#opened blockquote")).to_contain_text("Xóchitl")
    expect(page.locator("#after")).to_contain_text("[nombre]")
    accessible(page)
    assert fits(page)
    decide(page, "Nada que preocupe")
    expect(page.locator("h1")).to_have_text("Ningún dibujo por mirar hoy")
    [cleared] = rows(live_site)
    assert (cleared.state, cleared.picture) == ("cleared", PICTURE)
    assert "Xóchitl" not in (cleared.caption or "")
    sign_in(page, "coordinator")
    page.goto("/reports/mi-mundo-digital/drawings")
    expect(page.locator("svg.painted path")).to_have_attribute("stroke", "#1f5fbf")
    accessible(page)
    page.get_by_role("button", name="Mostrar", exact=True).click()
    expect(page.locator("main")).to_contain_text("Ningún dibujo espera tu mirada")
    [approved] = rows(live_site)
    assert approved.state == "approved"
    with live_site.database():
        acts = list(db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)))
    assert acts == ["open", "drawing_clear", "drawing_approve"]
    with live_site.database():
        asked = db.session.scalars(sa.select(Consultation)).one()
        for _each in range(12):
            answered(asked, "6-9", {"feeling": "good"})
        asked.state = "closed"
        db.session.execute(sa.update(Session).values(uploads_over=True))
        db.session.commit()
        publish(asked, today())
    page.goto("/reports/mi-mundo-digital")
    expect(page.locator("#drawings svg.painted path")).to_be_visible()
    expect(page.locator("#drawings figcaption")).to_contain_text("Mi amiga [nombre] y yo")
    accessible(page)
    assert fits(page)
    with live_site.database():
        withdraw(CODE)
    page.reload()
    expect(page.locator("#drawings")).to_contain_text("Quien lo dibujó pidió borrarlo.")
    expect(page.locator("#drawings svg")).to_have_count(0)
    assert rows(live_site) == []


def test_a_worrying_drawing_becomes_an_urgent_case_with_its_caption(
    page: Page, live_site: Site, officer: int
) -> None:
    sends(page, live_site)
    look_at_the_first(page)
    decide(page, "Algo preocupa")
    expect(page.locator("h1")).to_contain_text("Un caso urgente")
    expect(page.locator("#drawing svg")).to_be_visible()
    expect(page.locator("#opened blockquote")).to_have_text(SAID)
    expect(page.locator("#sealed-title")).to_have_text("Lo que dibujó")
    expect(page.locator(".duty")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Descargar el aviso").click()
    sheet_for_the_authority = Path(started.value.path()).read_text("utf-8")
    assert "http" not in sheet_for_the_authority
    assert "Es un dibujo" in sheet_for_the_authority
    assert "un programa" not in sheet_for_the_authority
    reader = page.context.new_page()
    reader.set_content(sheet_for_the_authority)
    drawn = reader.get_by_role("img", name="Lo que dibujó")
    expect(drawn.locator("> path")).to_have_attribute("stroke", "#1f5fbf")
    expect(drawn.locator("> use")).to_be_visible()  # it is none of another file
    assert rows(live_site) == []
    with live_site.database():
        [case] = db.session.scalars(sa.select(Case))
        assert (case.level, case.mark, case.state) == ("urgent", None, "open")
        assert list(db.session.scalars(sa.select(ReturnedText))) == []
        assert list(db.session.scalars(sa.select(FreeText))) == []


def test_without_permission_a_drawing_is_only_counted(
    page: Page, live_site: Site, officer: int
) -> None:
    sends(page, live_site, quote="")
    look_at_the_first(page)
    decide(page, "Nada que preocupe")
    expect(page.locator("h1")).to_have_text("Ningún dibujo por mirar hoy")
    [kept] = rows(live_site)
    assert (kept.state, kept.picture, kept.caption) == ("cleared", None, None)
    with live_site.database():
        assert [each.text for each in db.session.scalars(sa.select(ReturnedText))] == [SAID]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 1
