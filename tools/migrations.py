"""Migrations beside the models: `python -m tools.migrations check`, `... new "what it does"`.

Both start from an empty SQLite database that the migrations alone have built.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from consult import create_app
from consult.storage.db import alembic, migrate


@contextmanager
def migrated() -> Iterator[None]:
    """The context of a site whose database was made by the migrations."""
    with tempfile.TemporaryDirectory() as instance:
        database = f"sqlite:///{Path(instance, 'migrated.db')}"
        app = create_app({"INSTANCE": instance, "DATABASE_URL": database})
        with app.app_context():
            migrate()
            yield


@click.group()
def main() -> None:
    """Check the migrations, or write one."""
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
def check() -> None:
    """Fail if the models ask for tables that the migrations do not make."""
    with migrated():
        differences = alembic.compare_metadata()
    if differences:
        lines = "\n".join(f"- {str(difference):.120}" for difference in differences)
        sys.exit(f"The models ask for a migration:\n{lines}")
    click.echo("Migrations: the tables are those of the models.")


@main.command()
@click.argument("message")
def new(message: str) -> None:
    """Write the migration from the last one to the models as they are; read it before use."""
    with migrated():
        alembic.mkdir()
        alembic.revision(message)
    click.echo("Read it before you commit it.")


if __name__ == "__main__":
    main()
