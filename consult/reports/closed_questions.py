"""What was answered to closed questions: one table a concept, over the bands."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import surveys
from consult.answering.queries import closed_counts
from consult.cells import shown, shown_all
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in

from .suppression import hidden, percent, rounded_down, visible

Table = dict[str, Any]
Counted = Mapping[str, Counter[str | tuple[str, int]]]
RANKED, TICKED = "order", "several"


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
    not there. Percentages are of those who answered; characteristics have none.

    None where too few answered for any number. How many were asked can be known from elsewhere, so
    where one number more would tell a hidden one by subtraction, that number is left out.
    """
    if shown(summary.answered) is None:
        return None
    counts = _first_places(summary) if question.kind == RANKED else dict(summary.counts)
    exclusive = question.kind != TICKED
    cells = (
        _counted(counts, summary, exclusive)
        if question.characteristic
        else _shared(counts, summary, exclusive)
    )
    base_tells = shown(summary.skipped) is None or (exclusive and hidden(counts) == 1)
    return {
        "answered": None if base_tells else summary.answered,
        "answered_over": rounded_down(summary.answered) if base_tells else None,
        "skipped": shown(summary.skipped),
        "cells": cells,
        "mean_places": _mean_places(summary) if question.kind == RANKED else {},
    }


def _shared(counts: Mapping[str, int], summary: surveys.Summary, exclusive: bool) -> Table:
    """Counts and percentages; percentages alone where the counts would add up to a hidden one."""
    told = exclusive and hidden({**counts, "skipped": summary.skipped}) == 1
    return {
        code: {
            "count": None if told else count,
            "percent": percent(counts[code], summary.answered) if count is not None else None,
        }
        for code, count in shown_all(counts).items()
    }


def _counted(counts: Mapping[str, int], summary: surveys.Summary, exclusive: bool) -> Table:
    """Counts; where they would add up to a hidden one, the smallest of them is hidden too."""
    cells = shown_all(counts)
    if exclusive and hidden({**counts, "skipped": summary.skipped}) == 1:
        smallest = min(visible(counts), key=lambda code: counts[code], default=None)
        cells = {code: None if code == smallest else count for code, count in cells.items()}
    return {code: {"count": count, "percent": None} for code, count in cells.items()}


def _first_places(summary: surveys.Summary) -> dict[str, int]:
    return {code: summary.places.get((code, 1), 0) for code in summary.counts}


def _mean_places(summary: surveys.Summary) -> dict[str, float]:
    """Mean place, of what enough people gave a place."""
    means = summary.mean_place
    placed = summary.counts
    return {code: round(means[code], 1) for code in means if shown(placed[code]) is not None}
