"""Today and the hour, where the consultation takes place."""

from datetime import date, datetime

from flask import current_app


def today() -> date:
    """The day that is stored with what arrives."""
    return datetime.now(current_app.config["TIMEZONE"]).date()


def hour() -> datetime:
    """The full hour, without a zone: the finest time any safeguarding case shows."""
    now = datetime.now(current_app.config["TIMEZONE"])
    return now.replace(minute=0, second=0, microsecond=0, tzinfo=None)
