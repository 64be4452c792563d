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

from surveys.loading.loader import folder_of, read, shipped, versions_in
from surveys.media.paper import NotOnPaper, on_paper
from surveys.media.recordings import (
    Recording,
    Sentence,
    key_of_words,
    mark,
    recordings,
    recordings_of_words,
    sentences,
)

from .bands import ages_of
from .form import answers_of, form_class
from .kinds import INVALID_CODES, KINDS, AnswerField, InvalidAnswer, Kind, Summary
from .length import Length, length, too_long
from .mistakes import BrokenDefinition, Mistake
from .questionnaire import Answer, Assent, Card, Check, Choice, Question, Questionnaire, Version
from .roll_up import RollUp, Tally, roll_up
from .routing import on_path, path, texts_on_path, without

__all__ = [
    "INVALID_CODES",
    "KINDS",
    "Answer",
    "AnswerField",
    "Assent",
    "BrokenDefinition",
    "Card",
    "Check",
    "Choice",
    "InvalidAnswer",
    "Kind",
    "Length",
    "Mistake",
    "NotOnPaper",
    "Question",
    "Questionnaire",
    "Recording",
    "RollUp",
    "Sentence",
    "Summary",
    "Tally",
    "Version",
    "ages_of",
    "answers_of",
    "folder_of",
    "form_class",
    "key_of_words",
    "length",
    "mark",
    "on_paper",
    "on_path",
    "path",
    "read",
    "recordings",
    "recordings_of_words",
    "roll_up",
    "sentences",
    "shipped",
    "texts_on_path",
    "too_long",
    "versions_in",
    "without",
]
