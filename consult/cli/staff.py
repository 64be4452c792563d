"""Accounts from the command line: invite, let in once more, retire."""

import click

from consult.clock import today
from consult.safeguarding.keys import keyring
from consult.staff import operations
from consult.staff.models import ROLES, Staff
from consult.storage.db import db

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


@staff.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), help="Take this role away; the account stays.")
@click.option(
    "--losing-cases",
    is_flag=True,
    help="Though open cases can then be read by nobody: the officer cannot be reached any more.",
)
def retire(email: str, role: str | None, losing_cases: bool) -> None:
    """Deactivate EMAIL; refused while an open case depends on that officer's key."""
    with application():
        account = operations.by_email(email)
        if account is None:
            raise click.ClickException(f"There is no account of {email}.")
        try:
            done = _retired(account, role, losing_cases)
        except operations.CannotLeave as refused:
            raise click.ClickException(str(refused)) from refused
        db.session.commit()
        remarks = keyring.remarks(account.id)
    click.echo(done)
    for remark in remarks:
        click.echo(remark, err=True)


def _retired(account: Staff, role: str | None, losing: bool) -> str:
    if role is None:
        operations.retire(account, losing=losing)
        return f"{account.email} can no longer sign in."
    if not any(each.name == role for each in account.roles):
        raise click.ClickException(f"{account.email} does not have the role {role}.")
    operations.take_role(account, role, losing=losing)
    return f"{account.email} no longer has the role {role}."
