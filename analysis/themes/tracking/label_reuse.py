"""What themes were called and divided into, kept for the next run: one that hardly changed stays.

To find a label and sub-themes costs more than all else in a run that goes on from another. A theme
keeps its words as long as it holds mostly what it held when they were found, however many runs ago,
and as long as they still hold (`describing`).
"""

from collections.abc import Mapping

import numpy as np

from analysis.themes.arrays import Digests, Numbers
from analysis.themes.labelling.theme_words import ThemeWording, words_of
from analysis.themes.values import ThemeResult

from .previous_run import Previous


def unchanged(
    earlier: Mapping[str, ThemeWording], before: Previous, groups: Numbers, digests: Digests
) -> dict[int, ThemeWording]:
    """The words of the run before for each group that is mostly what one of its themes was.

    `earlier` are those by the themes' ids; `groups` and `digests` are of the wordings.
    """
    was, _ = before.themes_of(digests)
    found = {}
    for number in np.unique(groups[groups >= 0]).tolist():
        here = groups == number
        places = was[here & (was >= 0)]
        words = earlier.get(before.ids[np.bincount(places).argmax()]) if len(places) else None
        if words and words.alike(digests[here]):
            found[number] = words
    return found


def kept_words(
    found: Mapping[int, ThemeResult],
    groups: Numbers,
    rows: Numbers,
    digests: Digests,
    before: Mapping[int, ThemeWording],
) -> dict[str, ThemeWording]:
    """The words of each theme by its id, for the run after; those it kept with what it held then.

    `groups`, `rows` and `digests` are of the wordings, `before` what `unchanged` gave.
    """  # fmt: skip
    kept = {}
    for number, theme in found.items():
        here, words = groups == number, before.get(number)
        still = words is not None and words.are_of(theme)
        kept[theme.id] = words if still and words else words_of(theme, rows[here], digests[here])
    return kept
