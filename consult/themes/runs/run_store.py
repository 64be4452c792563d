"""Where the passages and vectors of a consultation's runs lie, so that the next run is quick.

Digests and vectors, and lines that only the texts in the database open: no text lies there.
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


def secret() -> bytes:
    """What makes digests of texts impossible to guess for whoever has the folder alone."""
    key: bytes = current_app.config["HASH_KEY"]
    return b"themes " + key


def drop_store(consultation_id: int) -> None:
    """Keep nothing of it."""
    shutil.rmtree(store_of(consultation_id), ignore_errors=True)
