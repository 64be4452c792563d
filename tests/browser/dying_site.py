"""A real site in a process of its own that can die in the middle of a send. For tests alone.

    python dying_site.py INSTANCE PORT [before|after]

`before`: killed when a child's send arrives, before anything is stored; `after`: when it is stored
and before a byte of the answer has left. Without a moment it answers like any site.
"""

import os
import signal
import sys
from collections.abc import Iterable
from typing import Any

from werkzeug.serving import make_server

from consult import create_app


class Dying:
    """The site, and the moment of its death."""

    def __init__(self, instance: str, moment: str) -> None:
        self.site = create_app({"INSTANCE": instance, "TESTING": True, "WAY_IN_SECONDS": 0})
        self.moment = moment

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return self.site(environ, start_response)
        if self.moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = list(self.site(environ, start_response))
        if self.moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


if __name__ == "__main__":
    instance, port, *moment = sys.argv[1:]
    made = Dying(instance, moment[0] if moment else "")
    make_server("127.0.0.1", int(port), made, threaded=True).serve_forever()
