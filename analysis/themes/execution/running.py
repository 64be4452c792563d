"""Who works on the tasks: this process, processes of this machine, or a Dask cluster.

Results come in the order of the tasks whoever did them and however often one was lost. A worker
that dies or keeps silent for too long loses its task to another; a task lost three times, or one
that nobody is left to do, is done here.
"""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, Protocol

from threadpoolctl import threadpool_info

from analysis.themes.embedding.fingerprint import machinery

from .blocks import work

LOST_AT_MOST = 3  # times; then a task is done here
AHEAD = 3  # tasks a worker that may be done before the oldest is: bounds what waits in memory
LOOK = 2.0  # seconds between two looks at who is there


class WorkersError(Exception):
    """Workers that cannot be had; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where to work. None of it changes what is found.

    `workers` processes of this machine, or those of the Dask scheduler at an address such as
    "tcp://10.0.0.5:8786"; `patience` is the seconds after which a silent worker is given up;
    in `folder` what is done is kept, so that a run that was stopped goes on, and in `earlier` (or
    there too) lies what the run before kept. `secret` is what only this site knows: with it digests
    in the folder cannot be guessed.
    """

    workers: int = 1
    scheduler: str | None = None
    patience: float = 300.0
    folder: str | None = None
    earlier: str | None = None
    secret: bytes = b""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a worker brought back: results, an error of the task itself, or nothing (`lost`)."""

    worker: str
    results: list[Any] | None = None
    error: Exception | None = None

    @property
    def lost(self) -> bool:
        return self.results is None and self.error is None


class Crew(Protocol):
    """Workers, each with at most one task."""

    def idle(self) -> list[str]:
        """Workers that can take a task now."""

    def give(self, worker: str, step: str, context: Any, task: Any) -> None:
        """Give a worker a task; the same `context` object is sent to it once."""

    def returned(self, seconds: float) -> list[Returned]:
        """What came back; waits at most so long for something."""

    def drop(self, worker: str) -> None:
        """Have nothing more to do with a worker."""

    def close(self) -> None:
        """Send everybody home."""


def crew_of(running: Running, language: str) -> Crew | None:
    """The workers asked for; None: the work is done here. Raises WorkersError."""
    if running.scheduler is not None:
        from .cluster import Cluster  # loads Dask, which nobody else needs

        return Cluster(running.scheduler, language)
    return Processes(running.workers) if running.workers > 1 else None


@dataclass(slots=True)
class _Task:
    number: int
    rows: Any
    lost: int = 0
    since: float = 0.0


@dataclass(slots=True)
class Runner:
    """Does tasks with a crew, or here."""

    crew: Crew | None
    patience: float

    def each(self, step: str, context: Any, tasks: Iterable[Any]) -> Iterator[list[Any]]:
        """The results of every task, in the order of the tasks; a result for each block."""
        if self.crew is None:
            return (work(step, context, task) for task in tasks)
        return _Round(self.crew, self.patience, step, context).results(tasks)

    def singly(self, step: str, context: Any, asked: Iterable[Any]) -> Iterator[Any]:
        """The result for each of some things, in their order; each is a task of its own."""
        return (found for [found] in self.each(step, context, ([one] for one in asked)))

    def close(self) -> None:
        """Send the workers home."""
        if self.crew:
            self.crew.close()


@dataclass(slots=True)
class _Round:
    """One step over all tasks, by a crew."""

    crew: Crew
    patience: float
    step: str
    context: Any
    waiting: deque[_Task] = field(default_factory=deque)
    given: dict[str, _Task] = field(default_factory=dict)
    done: dict[int, list[Any]] = field(default_factory=dict)

    def results(self, tasks: Iterable[Any]) -> Iterator[list[Any]]:
        """In order. At most `AHEAD` tasks a worker are under way or wait for an earlier one."""
        coming = (_Task(number, rows) for number, rows in enumerate(tasks))
        next_out = next_in = 0
        while True:
            while next_in - next_out < AHEAD * max(1, len(self.given) + len(self.crew.idle())):
                task = next(coming, None)
                if task is None:
                    break
                self.waiting.append(task)
                next_in += 1
            if next_out == next_in:
                return
            while next_out not in self.done:
                self._advance()
            yield self.done.pop(next_out)
            next_out += 1

    def _advance(self) -> None:
        for worker in self.crew.idle():
            if self.waiting and worker not in self.given:
                self._give(worker, self.waiting.popleft())
        if not self.given:
            self._do_here(self.waiting.popleft())
            return
        for each in self.crew.returned(min(LOOK, self.patience)):
            self._take(each)
        self._give_up_the_silent()

    def _give(self, worker: str, task: _Task) -> None:
        if task.lost >= LOST_AT_MOST:
            self._do_here(task)
            return
        task.since = time.monotonic()
        self.given[worker] = task
        self.crew.give(worker, self.step, self.context, task.rows)

    def _do_here(self, task: _Task) -> None:
        self.done[task.number] = work(self.step, self.context, task.rows)

    def _take(self, returned: Returned) -> None:
        task = self.given.pop(returned.worker, None)
        if task is None:
            return
        if returned.error:
            raise returned.error
        if returned.results is None:
            task.lost += 1
            self.waiting.appendleft(task)
        else:
            self.done[task.number] = returned.results

    def _give_up_the_silent(self) -> None:
        now = time.monotonic()
        for worker, task in list(self.given.items()):
            if now - task.since > self.patience:
                self.crew.drop(worker)
                self._take(Returned(worker))


@dataclass(slots=True)
class _Process:
    process: subprocess.Popen[bytes]
    pipe: Connection
    context: Any = None
    busy: bool = False


class Processes:
    """Processes of this machine; one that dies or is dropped is replaced."""

    def __init__(self, workers: int) -> None:
        self._staff: dict[str, _Process] = {}
        self._hired = 0
        for _ in range(workers):
            self._hire()

    def _hire(self) -> None:
        here, there = Pipe()
        command = [sys.executable, "-m", "analysis.themes.execution.worker", str(there.fileno())]
        process = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            env={**os.environ, **_pinned()},
            pass_fds=[there.fileno()],
            start_new_session=True,  # Ctrl-C is for the one who gives the work
        )
        there.close()
        self._hired += 1
        self._staff[str(self._hired)] = _Process(process, here)

    def idle(self) -> list[str]:
        return [name for name, each in self._staff.items() if not each.busy]

    def give(self, worker: str, step: str, context: Any, task: Any) -> None:
        each = self._staff[worker]
        each.busy = True
        news = None if each.context is context else (context,)
        each.context = context
        # A worker that hangs does not read: sending must not wait for it.
        Thread(target=_send, args=(each.pipe, (step, news, task)), daemon=True).start()

    def returned(self, seconds: float) -> list[Returned]:
        busy = {each.pipe: name for name, each in self._staff.items() if each.busy}
        ready = wait(list(busy), timeout=seconds)
        return [self._read(busy[pipe]) for pipe in ready if isinstance(pipe, Connection)]

    def _read(self, name: str) -> Returned:
        each = self._staff[name]
        try:
            fine, answer = each.pipe.recv()
        except (EOFError, OSError):
            self.drop(name)
            return Returned(name)
        each.busy = False
        return Returned(name, results=answer) if fine else Returned(name, error=answer)

    def drop(self, worker: str) -> None:
        self._end(self._staff.pop(worker))
        self._hire()

    def _end(self, each: _Process) -> None:
        each.process.kill()
        each.process.wait()
        each.pipe.close()

    def processes(self) -> list[int]:
        """Their process ids."""
        return [each.process.pid for each in self._staff.values()]

    def close(self) -> None:
        for each in self._staff.values():
            self._end(each)
        self._staff.clear()


def _send(pipe: Connection, message: Any) -> None:
    """Send to a worker; where it died, whoever waits for its answer finds the pipe closed."""
    with suppress(OSError, TypeError):  # TypeError: closed while a long message was being sent
        pipe.send(message)


def _pinned() -> dict[str, str]:
    """One thread, and the kernel that this process uses, for a process to be started."""
    kernels = {each.get("architecture") for each in threadpool_info() if each["user_api"] == "blas"}
    kernel = {"OPENBLAS_CORETYPE": str(kernels.pop())} if len(kernels) == 1 else {}
    return {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **kernel}


def differing(theirs: dict[str, str], language: str) -> str:
    """What of a worker differs from here; empty where it may take part."""
    ours = machinery(language)
    return ", ".join(name for name in ours if theirs.get(name) != ours[name])
