"""Verifying the append-only tables: what officers and reviewers did."""

import click

from .command import application, command


@command()
def ledger() -> None:
    """Verify the logs of cases and of reviews; print rows and newest hash of each."""
    from consult.background.ledger_check import findings

    with application():
        found = findings()
    for each in found:
        newest = each.verdict.newest.hex() if each.verdict.newest else "-"
        click.echo(f"{each.table}  {each.verdict.rows} rows  {newest}")
    for each in found:
        if each.problem:
            raise click.ClickException(each.problem)
