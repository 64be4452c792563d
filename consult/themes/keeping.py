"""Where the passages and vectors of a consultation's runs lie, so that the next run is quick.

Redacted texts in the clear, by their length and alphabet: nothing tells who said them, or when.
"""

import shutil
from pathlib import Path

from flask import current_app


def stores() -> Path:
    """The folder of all."""
    instance: Path = current_app.config["INSTANCE"]
    return instance / "themes"


def store_of(consultation_id: int) -> Path:
    """The folder of one consultation."""
    return stores() / str(consultation_id)


def drop_store(consultation_id: int) -> None:
    """Keep nothing of it."""
    shutil.rmtree(store_of(consultation_id), ignore_errors=True)
