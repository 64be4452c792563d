"""`text`: in one's own words. Never cut: a text that is too long is refused, saying by how much."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from surveys.bands import ages_of
from surveys.questionnaire import Answer, Question

from .kind import InvalidAnswer, Kind, Problem, Summary

LONGEST_OF_A_CHILD = 2_000
LONGEST = 20_000  # organisations write at length
LOOKS = ("postcard",)

LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
SPACES = re.compile(r"[\t\v\f]")
# Control characters, and halves of surrogate pairs, which no database stores.
UNSTORABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
UNSEEN = ("Cf", "Zs", "Zl", "Zp", "Cc")


def normalised(text: str) -> str:
    """The same text as it is stored: NFC, lines ended by \\n, no control characters, stripped."""
    text = SPACES.sub(" ", LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", UNSTORABLE.sub("", text)).strip()


def is_blank(text: str) -> bool:
    """Nothing that can be seen: spaces, or marks of no width that keyboards leave behind."""
    return all(unicodedata.category(character) in UNSEEN for character in text)


def parse(question: Question, raw: Sequence[str]) -> str | None:
    """The text, normalised; None if there is nothing to see in it."""
    texts = [text for text in map(normalised, raw) if not is_blank(text)]
    if len(texts) > 1:
        raise InvalidAnswer("two_answers")
    if not texts:
        return None
    over = len(texts[0]) - question.max_length
    if over > 0:
        raise InvalidAnswer(
            "too_long", max_length=question.max_length, length=len(texts[0]), over=over
        )
    return texts[0]


def summarise(question: Question, answers: Iterable[Answer | None]) -> Summary:
    """How many people wrote something; texts are never counted by their words."""
    written = [answer is not None for answer in answers]
    return Summary(len(written), sum(written), len(written) - sum(written), MappingProxyType({}))


def mistakes(question: Question) -> Iterator[Problem]:
    """A length that is given and that a reader can bear."""
    longest = LONGEST_OF_A_CHILD if ages_of(question.band) else LONGEST
    if not 1 <= question.max_length <= longest:
        yield Problem(
            "max_length",
            "is missing" if not question.max_length else f"is {question.max_length}",
            f"write max_length = 600, or another number of characters from 1 to {longest}",
        )


def mistakes_of_text(question: Question) -> Iterator[Problem]:
    """A length, and a look that is drawn."""
    yield from mistakes(question)
    if question.look not in (None, *LOOKS):
        yield Problem("look", f"there is no look `{question.look}`", f"use {' or '.join(LOOKS)}")


TEXT = Kind(
    name="text",
    from_age=6,
    parse=parse,
    summarise=summarise,
    mistakes=mistakes_of_text,
    settings=frozenset({"max_length", "look"}),
    closed=False,
)
