"""How gunicorn runs the site: `gunicorn -c python:consult.gunicorn_settings wsgi:app`."""

import signal
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from consult.background import web_tasks
from consult.background.logs import Line


class Logger(GunicornLogger):
    """Gunicorn's own words, without the address or the path of a request that went wrong."""

    def setup(self, cfg: Any) -> None:
        """Of an error type and place alone."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(_Line())

    def warning(self, msg: Any, *args: Any, **options: Any) -> None:
        """`Invalid request from ip=…` quotes address and request."""
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **options)

    def exception(self, msg: Any, *_args: Any, **options: Any) -> None:
        """What is filled in is the path."""
        super().exception(str(msg).partition(" %")[0], **options)


class _Line(Line):
    """Gunicorn fills in numbers of processes and its own address: they may be told."""

    def format(self, record: Any) -> str:
        """One JSON object."""
        record.msg, record.args = record.getMessage(), ()
        return super().format(record)


logger_class = Logger


def post_worker_init(worker: Any) -> None:
    """Ctrl-C reaches master and workers alike; the master alone decides, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    web_tasks.start(worker.wsgi)
