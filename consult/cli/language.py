"""Screening and themes on files, without a site."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from consult import config

from .command import command
from .files import whole_file

PATH = click.Path(path_type=Path, dir_okay=False)
LANGUAGE = click.option("--language", default="es", type=click.Choice(["es", "en"]))


@command()
@click.argument("texts", metavar="IN.jsonl", type=PATH)
@click.argument("out", metavar="OUT.jsonl", type=PATH)
@LANGUAGE
def screen(texts: Path, out: Path, language: str) -> None:
    """Redact identifying details and notice possible disclosures, a JSON object a line."""
    rows = list(_texts(texts))
    import analysis  # after what can be refused at once: it takes a second

    model = _setting("SPANISH_MODEL") if language == "es" else None
    try:
        with whole_file(out) as file:
            for screened in analysis.screen(rows, language=language, model=model):
                file.write(json.dumps(_screened(screened), ensure_ascii=False) + "\n")
    except analysis.MissingModel as missing:
        raise click.ClickException(str(missing)) from missing


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(_lines(file), 1):
        try:
            row = json.loads(line)
            yield _expected_text(row["id"]), _expected_text(row["text"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise click.ClickException(
                f'{file}, line {number}: expected an object with the texts "id" and "text".'
            ) from wrong


def _expected_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError as wrong:
        raise click.ClickException(f"{file} is not UTF-8 text.") from wrong
    except OSError as refused:
        raise click.ClickException(f"{file} cannot be read: {refused.strerror}.") from refused


def _screened(screened: Any) -> dict[str, Any]:
    return {
        "id": screened.id,
        "redacted": screened.redacted,
        "entities": [asdict(entity) for entity in screened.entities],
        "level": screened.level,
        "signals": list(screened.signals),
    }


@command()
@click.argument("table", metavar="IN.csv", type=PATH)
@click.option("--text", required=True, metavar="COLUMN", help="Column of the texts.")
@click.option("--id", "id_", metavar="COLUMN", help="Column of the ids; else row numbers from 1.")
@click.option("--question", metavar="COLUMN", help="Column of the question: themes of each, too.")
@click.option(
    "--guide", metavar="FILE|none", help="Theme guide (JSON), instead of the shipped one."
)
@click.option("--out", type=PATH, help="Where to write; else standard output.")
@LANGUAGE
def themes(  # noqa: PLR0913 (one argument an option)
    table: Path, text: str, id_: str | None, question: str | None, guide: str | None,
    out: Path | None, language: str,
) -> None:  # fmt: skip
    """Group the texts of a CSV file into themes."""
    rows = _rows(table, text, id_, question)
    import analysis

    answers = [
        analysis.Answer(
            id=row[id_] if id_ else str(number),
            text=row[text],
            question=row[question] if question else None,
        )
        for number, row in enumerate(rows, 1)
    ]
    try:
        chosen = _guide(guide)
        with _progress(len(answers)) as progress:
            found = analysis.find_themes(
                answers, guide=chosen, language=language, progress=progress
            )
    except (ValueError, analysis.MissingModel) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    with whole_file(out) as file:
        json.dump(_found(found), file, ensure_ascii=False, indent=1)
        file.write("\n")


def _rows(table: Path, *columns: str | None) -> list[dict[str, str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in columns if c and c not in (reader.fieldnames or ())]
            if missing:
                there = ", ".join(reader.fieldnames or ()) or "none"
                raise click.ClickException(
                    f'{table} has no column "{missing[0]}"; its columns are: {there}.'
                )
            return [{name: row[name] or "" for name in columns if name} for row in reader]
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise click.ClickException(f"{table} is not a CSV file in UTF-8.") from wrong
    except OSError as refused:
        raise click.ClickException(f"{table} cannot be read: {refused.strerror}.") from refused


def _guide(guide: str | None) -> Any:
    import analysis

    if guide == "none":
        return None
    return analysis.read_guide(Path(guide)) if guide else analysis.shipped_guide()


class _progress:
    """A progress bar, only where standard error is a terminal."""

    def __init__(self, length: int) -> None:
        self.bar = click.progressbar(
            length=length, label="themes", file=sys.stderr, hidden=not sys.stderr.isatty()
        )

    def __enter__(self) -> Callable[[int, int], None]:
        self.bar.__enter__()
        return self.advance

    def advance(self, done: int, total: int) -> None:
        self.bar.length = total
        self.bar.update(done - self.bar.pos)

    def __exit__(self, *problem: Any) -> None:
        self.bar.__exit__(*problem)


def _found(found: Any) -> dict[str, Any]:
    """The contract of `alzavoz themes`: docs/design of the command line."""
    listed = {
        "themes": [
            {
                "id": theme.id,
                "label": theme.label,
                "name": theme.name,
                "keywords": list(theme.keywords),
                "size": theme.size,
                "passages": list(theme.answers),
                "examples": list(theme.passages),
                "expected": theme.expected,
            }
            for theme in found.themes
        ],
        "assignments": dict(found.assignments),
        "method": dict(found.method),
    }
    if found.by_question:
        listed["by_question"] = {name: _found(each) for name, each in found.by_question.items()}
    return listed


def _setting(name: str) -> Any:
    return next(each.value for each in config.values() if each.setting.name == name)
