"""The directory of help services."""

from datetime import date

import pytest

from consult.help.queries import directory, expired
from tests.consult.staff import signed_in

LONG_AFTER = date(2040, 1, 1)


def test_every_entry_says_when_it_was_checked_and_where_it_was_found():
    for entry in directory():
        assert entry.checked_on < entry.expires_on
        assert entry.source
        assert {"es", "en"} <= entry.name.keys() & entry.what.keys() & entry.hours.keys()


def test_an_expired_entry_is_hidden_but_the_page_is_never_empty():
    left = [entry.contact for entry in directory() if entry.is_shown(LONG_AFTER)]
    assert left == ["911", "800 911 2000"]


def test_expired_entries_are_listed_for_the_coordinator(client, app):
    assert len(expired(LONG_AFTER)) == len(directory())
    signed_in(client, "coordinator")
    page = client.get("/consultations/")
    assert "Chat de Confianza" in page.text


@pytest.mark.parametrize(
    ("language", "words"), [("es", "De día y de noche"), ("en", "Day and night")]
)
def test_help_page_is_in_the_language_asked_for(client, app, language, words):
    page = client.get(f"/help?language={language}")
    assert 'href="tel:911"' in page.text
    assert words in page.text
    assert "55 5533 5533" not in page.text, "unverified since 2023: not for children"
