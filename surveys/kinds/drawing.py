"""`drawing`: lines and stamps on a sheet, and what the child says that it is.

A drawing is a text of one line, its marks in the order in which they are painted, joined by " / ":

    ~drawing / red 2 100,200 110,210 / star 500,375

A line has a colour, a width and points, a stamp the name of its picture and its place, on a grid of
1000 x 750. Nothing else is there: no time, no pressure, no order finer than painting needs. What
the child says that it is follows on a line of its own, or is all there is where nothing was drawn.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from surveys.questionnaire import Question

from .codes import merged_codes, too_few_choices
from .kind import InvalidAnswer, Kind, Problem
from .text import mistakes as mistakes_of_length
from .text import parse as parse_text
from .text import summarise

SIGN = "~drawing"
BETWEEN = " / "
WIDE, HIGH = 1000, 750
COLOURS = {
    "black": "#1d1d1f",
    "red": "#c8102e",
    "orange": "#e8730c",
    "yellow": "#f2c200",
    "green": "#1f7a3a",
    "blue": "#1f5fbf",
    "purple": "#7b3fa0",
    "brown": "#7a4a21",
}
WIDTHS = {"1": 6, "2": 14, "3": 30}  # units of the grid
STAMP = 140  # side of a stamp
MOST_MARKS = 300
MOST_SIGNS = 24_000
LONGEST = 200
POINT = re.compile(r"(0|[1-9]\d{0,3}),(0|[1-9]\d{0,2})")


class Drawn(NamedTuple):
    """An answer in its two parts; '' for the one that is not there."""

    picture: str
    caption: str


class Line(NamedTuple):
    """A line as it is painted."""

    colour: str
    width: str
    points: tuple[tuple[int, int], ...]


class Stamp(NamedTuple):
    """A picture and where its middle is."""

    picture: str
    x: int
    y: int


def parts(answer: str) -> Drawn:
    """What was drawn, and what it is said to be."""
    if not answer.startswith(SIGN):
        return Drawn("", answer)
    picture, _, caption = answer.partition("\n")
    return Drawn(picture, caption)


def marks(picture: str, stamps: Sequence[str] | None = None) -> tuple[Line | Stamp, ...]:
    """The marks of a drawing, as they are painted; `stamps`: those there are, if not any.

    InvalidAnswer for what the page could not have made, or for more than fits.
    """
    if len(picture) > MOST_SIGNS:
        raise InvalidAnswer("too_much_drawn")
    sign, *written = picture.split(BETWEEN)
    if sign != SIGN or not written:
        raise InvalidAnswer("unknown_choice")
    if len(written) > MOST_MARKS:
        raise InvalidAnswer("too_much_drawn")
    return tuple(_mark(each, stamps) for each in written)


def _mark(written: str, stamps: Sequence[str] | None) -> Line | Stamp:
    name, *rest = written.split(" ")
    if name in COLOURS and len(rest) > 1 and rest[0] in WIDTHS:
        return Line(name, rest[0], tuple(map(_point, rest[1:])))
    is_known = re.fullmatch(r"[a-z][a-z0-9_]*", name) if stamps is None else name in stamps
    if not is_known or len(rest) != 1:
        raise InvalidAnswer("unknown_choice")
    return Stamp(name, *_point(rest[0]))


def _point(written: str) -> tuple[int, int]:
    found = POINT.fullmatch(written)
    if found is None or int(found[1]) > WIDE or int(found[2]) > HIGH:
        raise InvalidAnswer("unknown_choice")
    return int(found[1]), int(found[2])


def parse(question: Question, raw: Sequence[str]) -> str | None:
    """The drawing and, on the next line, what it is said to be; either alone; None for neither."""
    pictures = [value for value in raw if value.startswith(SIGN)]
    if len(pictures) > 1:
        raise InvalidAnswer("two_answers")
    caption = parse_text(question, [value for value in raw if value not in pictures])
    if not pictures:
        return caption
    marks(pictures[0], [choice.picture or "" for choice in question.choices])
    return f"{pictures[0]}\n{caption or ''}"


def mistakes(question: Question) -> Iterator[Problem]:
    """Stamps with a picture each, and a caption of a length that can be read."""
    yield from too_few_choices(question)
    yield from merged_codes(question)
    yield from mistakes_of_length(question)
    for choice in question.choices:
        if not choice.picture:
            remedy = "a stamp is a picture: name one"
            yield Problem("pictures", f"`{choice.code}` has no picture", remedy)
        elif choice.picture in COLOURS:
            yield Problem("pictures", f"`{choice.picture}` is a colour", "take another picture")


DRAWING = Kind(
    name="drawing",
    parse=parse,
    summarise=summarise,
    mistakes=mistakes,
    settings=frozenset({"choices", "pictures", "max_length"}),
    closed=False,
    longest=LONGEST,
)
