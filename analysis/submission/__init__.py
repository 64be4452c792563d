"""Reading an organisation's written submission: plain text in, structured values out.

    text ─ marks of the word processor stripped
         ─ notes taken out of the running text      notes
         ─ lines joined into paragraphs             paragraphs
         ─ numbered questions found                 questions
         ─ answers cut into passages                passages
         ─ notes read as sources                    sources, addresses
         ─ figures listed                           figures
         ─ what does not fit is warned of           checks

Nothing is repaired silently: every doubt is a warning, and every word of an answer is in a passage.
"""

from .parser import UnreadableSubmission, read_submission, read_submission_file
from .values import (
    Figure,
    ParsedPassage,
    ParsedQuestion,
    ParsedSource,
    ParsedSubmission,
    SubmissionWarning,
)

__all__ = [
    "Figure",
    "ParsedPassage",
    "ParsedQuestion",
    "ParsedSource",
    "ParsedSubmission",
    "SubmissionWarning",
    "UnreadableSubmission",
    "read_submission",
    "read_submission_file",
]
