"""Take the pictures of the documents from a running demonstration: `python -m tools.screenshots`.

A demonstration with a temporary instance is started on a free port, looked at with Debian's
Chromium, and ended. The pictures in docs/pictures/ are of a window, not of a whole page: scenes
with movement may come out blank otherwise, and small windows make small files.
"""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import ARGUMENTS, CHROMIUM

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PICTURED = (*ARGUMENTS, "--hide-scrollbars")
VOICE = Path(__file__).resolve().parents[1] / "tests" / "browser" / "voices.js"
DEVICE = 'window.heldVoices = [["Paulina", "es-MX", true]]; window.wordTime = {word};'
TELEPHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 640}
LAST_LINE = "Frase de protección"
MOST_BYTES = 160_000

CARDS = {
    "3-5": ("want_more", "grown_ups"),
    "6-9": ("sorted_online", "ask_lawmakers"),
    "10-13": ("change_first", "ask_lawmakers"),
    "14-17": ("online", "change_first"),
}
"""Band -> the cards that are shown besides the first page, in their order."""


def main() -> None:
    """Take every picture anew."""
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(PICTURED))
        for band in CARDS:
            of_children(browser, addresses, band)
        of_adults(browser, addresses)
        browser.close()


@contextmanager
def demonstration() -> Iterator[Mapping[str, str]]:
    """What a running demonstration printed: label -> address (or code, or passphrase)."""
    with tempfile.TemporaryDirectory(prefix="alzavoz-pictures-") as instance:
        # Recordings that come while pictures are taken would make them differ.
        command = [sys.executable, "-m", "consult.cli", "demo", "--silent"]
        options = ["--port", str(_free_port()), "--instance", instance]
        with subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            try:
                yield _printed(process)
            finally:
                process.terminate()


def _printed(process: "subprocess.Popen[str]") -> dict[str, str]:
    addresses: dict[str, str] = {}
    for line in process.stdout or ():
        label, value = line[:26].strip(), line[26:].strip()
        addresses[label] = value
        if label == LAST_LINE:
            return addresses
    sys.exit("The demonstration ended before it printed its addresses; run `make demo` to see why.")


def device_voice(word: int = 20) -> str:
    """A script that gives a browser without a voice a stand-in: `word` milliseconds a word."""
    return DEVICE.format(word=word) + VOICE.read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ------------------------------------------------------------------ what is looked at


def of_children(browser: Browser, addresses: Mapping[str, str], band: str) -> None:
    """The first page of a band, its cards, and in one band the look back and the thanks."""
    page = _page(browser, TELEPHONE)
    page.goto(f"{addresses['Enlace público']}/{band}")
    shoot(page, f"{band}-start")
    page.locator('[data-do="yes"]:visible').click()
    while (card := page.locator("[data-card].here").get_attribute("data-card")) != "send":
        answer(page)
        if card in CARDS[band]:
            page.evaluate("scrollTo(0, 0)")
            shoot(page, f"{band}-{card.replace('_', '-')}")
        page.locator('[data-do="next"]:visible').click()
    if band == "6-9":
        shoot(page, "look-back")
        page.locator('[data-do="send"]:visible').click()
        page.wait_for_selector('main[data-page="thanks"]')
        shoot(page, "thanks")
    page.context.close()


def answer(page: Page) -> None:
    """Something for every question on the card, and one sentence where words are asked for."""
    for question in page.locator("[data-card].here [data-question]:visible").all():
        if question.locator("input:checked").count():
            continue  # it has an answer
        choices = question.locator(".choice:not(.unsaid) input:visible, [data-pick]:visible")
        played = question.locator("[data-put]:visible, [data-stamp]:visible, .more:visible")
        if choices.count():
            choices.first.click()
        elif played.count():
            for button in [*played.all(), played.first]:
                button.click()
        elif question.locator("textarea").count():
            question.locator("textarea").fill(
                "Que los parques tengan internet gratis para la tarea."
            )


def of_adults(browser: Browser, addresses: Mapping[str, str]) -> None:
    """The front page, the report, and where facilitators, coordinators and officers work."""
    page = _page(browser, DESK)
    report = addresses["Informe"]
    root = report.partition("/reports/")[0]
    slug = report.rpartition("/")[2]
    page.goto(f"{root}/")
    shoot(page, "front")
    page.goto(report)
    shoot(page, "report")
    _scroll(page, "#themes")
    shoot(page, "report-themes")
    _scroll(page, "#questions")
    shoot(page, "report-questions")
    _enter(page, addresses["Facilitación"], f"{root}/sessions/")
    page.locator("tbody th a").first.click()
    shoot(page, "session")
    page.locator('a[href$="/screen"]').click()
    shoot(page, "session-screen")
    _enter(page, addresses["Coordinación"], f"{root}/themes/{slug}")
    _scroll(page, ".review")
    shoot(page, "themes-review")
    _enter(page, addresses["Protección de la niñez"], f"{root}/safeguarding/")
    shoot(page, "safeguarding-desk")
    page.context.close()


def _enter(page: Page, link: str, address: str) -> None:
    page.context.clear_cookies()
    page.goto(link)
    page.locator("main form button").click()
    page.wait_for_url("**/staff/*")
    page.goto(address)


def _scroll(page: Page, place: str) -> None:
    page.locator(place).evaluate("place => place.scrollIntoView({ block: 'start' })")


def _page(browser: Browser, window: Mapping[str, int]) -> Page:
    context = browser.new_context(
        viewport={"width": window["width"], "height": window["height"]},
        locale="es-MX",
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def shoot(page: Page, name: str) -> None:
    """Keep what the window shows, when letters and drawings are there."""
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, animations="disabled", scale="css")
    if file.stat().st_size > MOST_BYTES:
        sys.exit(f"{file.name} has {file.stat().st_size} bytes; at most {MOST_BYTES} are wanted.")
    click.echo(f"{file.name} {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
