"""Words with what the child chose before: `ask_with = "You like {like_most}. Why?"`.

A blank is the name of a question that was answered with choices; the page puts their labels into
it. Where nothing was chosen, without JavaScript, in the look back and in reports, the plain words
stand (`ask`, `help`). A text that was written is never put into a question, and neither is what
says who answers or what closes behind the child.
"""

import re
from collections.abc import Iterator, Sequence

from surveys.mistakes import Place, did_you_mean

from .structure import Entry, Structure
from .toml_shapes import quoted
from .wordings import NO_WORDS, BandWords, Wordings

BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
CHOSEN = frozenset({"one", "faces", "yes_no", "several", "order"})
"""Kinds whose answers are labels that can stand in a sentence."""


def check_blanks(words: Wordings, structure: Structure) -> None:
    """Note blanks in plain words, blanks that nothing fills, and words with no blank."""
    for band in structure.bands:
        earlier: list[Entry] = []
        for entry in structure.of(band):
            of_concept = words.concepts.get(entry.question.concept, NO_WORDS)
            place = words.place.at(f"concept.{entry.question.concept}.{quoted(band)}")
            if band in of_concept.bands:
                _check(of_concept.bands[band], earlier, place)
            earlier.append(entry)


def _check(words: BandWords, earlier: Sequence[Entry], place: Place) -> None:
    for name, plain, with_blanks in (
        ("ask", words.ask, words.ask_with),
        ("help", words.help, words.help_with),
    ):
        there = place.at(f"{name}_with")
        if BLANK.search(plain):
            place.at(name).wrong(
                "has a blank, and also stands where nothing was chosen",
                f"write it as {name}_with, and {name} without the blank",
            )
        if with_blanks and not plain:
            there.wrong("nothing is said where nothing was chosen", f"write {name} too")
        if with_blanks and not BLANK.search(with_blanks):
            there.wrong("has no blank", f"write it as {name}")
        _check_each(with_blanks, earlier, there)


def _check_each(words: str, earlier: Sequence[Entry], place: Place) -> None:
    fit = [entry.question.concept for entry in earlier if _may_be_said(entry)]
    asked = {entry.question.concept for entry in earlier}
    for concept in _unfilled(words, fit):
        why = "cannot be put into words" if concept in asked else "is not asked before this"
        place.wrong(f"`{concept}` {why}", did_you_mean(concept, fit))


def _unfilled(words: str, known: Sequence[str]) -> Iterator[str]:
    return (concept for concept in BLANK.findall(words) if concept not in known)


def _may_be_said(entry: Entry) -> bool:
    question = entry.question
    return question.kind in CHOSEN and not (question.characteristic or question.sensitive)
