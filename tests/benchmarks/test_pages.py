"""Lighthouse fails now and then; a program that fails as often as it is told stands in for it."""

import shutil
from pathlib import Path

import pytest

from benchmarks.pages import scored

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")

# Fails once with an error, once without a score; a run leaves a letter behind.
FAILING = """const { appendFileSync, readFileSync } = require("fs");
appendFileSync(__dirname + "/runs", "x");
const runs = readFileSync(__dirname + "/runs", "utf8").length;
if (runs === 1) { console.error("PROTOCOL_TIMEOUT"); process.exit(1); }
const score = runs > 2 ? 0.98 : null;
const categories = { performance: { score }, accessibility: { score: 1 } };
console.log(JSON.stringify({ categories }));
"""


def tool(folder: Path, script: str) -> Path:
    (folder / "cli").mkdir()
    (folder / "cli" / "index.js").write_text(script)
    return folder


def test_run_that_fails_is_run_again(tmp_path: Path) -> None:
    scores = scored(tool(tmp_path, FAILING), "http://localhost/")
    assert scores == {"performance": pytest.approx(98), "accessibility": 100}


def test_third_failure_ends_with_one_sentence(tmp_path: Path) -> None:
    script = FAILING.replace("runs === 1", "true")
    with pytest.raises(SystemExit, match=r"failed 3 times on http://localhost/: PROTOCOL_TIMEOUT"):
        scored(tool(tmp_path, script), "http://localhost/")
    assert (tmp_path / "cli" / "runs").read_text() == "xxx"
