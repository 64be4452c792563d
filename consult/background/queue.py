"""Background work: plain functions on a Huey queue beside the database.

A feature registers a function with `@job` (called by name, `enqueue`), `@every_minute` or
`@every_night`. A job opens its own application context, takes ids, commits its own work and may run
twice without harm. In tests the plain function is called.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from .logs import logger

Function = Callable[..., None]
MODULES = (
    "consult.safeguarding.screening.jobs",
    "consult.safeguarding.alerts.case_alerts",
    "consult.maintenance.retention",  # before the compaction of the same night
    "consult.answering.privacy.jobs",
    "consult.themes.runs.jobs",
    "consult.background.ledger_check",
)
NIGHT = (3, 20)
"""Hour and minute, where the consultation takes place: few answer then."""

_jobs: dict[str, Function] = {}
_every_minute: list[Function] = []
_every_night: list[Function] = []


def job(function: Function) -> Function:
    """Let the function be enqueued by its name."""
    _jobs[function.__name__] = function
    return function


def every_minute(function: Function) -> Function:
    """Let the worker call the function each minute, one at a time."""
    _every_minute.append(function)
    return function


def every_night(function: Function) -> Function:
    """Let the worker call the function once a night, at `NIGHT`."""
    _every_night.append(function)
    return function


def init_app(app: Flask) -> None:
    """Make the queue lazily: a web process that never enqueues never opens it."""
    app.extensions["queue"] = None


def enqueue(name: str, *arguments: int | str) -> None:
    """Ask the worker for a job. Commit first: the worker may be quicker than you."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue(app).task(name)(*arguments)


class Queue:
    """The Huey of one application, with its jobs wrapped into application contexts."""

    def __init__(self, app: Flask) -> None:
        self.huey = _huey(app)
        self.tasks = {
            name: self.huey.task(name=name)(_in_context(app, function))
            for name, function in _jobs.items()
        }
        for when, functions in ((crontab(), _every_minute), (_at_night(app), _every_night)):
            for function in functions:
                task = self.huey.lock_task(function.__name__)(_in_context(app, function))
                self.huey.periodic_task(when, name=function.__name__)(task)

    def task(self, name: str) -> Function:
        """The job of that name, to be called; in a web process only a stand-in for it."""
        if name not in self.tasks:
            self.tasks[name] = self.huey.task(name=name)(_in_the_worker(name))
        return self.tasks[name]


def queue(app: Flask) -> Queue:
    """The queue of that application."""
    if app.extensions["queue"] is None:
        app.extensions["queue"] = Queue(app)
    made: Queue = app.extensions["queue"]
    return made


def load() -> None:
    """Import the jobs themselves, and with them the language models: the worker alone does."""
    for module in MODULES:
        import_module(module)


def run_every_minute(app: Flask) -> None:
    """What the worker does each minute, now, in this process. One that fails stops no other."""
    for function in _every_minute:
        try:
            _in_context(app, function)()
        except Exception as broken:
            logger.error(f"{function.__name__} failed", exc_info=broken)


def _at_night(app: Flask) -> Callable[[datetime], bool]:
    """Is it that minute? Huey asks in UTC, without a zone."""

    def is_night(now: datetime) -> bool:
        there = now.replace(tzinfo=UTC).astimezone(app.config["TIMEZONE"])
        return (there.hour, there.minute) == NIGHT

    return is_night


def _in_context(app: Flask, function: Function) -> Function:
    def run(*arguments: Any) -> None:
        with app.app_context():
            function(*arguments)

    run.__name__ = function.__name__
    return run


def _in_the_worker(name: str) -> Function:
    def run(*_arguments: Any) -> None:
        raise RuntimeError(f"{name} runs in the worker only")

    run.__name__ = name
    return run


def _huey(app: Flask) -> Huey:
    url = sa.make_url(app.config["DATABASE_URL"])
    if url.get_backend_name() == "postgresql":
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("alzavoz", results=False, dsn=plain)
    file = app.config["INSTANCE"] / "queue.db"
    return SqliteHuey("alzavoz", filename=str(file), results=False, fsync=True)
