"""An attacker with every file of a site on which a school drew, some of it looked at by officers.

Each attack first catches a leak that was planted; then it meets the real loot, after compaction.
"""

import json
import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox

import analysis
from consult.clock import now
from consult.compaction import compact
from consult.consultations.models import Consultation
from consult.db import db
from consult.safeguarding import drawings, jobs, keys, operations
from consult.safeguarding.drawings import Seen
from consult.safeguarding.models import Case
from consult.sessions.models import Session
from consult.staff.operations import invite
from tests.consult.test_drawings import OWN
from tests.consult.test_safeguarding import key_for

from . import attackers
from .school_day import Loot

CHILDREN, LOOKED_AT = 60, 30
START = "~drawing / red 2 "
CASES = sa.select(Case).order_by(Case.id)


@pytest.fixture
def app(app: Flask) -> Flask:
    """The attacks read files, so the database is one."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the files of a server are attacked in test_school_day.py")
    return app


def point(number: int) -> str:
    return f"{100 + number},{700 - number} {900 - number},{number + 11}"


@pytest.fixture
def private() -> PrivateKey:
    """The officer's private half, which no attacker has."""
    return PrivateKey.generate()


@pytest.fixture
def drew(
    app: Flask,
    client: FlaskClient,
    consultation: Consultation,
    session: Session,
    private: PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """Sixty children drew one after the other; half of it is cleared, none permitted: what each
    drew, in the order of arrival."""
    consultation.questionnaire, consultation.drawings_seen_by = "draw_internet", "Protección"
    session.bands = ["6-9"]
    key_for("officer@example.org", private)
    monkeypatch.setattr(jobs, "_read", _nothing_worrying)
    drawn = [point(number) for number in range(CHILDREN)]
    for number, each in enumerate(drawn):
        picture = START + each
        fields = {"go": "send", "key": f"{number:032x}", "code": "a b c d e f", "dream": picture}
        assert client.post("/j/CDFG3467/6-9", data=fields, headers=OWN).status_code == 200
    jobs.screen_sealed_texts()
    officer = invite("first@example.org", "safeguarding_officer")
    db.session.flush()
    cases = db.session.scalars(CASES).all()
    for case in random.Random(1).sample(cases, LOOKED_AT):
        operations.open_case(case, officer.id, now())
        drawings.clear(case, officer.id, Seen(START + point(0), ""), now())
    db.session.commit()
    compact()
    return drawn


def _nothing_worrying(words: list[tuple[str, str]], _language: str) -> list[analysis.Screened]:
    return [analysis.Screened(each, "", (), "none", (), (), cued=False) for each, _ in words]


def loot(app: Flask) -> Loot:
    db.session.rollback()
    return Loot(Path(app.config["INSTANCE"]), app.config["DATABASE_URL"])


def orders(found: Loot, truth: dict[str, int]) -> dict[str, float]:
    """Each column of drawings and their cases, and the way they lie: how well it tells the order
    in which their children's responses came."""
    scores = {}
    with found.database() as connection:
        for table in ("drawing", "safeguarding_case"):
            names = [each["name"] for each in sa.inspect(connection).get_columns(table)]
            for by in ("", *(f'ORDER BY "{name}"' for name in names)):
                ids = connection.scalars(sa.text(f"SELECT id FROM {table} {by}")).all()
                scores[f"{table} {by}"] = attackers.agreement([str(each) for each in ids], truth)
    return scores


def test_no_stroke_lies_anywhere_that_an_officer_has_not_cleared_with_permission(app, drew):
    (Path(app.config["INSTANCE"]) / "log.txt").write_text(f"drawn: {drew[7]}\n")
    found = attackers.found_in(loot(app), drew)
    assert found.pop(drew[7]) == {"log.txt"}, "the planted leak is caught"
    assert found == {}


def test_nothing_joins_a_drawing_to_a_response(app, drew):
    assert not {pair for pair in attackers.shared_values(loot(app)) if "drawing" in pair[0]}
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE drawing ADD COLUMN planted BLOB"))
        hashes = connection.scalars(sa.text("SELECT key_hash FROM response")).all()
        ids = connection.scalars(sa.text("SELECT id FROM drawing")).all()
        plant = sa.text("UPDATE drawing SET planted = :own WHERE id = :id")
        rows = [{"own": own, "id": each} for own, each in zip(hashes, ids, strict=True)]
        connection.execute(plant, rows)
    caught = {pair for pair in attackers.shared_values(loot(app)) if "drawing" in pair[0]}
    assert caught, "the planted leak is caught"


def test_the_order_of_arrival_is_in_no_column_and_in_no_place(app, drew, private):
    limit = attackers.by_chance(CHILDREN)
    truth = {case.id.hex: drew.index(_lines(case, private)) for case in db.session.scalars(CASES)}
    assert all(score <= limit for score in orders(loot(app), truth).values())
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE drawing ADD COLUMN planted INTEGER"))
        plant = sa.text("UPDATE drawing SET planted = :place WHERE id = :id")
        connection.execute(plant, [{"id": each, "place": at} for each, at in truth.items()])
    scores = orders(loot(app), truth)
    assert scores['drawing ORDER BY "planted"'] > limit, "the planted leak is caught"


def _lines(case: Case, private: PrivateKey) -> str:
    """What only the officer, and so the truth, knows: which drawing it is."""
    [seal] = case.seals
    told = json.loads(sodium_unpad(SealedBox(private).decrypt(seal.sealed), keys.PADDING))
    return told["picture"].removeprefix(START)


def test_all_drawings_of_a_day_bear_the_same_time(app, drew):
    assert len(set(db.session.scalars(sa.select(Case.alerted)))) == 1
