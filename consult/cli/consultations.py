"""Consultations from the command line."""

import click

from consult.consultations.queries import all_by_name
from consult.reports.content.participation import answered

from .command import application, command


@command()
def consultations() -> None:
    """List consultations, one a line: name, state, how many answered; published first.

    Until its first report is published, the number is rounded down to tens.
    """
    with application():
        for each in all_by_name():
            count = answered(each)
            click.echo(f"{each.slug} {each.state} {'few' if count is None else count}")
