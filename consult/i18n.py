"""Languages of the site. Spanish is the source; a page's language is in its address, no cookie."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from flask import Flask, has_request_context, request
from flask_babel import Babel, format_date, get_locale
from werkzeug.exceptions import RequestEntityTooLarge

import surveys

LANGUAGES = (("es", "Español"), ("en", "English"))
CODES = tuple(code for code, _ in LANGUAGES)
ASKED = "alzavoz.language"


def init_app(app: Flask) -> None:
    """Choose the language of each page from its address, and keep it in every link."""
    app.config.update(BABEL_DEFAULT_LOCALE="es", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=language)
    app.url_defaults(_keep_language)
    app.jinja_env.globals.update(page_language=language, languages=LANGUAGES, direction=direction)
    app.jinja_env.filters["day"] = lambda day: format_date(day, "long")


def language() -> str:
    """Code of the language of the page that is being made: of its words."""
    asked = _asked()
    return asked if asked in CODES else "es"


def heard_language() -> str:
    """The same, or a language that a questionnaire has recordings and pictures in, and no words."""
    asked = _asked()
    return asked if asked in CODES or asked in _heard_only() else "es"


def _asked() -> str:
    """Asked for a dozen times a page: found once a request."""
    if not has_request_context():
        return ""
    kept: dict[str, Any] = request.environ
    if ASKED not in kept:
        kept[ASKED] = _found()
    return str(kept[ASKED])


def _found() -> str:
    posted = _posted()
    pressed = posted.get("go", "")
    if pressed.startswith("language:"):
        return pressed.removeprefix("language:")
    return posted.get("language") or request.args.get("language", "")


@cache
def _heard_only() -> frozenset[str]:
    """Read once, and only where somebody asks for a language that the site has not."""
    every = (
        surveys.read(folder, version)
        for folder in surveys.shipped().values()
        for version in surveys.versions_in(folder)
    )
    return frozenset(code for each in every for code in each.heard_only)


def direction(code: str) -> str:
    """`rtl` for a language that is written from right to left, else `ltr`."""
    return str(Locale.parse(code).text_direction) if code in CODES else "ltr"


def _posted() -> Mapping[str, str]:
    if request.method == "GET":  # nothing to parse
        return {}
    try:
        return request.form
    except RequestEntityTooLarge:  # its error page has a language too
        return {}


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint != "pages.static_file" and heard_language() != "es":
        values.setdefault("language", heard_language())


def in_language(words: Mapping[str, str], code: str | None = None) -> str:
    """The words in the page's language, else in Spanish, else in any."""
    code = code or str(get_locale() or "es")
    return words.get(code) or words.get("es") or next(iter(words.values()), "")
