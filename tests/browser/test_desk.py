"""The safeguarding desk in a browser: the key is made there, and cases are opened there."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from nacl.public import PrivateKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from playwright.sync_api import Page, expect

from consult.answering.models import FreeText
from consult.clock import hour
from consult.help.queries import new_service, shipped
from consult.safeguarding.cases import operations
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import Act, Case, CaseEvent, OfficerKey
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.staff.operations import by_email
from consult.storage.db import db

from .conftest import Site
from .test_children import Child

pytestmark = pytest.mark.browser

PHRASE = "farol ventana nopal tambor"
WORDS = "mi tío me pega y tengo miedo"
STORED_NOWHERE = "() => [localStorage.length, sessionStorage.length]"


def alert(session: Session, **changes: object) -> operations.Alert:
    parts = {
        "consultation_id": session.consultation_id,
        "level": "urgent",
        "signals": ("violence_home", "fear"),
        "reasons": ("tio me pega",),
        "text": WORDS,
        "question": "¿Qué les dirías?",
        "band": "10-13",
        "language": "es",
        "session": session.code,
        "region": "Oaxaca",
        "channel": "school",
    }
    return operations.Alert(**{**parts, **changes})


@pytest.fixture
def officer(page: Page, live_site: Site, sign_in: Callable[..., str]) -> int:
    """A signed-in officer with a key made on the server; their id."""
    email = sign_in(page, "safeguarding_officer")
    with live_site.database():
        staff_id = by_email(email).id
        keyring.make_key(staff_id, *formats.wrap_new_key(PHRASE))
    return staff_id


def raise_case(site: Site, session: Session, **changes: object) -> None:
    with site.database():
        operations.alert_officers(alert(session, **changes), queries.officer_keys(), hour())


def open_first(page: Page) -> None:
    page.goto("/safeguarding/")
    page.locator(".cases a").first.click()
    page.get_by_role("button", name="Abrir este caso").click()


def unlock(page: Page, phrase: str = PHRASE) -> None:
    page.get_by_label("Tu frase").fill(phrase)
    page.get_by_role("button", name="Leer").click()


def make_key(page: Page, phrase: str = PHRASE) -> list[str]:
    """Make a key as an officer does; the rows of the recovery sheet."""
    page.goto("/safeguarding/")
    expect(page).to_have_url(re.compile("/safeguarding/key$"))
    page.get_by_label("Frase nueva").fill(phrase)
    page.get_by_label("Otra vez").fill(phrase)
    page.get_by_role("button", name="Hacer mi llave").click()
    expect(page.locator("#rows li")).to_have_count(4, timeout=15_000)
    rows = page.locator("#rows li").all_inner_texts()
    page.get_by_label("Último grupo").fill(rows[-1][-4:])
    page.get_by_label("¿Cuántas horas a la semana").fill("6")
    page.get_by_role("button", name="guardar mi llave").click()
    expect(page).to_have_url(re.compile("/safeguarding/$"))
    return rows


def private_half(rows: list[str]) -> bytes:
    """What a recovery sheet holds: of each row eight bytes, without the last group."""
    return bytes.fromhex("".join(row.replace(" ", "")[:16] for row in rows))


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def child_sends(page: Page, site: Site, text: str) -> None:
    fields = {"go": "send", "key": "0f" * 16, "code": "a b c d e f", "ask_lawmakers": text}
    sent = page.request.post("/j/CDFG3467/10-13", form=fields, headers={"Origin": site.address})
    assert sent.status == 200


def child_writes(page: Page, site: Site, text: str) -> None:
    """The same as a child does it, card by card, on a device of her own."""
    browser = page.context.browser
    assert browser
    with browser.new_context(base_url=site.address, locale="es-MX") as device:
        child = Child(device.new_page(), "10-13").open()
        child.go_to("send", {"ask_lawmakers": text}).send()


def expect_whole_case(page: Page) -> None:
    opened = page.locator("#opened")
    expect(opened.locator("blockquote")).to_have_text(WORDS)
    for part in ("Violencia en casa", "10 a 13 años", "tio me pega", "CDFG3467"):
        expect(opened).to_contain_text(part)
    expect(page.locator(".duty")).to_contain_text("Niñas, Niños y Adolescentes de Oaxaca")


def report_and_close(page: Page) -> None:
    page.get_by_label("Ya se avisó a la autoridad").check()
    page.get_by_role("button", name="Cerrar el caso").click()
    expect(page.get_by_text("anota arriba a qué autoridad avisaste")).to_be_visible()
    page.get_by_label("Procuraduría de Protección del estado").check()
    page.get_by_role("button", name="Anotar el aviso").click()
    expect(page.locator(".log")).to_contain_text("Avisó a la Procuraduría")
    page.get_by_label("Ya se avisó a la autoridad").check()
    page.get_by_role("button", name="Cerrar el caso").click()


def test_child_writes_and_an_officer_reads_reports_and_closes(
    page, live_site, session, sign_in, accessible
):
    sign_in(page, "safeguarding_officer")
    make_key(page)
    child_writes(page, live_site, WORDS)
    with live_site.database():
        jobs.screen_sealed_texts()
    page.goto("/safeguarding/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 caso urgente espera")
    assert WORDS not in page.content()
    page.locator(".cases a").click()
    page.get_by_role("button", name="Abrir este caso").click()
    unlock(page)
    expect_whole_case(page)
    accessible(page)
    expect(page.locator("#opened")).not_to_contain_text("solo lo supone")
    report_and_close(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ningún caso espera")
    assert page.evaluate(STORED_NOWHERE) == [0, 0]
    with live_site.database():
        of_case = sa.select(CaseEvent.act).where(CaseEvent.case_id.is_not(None))
        acts = db.session.scalars(of_case.order_by(CaseEvent.id)).all()
        assert acts == [Act.OPEN, Act.REFER_PROCURADURIA, Act.CLOSE_REPORTED]
        assert db.session.scalars(sa.select(FreeText)).all() == []


def test_case_says_where_and_who_facilitated_and_an_older_one_what_it_knows(
    page, live_site, session, officer
):
    known = {"setting": "school", "day": "2026-11-26", "facilitator": "Rosa Díaz"}
    raise_case(live_site, session, **known, facilitator_email="rosa@example.org")
    open_first(page)
    unlock(page)
    opened, warning = page.locator("#opened"), page.get_by_text("se les ha avisado")
    expect(opened).to_contain_text("Escuela · CDFG3467 · 26 de noviembre de 2026")
    expect(opened).to_contain_text("Rosa Díaz · rosa@example.org")
    expect(warning).to_be_visible()
    expect(page.locator("#sealed-title")).to_have_text("Lo que escribió")
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar el aviso").click()
    sheet = Path(download.value.path()).read_text()
    arrived = f"entre {hour():%H}:00 y {hour() + timedelta(hours=1):%H}:00"
    for part in ("Rosa Díaz · rosa@example.org", "se les ha avisado", "Hizo la hoja: ", arrived):
        assert part in sheet
    page.get_by_role("button", name="Cerrar mi llave").click()
    assert "Rosa" not in page.content()
    expect(warning).to_be_hidden()
    with live_site.database():
        db.session.execute(sa.update(Case).values(state="closed"))
        db.session.commit()
    raise_case(live_site, session)
    open_first(page)
    unlock(page)
    expect(opened.locator('[data-part="session"]')).to_have_text("CDFG3467")
    expect(warning).to_be_hidden()
    expect(page.get_by_text("Facilitó la sesión")).to_be_hidden()


def test_case_of_the_public_link_that_no_list_names_shows_no_code_and_no_signal(
    page, live_site, session, officer, accessible
):
    raise_case(live_site, session, channel="public", cued=False)
    open_first(page)
    unlock(page)
    expect(page.locator('#opened [data-part="session"]')).to_have_text("Enlace público")
    expect(page.get_by_text("El programa solo lo supone: ninguna de sus listas")).to_be_visible()
    expect(page.locator("#opened")).not_to_contain_text("Violencia en casa")
    accessible(page)
    page.get_by_role("button", name="Cerrar mi llave").click()
    assert "solo lo supone" not in page.locator("main").inner_text()


def acts(site: Site) -> list[str]:
    with site.database():
        of_case = sa.select(CaseEvent.act).where(CaseEvent.case_id.is_not(None))
        return list(db.session.scalars(of_case.order_by(CaseEvent.id)))


def test_double_press_writes_one_line(page, live_site, session, officer):
    raise_case(live_site, session)
    open_first(page)
    unlock(page)
    page.get_by_label("911").check()
    page.get_by_role("button", name="Anotar el aviso").dblclick()
    expect(page.locator(".log")).to_contain_text("Avisó al 911")
    page.get_by_label("En tus palabras").fill("Llamé.")
    page.get_by_role("button", name="Guardar").dblclick()
    expect(page.locator(".written .words")).to_have_text("Llamé.")
    download = page.get_by_role("button", name="Descargar el aviso")
    # A slow hand: the site has long answered the first press when the second comes.
    download.dblclick(delay=150)
    expect(download).to_be_enabled()
    assert acts(live_site) == [Act.OPEN, Act.REFER_911, Act.NOTE, Act.EXPORT]


def test_note_sent_again_after_a_lost_answer_is_kept_once(page, live_site, session, officer):
    raise_case(live_site, session)
    open_first(page)
    unlock(page)

    def arrives_but_is_not_answered(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/note", arrives_but_is_not_answered, times=1)
    page.get_by_label("En tus palabras").fill("Llamé.")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#unreachable")).to_be_visible()
    expect(page.get_by_label("En tus palabras")).to_have_value("Llamé.")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator(".written .words")).to_have_text("Llamé.")
    assert acts(live_site) == [Act.OPEN, Act.NOTE]


def test_notice_for_the_authority_is_what_is_printed(page, live_site, session, officer):
    known = {**shipped()[0], "need": "rights", "always": False, "contact": "000 000 0000"}
    with live_site.database():
        for region in ("Oaxaca", "Puebla"):
            names = {"es": f"Procuraduría de {region}"}
            db.session.add(new_service({**known, "slug": region, "region": region, "names": names}))
        db.session.commit()
    raise_case(live_site, session)
    open_first(page)
    walk, contact = page.locator(".duty"), "Procuraduría de Oaxaca: 000 000 0000."
    expect(walk).to_contain_text("Su teléfono no está en el directorio")
    unlock(page)
    expect(page.locator("#opened")).to_be_visible()
    expect(walk).to_contain_text(contact)
    expect(walk).not_to_contain_text("Puebla")
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar el aviso").click()
    assert contact in Path(download.value.path()).read_text()
    page.emulate_media(media="print")
    expect(page.get_by_text("Su contacto: Procuraduría de Oaxaca")).to_be_visible()
    expect(page.get_by_text("Aviso de posible vulneración")).to_be_visible()
    expect(page.locator("#opened blockquote")).to_be_visible()
    for screen_only in (".duty", "#print", "header nav", "main form >> nth=0"):
        expect(page.locator(screen_only)).to_be_hidden()


def test_ended_session_leads_to_the_sign_in_page(page, live_site, session, officer):
    raise_case(live_site, session)
    page.goto("/safeguarding/")
    page.context.clear_cookies()
    page.locator(".cases a").click()
    expect(page.get_by_label("Contraseña")).to_be_visible()
    expect(page).to_have_url(re.compile("/staff/login"))


def test_keyboard_reaches_the_words_and_focus_follows_the_page(page, live_site, session, officer):
    raise_case(live_site, session)
    page.goto("/safeguarding/")
    page.locator(".cases a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("button", name="Abrir este caso").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Tu frase").fill(PHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("#opened")).to_be_focused()
    expect(page).to_have_title(re.compile("^Urgente"))


def test_passphrase_is_asked_for_once_a_tab_and_again_after_a_reload(
    page, live_site, session, officer
):
    raise_case(live_site, session)
    raise_case(live_site, session, text="otra vez " + WORDS)
    open_first(page)
    unlock(page)
    expect(page.locator("#opened")).to_be_visible()
    page.get_by_role("link", name="Protección").click()
    page.locator(".cases li.new a").click()
    page.get_by_role("button", name="Abrir este caso").click()
    expect(page.locator("#opened")).to_be_visible()
    expect(page.locator("#unlock")).to_be_hidden()
    page.go_back()
    expect(page.locator(".cases").first).to_be_visible()
    page.go_forward()
    expect(page.locator("#opened")).to_be_visible()
    page.reload()
    expect(page.locator("#unlock")).to_be_visible()
    expect(page.locator("#opened")).to_be_hidden()
    assert WORDS not in page.content()


def test_locking_takes_the_words_off_the_page(page, live_site, session, officer):
    raise_case(live_site, session)
    open_first(page)
    unlock(page)
    expect(page.locator("#opened")).to_be_visible()
    page.get_by_role("button", name="Cerrar mi llave").click()
    expect(page.locator("#unlock")).to_be_visible()
    expect(page.locator("#sealed-title")).to_have_text("Lo que escribió o dibujó")
    assert WORDS not in page.content()
    assert "Oaxaca" not in page.locator("main").inner_text()


def test_tab_left_alone_locks_itself(page, live_site, session, officer):
    raise_case(live_site, session)
    page.clock.install()
    open_first(page)
    unlock(page)
    page.clock.run_for(1000)
    expect(page.locator("#opened")).to_be_visible()
    page.clock.run_for(14 * 60 * 1000)
    expect(page.locator("#opened")).to_be_visible()
    page.clock.run_for(2 * 60 * 1000)
    expect(page.locator("#opened")).to_be_hidden()
    assert WORDS not in page.content()


def test_wrong_passphrase_opens_nothing_and_says_so(page, live_site, session, officer):
    raise_case(live_site, session)
    open_first(page)
    unlock(page, "farol ventana nopal tambora")
    expect(page.get_by_text("Con esa frase no se abre tu llave")).to_be_visible()
    expect(page.locator("#opened")).to_be_hidden()
    expect(page.get_by_label("Tu frase")).to_be_focused()
    unlock(page, " farol  ventana nopal tambor ")
    expect(page.locator("#opened")).to_be_visible()


def test_words_of_a_case_are_never_markup(page, live_site, session, officer):
    raise_case(live_site, session, text="<img src=x onerror=alert(1)><b>hola</b>")
    open_first(page)
    unlock(page)
    expect(page.locator("#opened blockquote")).to_have_text(
        "<img src=x onerror=alert(1)><b>hola</b>"
    )
    assert page.locator("#opened img, #opened b").count() == 0


def test_key_made_in_the_browser_has_the_servers_format_and_leaves_no_secret(
    page, live_site, sign_in
):
    email = sign_in(page, "safeguarding_officer")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    rows = make_key(page)
    private = PrivateKey(private_half(rows))
    with live_site.database():
        key = db.session.scalar(sa.select(OfficerKey))
        assert key.staff_id == by_email(email).id
        assert key.public == bytes(private.public_key)
        formats.check(key.public, key.wrapped, key.salt)
        stretched = argon2id.kdf(32, PHRASE.encode(), key.salt, formats.OPERATIONS, formats.MEMORY)
        assert SecretBox(stretched).decrypt(key.wrapped) == bytes(private)
        sealed = formats.seal_for(key.public, b"hola")
    assert SealedBox(private).decrypt(sealed).startswith(b"hola")
    everything = "\n".join(sent).lower()
    assert PHRASE.split()[0] not in everything
    assert bytes(private).hex() not in everything.replace(" ", "")
    assert b64encode(bytes(private)).decode().lower() not in everything
    assert page.evaluate(STORED_NOWHERE) == [0, 0]


def test_weak_or_mistyped_passphrase_makes_no_key(page, sign_in, accessible):
    sign_in(page, "safeguarding_officer")
    page.goto("/safeguarding/key")
    make = page.get_by_role("button", name="Hacer mi llave")
    for weak in ("nopal", "nopal nopal nopal nopal", "aaaaaaaaaaaaaaaaaaaa"):
        page.get_by_label("Frase nueva").fill(weak)
        make.click()
        expect(page.get_by_text("Es muy fácil de adivinar")).to_be_visible()
    page.get_by_label("Frase nueva").fill(PHRASE)
    page.get_by_label("Otra vez").fill(PHRASE + "es")
    make.click()
    expect(page.get_by_text("Las dos no son iguales")).to_be_visible()
    expect(page.get_by_label("Otra vez")).to_be_focused()
    accessible(page)
    expect(page.locator("#sheet")).to_be_hidden()


def test_proposed_passphrase_is_five_words_and_new_each_time(page, sign_in):
    sign_in(page, "safeguarding_officer")
    page.goto("/safeguarding/key")
    proposed = [""]
    for _ in range(3):
        page.get_by_role("button", name="Proponme una frase").click()
        expect(page.get_by_label("Frase nueva")).not_to_have_value(proposed[-1])
        proposed.append(page.locator("[data-proposal]").inner_text())
    assert len(set(proposed[1:])) == 3
    assert all(len(phrase.split()) == 5 for phrase in proposed[1:])


def test_key_is_kept_only_once_the_sheet_was_copied(page, live_site, sign_in, accessible):
    sign_in(page, "safeguarding_officer")
    page.goto("/safeguarding/key")
    page.get_by_label("Frase nueva").fill(PHRASE)
    page.get_by_label("Otra vez").fill(PHRASE)
    page.get_by_role("button", name="Hacer mi llave").click()
    expect(page.locator("#rows li")).to_have_count(4, timeout=15_000)
    page.get_by_label("Último grupo").fill("XXXX")
    page.get_by_label("¿Cuántas horas a la semana").fill("6")
    page.get_by_role("button", name="guardar mi llave").click()
    expect(page.get_by_text("No es lo que dice el final de la hoja")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.emulate_media(media="print")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.locator("#keep")).to_be_hidden()
    with live_site.database():
        assert db.session.scalars(sa.select(OfficerKey)).all() == []


def test_recovery_sheet_opens_the_key_under_a_new_passphrase(
    page, live_site, session, sign_in, accessible
):
    sign_in(page, "safeguarding_officer")
    rows = make_key(page)
    raise_case(live_site, session)
    page.get_by_role("link", name="Cambiar mi frase").click()
    page.get_by_label("Frase nueva").fill("otra frase bien larga")
    page.get_by_label("Otra vez").fill("otra frase bien larga")
    slipped = rows[2][:-1] + ("0" if rows[2][-1] != "0" else "1")
    page.get_by_label("O tu hoja").fill("\n".join([*rows[:2], slipped, rows[3]]))
    page.get_by_role("button", name="Cambiar la frase").click()
    expect(page.get_by_text("Revisa el renglón 3.")).to_be_visible()
    accessible(page)
    page.get_by_label("O tu hoja").fill("\n".join(rows).lower())
    page.get_by_role("button", name="Cambiar la frase").click()
    expect(page).to_have_url(re.compile("/safeguarding/$"), timeout=15_000)
    open_first(page)
    unlock(page)
    expect(page.get_by_text("Con esa frase no se abre tu llave")).to_be_visible()
    unlock(page, "otra frase bien larga")
    expect(page.locator("#opened blockquote")).to_have_text(WORDS)


def test_old_passphrase_changes_the_passphrase_and_is_not_sent(page, live_site, officer):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto("/safeguarding/passphrase")
    page.get_by_label("Frase de ahora").fill("no es esta frase")
    page.get_by_label("Frase nueva").fill("otra frase bien larga")
    page.get_by_label("Otra vez").fill("otra frase bien larga")
    page.get_by_role("button", name="Cambiar la frase").click()
    expect(page.locator("#old-error")).to_be_visible(timeout=15_000)
    page.get_by_label("Frase de ahora").fill(PHRASE)
    page.get_by_role("button", name="Cambiar la frase").click()
    expect(page).to_have_url(re.compile("/safeguarding/$"), timeout=15_000)
    assert "farol" not in "".join(sent)
    assert "bien" not in "".join(sent)


def test_only_the_desks_pages_may_compile_webassembly(page, live_site, officer, session):
    desk = page.request.get("/safeguarding/").headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in desk
    for elsewhere in ("/", "/staff/", f"/j/{session.code}/10-13", "/help"):
        assert "wasm" not in page.request.get(elsewhere).headers["content-security-policy"]


def test_case_from_before_the_officers_key_says_who_can_read_it(
    page, live_site, session, officer, sign_in, accessible
):
    raise_case(live_site, session)
    page.context.clear_cookies()
    sign_in(page, "safeguarding_officer", email="segunda@example.org")
    make_key(page)
    page.locator(".cases a").click()
    expect(page.get_by_role("heading", name="Este caso no está bajo tu llave")).to_be_visible()
    expect(page.get_by_text("Lo puede leer: safeguarding_officer.")).to_be_visible()
    expect(page.get_by_role("button", name="Abrir este caso")).to_have_count(0)
    accessible(page)


def test_lost_connection_is_said_and_loses_nothing(page, live_site, session, officer):
    raise_case(live_site, session)
    page.goto("/safeguarding/")
    page.context.set_offline(True)
    page.locator(".cases a").click()
    expect(page.locator("#unreachable")).to_be_visible()
    page.context.set_offline(False)
    page.locator(".cases a").click()
    expect(page.get_by_role("button", name="Abrir este caso")).to_be_visible()


def test_without_javascript_the_desk_says_that_it_needs_it(browser, page, live_site, officer):
    state = page.context.storage_state()
    context = browser.new_context(
        base_url=live_site.address, java_script_enabled=False, storage_state=state
    )
    bare = context.new_page()
    bare.goto("/safeguarding/")
    expect(bare.locator("noscript .problem")).to_be_visible()
    bare.goto("/safeguarding/passphrase")
    expect(bare.locator("noscript .problem")).to_be_visible()
    expect(bare.get_by_text("Preparando…")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_their_screen_in_both_languages(
    page, live_site, session, officer, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    raise_case(live_site, session)
    raise_case(live_site, session, level="support", text="me hacen burla", signals=("bullying",))
    for language in ("es", "en"):
        page.goto(f"/safeguarding/?language={language}")
        assert fits(page)
        page.screenshot(path=tmp_path / f"desk_{language}.png", full_page=True)
        accessible(page)
    open_first(page)
    unlock(page)
    expect(page.locator("#opened")).to_be_visible()
    assert fits(page)
    box = page.get_by_role("link", name="911").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    page.screenshot(path=tmp_path / "case.png", full_page=True)
    accessible(page)
