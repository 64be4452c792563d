"""A throw-away PostgreSQL for the tests: made in a temporary folder, gone afterwards.

In tests: `with server() as it:` gives the address of a server or the reason why there is none,
`with database(it.url) as url:` an empty database on it. From a shell, for anything that should find
a server in `ALZAVOZ_TEST_POSTGRESQL`: `python tests/postgresql.py make test`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

VARIABLE = "ALZAVOZ_TEST_POSTGRESQL"
SUPERUSER = "alzavoz"
UNPRIVILEGED = ("postgres", "nobody")

# Nothing here outlives the tests, so nothing waits for the disk.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "wal_recycle": "off",  # as in docs/operations/examples/postgresql.conf
}


@dataclass(frozen=True)
class Server:
    """Where a server is, as an SQLAlchemy URL, or why there is none: one of the two is None."""

    url: str | None
    why_not: str | None = None


class NoServer(Exception):
    """PostgreSQL cannot be started here; the message is the reason, in one sentence."""


@contextmanager
def server() -> Iterator[Server]:
    """The server named in `ALZAVOZ_TEST_POSTGRESQL`, else one that lives as long as this."""
    url = os.environ.get(VARIABLE)
    if url:
        yield Server(url)
        return
    folder = Path(tempfile.mkdtemp(prefix="alzavoz-postgresql-"))
    try:
        cluster = _created(folder)
    except NoServer as reason:
        shutil.rmtree(folder, ignore_errors=True)
        yield Server(None, str(reason))
        return
    try:
        yield Server(cluster.url)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The SQLAlchemy URL of a new, empty database on the server; dropped afterwards."""
    name = "alzavoz_" + secrets.token_hex(6)
    administration = sa.create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with administration.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with administration.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@dataclass(frozen=True)
class Cluster:
    """A started cluster in a folder that belongs to `identity`'s user."""

    folder: Path
    programs: Path
    identity: Mapping[str, Any]
    password: str
    port: int

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the cluster's owner; `NoServer` if it fails."""
        done = subprocess.run(
            [self.programs / program, "-D", self.folder / "cluster", *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **self.identity,
        )
        if done.returncode:
            said = done.stderr + self._log()
            raise NoServer(f"PostgreSQL's {program} failed: {said.strip().splitlines()[-1]}")

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text("utf-8") if log.exists() else ""

    def create(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        self.run(
            "initdb",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-sync",
        )

    def start(self) -> None:
        settings = SERVER_SETTINGS | {
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--wait", "--mode", "immediate")


def _created(folder: Path) -> Cluster:
    identity = _identity()
    if "user" in identity:
        os.chown(folder, identity["user"], identity["group"])
    cluster = Cluster(folder, _programs(), identity, secrets.token_hex(16), _free_port())
    cluster.create()
    cluster.start()
    return cluster


def _identity() -> Mapping[str, Any]:
    """Whom to run as, as options of `subprocess`: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {account.pw_name: account for account in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            account = known[name]
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
    raise NoServer("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _programs() -> Path:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parts[-3]), reverse=True)
    found = newest[0] if newest else shutil.which("initdb")
    if not found:
        raise NoServer("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    return Path(found).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    """Run a command with the address of a server in its environment; its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as found:
        if found.url is None:
            sys.exit(found.why_not)
        return subprocess.run(command, env=os.environ | {VARIABLE: found.url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
