"""The analysis, in the worker: screened texts in, a run with its themes and passages out."""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any
from uuid import UUID

import sqlalchemy as sa

import analysis
from consult.answering.queries import ScreenedText, screened_texts
from consult.answering.withdrawal.operations import hold
from consult.background.logs import logger
from consult.background.queue import every_night, job
from consult.storage.db import db
from consult.themes.guides.operations import guide_of
from consult.themes.models import AnalysisRun, Grain, Passage, PassageSign, Theme
from consult.themes.queries import LANGUAGE, current_run, from_passages, reviewed_themes
from consult.themes.review.operations import correct_passages, place
from consult.themes.theme_facts import ADDRESSEE, CONCEPT, PLATFORM, SETTING

from .inputs import answers, as_said, beginnings, own_words, read_texts
from .operations import put_in_use
from .run_store import secret, store_of, stores

FINER, COARSER = 2.0, 0.5
"""Resolution of the division for more and for fewer themes (docs/science/themes.md, step 6)."""
FEW, MANY = 3, 2.5
"""For more themes: the fewest passages of one. For fewer: so many times the usual fewest, since
subjects that the guide expects do not depend on the resolution."""

TELLING = 0.1
"""Share of the work from which on the time left can be told."""
TOLD_EVERY = 1.0
"""Seconds between two notes of how far the work is."""


class _Superseded(Exception):
    """Somebody asked for another run meanwhile: nobody waits for this one."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What the run in use hands on: its number, its state, its themes by key, and the keys of
    locked ones."""

    run: int | None
    state: Mapping[str, Any] | None
    themes: Mapping[str, Theme]
    locked: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be grouped, with which guide; `choice` says whose that is."""

    texts: Sequence[ScreenedText]
    answers: Sequence[analysis.TextAnswer]
    choice: str
    guide: analysis.Guide


@job
def analyse(run_id: int) -> None:
    """Fill a waiting run. A run that is done is left alone, so a repeat does no harm."""
    run = db.session.get(AnalysisRun, run_id)
    if run is None or run.state != "waiting":
        return
    try:
        _fill(run)
    except _Superseded:
        db.session.rollback()
    except Exception as broken:
        db.session.rollback()
        db.session.execute(
            sa.update(AnalysisRun).where(AnalysisRun.id == run_id).values(state="failed")
        )
        db.session.commit()
        logger.error("analysis failed", exc_info=broken)


def _fill(run: AnalysisRun) -> None:
    run_id, store = run.id, store_of(run.consultation_id)
    texts = list(screened_texts(run.consultation_id))
    settings = settings_for(Grain(run.grain), len(texts))
    before, task = _before(run.consultation_id), _task(run.consultation_id, texts)
    db.session.rollback()  # the lock is not ours while texts are grouped
    analysis.forget(store, (answer.text for answer in task.answers), secret())
    with analysis.storing(store) as used:
        found = _found(run_id, task, settings, before, str(store))
        _keep(run_id, found, task, before)
        db.session.commit()
        states = before.state or {}, found.state
        used += [state["features"] for state in states if state.get("features")]
    _catch_up(run_id, texts)
    db.session.commit()


@every_night
def forget_tonight() -> None:
    """What was withdrawn, corrected or deleted leaves what runs have kept."""
    for store in stores().glob("*"):
        analysis.forget(store, read_texts(int(store.name)), secret())
    db.session.rollback()


def settings_for(grain: Grain, texts: int) -> analysis.Settings:
    """How finely so many texts are grouped."""
    usual = analysis.Settings()
    if grain == Grain.MORE:
        return analysis.Settings(grain=FINER, smallest=FEW)
    if grain == Grain.FEWER:
        fewest = max(usual.smallest, sqrt(texts) / 4)  # what the engine asks of a theme
        return analysis.Settings(grain=COARSER, smallest=round(MANY * fewest))
    return usual


def _before(consultation_id: int) -> _Before:
    run = current_run(consultation_id)
    if run is None:
        return _Before(None, None, {}, frozenset())
    locked = frozenset(key for theme in reviewed_themes(run) if theme.locked for key in theme.keys)
    rows = db.session.execute(
        from_passages(Passage.text, Theme.key, LANGUAGE)
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id),
        execution_options={"yield_per": 1000},
    )
    begun = beginnings(consultation_id)
    said = ((own_words(text, begun), key, language) for text, key, language in rows)
    state = analysis.remembered(said, run.origin)
    return _Before(run.id, state, {theme.key: theme for theme in run.themes}, locked)


def _catch_up(run_id: int, texts: Sequence[ScreenedText]) -> None:
    """Correct the passages of texts that a person corrected while they were grouped."""
    hold()
    run = db.session.get_one(AnalysisRun, run_id)
    read = {text.id: text.text for text in texts}
    for text in screened_texts(run.consultation_id):
        before = read.get(text.id, text.text)
        if before != text.text:
            correct_passages([text.id], before, text.text)


def _task(consultation_id: int, texts: Sequence[ScreenedText]) -> _Task:
    choice, guide = guide_of(consultation_id)
    return _Task(texts, list(answers(consultation_id, texts)), choice, guide)


def _found(
    run_id: int, task: _Task, settings: analysis.Settings, before: _Before, store: str
) -> analysis.ThemeAnalysis:
    return analysis.find_themes(
        task.answers,
        guide=task.guide,
        settings=settings,
        previous=before.state,
        locked=before.locked,
        progress=_telling(run_id),
        running=analysis.Running(folder=store, secret=secret()),
    )


def _telling(run_id: int) -> Callable[[int, int], None]:
    """Notes in the run how far the work is, now and then."""
    begun, told = time.monotonic(), 0.0

    def tell(done: int, steps: int) -> None:
        nonlocal told
        if time.monotonic() - told < TOLD_EVERY:
            return
        told = time.monotonic()
        waiting = sa.and_(AnalysisRun.id == run_id, AnalysisRun.state == "waiting")
        noted: Any = db.session.execute(
            sa.update(AnalysisRun)
            .where(waiting)
            .values(
                steps_done=done,
                steps_all=steps,
                seconds_left=seconds_left(told - begun, done, steps),
            )
        )
        db.session.commit()
        if not noted.rowcount:
            raise _Superseded

    return tell


def seconds_left(passed: float, done: int, steps: int) -> int | None:
    """As long as the rest takes at the pace so far; nothing while too little is done to tell."""
    if not done or done < TELLING * steps:
        return None
    return round(passed * (steps - done) / done)


def _keep(run_id: int, found: analysis.ThemeAnalysis, task: _Task, before: _Before) -> None:
    """Store the run, unless another worker was quicker; without what was withdrawn meanwhile."""
    hold()
    run = db.session.get_one(AnalysisRun, run_id, with_for_update=True)
    if run.state != "waiting":
        return
    there = {text.id for text in screened_texts(run.consultation_id)}
    by_id = {str(text.id): text for text in task.texts if text.id in there}
    themes = _themes(found, task.guide, by_id, before)
    run.themes = list(themes.values())
    run.method = {
        **found.method,
        "theme guide": task.choice,
        "run before": before.run,
        "locked themes": len(before.locked),
    }
    run.names = _names(found)
    run.origin = analysis.origin_of(found.state)
    run.no_opinion = len(found.no_opinion)
    run.state = "done"
    if current_run(run.consultation_id) is None:
        put_in_use(run)
    db.session.flush()
    for row in _passages(run, found, themes, by_id):
        db.session.add(row)
    db.session.flush()
    place(run)


def _themes(
    found: analysis.ThemeAnalysis,
    guide: analysis.Guide,
    by_id: Mapping[str, ScreenedText],
    before: _Before,
) -> dict[str, Theme]:
    subjects = {
        each.id: {"es": each.name, "en": each.name_en or each.name} for each in guide.themes
    }
    quotable = _quotable(found, by_id)
    made = {}
    for theme in found.themes:
        row = _theme(theme, quotable[theme.id])
        row.subject = subjects[theme.id] if theme.expected else None
        if earlier := before.themes.get(theme.id):
            row.firmness = row.firmness or earlier.firmness
            if theme.id in before.locked:
                row.label, row.keywords = earlier.label, list(earlier.keywords)
        made[theme.id] = row
    return made


def _theme(theme: analysis.ThemeResult, quotable: Sequence[str]) -> Theme:
    """Words of a theme that a held text alone says are left out: a label is a quote too."""
    said = [text.casefold() for text in quotable]

    def may_be_shown(words: str) -> bool:
        return any(words.casefold() in text for text in said)

    about = theme.sides.about if theme.sides else None
    return Theme(
        key=theme.id,
        label=_label(theme, quotable),
        keywords=[word for word in theme.keywords if may_be_shown(word)],
        size=theme.size,
        expected=theme.expected,
        firmness=theme.firmness,
        distinctive=theme.distinctive,
        about=about if not about or may_be_shown(about) else "",
        led={each.code: list(each.words) for each in theme.concepts},
        parts=[
            {
                "label": part.label if may_be_shown(part.label) else ", ".join(part.keywords[:3]),
                "keywords": list(part.keywords),
            }
            for part in theme.subthemes
        ],
    )


def _names(found: analysis.ThemeAnalysis) -> dict[str, Any]:
    """What the codes mean that stand in the passages' signs."""
    lists = {
        sort: {each.code: dict(each.name) for each in analysis.names(sort)}
        for sort in (PLATFORM, SETTING, ADDRESSEE)
    }
    concepts = {each.code: dict(each.name) for theme in found.themes for each in theme.concepts}
    return {**lists, CONCEPT: concepts}


def _passages(
    run: AnalysisRun,
    found: analysis.ThemeAnalysis,
    themes: Mapping[str, Theme],
    by_id: Mapping[str, ScreenedText],
) -> Iterator[Passage | PassageSign]:
    places, begun = _places(found), beginnings(run.consultation_id)
    for passage in found.passages:
        if passage.answer not in by_id:
            continue
        row = Passage(
            id=uuid.uuid4(),
            run_id=run.id,
            theme_id=themes[passage.theme].id if passage.theme else None,
            **_source(by_id[passage.answer]),
            text=as_said(by_id[passage.answer].text, passage, begun),
            representative=places[passage.theme].get((passage.answer, passage.text)),
            part=passage.subtheme,
            kind=passage.kind,
            side=passage.side_here,
        )
        yield row
        signs = {
            PLATFORM: passage.platforms,
            SETTING: passage.settings,
            ADDRESSEE: passage.addressees,
            CONCEPT: passage.concepts,
        }
        for sort, codes in signs.items():
            yield from (PassageSign(passage_id=row.id, sort=sort, code=code) for code in codes)


def _source(text: ScreenedText) -> dict[str, UUID]:
    return {"returned_text_id" if text.is_returned else "free_text_id": text.id}


def _quotable(
    found: analysis.ThemeAnalysis, texts: Mapping[str, ScreenedText]
) -> dict[str | None, list[str]]:
    """theme -> its passages out of texts that are there and not held."""
    said: dict[str | None, list[str]] = defaultdict(list)
    for passage in found.passages:
        text = texts.get(passage.answer)
        if text and not text.held:
            said[passage.theme].append(passage.text)
    return said


def _label(theme: analysis.ThemeResult, quotable: Sequence[str]) -> str:
    """The engine's label, unless its words are a held text's alone: a label is a quote too."""
    if any(theme.label.casefold() in text.casefold() for text in quotable):
        return theme.label
    told = next((text for text in theme.passages if text in quotable), None)
    return told or (theme.name if theme.expected else ", ".join(theme.keywords[:3]))


def _places(found: analysis.ThemeAnalysis) -> dict[str | None, dict[tuple[str, str], int]]:
    """theme -> (answer, text) -> place among the passages that stand for the theme.

    Those of its two sides come after those of the whole.
    """
    places: dict[str | None, dict[tuple[str, str], int]] = defaultdict(dict)
    for theme in found.themes:
        sides = (theme.sides.in_favour, theme.sides.against) if theme.sides else ()
        for of in (theme, *sides):
            for said in zip(of.sources, of.passages, strict=True):
                places[theme.id].setdefault(said, len(places[theme.id]) + 1)
    return places
