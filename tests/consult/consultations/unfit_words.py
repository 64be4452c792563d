"""A consultation that is about to open with a question that is in no shipped file."""

import shutil
from pathlib import Path

import pytest

import surveys
from consult.consultations import queries
from consult.consultations.models import Consultation, State
from consult.duty.operations import note_week
from consult.safeguarding.keys.formats import wrap_new_key
from consult.safeguarding.keys.keyring import make_key
from consult.samples.people import WEEK
from consult.staff.operations import invite
from consult.storage.db import db

ASKED = 'ask = "¿Usas internet?"'


def let_ask(
    consultation: Consultation,
    id: str,
    question: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let it use a questionnaire of that id, the shipped one with another question for 6-9.

    All else that opening needs is there: officers with keys, hours, expected children.
    """
    made = folder / id
    shutil.copytree(surveys.shipped()["my_digital_world"], made)
    for file, old, new in (
        ("v1.toml", 'id = "my_digital_world"', f'id = "{id}"'),
        ("v1.es.toml", ASKED, f'ask = "{question}"'),
    ):
        text = (made / file).read_text(encoding="utf-8")
        assert old in text
        (made / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    folders = {**surveys.shipped(), id: made}
    monkeypatch.setattr(queries.surveys, "shipped", lambda: folders)
    consultation.questionnaire, consultation.state = id, State.CHECKED
    consultation.expected_children = 30
    for name in ("una", "otra"):
        officer = invite(f"{name}@example.org", "safeguarding_officer")
        make_key(officer.id, *wrap_new_key("una frase larga de prueba")).weekly_hours = 10
        note_week(officer.id, WEEK)
    db.session.commit()
