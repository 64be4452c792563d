"""Reads of the directory: what is still known to be right today, in the language of the page."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from consult.clock import today
from consult.i18n import in_language, language

FILE = Path(__file__).with_name("services.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A help service with its sources and dates."""

    id: str
    contact: str
    href: str
    checked_on: date
    expires_on: date
    source: str
    name: dict[str, str]
    what: dict[str, str]
    hours: dict[str, str]
    always: bool = False  # stays even when its date has passed: the page is never empty

    def is_shown(self, day: date) -> bool:
        """May children see it on that day?"""
        return self.always or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class Service:
    """A help service as a child sees it."""

    name: str
    contact: str
    href: str
    what: str
    hours: str


@cache
def directory() -> tuple[Entry, ...]:
    """Every entry, read once a process."""
    return tuple(Entry(**entry) for entry in tomllib.loads(FILE.read_text())["service"])


def shown_to_children() -> tuple[Service, ...]:
    """The services that may be shown today, in the language of the page."""
    return _shown(today(), language())


@lru_cache(maxsize=8)
def _shown(day: date, code: str) -> tuple[Service, ...]:
    return tuple(
        Service(
            name=in_language(entry.name, code),
            contact=entry.contact,
            href=entry.href,
            what=in_language(entry.what, code),
            hours=in_language(entry.hours, code),
        )
        for entry in directory()
        if entry.is_shown(day)
    )


def expired(day: date) -> list[Entry]:
    """What must be checked again before children see it, or that they still see unchecked."""
    return [entry for entry in directory() if day > entry.expires_on]
