"""How far a run is, told as it goes on, so that the time left can be told honestly."""

from collections.abc import Callable

Progress = Callable[[int, int], None]

CUTTING, PLACING, GROUPING = 4, 3, 6
"""What a text, a wording and a wording among those compared one by one cost, in units of about a
third of a millisecond (9,175 and 100,000 answers, one process)."""
SHARES = {"divided": 0.55, "parted": 0.45}
"""What the parts of grouping cost of it that are done step by step."""
THEMES = 40  # of a run, as far as can be guessed before


class Steps:
    """Tells `progress` how far the work is, as (units done, units in all).

    How many wordings there will be is first guessed (one a text), and known after the texts are
    cut; the total changes then, once. They are grouped `rounds` times: all together, and those of
    each question. Of `compared` wordings at most, one by one; by so many `divisions`.
    """

    def __init__(
        self, progress: Progress | None, texts: int, *, rounds: int, compared: int, divisions: int
    ) -> None:
        self._progress, self._done, self._grouped = progress, 0.0, dict.fromkeys(SHARES, 0.0)
        self._texts, self._wordings, self._compared = texts, texts, compared
        self._times = min(rounds, 2)  # those of the questions are together as many as all
        self._steps = {"divided": rounds * divisions, "parted": rounds * THEMES}

    def found(self, wordings: int) -> None:
        """Say how many wordings there are."""
        self._wordings = wordings

    def advance(self, units: int) -> None:
        """So much more is read."""
        self._done += units
        self._tell()

    def grouped(self, step: str) -> None:
        """One more step of grouping is done."""
        if step in SHARES:
            more = self._grouped[step] + SHARES[step] / self._steps[step]
            self._grouped[step] = min(more, SHARES[step])
            self._tell()

    def finish(self) -> None:
        """All is done."""
        self._done, self._grouped = self._reading(), SHARES
        self._tell()

    def _reading(self) -> int:
        return CUTTING * self._texts + PLACING * self._wordings

    def _tell(self) -> None:
        if self._progress:
            grouping = GROUPING * self._times * min(self._wordings, self._compared)
            done = min(self._done, self._reading()) + grouping * sum(self._grouped.values())
            self._progress(round(done), self._reading() + grouping)
