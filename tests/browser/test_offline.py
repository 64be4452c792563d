"""A session's tablet without a network: nothing lost, nothing twice, nothing left of a child."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult.answering.models import Response
from consult.answering.sends import transport_sealing
from consult.cli import main
from consult.consultations.models import Consultation
from consult.sessions.models import Session
from consult.storage.db import db
from tests.consult.other_languages import other_languages
from tools.chromium import ARGUMENTS, CHROMIUM

from .conftest import Site
from .test_children import CHOSEN, PHONE, Child, stored
from .test_spoken import MEXICAN, Voice, recorded, spoken_files, with_voices

__all__ = ["other_languages", "recorded", "spoken_files"]
pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

BAND = "6-9"
TEXT = "Que haya internet en la nevería de la esquina."
MINUTE = 60 * 1000
SITE = Path(__file__).parent / "dying_site.py"
LOOK = """async () => {
  const names = await caches.keys();
  const pages = [];
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      pages.push({ name, address: request.url, text });
    }
  }
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("alzavoz");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const isThere = database.objectStoreNames.contains("waiting");
  const records = !isThere ? [] : await new Promise((resolve) => {
    const asked = database.transaction("waiting").objectStore("waiting").getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  database.close();
  const read = (bytes) => new TextDecoder("latin1").decode(bytes);
  const waiting = records.map(
    ({ address, sealed, refused }) => ({ address, refused, sealed: read(sealed) }));
  return {
    pages, tab: JSON.stringify({ ...sessionStorage }), device: JSON.stringify({ ...localStorage }),
    waiting,
    names: records.map((record) => Object.keys(record).sort().join(" ")),
  };
}"""


class Tablet(Child):
    """A device of a session, once its pages are kept."""

    address = f"/j/CDFG3467/{BAND}"

    def open(self, language: str = "es") -> "Tablet":
        self.page.goto(self.address + ("" if language == "es" else f"?language={language}"))
        self.page.wait_for_selector("html.steps[data-offline=ready]")
        return self

    def go_offline(self) -> None:
        self.page.context.set_offline(True)

    def go_online(self) -> None:
        self.page.context.set_offline(False)

    def answer_and_send(self) -> str:
        """Up to the thanks; gives the six words."""
        self.go_to("send", {**CHOSEN[BAND], "ask_lawmakers": TEXT})
        self.send()
        return self.page.locator(".codewords").inner_text()

    def expect_kept(self) -> None:
        expect(self.page.locator(".thanks .waits")).to_contain_text(
            "Quedó guardado en esta tableta"
        )

    def expect_waiting(self, number: int) -> None:
        line = self.page.locator("[data-waiting]")
        if number:
            expect(line).to_contain_text(f"{number} espera")
        else:
            expect(line).to_be_hidden()

    def look(self) -> dict[str, Any]:
        """What the browser keeps on the device."""
        found: dict[str, Any] = self.page.evaluate(LOOK)
        return found


def number_stored(site: Site) -> int:
    with site.database():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Response)) or 0


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(150):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it never came true")


@pytest.fixture
def key(app: Flask, session: Session) -> Path:
    """The transport key of the consultation, as opening it makes one."""
    transport_sealing.make_key(session.consultation_id)
    return Path(app.config["INSTANCE"]) / "transport" / f"{session.consultation_id}.key"


@pytest.fixture
def tablet(page: Page, key: Path) -> Tablet:
    """A tablet that opened the session once."""
    return Tablet(page, BAND).open()


# ------------------------------------------------------------------ without a network


def test_class_answers_without_a_network_after_one_load(tablet: Tablet, live_site: Site) -> None:
    tablet.go_offline()
    codes = []
    for waiting in range(3):
        tablet.page.goto(tablet.address)
        tablet.page.wait_for_selector("html.steps")
        tablet.expect_waiting(waiting)
        assert tablet.page.locator("input:checked").count() == 0
        codes.append(tablet.answer_and_send())
        tablet.expect_kept()
    assert number_stored(live_site) == 0
    assert [len(code.split()) for code in codes] == [6, 6, 6]
    assert len(set(codes)) == 3
    tablet.go_online()
    wait_until(lambda: number_stored(live_site) == 3)
    tablet.open()
    tablet.expect_waiting(0)
    assert tablet.look()["waiting"] == []
    assert {each.texts["ask_lawmakers"] for each in stored(live_site)} == {TEXT}


def test_what_waits_is_sealed_and_nothing_else_is_kept_of_the_child(tablet: Tablet) -> None:
    tablet.go_offline()
    code = tablet.answer_and_send()
    found = tablet.look()
    [waits] = found["waiting"]
    assert waits["address"] == f"{tablet.address}/waited"
    assert found["names"] == ["address id refused sealed"]
    assert (len(waits["sealed"]) - 1 - 65 - 16) % 1024 == 0
    assert found["tab"] == found["device"] == "{}"
    assert len(found["pages"]) > 8
    kept = json.dumps([found["pages"], waits], ensure_ascii=False)
    for word in (TEXT, "nevería", code):
        assert word not in kept


def test_pages_of_all_bands_and_languages_and_help_open_without_a_network(tablet: Tablet) -> None:
    tablet.go_offline()
    page = tablet.page
    for band in ("3-5", "10-13", "14-17"):
        page.goto(f"/j/CDFG3467/{band}?language=en")
        page.wait_for_selector("html.steps")
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/j/CDFG3467")
    page.get_by_role("link", name="6 a 9 años").click()
    page.wait_for_selector("html.steps")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[data-help]").first.click()
    expect(page.locator("#help .services li").first).to_be_visible()
    shown = page.evaluate(
        "async () => [...document.images].filter((each) => each.offsetParent)"
        ".every((each) => each.complete && each.naturalWidth > 0)"
    )
    assert shown
    fonts = page.evaluate("() => document.fonts.ready.then((all) => [...all].map((f) => f.status))")
    assert "loaded" in fonts
    assert set(fonts) <= {"loaded", "unloaded"}, "one whose signs no page has is not asked for"


def test_policy_of_the_site_holds_for_kept_pages_too(tablet: Tablet) -> None:
    tablet.go_offline()
    answered = tablet.page.goto(tablet.address)
    assert answered is not None
    assert answered.from_service_worker
    assert "script-src 'self'" in answered.headers["content-security-policy"]
    assert answered.headers["referrer-policy"] == "same-origin"


WITHOUT_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"
LEASE = """(until) => new Promise((resolve) => {
  const asked = indexedDB.open("alzavoz");
  asked.onsuccess = () => {
    const change = asked.result.transaction("lease", "readwrite");
    change.objectStore("lease").put({ id: 1, until });
    change.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""


HELD = """() => new Promise((resolve) => {
  const asked = indexedDB.open("alzavoz");
  asked.onsuccess = () => {
    const got = asked.result.transaction("lease").objectStore("lease").get(1);
    got.onsuccess = () => { asked.result.close(); resolve(Boolean(got.result)); };
  };
})"""


@pytest.mark.parametrize("with_locks", [True, False], ids=["locks", "lease"])
def test_sends_of_later_are_brought_by_one_tab_and_once(
    page: Page, key: Path, live_site: Site, with_locks: bool
) -> None:
    if not with_locks:  # a browser of 2019, or Safari before 15.4
        page.context.add_init_script(WITHOUT_LOCKS)
    tablet = Tablet(page, BAND).open()
    tablet.go_offline()
    tablet.answer_and_send()
    brought: list[str] = []  # of them that reached the site
    page.context.on(
        "requestfinished",
        lambda each: brought.append(each.url) if each.url.endswith("/waited") else None,
    )
    for _ in range(3):
        other = page.context.new_page()
        other.goto(tablet.address)
        other.wait_for_selector("html.steps")
    tablet.go_online()
    wait_until(lambda: number_stored(live_site) == 1)
    page.wait_for_timeout(1000)
    assert brought == [f"{live_site.address}{tablet.address}/waited"]
    assert number_stored(live_site) == 1


@pytest.mark.parametrize("left", [40_000, 50_100], ids=["old", "of a clock a moment ahead"])
def test_lease_of_a_tab_that_died_holds_up_what_waits_for_a_minute_only(
    timed: "Tablet", live_site: Site, left: int
) -> None:
    page = timed.page
    page.add_init_script(WITHOUT_LOCKS)
    timed.open()
    timed.go_offline()
    timed.answer_and_send()
    wait_until(lambda: not page.evaluate(HELD))  # its own try is over, and gave the lease back
    page.evaluate(LEASE, page.evaluate("Date.now()") + left)
    timed.go_online()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1000)
    assert number_stored(live_site) == 0, "another tab may be at it"
    page.clock.run_for(MINUTE + 1000)
    wait_until(lambda: number_stored(live_site) == 1)
    wait_until(lambda: timed.look()["waiting"] == [])


# ------------------------------------------------------------------ what is heard without one

HEARD = """async () => {
  const store = await caches.open("alzavoz /j/CDFG3467 recordings");
  return (await store.keys()).map(({ url }) => new URL(url).pathname);
}"""
ASK_PART = """async ([address, range]) => {
  const answered = await fetch(address, { headers: range ? { Range: range } : {} });
  const size = (await answered.arrayBuffer()).byteLength;
  const [type, part] = ["Content-Type", "Content-Range"].map((name) => answered.headers.get(name));
  return { status: answered.status, size, type, part };
}"""
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => undefined);
  while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
  return Boolean(registration.waiting);
}"""  # whether it found room
FREE = "async () => (await navigator.storage.estimate()).usage"


class Mute(Tablet):
    """A tablet without a voice, of the youngest band."""

    address = "/j/CDFG3467/3-5"

    def __init__(self, page: Page, *voices: Voice) -> None:
        super().__init__(with_voices(page, *voices), "3-5")

    def open_and_fill(self) -> "Mute":
        self.open()
        self.page.wait_for_selector("html[data-heard=ready]")
        return self

    def heard(self) -> list[str]:
        found: list[str] = self.page.evaluate(HEARD)
        return found


def listen_to(page: Page) -> None:
    page.locator("[data-listening] [data-button=listen]:visible").first.click()


def allow_storage(page: Page, site: Site, size: int) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.address, "quotaSize": size})


def test_tablet_without_a_voice_reads_aloud_without_a_network(
    page: Page, key: Path, recorded: Path
) -> None:
    tablet = Mute(page).open_and_fill()
    marks = page.locator("#listen").get_attribute("data-marks") or ""
    assert len(tablet.heard()) == len(marks.split()) > 20
    tablet.go_offline()
    page.goto(tablet.address)
    page.wait_for_selector("html.steps")
    tablet.do("yes")
    with page.expect_response("**/audio/**") as answered:
        listen_to(page)
    assert answered.value.from_service_worker
    expect(page.locator(".lit").first).to_be_attached()
    expect(page.locator("html:not([data-speaking])")).to_be_attached(timeout=60_000)
    assert page.locator(".listening .error").count() == 0
    page.locator(
        ".choice [data-listening]:visible, .stamp-set [data-listening]:visible"
    ).first.click()
    expect(page.locator(".saying .lit")).to_be_attached()


def test_recordings_are_fetched_once_after_the_page_is_there(
    page: Page, key: Path, recorded: Path
) -> None:
    fetched: list[str] = []
    steps: list[bool] = []

    def note(request: Any) -> None:
        if "/audio/" in request.url:
            fetched.append(request.url)
            steps.append(page.evaluate("document.readyState") == "complete")

    page.on("request", note)
    tablet = Mute(page).open_and_fill()
    assert len(fetched) >= len(tablet.heard())
    assert all(steps)
    fetched.clear()
    tablet.open_and_fill()
    assert fetched == []


def test_tablet_with_a_voice_and_the_public_link_keep_no_recordings(
    page: Page, key: Path, recorded: Path, live_site: Site
) -> None:
    tablet = Mute(page, MEXICAN).open_and_fill()
    assert tablet.heard() == []
    with live_site.database():
        db.session.execute(sa.text("UPDATE session SET channel='public', mode='link'"))
    other = with_voices(page.context.new_page())
    child = Child(other, "3-5").open()
    child.go_to("send").send()
    assert tablet.heard() == []


def test_parts_of_a_recording_are_answered_without_a_network(
    page: Page, key: Path, recorded: Path
) -> None:
    tablet = Mute(page).open_and_fill()
    address = tablet.heard()[0]
    whole = page.evaluate(ASK_PART, [address, ""])
    size = whole["size"]
    assert (whole["status"], whole["type"]) == (200, "audio/mpeg")
    tablet.go_offline()
    assert page.evaluate(ASK_PART, [address, ""])["size"] == size
    for range_, start, end in (
        ("bytes=0-", 0, size - 1),
        ("bytes=0-99", 0, 99),
        ("bytes=100-149", 100, 149),
        (f"bytes=100-{size + 50}", 100, size - 1),
    ):
        part = page.evaluate(ASK_PART, [address, range_])
        assert part["status"] == 206
        assert part["type"] == "audio/mpeg"
        assert part["size"] == end - start + 1
        assert part["part"] == f"bytes {start}-{end}/{size}"
    beyond = page.evaluate(ASK_PART, [address, f"bytes={size}-"])
    assert (beyond["status"], beyond["part"]) == (416, f"bytes */{size}")


def test_recording_that_was_made_anew_takes_the_place_of_the_old_one(
    page: Page, key: Path, recorded: Path
) -> None:
    tablet = Mute(page).open_and_fill()
    before = set(tablet.heard())
    (recorded / "thanks.3-5.title.mp3").unlink()
    page.reload()  # within a minute a browser shows the page it has
    page.wait_for_selector("html[data-heard=ready]")
    wait_until(lambda: len(tablet.heard()) == len(before) - 1)
    assert not before & set(tablet.heard())


@pytest.mark.parametrize("tells", [True, False], ids=["estimate", "no estimate"])
def test_tablet_without_room_keeps_its_pages_and_no_recordings(
    page: Page, key: Path, recorded: Path, live_site: Site, tells: bool
) -> None:
    if not tells:
        page.add_init_script("navigator.storage.estimate = undefined")
    aside = recorded.rename(recorded.with_name("later"))
    tablet = Mute(page).open_and_fill()
    used = page.context.new_page()
    used.goto("/help")
    allow_storage(page, live_site, used.evaluate(FREE) + 150_000)
    aside.rename(recorded)
    page.reload()
    page.wait_for_selector("html.steps[data-offline=ready]")
    wait_until(lambda: "heard" in page.evaluate("({ ...document.documentElement.dataset })"))
    assert tablet.heard() == []
    assert not page.evaluate(UPDATE), "pages that tell of recordings have no room beside those"
    assert sum("recordings" not in name for name in page.evaluate("caches.keys()")) == 1
    tablet.go_offline()
    tablet.go_to("send").send()
    tablet.expect_kept()


def test_recordings_make_room_for_what_a_child_sends(
    page: Page, key: Path, recorded: Path, live_site: Site
) -> None:
    tablet = Mute(page).open_and_fill()
    assert tablet.heard()
    tablet.go_offline()
    tablet.go_to("send")
    allow_storage(page, live_site, page.evaluate(FREE) - 50_000)
    tablet.send()
    tablet.expect_kept()
    assert tablet.heard() == []
    assert len(tablet.look()["waiting"]) == 1


def test_language_that_is_only_heard_is_there_without_a_network(
    page: Page, live_site: Site, key: Path, other_languages: Path, spoken_files: Path
) -> None:
    audio = Path(live_site.app.config["INSTANCE"]) / "audio" / "my_digital_world" / "tzh"
    shutil.copytree(spoken_files, audio)  # a machine's Spanish stands for the other language
    tablet = Mute(page, MEXICAN).open_and_fill()
    assert {each.split("/")[5] for each in tablet.heard()} == {"tzh"}
    tablet.go_offline()
    page.locator("[data-change] [lang=tzh]").click()
    expect(page.locator("body")).to_have_attribute("data-heard-only", "tzh")
    tablet.do("yes")
    with page.expect_response("**/tzh/**") as answered:
        listen_to(page)
    assert answered.value.from_service_worker
    expect(page.locator("[data-speaking]")).to_be_attached()


def test_session_that_is_over_takes_its_recordings_along(
    page: Page, key: Path, recorded: Path, live_site: Site
) -> None:
    tablet = Mute(page).open_and_fill()
    with live_site.database():
        db.session.execute(sa.update(Session).values(closed=True, uploads_over=True))
    page.goto(tablet.address)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one && one.update())")
    wait_until(lambda: page.evaluate("caches.keys()") == [])


# ------------------------------------------------------------------ the worker


def test_worker_is_asked_for_each_time_and_renewed_with_the_pages(
    tablet: Tablet, live_site: Site
) -> None:
    page = tablet.page
    answered = page.request.get("/j/CDFG3467/worker.js")
    assert answered.headers["cache-control"] == "no-cache"
    assert answered.headers["service-worker-allowed"] == "/j/CDFG3467"
    [old] = {each["name"] for each in tablet.look()["pages"]}
    with live_site.database():
        db.session.execute(sa.update(Consultation).values(askers={"es": "Otra comisión"}))
    page.goto(tablet.address)
    wait_until(lambda: old not in {each["name"] for each in tablet.look()["pages"]})
    tablet.go_offline()
    page.goto(tablet.address)
    expect(page.locator("#card-assent")).to_contain_text("Otra comisión")


def test_answer_to_a_send_is_never_kept(tablet: Tablet, live_site: Site) -> None:
    before = {(each["address"], each["text"]) for each in tablet.look()["pages"]}
    code = tablet.answer_and_send()
    assert number_stored(live_site) == 1
    found = tablet.look()
    assert {(each["address"], each["text"]) for each in found["pages"]} == before
    assert found["waiting"] == []
    assert not [each for each in found["pages"] if code in each["text"]]


def test_tablet_of_a_session_that_is_over_keeps_no_page_of_it(
    tablet: Tablet, live_site: Site
) -> None:
    with live_site.database():
        db.session.execute(sa.update(Session).values(closed=True, uploads_over=True))
    tablet.page.goto(tablet.address)
    expect(tablet.page.locator("main")).to_have_attribute("data-page", "message")
    tablet.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((one) => one && one.update())"
    )
    wait_until(lambda: tablet.look()["pages"] == [])
    wait_until(lambda: tablet.page.evaluate("navigator.serviceWorker.getRegistrations()") == [])


CACHED = """(address) => fetch(address, { cache: "only-if-cached", mode: "same-origin" })
  .then((found) => found.ok, () => false)"""


def test_public_link_keeps_nothing_and_registers_nothing(timed: Tablet, live_site: Site) -> None:
    with live_site.database():
        db.session.execute(sa.text("UPDATE session SET channel='public', mode='link'"))
    page = timed.page
    child = Child(page, BAND).open()
    expect(page).to_have_title("Preguntas")
    address = page.url
    assert page.evaluate(CACHED, address)
    page.get_by_role("link", name="Salir").click()
    expect(page).to_have_title("Tablas de multiplicar")
    assert not page.evaluate(CACHED, address)
    child.open().go_to("send", CHOSEN[BAND]).send()
    expect(page).to_have_title("Preguntas")
    words = page.locator(".codewords")
    expect(words).to_be_hidden()
    page.get_by_text("¿Y si cambio de opinión?").click()
    expect(words).to_be_visible()
    code = words.inner_text()
    assert page.locator("#tablet").count() == 0
    assert page.request.get("/j/CDFG3467/offline.json").status == 404
    assert page.evaluate(
        """async () => [(await indexedDB.databases()).length, (await caches.keys()).length,
        (await navigator.serviceWorker.getRegistrations()).length, sessionStorage.length]"""
    ) == [0, 0, 0, 0]
    wait(page, 5 * MINUTE)
    expect(page.get_by_role("dialog", name="¿Sigues ahí?")).to_be_visible()
    wait(page, 1 * MINUTE)
    expect(page).to_have_title("Tablas de multiplicar")
    assert code not in page.content()
    assert not page.evaluate(CACHED, address)


# ------------------------------------------------------------------ what the site refuses


def test_changed_key_is_said_and_what_waits_is_kept_until_the_key_is_back(
    tablet: Tablet,
    live_site: Site,
    key: Path,
    tmp_path: Path,
    accessible: Callable[[Page], None],
) -> None:
    tablet.go_offline()
    tablet.answer_and_send()
    old = key.rename(tmp_path / "old.key")
    with live_site.app.app_context():
        [number] = [int(key.stem)]
        transport_sealing.make_key(number)
    tablet.go_online()
    tablet.open()
    for_adults = tablet.page.locator("[data-refused]")
    expect(for_adults).to_be_visible()
    for_adults.locator("summary").click()
    expect(for_adults).to_contain_text("Avisa a quien organiza la consulta")
    expect(for_adults.locator("[data-erase]")).to_be_hidden()
    accessible(tablet.page)
    with tablet.page.expect_download() as download:
        for_adults.get_by_role("button", name="Guardar una copia cerrada").click()
    copy = json.loads(Path(download.value.path()).read_text())
    assert [each["address"] for each in copy] == [f"{tablet.address}/waited"]
    assert number_stored(live_site) == 0
    os.replace(old, key)
    tablet.open()
    wait_until(lambda: number_stored(live_site) == 1)
    wait_until(lambda: tablet.look()["waiting"] == [])


def test_what_comes_after_the_window_goes_only_by_a_deliberate_press(
    tablet: Tablet, live_site: Site
) -> None:
    tablet.go_offline()
    tablet.answer_and_send()
    with live_site.database():
        db.session.execute(sa.update(Session).values(closed=True, uploads_over=True))
    tablet.go_online()
    page = tablet.page
    page.goto(tablet.address)
    expect(page.locator("main")).to_have_attribute("data-page", "message")
    for_adults = page.locator("[data-refused]")
    for_adults.locator("summary").click()
    expect(for_adults).to_contain_text("terminó el plazo de su sesión")
    for_adults.locator("[data-for-adults=ask]").click()
    assert len(tablet.look()["waiting"]) == 1
    for_adults.get_by_role("button", name="Sí, borrar").click()
    expect(for_adults).to_be_hidden()
    assert tablet.look()["waiting"] == []
    assert number_stored(live_site) == 0


def test_closed_session_still_takes_what_waited(tablet: Tablet, live_site: Site) -> None:
    tablet.go_offline()
    tablet.answer_and_send()
    with live_site.database():
        db.session.execute(sa.update(Session).values(closed=True))
    tablet.go_online()
    tablet.page.goto(tablet.address)
    wait_until(lambda: number_stored(live_site) == 1)


def test_refused_send_is_shown_and_does_not_wait(tablet: Tablet, live_site: Site) -> None:
    tablet.go_to("send", CHOSEN[BAND])
    with live_site.database():
        db.session.execute(sa.update(Session).values(closed=True))
    tablet.do("send")
    expect(tablet.page.locator("[data-problem]")).to_contain_text("ya se cerró")
    assert tablet.look()["waiting"] == []


def test_copy_of_what_waits_is_taken_in_where_the_site_is(
    tablet: Tablet, live_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a school never has a network: the file travels, not the tablet."""
    tablet.go_offline()
    tablet.answer_and_send()
    tablet.page.goto(tablet.address)
    for_adults = tablet.page.locator("[data-refused]")
    for_adults.locator("summary").click()
    with tablet.page.expect_download() as download:
        for_adults.get_by_role("button", name="Guardar una copia cerrada").click()
    copy = tmp_path / "alzavoz-tableta.json"
    download.value.save_as(copy)
    assert "nevería" not in copy.read_text()
    monkeypatch.setenv("ALZAVOZ_INSTANCE", str(live_site.app.config["INSTANCE"]))
    main(["session", "import", str(copy)])
    assert [each.texts["ask_lawmakers"] for each in stored(live_site)] == [TEXT]
    tablet.go_online()
    wait_until(lambda: tablet.look()["waiting"] == [])
    assert number_stored(live_site) == 1


# ------------------------------------------------------------------ no room, no secure connection


def test_full_device_says_so_and_the_answers_stay_on_the_page(
    tablet: Tablet, live_site: Site
) -> None:
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": live_site.address, "quotaSize": 1})
    tablet.go_offline()
    tablet.go_to("send", {**CHOSEN[BAND], "ask_lawmakers": TEXT})
    tablet.do("send")
    said = tablet.page.locator("[data-not-sent]")
    expect(said).to_contain_text("esta tableta no pudo guardar tus respuestas")
    expect(tablet.page.locator("#q-ask_lawmakers textarea")).to_have_value(TEXT)
    tablet.go_online()
    tablet.send()
    assert number_stored(live_site) == 1


@pytest.fixture
def forgetful(page: Page, key: Path) -> Child:
    """A browser that refuses IndexedDB, as some do in private windows."""
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    return Child(page, BAND).open()


def test_browser_that_keeps_nothing_says_that_it_needs_the_network(
    forgetful: Child, live_site: Site
) -> None:
    expect(forgetful.page.locator("#card-assent [data-needs-network]")).to_be_visible()
    forgetful.go_to("send", CHOSEN[BAND]).send()
    assert number_stored(live_site) == 1


@pytest.fixture
def plain(browser: Browser, live_site: Site, key: Path) -> Iterator[Page]:
    """A browser that reaches the site by another name over plain HTTP, as in a school's network."""
    port = live_site.address.rsplit(":", 1)[1]
    mapped = [*ARGUMENTS, f"--host-resolver-rules=MAP school.example 127.0.0.1:{port}"]
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=mapped)
    context = other.new_context(base_url=f"http://school.example:{port}", **PHONE)
    yield context.new_page()
    other.close()


def test_plain_http_says_before_the_first_card_that_it_needs_the_network(
    plain: Page, live_site: Site
) -> None:
    child = Child(plain, BAND).open()
    assert plain.evaluate("window.isSecureContext") is False
    expect(plain.locator("#card-assent [data-needs-network]")).to_be_visible()
    child.go_to("send", {**CHOSEN[BAND], "ask_lawmakers": TEXT})
    plain.context.set_offline(True)
    child.do("send")
    expect(plain.locator("[data-not-sent]")).to_contain_text("no cierres la página")
    expect(plain.locator("#q-ask_lawmakers textarea")).to_have_value(TEXT)
    plain.context.set_offline(False)
    child.send()
    assert number_stored(live_site) == 1


# ------------------------------------------------------------------ deaths


class RealSite:
    """The site in a process of its own, on the database of `app`."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, moment: str = "") -> None:
        command = [sys.executable, str(SITE), self.app.config["INSTANCE"].__fspath__()]
        self.process = subprocess.Popen(
            [*command, str(self.port), *([moment] if moment else [])],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.answers)

    def answers(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def died(self) -> bool:
        assert self.process is not None
        return self.process.wait(15) == -signal.SIGKILL


@pytest.fixture
def real_site(app: Flask, key: Path) -> Iterator[RealSite]:
    """The site as a process that can be killed."""
    db.session.commit()
    made = RealSite(app)
    yield made
    made.end()


@pytest.fixture
def far(browser: Browser, real_site: RealSite) -> Iterator[Page]:
    """A page of the real site."""
    context = browser.new_context(base_url=real_site.address, **PHONE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def count_of(app: Flask) -> int:
    found = db.session.scalar(sa.select(sa.func.count()).select_from(Response)) or 0
    db.session.rollback()
    return found


@pytest.mark.parametrize(("moment", "at_once"), [("before", 0), ("after", 1)])
def test_site_that_dies_in_the_middle_of_a_send_loses_nothing_and_counts_once(
    far: Page, real_site: RealSite, app: Flask, moment: str, at_once: int
) -> None:
    real_site.start(moment)
    tablet = Tablet(far, BAND).open()
    tablet.answer_and_send()
    tablet.expect_kept()
    assert real_site.died()
    assert count_of(app) == at_once
    assert len(tablet.look()["waiting"]) == 1
    real_site.start()
    tablet.open()
    wait_until(lambda: tablet.look()["waiting"] == [])
    assert count_of(app) == 1


class OwnBrowser:
    """A browser in a process of its own, with a profile that stays."""

    def __init__(self, browser: Browser, profile: Path) -> None:
        self.kind, self.profile = browser.browser_type, profile
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> BrowserContext:
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                str(CHROMIUM), *ARGUMENTS, "--headless=new", "--no-first-run",
                "--remote-debugging-port=0", f"--user-data-dir={self.profile}", "about:blank",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        wait_until((self.profile / "DevToolsActivePort").exists)
        time.sleep(0.5)
        port = (self.profile / "DevToolsActivePort").read_text().split("\n")[0]
        return self.kind.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0]

    def kill(self) -> None:
        """At once, with all its processes: as when the battery is taken out."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def own_browser(browser: Browser, tmp_path: Path) -> Iterator[OwnBrowser]:
    """A browser that can be killed."""
    made = OwnBrowser(browser, tmp_path / "profile")
    made.profile.mkdir()
    yield made
    made.kill()
    shutil.rmtree(made.profile, ignore_errors=True)


class FarTablet(Tablet):
    """A tablet on a site whose address is not the context's."""

    def __init__(self, page: Page, site: RealSite) -> None:
        super().__init__(page, BAND)
        self.address = site.address + Tablet.address


def test_browser_that_is_killed_while_a_send_waits_brings_it_when_it_is_started_again(
    own_browser: OwnBrowser, real_site: RealSite, app: Flask
) -> None:
    real_site.start()
    tablet = FarTablet(own_browser.start().new_page(), real_site).open()
    real_site.end()
    tablet.answer_and_send()
    tablet.expect_kept()
    own_browser.kill()
    real_site.start()
    assert count_of(app) == 0
    tablet = FarTablet(own_browser.start().new_page(), real_site).open()
    wait_until(lambda: count_of(app) == 1)
    wait_until(lambda: tablet.look()["waiting"] == [])


def test_browser_that_is_killed_in_the_middle_of_a_send_loses_nothing(
    own_browser: OwnBrowser, real_site: RealSite, app: Flask
) -> None:
    real_site.start()
    tablet = FarTablet(own_browser.start().new_page(), real_site).open()
    tablet.go_to("send", {**CHOSEN[BAND], "ask_lawmakers": TEXT})
    assert real_site.process is not None
    real_site.process.send_signal(signal.SIGSTOP)  # it takes the connection and does not answer
    tablet.do("send")
    wait_until(lambda: len(tablet.look()["waiting"]) == 1)
    own_browser.kill()
    real_site.end()
    real_site.start()
    assert count_of(app) == 0
    FarTablet(own_browser.start().new_page(), real_site).open()
    wait_until(lambda: count_of(app) == 1)


def test_tab_that_is_closed_while_a_send_waits_loses_nothing(
    tablet: Tablet, live_site: Site
) -> None:
    tablet.go_offline()
    tablet.answer_and_send()
    context = tablet.page.context
    tablet.page.close()
    context.set_offline(False)
    Tablet(context.new_page(), BAND).open()
    wait_until(lambda: number_stored(live_site) == 1)


def test_hotel_that_answers_in_the_place_of_the_site_is_not_believed(
    tablet: Tablet, live_site: Site
) -> None:
    def hotel(route: Any) -> None:
        if route.request.method == "POST":
            route.fulfill(status=200, body="<title>Hotel</title>", content_type="text/html")
        else:
            route.continue_()

    tablet.page.route("**/j/**", hotel)
    tablet.answer_and_send()
    tablet.expect_kept()
    assert len(tablet.look()["waiting"]) == 1
    tablet.page.unroute("**/j/**")
    tablet.open()
    wait_until(lambda: number_stored(live_site) == 1)


# ------------------------------------------------------------------ the next child


def expect_nothing_of_the_child(page: Page) -> None:
    assert page.locator("input:checked").count() == 0
    written = page.locator("textarea").evaluate_all("all => all.map((one) => one.value).join('')")
    assert written == ""
    kept = page.evaluate("[...Object.values(sessionStorage), ...Object.values(localStorage)]")
    for each in map(json.loads, kept):  # a page that has just begun notes where it is
        assert (any(each["answers"].values()), each["key"], each["code"]) == (False, "", "")
    shown = page.evaluate("document.documentElement.outerHTML")
    assert "nevería" not in shown


@pytest.mark.parametrize("offline", [False, True], ids=["online", "offline"])
def test_back_and_forward_after_sending_show_nothing_of_the_child(
    tablet: Tablet, offline: bool
) -> None:
    page = tablet.page
    if offline:
        tablet.go_offline()
    code = tablet.answer_and_send()
    page.goto("/j/CDFG3467")
    for go in (page.go_back, page.go_forward, page.go_back):
        go()
        page.wait_for_load_state()
        expect(page.locator("main[data-page=questionnaire], main[data-page=band]")).to_be_visible()
        expect_nothing_of_the_child(page)
        assert code not in page.content()


def test_back_after_leaving_and_a_page_that_is_restored_show_nothing_of_the_child(
    tablet: Tablet,
) -> None:
    page = tablet.page
    tablet.go_to("ask_lawmakers", CHOSEN[BAND])
    page.locator("#q-ask_lawmakers textarea").fill(TEXT)
    page.get_by_role("link", name="Salir").click()
    expect(page).to_have_title("Tablas de multiplicar")
    page.go_back()
    assert "/j/" not in page.url
    tablet.open()
    expect_nothing_of_the_child(page)
    page.reload()
    page.wait_for_selector("html.steps")
    expect_nothing_of_the_child(page)


@pytest.fixture
def timed(page: Page, key: Path) -> Tablet:
    """A tablet whose clock the test moves."""
    page.clock.install()
    page.set_viewport_size({"width": 360, "height": 2000})
    return Tablet(page, BAND)


def wait(page: Page, milliseconds: int) -> None:
    page.clock.fast_forward(milliseconds)
    page.clock.run_for(5500)


def test_quiet_minutes_do_not_count_while_the_page_speaks(timed: Tablet) -> None:
    page = timed.page
    page.goto(timed.address)
    page.wait_for_selector("html.steps")
    timed.go_to("ask_lawmakers", CHOSEN[BAND])
    asks = page.get_by_role("dialog", name="¿Sigues ahí?")
    page.evaluate("document.documentElement.dataset.speaking = ''")
    wait(page, 7 * MINUTE)
    expect(asks).to_have_count(0)
    page.evaluate("delete document.documentElement.dataset.speaking")
    wait(page, 4 * MINUTE)
    expect(asks).to_have_count(0)
    wait(page, 1 * MINUTE)
    expect(asks).to_have_count(1)
    asks.get_by_role("button").click()
    timed.expect_card("ask_lawmakers")


def test_thanks_do_not_stay_on_a_quiet_tablet(timed: Tablet) -> None:
    page = timed.page
    page.goto(timed.address)
    page.wait_for_selector("html.steps")
    timed.answer_and_send()
    expect(page.locator("[data-next-person]")).to_have_count(0)
    wait(page, 5 * MINUTE)
    expect(page.get_by_role("dialog", name="¿Sigues ahí?")).to_be_visible()
    wait(page, 1 * MINUTE)
    page.wait_for_url("**/j/CDFG3467")
    expect(page.locator("main")).to_have_attribute("data-page", "band")


AHEAD = """() => {
  const now = Date.now;
  Date.now = () => now() + Number(localStorage.getItem("ahead"));
}"""


@pytest.fixture
def restoring(browser: Browser, live_site: Site, key: Path) -> Iterator[Page]:
    """A page of a browser that keeps pages whole for "back", as those of people do."""
    other = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=list(ARGUMENTS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = other.new_context(base_url=live_site.address, **PHONE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.add_init_script(
        "addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })"
    )
    page.add_init_script(f"({AHEAD})()")
    yield page
    other.close()


def go_elsewhere_and_back(page: Page, minutes: int = 0) -> None:
    page.goto("/help")
    page.evaluate("(ahead) => localStorage.setItem('ahead', ahead)", minutes * MINUTE)
    page.go_back(wait_until="commit")
    page.wait_for_url(lambda address: "/help" not in address, wait_until="commit")


def test_page_that_the_browser_kept_whole_shows_nothing_of_the_child_after_sending(
    restoring: Page,
) -> None:
    tablet = Tablet(restoring, BAND).open()
    code = tablet.answer_and_send()
    go_elsewhere_and_back(restoring)
    restoring.wait_for_url("**/j/CDFG3467")
    restoring.evaluate("localStorage.clear()")
    expect_nothing_of_the_child(restoring)
    assert code not in restoring.content()


@pytest.mark.parametrize(("minutes", "card"), [(4, "ask_lawmakers"), (7, "assent")])
def test_page_that_the_browser_kept_whole_is_the_next_childs_after_quiet_minutes(
    restoring: Page, minutes: int, card: str
) -> None:
    tablet = Tablet(restoring, BAND).open()
    tablet.go_to("ask_lawmakers", CHOSEN[BAND])
    tablet.page.locator("#q-ask_lawmakers textarea").fill(TEXT)
    go_elsewhere_and_back(restoring, minutes)
    assert restoring.evaluate("window.wasKept") is True
    tablet.expect_card(card)
    restoring.evaluate("localStorage.clear()")
    if card == "assent":
        expect_nothing_of_the_child(restoring)
    else:
        expect(restoring.locator("#q-ask_lawmakers textarea")).to_have_value(TEXT)


@pytest.mark.parametrize(("minutes", "card"), [(4, "ask_lawmakers"), (7, "assent")])
def test_page_that_was_thrown_away_meanwhile_is_the_next_childs_after_quiet_minutes(
    page: Page, key: Path, minutes: int, card: str
) -> None:
    page.add_init_script(f"({AHEAD})()")
    tablet = Tablet(page, BAND).open()
    tablet.go_to("ask_lawmakers", CHOSEN[BAND])
    page.locator("#q-ask_lawmakers textarea").fill(TEXT)
    go_elsewhere_and_back(page, minutes)
    page.wait_for_selector("html.steps")
    tablet.expect_card(card)
    page.evaluate("localStorage.clear()")
    if card == "assent":
        expect_nothing_of_the_child(page)
        page.reload()
        page.wait_for_selector("html.steps")
        expect_nothing_of_the_child(page)
    else:
        expect(page.locator("#q-ask_lawmakers textarea")).to_have_value(TEXT)


def test_after_quiet_minutes_back_forward_and_forms_show_nothing_of_the_child(
    timed: Tablet,
) -> None:
    page = timed.page
    page.goto("/j/CDFG3467")
    page.goto(timed.address)
    page.wait_for_selector("html.steps")
    timed.go_to("ask_lawmakers", CHOSEN[BAND])
    page.locator("#q-ask_lawmakers textarea").fill(TEXT)
    for _ in range(2):
        wait(page, 4 * MINUTE)
    timed.expect_card("assent")
    expect_nothing_of_the_child(page)
    for go in (page.go_back, page.go_forward, page.reload):
        go()
        page.wait_for_load_state()
        expect_nothing_of_the_child(page)


# ------------------------------------------------------------------ from child to child


class Kiosk(Tablet):
    """A tablet that goes from child to child."""

    address = f"{Tablet.address}?kiosk=1"


@pytest.mark.parametrize("offline", [False, True], ids=["online", "offline"])
def test_kiosk_goes_on_to_the_next_child_by_a_press(
    page: Page, key: Path, accessible: Callable[[Page], None], offline: bool
) -> None:
    kiosk = Kiosk(page, BAND).open()
    if offline:
        kiosk.go_offline()
    for _ in range(2):
        code = kiosk.answer_and_send()
        accessible(page)
        goes_on = page.get_by_role("link", name="Listo, que pase la siguiente persona")
        expect(goes_on).to_be_in_viewport(ratio=1)
        goes_on.click()
        page.wait_for_url("**/j/CDFG3467?kiosk=1")
        assert code not in page.content()
        page.get_by_role("link", name="6 a 9 años").click()
        page.wait_for_selector("html.steps")
        assert page.url.endswith("kiosk=1")
        expect_nothing_of_the_child(page)


def test_kiosk_asks_after_a_quiet_minute_and_goes_on_by_itself(timed: Tablet) -> None:
    page = timed.page
    page.goto(Kiosk.address)
    page.wait_for_selector("html.steps")
    timed.answer_and_send()
    wait(page, 1 * MINUTE)
    expect(page.get_by_role("dialog", name="¿Sigues ahí?")).to_be_visible()
    wait(page, 1 * MINUTE)
    page.wait_for_url("**/j/CDFG3467?kiosk=1")


def test_kiosk_stays_one_when_the_language_or_the_age_changes(page: Page, key: Path) -> None:
    kiosk = Kiosk(page, BAND).open()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "kiosk=1" in page.url
    kiosk.go_to("send", {}).send()
    expect(page.locator("[data-next-person] a")).to_be_visible()


def test_child_who_says_no_leaves_the_kiosk_to_the_next_one_alike(page: Page, key: Path) -> None:
    kiosk = Kiosk(page, BAND).open()
    kiosk.do("no")
    page.get_by_role("link", name="Listo, que pase la siguiente persona").click()
    page.wait_for_url("**/j/CDFG3467?kiosk=1")
    kiosk.open().go_to("who_helps")
    kiosk.do("no")  # halfway
    page.get_by_role("link", name="Listo, que pase la siguiente persona").click()
    page.wait_for_url("**/j/CDFG3467?kiosk=1")
