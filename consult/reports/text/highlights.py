"""What to see in a table of closed answers, and in what its questions differed between bands."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.web.i18n import ages, in_language

from .sentences import listed, percentage

Table = Mapping[str, Any]
Top = tuple[str, int]  # code, percent
RANKED = "order"


def seen(table: Table) -> str:
    """What to see in a table of closed answers."""
    tops = {band: top for band in table["bands"] if (top := _top(table["columns"][band]))}
    if not tops:
        return _("De ninguna edad hay una respuesta con un número exacto que se pueda mostrar.")
    if len(table["bands"]) == 1:
        return _seen_in_one(table, table["bands"][0])
    if len({code for code, _percent in tops.values()}) == 1:
        return _seen_alike(table, tops)
    return _seen_by_age(table, tops)


def _ranking(column: Table) -> list[Top]:
    shown = [(code, cell["percent"]) for code, cell in column["cells"].items() if cell["percent"]]
    return sorted(shown, key=lambda top: -top[1])


def _top(column: Table) -> Top | None:
    return next(iter(_ranking(column)), None)


def _label(table: Table, code: str) -> str:
    return next(in_language(row["labels"]) for row in table["rows"] if row["code"] == code)


def _seen_in_one(table: Table, band: str) -> str:
    first, *others = _ranking(table["columns"][band])
    words = {"choice": _label(table, first[0]), "percent": percentage(first[1])}
    if RANKED in table["kinds"].values():
        said = _("Lo que más veces quedó en primer lugar: «%(choice)s» (%(percent)s)") % words
    else:
        said = _("Lo más elegido: «%(choice)s» (%(percent)s)") % words
    if not others:
        return f"{said}."
    next_one = {"choice": _label(table, others[0][0]), "percent": percentage(others[0][1])}
    return said + _("; después, «%(choice)s» (%(percent)s).") % next_one


def _seen_alike(table: Table, tops: Mapping[str, Top]) -> str:
    code = next(iter(tops.values()))[0]
    ordered = sorted(tops, key=lambda band: tops[band][1])
    low, high = ordered[0], ordered[-1]
    if low == high:
        frame = _("Lo más elegido: «%(choice)s», %(low_ages)s (%(low)s).")
    elif tops[low][1] == tops[high][1]:
        frame = _("En todas las edades lo más elegido es «%(choice)s» (%(low)s).")
    else:
        frame = _(
            "En todas las edades lo más elegido es «%(choice)s»: "
            "desde %(low)s (%(low_ages)s) hasta %(high)s (%(high_ages)s)."
        )
    return frame % {
        "choice": _label(table, code),
        "low": percentage(tops[low][1]),
        "high": percentage(tops[high][1]),
        "low_ages": ages(low),
        "high_ages": ages(high),
    }


def _seen_by_age(table: Table, tops: Mapping[str, Top]) -> str:
    by_code: dict[str, list[str]] = {}
    for band, (code, percent) in tops.items():
        by_code.setdefault(code, []).append(f"{ages(band)} ({percentage(percent)})")
    parts = [
        _("«%(choice)s», %(ages)s", choice=_label(table, code), ages=listed(bands))
        for code, bands in by_code.items()
    ]
    return _("Lo más elegido cambia con la edad: %(parts)s.", parts="; ".join(parts))


def wordings(table: Table) -> list[tuple[str, str]]:
    """(ages, question) for each different wording, in the order of the bands."""
    by_words: dict[str, list[str]] = {}
    for band, words in in_language_of(table["wordings"]).items():
        if band in table["bands"]:
            by_words.setdefault(words, []).append(ages(band))
    return [(listed(bands), words) for words, bands in by_words.items()]


def differences(table: Table) -> list[str]:
    """In what the bands were asked otherwise, in words; empty where all were asked alike."""
    names = {
        "wording": _("con otras palabras"),
        "kind": _("con otra forma de contestar"),
        "choices": _("con otras opciones"),
    }
    differing = {
        aspect
        for band, aspects in in_language_of(table["differences"]).items()
        if band in table["bands"]
        for aspect in aspects
    }
    return [words for aspect, words in names.items() if aspect in differing]


def in_language_of(tables: Mapping[str, Any]) -> Any:
    """The part of the content in the page's language, else in Spanish, else in any."""
    code = str(get_locale())
    return tables.get(code) or tables.get("es") or next(iter(tables.values()))
