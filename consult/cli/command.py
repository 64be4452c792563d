"""What all commands share: `--instance`, and the application they run in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask

Function = Callable[..., Any]


def _use_instance(_context: click.Context, _option: click.Parameter, folder: str | None) -> None:
    if folder:
        os.environ["ALZAVOZ_INSTANCE"] = folder


def instance_option(function: Function) -> Function:
    """Add `--instance DIR`, which wins over ALZAVOZ_INSTANCE."""
    return click.option(
        "--instance",
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        callback=_use_instance,
        help="Folder of the database, keys, queue and settings.toml (else ALZAVOZ_INSTANCE).",
    )(function)


class Group(click.Group):
    """A group whose commands all take `--instance`."""

    group_class = type

    def command(self, *arguments: Any, **options: Any) -> Any:
        """Like click's, with the option added."""
        decorate = super().command(*arguments, **options)
        return lambda function: decorate(instance_option(function))


def command(name: str | None = None, **options: Any) -> Callable[[Function], click.Command]:
    """A command that takes `--instance`."""
    return lambda function: click.command(name, **options)(instance_option(function))


@contextmanager
def application(*, made: bool = True) -> Iterator[Flask]:
    """The configured application, in its context; `made`: its database must be there already."""
    from consult import create_app
    from consult.storage.db import db

    app = create_app()
    with app.app_context():
        try:
            if made and not sa.inspect(db.engine).has_table("consultation"):
                instance = app.config["INSTANCE"]
                raise click.ClickException(
                    f"There is no site in {instance} yet: run `alzavoz init`."
                )
            yield app
        finally:
            db.session.close()
            db.engine.dispose()
