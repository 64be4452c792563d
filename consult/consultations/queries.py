"""Reads of consultations and of the questionnaires they use."""

from collections.abc import Iterator, Sequence
from functools import cache

import sqlalchemy as sa

import surveys
from consult.storage.db import db
from consult.web.i18n import CODES

from .models import Consultation, State


@cache
def questionnaire(name: str, version: int) -> surveys.Questionnaire:
    """A questionnaire that ships, read once a process."""
    return surveys.read(surveys.shipped()[name], version=version)


def asked_in(consultation: Consultation) -> surveys.Questionnaire:
    """What the consultation asks children."""
    return questionnaire(consultation.questionnaire, consultation.questionnaire_version)


def own_languages(consultation: Consultation) -> tuple[tuple[str, str], ...]:
    """Languages that its questionnaire has and the site has not: (code, own name)."""
    names = asked_in(consultation).names
    return tuple((code, name) for code, name in names.items() if code not in CODES)


def version_for(consultation: Consultation, band: str, language: str) -> surveys.Version:
    """What a band reads, in the language or in the questionnaire's own first one.

    Nobody is asked to draw where nobody was named who looks at it first.
    """
    asked = asked_in(consultation)
    code = language if language in asked.languages else asked.languages[0]
    if consultation.drawings_seen_by:
        return asked.version_for(band, code)
    return _without_drawings(asked.id, asked.version, band, code)


@cache
def _without_drawings(name: str, number: int, band: str, language: str) -> surveys.Version:
    return surveys.without(questionnaire(name, number).version_for(band, language), "drawing")


def asks_for_drawings(consultation: Consultation) -> bool:
    """Does its questionnaire have a question that is answered with a drawing?"""
    versions = asked_in(consultation).versions.values()
    return any(each.kind == "drawing" for version in versions for each in version.questions)


def length_of(version: surveys.Version) -> surveys.Length:
    """How long what a band reads is at most, from the code to the goodbye."""
    return _length(version.questionnaire, version.version, version.band, version.language)


@cache
def _length(name: str, version: int, band: str, language: str) -> surveys.Length:
    return surveys.length(questionnaire(name, version), band, language)


def characteristics(consultation: Consultation) -> list[str]:
    """The questions of its questionnaire that say who answers, in their order."""
    versions = asked_in(consultation).versions.values()
    questions = (question for version in versions for question in version.questions)
    return list(dict.fromkeys(each.concept for each in questions if each.characteristic))


def text_concepts() -> list[str]:
    """The questions that any consultation lets children answer in their own words."""
    return sorted({question.concept for question in _text_questions()})


def drawing_concepts() -> frozenset[str]:
    """The questions that any consultation lets children answer with a drawing."""
    return frozenset(each.concept for each in _text_questions() if each.kind == "drawing")


def _text_questions() -> Iterator[surveys.Question]:
    used = sa.select(Consultation.questionnaire, Consultation.questionnaire_version).distinct()
    for name, version in db.session.execute(used):
        yield from _text_questions_of(name, version)


@cache
def _text_questions_of(name: str, version: int) -> tuple[surveys.Question, ...]:
    asked = questionnaire(name, version)
    versions = (asked.version_for(band, asked.languages[0]) for band in asked.bands)
    return tuple(
        question
        for each in versions
        for question in each.questions
        if not surveys.KINDS[question.kind].closed
    )


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
