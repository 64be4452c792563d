"""The documents say what the code has: settings, commands, targets, and files they lead to."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from consult.cli import alzavoz
from consult.config import SETTINGS

from .tables import check_rows

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
INSTALLING = ROOT / "docs" / "operations" / "installing.md"
README = ROOT / "README.md"
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \| .+\|$", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z][a-z-]*)|^make ([a-z][a-z-]*)", re.MULTILINE)
COMMAND = re.compile(r"`(?:\.venv/bin/)?alzavoz ([a-z][a-z ]*)|bin/alzavoz ([a-z][a-z ]*)")


def words(document: Path) -> str:
    return document.read_text("utf-8")


def setting_row(name: str, default: object, help_: str) -> str:
    shown = f"`{default}`" if default != "" else "empty"
    return f"| `{name}` | {shown} | {help_} |"


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command that can be typed, with the groups before it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


def headings(document: Path) -> set[str]:
    """The anchors that a document's headings make."""
    titles = re.findall(r"^#+ (.+)$", words(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_installing_describes_every_setting_and_no_other():
    wanted = [setting_row(each.name, each.default, each.help) for each in SETTINGS]
    table = "\n".join(wanted)
    found = [row.group(0) for row in SETTING_ROW.finditer(words(INSTALLING))]
    assert found == wanted, f"the table of settings should be:\n{table}"


def test_every_setting_that_a_document_names_exists():
    check_rows(DOCUMENTS, _every_setting_that_a_document_names_exists)


def _every_setting_that_a_document_names_exists(document: Path):
    named = set(re.findall(r"\bALZAVOZ_([A-Z_]+)\b", words(document)))
    of_tests = {"REQUIRE_ALL", "TEST_POSTGRESQL"}
    assert named <= {each.name for each in SETTINGS} | of_tests


def test_every_command_is_described():
    check_rows(list(commands(alzavoz)), _every_command_is_described)


def _every_command_is_described(command: str):
    assert any(f"alzavoz {command}" in words(document) for document in DOCUMENTS)


def test_every_command_that_a_document_names_exists():
    check_rows(DOCUMENTS, _every_command_that_a_document_names_exists)


def _every_command_that_a_document_names_exists(document: Path):
    there = list(commands(alzavoz))
    for match in COMMAND.finditer(words(document)):
        typed = (match.group(1) or match.group(2)).strip()
        assert any(typed == each or typed.startswith(each + " ") for each in there), typed


def test_links_lead_to_files_and_headings_that_exist():
    check_rows(DOCUMENTS, _links_lead_to_files_and_headings_that_exist)


def _links_lead_to_files_and_headings_that_exist(document: Path):
    for link in LINK.findall(words(document)):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in headings(target), f"{link}: there is no such heading"


def test_make_targets_that_a_document_names_exist():
    check_rows(DOCUMENTS, _make_targets_that_a_document_names_exist)


def _make_targets_that_a_document_names_exist(document: Path):
    makefile = words(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z.][a-z-]*):", makefile, re.MULTILINE))
    named = {match.group(1) or match.group(2) for match in TARGET.finditer(words(document))}
    assert named <= targets


def test_readme_names_the_two_commands_and_each_top_folder():
    readme = words(README)
    assert "make demo" in readme
    assert "make test" in readme
    for folder in ("consult", "surveys", "analysis", "static", "tests", "docs", "benchmarks"):
        assert f"`{folder}/`" in readme


def test_each_decision_has_a_number_of_its_own_and_says_which_it_replaces():
    """A number without a record belongs to a decision that a later record replaced."""
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    lines = [re.findall(r"^Replaces .+$", words(record), re.MULTILINE) for record in records]
    replaced = [int(number) for line in lines for number in re.findall(r"\b\d{4}\b", "".join(line))]
    assert sorted([*numbers, *replaced]) == list(range(1, max(numbers) + 1))


def test_each_decision_has_three_parts():
    for record in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert words(record).startswith(f"# {record.name[:4]} ")
        for part in ("\nContext:", "\nDecision:", "\nConsequences:"):
            assert part in words(record), f"{record.name} lacks {part.strip()}"


def test_pictures_of_the_documents_are_small_and_each_is_used():
    pictures = {each.name: each for each in (ROOT / "docs" / "pictures").glob("*.png")}
    named = {Path(link).name for each in DOCUMENTS for link in LINK.findall(words(each))}
    assert set(pictures) <= named
    for name, picture in pictures.items():
        assert picture.stat().st_size < 160_000, f"{name} is larger than 120 kB"
