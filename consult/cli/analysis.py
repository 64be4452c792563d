"""Screening and themes on files, without a site."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    except analysis.LanguageError as missing:
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
    "--worries", multiple=True, metavar="VALUE",
    help="A question, as its column has it, that asks for what worries: its answers take no side. "
    "May be given several times.",
)  # fmt: skip
@click.option(
    "--by", multiple=True, metavar="COLUMN",
    help="Column of a characteristic, such as the age band: says which themes it is found in more "
    "often than chance would have it. May be given several times.",
)  # fmt: skip
@click.option(
    "--guide", metavar="FILE|none", help="Theme guide (JSON, or lines), instead of the shipped one."
)
@click.option("--out", type=PATH, help="Where to write; else standard output.")
@click.option(
    "--workers", metavar="N", default=1, show_default=True, type=click.IntRange(min=1),
    help="Processes of this machine to work with.",
)  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers to work with.")
@click.option(
    "--previous", metavar="OUT.json", type=PATH,
    help="What this command wrote before: themes keep their ids, and what changed is listed.",
)  # fmt: skip
@click.option(
    "--resume", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
    help="Folder to keep what is done in, so that a run that was stopped goes on. It holds "
    "no text that can be read without the table.",
)  # fmt: skip
@click.option(
    "--store/--no-store", default=True, show_default=True,
    help="Keep in the folder OUT.store what a later run with --previous OUT does not have to do "
    "again. It holds no text that can be read without the table.",
)  # fmt: skip
@LANGUAGE
def themes(  # noqa: PLR0913 (one argument an option)
    table: Path, text: str, id_: str | None, question: str | None,
    worries: tuple[str, ...], by: tuple[str, ...],
    guide: str | None, out: Path | None, workers: int, scheduler: str | None, previous: Path | None,
    resume: Path | None, store: bool, language: str,
) -> None:  # fmt: skip
    """Group the texts of a CSV file into themes."""
    if worries and not question:
        raise click.UsageError("--worries names questions: say with --question where they stand.")
    _expect_columns(table, text, id_, question, *by)
    before = _state(previous) if previous else None
    beside = _store(out) if out and store and not resume else None
    earlier = _store(previous) if previous and _store(previous).is_dir() else resume
    import analysis

    answers = (
        analysis.TextAnswer(
            id=row[id_] if id_ else str(number),
            text=row[text],
            question=row[question] if question else None,
            by={column: row[column] or None for column in by},
            worry=question is not None and row[question] in worries,
        )
        for number, row in enumerate(_rows(table, text, id_, question, *by), 1)
    )
    running = analysis.Running(
        workers=workers, scheduler=scheduler, folder=_path(resume or beside),
        earlier=_path(earlier),
    )  # fmt: skip
    try:
        chosen = _guide(guide)
        with analysis.storing(beside) as used, _progress() as progress:
            found = analysis.find_themes(
                answers, guide=chosen, language=language, progress=progress, previous=before,
                running=running,
            )  # fmt: skip
            _write(found, out, bool(before))
            used.append(found.state["features"])
    except (ValueError, analysis.MissingModel, analysis.WorkersError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except KeyboardInterrupt:
        click.echo(_how_to_go_on(resume), err=True)
        raise
    except OSError as refused:
        place = refused.filename or resume or "A temporary file"
        raise click.ClickException(f"{place} cannot be written: {refused.strerror}.") from refused


def _how_to_go_on(resume: Path | None) -> str:
    if resume:
        return f"Stopped, nothing was written: the same command goes on from {resume}."
    return "Stopped, nothing was written: with --resume DIR a run can be stopped and gone on with."


def _store(out: Path) -> Path:
    """The folder of what a run keeps beside its result."""
    return out.with_name(f"{out.name}.store")


def _path(folder: Path | None) -> str | None:
    return str(folder) if folder else None


def _write(found: Any, out: Path | None, goes_on: bool) -> None:
    listed = _found(found)
    if goes_on:
        listed["changes"] = [asdict(change) for change in found.changes]
    listed["state"] = dict(found.state)
    with whole_file(out) as file:
        json.dump(listed, file, ensure_ascii=False, indent=1)
        file.write("\n")


def _state(previous: Path) -> dict[str, Any]:
    """The state in what this command wrote before."""
    try:
        state = json.loads("\n".join(_lines(previous)))["state"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise click.ClickException(
            f"{previous} holds no earlier run of this command to go on from."
        ) from wrong
    if not isinstance(state, dict):
        raise click.ClickException(f"{previous} holds no earlier run to go on from.")
    return state


def _expect_columns(table: Path, *columns: str | None) -> None:
    with _readable(table) as reader:
        missing = [c for c in columns if c and c not in (reader.fieldnames or ())]
        if missing:
            there = ", ".join(reader.fieldnames or ()) or "none"
            raise click.ClickException(
                f'{table} has no column "{missing[0]}"; its columns are: {there}.'
            )


def _rows(table: Path, *columns: str | None) -> Iterator[dict[str, str]]:
    """The rows of a table as they are read: a country's need not be in memory."""
    with _readable(table) as reader:
        for row in reader:
            if None in row:
                raise click.ClickException(
                    f"Line {reader.line_num} of {table} has more cells than there are columns: "
                    "put texts with commas in quotation marks."
                )
            yield {name: row[name] or "" for name in columns if name}


@contextmanager
def _readable(table: Path) -> "Iterator[csv.DictReader[str]]":
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            yield csv.DictReader(file)
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

    def __init__(self) -> None:
        self.bar = click.progressbar(
            length=1, label="themes", file=sys.stderr, hidden=not sys.stderr.isatty()
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
                "sources": list(theme.sources),
                **_beside(theme),
            }
            for theme in found.themes
        ],
        "assignments": dict(found.assignments),
        "no_opinion": list(found.no_opinion),
        "near_duplicates": found.near_duplicates,
        "to_read": [asdict(one) for one in found.to_read],
        "method": dict(found.method),
    }
    if found.by_question:
        listed["by_question"] = {name: _found(each) for name, each in found.by_question.items()}
    return listed


def _beside(theme: Any) -> dict[str, Any]:
    """What else is known of a theme: docs/science/themes.md explains each key."""
    return {
        "expected": theme.expected,
        "origin": "expected" if theme.expected else "emergent",
        "distinctive": theme.distinctive,
        "stability": theme.stability,
        "firmness": theme.firmness,
        "kind": theme.kind,
        "kinds": dict(theme.kinds),
        "sides": _sides(theme.sides) if theme.sides else None,
        "platforms": dict(theme.platforms),
        "settings": dict(theme.settings),
        "addressees": dict(theme.addressees),
        "concepts": [asdict(concept) for concept in theme.concepts],
        "subthemes": [_with_examples(part) for part in theme.subthemes],
        "over": [_without_number(one) for one in theme.over],
    }


def _without_number(over: Any) -> dict[str, Any]:
    """It stands with its theme; the number of that theme is the engine's own."""
    return {name: value for name, value in asdict(over).items() if name != "theme"}


def _sides(two: Any) -> dict[str, Any]:
    for_it, against = _with_examples(two.in_favour), _with_examples(two.against)
    return {"about": two.about, "for": for_it, "against": against}


def _with_examples(part: Any) -> dict[str, Any]:
    """A side or a sub-theme: texts are "examples", as in a theme, whose "passages" are rows."""
    values = asdict(part)
    return {"examples" if name == "passages" else name: value for name, value in values.items()}


def _setting(name: str) -> Any:
    return next(each.value for each in config.values() if each.setting.name == name)
