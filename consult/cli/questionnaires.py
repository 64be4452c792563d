"""Questionnaires from the command line: every mistake, with place and remedy."""

import json
from dataclasses import asdict
from pathlib import Path

import click

import surveys

from .command import Group


@click.group(cls=Group)
def questionnaire() -> None:
    """Definitions of questionnaires."""


@questionnaire.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The mistakes as JSON.")
def check(folders: tuple[Path, ...], as_json: bool) -> None:
    """Check questionnaire FOLDERS (or their v1.toml): every mistake, exit 1 if any."""
    mistakes = [mistake for folder in folders for mistake in _mistakes(folder)]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in mistakes], ensure_ascii=False, indent=1))
    else:
        for each in mistakes:
            click.echo(str(each))
    if mistakes:
        raise click.ClickException(f"{len(mistakes)} mistakes found.")


def _mistakes(folder: Path) -> tuple[surveys.Mistake, ...]:
    try:
        surveys.read(folder if folder.is_dir() else folder.parent)
    except surveys.BrokenDefinition as broken:
        return broken.mistakes
    return ()
