"""Setting up and running a site: demo, init, migrate, serve, worker, settings."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import click
from flask import Flask

from consult import config
from consult.background import queue
from consult.help import operations as directory
from consult.staff.operations import ensure_roles
from consult.storage import db as database
from consult.storage import sealing
from consult.storage.db import db
from surveys import shipped
from surveys.media import speech_synthesis

from .command import application, command

ROOT = Path(__file__).parents[2]
SPOKEN = "my_digital_world"
"""The questionnaire of the demonstration."""
SECRET = ("SECRET_KEY", "DATABASE_URL", "MAIL_SERVER")
"""Settings that hold a password: never printed."""


@command()
def init() -> None:
    """Make the instance folder, its keys and its database; harmless to repeat."""
    with application(made=False) as app:
        set_up(app)


@command()
def migrate() -> None:
    """Bring the database to the shape of this version."""
    with application(made=False) as app:
        with app.app_context():  # its connection, and the lock it holds, end with this context
            database.migrate()
        directory.fill()
        db.session.commit()


@command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port, instead of the setting.")
def serve(port: int | None) -> None:
    """Run the site (gunicorn). Run `alzavoz worker` beside it."""
    with application() as app:
        os.environ["ALZAVOZ_INSTANCE"] = str(app.config["INSTANCE"])
        arguments = _gunicorn(app, port or app.config["PORT"])
    os.execv(sys.executable, arguments)  # noqa: S606 (our own interpreter and module)


@command()
def worker() -> None:
    """Run what happens in the background: screening each minute, analysis when asked."""
    queue.load()
    with application() as app:
        queue.run_every_minute(app)
        # A worker that was killed leaves its locks behind: nothing would be screened any more.
        options = {"workers": 1, "worker_type": "thread", "periodic": True, "flush_locks": True}
        queue.queue(app).huey.create_consumer(**options).run()


@command()
def settings() -> None:
    """Print every setting: value, where it comes from, a line of help."""
    for each in config.values():
        secret = each.setting.name in SECRET and each.value
        value = "(set)" if secret else each.value
        click.echo(f"{each.setting.name} = {value}  [{each.source}]  {each.setting.help}")


@command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port, instead of the setting.")
@click.option("--silent", is_flag=True, help="Make no recordings for devices without a voice.")
def demo(port: int | None, silent: bool) -> None:
    """Run a seeded site and its worker; addresses and one-off sign-ins, one a line."""
    from consult.samples import seed

    with application(made=False) as app:
        port = port or app.config["PORT"]
        _refuse_used_port(app.config["HOST"], port)
        set_up(app)
        lines = seed.demo(f"http://{app.config['HOST']}:{port}")
        arguments = _gunicorn(app, port)
    os.environ["ALZAVOZ_INSTANCE"] = str(app.config["INSTANCE"])
    site = subprocess.Popen(arguments)  # noqa: S603 (our own interpreter and module)
    running = [site, subprocess.Popen([sys.executable, "-m", "consult.cli", "worker"])]
    beside: list[subprocess.Popen[bytes]] = []
    try:
        _wait_until_up(site, port, app.config["HOST"])
        for line in lines:
            click.echo(line)
            sys.stdout.flush()
        if not silent:
            beside += _speak(Path(app.config["INSTANCE"]))
        _wait_for_end(*running)
    finally:
        _end(*running, *beside)


def _speak(instance: Path) -> list[subprocess.Popen[bytes]]:
    """Have a machine record what the demonstration says in Spanish, meanwhile; or say how to hear
    it. One line is printed."""
    try:
        speech_synthesis.check_programs()
    except speech_synthesis.CannotSpeak:
        click.echo(f"{'Voz':<26}la del dispositivo; si no tiene: apt-get install espeak-ng lame")
        return []
    click.echo(f"{'Voz':<26}de computadora, en español; se está grabando, recarga la página luego")
    folders = [str(shipped()[SPOKEN]), "--out", str(instance / "audio" / SPOKEN)]
    return [
        subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [
                *(sys.executable, "-m", "consult.cli", "questionnaire", "audio"),
                *(*folders, "--language", "es", "--pages"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    ]


def set_up(app: Flask) -> None:
    """Keys, tables, roles and help services of an instance."""
    sealing.make_keys(app.config["INSTANCE"])
    with app.app_context():  # its connection, and the lock it holds, end with this context
        database.migrate()
    ensure_roles()
    directory.fill()
    db.session.commit()


def _gunicorn(app: Flask, port: int) -> list[str]:
    """No access log: it would hold addresses. Errors of gunicorn itself only."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--chdir", str(ROOT)),
        *("-c", "python:consult.gunicorn_settings"),
        *("--bind", f"{app.config['HOST']}:{port}"),
        *("--workers", str(app.config["WEB_PROCESSES"]), "--threads", "4"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def _refuse_used_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise click.ClickException(
                f"Port {port} of {host} cannot be used ({taken.strerror}); name another: --port N."
            ) from taken


def _wait_until_up(site: subprocess.Popen[bytes], port: int, host: str) -> None:
    for _ in range(600):
        if site.poll() is not None:
            raise click.ClickException("The site could not start.")
        with suppress(OSError):  # not up yet, or slow
            urllib.request.urlopen(f"http://{host}:{port}/help", timeout=5).close()
            return
        time.sleep(0.1)
    raise click.ClickException("The site did not answer within a minute.")


def _wait_for_end(*processes: subprocess.Popen[bytes]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)


def _end(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            for child in _children(process.pid):
                os.kill(child, signal.SIGKILL)
            process.kill()


def _children(pid: int) -> list[int]:
    """Processes of a process, where the system tells (Linux)."""
    with suppress(OSError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []
