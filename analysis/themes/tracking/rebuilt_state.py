"""A run's state made again from what was kept of it: its passages and the theme of each.

A state holds digests of wordings. Where texts may be taken back, no digest of theirs may stay: so
the passages that are still there are kept, and the state is made from them when it is wanted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from analysis.themes.arrays import ALONE, digests_of
from analysis.themes.lang.languages import detect_language, reader_of, told

from .previous_run import state_of

ORIGIN = ("made with", "grouped", "stability", "features")


def origin_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """What of a state cannot be made again from passages: no digest of any wording."""
    return {name: state[name] for name in ORIGIN}


def remembered(
    passages: Iterable[tuple[str, str | None] | tuple[str, str | None, str | None]],
    origin: Mapping[str, Any] | None = None,
    language: str = "es",
) -> dict[str, Any]:
    """The state of a run, to be given to the next one as `previous`.

    `passages` are the texts of its passages, each with its theme's id or None and, where it is
    known, the language that its answer is said to be in; without it a short passage in another
    than `language` may count as new. `origin` is what `origin_of` kept of its state: without it
    everything is grouped anew, and themes keep their ids all the same. Equal passages give equal
    states, whatever their order. A wording that passages of several themes share belongs to the
    one with most.
    """
    themes_of: dict[str, Counter[str | None]] = {}
    regular: dict[tuple[str, str], str] = {}
    for text, theme, *said in passages:
        written = detect_language(text, told(said[0] if said else None, language), language)
        wording = regular.get((text, written))
        if wording is None:
            wording = regular[text, written] = reader_of(written).spelling.regular(text)
        themes_of.setdefault(wording, Counter())[theme] += 1
    wordings = sorted(themes_of)
    main = [_main(themes_of[wording]) for wording in wordings]
    sizes: Counter[str] = Counter()
    for counts in themes_of.values():
        sizes.update({theme: times for theme, times in counts.items() if theme is not None})
    ids = dict(enumerate(sorted(sizes)))
    numbers = {theme: number for number, theme in ids.items()}
    groups = np.array(
        [ALONE if theme is None else numbers[theme] for theme in main], dtype=np.int64
    )
    kept = {"made with": "", "grouped": len(wordings), "features": None, **(origin or {})}
    return state_of(ids, sizes, digests_of(wordings), groups, **kept)


def _main(counts: Counter[str | None]) -> str | None:
    return min(counts, key=lambda theme: (-counts[theme], theme is None, theme or ""))
