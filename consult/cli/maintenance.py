"""`alzavoz backup`, `restore`, `purge` and `compact`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
import sqlalchemy as sa

from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import hold
from consult.cell_suppression import suppress_cell
from consult.clock import today
from consult.consultations.models import Consultation
from consult.maintenance import backup as backups
from consult.maintenance import retention
from consult.storage import compaction
from consult.storage.db import db

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


FILE = click.Path(dir_okay=False, path_type=Path)


@command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write every row of the database to FILE, after a compaction; and date the withdrawn list."""
    with application():
        _compact()
        try:
            with _list_as_it_should_be():
                head = backups.write(file)
        except OSError as refused:
            raise click.ClickException(
                f"{file} cannot be written: {refused.strerror}."
            ) from refused
        _write_list()
        place = withdrawal_list.path()
    click.echo(f"{file}: {sum(head.rows.values())} rows of {head.day}.")
    click.echo(f"{place}: what was withdrawn; keep a copy elsewhere, apart from backups.")


@command()
@click.argument("file", type=FILE)
@click.option("--withdrawn", type=FILE, help="The newest list of what was withdrawn that there is.")
@click.option("--without-withdrawn-list", is_flag=True, help="Restore without one that is as new.")
@click.option("--without-hash-key", is_flag=True, help="Restore although old codes will not work.")
def restore(
    file: Path, withdrawn: Path | None, without_withdrawn_list: bool, without_hash_key: bool
) -> None:
    """Fill the empty database of a new site with the backup FILE, less what was withdrawn since."""
    with application():
        head = backups.read_head(file)
        backups.check(head, any_hash_key=without_hash_key)
        listed = withdrawal_list.read(withdrawn) if withdrawn else None
        _check_list(head, listed, without_withdrawn_list)
        if listed and not _can_compare(listed):
            listed = None
        with _list_as_it_should_be():
            backups.restore(file, listed)
        db.session.commit()
        _compact()
    click.echo(f"Restored: {sum(head.rows.values())} rows of {head.day}.")
    if listed:
        click.echo(f"Withdrawals until {listed.day} are left out.")


@command()
@click.option(
    "--today", "day", type=click.DateTime(["%Y-%m-%d"]), help="As if it were that day (samples)."
)
def purge(day: datetime | None) -> None:
    """Delete what is over: answers after the report, closed cases, hashes, old backups."""
    with application():
        on = day.date() if day else today()
        _refuse_a_made_up_day(on)
        for found in retention.purge(on):
            number = (
                suppress_cell(found.number) if found.of_children and found.number else found.number
            )
            click.echo(f"{found.kind}: {'few' if number is None else number}")
        for slug in retention.unpublished(on):
            click.echo(f"kept: answers of {slug}, of which no report was made")
        db.session.rollback()
        _write_list()


def _compact() -> None:
    try:
        compaction.compact()
    except compaction.NotCompacted as refused:
        raise click.ClickException(str(refused)) from refused


def _write_list() -> None:
    try:
        with _list_as_it_should_be():
            hold()  # else the list of a withdrawal that is not committed yet might be put back
            withdrawal_list.date_anew()
    finally:
        db.session.rollback()


@contextmanager
def _list_as_it_should_be() -> Iterator[None]:
    try:
        yield
    except withdrawal_list.NotWritten as refused:
        raise click.ClickException(f"The list cannot be written: {refused}.") from refused


def _check_list(
    head: backups.Head, listed: withdrawal_list.WithdrawnList | None, without: bool
) -> None:
    if listed and listed.site != head.site:
        raise backups.Refused("The list of what was withdrawn is of another site.")
    if listed and not _can_compare(listed) and not without:
        raise backups.Refused(
            "Without the hash_key that the list was made with nobody can say what it names: what"
            f" children took back since {head.day} would return. Say --without-withdrawn-list."
        )
    if without or (listed and listed.is_newer_than(head.day, head.withdrawn)):
        return
    why = "" if listed is None else "The list is not newer than the backup: "
    what = "what children took back" if why else "What children took back"
    raise backups.Refused(
        f"{why}{what} since {head.day} would return: give the newest list with"
        " --withdrawn FILE, or say --without-withdrawn-list."
    )


def _can_compare(listed: withdrawal_list.WithdrawnList) -> bool:
    """With the rows of a backup: an old list says what they bear, a newer one needs its key."""
    return not listed.needs_key or listed.site == withdrawal_list.site()


def _refuse_a_made_up_day(on: date) -> None:
    real = sa.select(sa.exists().where(Consultation.is_sample.is_(False)))
    if on > today() and db.session.scalar(real):
        raise click.ClickException(
            "A day to come is for demonstrations: there is a real consultation here."
        )
    db.session.rollback()
