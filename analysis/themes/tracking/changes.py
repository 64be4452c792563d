"""Themes of a run named as the run before named them, and what became of each."""

from collections.abc import Mapping
from dataclasses import replace

from analysis.themes.arrays import Numbers
from analysis.themes.clustering.assignment import PreviousAssignment
from analysis.themes.values import Change, ThemeResult

from .previous_run import matched


def renamed(
    found: Mapping[int, ThemeResult], groups: Numbers, known: PreviousAssignment, weights: Numbers
) -> dict[int, ThemeResult]:
    """The same themes; one that continues a theme of the run before has its id.

    The guide's themes always have the guide's ids.
    """
    continues = matched(groups, known.was, weights)
    taken = {theme.id for theme in found.values() if theme.expected}
    named: dict[int, ThemeResult] = {}
    for number, theme in sorted(found.items()):
        earlier = known.before.ids[continues[number]] if number in continues else None
        if not theme.expected and earlier is not None and earlier not in taken:
            theme = replace(theme, id=earlier)
            taken.add(earlier)
        named[number] = theme
    return _all_different(named, known, taken)


def _all_different(
    named: Mapping[int, ThemeResult], known: PreviousAssignment, taken: set[str]
) -> dict[int, ThemeResult]:
    """A new theme whose id an earlier one has, or had, gets another."""
    before, used = set(known.before.ids), set()
    apart: dict[int, ThemeResult] = {}
    for number, theme in named.items():
        id = theme.id
        while id in used or (id not in taken and id in before):
            id += "b"
        used.add(id)
        apart[number] = replace(theme, id=id)
    return apart


def changes(
    sizes: Mapping[str, int],
    known: PreviousAssignment,
    groups: Numbers,
    ids: Mapping[int, str],
    weights: Numbers,
) -> tuple[Change, ...]:
    """What became of every theme, by id; sizes are in passages."""
    before = dict(zip(known.before.ids, known.before.sizes, strict=True))
    moved = {
        id: int(weights[(groups == number) & known.there & ~_came_from(id, known)].sum())
        for number, id in ids.items()
    }
    return tuple(
        Change(_kind(before.get(id), sizes.get(id)), id, before.get(id, 0), sizes.get(id, 0),
               moved.get(id, 0))
        for id in sorted({*before, *sizes})
    )  # fmt: skip


def _came_from(id: str, known: PreviousAssignment) -> Numbers:
    """Whether each wording stood in this theme before."""
    place = known.before.ids.index(id) if id in known.before.ids else len(known.before.ids)
    stood: Numbers = known.was == place
    return stood


def _kind(before: int | None, now: int | None) -> str:
    if before is None:
        return "appeared"
    if now is None:
        return "vanished"
    return "kept" if now == before else "grew" if now > before else "shrank"
