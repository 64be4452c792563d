"""Redacted texts corrected by people: what was hidden, what was shown again, nothing else.

A redacted text has placeholders where somebody could be recognised ("[nombre]", "[nombre 2]"). Pure
functions; the words are those of `analysis`, which a web process never imports (a test compares).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = {
    "es": {
        "name": "nombre",
        "school": "escuela",
        "street": "calle",
        "neighbourhood": "colonia",
        "place": "lugar",
        "phone": "teléfono",
        "email": "correo",
        "url": "página",
        "handle": "usuario",
        "curp": "CURP",
        "number": "número",
        "birth_date": "fecha",
        "age": "edad",
        "plate": "placas",
    },
    "en": {
        "name": "name",
        "school": "school",
        "street": "street",
        "neighbourhood": "neighbourhood",
        "place": "place",
        "phone": "phone",
        "email": "email",
        "url": "web page",
        "handle": "username",
        "curp": "CURP",
        "number": "number",
        "birth_date": "date",
        "age": "age",
        "plate": "plate",
    },
}
"""Language -> kind of detail -> the word of its placeholder. Other languages take the Spanish."""

KINDS = tuple(WORDS["es"])
_ANY = "|".join(sorted({re.escape(word) for each in WORDS.values() for word in each.values()}))
PLACEHOLDER = re.compile(rf"\[(?:{_ANY})(?: \d+)?\]")
_TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|\w+|.", re.DOTALL)
_SIGN = re.compile(rf"{PLACEHOLDER.pattern}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Changes:
    """How many placeholders were put in, and how many taken out."""

    redacted: int
    restored: int


def words_in(language: str) -> dict[str, str]:
    """Kind -> word of its placeholder."""
    return WORDS.get(language, WORDS["es"])


def hidden(text: str, words: str, kind: str, language: str) -> str:
    """The text with those words replaced wherever they stand as whole words, in any case.

    The same text comes back where they do not stand in it.
    """
    wanted = r"\s+".join(re.escape(word) for word in words.split())
    if not wanted:
        return text
    pattern = re.compile(rf"(?<!\w){wanted}(?!\w)", re.IGNORECASE)
    mark = _next_placeholder(text, words_in(language)[kind])
    parts = _between_placeholders(text)
    return "".join(part if is_mark else pattern.sub(mark, part) for part, is_mark in parts)


def _next_placeholder(text: str, word: str) -> str:
    """Another detail of a kind gets the next number."""
    numbers = [
        int(number or 1) for number in re.findall(rf"\[{re.escape(word)}(?: (\d+))?\]", text)
    ]
    return f"[{word} {max(numbers) + 1}]" if numbers else f"[{word}]"


def _between_placeholders(text: str) -> Iterator[tuple[str, bool]]:
    last = 0
    for found in PLACEHOLDER.finditer(text):
        yield text[last : found.start()], False
        yield found[0], True
        last = found.end()
    yield text[last:], False


def changes(before: str, after: str) -> Changes:
    """What was done to the placeholders of a text."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    put_in = taken_out = 0
    for act, i1, i2, j1, j2 in _aligned(old, new):
        if act != "equal":
            taken_out += placeholders("".join(old[i1:i2]))
            put_in += placeholders("".join(new[j1:j2]))
    return Changes(redacted=put_in, restored=taken_out)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def placeholders(text: str) -> int:
    """How many there are."""
    return len(PLACEHOLDER.findall(text))


def may_be_one_text(before: str, after: str) -> bool:
    """Is there a text of which both are redactions? So nobody's words were changed.

    Both are read as patterns in which a placeholder stands for any signs, at least one: a walk
    through the pairs of places that can be reached together.
    """
    left, right = _SIGN.findall(before), _SIGN.findall(after)
    ends = len(left), len(right)
    waiting, seen = [(0, 0)], {(0, 0)}
    while waiting:
        place = waiting.pop()
        if place == ends:
            return True
        if place[0] == ends[0] or place[1] == ends[1]:
            continue
        steps = set(_steps(left[place[0]], right[place[1]], place)) - seen
        seen |= steps
        waiting.extend(steps)
    return False


def _steps(one: str, other: str, place: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where one more sign of the text may lead; within a placeholder it may also stay."""
    i, j = place
    free, other_free = PLACEHOLDER.fullmatch(one), PLACEHOLDER.fullmatch(other)
    if one == other or free or other_free:
        yield i + 1, j + 1
        if free:
            yield i, j + 1
        if other_free:
            yield i + 1, j


def moved(part: str, before: str, after: str) -> str | None:
    """A part of a text as it stands once the text was corrected; None if it is not found there.

    Passages are cut at words, and shouted ones were lowered.
    """
    start = before.find(part)
    lowered = start < 0
    if lowered:
        start = before.lower().find(part)
    if start < 0 or not part:
        return None
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pairs = _aligned(old, new)
    found = after[_place(pairs, old, new, start, 3) : _place(pairs, old, new, start + len(part), 4)]
    return (found.lower() if lowered else found).strip() or None


def _place(
    pairs: Sequence[tuple[str, int, int, int, int]],
    old: Sequence[str],
    new: Sequence[str],
    offset: int,
    edge: int,
) -> int:
    """Where a place of the old text is in the new one; inside a change, its first or last edge."""
    for act, i1, i2, j1, j2 in pairs:
        begin, end = len("".join(old[:i1])), len("".join(old[:i2]))
        is_here = begin <= offset < end if edge == 3 else begin < offset <= end
        if is_here and act == "equal":
            return len("".join(new[:j1])) + offset - begin
        if is_here:
            return len("".join(new[: j1 if edge == 3 else j2]))
    return len("".join(new))
