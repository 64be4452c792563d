"""Migrations build what the models ask for, and can be taken back; an older database is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from consult.consultations.models import Consultation
from consult.storage.db import DatabaseTooOld, Model, alembic, db, migrate

pytestmark = pytest.mark.both_engines

INITIAL = "0014"
"""Databases and backups from before the initial migration have this revision: it never changes."""


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


def test_append_only_tables_refuse_changes_after_going_down_and_up(app):
    db.session.close()
    with app.app_context():
        migrate("base")
        migrate()
    for table in ("case_event", "review_action"):
        with db.engine.connect() as connection:
            assert _triggers(connection, table)


def _triggers(connection: sa.Connection, table: str) -> list[str]:
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
        " AND NOT tgisinternal",
    }
    return list(connection.scalars(sa.text(names[connection.dialect.name]), {"table": table}))


def test_database_at_the_initial_revision_goes_on_without_loss(app, consultation):
    number, slug = consultation.id, consultation.slug
    db.session.close()
    with at_revision(INITIAL), app.app_context():
        migrate()
    assert db.session.get_one(Consultation, number).slug == slug


@pytest.mark.parametrize("revision", ["0001", "0013"])
def test_older_database_is_refused_before_any_change(app, consultation, revision):
    number = consultation.id
    db.session.close()
    with at_revision(revision), app.app_context():
        for to in ("heads", "base"):
            with pytest.raises(DatabaseTooOld, match=f"{revision}.*version 45cda76 once"):
                migrate(to)
    assert db.session.get_one(Consultation, number)


@contextmanager
def at_revision(revision: str) -> Iterator[None]:
    """The database calls itself by that revision meanwhile."""
    _write_revision(revision)
    try:
        yield
    finally:
        _write_revision(INITIAL)


def _write_revision(revision: str) -> None:
    with db.engine.begin() as connection:
        writing = sa.text("UPDATE alembic_version SET version_num = :revision")
        assert connection.execute(writing, {"revision": revision}).rowcount == 1
