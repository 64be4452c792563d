"""A child takes everything back while the worker parts answers from their session."""

import threading

import pytest
import sqlalchemy as sa

from consult.answering.models import Attendance, Response
from consult.answering.privacy import jobs, session_unlinking
from consult.sessions import operations as sessions
from consult.storage.db import db
from tests.conftest import OWN

pytestmark = pytest.mark.both_engines

CODE = "arbol barco cielo dulce estrella flor"


@pytest.fixture
def parted_and_back(app, client, session):
    """One answer, whose session is over."""
    form = {"heard": "yes", "key": "a" * 32, "code": CODE}
    client.post("/j/CDFG3467/6-9", data=form, headers={"Origin": OWN})
    sessions.end_uploads(session)
    db.session.commit()


def test_nothing_is_left_of_who_withdraws_at_that_moment(app, parted_and_back, monkeypatch):
    gone = []
    attendance = session_unlinking._attendance

    def withdraws() -> None:
        answered = app.test_client().post("/withdraw", data={"code": CODE}, headers={"Origin": OWN})
        gone.append(answered.status_code)

    withdrawing = threading.Thread(target=withdraws)

    def meanwhile(place):
        withdrawing.start()
        withdrawing.join(1)  # it waits: else it would be over now
        return attendance(place)

    monkeypatch.setattr(session_unlinking, "_attendance", meanwhile)
    jobs.forget_sessions()
    withdrawing.join(30)
    db.session.rollback()
    assert gone == [200]
    assert db.session.scalars(sa.select(Response)).all() == []
    assert db.session.scalars(sa.select(Attendance)).all() == []
