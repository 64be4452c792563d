"""Which cells of a table may be shown. Every count passes `consult.cells.shown` on its way."""

from collections.abc import Mapping

from flask import current_app

from consult.cells import shown, shown_all


def visible(counts: Mapping[str, int]) -> dict[str, int]:
    """The cells that may be shown, the others left out."""
    return {key: count for key, count in shown_all(counts).items() if count is not None}


def pooled(counts: Mapping[str, int]) -> tuple[dict[str, int], int | None]:
    """The cells that may be shown, and all others as one number (None: there are none).

    For tables whose total is known. Where the others together are too few to be shown, the
    smallest of the shown cells joins them: nobody can subtract what is hidden.
    """
    kept = visible(counts)
    rest = sum(counts.values()) - sum(kept.values())
    while rest and kept and shown(rest) is None:
        rest += kept.pop(min(kept, key=lambda key: (kept[key], key)))
    return kept, shown(rest)


def percent(part: int, base: int) -> int:
    """Whole percent, half upwards."""
    return (200 * part + base) // (2 * base)


def hidden(counts: Mapping[str, int]) -> int:
    """How many of the cells may not be shown."""
    return len(counts) - len(visible(counts))


def rounded_down(count: int) -> int | None:
    """A base said coarsely: to the fifty below, or the threshold itself ("more than 10")."""
    return shown((count - 1) // 50 * 50) or shown(current_app.config["SMALL_CELL"])
