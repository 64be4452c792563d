"""The shapes that values of a TOML table must have, and the check of a table against them."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.mistakes import Place, did_you_mean

Table = dict[str, Any]
CODE_PATTERN = re.compile(r"[a-z0-9_]+")
NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must be, in words, with an example to put in a remedy."""

    words: str
    example: str
    fits: Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_code(value: object) -> bool:
    return isinstance(value, str) and bool(CODE_PATTERN.fullmatch(value))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(NAME_PATTERN.fullmatch(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_list(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


def _is_table(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


TEXT = Shape("a text that is not empty", '"…"', _is_text)
TEXTS = Shape("a list of texts, none of them empty", '["…", "…"]', _is_list(_is_text))
CODE = Shape("small letters, digits and _", '"so_so"', _is_code)
CODES = Shape(
    "a list of codes of small letters, digits and _", '["good", "bad"]', _is_list(_is_code)
)
NAME = Shape("small letters, digits and _, a letter first", '"feeling_online"', _is_name)
NUMBER = Shape("a whole number above 0", "3", _is_number)
FLAG = Shape("true or false", "true", lambda value: isinstance(value, bool))
TABLE = Shape("a table", "{ … }", lambda value: isinstance(value, dict))
TABLES = Shape("a list of tables", "[[question]]", _is_list(TABLE.fits))
LABELS = Shape("a table of texts", '{ good = "…" }', _is_table(_is_text))
NAMES = Shape("a table of names", '{ good = "face_good" }', _is_table(_is_name))
RECODING = Shape("a table of codes", '{ very_good = "good" }', _is_table(_is_code))
CONDITIONS = Shape("a table of lists of codes", '{ age = ["yes"] }', _is_table(CODES.fits))


def parsed(text: str, place: Place) -> Table | None:
    """The TOML of a file; None, with a mistake noted, if it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        place.wrong(f"not TOML: {broken}", "correct the line; the rest cannot be read before")
        return None


def quoted(name: str) -> str:
    """A band as TOML writes it in a header."""
    return name if name.replace("_", "").isalnum() else f'"{name}"'


def taken(
    table: Table, shapes: Mapping[str, Shape], required: frozenset[str], place: Place
) -> Table:
    """The entries of a table that are known and of the right shape; the others are mistakes."""
    for key in sorted(required - table.keys()):
        place.wrong(f"has no `{key}`", f"write {key} = {shapes[key].example}")
    for key in sorted(table.keys() - shapes.keys()):
        place.at(key).wrong("unknown key", did_you_mean(key, shapes))
    return {key: value for key, value in table.items() if _fits(key, value, shapes, place)}


def _fits(key: str, value: object, shapes: Mapping[str, Shape], place: Place) -> bool:
    shape = shapes.get(key)
    if shape is None:
        return False
    if not shape.fits(value):
        place.at(key).wrong(f"must be {shape.words}", f"write {key} = {shape.example}")
        return False
    return True
