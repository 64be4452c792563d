"""What is said about a theme beside its subject: kinds of statement, sides, whom and what it names.

Counted over the passages as people left them. Counts are raw: who shows them applies the cell rule.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from consult.answering.models import FreeText, ReturnedText
from consult.storage.db import db

from .models import AnalysisRun, Passage, PassageSign, Theme
from .replay import NOWHERE, ReviewedTheme

PLATFORM, SETTING, ADDRESSEE, CONCEPT = "platform", "setting", "addressee", "concept"
PLACE = sa.func.coalesce(Passage.hand, Theme.key, NOWHERE)
"""Of a passage, with its proposed theme joined: the key of the theme it is in after review."""

QUESTION = sa.func.coalesce(FreeText.question, ReturnedText.question)
"""Of a passage, with what it is from joined: the concept it answers."""

Names = Mapping[str, str]
"""Language -> words."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A platform, a setting, an addressee or a policy concept: passages with it, what led to it."""

    name: Names
    count: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-theme, as the analysis proposes it: its place among those of the proposed theme."""

    key: str
    place: int
    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """What is said about one theme; commonest first. `about`: its two sides differ on that."""

    kinds: Mapping[str, int]
    sides: Mapping[str, int]
    platforms: tuple[Sign, ...]
    settings: tuple[Sign, ...]
    addressees: tuple[Sign, ...]
    concepts: tuple[Sign, ...]
    questions: Mapping[str, int]
    about: str | None
    parts: tuple[Part, ...]


@dataclass(slots=True)
class _Counts:
    kinds: Counter[str] = field(default_factory=Counter)
    sides: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    signs: dict[str, Counter[str]] = field(default_factory=dict)

    def sort(self, sort: str) -> Counter[str]:
        return self.signs.setdefault(sort, Counter())


def facts(run: AnalysisRun, themes: Iterable[ReviewedTheme]) -> dict[str, ThemeFacts]:
    """Key of each reviewed theme -> what is said about it."""
    wanted = list(themes)
    owner = {key: theme.key for theme in wanted for key in theme.keys}
    counts = _counted(run, owner)
    proposed = {theme.key: theme for theme in run.themes}
    return {
        theme.key: _facts(
            run, counts[theme.key], [proposed[key] for key in theme.keys if key in proposed]
        )
        for theme in wanted
    }


def _counted(run: AnalysisRun, owner: Mapping[str, str]) -> dict[str, _Counts]:
    counts = {key: _Counts() for key in owner.values()}
    for place, kind, side, number in _kinds(run):
        if place in owner:
            of = counts[owner[place]]
            of.kinds.update({kind: number} if kind else {})
            of.sides.update({side: number} if side else {})
    for place, question, number in _questions(run):
        if place in owner:
            counts[owner[place]].questions[question] += number
    for place, sort, code, number in _signs(run):
        if place in owner:
            counts[owner[place]].sort(sort)[code] += number
    return counts


def _kinds(run: AnalysisRun) -> Iterable[Any]:
    return db.session.execute(_passages_by(run, Passage.kind, Passage.side))


def _questions(run: AnalysisRun) -> Iterable[Any]:
    counted = _passages_by(run, QUESTION).outerjoin(Passage.free_text)
    return db.session.execute(counted.outerjoin(Passage.returned_text))


def _signs(run: AnalysisRun) -> Iterable[Any]:
    counted = _passages_by(run, PassageSign.sort, PassageSign.code)
    return db.session.execute(counted.join(PassageSign, PassageSign.passage_id == Passage.id))


def _passages_by(run: AnalysisRun, *columns: Any) -> sa.Select[Any]:
    """How many of the run's passages are in a place with these values."""
    return (
        sa.select(PLACE, *columns, sa.func.count())
        .select_from(Passage)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id)
        .group_by(PLACE, *columns)
    )


def _facts(run: AnalysisRun, counts: _Counts, made_of: list[Theme]) -> ThemeFacts:
    led: dict[str, tuple[str, ...]] = {}
    for theme in made_of:
        for code, words in theme.led.items():
            led[code] = tuple(dict.fromkeys((*led.get(code, ()), *words)))[:5]
    differing = [theme.about for theme in made_of if theme.about is not None]
    return ThemeFacts(
        kinds=_ranked(counts.kinds),
        sides=counts.sides,
        platforms=_named(run, counts, PLATFORM, {}),
        settings=_named(run, counts, SETTING, {}),
        addressees=_named(run, counts, ADDRESSEE, {}),
        concepts=_named(run, counts, CONCEPT, led),
        questions=_ranked(counts.questions),
        about=differing[0] if differing else None,
        parts=tuple(
            Part(theme.key, place, part["label"], tuple(part["keywords"]))
            for theme in made_of
            for place, part in enumerate(theme.parts)
        ),
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return {code: counts[code] for code in sorted(counts, key=lambda code: (-counts[code], code))}


def _named(
    run: AnalysisRun, counts: _Counts, sort: str, led: Mapping[str, tuple[str, ...]]
) -> tuple[Sign, ...]:
    names = run.names.get(sort, {})
    return tuple(
        Sign(names.get(code, {"es": code}), number, led.get(code, ()))
        for code, number in _ranked(counts.sort(sort)).items()
    )
