"""Reads for a report. They return raw counts: who calls applies the cell rule."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from consult.answering.models import Attendance, FreeText, RedactionCount, Response
from consult.sessions.models import Session
from consult.storage.db import db
from consult.submissions.models import Submission
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.queries import BAND, LANGUAGE, VOICE, from_passages, in_theme

from .models import Report


def latest(consultation_id: int) -> Report | None:
    """The newest published version."""
    return db.session.scalar(
        sa.select(Report)
        .where(Report.consultation_id == consultation_id)
        .order_by(Report.version.desc())
        .limit(1)
    )


def published_version(consultation_id: int, version: int) -> Report | None:
    """That version, if it was ever published."""
    return db.session.scalar(
        sa.select(Report).where(
            Report.consultation_id == consultation_id, Report.version == version
        )
    )


def versions(consultation_id: int) -> list[int]:
    """Numbers of the published versions, the newest first."""
    found = sa.select(Report.version).where(Report.consultation_id == consultation_id)
    return list(db.session.scalars(found.order_by(Report.version.desc())))


def counts_of(consultation_id: int, column: str, bands: Collection[str]) -> dict[str, int]:
    """Responses of these bands by `setting` or `region`; "" is the public link, which has none."""
    counts: Counter[str] = Counter()
    # Where a response was stands in it as long as its session; then apart.
    for model, there in ((Attendance, sa.true()), (Response, Response.session_id.is_not(None))):
        by = getattr(model, column)
        mine = (model.consultation_id == consultation_id, model.band.in_(bands))
        rows = db.session.execute(sa.select(by, sa.func.count()).where(*mine, there).group_by(by))
        for value, count in rows:
            counts[value or ""] += count
    return counts


def declined(consultation_id: int) -> int:
    """How many took no part, as far as the facilitators of its sessions counted them."""
    counted = sa.select(sa.func.sum(Session.declined))
    return db.session.scalar(counted.where(Session.consultation_id == consultation_id)) or 0


def voices(run: AnalysisRun, keys: Iterable[str], bands: Collection[str]) -> dict[str, int]:
    """Children of each band with at least one passage in these themes, each counted once."""
    return _writers(run, bands, in_theme(keys))


def voices_of_parts(
    run: AnalysisRun, keys: Iterable[str], bands: Collection[str]
) -> dict[tuple[str, int], int]:
    """(proposed theme, place of its sub-theme) -> children of these bands with at least one
    passage in it, of those that are in these themes; each counted once."""
    named = list(keys)
    rows = db.session.execute(
        from_passages(Theme.key, Passage.part, sa.func.count(sa.distinct(VOICE)))
        .join(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, BAND.in_(bands), Passage.part.is_not(None))
        .where(in_theme(named), Theme.key.in_(named))
        .group_by(Theme.key, Passage.part)
    )
    return {(key, part): count for key, part, count in rows}


def writers(run: AnalysisRun, bands: Collection[str]) -> dict[str, int]:
    """Children of each band who wrote something that was analysed, each counted once."""
    return _writers(run, bands, sa.true())


def _writers(
    run: AnalysisRun, bands: Collection[str], condition: sa.ColumnElement[bool]
) -> dict[str, int]:
    rows = db.session.execute(
        from_passages(BAND, sa.func.count(sa.distinct(VOICE)))
        .outerjoin(Theme, Passage.theme_id == Theme.id)
        .where(Passage.run_id == run.id, BAND.in_(bands), condition)
        .group_by(BAND)
    )
    return dict(rows.all())


def languages(run: AnalysisRun, texts: Collection[str]) -> Mapping[str, str]:
    """Passage -> language of the questionnaire it was written in."""
    rows = db.session.execute(
        from_passages(Passage.text, sa.func.min(LANGUAGE))
        .where(Passage.run_id == run.id, Passage.text.in_(texts))
        .group_by(Passage.text)
    )
    return dict(rows.all())


def held(consultation_id: int) -> int:
    """Texts that are counted and not quoted, because nobody has cleared them."""
    counted = sa.select(sa.func.count()).select_from(FreeText).join(FreeText.response)
    mine = counted.where(Response.consultation_id == consultation_id, FreeText.held)
    return db.session.scalar(mine) or 0


def quotable(consultation_id: int) -> int:
    """Texts that may be quoted: their child said so, and no officer has to clear them first."""
    counted = sa.select(sa.func.count()).select_from(FreeText).join(FreeText.response)
    mine = (Response.consultation_id == consultation_id, FreeText.redacted.is_not(None))
    return db.session.scalar(counted.where(*mine, FreeText.quotable, ~FreeText.held)) or 0


def taken_out(consultation_id: int) -> int:
    """Texts that are with the safeguarding officers alone."""
    found = db.session.get(RedactionCount, (consultation_id, "taken_out"))
    return max(0, found.number) if found else 0


def submissions(consultation_id: int) -> Sequence[Submission]:
    """What organisations wrote, by name."""
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.consultation_id == consultation_id)
        .order_by(Submission.organisation, Submission.id)
    ).all()
