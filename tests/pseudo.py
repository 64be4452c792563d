"""A pseudo-language made by a program: each Latin letter becomes an Arabic one, so that it is
written from right to left and cannot be taken for another language. It says nothing to anybody."""

import re

LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzáéíóúüñ", "ابثدهفجحيكلمنوزرستطعغصضقشخاهيوعغن")
KEPT = re.compile(r"(%\(\w+\)[sd]|\{\w+\}|<[^>]+>)")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(?!\s*=)')


def pseudo(text: str) -> str:
    """The text in other letters; blanks and names to be filled in stay."""
    parts = KEPT.split(text)
    return "".join(
        each if KEPT.fullmatch(each) else each.lower().translate(LETTERS) for each in parts
    )


def pseudo_words(toml: str, code: str) -> str:
    """The Spanish words of a questionnaire (`v1.es.toml`) in the pseudo-language, as that code."""
    lines = []
    for line in toml.splitlines():
        is_kept = line.lstrip().startswith(("[", "#", "language"))
        lines.append(line if is_kept else TEXT.sub(lambda found: f'"{pseudo(found[1])}"', line))
    head = f'language = "{code}"\nname = "{pseudo("pseudo")}"'
    return "\n".join(lines).replace('language = "es"', head) + "\n"
