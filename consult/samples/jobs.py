"""What the worker does on a real site, done at once: screening, themes, reading a submission."""

from datetime import date
from importlib.resources import as_file, files

import click

import analysis
from consult.consultations.models import Consultation
from consult.safeguarding.screening.jobs import screen_sealed_texts
from consult.storage.db import db
from consult.submissions import operations as submissions
from consult.themes.models import AnalysisRun, Grain
from consult.themes.runs.jobs import analyse
from consult.themes.runs.operations import request_run

__all__ = ["find_themes", "screen_sealed_texts", "store_submission"]


def find_themes(consultation: Consultation, day: date, grain: Grain = Grain.USUAL) -> AnalysisRun:
    """A finished run over the screened texts; commits, as the job does."""
    run = request_run(consultation, day, grain)
    db.session.commit()
    analyse(run.id)
    db.session.refresh(run)
    if run.state != "done":
        raise click.ClickException("The sample answers could not be grouped; the log says why.")
    return run


def store_submission(consultation: Consultation, organisation: str, day: date) -> None:
    """The invented submission, read as any other."""
    with as_file(files(__package__) / "submission.txt") as path:
        read = analysis.read_submission_file(path)
    submissions.store(consultation, organisation, read.to_dict(), day)
