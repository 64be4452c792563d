"""School sessions from the command line: what a tablet could not bring itself."""

from collections import Counter
from pathlib import Path

import click

from consult.answering.sends import delayed_sends
from consult.storage.db import db

from .command import Group, application

REFUSED = {
    404: "of a session that is not here",
    409: "sealed for a key that is not here",
    410: "of a session whose upload window is over",
    422: "incomplete",
}


@click.group(cls=Group)
def session() -> None:
    """School sessions and their tablets."""


@session.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def take_in(file: Path) -> None:
    """Store the sends of FILE, a copy that a tablet saved of what waits on it.

    Each counts once, however often FILE is read and whether or not the tablet brings it too. What
    is refused is said at the end, and is an error; FILE is never changed.
    """
    envelopes = _read(file)
    with application():
        done = Counter(_stored(each) for each in envelopes)
    click.echo(f"{done['new']} stored, {done['known']} there before.")
    refused = [f"{done[why]} {why}" for why in REFUSED.values() if done[why]]
    if refused:
        raise click.ClickException(f"Not stored: {', '.join(refused)}. Keep {file}.")


def _read(file: Path) -> list[delayed_sends.Envelope]:
    try:
        return delayed_sends.copied(file.read_text(encoding="utf-8"))
    except OSError as refused:
        raise click.ClickException(f"{file} cannot be read: {refused.strerror}.") from refused
    except ValueError as wrong:
        raise click.ClickException(f"{file} is not a copy that a tablet saved.") from wrong


def _stored(envelope: delayed_sends.Envelope) -> str:
    try:
        is_new = delayed_sends.store(envelope)
    except delayed_sends.Refused as refused:
        db.session.rollback()
        return REFUSED[refused.status]
    db.session.commit()
    return "new" if is_new else "known"
