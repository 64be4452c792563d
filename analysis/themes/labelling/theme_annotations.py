"""What a theme's passages name and touch, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.themes.annotation import disputes, stance
from analysis.themes.annotation.annotations import Annotations, Codes
from analysis.themes.preprocessing.terms import Term
from analysis.themes.values import Concept, Side, Sides
from codebook import concepts

WORDS = 5  # of a concept, the commonest that led to it


def counted(found: Iterable[tuple[Mapping[str, tuple[str, ...]], int]]) -> tuple[Concept, ...]:
    """The concepts of a theme, commonest first; `found` holds what each wording touches, how often.

    A concept's count is a number of passages, its words are the commonest that led to it.
    """
    counts: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for touches, times in found:
        for code, led in touches.items():
            counts[code] += times
            of_code = words.setdefault(code, Counter())
            for word in led:
                of_code[word] += times
    known = concepts()
    return tuple(
        Concept(code, known[code].name, counts[code], _most(words[code]))
        for code in sorted(counts, key=lambda code: (-counts[code], list(known).index(code)))
    )


def _most(words: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:WORDS])


def count_annotations(
    found: Sequence[tuple[Annotations, int]],
) -> tuple[dict[str, int], dict[str, int], dict[str, int], tuple[Concept, ...]]:
    """Passages by platform, setting and addressee, commonest first, and the concepts of a theme.

    `found` holds marks and how many passages of the theme have them.
    """
    return (
        _counted(found, lambda one: one.platforms),
        _counted(found, lambda one: one.settings),
        _counted(found, lambda one: one.addressees),
        counted((one.concepts, times) for one, times in found),
    )


def _counted(
    found: Sequence[tuple[Annotations, int]], codes: Callable[[Annotations], Codes]
) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one, times in found:
        for code in codes(one):
            total[code] += times
    return {code: total[code] for code in sorted(total, key=lambda code: (-total[code], code))}


def two_sides(
    stances: Mapping[str, int], shown: Callable[[frozenset[str]], Side], words: Mapping[Term, int]
) -> Sides | None:
    """The sides of a theme on the subject its passages disagree on; None where they do not.

    `stances` and `words` count the passages with each; `shown` gives the side of those with some
    stances.
    """
    subject = disputes.disputed(list(stances.items()), sum(stances.values()))
    if subject is None:
        return None
    of: dict[str | None, set[str]] = {}
    for each in stances:
        of.setdefault(disputes.on(each, subject), set()).add(each)
    for_it, against = (shown(frozenset(of[side])) for side in ("for", "against"))
    return Sides(for_it, against, _about(subject, words), subject)


def _about(subject: str, words: Mapping[Term, int]) -> str:
    """The commonest forms of the words of a subject."""
    forms: dict[str, Counter[str]] = {key: Counter() for key in subject.split("_")}
    for word, times in words.items():
        key = stance.same(word.key)
        if key in forms:
            forms[key][word.form] += times
    best = (min(of, key=lambda form: (-of[form], form), default=key) for key, of in forms.items())
    return " ".join(best)


def keys_of(two: Sides | None) -> frozenset[str]:
    """The keys of words for the subject that a theme has two sides on."""
    wanted = set(two.key.split("_")) if two else set()
    return frozenset(wanted | {key for key in stance.SAME if stance.same(key) in wanted})
