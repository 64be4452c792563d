"""The database: SQLite by default, PostgreSQL by one setting, the same models on both."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import iscoroutinefunction
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, has_request_context, request
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

READING = ("GET", "HEAD", "OPTIONS")

TOO_OLD = frozenset(f"{number:04}" for number in range(1, 14))
"""Revisions from which this version has no migrations (decision 0046)."""

BRINGS_TO_0014 = "45cda76"
"""The last version that has them, as its commit."""


class DatabaseTooOld(click.ClickException):
    """The database has a revision of `TOO_OLD`; the message is one sentence with what to do."""


class Model(DeclarativeBase):
    """Base of all rows. Constraints have names, so that migrations can change them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: sa.JSON, list[str]: sa.JSON, uuid.UUID: sa.Uuid}


db = SQLAlchemy(session_options={"expire_on_commit": False})
alembic = Alembic(metadatas=Model.metadata, run_mkdir=False, command_name="")

_migrating = ContextVar("migrating", default=False)
_reading = ContextVar("reading", default=False)
_writing = ContextVar("writing", default=False)

RANDOM_ORDER = {"sqlite_with_rowid": False}
"""Table option: rows lie in the order of their (random) ids, not of their arrival."""


def init_app(app: Flask) -> None:
    """Make the engine and know the migrations."""
    url = sa.make_url(app.config["DATABASE_URL"])
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": url, "hide_parameters": True}}
    app.config["ALEMBIC"] = {"script_location": "migrations"}
    app.config["ALEMBIC_CONTEXT"] = {"include_name": _is_ours}
    db.init_app(app)
    # The extension would start a thread a request to close asynchronous sessions; we have none.
    app.teardown_appcontext_funcs = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    alembic.init_app(app)
    if url.get_backend_name() == "sqlite":
        with app.app_context():
            sa.event.listen(db.engine, "connect", _prepare_sqlite)
            sa.event.listen(db.engine, "begin", _begin_sqlite)


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """On PostgreSQL the job queue keeps tables of its own beside ours."""
    return not (kind == "table" and (name or "").startswith("huey_"))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "busy_timeout=15000",
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged answer is on disk
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")


def migrate(to: str = "heads") -> None:
    """Bring the database to that revision, `heads` or `base`; `DatabaseTooOld` before any change.

    SQLite cannot change a constraint: a migration makes the table anew. With foreign keys on,
    dropping the old one would first delete its rows, and with them what hangs on them.
    """
    _refuse_too_old()
    _migrating.set(True)
    try:
        (alembic.downgrade if to == "base" else alembic.upgrade)(to)
    finally:
        _migrating.set(False)
        db.engine.dispose()


def _refuse_too_old() -> None:
    for revision in sorted(_revisions() & TOO_OLD):
        raise DatabaseTooOld(
            f"The database has the shape {revision}, which is too old for this version: run"
            f" `alzavoz migrate` with version {BRINGS_TO_0014} once, then with this version."
        )


def _revisions() -> set[str]:
    """The revision of the database; none of an empty database."""
    with snapshot() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return set()
        return set(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))


@contextmanager
def snapshot() -> Iterator[sa.Connection]:
    """A connection that reads the whole database as it is at one moment, and holds up no writer."""
    token = _reading.set(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection.execution_options(**options)
            yield connection
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """What begins inside will write, also where a page is only asked for."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once where we shall write: no reader can then turn into a writer."""
    if _migrating.get():
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    asked = has_request_context() and request.method in READING and not _writing.get()
    reading = _reading.get() or asked
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
