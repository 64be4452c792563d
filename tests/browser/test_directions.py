"""The children's pages from right to left, in a pseudo-language made by a program.

Babel knows no pseudo-languages, so it goes by the code `ar`; each Latin letter becomes an Arabic
one, so that the browser writes from right to left. It says nothing to anybody.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from flask import Flask
from playwright.sync_api import Page, expect

import surveys
from consult.consultations import queries

from .test_children import HERE, Child
from .test_spoken import MEXICAN, expect_quiet, listen, said, with_voices

pytestmark = pytest.mark.browser

CATALOGUE = Path(__file__).parents[2] / "consult/translations/en/LC_MESSAGES/messages.po"
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzáéíóúüñ", "ابثدهفجحيكلمنوزرستطعغصضقشخاهيوعغن")
KEPT = re.compile(r"(%\(\w+\)[sd]|\{\w+\}|<[^>]+>)")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(?!\s*=)')
ARABIC = ("Maged", "ar-SA", True)


def pseudo(text: str) -> str:
    """The text in other letters; blanks and names to be filled in stay."""
    parts = KEPT.split(text)
    return "".join(
        each if KEPT.fullmatch(each) else each.lower().translate(LETTERS) for each in parts
    )


def pseudo_words(toml: str) -> str:
    lines = []
    for line in toml.splitlines():
        is_kept = line.lstrip().startswith(("[", "#", "language"))
        lines.append(line if is_kept else TEXT.sub(lambda found: f'"{pseudo(found[1])}"', line))
    return "\n".join(lines).replace('language = "es"', 'language = "ar"') + "\n"


def write_catalogue(folder: Path) -> None:
    with CATALOGUE.open("rb") as file:
        known = pofile.read_po(file)
    made = Catalog(locale="ar")
    for message in known:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if ids != ("",):
            many = made.num_plurals
            said = [pseudo(ids[min(place, len(ids) - 1)]) for place in range(many)]
            made.add(message.id, tuple(said) if len(ids) > 1 else said[0])
    place = folder / "ar" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        mofile.write_mo(file, made)


@pytest.fixture
def from_the_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[None]:
    """The site and its questionnaires have the pseudo-language."""
    folder = tmp_path / "questionnaires"
    for name, shipped in surveys.shipped().items():
        ours = shutil.copytree(shipped, folder / name)
        (ours / "v1.ar.toml").write_text(pseudo_words((ours / "v1.es.toml").read_text()))
        structure = (ours / "v1.toml").read_text()
        (ours / "v1.toml").write_text(structure.replace('["es", "en"]', '["es", "en", "ar"]', 1))
    write_catalogue(tmp_path / "translations")
    languages = (("es", "Español"), ("en", "English"), ("ar", pseudo("pseudo")))
    monkeypatch.setattr("surveys.reading.SHIPPED", folder)
    monkeypatch.setattr("consult.i18n.CODES", ("es", "en", "ar"))
    monkeypatch.setattr("consult.answering.views.LANGUAGES", languages)
    app.extensions["babel"].translation_directories.append(str(tmp_path / "translations"))
    queries.questionnaire.cache_clear()
    yield
    queries.questionnaire.cache_clear()


@pytest.mark.parametrize(("band", "width"), [("6-9", 360), ("14-17", 320), ("10-13", 1280)])
def test_pages_run_from_right_to_left(
    page: Page,
    session: object,
    from_the_right: None,
    accessible: Callable[[Page], None],
    band: str,
    width: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    child = Child(with_voices(page, ARABIC, MEXICAN), band).open("ar")
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    accessible(page)
    child.do("yes")
    while child.card != "send":
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        child.do("next")
    accessible(page)
    back, stones = (page.locator(f".trail > {part}").bounding_box() for part in (".back", "ol"))
    assert back
    assert stones
    assert back["x"] > stones["x"], "the way back is on the right"


def test_it_is_read_in_its_own_language(page: Page, session: object, from_the_right: None) -> None:
    child = Child(with_voices(page, ARABIC, MEXICAN), "6-9").open("ar")
    child.do("yes")
    heading = page.locator(f"{HERE} [data-heading]").first.text_content() or ""
    listen(page).click()
    expect_quiet(page)
    assert {each["voice"] for each in page.evaluate("() => window.spoken")} == {"Maged"}
    assert heading.startswith(said(page)[0].split("؟")[0].split(".")[0])


def test_spanish_stays_from_left_to_right(page: Page, session: object) -> None:
    Child(page, "6-9").open()
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "ltr"
