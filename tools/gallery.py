"""Contact sheets of the children's cards, to look at: `python -m tools.gallery`.

Every card of every band, light and dark, on a telephone and on a desk, from a running
demonstration. A sheet is one PNG in `gallery/` for a band, a scheme and a width. A card is shown as
it opens; one that is taller than the window is shown a second time, answered and at its end. The
browser has a voice, the stand-in of the tests, so that the buttons that read aloud are there.
"""

import html
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Browser, Page, sync_playwright

from .screenshots import (
    ARGUMENTS,
    CARDS,
    CHROMIUM,
    TELEPHONE,
    answer,
    demonstration,
    device_voice,
)

SHEETS = Path(__file__).resolve().parents[1] / "gallery"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WINDOWS: tuple[Mapping[str, int], ...] = (TELEPHONE, {"width": 1280, "height": 800})
ACROSS = {360: (7, 360), 1280: (4, 640)}
"""Width of the window -> pictures in a row of the sheet, and how wide one of them is, in px."""
TALLER = "document.documentElement.scrollHeight > innerHeight + 8"


@click.command()
@click.option("--band", "bands", multiple=True, type=click.Choice(list(CARDS)), help="Only these.")
@click.option("--site", help="Public link of a site that runs already, instead of a new one.")
def main(bands: tuple[str, ...], site: str | None) -> None:
    """Make every sheet anew."""
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    SHEETS.mkdir(exist_ok=True)
    started = nullcontext({"Enlace público": site}) if site else demonstration()
    with started as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for band in bands or CARDS:
            for window in WINDOWS:
                for scheme in SCHEMES:
                    make(browser, f"{addresses['Enlace público']}/{band}", window, scheme)
        browser.close()


def make(
    browser: Browser, address: str, window: Mapping[str, int], scheme: Literal["light", "dark"]
) -> None:
    """One sheet: `gallery/<band>-<width>-<scheme>.png`."""
    width = window["width"]
    name = f"{address.rpartition('/')[2]}-{width}-{scheme}"
    with (
        tempfile.TemporaryDirectory(prefix="alzavoz-gallery-") as folder,
        _page(browser, window, scheme) as page,
    ):
        page.goto(address)
        pictures = list(_cards(page, Path(folder)))
        put_together(browser, SHEETS / f"{name}.png", pictures, *ACROSS[width])
    click.echo(f"{name}.png, {len(pictures)} pictures")


def _cards(page: Page, folder: Path) -> Iterator[tuple[str, Path]]:
    """Each card of the way, as (what it is, picture); the answers are not sent."""
    yield from _shown(page, folder, "assent")
    page.locator('[data-do="yes"]:visible').click()
    while (card := page.locator("[data-card].here").get_attribute("data-card") or "") != "send":
        yield from _shown(page, folder, card)
        page.locator('[data-do="next"]:visible').click()
    yield from _shown(page, folder, card)


def _shown(page: Page, folder: Path, card: str) -> Iterator[tuple[str, Path]]:
    yield card, _shot(page, folder / f"{card}.png")
    if card not in ("assent", "send"):
        answer(page)
    if page.evaluate(TALLER):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        yield f"{card}, answered, its end", _shot(page, folder / f"{card}-end.png")


def _shot(page: Page, file: Path) -> Path:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, animations="disabled", scale="css")
    return file


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
def _page(
    browser: Browser, window: Mapping[str, int], scheme: Literal["light", "dark"]
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": window["width"], "height": window["height"]},
        locale="es-MX",
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.add_init_script(device_voice())
    yield context.new_page()
    context.close()


if __name__ == "__main__":
    main()
