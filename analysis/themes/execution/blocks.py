"""Units of work: what is done to one block of texts or vectors, wherever it is done.

A block is the same whoever works on it: sorted texts, 64 at a time. What a step gives depends on
its context and the block alone, so where and in what order blocks are done changes nothing.
Contexts, blocks and results can be pickled.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

KNOWN = 20_000  # words that a reader's store holds, at most
BLOCKS = 8  # of one task: as many as are sent to a worker at once
BLOCK = 64
TASK = BLOCK * BLOCKS
_one_at_a_time = threading.Lock()
_held: dict[str, Any] = {}  # contexts that were sent to this process, the last few
HELD = 3
T = TypeVar("T")


def by_length(text: str) -> tuple[int, str]:
    """The order of texts: by length, then alphabet."""
    return len(text), text


def tasks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Rows in their order, cut into tasks of whole blocks."""
    return (rows[some] for some in stretches(len(rows)))


def stretches(rows: int) -> Iterator[slice]:
    """Where the tasks of so many rows begin and end."""
    return (slice(start, start + TASK) for start in range(0, rows, TASK))


STEPS: Mapping[str, str] = {
    "assigned": "clustering.micro_clusters:nearest_rows",
    "compared": "clustering.neighbour_graph:compared",
    "cut": "preprocessing.passage_records:cut",
    "divided": "clustering.consensus:divided",
    "nearest": "clustering.micro_clusters:nearest_of_block",
    "parted": "labelling.subthemes:parted",
    "probe": "embedding.fingerprint:probe",
    "vectors": "embedding.encoder:vectors",
}
"""The function of each step, by its module: the modules of steps import this one."""


@cache
def step_function(step: str) -> Callable[[Any, Any], Any]:
    """The function `(context, block) -> result` of a step; KeyError for an unknown step."""
    module, _, name = STEPS[step].partition(":")
    function: Callable[[Any, Any], Any] = getattr(import_module(f"analysis.themes.{module}"), name)
    return function


def work(step: str, context: Any, task: Any) -> list[Any]:
    """The results of a task, a block each; one at a time in a process, on one thread."""
    do = step_function(step)
    with _one_at_a_time, threadpool_limits(limits=1):
        return [
            do(context, task[start : start + BLOCK]) for start in range(0, max(1, len(task)), BLOCK)
        ]


def work_with(step: str, key: str, news: tuple[Any] | None, task: Any) -> list[Any]:
    """Like `work`, with a context that is sent once (`news`) and then held under its key.

    Raises KeyError where it was not sent, or long ago: it has to be sent again.
    """
    if news is not None:
        _held[key] = news[0]
        while len(_held) > HELD:
            del _held[next(iter(_held))]
    return work(step, _held[key], task)


def digest(*parts: Any) -> str:
    """A digest of plain values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
