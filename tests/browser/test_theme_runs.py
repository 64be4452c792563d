"""Pages of the review of themes in a browser: all of it by keyboard and without JavaScript."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from consult.storage.db import db
from consult.themes.models import Passage, PassageSign
from consult.themes.queries import current_run
from tests.consult.seeding import analysed, answered, keep, said

pytestmark = pytest.mark.browser

HOME = "/themes/mi-mundo-digital"
LONG = "Que el celular se pueda usar en el recreo y en las clases en que la maestra lo pida"


@pytest.fixture
def runs(live_site, consultation) -> None:
    """A closed consultation with a run in use, a candidate, and passages in no theme."""
    with live_site.database():
        consultation.state = "closed"
        db.session.merge(consultation)
        children = [answered(consultation, "10-13") for _ in range(60)]
        db.session.flush()
        phones = [said(c, f"{LONG} {n}") for n, c in enumerate(children[:12])]
        against = [said(c, f"Que no haya celular {n}") for n, c in enumerate(children[12:24])]
        ads = [said(c, f"Sin anuncios {n}") for n, c in enumerate(children[24:40])]
        alone = [said(c, f"Otra idea {n % 18}") for n, c in enumerate(children[40:])]
        used = analysed(
            consultation, a=("El celular en la escuela", [*phones, *against]), b=("Anuncios", ads)
        )
        new = analysed(
            consultation,
            a=("El celular en la escuela", [*phones, *ads[:3]]),
            c=("Sin celular", against),
            b=("Anuncios", ads[3:]),
        )
        new.standing, new.grain = "candidate", "more"
        for run in (used, new):
            for text in alone:
                keep(run, text, None, None)
        db.session.flush()
        _tell(used)


def _tell(run) -> None:
    theme = next(each for each in run.themes if each.key == "a")
    theme.about, theme.firmness, theme.led = "celular", "fair", {"edu": ["escuela", "clases"]}
    theme.parts = [{"label": "El recreo", "keywords": ["recreo"]}]
    run.names = {
        "concept": {"edu": {"es": "Derecho a la educación", "en": "Right to education"}},
        "addressee": {"school": {"es": "Escuelas y maestros", "en": "Schools"}},
    }
    for passage in db.session.scalars(sa.select(Passage).where(Passage.theme_id == theme.id)):
        passage.side = "against" if " no " in passage.text else "for"
        passage.kind, passage.part = "proposal", None if " no " in passage.text else 0
        passage.representative = passage.representative or (9 if " no " in passage.text else None)
        for sort, code in (("concept", "edu"), ("addressee", "school")):
            db.session.add(PassageSign(passage_id=passage.id, sort=sort, code=code))


PAGES = ("", "/theme/a", "/not-grouped", "/decisions", "/runs", "/runs/2", "/guide")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_pages_fit_and_axe_finds_nothing(
    page, live_site, runs, sign_in, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "coordinator")
    page.goto(f"{HOME}/not-grouped")
    page.get_by_label("Otra idea 3").check()
    page.get_by_role("button", name="Pasar", exact=True).click()
    expect(page.get_by_text("Pasaste una frase.")).to_be_visible()
    for path in PAGES:
        page.goto(HOME + path)
        for each in page.locator("details > summary").all()[:6]:
            if not each.evaluate("summary => summary.parentElement.open"):
                each.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main summary, main select')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)"
            ".map(e => e.outerHTML)"
        )
        assert small == [], path
        page.screenshot(
            path=tmp_path / f"{path.strip('/').replace('/', '_') or 'review'}_{width}.png",
            full_page=True,
        )
        accessible(page)


@pytest.fixture
def bare(browser, page, live_site, runs, sign_in):
    """A page of a coordinator's browser in which no script runs."""
    sign_in(page, "coordinator")
    context = browser.new_context(
        base_url=live_site.address,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
        locale="es-MX",
    )
    yield context.new_page()
    context.close()


def test_a_candidate_is_compared_and_chosen_without_javascript(bare, live_site):
    bare.goto(HOME)
    bare.get_by_role("link", name="Compararla con la de ahora").click()
    expect(bare.get_by_text("Siguen 2 temas; aparece uno; desaparecen 0.")).to_be_visible()
    row = bare.get_by_role("row").filter(has_text="Sin celular").first
    expect(row).to_contain_text("El celular en la escuela")
    bare.get_by_role("button", name="Usar la nueva").click()
    expect(bare.get_by_text("Esta es ahora la agrupación en uso")).to_be_visible()
    expect(bare.get_by_role("heading", name="Sin celular")).to_be_visible()
    expect(bare.get_by_label("Más temas, más precisos")).to_be_checked()
    with live_site.database():
        assert current_run(1).id == 2


def test_passages_are_split_moved_and_put_back_by_keyboard_alone(page, live_site, runs, sign_in):
    sign_in(page, "coordinator")
    page.goto(f"{HOME}/theme/a")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    page.get_by_label("O nombre de un tema nuevo con ellas").focus()
    page.keyboard.type("En el recreo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="En el recreo")).to_be_visible()
    page.goto(f"{HOME}/decisions")
    expect(
        page.get_by_text("Separaste una frase en un tema nuevo: «En el recreo».")
    ).to_be_visible()
    page.get_by_role("button", name="Deshacer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Quedó deshecha.")).to_be_visible()
    page.goto(HOME)
    expect(page.get_by_role("heading", name="En el recreo")).to_have_count(0)


def test_a_part_that_is_proposed_becomes_a_theme(bare):
    bare.goto(f"{HOME}/theme/a")
    part = bare.locator(".proposal").filter(has=bare.get_by_role("heading", name="El recreo"))
    part.get_by_role("button", name="Separar esta parte").click()
    expect(bare.get_by_text("Separaste el tema nuevo.")).to_be_visible()
    expect(bare.get_by_role("listitem").filter(has_text=LONG)).not_to_have_count(0)
    bare.goto(HOME)
    expect(bare.get_by_text("separado a mano")).to_be_visible()
