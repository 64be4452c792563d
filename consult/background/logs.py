"""Structured logs: one JSON object a line, without address, user agent, code or text."""

import json
import logging
import time

from flask import Flask, Response, g, request

logger = logging.getLogger("alzavoz")


OURS = ("alzavoz", "consult")
"""Loggers whose messages we write; of any other one what is filled in may be somebody's words."""


class Line(logging.Formatter):
    """Level, what happened, and the few fields that the event declares."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        event = record.getMessage() if record.name in OURS else str(record.msg)
        line = {"level": record.levelname.lower(), "event": event}
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            # Type and place alone: a message may quote what a child wrote.
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__ if kind else ""
            while trace and trace.tb_next:
                trace = trace.tb_next
            if trace:
                line["at"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return json.dumps(line, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Log a line a request: endpoint, status, rounded milliseconds. No path: it holds codes."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    for each in (logger, app.logger):
        each.handlers[:] = [handler]
        each.setLevel(app.config["LOG_LEVEL"])
        each.propagate = False
    if logging.lastResort:  # what no handler takes: a library's warning, a job that broke
        logging.lastResort.setFormatter(Line())
    for library in ("alembic", "huey"):  # their routine is no news, and huey's names arguments
        logging.getLogger(library).setLevel("WARNING")
    app.before_request(_start)
    app.after_request(_end)


def _start() -> None:
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint != "pages.static_file":
        took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
        fields = {"page": request.endpoint or "none", "status": response.status_code, "ms": took}
        logger.info("request", extra={"fields": fields})
    return response
