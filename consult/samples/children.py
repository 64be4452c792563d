"""Invented children: what they write (answers.<band>.json) and what they choose (weights.toml)."""

import json
import tomllib
from collections import Counter
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
    _lead_to_what_is_written(version, child, form)
    return form


def _lead_to_what_is_written(
    version: surveys.Version, child: Child, form: MultiDict[str, str]
) -> None:
    """Who writes about a topic has chosen it: else a text of theirs would stand off the path."""
    asked = {question.concept: question for question in version.questions}
    wanted: dict[str, list[str]] = {}
    for question in version.questions:
        if question.concept in child.texts:
            for concept, those in question.ask_if.items():
                wanted.setdefault(concept, []).extend(sorted(those)[:1])
    for concept, first in wanted.items():
        beside = {choice.code for choice in asked[concept].choices if not choice.excludes}
        drawn = [code for code in form.getlist(concept) if code in beside and code not in first]
        form.setlist(concept, [*first, *drawn][: asked[concept].at_most or None])


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


def _baskets(
    question: surveys.Question, table: Mapping[str, list[float]], random: Random
) -> list[str]:
    """One in eight leaves something lying."""
    items = [choice.code for choice in question.choices]
    if random.random() < 1 / 8:
        items.remove(random.choice(items))
    baskets = [basket.code for basket in question.baskets]
    return [f"{item}:{random.choices(baskets, table[item])[0]}" for item in items]


def _stones(question: surveys.Question, table: Mapping[str, float], random: Random) -> list[str]:
    """All that there are, or in one of six cases a few less."""
    codes = [choice.code for choice in question.choices]
    many = question.at_most - (random.randrange(1, 4) if random.random() < 1 / 6 else 0)
    drawn = Counter(random.choices(codes, [table[code] for code in codes], k=many))
    return [f"{code}:{number}" for code, number in drawn.items()]


def _stamps(question: surveys.Question, table: Mapping[str, float], random: Random) -> list[str]:
    """One or two of each that is chosen, while there is room."""
    drawn = [
        choice.code for choice in question.choices if random.random() * 100 < table[choice.code]
    ]
    room = question.at_most - len(drawn)
    return [
        f"{code}:{1 + (room > place and random.random() < 1 / 3)}"
        for place, code in enumerate(drawn)
    ]


Choose = Callable[[surveys.Question, Mapping[str, Any], Random], list[str]]
CHOOSING: Mapping[str, Choose] = {
    "one": _one,
    "faces": _one,
    "yes_no": _one,
    "scale": _one,
    "several": _several,
    "order": _order,
    "baskets": _baskets,
    "stones": _stones,
    "stamps": _stamps,
}
