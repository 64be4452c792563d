"""The worker's sign of life: the quarter hour in which screening last went through.

It lies in the queue, which web and worker share on either engine. It is written once a quarter hour
and not more often: on PostgreSQL its rows stand beside those of children, and would date them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask import current_app
from huey import Huey

from . import queue

SCREENED, TOLD = "screened", "silence told"
QUARTER = timedelta(minutes=15)
AGAIN = timedelta(hours=1)
"""After which a silence that goes on is told once more."""


def beat(at: datetime) -> None:
    """Screening went through; the next silence is a new one."""
    quarter = _quarter(at).isoformat()
    with _queue() as queue:
        if queue.get(SCREENED, peek=True) != quarter:
            queue.put(SCREENED, quarter)
            queue.delete(TOLD)


def last(at: datetime) -> datetime:
    """The quarter hour (in UTC) of the last beat; of the first look, where there was none yet."""
    with _queue() as queue:
        queue.put_if_empty(SCREENED, _quarter(at).isoformat())
        return datetime.fromisoformat(queue.get(SCREENED, peek=True))


def is_silent(at: datetime) -> bool:
    """Did nothing go through screening for `ALERT_MINUTES`? Up to a quarter hour sooner."""
    return at - last(at) >= timedelta(minutes=current_app.config["ALERT_MINUTES"])


def may_tell(at: datetime) -> bool:
    """Is it for the caller to tell of the silence? Yes for one process, once an hour."""
    with _queue() as queue:
        told = queue.get(TOLD, peek=True)
        if told and at - datetime.fromisoformat(told) >= AGAIN:
            queue.delete(TOLD)
        return bool(queue.put_if_empty(TOLD, at.isoformat()))


def not_told() -> None:
    """Nobody could be told: it is to be tried again."""
    with _queue() as queue:
        queue.delete(TOLD)


def _quarter(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


@contextmanager
def _queue() -> Iterator[Huey]:
    """The queue. What this thread opened of it is closed: threads are many, and ask seldom."""
    huey = queue.queue(current_app._get_current_object()).huey  # type: ignore[attr-defined]
    try:
        yield huey
    finally:
        huey.storage.close()
