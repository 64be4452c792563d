"""A child answers on a Spanish page in a language that no program here reads."""

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText, ReturnedText
from consult.answering.withdrawal.operations import withdraw
from consult.safeguarding.screening import jobs
from consult.storage.db import db
from consult.storage.sealing import mark
from tests.analysis.declaration import ARTICLE_1
from tests.consult.answering.withdrawal.test_withdrawn_unread import rows
from tests.consult.safeguarding.cases.test_give_back import ASKED, cleared, counted, told
from tests.consult.safeguarding.test_safeguarding import (
    CODE,
    PLAIN,
    cases,
    key,
    private,
    send,
    texts,
)

__all__ = ["key", "private"]  # fixtures

NAHUATL = f"{ARTICLE_1['nhn']} Citlali Robles"


def test_it_is_sealed_for_the_officers_who_redact_it(client, session, key, private):
    send(client, NAHUATL, PLAIN)
    jobs.screen_sealed_texts()
    assert [text.redacted for text in texts()] == [PLAIN]
    [case] = cases()
    assert (case.level, case.mark) == ("unread", mark(CODE, ASKED))
    content = told(case, private)
    assert (content["text"], content["language"]) == (NAHUATL, "es")
    assert (content["hidden"], content["kept"], content["signals"]) == ([], False, [])
    assert counted("taken_out") == 1
    redacted = NAHUATL.replace("Citlali Robles", "[nombre]")
    cleared(key, private, redacted)
    assert db.session.scalars(sa.select(ReturnedText.text)).all() == [redacted]


def test_it_waits_sealed_while_no_officer_has_a_key(client, session):
    send(client, NAHUATL)
    jobs.screen_sealed_texts()
    assert cases() == []
    assert db.session.scalars(sa.select(FreeText.redacted)).all() == [None]


def test_taken_back_before_it_was_screened_it_stays_until_an_officer_has_read_it(
    client, session, key, private
):
    send(client, NAHUATL)
    withdraw(CODE)
    db.session.commit()
    jobs.screen_sealed_texts()
    assert rows() == {"safeguarding_case": 1, "case_seal": 1}
    [case] = cases()
    assert (case.level, case.mark) == ("unread", None)


@pytest.mark.parametrize(
    "text", ["ke pongan mas canxas i kiten los anunsios feos", "asdfgh jkl qwerty zxcvb poiuy"]
)
def test_what_is_only_misspelt_stays_with_the_answers(client, session, key, text):
    send(client, text)
    jobs.screen_sealed_texts()
    assert cases() == []
    assert [kept.sealed for kept in texts()] == [None]
