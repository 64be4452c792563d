"""Migrations build what the models ask for, and can be taken back."""

import sqlalchemy as sa

from consult.db import alembic, db


def test_newest_migration_equals_the_models(app):
    assert alembic.compare_metadata() == []


def test_migrations_go_down_and_up_again(app):
    db.session.close()
    with app.app_context():
        alembic.downgrade("base")
    left = {name for name in sa.inspect(db.engine).get_table_names() if "huey_" not in name}
    assert left <= {"alembic_version"}
    with app.app_context():
        alembic.upgrade()
    assert "response" in sa.inspect(db.engine).get_table_names()
