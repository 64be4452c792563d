"""Questionnaires from the command line: mistakes and hard words, with place and remedy."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

import surveys
from surveys import wording

from .command import Group


@click.group(cls=Group)
def questionnaire() -> None:
    """Definitions of questionnaires."""


@questionnaire.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def check(folders: tuple[Path, ...], as_json: bool) -> None:
    """Check questionnaire FOLDERS (or their v1.toml): whether they can be used, and their words.

    Lists every mistake, every error and warning about words with its remedy, and how hard each
    band's text is to read. Exit 1 if there is a mistake or an error; warnings are only listed.
    """
    mistakes: list[surveys.Mistake] = []
    reports: list[wording.Report] = []
    for folder in folders:
        found = _read(folder)
        if isinstance(found, surveys.Questionnaire):
            mistakes += surveys.too_long(found)
            reports.append(wording.check(found))
        else:
            mistakes += found
    (_say_as_json if as_json else _say)(mistakes, reports)
    errors = sum(len(report.errors) for report in reports)
    if mistakes or errors:
        raise click.ClickException(f"{len(mistakes) + errors} mistakes found.")


def _say(mistakes: Sequence[surveys.Mistake], reports: Sequence[wording.Report]) -> None:
    for mistake in mistakes:
        click.echo(str(mistake))
    for report in reports:
        for finding in report.findings:
            click.echo(str(finding))
        for measure in report.measures:
            click.echo(str(measure))


def _say_as_json(mistakes: Sequence[surveys.Mistake], reports: Sequence[wording.Report]) -> None:
    said = {
        "mistakes": [asdict(mistake) for mistake in mistakes],
        "findings": [asdict(finding) for report in reports for finding in report.findings],
        "measures": [measure.as_table() for report in reports for measure in report.measures],
    }
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def _read(folder: Path) -> surveys.Questionnaire | tuple[surveys.Mistake, ...]:
    try:
        return surveys.read(folder if folder.is_dir() else folder.parent)
    except surveys.BrokenDefinition as broken:
        return broken.mistakes
