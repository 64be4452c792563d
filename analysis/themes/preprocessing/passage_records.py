"""The passages of one text as a line of JSON: made where the text was cut, read where it is used.

A line is what travels from a worker and what a folder keeps. It holds all that is ever read in a
passage, so that no later step needs the text or the parser again.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from analysis.themes.annotation.annotations import Annotations, annotate
from analysis.themes.execution.blocks import KNOWN
from analysis.themes.lang.languages import LanguageResources, detect_language, reader_of
from analysis.themes.lang.spelling import PLACEHOLDER
from analysis.themes.values import KINDS

from .passages import as_worry, pieces
from .segmentation import AnnotatedPassage
from .text_requests import as_asked


class Recorded(NamedTuple):
    """One passage: as written, as compared (empty: no opinion), and what is read in it.

    `kind` is a place in `KINDS`, `length` the number of words that can be read, `words` holds key
    and form of each telling word in turn. `marks` holds the codes of platforms, settings,
    addressees, and of concepts with the words that led to each; None where there are none.
    `language` is set where it was read in another than most.
    """

    text: str
    regular: str
    kind: int
    stance: str
    length: int
    words: tuple[str, ...]
    marks: str | None
    language: str = ""


FULL = 3  # telling words for each placeholder of a passage that can be shown
NOTHING = Annotations((), (), (), {})


def recorded(found: Iterable[AnnotatedPassage], language: str, own: str) -> str:
    """The passages of a text, as a line without its end; `own` is the language of most texts."""
    apart = [] if language == own else [language]
    return json.dumps([[*_row(piece, language), *apart] for piece in found], ensure_ascii=False)


def _row(piece: AnnotatedPassage, language: str) -> list[Any]:
    words = [part for word in piece.words for part in (word.key, word.form)]
    said = _marks(piece, language) if piece.regular else None
    kind = KINDS.index(piece.kind)
    return [piece.text, piece.regular, kind, piece.stance, _length(piece), words, said]


def _marks(piece: AnnotatedPassage, language: str) -> str | None:
    found = annotate(piece.regular, piece.kind, language)
    if found == NOTHING:
        return None
    parts = [found.platforms, found.settings, found.addressees, dict(found.concepts)]
    return json.dumps(parts, ensure_ascii=False)


def _length(piece: AnnotatedPassage) -> int:
    """Words that can be read; a passage that redaction emptied, or that mostly says who speaks
    ("Vivo en la [calle]", "me llamo [nombre] y búsquenme como [usuario]"), has none."""
    holes = len(PLACEHOLDER.findall(piece.text))
    return 0 if len(piece.words) < FULL * holes else len(piece.regular.split())


def read_line(line: bytes) -> list[Recorded]:
    """The passages that a line holds."""
    return [Recorded(*row) for row in json.loads(line)]


def marks_of(said: str | None) -> Annotations:
    """The marks of a passage out of its record."""
    if said is None:
        return NOTHING
    platforms, settings, addressees, concepts = json.loads(said)
    led = {code: tuple(words) for code, words in concepts.items()}
    return Annotations(tuple(platforms), tuple(settings), tuple(addressees), led)


def cut(language: str, texts: Sequence[str]) -> list[str]:
    """The passages of each text (as `keeping` keeps it), as lines of `records`.

    Most are in `language`; each is read in its own.
    """
    asked = [as_asked(text) for text in texts]
    written = [detect_language(text, told, language) for text, _, told in asked]
    lines: dict[int, str] = {}
    for each in dict.fromkeys(written):
        some = [number for number, own in enumerate(written) if own == each]
        found = _cut([asked[number] for number in some], reader_of(each), language)
        lines.update(zip(some, found, strict=True))
    return [lines[number] for number in range(len(texts))]


def _cut(asked: Sequence[tuple[str, bool, str]], reader: LanguageResources, most: str) -> list[str]:
    nlp = reader.nlp
    # The words that come first are the usual ones: known for good, they are taken apart once.
    # All later ones are forgotten, else the reader's store of words grows with every text.
    with nlp.memory_zone() if len(nlp.vocab) >= KNOWN else nullcontext():
        found = pieces([text for text, _, _ in asked], nlp, reader.spelling)
        return [
            recorded(map(as_worry, of_text) if worry else of_text, reader.language, most)
            for of_text, (_, worry, _) in zip(found, asked, strict=True)
        ]
