"""The form field that all kinds of questions share."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field

from surveys.questionnaire import Answer, Question

Parse = Callable[[Question, Sequence[str]], Answer | None]


class AnswerField(Field):
    """A question in a form.

    `data` is the parsed answer: a code, a text, a tuple of codes, or None (skipped or refused).
    A refused answer is in `errors` as an `InvalidAnswer` (its `code` and `details` make the words)
    once the form is validated, and what was posted stays in `entered` to be shown again. The field
    has no widget: pages draw it by `question.kind`.
    """

    question: Question

    def __init__(self, question: Question, parse: Parse, **bound: Any) -> None:
        super().__init__(label=question.ask, description=question.help, **bound)
        self.question = question
        self._parse = parse

    @property
    def entered(self) -> tuple[str, ...]:
        """The values as they were posted, in their order, blanks too; () if nothing was."""
        return tuple(self.raw_data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Parse what was posted; a refusal becomes an error of this field."""
        self.data = None
        try:
            self.data = self._parse(self.question, valuelist)
        except ValueError as invalid:
            # WTForms keeps the first argument of a ValueError as the error. Without its
            # traceback, the kept error holds on to no frame with the child's words in it.
            raise ValueError(invalid.with_traceback(None)) from None
