"""Migrations build what the models ask for, and can be taken back."""

import uuid
from datetime import datetime

import pytest
import sqlalchemy as sa

from consult.safeguarding.models import Case
from consult.storage.db import Model, alembic, db, migrate

pytestmark = pytest.mark.both_engines


def test_newest_migration_equals_the_models(app):
    assert alembic.compare_metadata() == []


def test_migrations_go_down_and_up_again(app):
    db.session.close()
    with app.app_context():
        migrate("base")
    left = {name for name in sa.inspect(db.engine).get_table_names() if "huey_" not in name}
    assert left <= {"alembic_version"}
    with app.app_context():
        migrate()
    assert "response" in sa.inspect(db.engine).get_table_names()


def test_constraints_and_random_order_are_those_of_the_models(app):
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in Model.metadata.sorted_tables:
            wanted = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            there = {check["name"] for check in inspector.get_check_constraints(table.name)}
            assert there == wanted, table.name
            if connection.dialect.name == "sqlite":
                made = sa.text("SELECT sql FROM sqlite_master WHERE name = :name")
                in_random_order = "WITHOUT ROWID" in connection.scalar(made, {"name": table.name})
                asked = table.dialect_options["sqlite"]["with_rowid"] is False
                assert in_random_order == asked, table.name


def test_rows_of_the_first_shape_live_through_the_second(app):
    db.session.close()
    with app.app_context():
        migrate("base")
        migrate("0001")
        with db.engine.begin() as connection:
            for statement in FIRST_ROWS:
                connection.execute(sa.text(statement), {"id": uuid.UUID(int=7).hex})
        migrate()
        kept = [db.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in FIRST_TABLES]
        alerted = db.session.scalar(sa.select(Case.alerted))
    assert kept == [1] * len(FIRST_TABLES)
    assert alerted == datetime(2026, 1, 2), "what is not urgent keeps its day alone"


FIRST_TABLES = ("response", "free_text", "safeguarding_case", "case_seal", "case_event")
_RESPONSE = "id, consultation_id, channel, band, language, day, answers, key_hash, withdrawal_hash"
FIRST_ROWS = (
    "INSERT INTO consultation (id, slug, titles, askers, purposes, questionnaire, "
    "questionnaire_version, state, opens_on, closes_on, results_on, is_sample) VALUES "
    "(1, 'x', '{}', '{}', '{}', 'q', 1, 'open', '2026-01-01', '2026-02-01', '2026-03-01', false)",
    f"INSERT INTO response ({_RESPONSE}) VALUES "
    f"(:id, 1, 'public', '6-9', 'es', '2026-01-02', '{{}}', '{'k' * 32}', '{'w' * 32}')",
    "INSERT INTO free_text (id, response_id, question, redacted, held) "
    "VALUES (:id, :id, 'wish', 'menos anuncios', false)",
    "INSERT INTO staff (id, email, name, active, fs_uniquifier) "
    "VALUES (1, 'o@example.org', 'O', true, 'u')",
    "INSERT INTO officer_key (id, staff_id, public, wrapped, salt) VALUES (1, 1, 'p', 'w', 's')",
    "INSERT INTO safeguarding_case (id, consultation_id, level, state, alerted) "
    "VALUES (:id, 1, 'support', 'new', '2026-01-02 10:00:00')",
    "INSERT INTO case_seal (case_id, key_id, sealed) VALUES (:id, 1, 's')",
    "INSERT INTO case_event (case_id, staff_id, act, at) "
    "VALUES (:id, 1, 'open', '2026-01-02 10:15:00')",
)
