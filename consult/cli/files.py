"""Files that commands write: whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click


@contextmanager
def whole_file(out: Path | None) -> Iterator[IO[str]]:
    """A text file that appears under its name only when all of it is written; None: stdout."""
    if out is None:
        yield sys.stdout
        return
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as refused:
        raise click.ClickException(f"{out} cannot be written: {refused.strerror}.") from refused
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        os.unlink(name)
        raise
