"""The children's pages from right to left, in a pseudo-language made by a program.

The site's own words are in it too. Babel knows no pseudo-languages, so it goes by the code `ar`.
"""

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
from tests.consult.other_languages import WRITTEN, written_language
from tests.pseudo import pseudo, pseudo_words

from .conftest import Site
from .test_children import CHOSEN, HERE, TEXTS, Child, stored
from .test_spoken import MEXICAN, expect_quiet, listen, said, with_voices

__all__ = ["written_language"]
pytestmark = pytest.mark.browser

CATALOGUE = Path(__file__).parents[2] / "consult/translations/en/LC_MESSAGES/messages.po"
ARABIC = ("Maged", "ar-SA", True)


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
        (ours / "v1.ar.toml").write_text(pseudo_words((ours / "v1.es.toml").read_text(), "ar"))
        structure = (ours / "v1.toml").read_text()
        (ours / "v1.toml").write_text(structure.replace('["es", "en"]', '["es", "en", "ar"]', 1))
    write_catalogue(tmp_path / "translations")
    languages = (("es", "Español"), ("en", "English"), ("ar", pseudo("pseudo")))
    monkeypatch.setattr("surveys.loading.loader.SHIPPED", folder)
    monkeypatch.setattr("consult.web.i18n.CODES", ("es", "en", "ar"))
    monkeypatch.setattr("consult.answering.pages.views.LANGUAGES", languages)
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


UNMARKED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let each; (each = texts.nextNode()); ) {
    if (!/[a-záéíóúüñ]{2}/i.test(each.data) || each.parentElement.closest("template")) continue;
    if (each.parentElement.closest("[lang]").lang === "qqy") found.push(each.data.trim());
  }
  return found;
}"""


def test_what_the_site_has_no_words_for_is_said_to_be_in_another_language(
    page: Page,
    live_site: Site,
    session: object,
    written_language: Path,
    accessible: Callable[[Page], None],
) -> None:
    child = Child(page, "10-13").open()
    page.locator(f"[data-change] [lang={WRITTEN}]").click()
    html = page.locator(f"html[lang={WRITTEN}].steps")
    expect(html).to_have_attribute("dir", "rtl")
    child.do("yes")
    unmarked = set()
    while child.card != "send":
        unmarked |= set(page.evaluate(UNMARKED))
        child.answer_card(CHOSEN["10-13"])
        unmarked |= set(page.evaluate(UNMARKED))
        child.do("next")
    unmarked |= set(page.evaluate(UNMARKED))
    change = page.locator("[data-given] [data-to]").first.bounding_box()
    assert change
    assert change["x"] < 100, "at the end of the line, not over the answer"
    html.evaluate("page => { page.lang = 'ar'; }")  # axe knows no code for local use
    accessible(page)
    child.send()
    unmarked |= set(page.evaluate(UNMARKED))
    own = [str(words) for name, words in CHOSEN["10-13"].items() if words and name in TEXTS]
    assert [each for each in unmarked if not any(words in each for words in own)] == []
    assert [each.language for each in stored(live_site)] == [WRITTEN]


def test_spanish_stays_from_left_to_right(page: Page, session: object) -> None:
    Child(page, "6-9").open()
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "ltr"
