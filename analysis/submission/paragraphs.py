"""Lines joined into paragraphs, and paragraphs parted from the calls of their notes."""

import re
from dataclasses import dataclass
from itertools import pairwise

from .footnotes import CALL

_WRAPPED = 0.3  # a text is wrapped if this share of its lines clearly go on in the next
_FULL = 0.7  # a line of a wrapped paragraph fills at least this share of the widest
_STARTS_ANEW = re.compile(r"\s*(?:[-–—•·▪◦●*#>]|[0-9]{1,3}\s?[.)]|[a-zA-Z][.)]\s|¿)")
_ENDS = re.compile(r".*[.?!:;…][\"'”’»)\]*_]{0,3}(?:\[footnoteRef:[0-9 ]{1,9}\])*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marked:
    """Clean text, and the notes called in it as (offset in the text, number of the note)."""

    text: str
    calls: tuple[tuple[int, int], ...] = ()

    def __add__(self, other: "Marked") -> "Marked":
        """The two, a space between them."""
        if not (self.text and other.text):
            kept = self.text or other.text
            return Marked(kept, self.calls + other.calls)
        shift = len(self.text) + 1
        moved = tuple((offset + shift, number) for offset, number in other.calls)
        return Marked(f"{self.text} {other.text}", self.calls + moved)


def paragraphs(text: str) -> list[str]:
    """The document's paragraphs, without blank ones.

    A line is a paragraph, as word processors write them, unless the text is wrapped: then lines
    go on until one ends a sentence, is short, or a list or question begins.
    """
    lines = [line.strip() for line in text.split("\n")]
    full = max(map(len, lines)) * _FULL if _is_wrapped(lines) else None
    joined: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and _goes_on(before, line, full):
            joined[-1].append(line)
        elif line:
            joined.append([line])
        before = line
    return [" ".join(" ".join(parts).split()) for parts in joined]


def _is_wrapped(lines: list[str]) -> bool:
    pairs = [(line, after) for line, after in pairwise(lines) if line and after]
    going_on = sum(after[0].islower() and not _ENDS.fullmatch(line) for line, after in pairs)
    return going_on > 0 and going_on >= _WRAPPED * len(pairs)


def _goes_on(line: str, following: str, full: float | None) -> bool:
    """Whether the next line continues this one's sentence."""
    if full is None or _STARTS_ANEW.match(following) or _ENDS.fullmatch(line):
        return False
    return following[0].islower() or len(line) >= full


def marked(paragraph: str) -> Marked:
    """Take the calls of notes out, remembering where they stood."""
    pieces = CALL.split(paragraph)
    text = pieces[0].lstrip()
    calls: list[tuple[int, int]] = []
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        calls.append((len(text.rstrip()), int(number)))
        text = _rejoined(text, piece)
    return Marked(text.rstrip(), tuple(calls))


def _rejoined(before: str, after: str) -> str:
    """Two parts as they would read had no call stood between them."""
    if before[-1:].isspace() or not before:
        after = after.lstrip()
    if after[:1] in {",", ".", ";", ":", ")"}:
        before = before.rstrip()
    glued = before[-1:].isalnum() and after[:1].isalnum()
    return f"{before} {after}" if glued else before + after
