"""Bands of ages, such as 6-9; organisations answer a band that is no ages."""

import re

_AGES = re.compile(r"(\d+)-(\d+)")


def ages_of(band: str) -> tuple[int, int] | None:
    """The youngest and the oldest of a band; None where it is no ages."""
    ages = _AGES.fullmatch(band)
    return (int(ages[1]), int(ages[2])) if ages else None
