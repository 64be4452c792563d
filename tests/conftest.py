"""Fixtures shared by all tests: the application on one engine or both, a client that checks."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import CodeType

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from consult import create_app
from consult.answering.pages import offline
from consult.clock import today
from consult.consultations.models import Consultation
from consult.duty import queries as duty_queries
from consult.help import operations as directory
from consult.help import queries as help_queries
from consult.sessions.models import Session
from consult.staff.operations import ensure_roles
from consult.storage import sealing
from consult.storage.db import Model, db, migrate

from .page import CheckedClient
from .postgresql import database, server

OWN = "http://localhost"
MOST_RERUNS = 3

# On a busy machine a sound example may take long, and the first one reads lists.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a process, for every application: by key and checksum of source."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template that another application compiled."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code for the next application."""
        self.codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--both-engines` runs every test that asks for `app` on both engines."""
    parser.addoption("--both-engines", action="store_true", help="all tests on both engines")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the engines; a browser test that fails runs once more: docs/decisions, 0043."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("--both-engines"):
        return
    left_out = [item for item in items if _is_second_run(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _is_second_run(item)]


def _is_second_run(item: pytest.Item) -> bool:
    """Whether `item` is the run on PostgreSQL of a test not marked `both_engines`."""
    call = getattr(item, "callspec", None)
    on_postgresql = call is not None and call.params.get("app") == "postgresql"
    return on_postgresql and item.get_closest_marker("both_engines") is None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that ran again, with what failed at first."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"RERUN {report.nodeid}", "-")
        terminalreporter.write_line(report.longreprtext)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """More than `MOST_RERUNS` in a run is no bad luck: the run fails."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    again = len(terminal.stats.get("rerun", [])) if terminal else 0
    if exitstatus == 0 and again > MOST_RERUNS:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def refuse_or_skip(reason: str) -> None:
    """Skip, saying why; where everything is required, fail."""
    if os.environ.get("ALZAVOZ_REQUIRE_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str | None]:
    """An empty PostgreSQL database for the whole run, or None where there is no server."""
    with server() as found:
        if found.url is None:
            yield None
            return
        with database(found.url) as url:
            yield url


@pytest.fixture(scope="session")
def template_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with keys, secrets and a migrated SQLite database, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app({"INSTANCE": str(folder)})
    with app.app_context():
        sealing.make_keys(folder)
        migrate()
        ensure_roles()
        directory.fill()
        db.session.commit()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url: str | None, template_instance: Path) -> str | None:
    """The PostgreSQL database, brought to the newest migration."""
    if postgresql_url is None:
        return None
    overrides = {"INSTANCE": str(template_instance), "DATABASE_URL": postgresql_url}
    app = create_app(overrides)
    with app.app_context():
        migrate()
        db.engine.dispose()
    return postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def app(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    template_instance: Path,
    migrated_postgresql: str | None,
) -> Iterator[Flask]:
    """The site with an empty database: on SQLite, and on PostgreSQL if marked `both_engines`."""
    _forget_what_modules_keep()
    instance = tmp_path / "instance"
    shutil.copytree(template_instance, instance)
    overrides = {"INSTANCE": str(instance), "TESTING": True, "WAY_IN_SECONDS": 0}
    if request.param == "postgresql":
        if migrated_postgresql is None:
            refuse_or_skip("no PostgreSQL server can be had here")
        overrides["DATABASE_URL"] = migrated_postgresql
    made = create_app(overrides)
    made.test_client_class = CheckedClient
    made.jinja_env.bytecode_cache = COMPILED
    with made.app_context():
        if request.param == "postgresql":
            _empty()
        yield made
        db.session.rollback()
        db.session.close()
        db.engine.dispose()
        if made.extensions["queue"]:  # what was put there, or looked at, left a connection open
            made.extensions["queue"].huey.storage.close()


def _forget_what_modules_keep() -> None:
    """Nothing that one test let the site keep for `WAY_IN_SECONDS` reaches the next test."""
    help_queries._kept = None
    duty_queries._kept = None
    offline._packs.clear()


def _empty() -> None:
    tables = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    ensure_roles()
    directory.fill()
    db.session.commit()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser stand-in: any HTML page it opens must be sound."""
    return app.test_client()


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """An open consultation with *Mi mundo digital*."""
    made = Consultation(
        slug="mi-mundo-digital",
        titles={"es": "Mi mundo digital", "en": "My digital world"},
        askers={"es": "la Comisión de prueba", "en": "the test Commission"},
        purposes={"es": "Probar.", "en": "To test."},
        questionnaire="my_digital_world",
        questionnaire_version=1,
        state="open",
        opens_on=today() - timedelta(days=3),
        closes_on=today() + timedelta(days=30),
        results_on=today() + timedelta(days=90),
        is_sample=True,
    )
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def session(consultation: Consultation) -> Session:
    """A school session of that consultation, for all bands."""
    made = Session(
        code="CDFG3467",
        consultation_id=consultation.id,
        channel="school",
        setting="school",
        region="Oaxaca",
        bands=["3-5", "6-9", "10-13", "14-17"],
        day=today(),
        expected=20,
    )
    db.session.add(made)
    db.session.commit()
    return made
