"""Languages of the site. Spanish is the source; a page's language is in its address, no cookie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, format_date, get_locale, refresh
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

import surveys

from . import language_marking

LANGUAGES = (("es", "Español"), ("en", "English"))
CODES = tuple(code for code, _ in LANGUAGES)
ASKED, PAGE, BESIDE = "alzavoz.language", "alzavoz.page", "alzavoz.beside"


def init_app(app: Flask) -> None:
    """Choose the language of each page from its address, and keep it in every link."""
    app.config.update(BABEL_DEFAULT_LOCALE="es", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=language).domain_instance = _Site()
    app.url_defaults(_keep_language)
    app.jinja_env.globals.update(
        page_language=language,
        chosen_language=chosen_language,
        languages=LANGUAGES,
        direction=direction,
        in_other_words=in_other_words,
    )
    app.jinja_env.filters["day"] = day


def language() -> str:
    """Code of the language in which the site speaks on the page that is being made."""
    asked = _asked()
    return asked if asked in CODES else _noted(BESIDE, "es")


def chosen_language() -> str:
    """The same, or a language that a questionnaire has and the site has not."""
    asked = _asked()
    return asked if asked in CODES or asked in _of_questionnaires() else language()


def write_in(page: str, beside: str) -> None:
    """From here on the page is in a questionnaire's language. The site speaks the one that was
    asked for, else `beside`, if it can; what it says in another language than the page's is marked
    (`marked_page`). `page`: empty where all words are the site's."""
    request.environ[PAGE] = page
    request.environ[BESIDE] = beside if beside in CODES else "es"
    refresh()


def is_marked() -> bool:
    """Does the site speak another language than the page's?"""
    page = _noted(PAGE, "")
    return bool(page) and page.split("_")[0] != language()


def marked_page(html: str) -> str:
    """The page, where each of the site's words in another language says which one it is."""
    return language_marking.signed_as(html, language()) if is_marked() else html


def in_other_words() -> str:
    """Stands where a script will say something of the site: marks its element."""
    return language_marking.BEGIN + language_marking.END if is_marked() else ""


def marked(words: str) -> str:
    """Words of the site, marked if they are in another language than the page."""
    return language_marking.between_signs(words) if words and is_marked() else words


def _noted(name: str, otherwise: str) -> str:
    return str(request.environ.get(name, otherwise)) if has_request_context() else otherwise


class _Site(Domain):
    """The site's words, marked where they are in another language than the page."""

    def get_translations(self) -> Any:
        site = super().get_translations()
        if not is_marked():
            return site
        return _Beside(_catalogue(_noted(PAGE, ""), tuple(self.translation_directories)), site)


@cache
def _catalogue(code: str, folders: tuple[str, ...]) -> NullTranslations:
    """An operator's words for the site in a language of a questionnaire, if there are any. None in
    one of the site's own: another one was asked for."""
    found = (Translations.load(folder, [code]) for folder in folders if code not in CODES)
    return next((each for each in found if isinstance(each, Translations)), NullTranslations())


@dataclass(frozen=True, slots=True)
class _Beside:
    """Words in the page's language, as far as there are any; else the site's, marked."""

    page: Any
    site: Any

    def ugettext(self, text: str) -> str:
        found = str(self.page.ugettext(text))
        return found if found != text else marked(self.site.ugettext(text))

    def ungettext(self, one: str, many: str, num: int) -> str:
        found = str(self.page.ungettext(one, many, num))
        return found if found not in (one, many) else marked(self.site.ungettext(one, many, num))


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
def _of_questionnaires() -> frozenset[str]:
    """Read once, and only where somebody asks for a language that the site has not."""
    every = (
        surveys.read(folder, version)
        for folder in surveys.shipped().values()
        for version in surveys.versions_in(folder)
    )
    return frozenset(code for each in every for code in each.names)


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
    if endpoint != "pages.static_file" and chosen_language() != "es":
        values.setdefault("language", chosen_language())


def in_language(words: Mapping[str, str], code: str | None = None) -> str:
    """The words in the site's language here, else in Spanish, else in any."""
    code = code or str(get_locale() or "es")
    found = words.get(code) or words.get("es") or next(iter(words.values()), "")
    return marked(found) if code == language() else found


def ages(band: str) -> str:
    """A band of ages in words; the name of any other."""
    found = surveys.ages_of(band)
    return _("%(first)s a %(last)s años", first=found[0], last=found[1]) if found else band


def day(of: date) -> str:
    """A day in words."""
    return marked(str(format_date(of, "long")))
