"""A questionnaire for an embosser: braille of 40 cells by 25 lines, from the same definition.

liblouis translates (`lou_translate`, Debian: liblouis-bin), the program that screen readers and
embossing software use, with its own tables for each language. The file is BRF: braille in ASCII,
lines of at most 40 signs, 25 a page, a form feed between pages.
"""

import shutil
import subprocess
import textwrap
from collections.abc import Iterator, Sequence

from .definition import Question, Version
from .paper import NotOnPaper, on_paper

PROGRAM, PACKAGE = "lou_translate", "liblouis-bin"
DISPLAY = "en-us-brf.dis"  # North American ASCII braille, what embossers take
TABLES = {"es": "es-g1.ctb", "en": "en-ueb-g1.ctb"}
WIDTH, HEIGHT = 40, 25


class CannotEmboss(Exception):
    """The program or a table for the language is not there; the message says what to do."""


def braille(version: Version, told: Sequence[str] = ()) -> str:
    """The questionnaire as BRF; `CannotEmboss` if it can't be made.

    `told`: sentences of the consultation after the assent, such as who asks and until when.
    """
    if version.reading_language != version.language:
        raise CannotEmboss(
            f"{version.language} has recordings alone: there are no words to emboss."
        )
    table = TABLES.get(version.language.split("_")[0])
    if table is None:
        raise CannotEmboss(
            f"there is no braille table for {version.language} in surveys/braille.py."
        )
    try:
        texts = [*_texts(on_paper(version), told)]
    except NotOnPaper as missing:
        raise CannotEmboss(str(missing)) from missing
    return _pages(_translated([text for _indent, text in texts], table), texts)


def _texts(version: Version, told: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What is embossed, in order, each with the cells by which its later lines are set in."""
    yield 0, version.title
    yield 0, version.assent.title
    for paragraph in (*version.assent.paragraphs, *told):
        yield 2, paragraph
    numbered = 0
    for question in version.questions:
        numbered += question.kind != "info"
        yield from _of_question(question, numbered)
    for paragraph in version.thanks:
        yield 2, paragraph


def _of_question(question: Question, number: int) -> Iterator[tuple[int, str]]:
    yield 0, ""
    yield 4, question.ask if question.kind == "info" else f"{number}. {question.ask}"
    for text in (question.help, question.begins):
        if text:
            yield 2, text
    for place, choice in enumerate(question.choices):
        yield 6, f"{chr(ord('a') + place)}) {choice.label}"
    if question.baskets:
        yield 2, "; ".join(basket.label for basket in question.baskets)


def _translated(texts: list[str], table: str) -> list[str]:
    if shutil.which(PROGRAM) is None:
        raise CannotEmboss(f"{PROGRAM} is not installed: on Debian, apt-get install {PACKAGE}.")
    command = [PROGRAM, "--forward", f"{DISPLAY},{table}"]
    done = subprocess.run(  # noqa: S603
        command, input="\n".join(texts) + "\n", text=True, capture_output=True, check=False
    )
    lines = done.stdout.split("\n")[: len(texts)]
    if done.returncode != 0 or len(lines) != len(texts):
        said = done.stderr.strip().splitlines()
        raise CannotEmboss(f"{PROGRAM} refused: {said[-1] if said else 'it did not say why'}")
    return lines


def _pages(translated: list[str], texts: list[tuple[int, str]]) -> str:
    lines: list[str] = []
    for cells, (indent, _text) in zip(translated, texts, strict=True):
        # Braille blank cells part words; a word longer than a line is cut.
        lines += textwrap.wrap(
            cells, WIDTH, break_on_hyphens=False, subsequent_indent=" " * indent
        ) or [""]
    room = HEIGHT - 1
    pages = [lines[start : start + room] for start in range(0, len(lines), room)]
    return "\f".join(
        "\n".join([*page, *[""] * (room - len(page)), f"#{_digits(number)}".rjust(WIDTH)]) + "\n"
        for number, page in enumerate(pages, 1)
    )


def _digits(number: int) -> str:
    """A number in braille after its sign: the letters A to J for 1 to 9 and 0."""
    return "".join("JABCDEFGHI"[int(digit)] for digit in str(number))
