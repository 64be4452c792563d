"""What a withdrawn text leaves in themes: passages go, and names that were this child's words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from consult.answering.models import FreeText
from consult.answering.withdrawal.operations import QUIETLY, Withdrawn, on_withdrawal
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage, Theme

from .operations import place


def forget(gone: Withdrawn) -> bool:
    """Take the passages out of every run, with the labels and keywords that nobody else said."""
    theirs = sa.or_(
        Passage.free_text_id.in_(gone.free_texts),
        Passage.returned_text_id.in_(gone.returned_texts),
    )
    found = db.session.execute(sa.select(Passage.theme_id, Passage.text).where(theirs)).all()
    db.session.execute(sa.delete(Passage).where(theirs), execution_options=QUIETLY)
    said: dict[int, list[str]] = defaultdict(list)
    for theme_id, text in found:
        if theme_id is not None:
            said[theme_id].append(text.casefold())
    themes = db.session.scalars(sa.select(Theme).where(Theme.id.in_(list(said)))).all()
    gone_from = {theme.run_id for theme in themes if _shrink(theme, said[theme.id])}
    db.session.flush()
    for run_id in gone_from:
        place(db.session.get_one(AnalysisRun, run_id))
    return bool(found)


on_withdrawal(forget)


def _shrink(theme: Theme, said: Sequence[str]) -> bool:
    """Whether nothing is left of the theme."""
    theme.size -= len(said)
    if theme.size <= 0:
        db.session.delete(theme)
        return True
    lost = _lost(_words_of(theme), theme, said)
    if lost & set(theme.keywords):
        theme.keywords = _without(lost, theme.keywords)
    if theme.label in lost:
        theme.label = plain_name(theme)
    if theme.about in lost:
        theme.about = ""
    if lost:
        theme.led = {code: _without(lost, words) for code, words in theme.led.items()}
        theme.parts = [_part_without(lost, part) for part in theme.parts]
    return False


def _words_of(theme: Theme) -> set[str]:
    """All that a theme has of the words of children."""
    words = {theme.label, *theme.keywords, *([theme.about] if theme.about else [])}
    for led in theme.led.values():
        words.update(led)
    for part in theme.parts:
        words.update((part["label"], *part["keywords"]))
    return words


def _without(lost: Collection[str], words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in lost]


def _part_without(lost: Collection[str], part: Mapping[str, Any]) -> dict[str, Any]:
    keywords = _without(lost, part["keywords"])
    label = part["label"]
    return {"label": ", ".join(keywords[:3]) if label in lost else label, "keywords": keywords}


def _lost(words: set[str], theme: Theme, said: Sequence[str]) -> set[str]:
    """Which of the words were in what goes, and are in nothing that stays and may be quoted."""
    lost = {each for each in words if any(each.casefold() in text for text in said)}
    if not lost:
        return lost
    stays = db.session.scalars(
        sa.select(Passage.text)
        .outerjoin(Passage.free_text)
        .where(Passage.theme_id == theme.id)
        .where(sa.or_(FreeText.id.is_(None), FreeText.held.is_(False))),
        execution_options={"yield_per": 1000},
    )
    for text in stays:
        lost = {each for each in lost if each.casefold() not in text.casefold()}
        if not lost:
            break
    stays.close()
    return lost


def plain_name(theme: Theme) -> str:
    """A name of a theme that nobody said: the guide's, its keywords, at last its key."""
    return (theme.subject or {}).get("es") or ", ".join(theme.keywords[:3]) or theme.key
