"""People have the last word: review actions replayed, in order, on what the analysis proposed.

Plain values in and out. An action about a theme that a later run did not find again does nothing
there, and is kept: a theme may come back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Action:
    """`rename` (value: the label), `merge` (value: key of the theme merged into), `set_aside`,
    `restore`."""

    kind: str
    theme: str
    value: str | None = None


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

    @property
    def renamed(self) -> bool:
        """Did a person choose the label?"""
        return self.label != self.proposed_label


def reviewed(proposed: Iterable[ReviewedTheme], actions: Iterable[Action]) -> list[ReviewedTheme]:
    """The themes after all actions, biggest first; those set aside come last."""
    themes = {theme.key: theme for theme in proposed}
    for action in actions:
        if action.theme in themes:
            _ACTS[action.kind](themes, action)
    return sorted(themes.values(), key=lambda theme: (theme.set_aside, -theme.size, theme.key))


def _rename(themes: dict[str, ReviewedTheme], action: Action) -> None:
    themes[action.theme] = replace(themes[action.theme], label=action.value or "")


def _merge(themes: dict[str, ReviewedTheme], action: Action) -> None:
    into = themes.get(action.value or "")
    if into is None or action.value == action.theme:
        return
    merged = themes.pop(action.theme)
    themes[into.key] = replace(
        into,
        size=into.size + merged.size,
        keywords=tuple(dict.fromkeys((*into.keywords, *merged.keywords)))[:8],
        keys=(*into.keys, *merged.keys),
    )


def _set_aside(themes: dict[str, ReviewedTheme], action: Action) -> None:
    themes[action.theme] = replace(themes[action.theme], set_aside=True)


def _restore(themes: dict[str, ReviewedTheme], action: Action) -> None:
    themes[action.theme] = replace(themes[action.theme], set_aside=False)


_ACTS: Mapping[str, Callable[[dict[str, ReviewedTheme], Action], None]] = {
    "rename": _rename,
    "merge": _merge,
    "set_aside": _set_aside,
    "restore": _restore,
}
