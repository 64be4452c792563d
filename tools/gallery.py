"""Contact sheets of the children's cards, to look at: `python -m tools.gallery`.

Every card and every question of every band, and the sample with a drawing, from a running
demonstration; in Spanish light and dark on a telephone, a tablet and a desk, in English one way
through on a telephone. A sheet is one PNG in `gallery/`. A card is shown as it opens; one that is
taller than its window, or asks more once it is answered, is shown a second time, answered and at
its end. The browser has a voice, the stand-in of the tests, so that the buttons that read aloud are
there.
"""

import html
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import click
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import surveys

from .chromium import CHROMIUM
from .screenshots import (
    CARDS,
    PICTURED,
    TELEPHONE,
    answer,
    demonstration,
    device_voice,
)

Scheme = Literal["light", "dark"]
SHEETS = Path(__file__).resolve().parents[1] / "gallery"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TABLET, DESK = {"width": 800, "height": 1280}, {"width": 1280, "height": 800}
ACROSS = {360: (7, 360), 800: (6, 400), 1280: (4, 640)}
"""Width of the window -> pictures in a row of the sheet, and how wide one of them is, in px."""
TALLER = "document.documentElement.scrollHeight > innerHeight + 8"
PUBLIC, TO_DRAW, DRAWING = "Enlace público", "Cuestionario con dibujo", "drawing"


class Way(NamedTuple):
    """What a sheet is of: its name, where it begins, and what is asked there."""

    name: str
    address: str
    version: surveys.Version


class Look(NamedTuple):
    """How it is looked at. In Spanish everything is walked, in English the first way through."""

    window: Mapping[str, int]
    scheme: Scheme
    language: str = "es"


LOOKS = (
    *(Look(window, scheme) for window in (TELEPHONE, TABLET, DESK) for scheme in SCHEMES),
    Look(TELEPHONE, "light", "en"),
)


@click.command()
@click.option(
    "--band", "names", multiple=True, type=click.Choice([*CARDS, DRAWING]), help="Only these."
)
@click.option("--site", help="Public link of a site that runs already, instead of a new one.")
def main(names: tuple[str, ...], site: str | None) -> None:
    """Make every sheet anew; of a site that runs already, without the drawing."""
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    SHEETS.mkdir(exist_ok=True)
    started = nullcontext({PUBLIC: site}) if site else demonstration()
    with started as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(PICTURED))
        for way in _ways(addresses):
            if way.name in (names or (*CARDS, DRAWING)):
                for look in LOOKS:
                    make(browser, way, look)
        browser.close()


def _ways(addresses: Mapping[str, str]) -> Iterator[Way]:
    asked = surveys.read(surveys.folder_of("my_digital_world"))
    for band in CARDS:
        yield Way(band, f"{addresses[PUBLIC]}/{band}", asked.version_for(band, "es"))
    if TO_DRAW in addresses:
        drawn = surveys.read(surveys.folder_of("draw_internet")).version_for("6-9", "es")
        yield Way(DRAWING, addresses[TO_DRAW], drawn)


def make(browser: Browser, way: Way, look: Look) -> None:
    """One sheet: `gallery/<name>-<width>-<scheme>.png`, of another language with its code."""
    width, in_spanish = look.window["width"], look.language == "es"
    name = f"{way.name}-{width}-{look.scheme if in_spanish else look.language}.png"
    with (
        tempfile.TemporaryDirectory(prefix="alzavoz-gallery-") as folder,
        _context(browser, look) as context,
    ):
        sheet = Sheet(context, Path(folder), way, f"{way.address}?language={look.language}")
        if in_spanish:
            sheet.walk_all()
        else:
            sheet.walk()
        put_together(browser, SHEETS / name, sheet.pictures, *ACROSS[width])
    click.echo(f"{name}, {len(sheet.pictures)} pictures")


@dataclass
class Sheet:
    """The pictures of one sheet, and what has been seen of the questionnaire."""

    context: BrowserContext
    folder: Path
    way: Way
    address: str
    pictures: list[tuple[str, Path]] = field(default_factory=list)
    cards: set[frozenset[str]] = field(default_factory=set)
    """What stood together on a card."""

    @property
    def page(self) -> Page:
        """The window in use."""
        return self.context.pages[-1]

    @property
    def unseen(self) -> list[surveys.Question]:
        """What no walk has come to yet."""
        seen = frozenset[str]().union(*self.cards)
        return [each for each in self.way.version.questions if each.concept not in seen]

    def walk_all(self) -> None:
        """What is beside the questions, then ways through them until each was seen."""
        self._say_no()
        while unseen := self.unseen:
            self.walk(beside=not self.cards)
            if self.unseen == unseen:
                names = ", ".join(question.concept for question in unseen)
                sys.exit(f"{self.way.name}: no way through comes to {names}.")

    def walk(self, *, beside: bool = False) -> None:
        """One way through; only the first sends. `beside`: with what a child may do on a card."""
        is_first, wishes = not self.cards, self._wishes()
        self._begin()
        if is_first:
            self._take_whole("assent")
        self._do("yes")
        while (card := self._here()) != "send":
            if card == "check" and is_first:
                self._check(told_again=beside)
            elif card != "check":
                self._card(card, wishes, beside=beside)
            self._do("next")
        if is_first:
            self._take_whole("send")
            self._do("send")
            self.page.wait_for_selector('main[data-page="thanks"]')
            self._take_whole("thanks")

    def _begin(self) -> None:
        """A tab of its own: nothing of an earlier walk is in it."""
        for page in self.context.pages:
            page.close()
        self.context.new_page().goto(self.address)

    def _say_no(self) -> None:
        self._begin()
        self.page.locator("[data-help]").click()
        self._take("help")
        self.page.locator("[data-close]:visible").first.click()
        self._do("no")
        self._take_whole("no, to colour")
        self.page.locator("[data-finished]").click()
        self._take_whole("no, goodbye")

    def _check(self, *, told_again: bool) -> None:
        self._take_whole("check")
        if told_again:
            for check in self.page.locator("[data-check]").all():
                right = int(check.get_attribute("data-check") or 0)
                check.locator(f'[data-try="{1 - min(right, 1)}"]').click()
            self._take_whole("check, told again")

    def _card(self, card: str, wishes: Mapping[str, list[str]], *, beside: bool) -> None:
        asked = self._asked()
        is_new = asked not in self.cards
        if is_new:
            self._take(card)
        self._answer(wishes)
        more = self._asked()
        if more != asked:
            self._answer(wishes)
        is_new = is_new or more not in self.cards
        self.cards |= {asked, more}
        if is_new and (more != asked or self.page.evaluate(TALLER)):
            self._take_end(f"{card}, answered, its end")
        if beside and self.page.locator(".here [data-sensitive]:visible").count():
            self._hide(card)

    def _hide(self, card: str) -> None:
        """Covered by a child, and closed behind one who came back."""
        self._do("cover")
        self._take(f"{card}, covered")
        self._do("cover")
        self._do("next")
        self._do("back")
        self._take(f"{card}, closed")

    # ------------------------------------------------------------------ what is answered

    def _wishes(self) -> dict[str, list[str]]:
        """Concept -> the choices that lead to what is unseen, as many as may be chosen at once."""
        asked = {question.concept: question for question in self.way.version.questions}
        wishes: dict[str, list[str]] = {}
        for question in self.unseen:
            for concept, codes in question.ask_if.items():
                mine, choices = wishes.setdefault(concept, []), asked[concept].choices
                if not codes.intersection(mine) and len(mine) < (asked[concept].at_most or 1):
                    mine.append(next(each.code for each in choices if each.code in codes))
        return wishes

    def _answer(self, wishes: Mapping[str, list[str]]) -> None:
        for concept in self._asked():
            for code in wishes.get(concept, ()):
                wished = f'.here input[name="{concept}"][value="{code}"]:not(:checked)'
                if self.page.locator(wished).count():
                    self.page.locator(wished).click()
        if self.page.locator("[data-table]:visible").count():
            self._draw()
        answer(self.page)

    def _draw(self) -> None:
        """A line, and a stamp beside it."""
        sheet = self.page.locator("[data-table]")
        box = sheet.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
        points = [(0.1, 0.8), (0.3, 0.3), (0.5, 0.7), (0.7, 0.4)]
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=4)
        self.page.mouse.up()
        self.page.locator("[data-print]").first.click()
        sheet.click(position={"x": 0.85 * box["width"], "y": 0.3 * box["height"]})
        self._take("what was drawn")

    # ------------------------------------------------------------------ what is seen

    def _here(self) -> str:
        return self.page.locator("[data-card].here").get_attribute("data-card") or ""

    def _asked(self) -> frozenset[str]:
        shown = self.page.locator("[data-card].here [data-question]:visible")
        return frozenset(shown.evaluate_all("all => all.map((each) => each.dataset.question)"))

    def _do(self, what: str) -> None:
        self.page.locator(f'[data-do="{what}"]:visible').click()

    def _take(self, what: str) -> None:
        self.page.wait_for_load_state("networkidle")
        file = self.folder / f"{len(self.pictures)}.png"
        self.page.screenshot(path=file, animations="disabled", scale="css")
        self.pictures.append((what, file))

    def _take_end(self, what: str) -> None:
        self.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        self._take(what)

    def _take_whole(self, what: str) -> None:
        self._take(what)
        if self.page.evaluate(TALLER):
            self._take_end(f"{what}, its end")


def put_together(
    browser: Browser, file: Path, pictures: list[tuple[str, Path]], across: int, wide: int
) -> None:
    """A contact sheet of pictures of one folder, each with what it is, `across` in a row and `wide`
    px each. Chromium lays them out; no other library of pictures is needed."""
    figures = "".join(
        f'<figure><figcaption>{html.escape(what)}</figcaption><img src="{each.name}"></figure>'
        for what, each in pictures
    )
    style = (
        f"body{{display:grid;grid-template-columns:repeat({across},{wide}px);gap:16px;margin:16px;"
        "background:#777;font:16px sans-serif}figure{margin:0}img{width:100%;display:block}"
        "figcaption{background:#fff}"
    )
    sheet = pictures[0][1].parent / "sheet.html"
    sheet.write_text(f'<meta charset="utf-8"><style>{style}</style>{figures}', encoding="utf-8")
    page = browser.new_page(viewport={"width": across * (wide + 16) + 16, "height": 600})
    page.goto(sheet.as_uri())
    page.screenshot(path=file, full_page=True)
    page.close()


@contextmanager
def _context(browser: Browser, look: Look) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": look.window["width"], "height": look.window["height"]},
        locale="es-MX",
        color_scheme=look.scheme,
        reduced_motion="reduce",
    )
    context.add_init_script(device_voice())
    yield context
    context.close()


if __name__ == "__main__":
    main()
