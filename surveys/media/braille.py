"""A questionnaire for an embosser: braille of 40 cells by 25 lines, from the same definition.

liblouis translates (`lou_translate`, Debian: liblouis-bin), the program that screen readers and
embossing software use, with its own tables for each language. The file is BRF: braille in ASCII,
lines of at most 40 signs, 25 a page, a form feed between pages.
"""

import shutil
import subprocess
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from surveys.questionnaire import Question, Version

from .paper import NotOnPaper, on_paper

PROGRAM, PACKAGE = "lou_translate", "liblouis-bin"
DISPLAY = "en-us-brf.dis"  # North American ASCII braille, what embossers take
TABLES = {"es": "es-g1.ctb", "en": "en-ueb-g1.ctb"}
WIDTH, HEIGHT = 40, 25
SAID = {
    "es": {
        "only_if": "Solo si en la pregunta {n} elegiste: {what}.",
        "one": "Elige una.",
        "several": "Puedes elegir varias.",
        "up_to": "Elige hasta {n}.",
        "stones": "Reparte {n} entre todas. Puedes usar menos.",
        "order": "Pon 1 en lo más importante, luego 2, y así.",
        "baskets": "Elige para cada cosa: {what}.",
    },
    "en": {
        "only_if": "Only if in question {n} you chose: {what}.",
        "one": "Choose one.",
        "several": "You can choose more than one.",
        "up_to": "Choose up to {n}.",
        "stones": "Share {n} among them all. You can use fewer.",
        "order": "Write 1 for the most important, then 2, and so on.",
        "baskets": "Choose for each thing: {what}.",
    },
}
"""What a screen shows by what it does: who is asked, and how an answer is given."""


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
            f"there is no braille table for {version.language} in surveys/media/braille.py."
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
    for paragraph in (*version.assent.paragraphs, *version.assent.adult, *told):
        yield 2, paragraph
    said = SAID[version.language.split("_")[0]]
    asked: dict[str, tuple[int, Question]] = {}
    for question in version.questions:
        if question.kind != "info":
            asked[question.concept] = (len(asked) + 1, question)
        yield from _of_question(question, asked, said)
    for paragraph in version.thanks:
        yield 2, paragraph


def _of_question(
    question: Question, asked: Mapping[str, tuple[int, Question]], said: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """`asked`: the questions up to this one, with their numbers, by concept."""
    yield 0, ""
    number, _question = asked.get(question.concept, (0, None))
    yield 4, f"{number}. {question.ask}" if number else question.ask
    for concept, codes in question.ask_if.items():
        place, other = asked[concept]
        labels = "; ".join(choice.label for choice in other.choices if choice.code in codes)
        yield 2, said["only_if"].format(n=place, what=labels)
    for text in (question.help, _how(question, said), question.begins):
        if text:
            yield 2, text
    for place, choice in enumerate(question.choices):
        yield 6, f"{chr(ord('a') + place)}) {choice.label}"


def _how(question: Question, said: Mapping[str, str]) -> str:
    """As on paper: what `help` says already is not said twice."""
    kind = question.kind
    if question.help and kind in ("several", "stamps", "faces"):
        return ""
    if kind in ("several", "stamps"):
        kind = "up_to" if question.at_most else "several"
    elif kind in ("faces", "scale", "yes_no"):
        kind = "one"
    baskets = "; ".join(basket.label for basket in question.baskets)
    return said.get(kind, "").format(n=question.at_most, what=baskets)


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
