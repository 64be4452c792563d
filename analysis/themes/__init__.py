"""Themes: what many answers say, grouped, in the words of those who said it."""

from theme_guides import Guide, GuideError, GuideTheme, read_guide, shipped_guide

from .finding import find_themes
from .findings import KINDS, Answer, Change, Concept, Passage, Side, Sides, Theme, Themes
from .grouping import Settings
from .naming import names
from .remembering import origin_of, remembered
from .running import Running, WorkersError
from .storing import forget, storing

__all__ = [
    "KINDS",
    "Answer",
    "Change",
    "Concept",
    "Guide",
    "GuideError",
    "GuideTheme",
    "Passage",
    "Running",
    "Settings",
    "Side",
    "Sides",
    "Theme",
    "Themes",
    "WorkersError",
    "find_themes",
    "forget",
    "names",
    "origin_of",
    "read_guide",
    "remembered",
    "shipped_guide",
    "storing",
]
