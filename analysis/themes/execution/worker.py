"""A process that works on tasks sent through a pipe until the pipe is closed.

python -m analysis.themes.execution.worker FILE_DESCRIPTOR
"""

import sys
from multiprocessing.connection import Connection
from typing import Any

from .blocks import work_with


def serve(pipe: Connection) -> None:
    """Answer (step, context in a tuple or None for the last, task): (True, results) or an error."""
    while True:
        try:
            step, news, task = pipe.recv()
        except EOFError:
            return
        answer: tuple[bool, Any]
        try:
            answer = True, work_with(step, "", news, task)
        except Exception as error:  # it is raised again where the task came from
            answer = False, error
        try:
            pipe.send(answer)
        except (BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
