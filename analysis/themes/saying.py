"""What is said beside the subject: sides, platforms, settings, addressees, policy concepts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from codebook import touched

from . import codebook, sides
from .findings import Concept, Side, Sides
from .naming import named
from .passages import Word

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Codes that one passage holds, and the words that led to each of its concepts."""

    platforms: Codes
    settings: Codes
    addressees: Codes
    concepts: Mapping[str, Codes]


def marks(regular: str, kind: str, language: str) -> Marks:
    """What a passage in regular spelling, and of this kind, names and touches."""
    found = named(regular, kind)
    return Marks(found.platforms, found.settings, found.addressees, touched(regular, language))


def counts(
    found: Sequence[tuple[Marks, int]],
) -> tuple[dict[str, int], dict[str, int], dict[str, int], tuple[Concept, ...]]:
    """Passages by platform, setting and addressee, commonest first, and the concepts of a theme.

    `found` holds marks and how many passages of the theme have them.
    """
    return (
        _counted(found, lambda one: one.platforms),
        _counted(found, lambda one: one.settings),
        _counted(found, lambda one: one.addressees),
        codebook.counted((one.concepts, times) for one, times in found),
    )


def _counted(found: Sequence[tuple[Marks, int]], codes: Callable[[Marks], Codes]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one, times in found:
        for code in codes(one):
            total[code] += times
    return {code: total[code] for code in sorted(total, key=lambda code: (-total[code], code))}


def two_sides(
    stances: Mapping[str, int], shown: Callable[[frozenset[str]], Side], words: Mapping[Word, int]
) -> Sides | None:
    """The sides of a theme on the subject its passages disagree on; None where they do not.

    `stances` and `words` count the passages with each; `shown` gives the side of those with some
    stances.
    """
    subject = sides.disputed(list(stances.items()), sum(stances.values()))
    if subject is None:
        return None
    of: dict[str | None, set[str]] = {}
    for stance in stances:
        of.setdefault(sides.on(stance, subject), set()).add(stance)
    for_it, against = (shown(frozenset(of[side])) for side in ("for", "against"))
    return Sides(for_it, against, _about(subject, words), subject)


def _about(subject: str, words: Mapping[Word, int]) -> str:
    """The commonest forms of the words of a subject."""
    forms: dict[str, Counter[str]] = {key: Counter() for key in subject.split("_")}
    for word, times in words.items():
        key = sides.same(word.key)
        if key in forms:
            forms[key][word.form] += times
    best = (min(of, key=lambda form: (-of[form], form), default=key) for key, of in forms.items())
    return " ".join(best)


def keys_of(two: Sides | None) -> frozenset[str]:
    """The keys of words for the subject that a theme has two sides on."""
    wanted = set(two.key.split("_")) if two else set()
    return frozenset(wanted | {key for key in sides.SAME if sides.same(key) in wanted})
