"""People have the last word: review actions replayed, in order, on what the analysis proposed.

Plain values in and out. An action about a theme that a later run did not find again does nothing
there, and is kept: a theme may come back. What is undone is left out of the replay; an undoing can
be undone too.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

NOWHERE = ""
"""Key of no theme: where passages go that people take out of all."""


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody decided about a theme.

    `rename` (value: the label), `merge` (value: key of the theme merged into), `set_aside`,
    `restore`, `lock`, `unlock`; `split` and `move` (value: `Placing`), `reword` (value: JSON of two
    marks, before and after); `undo` (value: id of an action); `use_run`, `keep_run` (theme: the
    number of the run), which change no theme.
    """

    kind: str
    theme: str
    value: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Placing:
    """Passages, by the marks of their words, and the theme they go to.

    Of a `split` the theme is new; without a label it is called by what most of its passages say.
    """

    to: str
    marks: tuple[str, ...]
    label: str | None = None

    def value(self) -> str:
        """As an action keeps it."""
        said = {"to": self.to, "marks": list(self.marks), "label": self.label}
        return json.dumps({name: each for name, each in said.items() if each is not None})


def placing_of(action: Action) -> Placing:
    """What a `split` or `move` places where."""
    said = json.loads(action.value or "{}")
    return Placing(said["to"], tuple(said["marks"]), said.get("label"))


@dataclass(frozen=True, slots=True)
class ReviewedTheme:
    """A theme as it stands after review. `keys` are the proposed themes it is made of."""

    key: str
    label: str
    proposed_label: str
    keywords: tuple[str, ...]
    size: int
    expected: bool
    keys: tuple[str, ...]
    subject: Mapping[str, str] | None = None  # the guide's name of an expected theme, by language
    set_aside: bool = False
    locked: bool = False
    by_hand: bool = False  # split off by people
    named: bool = False  # people wrote the label: it is nobody's words
    firmness: str | None = None
    distinctive: bool = False

    @property
    def renamed(self) -> bool:
        """Did a person choose the label?"""
        return self.label != self.proposed_label


@dataclass(frozen=True, slots=True)
class Review:
    """The themes after review, and the passages that people placed: mark -> key of a theme."""

    themes: list[ReviewedTheme]
    placed: Mapping[str, str] = field(default_factory=dict)


def replayed(proposed: Iterable[ReviewedTheme], actions: Iterable[Action]) -> Review:
    """The themes after all actions, and where people put passages.

    Sizes are those proposed, of merged themes their sum: `sized` brings in what was placed.
    """
    desk = _Desk({theme.key: theme for theme in proposed})
    for action in in_force(actions):
        if action.kind in _ACTS:
            _ACTS[action.kind](desk, action)
    return Review(ordered(desk.themes.values()), desk.placed)


def ordered(themes: Iterable[ReviewedTheme]) -> list[ReviewedTheme]:
    """Biggest first; those set aside last."""
    return sorted(themes, key=lambda theme: (theme.set_aside, -theme.size, theme.key))


def in_force(actions: Iterable[Action]) -> list[Action]:
    """The actions that count: neither undone nor undoings, in their order."""
    told = list(actions)
    gone = undone(told)
    return [each for each in told if each.kind != "undo" and each.id not in gone]


def compositions(actions: Iterable[Action], themes: Iterable[ReviewedTheme]) -> dict[str, str]:
    """Key of each theme -> a hash of what decides which passages are in it.

    The same as long as nobody merges into it, splits it, or moves passages into it or out of it.
    """
    placing = [each for each in in_force(actions) if each.kind in ("split", "move")]
    made = {
        theme.key: (sorted(theme.keys), [each.id for each in placing if _touches(each, theme)])
        for theme in themes
    }
    return {key: sha256(repr(each).encode()).hexdigest() for key, each in made.items()}


def _touches(action: Action, theme: ReviewedTheme) -> bool:
    return bool({action.theme, placing_of(action).to} & set(theme.keys))


def undone(actions: Sequence[Action]) -> set[int]:
    """Ids of the actions that are undone. An undoing that is undone itself undoes nothing."""
    gone: set[int] = set()
    for action in reversed(actions):
        if action.kind == "undo" and action.id not in gone:
            gone.add(int(action.value or 0))
    return gone


def sized(
    themes: Iterable[ReviewedTheme], moved: Mapping[tuple[str, str], int]
) -> list[ReviewedTheme]:
    """The themes with the passages that people placed: `moved` counts them by (from, to), keys of
    proposed themes. A theme split off that holds none here is left out."""
    found = [
        replace(theme, size=theme.size + _gain(frozenset(theme.keys), moved)) for theme in themes
    ]
    return ordered(theme for theme in found if theme.size > 0 or not theme.by_hand)


def _gain(keys: frozenset[str], moved: Mapping[tuple[str, str], int]) -> int:
    return sum(count * ((to in keys) - (since in keys)) for (since, to), count in moved.items())


@dataclass(slots=True)
class _Desk:
    """The themes under review, by key, and what was placed by hand."""

    themes: dict[str, ReviewedTheme]
    placed: dict[str, str] = field(default_factory=dict)

    def change(self, key: str, **changes: object) -> None:
        if key in self.themes:
            self.themes[key] = replace(self.themes[key], **changes)  # type: ignore[arg-type]

    def holds(self, key: str) -> bool:
        """Is there such a theme, by itself or within one it was merged into?"""
        return any(key in theme.keys for theme in self.themes.values())


def _rename(desk: _Desk, action: Action) -> None:
    desk.change(action.theme, label=action.value or "", named=True)


def _merge(desk: _Desk, action: Action) -> None:
    into = desk.themes.get(action.value or "")
    if into is None or action.value == action.theme or action.theme not in desk.themes:
        return
    merged = desk.themes.pop(action.theme)
    desk.themes[into.key] = replace(
        into,
        size=into.size + merged.size,
        keywords=tuple(dict.fromkeys((*into.keywords, *merged.keywords)))[:8],
        keys=(*into.keys, *merged.keys),
        locked=into.locked or merged.locked,
    )


def _split(desk: _Desk, action: Action) -> None:
    """A new theme, whether or not the one it was part of is there."""
    placing = placing_of(action)
    if desk.holds(placing.to):
        return
    label = placing.label or ""
    desk.themes[placing.to] = ReviewedTheme(
        placing.to, label, label, (), 0, False, (placing.to,), by_hand=True, named=bool(label)
    )
    _place(desk, placing)


def _move(desk: _Desk, action: Action) -> None:
    placing = placing_of(action)
    if placing.to == NOWHERE or desk.holds(placing.to):
        _place(desk, placing)


def _place(desk: _Desk, placing: Placing) -> None:
    desk.placed.update(dict.fromkeys(placing.marks, placing.to))


def _reword(desk: _Desk, action: Action) -> None:
    """Words of a passage were hidden: what was decided of it holds for what it reads now."""
    before, after = json.loads(action.value or "[]")
    if before in desk.placed:
        desk.placed[after] = desk.placed[before]


_ACTS: Mapping[str, Callable[[_Desk, Action], None]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "reword": _reword,
    "set_aside": lambda desk, action: desk.change(action.theme, set_aside=True),
    "restore": lambda desk, action: desk.change(action.theme, set_aside=False),
    "lock": lambda desk, action: desk.change(action.theme, locked=True),
    "unlock": lambda desk, action: desk.change(action.theme, locked=False),
}
