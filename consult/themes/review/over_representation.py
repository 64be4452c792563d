"""Whose theme it is: groups of children who speak of it more than others do.

Everything is counted in voices: a child who speaks of a theme, however often, is one of its voices.
What is told of a group is coarse, and of enough children inside it and outside.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from typing import Any

import sqlalchemy as sa

import surveys
from consult.answering.models import Response
from consult.cell_suppression import suppress_cell
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in, characteristics
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.queries import BAND, VOICE, from_passages
from consult.themes.replay import NOWHERE, ReviewedTheme
from consult.themes.theme_facts import PLACE

LEVEL = 0.05  # chance alone claims anything in one run of twenty
BY_BAND = "band"
NO_GROUP = frozenset({"no", "none", "not_sure"})
"""Answers that make no group of those who give them."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leaning:
    """A group that is among a theme's voices more than chance would have it.

    `concept` is `band` or a characteristic, with its name; `code` the band or the answer, with its
    label. Of ten voices of the theme `tenths` are of the group, of ten voices of all themes
    `tenths_all`: rounded, and so that nobody can be counted.
    """

    concept: str
    code: str
    name: Words
    label: Words
    tenths: int
    tenths_all: int


@dataclass(frozen=True, slots=True)
class _Compared:
    """A group in a theme: `both` voices of the theme's `in_theme` and of the group's `of_group`,
    among `all` whose group is known."""

    theme: str
    concept: str
    code: str
    both: int
    in_theme: int
    of_group: int
    all: int


def leanings(
    consultation: Consultation,
    run: AnalysisRun,
    themes: Iterable[ReviewedTheme],
    bands: Collection[str],
) -> dict[str, list[Leaning]]:
    """Key of each theme -> groups who speak of it more than others, the surest first.

    Only voices of these bands count. The chance of so many or more is hypergeometric (one-sided
    exact test of Fisher), corrected for the number of comparisons (Bonferroni).
    """
    owner = {key: theme.key for theme in themes for key in theme.keys}
    asked = asked_in(consultation)
    groups = {BY_BAND: BAND, **{each: _answer(each) for each in characteristics(consultation)}}
    compared = [
        each
        for concept, column in groups.items()
        for each in _compared(concept, _voices(run, owner, column, bands))
    ]
    many = sum(_might_be_told(each) for each in compared)
    chances = {each: _chance(each) * many for each in compared if _may_be_told(each)}
    found: dict[str, list[Leaning]] = {key: [] for key in owner.values()}
    for each in sorted(chances, key=lambda each: (chances[each], each.concept, each.code)):
        told = _told(asked, each)
        if chances[each] <= LEVEL and told.tenths > told.tenths_all:
            found[each.theme].append(told)
    return found


def _answer(concept: str) -> sa.ColumnElement[Any]:
    return sa.cast(Response.answers[concept], sa.String)


def _voices(
    run: AnalysisRun,
    owner: Mapping[str, str],
    column: sa.ColumnElement[Any],
    bands: Collection[str],
) -> Sequence[Any]:
    """(theme, answer, voices); what is in no theme has the key of none."""
    theme = sa.case(owner, value=PLACE, else_=NOWHERE) if owner else sa.literal(NOWHERE)
    counted = from_passages(theme.label("place"), column.label("answer"))
    return db.session.execute(
        counted.add_columns(sa.func.count(sa.distinct(VOICE)))
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, BAND.in_(bands))
        .group_by("place", "answer")
    ).all()


def _compared(concept: str, rows: Iterable[Any]) -> Iterator[_Compared]:
    in_theme: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for theme, answer, voices in rows:
        codes = [answer] if concept == BY_BAND else _codes(answer)
        in_theme[theme] += voices if codes else 0
        both.update({(theme, code): voices for code in codes})
    of_group: Counter[str] = Counter()
    for (_theme, code), voices in both.items():
        of_group[code] += voices
    for (theme, code), voices in both.items():
        if theme != NOWHERE and code not in NO_GROUP:
            yield _Compared(
                theme, concept, code, voices, in_theme[theme], of_group[code], in_theme.total()
            )


def _codes(answer: str | None) -> list[str]:
    """The answer to a characteristic, out of its JSON: a code, codes, or nothing said."""
    said = json.loads(answer) if answer else None
    return [said] if isinstance(said, str) else said or []


def _might_be_told(each: _Compared) -> bool:
    """Is the theme large enough to have a group told of it, and the group to be told?"""
    return (
        suppress_cell(each.in_theme // 2) is not None and suppress_cell(each.of_group) is not None
    )


def _may_be_told(each: _Compared) -> bool:
    """Enough voices in the theme and outside, of the group and not."""
    others = each.in_theme - each.both
    outside = each.of_group - each.both
    rest = each.all - each.in_theme - outside
    return all(suppress_cell(count) is not None for count in (each.both, others, outside, rest))


def _chance(each: _Compared) -> float:
    """Of so many or more, had the theme's voices been drawn from all of them."""
    if each.both * each.all <= each.in_theme * each.of_group:
        return 1.0  # no more than expected
    whole = 0.0
    for count in range(each.both, min(each.in_theme, each.of_group) + 1):
        term = exp(
            _ways(each.of_group, count)
            + _ways(each.all - each.of_group, each.in_theme - count)
            - _ways(each.all, each.in_theme)
        )
        whole += term
        if term <= whole * 1e-9:
            break
    return whole


def _ways(many: int, chosen: int) -> float:
    """Logarithm of the number of ways to choose so many."""
    if chosen > many:
        return float("-inf")
    return lgamma(many + 1) - lgamma(chosen + 1) - lgamma(many - chosen + 1)


def _told(asked: surveys.Questionnaire, each: _Compared) -> Leaning:
    names = {}
    labels = {}
    if each.concept != BY_BAND:
        for language in asked.languages:
            names[language], labels[language] = _named(asked, each, language)
    return Leaning(
        each.concept,
        each.code,
        names,
        labels,
        _tenths(each.both, each.in_theme),
        _tenths(each.of_group, each.all),
    )


def _named(asked: surveys.Questionnaire, each: _Compared, language: str) -> tuple[str, str]:
    nobody = surveys.Tally(0, 0, {}, {})
    bands = [
        version.band
        for version in asked.versions.values()
        if each.concept in {question.concept for question in version.questions}
    ]
    table = surveys.roll_up(asked, each.concept, language, dict.fromkeys(bands, nobody))
    return table.name, dict(table.rows).get(each.code, each.code)


def _tenths(part: int, whole: int) -> int:
    """Of ten, rounded; never all, since there are always some others."""
    return min(9, (20 * part + whole) // (2 * whole))
