"""`finish`: a sentence that has begun, to be finished. Its beginning is among the words."""

from surveys.questionnaire import Question

from .kind import Kind
from .text import mistakes, parse, summarise

LONGEST = 200


def whole_sentence(question: Question, text: str) -> str:
    """The beginning and what was written, to be read alone; the child's words are not changed.

    Who wrote the beginning once more does not get it twice.
    """
    begins = question.begins.rstrip(" .…")
    if text.casefold().startswith(begins.casefold()):
        return text
    return f"{begins} {text.lstrip('.… ')}"


FINISH = Kind(
    name="finish",
    from_age=6,
    parse=parse,
    summarise=summarise,
    mistakes=mistakes,
    settings=frozenset({"max_length"}),
    closed=False,
    begun=True,
    longest=LONGEST,
    told=whole_sentence,
)
