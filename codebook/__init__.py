"""The codebook: policy concepts that words touch, with the words that led to each.

It is data (`codebook.toml`): the sections of General Comment No. 25 of the Committee on the Rights
of the Child (CRC/C/GC/25, 2021), articles of Mexican law, the nine questions of the 2024 call for
input of the UN Special Rapporteur on the sale and sexual exploitation of children in our words, and
five sectors. Cue words were chosen by hand. A concept points a reader to a passage; nobody has
judged that the passage falls under the law it names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .finder import Finder

FILE = Path(__file__).parent / "codebook.toml"


@dataclass(frozen=True, slots=True)
class Concept:
    """A policy concept. `source` is "gc25", "mx", "nine" or "sector", `at` the place in there."""

    code: str
    name: Mapping[str, str]
    source: str
    at: str


def touched(text: str, language: str) -> dict[str, tuple[str, ...]]:
    """Codes of the concepts that a text in small letters touches, and the words for each."""
    return _finder(language).find(text)


@cache
def concepts() -> Mapping[str, Concept]:
    """All concepts by code, in the codebook's order."""
    return {
        row["code"]: Concept(
            row["code"], {"es": row["es"], "en": row["en"]}, row["source"], row["at"]
        )
        for row in _rows()
    }


@cache
def _finder(language: str) -> Finder:
    key = f"words_{language}"
    return Finder((row["code"], row.get(key, ())) for row in _rows())


@cache
def _rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["concept"]
    return found
