"""Themes: what many answers say, grouped, in the words of those who said it."""

from .finding import find_themes
from .findings import KINDS, Answer, Passage, Theme, Themes
from .grouping import Settings
from .guide import Guide, GuideError, GuideTheme, read_guide, shipped_guide

__all__ = [
    "KINDS",
    "Answer",
    "Guide",
    "GuideError",
    "GuideTheme",
    "Passage",
    "Settings",
    "Theme",
    "Themes",
    "find_themes",
    "read_guide",
    "shipped_guide",
]
