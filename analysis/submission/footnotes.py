"""Notes taken out of the running text, so that they are neither answers nor figures.

Read are the inline notes of word processors saved as text (`[footnoteRef:3]` at the call and
`[3:  the note]` after the paragraph), Markdown notes (`[^3]`, `[^3]: the note`), and endnote lists
(`[3] the note` or `3. the note` under a heading such as *Notas* or *Referencias*, called by `[3]`
or a superscript).
"""

import re
from dataclasses import dataclass

CALL = re.compile(r"\[footnoteRef:\s{0,5}([0-9]{1,4})\]")

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,200}\]")
_INLINE_START = re.compile(r"\[([0-9]{1,4}):(?=\D|$)|\[([0-9]{1,4}):(?=[0-9])", re.MULTILINE)
_BRACKETS = re.compile(r"<[^<>\s]{1,2000}>|[\[\]]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(
    r"[\s#*_]*(?:notas?(?: al pie| finales| de pie de página)?|referencias(?: bibliográficas)?"
    r"|bibliografía|fuentes(?: consultadas)?|(?:end|foot)?notes|references|bibliography|sources)"
    r"[\s:.*_]*",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\s{0,20}(?:\[\^?([0-9]{1,4})\]:?|([0-9]{1,4})[.)])\s{1,20}(\S.*)")
_MARKDOWN_ENTRY = re.compile(r"\s{0,3}\[\^([0-9]{1,4})\]:\s{0,20}(.*)")
_ASKS = re.compile(r"\s{0,20}[0-9]{1,2}\s?[.)].*[¿?]")
_BRACKET_CALL = re.compile(r"\[\^?([0-9]{1,4})\]")
_SUPERSCRIPT_CALL = re.compile(r"(?<!\bm)(?<!\b[ckdh]m)[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote as it is printed; closed is false where its bracket never ends."""

    number: int
    text: str
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Separated:
    """The running text, every call written `[footnoteRef:N]`, and the notes in order."""

    body: str
    notes: tuple[Note, ...]


def separate_notes(text: str) -> Separated:
    """Take bookmarks and notes out of a document with `\\n` line ends."""
    body, inline = _without_inline(_BOOKMARK.sub("", text))
    body, listed = _without_listed(body)
    return Separated(_calls_unified(body, {note.number for note in listed}), (*inline, *listed))


def _without_inline(text: str) -> tuple[str, list[Note]]:
    """Cut `[N: ...]` out; `[10:30]`, a digit right after the colon, only if note 10 is called."""
    called = set(CALL.findall(text))
    starts = [m for m in _INLINE_START.finditer(text) if m[1] or m[2] in called]
    ends = [start.start() for start in starts[1:]] + [len(text)]
    kept: list[str] = []
    notes: list[Note] = []
    at = 0
    for start, bound in zip(starts, ends, strict=False):
        stop, content, closed = _note_end(text, start.end(), bound)
        kept.append(text[at : start.start()])
        notes.append(Note(int(start[1] or start[2]), _one_line(content), closed))
        at = stop
    kept.append(text[at:])
    return " ".join(kept), notes


def _note_end(text: str, start: int, bound: int) -> tuple[int, str, bool]:
    """Where a note ends, what it says, and whether its bracket was found.

    Brackets inside it are counted, those of an address in <> are not. A note without its closing
    bracket goes to the last bracket of its line, or to the line's end.
    """
    blank = _BLANK_LINE.search(text, start, bound)
    limit = blank.start() if blank else bound
    depth = 1
    for bracket in _BRACKETS.finditer(text, start, limit):
        depth += {"[": 1, "]": -1}.get(bracket[0], 0)
        if depth == 0:
            return bracket.end(), text[start : bracket.start()], True
    line_end = text.find("\n", start, limit)
    stop = limit if line_end < 0 else line_end
    last = text.rfind("]", start, stop)
    return (stop, text[start:stop], False) if last < 0 else (last + 1, text[start:last], False)


def _without_listed(text: str) -> tuple[str, list[Note]]:
    """Cut Markdown notes and endnote lists out."""
    lines = text.split("\n")
    kept: list[str] = []
    entries: list[tuple[int, list[str]]] = []
    in_list = False
    for position, line in enumerate(lines):
        in_list = (in_list and not _ASKS.match(line)) or _opens_list(lines, position)
        entry = _ENTRY.fullmatch(line) if in_list else None
        if entry:
            entries.append((int(entry[1] or entry[2]), [entry[3]]))
        elif markdown := _MARKDOWN_ENTRY.fullmatch(line):
            entries.append((int(markdown[1]), [markdown[2]]))
        elif not in_list:
            kept.append(line)
        elif line.strip() and not _HEADING.fullmatch(line[:80]):
            entries[-1][1].append(line)
    return "\n".join(kept), [Note(number, _one_line(" ".join(said))) for number, said in entries]


def _opens_list(lines: list[str], position: int) -> bool:
    """Whether this line is a heading of notes and the next line with words is a note."""
    if not _HEADING.fullmatch(lines[position][:80]):
        return False
    following = next((line for line in lines[position + 1 : position + 6] if line.strip()), "")
    return bool(_ENTRY.fullmatch(following)) and not _ASKS.match(following)


def _calls_unified(text: str, listed: set[int]) -> str:
    """Write `[3]`, `[^3]` and superscripts of listed notes as `[footnoteRef:3]`."""

    def unify(call: re.Match[str]) -> str:
        number = int(call[call.lastindex or 0].translate(_SUPERSCRIPTS))
        return f"[footnoteRef:{number}]" if number in listed else call[0]

    if not listed:
        return text
    return _SUPERSCRIPT_CALL.sub(unify, _BRACKET_CALL.sub(unify, text))


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ,")
