"""The theme guide: subjects somebody expects, each with sentences as children say them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent.parent / "guides" / "digital_environment.json"


class GuideError(ValueError):
    """A guide that cannot be used; the message names the place and what to do."""


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
    """Read `{"themes": [{"id", "name", "phrases": [...]}]}`; `GuideError` says all that is wrong.

    A theme may also have `name_en`. Other keys are refused, so that a slip is noticed.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise GuideError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise GuideError(f"{path}: is not JSON in UTF-8 ({error}).") from error
    rows = document.get("themes") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise GuideError(f'{path}: needs {{"themes": [...]}} with at least one theme.')
    mistakes = [mistake for place, row in enumerate(rows, 1) for mistake in _mistakes(place, row)]
    mistakes += _repeated(rows)
    if mistakes:
        raise GuideError(f"{path}: " + " ".join(mistakes))
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
