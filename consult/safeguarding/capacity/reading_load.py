"""Whether the officers' hours cover the reading that a consultation will make.

    hours a week = children x texts a child x share raised x minutes a case / 60 / weeks open

Every text question is taken as answered by every child, and all raised cases as read: the figure is
meant to be too high rather than too low. It is an average: a day on which many schools answer asks
for more.
"""

import math
from dataclasses import dataclass

DAYS_A_WEEK = 7

RAISED_BY_MISTAKE = 11
"""Of a hundred harmless texts, how many screening raises: what officers are told. Counted over the
blind authors of benchmarks/screening.md, of whom nothing was learned, and rounded up, in the
language where it is more: English, 10 of 95 (Spanish, 30 of 403)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a consultation will bring to the desk."""

    children: int
    texts_a_child: int
    share_raised: float  # of the texts, from 0 to 1
    minutes_a_case: int
    days_open: int  # that are left, today included; of what is open already, all


def hours_a_week(load: Load) -> int:
    """Hours of reading that a week of the consultation needs, rounded up."""
    cases = load.children * load.texts_a_child * load.share_raised
    weeks = max(load.days_open, 1) / DAYS_A_WEEK
    return math.ceil(round(cases * load.minutes_a_case / 60 / weeks, 6))
