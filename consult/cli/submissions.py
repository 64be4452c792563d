"""Organisations' written submissions from the command line: read one, keep one."""

from pathlib import Path

import click

from consult.clock import today
from consult.consultations.queries import by_slug
from consult.storage.db import db

from .command import Group, application
from .files import whole_file

PATH = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=Group)
def submission() -> None:
    """Written submissions of organisations."""


@submission.command()
@click.argument("file", type=PATH)
@click.option("--out", type=PATH, help="Where to write; else standard output.")
def read(file: Path, out: Path | None) -> None:
    """Read FILE: questions, passages, sources, figures, warnings, as JSON."""
    import analysis

    try:
        found = analysis.read_submission_file(file)
    except analysis.UnreadableSubmission as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    with whole_file(out) as target:
        target.write(found.as_json() + "\n")


@submission.command()
@click.argument("file", type=PATH)
@click.argument("consultation")
@click.option("--organisation", required=True, help="Name under which it is published.")
def store(file: Path, consultation: str, organisation: str) -> None:
    """Read FILE and keep it as ORGANISATION's submission to CONSULTATION."""
    import analysis
    from consult.submissions import operations

    try:
        found = analysis.read_submission_file(file)
    except analysis.UnreadableSubmission as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    with application():
        asked = by_slug(consultation)
        if asked is None:
            raise click.ClickException(f'There is no consultation "{consultation}".')
        operations.store(asked, organisation, found.to_dict(), today())
        db.session.commit()
    click.echo(f"{organisation}: {len(found.questions)} answers kept.")
