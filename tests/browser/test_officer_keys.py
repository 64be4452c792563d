"""Officers' keys in a browser: renewed, emptied, handed over to; the sheet for the authority."""

import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from nacl.public import PrivateKey
from playwright.sync_api import Page, expect

from consult.clock import hour, now
from consult.safeguarding import case_log
from consult.safeguarding.cases import operations
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import Act, Case, CaseEvent, CaseNote, CaseSeal, OfficerKey
from consult.sessions.models import Session
from consult.staff.operations import by_email
from consult.storage import ledger
from consult.storage.db import db

from .conftest import Site

pytestmark = pytest.mark.browser

ANA, EVA = "ana@example.org", "eva@example.org"
PHRASE = "farol ventana nopal tambor"
NEW_PHRASE = "canal semilla nube ajolote"
WORDS = "mi tío me pega y tengo miedo"
STORED_NOWHERE = "() => [localStorage.length, sessionStorage.length]"


@pytest.fixture
def ana(page: Page, live_site: Site, sign_in: Callable[..., str]) -> int:
    """A signed-in officer with a key made on the server; its number."""
    sign_in(page, queries.OFFICER, email=ANA)
    with live_site.database():
        made = keyring.make(by_email(ANA).id, formats.wrap_new_key(PHRASE), 5, now())
        return made.id


def raise_cases(site: Site, session: Session, *texts: str) -> None:
    with site.database():
        for text in texts:
            alert = operations.Alert(
                consultation_id=session.consultation_id,
                level="urgent",
                signals=("violence_home",),
                reasons=("tio me pega",),
                text=text,
                question="¿Qué les dirías?",
                band="10-13",
                language="es",
                session=session.code,
                channel="school",
                region="Oaxaca",
            )
            operations.alert_officers(alert, queries.officer_keys(), hour())


def note(site: Site, key_id: int) -> None:
    """A note about every case, sealed for one key."""
    with site.database():
        key = db.session.get_one(OfficerKey, key_id)
        for case in db.session.scalars(sa.select(Case)).all():
            at = case_log.quarter(now())
            event = CaseEvent(case_id=case.id, staff_id=key.staff_id, act=Act.NOTE, at=at)
            ledger.append(event)
            sealed = formats.seal_for(key.public, b'"una nota"')
            db.session.add(
                CaseNote(event_id=event.id, key_id=key.id, case_id=case.id, sealed=sealed)
            )


def make_key(page: Page, phrase: str, address: str = "/safeguarding/key") -> tuple[bytes, str]:
    """Make a key as an officer does; the private half of the sheet, and its fingerprint."""
    page.goto(address)
    page.get_by_label("Frase nueva").fill(phrase)
    page.get_by_label("Otra vez").fill(phrase)
    page.get_by_role("button", name="Hacer mi llave").click()
    expect(page.locator("#rows li")).to_have_count(4, timeout=15_000)
    rows = page.locator("#rows li").all_inner_texts()
    fingerprint = page.locator("#fingerprint").inner_text()
    page.get_by_label("Último grupo").fill(rows[-1][-4:])
    if hours := page.get_by_label("¿Cuántas horas a la semana").all():
        hours[0].fill("6")
    page.get_by_role("button", name="guardar mi llave").click()
    page.wait_for_url(lambda url: "/key/new" not in url and not url.endswith("/key"))
    return bytes.fromhex("".join(row.replace(" ", "")[:16] for row in rows)), fingerprint


def read_first(page: Page, phrase: str) -> None:
    page.goto("/safeguarding/")
    page.locator(".cases a").first.click()
    to_open = page.get_by_role("button", name="Abrir este caso")
    expect(to_open.or_(page.locator("#sealed"))).to_be_visible()
    if to_open.is_visible():
        to_open.click()
    page.get_by_label("Tu frase").fill(phrase)
    page.get_by_role("button", name="Leer").click()
    expect(page.locator("#opened blockquote")).to_contain_text(WORDS, timeout=15_000)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def other_officer(page: Page, sign_in: Callable[..., str]) -> None:
    page.context.clear_cookies()
    sign_in(page, queries.OFFICER, email=EVA)


def back_to_ana(page: Page, sign_in: Callable[..., str]) -> None:
    page.context.clear_cookies()
    sign_in(page, queries.OFFICER, email=ANA)


def expect_no_private_half(sent: list[str], *privates: bytes) -> None:
    everything = "\n".join(sent)
    for private in privates:
        assert private.hex() not in everything.lower()
        assert b64encode(private).decode() not in everything
    for phrase in (PHRASE, NEW_PHRASE):
        assert phrase.split()[2] not in everything


def test_officer_who_came_later_is_handed_the_open_cases_and_reads_them(
    page, live_site, session, ana, sign_in, accessible
):
    raise_cases(live_site, session, WORDS, "otra vez " + WORDS)
    note(live_site, ana)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    other_officer(page, sign_in)
    evas, on_paper = make_key(page, PHRASE)
    expect(page.get_by_text("2 casos abiertos que tú todavía no puedes abrir")).to_be_visible()
    back_to_ana(page, sign_in)
    page.goto("/safeguarding/")
    page.get_by_role("link", name="Pasárselos").click()
    expect(page.locator("#fingerprint")).to_have_text(on_paper)
    accessible(page)
    assert fits(page)
    page.get_by_label("La comparé").check()
    page.get_by_label("Tu frase").fill(PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#done h2")).to_be_focused(timeout=15_000)
    accessible(page)
    assert page.evaluate(STORED_NOWHERE) == [0, 0]
    other_officer(page, sign_in)
    read_first(page, PHRASE)
    expect(page.locator(".log")).to_contain_text("Pasó el caso a otra persona de protección (eva)")
    with live_site.database():
        assert len(db.session.scalars(sa.select(CaseSeal)).all()) == 4
        assert len(db.session.scalars(sa.select(CaseNote)).all()) == 4
        assert ledger.verify(CaseEvent).broken_at is None
    expect_no_private_half(sent, evas)


def test_key_is_not_handed_to_before_it_was_compared_or_with_another_passphrase(
    page, live_site, session, ana, sign_in
):
    raise_cases(live_site, session, WORDS)
    other_officer(page, sign_in)
    make_key(page, PHRASE)
    back_to_ana(page, sign_in)
    page.goto("/safeguarding/keys")
    page.get_by_role("link", name="Pasárselos").click()
    page.get_by_label("Tu frase").fill(PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#compared:invalid")).to_be_visible()
    page.get_by_label("La comparé").check()
    page.get_by_label("Tu frase").fill("no es esta frase")
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.get_by_text("Con esa frase no se abre")).to_be_visible(timeout=15_000)
    with live_site.database():
        assert len(db.session.scalars(sa.select(CaseSeal)).all()) == 1


def test_key_is_renewed_and_what_the_old_one_opened_moves_to_the_new_one(
    page, live_site, session, ana, accessible, monkeypatch
):
    monkeypatch.setattr(keyring, "BATCH_CASES", 2)
    raise_cases(live_site, session, *(f"{number} {WORDS}" for number in range(5)))
    note(live_site, ana)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto("/safeguarding/keys")
    page.get_by_role("link", name="Cambiar mi llave").click()
    page.wait_for_url("**/key/new")
    accessible(page)
    private, _ = make_key(page, NEW_PHRASE, "/safeguarding/key/new")
    expect(page).to_have_url(re.compile("/key/empty$"))
    raise_cases(live_site, session, f"meanwhile {WORDS}")
    accessible(page)
    page.get_by_label("Frase de tu llave anterior").fill(PHRASE)
    page.get_by_label("Frase de tu llave nueva").fill(NEW_PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#done h2")).to_be_focused(timeout=20_000)
    expect(page.get_by_text("Tu llave anterior todavía guarda")).to_be_hidden()
    assert page.evaluate(STORED_NOWHERE) == [0, 0]
    read_first(page, NEW_PHRASE)
    with live_site.database():
        old = db.session.get_one(OfficerKey, ana)
        new = queries.key_of(old.staff_id)
        assert (old.wrapped, new.public) == (b"", bytes(PrivateKey(private).public_key))
        seals = db.session.scalars(sa.select(CaseSeal)).all()
        assert [seal.key_id for seal in seals] == [new.id] * 6
        assert len(db.session.scalars(sa.select(CaseNote)).all()) == 5
    expect_no_private_half(sent, private)


def test_emptying_that_was_interrupted_goes_on_with_the_rest_by_the_old_sheet(
    page, live_site, session, sign_in, accessible, monkeypatch
):
    monkeypatch.setattr(keyring, "BATCH_CASES", 2)
    other_officer(page, sign_in)
    old, _ = make_key(page, PHRASE)
    raise_cases(live_site, session, *(f"{number} {WORDS}" for number in range(5)))
    make_key(page, NEW_PHRASE, "/safeguarding/key/new")
    posts: list[str] = []

    def cut_after_two(route) -> None:
        posts.append(route.request.url)
        route.abort() if len(posts) == 3 else route.continue_()

    page.route("**/key/empty/*", cut_after_two)
    page.get_by_label("Frase de tu llave anterior").fill(PHRASE)
    page.get_by_label("Frase de tu llave nueva").fill(NEW_PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#interrupted")).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.get_by_text("todavía guarda 3 casos")).to_be_visible()
    rows = [old[at : at + 8] for at in range(0, 32, 8)]
    sheet = [_row(number, part) for number, part in enumerate(rows)]
    page.get_by_label("O la hoja de tu llave anterior").fill(sheet[0] + sheet[1] + sheet[0])
    page.get_by_label("Frase de tu llave nueva").fill(NEW_PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.get_by_text("Revisa el renglón 3.")).to_be_visible()
    accessible(page)
    page.get_by_label("O la hoja de tu llave anterior").fill("\n".join(sheet))
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#done h2")).to_be_focused(timeout=20_000)


def _row(number: int, part: bytes) -> str:
    from hashlib import blake2b

    check = blake2b(bytes([number]) + part, digest_size=16).hexdigest()[:4]
    return (part.hex() + check).upper()


def test_wrong_new_passphrase_moves_nothing(page, live_site, session, ana):
    raise_cases(live_site, session, WORDS)
    make_key(page, NEW_PHRASE, "/safeguarding/key/new")
    page.get_by_label("Frase de tu llave anterior").fill(PHRASE)
    page.get_by_label("Frase de tu llave nueva").fill(PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#new-error")).to_be_visible(timeout=20_000)
    with live_site.database():
        assert [seal.key_id for seal in db.session.scalars(sa.select(CaseSeal))] == [ana]


def test_broken_envelope_stays_stops_no_other_and_is_said(page, live_site, session, ana):
    raise_cases(live_site, session, WORDS, WORDS)
    with live_site.database():
        broken = db.session.scalars(sa.select(CaseSeal)).first()
        broken.sealed = bytes(len(broken.sealed))
    make_key(page, NEW_PHRASE, "/safeguarding/key/new")
    page.get_by_label("Frase de tu llave anterior").fill(PHRASE)
    page.get_by_label("Frase de tu llave nueva").fill(NEW_PHRASE)
    page.get_by_role("button", name="Pasar los casos").click()
    expect(page.locator("#some-stayed")).to_be_visible(timeout=20_000)
    with live_site.database():
        assert sorted(seal.key_id == ana for seal in db.session.scalars(sa.select(CaseSeal))) == [
            False,
            True,
        ]
        assert db.session.get_one(OfficerKey, ana).wrapped


def test_sheet_for_the_authority_is_made_in_the_browser_and_holds_no_key(
    browser, page, live_site, session, ana, tmp_path: Path
):
    raise_cases(live_site, session, WORDS)
    read_first(page, PHRASE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    with page.expect_download() as started:
        page.get_by_role("button", name="Descargar el aviso").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert re.fullmatch(r"aviso-[0-9a-f]{4}\.html", file.name)
    made = file.read_text("utf-8")
    for said in (WORDS, "Procuraduría", "Oaxaca", "artículo 12", ANA, "Abrió el caso", "CDFG3467"):
        assert said in made
    assert "No se sabe su nombre" in made
    for inside in ("data-", "<form", "<script", "<button", "http", "Violencia en casa", "wrapped"):
        assert inside not in made, inside
    assert WORDS not in "".join(sent)
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.get_by_role("button", name="Imprimir el aviso").click()
    expect(page).to_have_title("printed")
    with live_site.database():
        acts = db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)).all()
        assert acts[-2:] == [Act.EXPORT, Act.EXPORT]
    elsewhere = browser.new_context(viewport={"width": 800, "height": 1000})
    reader = elsewhere.new_page()
    reader.goto(f"file://{file}")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Aviso de posible vulneración")
    reader.screenshot(path=tmp_path / "notice.png", full_page=True)
    elsewhere.close()


def test_no_sheet_is_made_that_could_not_be_logged(page, live_site, session, ana):
    raise_cases(live_site, session, WORDS)
    read_first(page, PHRASE)
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.context.set_offline(True)
    page.get_by_role("button", name="Imprimir el aviso").click()
    expect(page.locator("#unreachable")).to_be_visible()
    assert page.title() != "printed"


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_keys_fit_their_screen_in_both_languages(
    page, live_site, session, ana, sign_in, accessible, width, tmp_path: Path
):
    page.set_viewport_size({"width": width, "height": 800})
    raise_cases(live_site, session, WORDS)
    other_officer(page, sign_in)
    make_key(page, PHRASE)
    back_to_ana(page, sign_in)
    with live_site.database():
        evas = queries.key_of(by_email(EVA).id).id
    addresses = {"keys": "keys", "hand_over": f"keys/{evas}", "renew": "key/new", "desk": ""}
    for language in ("es", "en"):
        for name, address in addresses.items():
            page.goto(f"/safeguarding/{address}?language={language}")
            assert fits(page)
            page.screenshot(path=tmp_path / f"{name}_{language}.png", full_page=True)
            accessible(page)
    make_key(page, NEW_PHRASE, "/safeguarding/key/new")
    assert fits(page)
    page.screenshot(path=tmp_path / "empty.png", full_page=True)
    accessible(page)
