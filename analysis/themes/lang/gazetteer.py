"""Names of platforms, settings and addressees, and how they are spelt."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Name:
    """A platform, a setting or an addressee: its code, its name by language, its kind if any."""

    code: str
    name: Mapping[str, str]
    kind: str | None = None


@cache
def data(file: str) -> Mapping[str, Any]:
    """One of the data files, read once."""
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


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


def spelt() -> dict[str, str]:
    """Names of platforms by each way to write them: a right one stays, one as it is heard or
    mistyped stands for the first of its row."""
    ways: dict[str, str] = {}
    for row in data("platforms.toml")["platform"]:
        right = [word.rstrip("*") for word in row["words"]]
        ways |= dict.fromkeys(row.get("heard", ()), right[0]) | {word: word for word in right}
    return ways
