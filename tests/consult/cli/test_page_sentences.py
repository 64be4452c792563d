"""What an operator's recordings cover: every sentence of the pages without a questionnaire."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.cli.audio.page_pieces import pieces
from consult.cli.audio.page_sentences import on_pages
from consult.clock import today
from consult.consultations.models import Consultation
from consult.sessions.models import Session
from consult.storage.db import db

CODE = "/j/CDFG3467"


@pytest.mark.parametrize(
    ("address", "changes"),
    [
        (CODE, {"state": "draft"}),
        (f"{CODE}/6-9", {"state": "checked"}),
        (CODE, {"state": "closed"}),
        (f"{CODE}/results", {"state": "reported"}),
        (f"{CODE}/90-99", {}),
        (CODE, {"closed": True}),
    ],
)
def test_why_a_page_cannot_be_had_is_recorded(
    app: Flask,
    client: FlaskClient,
    consultation: Consultation,
    session: Session,
    address: str,
    changes: dict[str, object],
) -> None:
    for name, value in changes.items():
        setattr(session if name == "closed" else consultation, name, value)
    db.session.commit()
    page = client.get(address).text
    assert len(pieces(page)) > 1
    recorded = on_pages("es")
    assert [each for each in pieces(page) if each not in recorded] == []
    assert not [each for each in recorded if str(today().year) in each], "no day of a consultation"
