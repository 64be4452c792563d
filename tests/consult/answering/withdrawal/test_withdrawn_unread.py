"""Taken back before anybody has read it: whoever hurts a child may hold the six words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText, Response, ReturnedText, WithdrawnText
from consult.answering.privacy import session_unlinking
from consult.answering.queries import sealed_texts
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import withdraw
from consult.clock import now, today
from consult.maintenance import backup
from consult.maintenance.retention import purge
from consult.safeguarding.alerts import case_alerts
from consult.safeguarding.cases import operations
from consult.safeguarding.keys import keyring
from consult.safeguarding.models import Act, Case, CaseSeal, Drawing
from consult.safeguarding.screening import jobs
from consult.storage.db import Model, db
from consult.storage.sealing import mark
from tests.consult.safeguarding.cases.test_give_back import cleared, unread_text
from tests.consult.safeguarding.test_safeguarding import (
    CODE,
    OWN,
    PLAIN,
    SUPPORT,
    URGENT,
    cases,
    key,
    private,
    send,
    told,
)

pytestmark = pytest.mark.both_engines

__all__ = ["key", "private"]  # fixtures

ROWS = (Response, FreeText, WithdrawnText, ReturnedText, Drawing, Case, CaseSeal)


def rows() -> dict[str, int]:
    """How many there are, of what there is any."""
    db.session.expire_all()
    counts = {
        model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model))
        for model in ROWS
    }
    return {name: number for name, number in counts.items() if number}


def taken_back(client, *texts: str) -> None:
    send(client, *texts)
    assert client.post("/withdraw", data={"code": CODE}, headers=OWN).status_code == 200


@pytest.mark.parametrize(
    ("text", "left"),
    [(URGENT, {"safeguarding_case": 1, "case_seal": 1}), (SUPPORT, {}), (PLAIN, {})],
)
def test_a_text_that_was_not_screened_is_a_case_if_it_is_urgent_and_else_gone(
    client, session, key, private, text, left
):
    taken_back(client, text)
    assert rows() == {"withdrawn_text": 1}
    jobs.screen_sealed_texts()
    assert rows() == left
    for case in cases():
        content = told(case, private)
        assert (case.level, case.mark, content["text"]) == ("urgent", None, text)
        assert content["session"] == session.code, "so that the authority knows where"
    jobs.screen_sealed_texts()
    withdraw(CODE)
    db.session.commit()
    assert rows() == left, "once, and out of reach of the code"


def test_what_waits_bears_nothing_of_its_response_or_its_code(client, session, key):
    send(client, URGENT)
    text, response = db.session.execute(sa.select(FreeText, Response).join(FreeText.response)).one()
    own = {text.id, response.id, response.key_hash, response.withdrawal_hash}
    own.add(mark(CODE, text.question))
    db.session.rollback()
    withdraw(CODE)
    db.session.commit()
    [kept] = db.session.execute(sa.select(WithdrawnText.__table__)).all()
    assert not own & set(kept)


def test_it_waits_sealed_while_nobody_could_read_it_and_somebody_is_told(client, session):
    taken_back(client, URGENT)
    jobs.screen_sealed_texts()
    assert rows() == {"withdrawn_text": 1}
    assert sealed_texts() == 1
    watch = case_alerts.Watch()
    assert not case_alerts._wait_too_long(now(), watch)
    assert case_alerts._wait_too_long(now() + timedelta(hours=2), watch)


def test_it_keeps_its_session_as_long_as_any_sealed_text_does(client, session, key):
    taken_back(client, URGENT)
    session.uploads_over = True
    db.session.commit()
    assert session_unlinking.due(today()) == []
    assert session_unlinking.waiting_for_screening(today()) == 1
    session.day = today() - timedelta(days=60)
    session.sent = 0  # it was forgotten before, and this came late
    db.session.commit()
    assert session_unlinking.due(today()) == [session.id]
    session_unlinking.forget(session.id)
    db.session.commit()
    assert session_unlinking.due(today()) == []
    assert db.session.scalars(sa.select(WithdrawnText.session_id)).all() == [None]
    jobs.screen_sealed_texts()
    assert len(cases()) == 1


def test_it_goes_with_the_answers_where_nothing_ever_screened_it(client, session, monkeypatch):
    taken_back(client, URGENT)
    monkeypatch.setattr(
        "consult.maintenance.retention._reported_before", lambda _day: _ours(session)
    )
    list(purge(today()))
    assert rows() == {}


def _ours(session) -> sa.Select:
    return sa.select(sa.literal(session.consultation_id))


def test_a_backup_of_before_brings_back_no_more_than_what_was_not_screened(
    client, session, key, tmp_path
):
    send(client, URGENT, PLAIN)
    file = tmp_path / "site.backup"
    backup.write(file)
    withdraw(CODE)
    db.session.commit()
    jobs.screen_sealed_texts()
    assert rows() == {"safeguarding_case": 1, "case_seal": 1}
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(sa.delete(table))
    db.session.commit()
    backup.restore(file, withdrawal_list.read(withdrawal_list.path()))
    db.session.commit()
    assert rows() == {"withdrawn_text": 2}
    jobs.screen_sealed_texts()
    assert rows() == {"safeguarding_case": 1, "case_seal": 1}


# ---- a language that no program here redacts


@pytest.mark.parametrize(
    ("screened_first", "reason"),
    [(True, Act.CLOSE_NOTHING), (False, Act.CLOSE_REPORTED), (False, Act.CLOSE_NO_DISCLOSURE)],
)
def test_a_text_in_another_language_stays_until_an_officer_has_read_it(
    client, session, key, private, screened_first, reason
):
    if not screened_first:
        db.session.delete(key)
        db.session.commit()
    unread_text(client, session)
    withdraw(CODE)
    db.session.commit()
    if not screened_first:
        key = keyring.make_key(key.staff_id, bytes(private.public_key), bytes(72), bytes(16))
        db.session.commit()
        jobs.screen_sealed_texts()
    assert rows() == {"safeguarding_case": 1, "case_seal": 1}
    case = cleared(key, private, "lum dirra tos meniva [nombre]")
    assert case.mark is None
    assert "returned_text" not in rows(), "the officer sees no difference, and nothing comes back"
    if reason == Act.CLOSE_REPORTED:
        operations.refer(case, key.staff_id, Act.REFER_PROCURADURIA, now())
    operations.close(case, key.staff_id, reason, now())
    db.session.commit()
    assert len(cases()) == (1 if reason == Act.CLOSE_REPORTED else 0)


@pytest.mark.parametrize("done", [Act.RETURN, Act.CLOSE_NOTHING])
def test_one_that_an_officer_has_read_goes(client, session, key, private, done):
    unread_text(client, session)
    [case] = cases()
    if done == Act.RETURN:
        cleared(key, private, "lum dirra tos meniva [nombre]")
    else:
        operations.open_case(case, key.staff_id, now())
        operations.close(case, key.staff_id, done, now())
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    assert rows() == {}
