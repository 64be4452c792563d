"""Invented children: what they write (answers.<band>.json) and what they choose (weights.toml)."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from werkzeug.datastructures import MultiDict

import surveys

Deck = dict[str, dict[str, list[str]]]
"""Language -> question -> texts. Under `DESK`, the possible disclosures, in Spanish."""

DESK = "desk"
SHARE_OF_OPEN = 8  # one text in so many belongs to the open consultation, the others to the report
SHORT = 48  # characters: what is as short as this, more than one child writes
USUAL_SKIPS = 4  # of 100
WRITERS = 85  # of 100, at most


@dataclass(frozen=True, slots=True)
class Child:
    """One who answers: in which language, and what is written to which question."""

    band: str
    language: str
    texts: dict[str, str] = field(default_factory=dict)


@cache
def texts_of(band: str) -> Deck:
    """The invented texts of a band; none for those who only touch pictures."""
    file = files(__package__) / f"answers.{band}.json"
    deck: Deck = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return deck


@cache
def weights() -> dict[str, dict[str, Any]]:
    """Concept -> how its choices are chosen."""
    return tomllib.loads((files(__package__) / "weights.toml").read_text("utf-8"))


def children(band: str, many: int, random: Random, *, desk: bool) -> Iterator[Child]:
    """So many children of a band, who together write each of the texts that are theirs.

    With `desk` the texts are the open consultation's, possible disclosures among them; without,
    they are the published one's, and short texts are written by two children.
    """
    deck = texts_of(band)
    abroad = 0 if desk else max((len(texts) for texts in deck.get("en", {}).values()), default=0)
    made = [Child(band, "en" if place < abroad else "es") for place in range(many)]
    for language in ("es", "en"):
        speakers = [child for child in made if child.language == language]
        for question, texts in deck.get(language, {}).items():
            disclosures = deck[DESK].get(question, []) if desk else []
            _hand_out(question, [*disclosures, *_theirs(texts, desk=desk)], speakers, random)
    random.shuffle(made)
    return iter(made)


def _theirs(texts: list[str], *, desk: bool) -> list[str]:
    """The share of the open or of the published consultation: every text belongs to one."""
    if desk:
        return texts[SHARE_OF_OPEN - 1 :: SHARE_OF_OPEN]
    kept = [text for place, text in enumerate(texts, 1) if place % SHARE_OF_OPEN]
    return [*kept, *(text for text in kept if len(text) <= SHORT)]


def _hand_out(question: str, texts: list[str], speakers: list[Child], random: Random) -> None:
    """At most so many of them write; in English, where there are few, all do."""
    most = len(speakers) if len(speakers) < 8 else len(speakers) * WRITERS // 100
    for child, text in zip(random.sample(speakers, most), texts, strict=False):
        child.texts[question] = text


def answered(version: surveys.Version, child: Child, random: Random) -> MultiDict[str, str]:
    """The child's form as a browser posts it, questions off the path too."""
    form: MultiDict[str, str] = MultiDict()
    for question in version.questions:
        form.setlist(question.concept, _posted(question, child, random))
    return form


def _posted(question: surveys.Question, child: Child, random: Random) -> list[str]:
    if question.kind not in CHOOSING:
        return [child.texts.get(question.concept, "")]
    table = weights()[question.concept]
    table = {**table, **table.get(question.band, {})}
    if random.random() * 100 < table.get("skip", USUAL_SKIPS):
        return []
    return CHOOSING[question.kind](question, table, random)


def _one(question: surveys.Question, table: Mapping[str, float], random: Random) -> list[str]:
    codes = [choice.code for choice in question.choices]
    return random.choices(codes, [table[code] for code in codes])


def _several(question: surveys.Question, table: Mapping[str, float], random: Random) -> list[str]:
    drawn = [choice for choice in question.choices if random.random() * 100 < table[choice.code]]
    alone = [choice.code for choice in drawn if choice.excludes]
    if alone:
        return alone[:1]
    random.shuffle(drawn)
    return [choice.code for choice in drawn][: question.at_most or None]


def _order(question: surveys.Question, table: Mapping[str, float], random: Random) -> list[str]:
    """By weight, the first places first; one in six ranks only three."""
    codes = sorted(
        (choice.code for choice in question.choices),
        key=lambda code: random.expovariate(table[code]),
    )
    return codes if random.random() < 5 / 6 else codes[:3]


Choose = Callable[[surveys.Question, Mapping[str, float], Random], list[str]]
CHOOSING: Mapping[str, Choose] = {
    "one": _one,
    "faces": _one,
    "yes_no": _one,
    "several": _several,
    "order": _order,
}
