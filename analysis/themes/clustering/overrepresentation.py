"""Whose theme it is: values of a characteristic that a theme holds more of than chance would.

Plain values in, plain values out; nothing here knows texts, vectors or themes but by number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.themes.values import Over

LEVEL = 0.05  # of the corrected probability: chance alone claims anything in one run of twenty
FEWEST = 3  # passages of a value in a theme, under which nothing is said


def over_represented(
    assigned: Sequence[int | None], by: Mapping[str, Sequence[str | None]]
) -> list[Over]:
    """What each theme holds more of than chance would, by theme, then least likely first.

    `assigned` gives the theme of each passage, or None; `by` gives, for each column, the value of
    each passage, or None where it is not known. Raises ValueError where lengths differ.

    The probability of so many or more, given how many passages have the value and how many are in
    the theme, is hypergeometric (one-sided exact test of Fisher 1935), corrected over all themes,
    columns and values by Holm 1979 (Scandinavian Journal of Statistics 6). Passages of one answer
    are not independent of each other: read it as a hint where to look, not as a proof.
    """
    compared: list[Over] = []
    for column, values in sorted(by.items()):
        if len(values) != len(assigned):
            raise ValueError(
                f'Column "{column}" has {len(values)} values for {len(assigned)} passages.'
            )
        compared += _compared(assigned, column, values)
    found = [each for each in _corrected(compared) if each.p <= LEVEL and each.count >= FEWEST]
    return sorted(found, key=lambda each: (each.theme, each.p, each.column, each.value))


def _compared(
    assigned: Sequence[int | None], column: str, values: Sequence[str | None]
) -> list[Over]:
    """Every theme with every value that occurs in it, not yet corrected."""
    from scipy.stats import hypergeom  # slow to load, and not every run has values

    known = [(t, v) for t, v in zip(assigned, values, strict=True) if v is not None]
    of_value = Counter(value for _, value in known)
    of_theme = Counter(theme for theme, _ in known if theme is not None)
    both = Counter((theme, value) for theme, value in known if theme is not None)
    return [
        Over(
            theme, column, value, count, of_theme[theme], count / of_theme[theme],
            of_value[value] / len(known),
            float(hypergeom.sf(count - 1, len(known), of_value[value], of_theme[theme])),
        )
        for (theme, value), count in sorted(both.items())
    ]  # fmt: skip


def _corrected(compared: Sequence[Over]) -> list[Over]:
    """The same with Holm's correction: the smallest times all, the next times one less, and so on,
    never less than the one before."""
    found, before = [], 0.0
    order = sorted(compared, key=lambda each: (each.p, each.theme, each.column, each.value))
    for rank, each in enumerate(order):
        before = min(1.0, max(before, each.p * (len(order) - rank)))
        found.append(replace(each, p=before))
    return found
