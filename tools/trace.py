"""A walk through the cards of six to nine, recorded: `python -m tools.trace`.

At the pace of a child who has everything read aloud, thinks, tries things out and changes an
answer: about five minutes. `build/walk-6-9.zip` is a trace of Playwright, with a picture of every
moment and the page as it was; `playwright show-trace build/walk-6-9.zip` opens it. A contact sheet
of its cards goes to docs/pictures/. Debian's Chromium has no voice, so words are said by the
stand-in of the tests, as fast as a voice would: the pages light up and stop as on a device.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Locator, Page, sync_playwright

from .chromium import CHROMIUM
from .gallery import put_together
from .screenshots import PICTURED, PICTURES, TELEPHONE, demonstration, device_voice

ROOT = Path(__file__).resolve().parents[1]
TRACE = ROOT / "build" / "walk-6-9.zip"
SHEET = PICTURES / "walk-6-9.jpeg"
RULE = "Que nadie se burle de nadie. Así todos jugamos a gusto."
PLAYED = "[data-put]:visible, [data-stamp]:visible"
ANSWERS = ".choice:not(.unsaid) input:visible"
ACROSS, WIDE = 8, 150  # pictures in a row of the sheet, px each


@dataclass(frozen=True, slots=True)
class Walker:
    """A child before a page. `pace` is how long a child thinks before a press, in milliseconds."""

    page: Page
    pace: int
    folder: Path
    pictures: list[tuple[str, Path]]

    def press(self, target: Locator) -> None:
        """Look, think, press."""
        target.scroll_into_view_if_needed()
        self.page.wait_for_timeout(self.pace)
        target.click()

    def do(self, what: str) -> None:
        """A button of the frame: yes, next, back, undo, cover, send."""
        self.press(self.page.locator(f'[data-do="{what}"]:visible'))

    def listen(self) -> None:
        """Have what is on the screen read to the end."""
        self.press(self.page.locator("[data-listening] [data-button=listen]:visible").first)
        self.page.wait_for_selector("html:not([data-speaking])", state="attached", timeout=180_000)

    def keep(self, name: str) -> None:
        """A picture for the sheet."""
        file = self.folder / f"{len(self.pictures):02}.png"
        self.page.screenshot(path=file, animations="disabled", scale="css")
        self.pictures.append((name, file))

    @property
    def card(self) -> str:
        """The id of the card in sight."""
        return self.page.locator("[data-card].here").get_attribute("data-card") or ""


@click.command()
@click.option("--pace", default=1900, show_default=True, help="Milliseconds before each press.")
@click.option("--word", default=260, show_default=True, help="Milliseconds that a word is said.")
def main(pace: int, word: int) -> None:
    """Record the walk."""
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    TRACE.parent.mkdir(exist_ok=True)
    with (
        demonstration() as addresses,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory(prefix="alzavoz-trace-") as folder,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(PICTURED))
        context = browser.new_context(
            viewport={"width": TELEPHONE["width"], "height": TELEPHONE["height"]},
            locale="es-MX",
            has_touch=True,
        )
        context.add_init_script(device_voice(word))
        context.tracing.start(screenshots=True, snapshots=True, title="6-9")
        walker = Walker(context.new_page(), pace, Path(folder), [])
        walk(walker, f"{addresses['Enlace público']}/6-9")
        context.tracing.stop(path=TRACE)
        put_together(browser, SHEET, walker.pictures, ACROSS, WIDE)
        browser.close()
    click.echo(f"{TRACE.relative_to(ROOT)}, {SHEET.relative_to(ROOT)}")


def walk(walker: Walker, address: str) -> None:
    """From the first card to the thanks."""
    walker.page.goto(address)
    walker.listen()
    walker.keep("assent")
    walker.do("yes")
    while walker.card != "send":
        walker.listen()
        _answer(walker)
        walker.keep(walker.card)
        walker.do("next")
    _look_back(walker)
    walker.do("send")
    walker.page.wait_for_selector('main[data-page="thanks"]')
    walker.listen()
    walker.keep("thanks")


def _answer(walker: Walker) -> None:
    """What a child does on the card; on some, something that a child tries."""
    here = walker.page.locator("[data-card].here")
    for question in here.locator("[data-check]").all():
        walker.press(question.locator("[data-try]").first)
    for question in here.locator("[data-question]:visible").all():
        _answer_one(walker, question)
    if walker.card == "like_most":
        walker.do("undo")
        walker.press(here.locator(ANSWERS).nth(3))
    if walker.card == "who_helps":
        walker.do("cover")
        walker.do("cover")


def _answer_one(walker: Walker, question: Locator) -> None:
    if question.locator(ANSWERS).count():
        walker.press(question.locator(ANSWERS).first)
    for button in question.locator(PLAYED).all():
        walker.press(button)
    if question.locator("textarea").count():
        walker.press(question.locator("textarea"))
        question.locator("textarea").press_sequentially(RULE, delay=walker.pace / 12)


def _look_back(walker: Walker) -> None:
    """One answer is changed before anything is sent."""
    walker.keep("send")
    walker.press(walker.page.locator('[data-given] [data-to="heard"]'))
    walker.press(walker.page.locator("[data-card].here").locator(ANSWERS).nth(1))
    walker.do("next")


if __name__ == "__main__":
    main()
