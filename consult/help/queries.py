"""Reads of the directory: what is still known to be right today, in the language of the page.

Children's pages are the busiest: the directory is kept in each process for `WAY_IN_SECONDS`, and
what was made of it for a state, a band and a language as long.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.sessions.models import REGIONS, Session
from consult.storage.db import db
from consult.web.i18n import in_language, is_marked, language

from .labels import PICTURES, SPOKEN, order_for
from .models import Service

FILE = Path(__file__).with_name("services.toml")
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """A help service as a child sees it, in the language of the page."""

    name: str
    contact: str
    href: str
    what: str
    small: str  # hours, cost, languages other than the page's
    channel: str
    picture: str


@dataclass(frozen=True, slots=True, eq=False)
class Help:
    """What a page shows: services that serve where the child is, and, where that is not known,
    each state's own ones as (state, services)."""

    services: tuple[Shown, ...]
    by_state: tuple[tuple[str, tuple[Shown, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Warnings:
    """What a coordinator has to look after."""

    expired: tuple[Service, ...]
    soon: tuple[Service, ...]
    never: tuple[Service, ...]  # nobody has ever checked them
    states: tuple[str, ...]  # with sessions, and without their Procuraduría

    def __len__(self) -> int:
        return len(self.expired) + len(self.soon) + len(self.never) + len(self.states)


@dataclass(slots=True)
class _Kept:
    """The directory as it was read, and what was made of it."""

    until: float
    day: date
    rows: list[dict[str, Any]]
    services: tuple[Service, ...]
    made: dict[tuple[str | None, str | None, str, bool], Help] = field(default_factory=dict)


_kept: _Kept | None = None


@cache
def shipped() -> tuple[dict[str, object], ...]:
    """The services that a new site begins with, as columns."""
    return tuple(tomllib.loads(FILE.read_text())["service"])


def services() -> Sequence[Service]:
    """The whole directory, for those who keep it: those that always stay first, then by name."""
    rows = db.session.scalars(sa.select(Service)).all()
    return sorted(rows, key=lambda row: (not row.always, row.region or "", row.slug))


def by_slug(slug: str) -> Service | None:
    """The service of that name."""
    return db.session.scalar(sa.select(Service).where(Service.slug == slug))


def authorities() -> Sequence[Service]:
    """Each state's own services that protect rights, for officers: what has expired too, as long
    as nobody hid it. The row says when it was checked."""
    own = sa.select(Service).where(Service.need == "rights", Service.region.is_not(None))
    return db.session.scalars(own.where(~Service.hidden).order_by(Service.slug)).all()


def shown_to_children(region: str | None = None, band: str | None = None) -> Help:
    """What may be shown today in a state (none: it is not known) to a band (none: any).

    Never empty. The same object as long as nothing changed, so that pages can be kept by it.
    """
    kept = _read()
    wanted = (region, band, language(), is_marked())
    if wanted not in kept.made:
        kept.made[wanted] = _help(kept.services, region, band)
    return kept.made[wanted]


def always_shown() -> Help:
    """What is shown where the directory cannot be read at all."""
    return _help(_with_what_always_stays(()), None, None)


def warnings(day: date) -> Warnings:
    """What has expired by that day, expires within 30 days, was never checked, or is missing."""
    rows = [row for row in services() if not row.hidden]
    dated = [row for row in rows if row.checked_on and row.expires_on]
    return Warnings(
        expired=tuple(row for row in dated if not _holds(row, day)),
        soon=tuple(row for row in dated if _holds(row, day) and not _holds(row, day + SOON)),
        never=tuple(row for row in rows if not (row.checked_on and row.expires_on)),
        states=_without_protection(rows, day),
    )


def _holds(row: Service, day: date) -> bool:
    return row.expires_on is not None and day <= row.expires_on


def _without_protection(rows: Iterable[Service], day: date) -> tuple[str, ...]:
    there = {row.region for row in rows if row.need == "rights" and row.is_shown(day)}
    return tuple(state for state in _states_with_sessions() if state not in there)


def _states_with_sessions() -> list[str]:
    """States in which children are asked, or will be."""
    coming = (State.DRAFT, State.CHECKED, State.OPEN)
    asked = (
        sa.select(Session.region)
        .join(Consultation)
        .where(Consultation.state.in_(coming), Session.region.is_not(None))
    )
    there = set(db.session.scalars(asked))
    return [state for state in REGIONS if state in there]


def _read() -> _Kept:
    global _kept
    if _kept is not None and monotonic() < _kept.until and _kept.day == today():
        return _kept
    there = db.session.execute(sa.select(Service.__table__).order_by(Service.id)).mappings()
    rows = [dict(row) for row in there]
    until = monotonic() + current_app.config["WAY_IN_SECONDS"]
    if _kept is not None and (_kept.day, _kept.rows) == (today(), rows):
        _kept.until = until
        return _kept
    # Rows of their own, which no session follows: what a coordinator is changing stays theirs.
    every = _with_what_always_stays([Service(**row) for row in rows])
    _kept = _Kept(until, today(), rows, every)
    return _kept


def _with_what_always_stays(rows: Sequence[Service]) -> tuple[Service, ...]:
    """An empty or broken directory still has 911 and Línea de la Vida."""
    there = {row.slug for row in rows if row.always}
    lost = [each for each in shipped() if each.get("always") and each["slug"] not in there]
    return (*rows, *(new_service(each) for each in lost))


def new_service(columns: dict[str, object]) -> Service:
    """A row that is in no database yet."""
    usual: dict[str, object] = {"bands": [], "languages": ["es"], "always": False, "hidden": False}
    return Service(**{**usual, **columns})


def _help(rows: Sequence[Service], region: str | None, band: str | None) -> Help:
    order = order_for(band)
    fitting = [row for row in rows if row.is_shown(today()) and _fits(row, band)]
    fitting.sort(
        key=lambda row: (order.index(row.need), not row.always, row.region is None, row.slug)
    )
    here = tuple(_shown(row) for row in fitting if row.region is None or row.region == region)
    if region is not None:
        return Help(here)
    states = [state for state in REGIONS if any(row.region == state for row in fitting)]
    return Help(
        here,
        tuple((s, tuple(_shown(row) for row in fitting if row.region == s)) for s in states),
    )


def _fits(row: Service, band: str | None) -> bool:
    return band is None or not row.bands or band in row.bands


def _shown(row: Service) -> Shown:
    code = language()
    parts = (in_language(row.hours, code), in_language(row.costs, code), _spoken(row, code))
    return Shown(
        name=in_language(row.names, code),
        contact=row.contact,
        href=row.href,
        what=in_language(row.purposes, code),
        small=" ".join(part for part in parts if part),
        channel=row.channel,
        picture=PICTURES[row.need],
    )


def _spoken(row: Service, page: str) -> str:
    """Said only where it is not simply the language of the page."""
    if row.languages == [page] or not row.languages:
        return ""
    names = [str(SPOKEN.get(code, code)) for code in row.languages]
    return _("Hablan %(languages)s.", languages=", ".join(names))
