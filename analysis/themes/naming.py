"""What passages name: platforms, settings, and who is asked to act, by dated lists of words.

The lists are data (`data/platforms.toml`, `data/addressees.toml`), each with the day it was last
gone through. They were written by hand; no published list is used. What is named in a passage is
not always what it is about.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from codebook.finder import Finder

DATA = Path(__file__).parent / "data"
ASKS = frozenset({"proposal", "question"})  # kinds of statement that ask somebody to act


@dataclass(frozen=True, slots=True)
class Name:
    """A platform, a setting or an addressee: its code, its name by language, its kind if any."""

    code: str
    name: Mapping[str, str]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Codes found in one passage, in the order of the lists."""

    platforms: tuple[str, ...]
    settings: tuple[str, ...]
    addressees: tuple[str, ...]


@cache
def data(file: str) -> Mapping[str, Any]:
    """One of the data files, read once."""
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


@cache
def _finder(file: str, table: str) -> Finder:
    return Finder((row["code"], row["words"]) for row in data(file)[table])


def names(table: str) -> tuple[Name, ...]:
    """All of "platform", "setting" or "addressee", to be shown with their names."""
    file = "addressees.toml" if table == "addressee" else "platforms.toml"
    return tuple(
        Name(
            row["code"],
            {"es": row.get("es") or row["name"], "en": row.get("en") or row["name"]},
            row.get("kind"),
        )
        for row in data(file)[table]
    )


def named(regular: str, kind: str) -> Named:
    """What a passage names. Who is named in a wish or a question is asked to act."""
    asked = _finder("addressees.toml", "addressee").find(regular) if kind in ASKS else {}
    return Named(
        tuple(_finder("platforms.toml", "platform").find(regular)),
        tuple(_finder("platforms.toml", "setting").find(regular)),
        tuple(asked),
    )
