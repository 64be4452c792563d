"""Cell suppression: the one door that every published count goes through."""

from collections.abc import Mapping
from typing import TypeVar

from flask import current_app

Key = TypeVar("Key")


def suppress_cell(count: int, *, threshold: int | None = None) -> int | None:
    """The count, or None where it is under the threshold, zero included (they look alike)."""
    least = current_app.config["SMALL_CELL"] if threshold is None else threshold
    return count if count >= least else None


def shown_all(counts: Mapping[Key, int], *, threshold: int | None = None) -> dict[Key, int | None]:
    """Each count of a table, or None."""
    return {key: suppress_cell(count, threshold=threshold) for key, count in counts.items()}


def in_tens(count: int) -> int:
    """Rounded down to tens: where a number that grows one by one would tell when each came."""
    return count - count % 10
