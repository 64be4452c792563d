"""Server CPU of a completed answer (page and send), beside the floor.

`python benchmarks/answers.py`. Both run under gunicorn with two processes of four threads, on
SQLite (WAL, synchronous FULL) or, with `--postgresql URL`, on PostgreSQL; the same client sends to
each in turn, a fresh connection a child. The floor is `../shared/bench/flask_min` (validated form,
three rows, one commit). Stored rows are counted. Read the ratio, not the milliseconds: these
machines are noisy.
"""

import argparse
import http.client
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).parents[1]
FLOOR = ROOT.parent / "shared" / "bench" / "flask_min"
TEXTS = ("Que contesten cuando alguien reporta algo.", "Que pregunten antes de hacer una regla.")


def cpu_of(pid: int) -> float:
    """User and system seconds of a process and its children that live."""
    tree = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = 0
    for each in tree:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(app: str, folder: Path, port: int, **environment: str) -> Iterator[int]:
    """The application under gunicorn; gives the process id when it answers."""
    command = [sys.executable, "-m", "gunicorn", app, "-w", "2", "--threads", "4"]
    quiet = ["--log-level", "critical", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, *quiet], cwd=folder, env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                asked("GET", port, "/help")
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def asked(method: str, port: int, path: str, body: str = "") -> int:
    """One request on a connection of its own; its status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    origin = f"http://127.0.0.1:{port}"
    headers = {"Accept-Encoding": "gzip", "Origin": origin}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def floor_answer(port: int) -> int:
    """Twelve questions of the floor: eight single, two multiple, two texts."""
    fields = [(f"s{n}", "2") for n in range(1, 9)] + [("m1", "1"), ("m1", "3"), ("m2", "2")]
    fields += [("t1", TEXTS[0]), ("t2", TEXTS[1])]
    asked("GET", port, "/")
    return asked("POST", port, "/", urllib.parse.urlencode(fields))


def our_answer(port: int, path: str) -> int:
    """The whole band of 10 to 13: closed answers, two texts, a key and a code."""
    fields = [
        ("go", "send"),
        ("key", secrets.token_hex(16)),
        ("code", " ".join(secrets.token_hex(3).translate(LETTERS) for _ in range(6))),
        *(("uses_internet", "every_day"), ("heard", "yes"), ("gender", "girl")),
        *(("topics", "apps"), ("ask_platforms", TEXTS[0]), ("ask_lawmakers", TEXTS[1])),
    ]
    asked("GET", port, path)
    return asked("POST", port, path, urllib.parse.urlencode(fields))


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def floor_database(url: str, folder: Path) -> str:
    """The floor's own: both call a table `response`."""
    if not url:
        return f"sqlite:///{folder / 'floor.db'}"
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS floor"))
    own = sa.make_url(url).update_query_dict({"options": "-csearch_path=floor"})
    return own.render_as_string(hide_password=False)


def measured(pid: int, answer: Callable[[], int], count: int) -> tuple[float, float]:
    """CPU milliseconds a completed answer, and completed answers a second."""
    for _ in range(20):
        answer()
    before, began = cpu_of(pid), time.perf_counter()
    with ThreadPoolExecutor(8) as clients:
        statuses = list(clients.map(lambda _: answer(), range(count)))
    took, spent = time.perf_counter() - began, cpu_of(pid) - before
    if set(statuses) != {200}:
        sys.exit(f"not every answer was taken: {sorted(set(statuses))}")
    return spent / count * 1000, count / took


def our_site(folder: Path, url: str) -> tuple[dict[str, str], str]:
    """A site with one open session, seeded; its environment and the path of the page."""
    sys.path.insert(0, str(ROOT))
    from datetime import timedelta

    from consult import create_app
    from consult.cli.site import set_up
    from consult.clock import today
    from consult.consultations.models import Consultation
    from consult.sessions.operations import make_public_link
    from consult.storage.db import db

    environment = {"ALZAVOZ_INSTANCE": str(folder), "ALZAVOZ_LOG_LEVEL": "ERROR"}
    environment |= {"ALZAVOZ_DATABASE_URL": url} if url else {}
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        set_up(app)
        words = {"es": "Medida"}
        asked_here = Consultation(
            slug=f"medida-{secrets.token_hex(4)}", titles=words, askers=words, purposes=words,
            questionnaire="my_digital_world", questionnaire_version=1, state="open",
            opens_on=today(), closes_on=today() + timedelta(days=9),
            results_on=today() + timedelta(days=20), is_sample=True,
        )  # fmt: skip
        db.session.add(asked_here)
        db.session.flush()
        link = make_public_link(asked_here, ("10-13",))
        db.session.commit()
        return environment, f"/j/{link.code}/10-13"


def main() -> None:
    """Print a row for each, and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1500)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--postgresql", default="", metavar="URL")
    chosen = options.parse_args()
    if not FLOOR.exists():
        sys.exit(f"The floor is not there: {FLOOR}")
    folder = Path(tempfile.mkdtemp(prefix="alzavoz-bench-"))
    floor = {"DATABASE_URL": floor_database(chosen.postgresql, folder)}
    made = [sys.executable, "app.py", "init"]
    subprocess.run(made, cwd=FLOOR, env={**os.environ, **floor}, check=True, capture_output=True)
    ours, path = our_site(folder / "instance", chosen.postgresql)
    try:
        with (
            served("app:app", FLOOR, 8701, **floor) as first,
            served("wsgi:app", ROOT, 8702, **ours) as second,
        ):
            for number in range(1, chosen.rounds + 1):
                a, rate_a = measured(first, lambda: floor_answer(8701), chosen.count)
                b, rate_b = measured(second, lambda: our_answer(8702, path), chosen.count)
                print(
                    f"round {number}: floor {a:.2f} ms, {rate_a:.0f}/s; "
                    f"site {b:.2f} ms, {rate_b:.0f}/s; ratio {b / a:.2f}"
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
