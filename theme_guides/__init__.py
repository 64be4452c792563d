"""The theme guide: subjects somebody expects, each with sentences as children say them.

It is JSON, or lines that anybody can edit: a subject begins with "#" and its name, after "|" its
name in English and its id may stand; every other line is a sentence.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "digital_environment.json"


class GuideError(ValueError):
    """A guide that cannot be used; the message names the place and what to do.

    `what` is "json" (it cannot be read as that), "form" (of the JSON), "early" (a sentence before
    the first subject), "nameless", "silent" (no sentence), "twice" (the id) or "empty"; `line`
    counts from 1, where it is known.
    """

    def __init__(self, message: str, what: str = "form", line: int | None = None) -> None:
        super().__init__(message)
        self.what, self.line = what, line


@dataclass(frozen=True, slots=True)
class GuideTheme:
    """One expected subject: its name for legislators and example sentences."""

    id: str
    name: str
    phrases: tuple[str, ...]
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Expected subjects, in the order of the file."""

    themes: tuple[GuideTheme, ...]


def shipped_guide() -> Guide:
    """The guide to the digital environment that comes with the package."""
    return read_guide(SHIPPED)


def read_guide(path: str | Path) -> Guide:
    """Read a guide from a file; `GuideError` says what is wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise GuideError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise GuideError(f"{path}: is not text in UTF-8 ({error}).") from error
    try:
        return parsed_guide(text)
    except GuideError as error:
        raise GuideError(f"{path}: {error}", error.what, error.line) from error


def parsed_guide(text: str) -> Guide:
    """A guide from lines, or from `{"themes": [{"id", "name", "phrases": [...]}]}`.

    There a theme may also have `name_en`; other keys are refused, so that a slip is noticed.
    `GuideError` tells the first mistake of lines, all those of JSON.
    """
    return _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_lines(text)


def as_lines(guide: Guide) -> str:
    """The guide as lines."""
    return "\n".join(
        "\n".join((f"# {each.name} | {each.name_en or ''} | {each.id}", *each.phrases, ""))
        for each in guide.themes
    )


def _from_lines(text: str) -> Guide:
    themes: list[GuideTheme] = []
    begins: list[int] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("#"):
            themes.append(_headed(line, number))
            begins.append(number)
        elif line and not themes:
            raise GuideError(f"Line {number} is before the first subject.", "early", number)
        elif line:
            themes[-1] = replace(themes[-1], phrases=(*themes[-1].phrases, line))
    if not themes:
        raise GuideError('It needs at least one subject: "# name".', "empty")
    _refuse_wrong(themes, begins)
    return Guide(tuple(themes))


def _refuse_wrong(themes: list[GuideTheme], begins: list[int]) -> None:
    known: set[str] = set()
    for theme, line in zip(themes, begins, strict=True):
        if not theme.phrases:
            raise GuideError(f"Line {line}: no sentence follows.", "silent", line)
        if theme.id in known:
            raise GuideError(f'Line {line}: the id "{theme.id}" is used before.', "twice", line)
        known.add(theme.id)


def _headed(line: str, number: int) -> GuideTheme:
    name, english, id, *_more = [*map(str.strip, line.lstrip("#").split("|")), "", ""]
    if not name:
        raise GuideError(f"Line {number}: the subject has no name.", "nameless", number)
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "_", plain)[:60].strip("_")
    return GuideTheme(id or made or f"line_{number}", name, (), english or None)


def _from_json(text: str) -> Guide:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise GuideError(f"is not JSON ({error}).", "json", error.lineno) from error
    rows = document.get("themes") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise GuideError('needs {"themes": [...]} with at least one theme.')
    mistakes = [mistake for place, row in enumerate(rows, 1) for mistake in _mistakes(place, row)]
    mistakes += _repeated(rows)
    if mistakes:
        raise GuideError(" ".join(mistakes))
    return Guide(tuple(_theme(row) for row in rows))


def _theme(row: Mapping[str, Any]) -> GuideTheme:
    phrases = tuple(phrase.strip() for phrase in row["phrases"])
    return GuideTheme(row["id"], row["name"].strip(), phrases, row.get("name_en"))


def _mistakes(place: int, row: object) -> list[str]:
    if not isinstance(row, dict):
        return [f"Theme {place} is not an object."]
    unknown = sorted(set(row) - {"id", "name", "name_en", "phrases"})
    found = [f'Theme {place} has an unknown key "{key}".' for key in unknown]
    texts = ("id", "name", *(["name_en"] if "name_en" in row else []))
    found += [f'Theme {place} needs a text as "{key}".' for key in texts if not _text(row.get(key))]
    phrases = row.get("phrases")
    if not isinstance(phrases, list) or not phrases or not all(map(_text, phrases)):
        found.append(f'Theme {place} needs "phrases": at least one text, none empty.')
    return found


def _text(candidate: object) -> bool:
    return isinstance(candidate, str) and bool(candidate.strip())


def _repeated(rows: list[Any]) -> list[str]:
    ids = [row["id"] for row in rows if isinstance(row, dict) and _text(row.get("id"))]
    return [
        f'The id "{id}" is used {ids.count(id)} times.'
        for id in sorted(set(ids))
        if ids.count(id) > 1
    ]
