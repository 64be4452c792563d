"""Is the site well? For cron, or whatever watches the machine."""

from collections.abc import Iterator
from datetime import timedelta

import click

from consult.answering.queries import sealed_since_before
from consult.background import heartbeat, mail
from consult.cell_suppression import suppress_cell
from consult.clock import now, today
from consult.duty.queries import nobody_reads_ahead
from consult.safeguarding.capacity.opening_checks import too_few_hours
from consult.safeguarding.cases.queries import not_closed_since
from consult.storage import compaction

from .command import application, command

OPEN_FOR = timedelta(days=90)


@command()
def check() -> None:
    """Say in one sentence each what is not well, and end with 1; nothing if all is."""
    with application():
        found = problems()
    if found:
        raise click.ClickException(" ".join(found))


def problems() -> list[str]:
    """What needs somebody's hand now."""
    said = []
    if heartbeat.is_silent(now()):
        said.append("The worker has screened nothing for too long: is it running?")
    if not mail.is_set_up():
        said.append("No mail server: nobody is told of an urgent case (MAIL_SERVER).")
    if nobody_reads_ahead():
        said.append("A consultation is open, and nobody is on duty in the coming seven days.")
    if hours := too_few_hours():
        needed, noted = hours
        said.append(f"What is open needs {needed} hours of reading a week; officers noted {noted}.")
    said += _waiting()
    made = compaction.last()
    if made and made.on < today() - timedelta(days=1):
        said.append(f"The order of arrival was last removed on {made.on}, not last night.")
    return [
        *said,
        *(f"The database server keeps too much: {fault}." for fault in compaction.faults()),
    ]


def _waiting() -> Iterator[str]:
    if texts := sealed_since_before(today() - timedelta(days=1)):
        yield (
            f"{suppress_cell(texts) or 'A few'} texts have waited for screening"
            " since before yesterday: is the worker running, and has an officer a key in use?"
        )
    if cases := not_closed_since(today() - OPEN_FOR):
        yield (
            f"{suppress_cell(cases) or 'A few'} cases have not been closed for more than "
            f"{OPEN_FOR.days} days: they are kept until an officer closes them."
        )
