"""Answers given in English: the analysis is told so, and reads them as English."""

import pytest

import analysis
from consult.answering.queries import screened_texts
from consult.clock import today
from consult.consultations.models import Consultation
from consult.storage.db import db
from consult.themes.runs import jobs
from consult.themes.runs.inputs import answers
from consult.themes.runs.jobs import analyse
from consult.themes.runs.operations import request_run
from tests.consult.seeding import answered, said
from tests.consult.themes.test_themes import SUBJECTS

PHONES = ("use phones", "more phones", "phones for all", "no phones", "phones in class")
ENDS = ("", " please", " now", " today", " always")


@pytest.fixture
def heard(consultation: Consultation) -> Consultation:
    """Closed: 48 texts in Spanish, 25 in English, most without a word that tells so."""
    consultation.state = "closed"
    for subject in SUBJECTS:
        for text in subject:
            for extra in ("", " por favor", " de verdad", " siempre"):
                _wrote(consultation, "es", text + extra)
    for text in PHONES:
        for end in ENDS:
            _wrote(consultation, "en", text + end)
    db.session.commit()
    return consultation


def _wrote(consultation: Consultation, language: str, text: str) -> None:
    child = answered(consultation, "10-13", language=language)
    db.session.flush()
    said(child, text)


def test_the_analysis_is_told_in_which_language_each_was_asked(heard):
    told = {each.text: each.language for each in answers(heard.id, screened_texts(heard.id))}
    assert told["use phones now"] == "en"
    assert told["que haya internet en mi comunidad"] == "es"


def test_a_theme_of_english_answers_has_words_that_were_written(heard):
    run = request_run(heard, today())
    db.session.commit()
    analyse(run.id)
    db.session.refresh(run)
    english = [each for each in run.themes if "phones" in each.label]
    assert english
    assert all("phones" in theme.keywords for theme in english)
    assert not any("pones" in theme.keywords for theme in run.themes)


def test_the_next_run_knows_short_english_answers_again(heard, monkeypatch):
    run = request_run(heard, today())
    db.session.commit()
    analyse(run.id)
    known = []
    remembered = analysis.remembered

    def listening(passages, *rest):
        known.extend(passages)
        return remembered(known, *rest)

    monkeypatch.setattr(analysis, "remembered", listening)
    jobs._before(heard.id)
    assert {language for text, _theme, language in known if "phones" in text} == {"en"}
    assert {language for text, _theme, language in known if "internet" in text} == {"es"}
