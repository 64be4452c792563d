"""What the web process does by itself every few minutes.

Two kinds of work belong here: what needs a file that the web process alone may have, and looking
after the worker, which cannot say that it does not run. A feature registers a function with
`@in_the_web`; each web process calls it, so it may run twice at once without harm.
"""

import threading
from collections.abc import Callable

from flask import Flask

from .logs import logger

Function = Callable[[], None]
EVERY = 300.0
"""Seconds. The first time comes so long after the start, when the worker has started too."""

_functions: list[Function] = []


def in_the_web(function: Function) -> Function:
    """Let each web process call the function every few minutes."""
    _functions.append(function)
    return function


def run(app: Flask) -> None:
    """All of it, once. One that fails stops no other."""
    for function in _functions:
        try:
            with app.app_context():
                function()
        except Exception as broken:
            logger.error(f"{function.__name__} failed", exc_info=broken)


def start(app: Flask, every: float = EVERY) -> threading.Event:
    """Go on in a thread of its own, as long as the process lives and the event is not set."""
    stopped = threading.Event()

    def go_on() -> None:
        while not stopped.wait(every):
            run(app)

    threading.Thread(target=go_on, name="upkeep", daemon=True).start()
    return stopped
