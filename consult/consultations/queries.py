"""Reads of consultations and of the questionnaires they use."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

import surveys
from consult.db import db

from .models import Consultation, State


@cache
def questionnaire(name: str, version: int) -> surveys.Questionnaire:
    """A questionnaire that ships, read once a process."""
    return surveys.read(surveys.shipped()[name], version=version)


def asked_in(consultation: Consultation) -> surveys.Questionnaire:
    """What the consultation asks children."""
    return questionnaire(consultation.questionnaire, consultation.questionnaire_version)


def version_for(consultation: Consultation, band: str, language: str) -> surveys.Version:
    """What a band reads, in the language or in the questionnaire's own first one."""
    asked = asked_in(consultation)
    return asked.version_for(band, language if language in asked.languages else asked.languages[0])


def by_slug(slug: str) -> Consultation | None:
    """The consultation of that name."""
    return db.session.scalar(sa.select(Consultation).where(Consultation.slug == slug))


def all_by_name() -> Sequence[Consultation]:
    """Every consultation, published ones first."""
    published = Consultation.state.in_((State.REPORTED, State.ANSWERED))
    return db.session.scalars(
        sa.select(Consultation).order_by(published.desc(), Consultation.slug)
    ).all()


def in_state(*states: State) -> Sequence[Consultation]:
    """Consultations in any of these states, the latest first."""
    return db.session.scalars(
        sa.select(Consultation)
        .where(Consultation.state.in_(states))
        .order_by(Consultation.opens_on.desc(), Consultation.slug)
    ).all()
