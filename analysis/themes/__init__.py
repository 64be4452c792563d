"""Themes: what many answers say, grouped, in the words of those who said it."""

from analysis.themes.execution.running import Running, WorkersError
from analysis.themes.lang.gazetteer import names
from analysis.themes.tracking.rebuilt_state import origin_of, remembered
from analysis.themes.tracking.store_retention import forget, storing
from theme_guides import Guide, GuideError, GuideTheme, read_guide, shipped_guide

from .pipeline import find_themes
from .settings import Settings
from .values import (
    KINDS,
    Change,
    Concept,
    PassageResult,
    Side,
    Sides,
    TextAnswer,
    ThemeAnalysis,
    ThemeResult,
)

__all__ = [
    "KINDS",
    "TextAnswer",
    "Change",
    "Concept",
    "Guide",
    "GuideError",
    "GuideTheme",
    "PassageResult",
    "Running",
    "Settings",
    "Side",
    "Sides",
    "ThemeResult",
    "ThemeAnalysis",
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
