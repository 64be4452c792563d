"""The commands that read texts reach no network: any attempt ends the real process at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REACHED = 97
# Python reports each of these before it happens (PEP 578), also when a library asks for it.
WATCH = f"""
import os, sys
ASKS = {{"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}}
def watch(event, arguments):
    if event in ASKS:
        os.write(2, f"reached for the network: {{event}} {{arguments}}\\n".encode())
        os._exit({REACHED})
sys.addaudithook(watch)
"""


@pytest.fixture
def watched(tmp_path: Path):
    """Run Python in a folder of its own, where the first use of the network ends it."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    project = Path(__file__).parents[3]
    places = os.pathsep.join([str(tmp_path / "watch"), str(project)])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": places},
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize(
    "planted",
    [
        "import socket; socket.create_connection(('localhost', 9))",
        "import urllib.request; urllib.request.urlopen('http://localhost:9')",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
)
def test_a_planted_request_is_caught(watched, planted):
    done = watched("-c", planted)
    assert done.returncode == REACHED
    assert "reached for the network" in done.stderr


def test_screening_reaches_no_network(watched, tmp_path):
    texts = [
        "mi correo es ana@ejemplo.com.mx y mi página ejemplo.com/x",
        "mi tel 55 1234 5678, soy @lucero_10",
        "me siguen escribiendo y me da miedo",
    ]
    rows = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = watched("-m", "consult.cli", "screen", "in.jsonl", "out.jsonl")
    assert done.returncode == 0, done.stderr
    screened = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(screened[0]["entities"]) == 2


def test_grouping_reaches_no_network(watched, tmp_path):
    lines = ["texto", *(f"quiero menos anuncios en el juego {n}" for n in range(60))]
    (tmp_path / "in.csv").write_text("\n".join(lines))
    done = watched("-m", "consult.cli", "themes", "in.csv", "--text", "texto", "--out", "out.json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads((tmp_path / "out.json").read_text())["assignments"]) == 60
