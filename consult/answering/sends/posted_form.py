"""A child's form as it was posted: which button, which answers, with which key and code."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

from flask import json
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import Form

import surveys
from consult.web.i18n import CODES
from consult.web.static_files import STATIC
from surveys.kinds import drawing

from .operations import Earlier, PostedResponse

Posted = ImmutableMultiDict[str, str]
WORDS_IN_A_CODE = 6  # of 1,024: 60 bits
KEY = re.compile(r"[0-9a-f]{32,64}")
OURS = {"go", "key", "code", "earlier", "language", "band", "quote"}
MOST_EARLIER = 8  # sends that one takes the place of


@dataclass(frozen=True, slots=True)
class Press:
    """The button that was pressed: `send`, `edit`, `language:en` or `band:6-9`."""

    what: str
    to: str = ""

    @classmethod
    def of(cls, posted: MultiDict[str, str] | Posted) -> "Press":
        """The button in the form; anything unknown counts as `send`."""
        what, _, to = posted.get("go", "send").partition(":")
        return cls(what, to) if what in ("send", "edit", "language", "band") else cls("send")


def parsed(form: bytes) -> Posted:
    """What a form posted, out of its URL-encoded bytes; `ValueError` for what is none."""
    return ImmutableMultiDict(parse_qsl(form.decode(), keep_blank_values=True, max_num_fields=1000))


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
        "too_many_in_all": _(
            "Aquí caben %(most)s y pusiste %(given)s. Quita %(over)s.",
            most=details.get("most"),
            given=details.get("given"),
            over=details.get("over"),
        ),
        "too_much_drawn": _("Tu dibujo tiene más trazos de los que caben. Borra algunos."),
        "repeated": _("«%(choice)s» está en dos lugares. Déjala en uno.", choice=choice),
    }
    return sentences[error.code]


def send_of(
    version: surveys.Version,
    answers: dict[str, surveys.Answer | None],
    posted: Posted,
    code: str,
) -> PostedResponse:
    """One send as it is stored; `quote` names the questions whose texts may be quoted."""
    return PostedResponse(
        version=version,
        answers=answers,
        key=posted["key"],
        code=code,
        quotable=frozenset(posted.getlist("quote")),
        earlier=tuple(filter(None, map(_earlier, posted.getlist("earlier")[-MOST_EARLIER:]))),
    )


def earlier_in(posted: MultiDict[str, str] | Posted) -> list[tuple[str, str]]:
    """What a form names as sent before, as fields; going back from the look back it may have been
    sent as well, since a browser does not say so."""
    named = posted.getlist("earlier")
    if Press.of(posted).what == "edit" and is_key(posted.get("key", "")):
        named.append(f"{posted['key']} {posted.get('code', '')}")
    return [("earlier", each) for each in named]


def _earlier(said: str) -> Earlier | None:
    """The key and the six words of an earlier send: `key word word ...`."""
    key, _, words = said.partition(" ")
    code = normalised_code(words)
    return Earlier(key, code) if code and is_key(key) else None


def switched(posted: Posted, old: str, new: str) -> MultiDict[str, str]:
    """The answers as the other band shows them; what does not fit there travels along, unseen.

    A value of band `old` is carried as `old.<question>`; on return to a band its own values win.
    """
    carried: MultiDict[str, str] = MultiDict(earlier_in(posted))
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
    if answer is None:
        return ""
    if question.kind == "drawing" and isinstance(answer, str):
        return drawing.parts(answer).caption or _("Tu dibujo")
    if isinstance(answer, str):
        words = {choice.code: choice.label for choice in question.choices}
        return words.get(answer) or surveys.KINDS[question.kind].told(question, answer)
    return "; ".join(_part(question, part) for part in answer)


def _part(question: surveys.Question, part: str) -> str:
    """What was chosen, and into which basket it was put or how many it got."""
    code, _, more = part.partition(":")
    labels = {each.code: each.label for each in (*question.choices, *question.baskets)}
    return f"{labels[code]}: {labels.get(more, more)}" if more else labels[code]
