"""What a theme's passages disagree on, and which side a stance takes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .stance import ALONE

FEW = 3  # passages that a side needs
MINOR = 0.1  # share of those who take a side that the smaller side needs; fewer may be misread
SPOKEN = 0.1  # share of a theme's passages that must take a side on one subject


def side_of(stance: str, subject: str | None = None) -> str | None:
    """ "for" or "against" by a passage's stances: on a subject if it has one, else its own."""
    if not stance:
        return None
    own, *others = stance.split(" ")
    signs = {one[:-1]: one[-1] for one in others}
    return "for" if signs.get(subject or "", own) == "+" else "against"


def on(stance: str, subject: str) -> str | None:
    """The side a passage takes on one subject, or None."""
    keys = {one[:-1] for one in stance.split(" ")[1:]}
    return side_of(stance, subject) if subject in keys else None


def disputed(stances_said: Sequence[tuple[str, int]], size: int) -> str | None:
    """The subject on which a theme's passages disagree most, or None where they do not.

    Each side needs a few passages and a share of both, and both together a tenth of the theme.
    """
    torn = {
        key: (-min(signs["+"], signs["-"]), signs[""], key)
        for key, signs in _signs(stances_said).items()
        if min(signs["+"], signs["-"]) >= max(FEW, MINOR * (signs["+"] + signs["-"]))
        and signs["+"] + signs["-"] >= SPOKEN * size
    }
    return min(torn, key=torn.__getitem__, default=None)


def leanings(stances_said: Iterable[tuple[str, int]]) -> dict[str, str]:
    """The sign that most have on each subject on which anybody has the other; "" where as many."""
    return {
        key: "" if signs["+"] == signs["-"] else max("+-", key=signs.__getitem__)
        for key, signs in _signs(stances_said).items()
        if signs["+"] and signs["-"]
    }


def claims(stance: str, leaning: Mapping[str, str]) -> bool:
    """Whether words take the side of the fewer, or any where neither is, by `leanings`."""
    return any(one[-1] != leaning.get(one[:-1], one[-1]) for one in stance.split(" ")[1:])


def _signs(stances_said: Iterable[tuple[str, int]]) -> dict[str, Counter[str]]:
    """How often each sign is taken on each subject that can be disputed; "" is how late in all."""
    counts: dict[str, Counter[str]] = {}
    for stance, times in stances_said:
        for place, one in enumerate(stance.split(" ")[1:]):
            if not one[:-1].endswith(ALONE):
                counts.setdefault(one[:-1], Counter()).update({one[-1]: times, "": place * times})
    return counts
