"""Languages of the site. Spanish is the source; a page's language is in its address, no cookie."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, format_date, get_locale
from werkzeug.exceptions import RequestEntityTooLarge

LANGUAGES = (("es", "Español"), ("en", "English"))
CODES = tuple(code for code, _ in LANGUAGES)


def init_app(app: Flask) -> None:
    """Choose the language of each page from its address, and keep it in every link."""
    app.config.update(BABEL_DEFAULT_LOCALE="es", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=language)
    app.url_defaults(_keep_language)
    app.jinja_env.globals.update(page_language=language, languages=LANGUAGES)
    app.jinja_env.filters["day"] = lambda day: format_date(day, "long")


def language() -> str:
    """Code of the language of the page that is being made."""
    if not has_request_context():
        return "es"
    posted = _posted()
    pressed = posted.get("go", "")
    asked = posted.get("language") or request.args.get("language", "")
    if pressed.startswith("language:"):
        asked = pressed.removeprefix("language:")
    return asked if asked in CODES else "es"


def _posted() -> Mapping[str, str]:
    try:
        return request.form
    except RequestEntityTooLarge:  # its error page has a language too
        return {}


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint != "pages.static_file" and language() != "es":
        values.setdefault("language", language())


def in_language(words: Mapping[str, str], code: str | None = None) -> str:
    """The words in the page's language, else in Spanish, else in any."""
    code = code or str(get_locale() or "es")
    return words.get(code) or words.get("es") or next(iter(words.values()), "")
