"""Accounts from the command line: invite, and let in once more."""

import click

from consult.clock import today
from consult.db import db
from consult.staff import operations
from consult.staff.models import ROLES

from .command import Group, application


@click.group(cls=Group)
def staff() -> None:
    """Accounts of those who organise, facilitate, protect or legislate."""


@staff.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--name", default="", help="How the person is greeted, or the organisation's name.")
@click.option("--site", default="", metavar="URL", help="Address of the site, for the whole link.")
def invite(email: str, role: str, name: str, site: str) -> None:
    """Invite EMAIL with a role; prints a link that works once, for seven days."""
    if "@" not in email.strip("@"):
        raise click.UsageError(f"{email!r} is not an e-mail address.")
    with application():
        account = operations.invite(email, role, name=name)
        token = operations.one_off_token(account, today())
        db.session.commit()
    click.echo(f"{site.rstrip('/')}/staff/enter/{token}")
