"""Language: texts in, screened texts and themes out. No Flask, no database, no network."""

from .language import MissingModel
from .screening import Entity, Screened, screen
from .submission import (
    Figure,
    Question,
    Source,
    Submission,
    SubmissionWarning,
    UnreadableSubmission,
    read_submission,
    read_submission_file,
)
from .themes import (
    Answer,
    Guide,
    Passage,
    Theme,
    Themes,
    find_themes,
    read_guide,
    shipped_guide,
)

__all__ = [
    "Answer",
    "Entity",
    "Figure",
    "Guide",
    "MissingModel",
    "Passage",
    "Question",
    "Screened",
    "Source",
    "Submission",
    "SubmissionWarning",
    "Theme",
    "Themes",
    "UnreadableSubmission",
    "find_themes",
    "read_guide",
    "read_submission",
    "read_submission_file",
    "screen",
    "shipped_guide",
]
