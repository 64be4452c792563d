"""What organisations wrote: their answers to the nine questions, with sources and figures."""

from itertools import groupby
from typing import Any

import codebook
from consult.consultations.models import Consultation
from consult.consultations.queries import questionnaire
from consult.reports import queries
from consult.submissions.models import Source, Submission, SubmissionPassage

Section = dict[str, Any]


def organisations(consultation: Consultation) -> list[Section]:
    """Every submission, by name of the organisation. Organisations are named, children never."""
    return [_submission(each) for each in queries.submissions(consultation.id)]


def nine_questions() -> list[Section]:
    """Number, short name and wording of each question, in both languages."""
    asked = questionnaire("organisations", 1)
    (band,) = asked.bands
    return [
        {
            "number": number,
            "names": {
                language: asked.concept_names.get((question.concept, language), question.ask)
                for language in asked.languages
            },
            "wordings": {
                language: asked.version_for(band, language).questions[number - 1].ask
                for language in asked.languages
            },
        }
        for number, question in enumerate(
            asked.version_for(band, asked.languages[0]).questions, start=1
        )
    ]


def _submission(submission: Submission) -> Section:
    by_question = groupby(submission.passages, key=lambda passage: passage.question)
    return {
        "organisation": submission.organisation,
        "received_on": submission.received_on.isoformat(),
        "answers": {
            str(number): [_passage(passage) for passage in passages]
            for number, passages in by_question
        },
        "sources": [_source(source) for source in submission.sources],
        "figures": list(submission.figures),
        "warnings": list(submission.warnings),
    }


def _passage(passage: SubmissionPassage) -> Section:
    return {
        "label": passage.label,
        "text": passage.text,
        "absent": passage.absent,
        "sources": list(passage.sources),
        "concepts": [_concept(code) for code in codebook.touched(passage.text.lower(), "es")],
    }


def _concept(code: str) -> Section:
    """Its name is what a theme is said to touch, too."""
    concept = codebook.concepts()[code]
    return {"name": dict(concept.name), "source": concept.source, "at": concept.at}


def _source(source: Source) -> Section:
    return {
        "number": source.number,
        "text": source.text,
        "title": source.title,
        "url": source.url,
        "consulted": source.consulted.isoformat() if source.consulted else None,
        "same_as": source.same_as,
    }
