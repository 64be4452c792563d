"""The command line. An error is one plain sentence on standard error; 1 for data, 2 for usage."""

import sys
import warnings

import click
from flask import Flask

from consult.cli.audio import commands as commands  # its commands are among those of questionnaires

from . import (
    analysis,
    consultations,
    health,
    ledger,
    maintenance,
    questionnaires,
    sessions,
    site,
    staff,
    submissions,
)
from .command import Group

COMMANDS = (
    site.demo,
    site.init,
    site.migrate,
    site.serve,
    site.worker,
    site.settings,
    staff.staff,
    questionnaires.questionnaire,
    analysis.screen,
    analysis.themes,
    submissions.submission,
    consultations.consultations,
    sessions.session,
    ledger.ledger,
    health.check,
    maintenance.compact,
    maintenance.backup,
    maintenance.restore,
    maintenance.purge,
)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def alzavoz() -> None:
    """A country asks its children what should change in the digital world, and answers them."""


for each in COMMANDS:
    alzavoz.add_command(each)


def init_app(app: Flask) -> None:
    """Flask's own command line is not used."""
    app.cli.commands.clear()


def main(arguments: list[str] | None = None) -> None:
    """Run one command; what libraries warn of never reaches the terminal."""
    warnings.simplefilter("ignore")
    try:
        alzavoz.main(arguments, prog_name="alzavoz", standalone_mode=False)
    except click.ClickException as refused:
        click.echo(refused.format_message(), err=True)
        sys.exit(refused.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
