"""Writes of the directory. Nothing here commits."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from consult.consultations.models import Words
from consult.storage.db import db

from .models import Service
from .queries import by_slug, new_service, shipped

LONGEST = timedelta(days=365)
"""For how long a check may hold."""


@dataclass(frozen=True, slots=True)
class Details:
    """A service as a coordinator describes it."""

    names: Words
    purposes: Words
    hours: Words
    costs: Words
    contact: str
    href: str
    need: str
    channel: str
    region: str | None
    bands: list[str]
    languages: list[str]
    source: str
    checked_on: date | None
    expires_on: date | None


def fill() -> None:
    """The services that ship, where the directory is empty; what is there is never touched."""
    if not db.session.scalar(sa.select(sa.exists().where(Service.id.is_not(None)))):
        db.session.add_all(new_service(each) for each in shipped())
        db.session.flush()


def add(details: Details) -> Service:
    """A new service, under a name made of its Spanish one."""
    slug = _unused_slug(details.names["es"])
    service = Service(slug=slug, always=False, hidden=False, **asdict(details))
    db.session.add(service)
    return service


def change(service: Service, details: Details) -> None:
    """Everything that can be said of it; whom `always` ones serve stays."""
    fixed = {"need", "region", "bands"} if service.always else set()
    for name, value in asdict(details).items():
        if name not in fixed:
            setattr(service, name, value)


def confirm(service: Service, day: date, until: date | None) -> None:
    """Somebody called that day and all of it is right; shown to children until then."""
    service.checked_on = day
    service.expires_on = until or day + LONGEST
    service.hidden = False


def hide(service: Service) -> None:
    """Take it from children at once. `ValueError` for one that always stays."""
    if service.always:
        raise ValueError(f"{service.slug} stays")
    service.hidden = True


def _unused_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "service"
    slug, number = stem, 2
    while slug == "new" or by_slug(slug):
        slug, number = f"{stem}-{number}", number + 1
    return slug
