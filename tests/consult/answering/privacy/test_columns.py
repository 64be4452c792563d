"""No table of children has a place for a name, an address, a device, a time or an order."""

import os
import uuid
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.clock import today
from consult.storage.compaction import child_tables
from consult.storage.db import Model, db

pytestmark = pytest.mark.both_engines

COLUMNS = {
    "response": "id consultation_id session_id cluster channel setting region band language day"
    " place_mark answers key_hash withdrawal_hash",
    "attendance": "id consultation_id setting region band week mark",
    "free_text": "id response_id question sealed redacted held quotable",
    "withdrawn_text": "id consultation_id session_id channel setting region band language question"
    " sealed",
    "returned_text": "id consultation_id band question language text mark",
    "withdrawn_key": "key_hash consultation_id",
    "withdrawn_mark": "mark consultation_id",
    "passage": "id run_id theme_id free_text_id returned_text_id text representative mark hand"
    " part kind side",
    "passage_sign": "passage_id sort code",
    "safeguarding_case": "id consultation_id level state alerted mark",
    "drawing": "id consultation_id question band language state quotable picture caption",
    "case_seal": "case_id key_id sealed sorting",
    "case_note": "event_id key_id case_id sealed",
    "report_quote": "id report_id part free_text_id mark",
}
"""Every column there may be. Who adds one has to say here, and in the data model, what for."""


def test_columns_of_children_are_these_and_no_others():
    for table in child_tables():
        assert {column.name for column in table.columns} == set(COLUMNS[table.name].split())


def test_no_key_of_a_child_is_a_serial_number():
    for table in child_tables():
        serial = [
            column
            for column in table.primary_key
            if isinstance(column.type, sa.Integer) and not column.foreign_keys
        ]
        assert serial == [], table.name


def test_the_day_is_the_finest_time_but_for_the_full_hour_of_a_case():
    times = {
        f"{table.name}.{column.name}"
        for table in child_tables()
        for column in table.columns
        if isinstance(column.type, sa.DateTime | sa.Time)
    }
    assert times == {"safeguarding_case.alerted"}


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "Ana"},
        {"band": "Ana, de la escuela de la esquina"},
        {"language": "es de Ana López"},
        {"region": "Oaxaca, en la calle de los Almendros número 7"},
        {"setting": "la escuela de la esquina"},
        {"key_hash": b"tablet 7"},
        {"withdrawal_hash": b"short"},
        {"cluster": 7},
        {"session_id": None},
        {"session_id": None, "channel": None, "setting": None, "region": None},
        {"day": datetime(2026, 11, 26, 10, 31)},
    ],
)
def test_database_refuses_what_is_longer_or_finer(app, session, changes):
    row = {
        "id": uuid.uuid4(), "consultation_id": session.consultation_id, "session_id": session.id,
        "cluster": None, "channel": "school", "setting": "school", "region": "Oaxaca",
        "band": "6-9", "language": "es", "day": today(), "answers": {},
        "key_hash": os.urandom(32), "withdrawal_hash": os.urandom(32),
    }  # fmt: skip
    insert = sa.insert(Model.metadata.tables["response"])
    db.session.execute(insert, row)
    db.session.rollback()
    if "day" in changes:  # written by hand: our own type would cut the time off
        if db.engine.dialect.name == "postgresql":
            return  # a DATE has none
        written = {"id": uuid.uuid4().hex, "day": "2026-11-26 10:31:00.000000"}
        db.session.execute(insert, row)
        change = sa.text("UPDATE response SET day = :day")
        with pytest.raises(sa.exc.IntegrityError, match="ck_response_no_time"):
            db.session.execute(change, written)
    else:
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(insert, {**row, **changes})
    db.session.rollback()


OTHER_ROWS = {
    "attendance": {"consultation_id": 1, "band": "6-9", "week": date(2026, 11, 23)},
    "withdrawn_text": {"consultation_id": 1, "channel": "school", "band": "6-9", "language": "es",
                       "question": "worries", "sealed": b"sealed"},
    "returned_text": {"consultation_id": 1, "band": "6-9", "language": "es", "question": "worries",
                      "text": "menos anuncios", "mark": bytes(32)},
    "withdrawn_key": {"key_hash": bytes(32)},
    "withdrawn_mark": {"mark": bytes(32)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("attendance", {"region": "Oaxaca, en la calle de los Almendros número 7"}),
        ("attendance", {"setting": "la escuela de la esquina"}),
        ("attendance", {"mark": b"tablet 7"}),
        ("withdrawn_text", {"channel": "Ana"}),
        ("withdrawn_text", {"language": "es de Ana López"}),
        ("withdrawn_text", {"region": "Oaxaca, en la calle de los Almendros número 7"}),
        ("returned_text", {"band": "Ana, de la escuela de la esquina"}),
        ("returned_text", {"mark": b"tablet 7"}),
        ("withdrawn_key", {"key_hash": b"tablet 7"}),
        ("withdrawn_mark", {"mark": b"tablet 7"}),
    ],
)
def test_database_refuses_it_in_the_other_tables_too(app, consultation, table, changes):
    whole = {**OTHER_ROWS[table], "id": uuid.uuid4()}
    row = {name: value for name, value in whole.items() if name in COLUMNS[table].split()}
    row |= {"consultation_id": consultation.id}
    insert = sa.insert(Model.metadata.tables[table])
    db.session.execute(insert, row)
    db.session.rollback()
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(insert, {**row, **changes})
    db.session.rollback()


def test_week_is_as_fine_as_time_stays(app):
    from consult.answering.privacy.session_unlinking import monday_of

    for days in range(30):
        day = today() + timedelta(days=days)
        assert monday_of(day).weekday() == 0
        assert 0 <= (day - monday_of(day)).days < 7
