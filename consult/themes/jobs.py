"""The analysis, in the worker: screened texts in, a run with its themes and passages out."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

import analysis
from consult.answering.queries import ScreenedText, screened_texts
from consult.db import db
from consult.jobs import job
from consult.logs import logger

from .models import AnalysisRun, Passage, Theme


@job
def analyse(run_id: int) -> None:
    """Fill a waiting run. A run that is done is left alone, so a repeat does no harm."""
    run = db.session.get(AnalysisRun, run_id)
    if run is None or run.state != "waiting":
        return
    texts = list(screened_texts(run.consultation_id))
    try:
        guide = _guide()
        found = _found(texts, guide)
    except Exception as broken:
        db.session.rollback()
        db.session.execute(
            sa.update(AnalysisRun).where(AnalysisRun.id == run_id).values(state="failed")
        )
        db.session.commit()
        logger.error("analysis failed", exc_info=broken)
        return
    _keep(run, found, texts, guide)
    db.session.commit()


def _guide() -> analysis.Guide:
    path = current_app.config["THEME_GUIDE"]
    return analysis.read_guide(Path(path)) if path else analysis.shipped_guide()


def _found(texts: Sequence[ScreenedText], guide: analysis.Guide) -> analysis.Themes:
    answers = [
        analysis.Answer(id=str(text.id), text=text.text, question=text.question) for text in texts
    ]
    return analysis.find_themes(answers, guide=guide)


def _keep(
    run: AnalysisRun,
    found: analysis.Themes,
    texts: Sequence[ScreenedText],
    guide: analysis.Guide,
) -> None:
    subjects = {
        each.id: {"es": each.name, "en": each.name_en or each.name} for each in guide.themes
    }
    quotable = _quotable(found, texts)
    themes = {
        theme.id: Theme(
            key=theme.id,
            label=_label(theme, quotable[theme.id]),
            keywords=list(theme.keywords),
            size=theme.size,
            expected=theme.expected,
            subject=subjects[theme.id] if theme.expected else None,
        )
        for theme in found.themes
    }
    run.themes = list(themes.values())
    run.method = dict(found.method)
    run.no_opinion = len(found.no_opinion)
    run.state = "done"
    db.session.flush()
    by_id = {str(text.id): text for text in texts}
    places = _places(found)
    db.session.add_all(
        Passage(
            run_id=run.id,
            theme_id=themes[passage.theme].id if passage.theme else None,
            free_text_id=by_id[passage.answer].id,
            text=passage.text,
            representative=places[passage.theme].get((passage.answer, passage.text)),
        )
        for passage in found.passages
    )


def _quotable(found: analysis.Themes, texts: Sequence[ScreenedText]) -> dict[str | None, list[str]]:
    """theme -> its passages out of texts that are not held."""
    held = {str(text.id) for text in texts if text.held}
    said: dict[str | None, list[str]] = defaultdict(list)
    for passage in found.passages:
        if passage.answer not in held:
            said[passage.theme].append(passage.text)
    return said


def _label(theme: analysis.Theme, quotable: Sequence[str]) -> str:
    """The engine's label, unless its words are a held text's alone: a label is a quote too."""
    if any(theme.label.casefold() in text.casefold() for text in quotable):
        return theme.label
    told = next((text for text in theme.passages if text in quotable), None)
    return told or (theme.name if theme.expected else ", ".join(theme.keywords[:3]))


def _places(found: analysis.Themes) -> dict[str | None, dict[tuple[str, str], int]]:
    """theme -> (answer, text) -> place among the passages that stand for the theme."""
    places: dict[str | None, dict[tuple[str, str], int]] = defaultdict(dict)
    for theme in found.themes:
        for place, said in enumerate(zip(theme.sources, theme.passages, strict=True), 1):
            places[theme.id].setdefault(said, place)
    return places
