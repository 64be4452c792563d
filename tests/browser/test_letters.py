"""The project's letters are there at first sight, on pages of children and of adults."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# As wide in a monospaced stand-in as any seven letters; much narrower in ours.
WIDTH = """() => {
  const word = document.createElement("span");
  word.style.cssText = 'font: 400 40px "Atkinson Hyperlegible", monospace; position: absolute';
  word.textContent = "iiiiiii";
  document.body.append(word);
  return word.getBoundingClientRect().width;
}"""


@pytest.mark.parametrize("path", ["/", "/staff/login", "/j/CDFG3467/6-9", "/help"])
def test_first_visit_shows_the_letters_of_the_project(
    page: Page, session: object, path: str
) -> None:
    page.goto(path, wait_until="networkidle")
    assert page.evaluate(WIDTH) < 120
