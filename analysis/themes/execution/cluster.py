"""Workers of a Dask cluster. Each must give what this process would give, or is refused."""

import logging
import socket
import time
import warnings
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from distributed import Client, Future, wait

from .blocks import work_with
from .running import LOOK, Returned, WorkersError, differing

REACHING = 10.0  # seconds to wait for a scheduler
GREETING = 2**20  # bytes that a scheduler's greeting surely has less of
PROBING = 300.0  # seconds a worker has to load the models and show what it gives


class Cluster:
    """The workers at a scheduler, one task each, looked at again every few seconds."""

    def __init__(self, address: str, language: str) -> None:
        for name in ("distributed", "distributed.client", "distributed.core"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is raised
        self._language = language
        try:
            _greeted(address)
            self._client = Client(address, timeout=REACHING, set_as_default=False)
        except (OSError, ValueError, OverflowError) as wrong:  # TimeoutError is an OSError
            raise WorkersError(f"The scheduler {address} cannot be reached.") from wrong
        self._fit: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._probes: dict[str, Future] = {}
        self._given: dict[str, Future] = {}
        self._contexts: dict[str, Any] = {}  # worker -> the context it was sent last
        self._key: tuple[Any, str] = (None, "")
        self._looked = 0.0
        self._gather(address)

    def _gather(self, address: str) -> None:
        """Wait until one of the workers that are there now has shown what it gives. The others
        take part once they have: one that hangs holds up nobody."""
        until = time.monotonic() + PROBING
        self._look()
        while self._probes and not self._fit and time.monotonic() < until:
            self._wait(self._probes.values(), until - time.monotonic(), "FIRST_COMPLETED")
            self._look()
        if self._fit:
            return
        reasons = "; ".join(f"{who}: {why}" for who, why in sorted(self._unfit.items()))
        self.close()
        raise WorkersError(_nobody(address, reasons, bool(self._probes)))

    def _wait(self, futures: Iterable[Future], seconds: float, until: str) -> None:
        with self._client.as_current(), suppress(TimeoutError):
            wait(list(futures), timeout=seconds, return_when=until)

    def _there(self) -> set[str]:
        return set(self._client.scheduler_info(n_workers=-1)["workers"])

    def _look(self) -> None:
        """Notice who came and who went; newcomers show what they give before they take part."""
        self._looked = time.monotonic()
        there = self._there()
        self._fit &= there
        for worker in sorted(there - self._fit - set(self._unfit) - set(self._probes)):
            self._probes[worker] = self._submit(worker, "probe", ("", (self._language,)), (), 0)
        for worker in [name for name, probe in self._probes.items() if probe.done()]:
            why = self._why_not(self._probes.pop(worker))
            self._fit |= set() if why else {worker}
            self._unfit |= {worker: why} if why else {}

    def _why_not(self, probe: Future) -> str:
        try:
            return differing(probe.result(timeout=LOOK)[0], self._language)
        except Exception as wrong:  # whatever it is, it cannot take part
            return f"no answer, {type(wrong).__name__}"

    def _submit(
        self, worker: str, step: str, context: tuple[str, Any], task: Any, priority: int
    ) -> Future:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a context is large, and sent once
            return self._client.submit(
                work_with, step, *context, task, workers=[worker], allow_other_workers=False,
                pure=False, priority=priority,
            )  # fmt: skip

    def idle(self) -> list[str]:
        if time.monotonic() - self._looked > LOOK:
            self._look()
        return sorted(self._fit - set(self._given))

    def give(self, worker: str, step: str, context: Any, task: Any) -> None:
        if self._key[0] is not context:
            self._key = context, uuid4().hex
        news = None if self._contexts.get(worker) is context else (context,)
        self._contexts[worker] = context
        self._given[worker] = self._submit(worker, step, (self._key[1], news), task, 1)

    def returned(self, seconds: float) -> list[Returned]:
        self._wait(self._given.values(), seconds, "FIRST_COMPLETED")
        there = self._there()
        ended = {
            worker: future
            for worker, future in self._given.items()
            if future.done() or worker not in there
        }
        return [self._read(worker, future) for worker, future in ended.items()]

    def _read(self, worker: str, future: Future) -> Returned:
        """An error counts as a loss: an error of the task itself comes again where it is done."""
        del self._given[worker]
        try:
            return Returned(worker, results=future.result(timeout=LOOK))
        except Exception:
            self._contexts.pop(worker, None)
            future.cancel()
            return Returned(worker)

    def drop(self, worker: str) -> None:
        self._given.pop(worker).cancel()
        self._fit.discard(worker)
        self._unfit[worker] = "silent"

    def close(self) -> None:
        self._client.close(timeout=LOOK)


def _greeted(address: str) -> None:
    """Raises OSError or ValueError where nobody speaks first as a scheduler does, with how many
    bytes come: Dask's client would wait for whoever else takes the call."""
    scheme, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=REACHING) as line:
        if scheme in {"", "tcp"} and not 0 < int.from_bytes(line.recv(8), "little") < GREETING:
            raise ValueError(address)


def _nobody(address: str, reasons: str, silent: bool) -> str:
    """Why no worker of a scheduler can take part, in a sentence."""
    if reasons:
        return f"No worker of {address} gives what this machine gives ({reasons})."
    if silent:
        return f"No worker of {address} has shown within {PROBING:.0f} seconds what it gives."
    return f"The scheduler {address} has no workers."
