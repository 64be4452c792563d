"""What every page that a test opens must be: the linter behind the test client."""

import gzip
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import brotli
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.web.headers import cookie_free

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
VOID = {"input", "select", "textarea"}
UNTYPED = {"checkbox", "hidden", "number", "radio", "range", "submit"}
UNHELPED = {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false"}
"""Of a field that a child writes in: what a system offers there, it has kept or sends away."""
ALLOWED_LINKS = ("https://teprotejomexico.org",)


class _Reader(HTMLParser):
    """Collects what is checked: elements with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_title = tag == "title"

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title += text

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def check_page(html: str, *, of_children: bool = False) -> None:
    """Fail with a sentence for what is wrong with a page."""
    reader = _Reader()
    reader.feed(html)
    tags = Counter(tag for tag, _ in reader.elements)
    assert html.lstrip().lower().startswith("<!doctype html>") or "<!doctype html>" in html[:300]
    assert reader.title.strip(), "a page needs a title"
    assert dict(reader.elements[0][1]).get("lang"), "a page says its language"
    assert tags["h1"] >= 1, "a page has a heading"
    ids = Counter(attrs["id"] for _, attrs in reader.elements if attrs.get("id"))
    assert not [each for each, times in ids.items() if times > 1], f"repeated ids: {ids}"
    for tag, attrs in reader.elements:
        _check_element(tag, attrs, ids)
        if of_children and (
            tag == "textarea" or (tag == "input" and attrs.get("type") not in UNTYPED)
        ):
            assert UNHELPED.items() <= attrs.items(), f"the system helps to write in {attrs}"
    assert "{{" not in html, "a placeholder is left"
    assert "{%" not in html, "a placeholder is left"


def _is_written_in(tag: str, attrs: dict[str, str | None]) -> bool:
    return tag == "textarea" or (tag == "input" and attrs.get("type") not in UNTYPED)


def _check_element(tag: str, attrs: dict[str, str | None], ids: Counter[str]) -> None:
    assert "style" not in attrs, f"inline style on {tag} {attrs}"
    assert not [name for name in attrs if name.startswith("on")], f"inline script on {tag}"
    assert tag != "style", "inline style sheet"
    assert tag != "script" or attrs.get("src"), "inline script"
    for name in ("src", "href", "action", "data", "poster"):
        address = attrs.get(name) or ""
        if tag == "a" and (address.startswith(ALLOWED_LINKS) or attrs.get("rel")):
            continue  # a link that is followed only when pressed
        assert not address.startswith(("http://", "https://", "//")), f"{tag} leads to {address}"
    for name in ("for", "aria-describedby", "aria-labelledby"):
        for target in (attrs.get(name) or "").split():
            assert target in ids, f"{tag} {name} names {target}, which is not there"


def _text(response: TestResponse) -> str:
    return opened(response).decode()


def opened(response: TestResponse) -> bytes:
    """The body as a browser reads it."""
    coding = response.headers.get("Content-Encoding", "identity")
    return DECODERS[coding](response.data)


class CheckedClient(FlaskClient):
    """A browser stand-in: any HTML page it opens must be sound, any child's page without cookie."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        response = super().open(*arguments, **options)
        of_children = cookie_free(response.request.path)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(_text(response), of_children=of_children)
        if of_children:
            assert "Set-Cookie" not in response.headers
            assert "cookie" not in response.headers.get("Vary", "").lower()
        return response
