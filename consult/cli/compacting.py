"""Compaction from the command line: the worker does it each night by itself."""

import click

from consult import compaction

from .command import application, command


@command()
def compact() -> None:
    """Flatten what the database's files tell of the order in which answers arrived."""
    with application():
        try:
            made = compaction.compact()
        except compaction.NotCompacted as refused:
            raise click.ClickException(str(refused)) from refused
        faults = compaction.faults()
        if faults:
            raise click.ClickException(
                f"Compacted, but the database server keeps too much: {'; '.join(faults)}."
            )
        click.echo(f"Compacted in {made.seconds} seconds.")
        if not compaction.shortens_log():
            click.echo(
                "PostgreSQL shortens its log by itself, within minutes; the site may not"
                " (docs/operations/examples/postgresql.sql lets it)."
            )
