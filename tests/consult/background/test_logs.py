"""No log of the site, of gunicorn or of the worker says who answered, from where, or what."""

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText
from consult.background.logs import Line
from consult.background.queue import queue
from consult.storage.db import db

ROOT = Path(__file__).parents[3]
AGENT = "Tableta-de-Xochiquetzalli/7.7"
ADDRESS = "203.0.113.77"
REFERER = "https://escuela-tlaneci.example/salon"
TEXT = "quiero que haya mas murcielagos azules en internet"
CODE = "arbol barco cielo dulce estrella flor"
KEY = "abcdef0123456789" * 2
SESSION = "CDFG3467"
OF_A_CHILD = (AGENT, ADDRESS, REFERER, TEXT, "murcielagos", CODE, CODE.split()[0], KEY, SESSION)
CLOCK = re.compile(r"\b\d{1,2}:\d\d:\d\d\b")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, environment: dict[str, str], *arguments: str) -> Iterator[Path]:
    """A command of ours in a process of its own; the file with all that it says."""
    said = folder / f"{arguments[0]}.said"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "consult.cli", *arguments],
            env=environment, cwd=folder, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        try:
            yield said
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def ask(port: int, path: str, form: dict[str, str] | None = None) -> int:
    """A child's request, with all that a device and a careless proxy would tell."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        urllib.parse.urlencode(form).encode() if form else None,
        {
            "User-Agent": AGENT,
            "X-Forwarded-For": ADDRESS,
            "X-Real-IP": ADDRESS,
            "Forwarded": f"for={ADDRESS}",
            "Referer": REFERER,
            "Origin": f"http://127.0.0.1:{port}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def broken_request(port: int) -> None:
    """What gunicorn itself refuses and would like to quote."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"GET /j/{SESSION}/6-9 {TEXT}\r\nUser-Agent: {AGENT}\r\n\r\n".encode())
        line.recv(1000)


def wait_until(happened, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def is_up(port: int) -> bool:
    with suppress(OSError):
        return ask(port, "/help") == 200
    return False


def is_screened() -> bool:
    db.session.rollback()
    waiting = sa.select(sa.func.count()).select_from(FreeText).where(FreeText.sealed.is_not(None))
    there = sa.select(sa.func.count()).select_from(FreeText)
    screened = db.session.scalar(there) == 1 and db.session.scalar(waiting) == 0
    db.session.rollback()
    return screened


def test_processes_log_nothing_of_a_child(app, session, tmp_path):
    db.session.rollback()
    queue(app).huey.enqueue(queue(app).huey.task(name="no_such_job")(print).s(TEXT))
    queue(app).huey.storage.close()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if "ALZAVOZ" not in name}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"]),
        "ALZAVOZ_DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "ALZAVOZ_LOG_LEVEL": "DEBUG",
        "ALZAVOZ_WEB_PROCESSES": "1",
    }
    page = f"/j/{SESSION}/6-9"
    sent = {"ask_lawmakers": TEXT, "key": KEY, "code": CODE}
    with (
        running(tmp_path, environment, "serve", "--port", str(port)) as site,
        running(tmp_path, environment, "worker") as worker,
    ):
        wait_until(lambda: is_up(port))
        assert ask(port, page) == 200
        assert ask(port, page, {"ask_lawmakers": TEXT}) == 200  # looked back at
        assert ask(port, page, {**sent, "key": "no key"}) == 422
        assert ask(port, page, {**sent, "code": CODE}) == 200
        assert ask(port, f"/j/{SESSION}X/6-9", sent) == 404
        assert ask(port, f"/withdraw?words={urllib.parse.quote(CODE)}") == 200
        broken_request(port)
        wait_until(is_screened, 120)
    told = {file.name: file.read_text() for file in (site, worker)}
    assert '"status": 422' in told["serve.said"]
    assert "Invalid request" in told["serve.said"]
    for name, words in told.items():
        for secret in OF_A_CHILD:
            assert secret not in words, f"{name} tells {secret}"
        assert not CLOCK.search(words), f"{name} tells the time"
    files = [file for file in Path(app.config["INSTANCE"]).rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        for secret in (AGENT, ADDRESS, REFERER, CODE, KEY):
            assert secret.encode() not in content, f"{file.name} holds {secret}"
        if not file.name.startswith(("alzavoz.db", "queue.db")):
            assert b"murcielagos" not in content, f"{file.name} holds a text"


def test_error_is_logged_by_type_and_place_without_its_words(app):
    """Of the database too: its messages quote the row that it refused."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Line())
    odd = {"id": uuid.uuid4().hex, "band": TEXT}
    try:
        db.session.execute(
            sa.text("INSERT INTO response (id, band) VALUES (CAST(:id AS VARCHAR), :band)"), odd
        )
    except sa.exc.DBAPIError:
        record = logging.LogRecord("alzavoz", 40, "x.py", 1, "it broke", (), sys.exc_info())
        handler.handle(record)
        other = logging.LogRecord("huey", 40, "x.py", 1, "%s broke", (TEXT,), sys.exc_info())
        handler.handle(other)
        db.session.rollback()
    lines = said.getvalue().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["it broke", "%s broke"]
    assert "error" in json.loads(lines[0])
    assert TEXT not in said.getvalue()


def test_database_errors_hide_what_was_to_be_written(app):
    with pytest.raises(sa.exc.DBAPIError) as refused:
        db.session.execute(sa.text("SELECT :words FROM no_such_table"), {"words": TEXT})
    db.session.rollback()
    assert TEXT not in str(refused.value)
