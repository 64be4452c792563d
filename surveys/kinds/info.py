"""`info`: words without a question. It has no field, no answer and nothing to count."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from surveys.questionnaire import Answer, Question

from .kind import Kind, Summary


def parse(question: Question, raw: Sequence[str]) -> None:
    """Nothing was asked, so nothing is an answer."""
    return


def summarise(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """Nobody was asked."""
    return Summary(0, 0, 0, MappingProxyType({}))


INFO = Kind(name="info", parse=parse, summarise=summarise, closed=False, asks=False)
