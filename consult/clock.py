"""Today and the hour, where the consultation takes place."""

from datetime import date, datetime

from flask import current_app


def now() -> datetime:
    """This very moment there. Never stored with what a child sent."""
    return datetime.now(current_app.config["TIMEZONE"])


def today() -> date:
    """The day that is stored with what arrives."""
    return now().date()


def hour() -> datetime:
    """The full hour, without a zone: the finest time an urgent case shows."""
    return now().replace(minute=0, second=0, microsecond=0, tzinfo=None)
