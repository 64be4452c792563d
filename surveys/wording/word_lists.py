"""The lists of a language: patterns of its rules, known words, plainer words."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).parent
_WITHOUT_ACCENTS = str.maketrans("áéíóúü", "aeiouu")
NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class RuleLists:
    """What finds one kind of mistake, and what only looks like it."""

    patterns: re.Pattern[str]
    exceptions: re.Pattern[str] = NEVER  # what is said so is no mistake
    unless_before: re.Pattern[str] = NEVER  # nor is what comes after this in the sentence
    within: re.Pattern[str] = NEVER
    requests: re.Pattern[str] = NEVER
    labels: re.Pattern[str] = NEVER
    begins: re.Pattern[str] = NEVER  # sentences that wait for their end
    pairs: frozenset[str] = frozenset()
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """All the lists of a language."""

    language: str  # without region
    renewed: date
    rules: Mapping[str, RuleLists]
    known: frozenset[str]  # without accents
    plainer: Mapping[str, str]  # word of adults, without accents -> one that children know


def plain(word: str) -> str:
    """Without accents, but with the tilde of ñ: año is not ano."""
    return word.translate(_WITHOUT_ACCENTS)


@cache
def lists_of(language: str) -> Lists | None:
    """The lists of a language without region; None where nobody has written them."""
    file = DATA / f"rules_{language}.toml"
    if not file.is_file():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    named = table.pop("named", {})
    return Lists(
        language=language,
        renewed=table.pop("renewed"),
        known=frozenset(map(plain, table.pop("words")["known"].split())),
        plainer=MappingProxyType({plain(w): other for w, other in table.pop("plainer").items()}),
        rules=MappingProxyType({rule: _rule(found, named) for rule, found in table.items()}),
    )


def _rule(table: Mapping[str, Any], named: dict[str, str]) -> RuleLists:
    def any_of(key: str) -> re.Pattern[str]:
        found = table.get(key, ())
        return _any([found] if isinstance(found, str) else found, named)

    return RuleLists(
        patterns=any_of("patterns"),
        exceptions=any_of("except"),
        unless_before=any_of("unless_before"),
        within=any_of("within"),
        requests=any_of("requests"),
        labels=any_of("labels"),
        begins=any_of("begins"),
        pairs=frozenset(table.get("pairs", "").split()),
        joined=table.get("joined", ""),
    )


def _any(patterns: Iterable[str], named: dict[str, str]) -> re.Pattern[str]:
    """One pattern of several; of none, one that never matches.

    `%name%` stands for what is named so, which may use the names above it.
    """
    together = "|".join(f"(?:{each})" for each in patterns)
    for name, meant in reversed(named.items()):
        together = together.replace(f"%{name}%", f"(?:{meant})")
    return re.compile(together.replace(" ", r"\s+")) if together else NEVER
