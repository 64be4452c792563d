"""What was answered to closed questions: one table a concept, over the bands."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import surveys
from consult.answering.queries import closed_counts
from consult.cell_suppression import suppress_cell
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.reports.disclosure.cell_rules import percent, visible
from consult.reports.disclosure.column_protection import Column

Table = dict[str, Any]
Counted = Mapping[str, Counter[str | tuple[str, int]]]
RANKED = "order"


def closed_questions(consultation: Consultation, bands: list[str]) -> list[Table]:
    """A table for each concept that was asked with choices, in the order of the questionnaire."""
    asked = asked_in(consultation)
    counted = closed_counts(consultation.id)
    tables = []
    for concept in _concepts(asked):
        of_bands = {band: counted[band, concept] for band in bands if (band, concept) in counted}
        if of_bands:
            tables.append(_table(asked, concept, of_bands))
    return [table for table in tables if table["bands"]]


def _concepts(asked: surveys.Questionnaire) -> dict[str, None]:
    """Concepts with choices; in the order of the oldest band, which is asked most of them."""
    return dict.fromkeys(
        question.concept
        for version in reversed(_versions(asked))
        for question in version.questions
        if question.choices
    )


def _versions(asked: surveys.Questionnaire) -> list[surveys.Version]:
    return [asked.version_for(band, asked.languages[0]) for band in asked.bands]


def _questions(asked: surveys.Questionnaire, concept: str) -> dict[str, surveys.Question]:
    return {
        version.band: question
        for version in _versions(asked)
        for question in version.questions
        if question.concept == concept
    }


def _table(asked: surveys.Questionnaire, concept: str, counted: Counted) -> Table:
    tallies = {band: _tally(counter) for band, counter in counted.items()}
    tables = {
        language: surveys.roll_up(asked, concept, language, tallies) for language in asked.languages
    }
    table = tables[asked.languages[0]]
    questions = _questions(asked, concept)
    columns = {band: _column(questions[band], table.columns[band]) for band in table.columns}
    return {
        "concept": concept,
        "names": {language: each.name for language, each in tables.items()},
        "kinds": {band: questions[band].kind for band in table.columns},
        "characteristic": any(questions[band].characteristic for band in table.columns),
        "bands": [band for band, column in columns.items() if column is not None],
        "rows": _rows(tables),
        "columns": {band: column for band, column in columns.items() if column is not None},
        "wordings": {language: dict(each.wordings) for language, each in tables.items()},
        "differences": {
            language: {band: list(aspects) for band, aspects in each.differences.items()}
            for language, each in tables.items()
        },
    }


def _tally(counter: Counter[str | tuple[str, int]]) -> surveys.Tally:
    people = {code: count for code, count in counter.items() if isinstance(code, str)}
    asked, skipped = people.pop("asked", 0), people.pop("skipped", 0)
    places = {place: count for place, count in counter.items() if not isinstance(place, str)}
    return surveys.Tally(asked - skipped, skipped, people, places)


def _rows(tables: Mapping[str, surveys.RollUp]) -> list[Table]:
    labels: dict[str, dict[str, str]] = {}
    for language, table in tables.items():
        for code, label in table.rows:
            labels.setdefault(code, {})[language] = label
    return [{"code": code, "labels": words} for code, words in labels.items()]


def _column(question: surveys.Question, summary: surveys.Summary) -> Table | None:
    """A band's cells: code -> {count, percent}, both null where hidden; what was not offered is
    not there. Characteristics have no percentages.

    None where too few answered for any number, or none can be told. What may be, `guarding` says;
    `rest` is of all others together. Percentages are of those who answered, or of all who were
    asked where few of them skipped: of the two numbers that one is there.
    """
    if suppress_cell(summary.answered) is None:
        return None
    counts = _first_places(summary) if question.kind == RANKED else dict(summary.counts)
    groups = [{code: counts[code] for code in group} for group in _apart(question, counts)]
    apart = bool(surveys.KINDS[question.kind].apart(question))
    excludes = frozenset(_row(question, each.code) for each in question.choices if each.excludes)
    is_open = len(groups) > 1
    column = Column(summary.asked, summary.answered, groups, apart, is_open, excludes)
    told = column.told()
    if not any(each.counts or each.between for each in told):
        return None
    base = None if question.characteristic else column.base
    kept = {code: count for each in told for code, count in each.counts.items()}
    return {
        "answered": None if column.few_skipped else summary.answered,
        "asked": suppress_cell(summary.asked) if column.few_skipped else None,
        "skipped": suppress_cell(summary.skipped),
        "cells": {code: _cell(kept.get(code), base) for group in groups for code in group},
        "between": {
            code: [_cell(end, base) for end in ends]
            for each in told
            for code, ends in each.between.items()
        },
        "rest": _cell(told[0].rest if len(told) == 1 else None, base),
        "mean_places": _mean_places(summary) if question.kind == RANKED else {},
        "mean_amounts": _mean_amounts(summary),
    }


def _cell(count: int | None, base: int | None) -> Table:
    share = None if count is None or base is None else percent(count, base)
    return {"count": count, "percent": share}


def _apart(question: surveys.Question, counts: Mapping[str, int]) -> list[list[str]]:
    """The rows in groups of which one person counts under one at most; else all rows, once."""
    groups = surveys.KINDS[question.kind].apart(question) or (tuple(counts),)
    rows = ([_row(question, code) for code in group] for group in groups)
    return [list(dict.fromkeys(group)) for group in rows]


def _row(question: surveys.Question, code: str) -> str:
    return question.roll_up.get(code, code)


def _first_places(summary: surveys.Summary) -> dict[str, int]:
    return {code: summary.places.get((code, 1), 0) for code in summary.counts}


def _mean_places(summary: surveys.Summary) -> dict[str, float]:
    """Mean place, of what enough people gave a place."""
    means = summary.mean_place
    placed = summary.counts
    return {
        code: round(means[code], 1) for code in means if suppress_cell(placed[code]) is not None
    }


def _mean_amounts(summary: surveys.Summary) -> dict[str, float]:
    """Mean number of stones over who answered, of what enough people gave any.

    Most people share out all ten, so the means add up to ten: where one is hidden, the smallest of
    the others is hidden with it.
    """
    given = visible({code: summary.counts[code] for code in summary.amounts})
    if len(summary.amounts) - len(given) == 1 and given:
        del given[min(given, key=lambda code: summary.amounts[code])]
    means = summary.mean_amount
    return {code: round(means[code], 1) for code in given}
