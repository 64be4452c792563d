"""The tree in docs/architecture.md is the real one, down to the second level; tests mirror it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
PACKAGES = ("consult", "surveys", "analysis", "codebook", "theme_guides")
MIRRORED = ("consult", "surveys", "analysis", "benchmarks", "tools")
LINE = re.compile(r"^([a-z_]+/(?:[a-z_]+/)?) {2,}\S", re.MULTILINE)


def described() -> set[str]:
    """The folders of the fenced block, such as `consult/web/`."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = page.split("## The tree")[1].split("\n## ")[0]
    return set(LINE.findall(section.split("```")[1]))


def with_modules() -> set[str]:
    """Packages, and their folders, in which Python modules stand at any depth."""
    modules = [path.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    first = {f"{path.parts[0]}/" for path in modules}
    return first | {"/".join(path.parts[:2]) + "/" for path in modules if len(path.parts) > 2}


def test_every_folder_of_the_described_tree_exists():
    assert {folder for folder in described() if not (ROOT / folder).is_dir()} == set()


def test_every_folder_with_modules_is_described():
    assert with_modules() - described() == set()


def test_every_folder_of_tests_has_the_name_of_what_it_tests():
    folders = {path.parent for name in MIRRORED for path in (TESTS / name).rglob("test_*.py")}
    named = {folder.relative_to(TESTS) for folder in folders}
    assert len(named) > 40
    assert {str(folder) for folder in named if not (ROOT / folder).is_dir()} == set()
