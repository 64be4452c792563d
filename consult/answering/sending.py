"""A child's form as it was posted: which button, which answers, with which key and code."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from flask import json
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import Form

import surveys
from consult.i18n import CODES
from consult.pages import STATIC

Posted = ImmutableMultiDict[str, str]
WORDS_IN_A_CODE = 6  # of 1,024: 60 bits
KEY = re.compile(r"[0-9a-f]{32,64}")
OURS = {"go", "key", "code", "language", "band"}


@dataclass(frozen=True, slots=True)
class Press:
    """The button that was pressed: `send`, `edit`, `language:en` or `band:6-9`."""

    what: str
    to: str = ""

    @classmethod
    def of(cls, posted: Posted) -> "Press":
        """The button in the form; anything unknown counts as `send`."""
        what, _, to = posted.get("go", "send").partition(":")
        return cls(what, to) if what in ("send", "edit", "language", "band") else cls("send")


def form_of(version: surveys.Version, posted: MultiDict[str, str] | Posted) -> Form:
    """The form of that version, filled with what was posted; errors are sentences."""
    form = surveys.form_class(version)(posted)
    form.validate()
    for field in form:
        field.errors = [sentence(error) for error in field.errors]
    return form


def sentence(error: object) -> str:
    """One clear sentence about a refused answer, in the language of the page."""
    if not isinstance(error, surveys.InvalidAnswer):
        return str(error)
    details = error.details
    choice = details.get("choice")
    if error.code == "too_long":
        return ngettext(
            "Te pasaste por %(num)s letra. Acorta un poco tu texto.",
            "Te pasaste por %(num)s letras. Acorta un poco tu texto.",
            int(details["over"]),
        )
    sentences = {
        "unknown_choice": _("Esa respuesta no está en la lista. Elige una de las que ves."),
        "two_answers": _("Aquí va una sola respuesta. Elige la que más te guste."),
        "excluded_together": _("«%(choice)s» va sola. Quita las otras o quita esa.", choice=choice),
        "too_many": _("Aquí puedes elegir hasta %(n)s. Quita alguna.", n=details.get("at_most")),
        "repeated": _("«%(choice)s» está en dos lugares. Déjala en uno.", choice=choice),
    }
    return sentences[error.code]


def switched(posted: Posted, old: str, new: str) -> MultiDict[str, str]:
    """The answers as the other band shows them; what does not fit there travels along, unseen.

    A value of band `old` is carried as `old.<question>`; on return to a band its own values win.
    """
    carried: MultiDict[str, str] = MultiDict()
    for name, value in posted.items(multi=True):
        if name in OURS or name.startswith(f"{old}."):
            continue
        carried.add(name if "." in name else f"{old}.{name}", value)
        if "." not in name and f"{new}.{name}" not in posted:
            carried.add(name, value)
    for name in [name for name in carried if name.startswith(f"{new}.")]:
        carried.setlist(name.removeprefix(f"{new}."), carried.poplist(name))
    return carried


def kept(posted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What only travels along: answers of another band."""
    return [(name, value) for name, value in posted if "." in name]


def normalised_code(typed: str) -> str | None:
    """A withdrawal code as it is hashed, however it was typed; None if it is not one."""
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    return " ".join(words) if len(words) == WORDS_IN_A_CODE else None


def is_key(typed: str) -> bool:
    """Has it the form of a send's key (128 bits or more, hexadecimal)?"""
    return bool(KEY.fullmatch(typed))


def new_key() -> str:
    """A key for a browser without JavaScript."""
    return secrets.token_hex(16)


def new_code(language: str) -> str:
    """A withdrawal code for a browser without JavaScript."""
    return " ".join(secrets.choice(_codewords(language)) for _ in range(WORDS_IN_A_CODE))


@cache
def _codewords(language: str) -> list[str]:
    file = STATIC / "words" / f"codewords.{language if language in CODES else 'es'}.json"
    words: list[str] = json.loads(file.read_text())
    return words


def spoken(question: surveys.Question, answer: surveys.Answer | None) -> str:
    """An answer in words, for the look back; empty where it was skipped."""
    labels = {choice.code: choice.label for choice in question.choices}
    if answer is None:
        return ""
    if isinstance(answer, str):
        return labels.get(answer, answer)
    return "; ".join(labels[code] for code in answer)
