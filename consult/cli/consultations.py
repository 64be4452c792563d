"""Consultations from the command line."""

import click

from consult.answering.queries import sent_to
from consult.cells import shown
from consult.consultations.queries import all_by_name

from .command import application, command


@command()
def consultations() -> None:
    """List consultations, one a line: name, state, how many answered; published first."""
    with application():
        for each in all_by_name():
            count = shown(sent_to(each.id))
            click.echo(f"{each.slug} {each.state} {'few' if count is None else count}")
