"""Which cells of a table may be shown.

Every count passes `consult.cell_suppression.suppress_cell` on its way.
"""

from collections.abc import Mapping

from consult.cell_suppression import shown_all, suppress_cell


def visible(counts: Mapping[str, int]) -> dict[str, int]:
    """The cells that may be shown, the others left out."""
    return {key: count for key, count in shown_all(counts).items() if count is not None}


def pooled(
    counts: Mapping[str, int], beside: int | None = None
) -> tuple[dict[str, int], int | None]:
    """The cells that may be shown, and all others as one number (None: none, or too few).

    For tables whose total is known. Where the others together are too few to be shown, none
    included, the smallest of the shown cells joins them: nobody can subtract what is hidden.
    `beside` are people of the total who are in no cell, where there may be any.
    """
    kept = visible(counts)
    rest = sum(counts.values()) - sum(kept.values()) + (beside or 0)
    hides = len(kept) < len(counts) or beside is not None
    while hides and kept and suppress_cell(rest) is None:
        rest += kept.pop(min(kept, key=lambda key: (kept[key], key)))
    return kept, suppress_cell(rest)


def percent(part: int, base: int) -> int:
    """Whole percent, half upwards."""
    return (200 * part + base) // (2 * base)
