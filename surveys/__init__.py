"""Questionnaires: what children and organisations are asked, and what they may answer.

Plain Python. Nothing here knows the site, the database or the analysis.

    questionnaire = read(shipped()["my_digital_world"])     # once; keep it
    version = questionnaire.version_for("6-9", "es")
    form = form_class(version)(posted)                      # posted: a MultiDict
    if form.validate():
        answers = answers_of(form)
        closed = on_path(version, answers)                  # codes: may be stored as they are
        texts = texts_on_path(version, answers)             # texts: to be sealed

How answers are posted: every field has the name of its concept. `one`, `faces`, `yes_no` and
`text` post one value; `several` repeats the name for each choice; `order` repeats it in the order
of the ranks. An empty value is a skipped question or rank.
"""

from .definition import (
    Answer,
    Assent,
    Card,
    Choice,
    Question,
    Questionnaire,
    Version,
)
from .form import answers_of, form_class
from .kinds import INVALID_CODES, KINDS, AnswerField, InvalidAnswer, Kind, Summary
from .mistakes import BrokenDefinition, Mistake
from .path import on_path, path, texts_on_path
from .reading import read, shipped, versions_in
from .roll_up import RollUp, Tally, roll_up

__all__ = [
    "INVALID_CODES",
    "KINDS",
    "Answer",
    "AnswerField",
    "Assent",
    "BrokenDefinition",
    "Card",
    "Choice",
    "InvalidAnswer",
    "Kind",
    "Mistake",
    "Question",
    "Questionnaire",
    "RollUp",
    "Summary",
    "Tally",
    "Version",
    "answers_of",
    "form_class",
    "on_path",
    "path",
    "read",
    "roll_up",
    "shipped",
    "texts_on_path",
    "versions_in",
]
