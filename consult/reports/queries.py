"""Reads for a report. They return raw counts: who calls applies the cell rule."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.db import db
from consult.submissions.models import Submission
from consult.themes.models import AnalysisRun, Passage, Theme

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
    by = getattr(Response, column)
    rows = db.session.execute(
        sa.select(by, sa.func.count())
        .where(Response.consultation_id == consultation_id, Response.band.in_(bands))
        .group_by(by)
    )
    return {value or "": count for value, count in rows}


def voices(run: AnalysisRun, keys: Iterable[str], bands: Collection[str]) -> dict[str, int]:
    """Children of each band with at least one passage in these themes, each counted once."""
    return _writers(run, bands, Theme.key.in_(list(keys)))


def writers(run: AnalysisRun, bands: Collection[str]) -> dict[str, int]:
    """Children of each band who wrote something that was analysed, each counted once."""
    return _writers(run, bands, sa.true())


def _writers(
    run: AnalysisRun, bands: Collection[str], condition: sa.ColumnElement[bool]
) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(Response.band, sa.func.count(sa.distinct(Response.id)))
        .select_from(Passage)
        .join(Theme, Passage.theme_id == Theme.id, isouter=True)
        .join(Passage.free_text)
        .join(FreeText.response)
        .where(Passage.run_id == run.id, Response.band.in_(bands), condition)
        .group_by(Response.band)
    )
    return dict(rows.all())


def languages(run: AnalysisRun, texts: Collection[str]) -> Mapping[str, str]:
    """Passage -> language of the questionnaire it was written in."""
    rows = db.session.execute(
        sa.select(Passage.text, sa.func.min(Response.language))
        .join(Passage.free_text)
        .join(FreeText.response)
        .where(Passage.run_id == run.id, Passage.text.in_(texts))
        .group_by(Passage.text)
    )
    return dict(rows.all())


def submissions(consultation_id: int) -> Sequence[Submission]:
    """What organisations wrote, by name."""
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.consultation_id == consultation_id)
        .order_by(Submission.organisation, Submission.id)
    ).all()
