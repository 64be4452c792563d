"""From a text or a file to a `Submission`."""

from collections.abc import Sequence
from pathlib import Path

from . import checks
from .figures import figures
from .footnotes import Note, separate_notes
from .paragraphs import paragraphs
from .passages import passages
from .questions import Section, sections
from .sources import NoteRead, read_notes
from .values import ParsedQuestion, ParsedSource, ParsedSubmission, SubmissionWarning

_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_INVISIBLE = str.maketrans(dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad\x00", ""))
_NOT_TEXT = {
    b"%PDF": "un PDF",
    b"PK\x03\x04": "un documento de Word u OpenDocument",
    b"\xd0\xcf\x11\xe0": "un documento antiguo de Word",
    b"{\\rtf": "un documento RTF",
}


class UnreadableSubmission(Exception):
    """A file that cannot be read as a submission; its text is one sentence in Spanish."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # missing, not_plain_text, empty


def read_submission_file(path: Path | str) -> ParsedSubmission:
    """Read a plain text file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.

    Raises `UnreadableSubmission` for a file that is missing, empty, or anything but plain text.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        said = f"No se pudo abrir {path.name}: {error.strerror or 'error de lectura'}."
        raise UnreadableSubmission("missing", said) from error
    return read_submission(_decoded(content, path.name))


def _decoded(content: bytes, name: str) -> str:
    for start, kind in _NOT_TEXT.items():
        if content.startswith(start):
            said = f"{name} es {kind}; por ahora se leen archivos de texto simple (.txt)."
            raise UnreadableSubmission("not_plain_text", said)
    text = _as_text(content)
    if text is None:
        said = f"{name} no es un archivo de texto simple (.txt), que es lo que se lee."
        raise UnreadableSubmission("not_plain_text", said)
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableSubmission("empty", f"{name} está vacío: no hay texto que leer.")
    return text


def _as_text(content: bytes) -> str | None:
    """The content as text, or None if it is binary."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content:
        return None
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _has_control_characters(text) else text
    return None


def _has_control_characters(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\t\n\r\v\f" for character in text)


def read_submission(text: str) -> ParsedSubmission:
    """Read a submission; any text can be read, and what is doubtful is in its warnings."""
    text = text.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_INVISIBLE)
    separated = separate_notes(text)
    found = sections(paragraphs(separated.body))
    preamble = passages(0, found[0].answer)
    asked = tuple(ParsedQuestion(s.number, s.text, passages(s.number, s.answer)) for s in found[1:])
    read = read_notes(separated.notes)
    submission = ParsedSubmission(questions=asked, preamble=preamble)
    words = sum(len(passage.text.split()) for passage in submission.passages)
    called = _called(found)
    return ParsedSubmission(
        questions=asked,
        sources=_sources(read, called),
        figures=figures(submission.passages),
        warnings=_warnings(submission, found, (read, separated.notes, called), words),
        preamble=preamble,
        words=words,
    )


def _called(found: Sequence[Section]) -> list[int]:
    """Numbers of the notes called anywhere, in order."""
    answers = (number for s in found for paragraph in s.answer for _, number in paragraph.calls)
    return [*answers, *(number for section in found for number in section.called)]


def _sources(read: Sequence[NoteRead], called: Sequence[int]) -> tuple[ParsedSource, ...]:
    """A source a note, by number; a note that is called and missing is a source without text."""
    given = [note.source for note in read]
    missing = set(called) - {source.number for source in given}
    return tuple(sorted([*given, *(ParsedSource(n, "") for n in missing)], key=lambda s: s.number))


def _warnings(
    submission: ParsedSubmission,
    found: Sequence[Section],
    noted: tuple[Sequence[NoteRead], Sequence[Note], Sequence[int]],
    words: int,
) -> tuple[SubmissionWarning, ...]:
    return (
        *checks.about_questions(found),
        *checks.about_notes(*noted),
        *checks.about_figures(submission.passages),
        *checks.about_ratios(submission.passages),
        *checks.about_length(words),
    )
