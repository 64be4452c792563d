"""`docs/developers/adding_a_help_service.md`, done: a table in the data file, seen by a child."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.clock import today
from consult.help import operations, queries
from consult.help.models import Service
from consult.storage.db import db

SERVICE = """
[[service]]
slug = "linea-inventada"
contact = "55 0000 0000"
href = "tel:5500000000"
need = "talk"
channel = "phone"
region = "Oaxaca"
bands = ["10-13", "14-17"]
languages = ["es", "zap"]
checked_on = {checked_on}
expires_on = {expires_on}
source = "Inventada para la prueba"
names = {{ es = "Línea inventada", en = "Invented line" }}
purposes = {{ es = "Para platicar de lo que te preocupa.", en = "To talk about what worries you." }}
hours = {{ es = "De día y de noche.", en = "Day and night." }}
costs = {{ es = "Gratis.", en = "Free." }}
"""
PAGE = "/help?state=Oaxaca&band=10-13"


@pytest.fixture
def data_file(app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data file, which new sites read instead of the shipped one."""
    copied = tmp_path / "services.toml"
    copied.write_text(queries.FILE.read_text())
    monkeypatch.setattr(queries, "FILE", copied)
    yield copied
    queries.shipped.cache_clear()


def add_service(data_file: Path, *, expires_in: int = 30) -> None:
    """Add the service to the file, checked 60 days ago, and fill the directory of a new site."""
    checked_on, expires_on = today() - timedelta(days=60), today() + timedelta(days=expires_in)
    with data_file.open("a") as file:
        file.write(SERVICE.format(checked_on=checked_on, expires_on=expires_on))
    queries.shipped.cache_clear()  # a process reads the file once
    db.session.execute(sa.delete(Service))
    operations.fill()
    db.session.commit()


def test_new_service_is_on_the_help_page_of_the_children_it_is_for(client, data_file):
    assert "Línea inventada" not in client.get(PAGE).text
    add_service(data_file)
    page = client.get(PAGE).text
    for words in (
        "Línea inventada",
        'href="tel:5500000000"',
        "Para platicar de lo que te preocupa.",
    ):
        assert words in page
    assert "Hablan español, zapoteco." in page
    assert "Invented line" in client.get(f"{PAGE}&language=en").text


@pytest.mark.parametrize("others", ["state=Oaxaca&band=6-9", "state=Sonora&band=10-13"])
def test_new_service_is_on_no_other_page_of_help(client, data_file, others):
    add_service(data_file)
    page = client.get(f"/help?{others}").text
    assert "Línea inventada" not in page
    assert 'href="tel:911"' in page


def test_service_whose_check_has_expired_is_shown_to_nobody(client, data_file):
    add_service(data_file, expires_in=-1)
    assert queries.by_slug("linea-inventada") is not None
    assert "Línea inventada" not in client.get(PAGE).text
