"""How gunicorn runs the site: `gunicorn -c python:consult.serving wsgi:app`."""

import signal
from typing import Any


def post_worker_init(_worker: Any) -> None:
    """Ctrl-C reaches master and workers alike; the master alone decides, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
