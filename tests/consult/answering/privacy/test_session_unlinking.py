"""When the upload window of a session closes, its answers lose it."""

import os
import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.answering.models import Attendance, FreeText, Response
from consult.answering.privacy import jobs, session_unlinking
from consult.cell_suppression import in_tens
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.reports.publication import operations as reports
from consult.sessions import operations as sessions
from consult.sessions.models import Session
from consult.sessions.operations import make_public_link
from consult.sessions.queries import answers_arrive, window_is_over
from consult.storage.db import db
from tests.conftest import OWN
from tests.consult.seeding import close_with_answers
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

LONG_AGO = timedelta(days=40)


def sent(session: Session, *, day: date | None = None, sealed: bool = False) -> Response:
    """One answer of that session; with a sealed text if asked for."""
    response = Response(
        id=uuid.uuid4(),
        consultation_id=session.consultation_id,
        session_id=session.id,
        channel=session.channel,
        setting=session.setting,
        region=session.region,
        band="6-9",
        language="es",
        day=day or today(),
        answers={"heard": "yes"},
        key_hash=os.urandom(32),
        withdrawal_hash=os.urandom(32),
    )
    db.session.add(response)
    if sealed:
        db.session.flush()
        db.session.add(
            FreeText(response_id=response.id, question="ask_lawmakers", sealed=b"sealed")
        )
    return response


def of(consultation: Consultation, **changes) -> Session:
    """One more school session."""
    plan = {"code": os.urandom(4).hex().upper(), "channel": "school", "bands": ["6-9"]}
    plan |= {"setting": "school", "region": "Puebla", "day": today(), "expected": 20}
    made = Session(consultation_id=consultation.id, **plan | changes)
    db.session.add(made)
    db.session.commit()
    return made


def parted() -> list[Response]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Response)))


def test_closed_window_parts_answers_from_their_session(session):
    session.day -= timedelta(days=8)
    days = [session.day, session.day + timedelta(days=1), session.day + timedelta(days=7)]
    for day in days * 4:
        sent(session, day=day)
    db.session.commit()
    jobs.forget_sessions()
    found = parted()
    assert {each.session_id for each in found} == {None}
    assert len({each.cluster for each in found}) == 1
    assert 0 <= found[0].cluster < 2**31
    assert {(each.setting, each.region, each.day) for each in found} == {(None, None, None)}
    assert db.session.get(Session, session.id).sent == 10
    attended = db.session.scalars(sa.select(Attendance)).all()
    assert len(attended) == 12
    assert {(each.setting, each.region, each.band) for each in attended} == {
        ("school", "Oaxaca", "6-9")
    }
    assert {each.week for each in attended} == {session_unlinking.monday_of(day) for day in days}
    assert all(each.week.weekday() == 0 for each in attended)


def test_where_they_were_lies_in_another_order_than_what_they_said(session, monkeypatch):
    monkeypatch.setattr(session_unlinking, "BATCH", 7)  # more than one
    marks = {sent(session).id: os.urandom(32) for _ in range(60)}
    for response in db.session.scalars(sa.select(Response)):
        response.place_mark = marks[response.id]
    sessions.end_uploads(session)
    db.session.commit()
    jobs.forget_sessions()
    attended = db.session.scalars(sa.select(Attendance).order_by(Attendance.id)).all()
    assert sorted(each.mark for each in attended) == sorted(marks.values())
    told = [marks[each] for each in sorted(marks)]
    together = sum(each.mark == mark for each, mark in zip(attended, told, strict=True))
    assert together < 10, "one of sixty by chance"
    assert not {each.id for each in attended} & set(marks)


def test_open_window_keeps_the_session(session):
    session.day -= timedelta(days=7)  # its last day
    sent(session)
    db.session.commit()
    jobs.forget_sessions()
    assert [each.session_id for each in parted()] == [session.id]
    assert session.sent is None


def test_two_sessions_have_different_clusters(consultation, session):
    other = of(consultation)
    for each in (session, other):
        sent(each)
        sessions.end_uploads(each)
    db.session.commit()
    jobs.forget_sessions()
    assert len({each.cluster for each in parted()} - {None}) == 2


def test_public_link_is_parted_when_the_consultation_closes_and_has_no_cluster(consultation):
    link = make_public_link(consultation, ("6-9",))
    db.session.flush()
    sent(link)
    db.session.commit()
    jobs.forget_sessions()
    assert parted()[0].session_id == link.id
    consultation.state = State.CLOSED
    db.session.commit()
    jobs.forget_sessions()
    [found] = parted()
    assert (found.session_id, found.cluster, found.channel) == (None, None, None)
    assert db.session.scalar(sa.select(Attendance.setting)) is None


def test_sealed_texts_keep_their_session_for_a_fortnight_at_most(consultation, session):
    session.day -= timedelta(days=8)
    sent(session, sealed=True)
    db.session.commit()
    jobs.forget_sessions()
    assert parted()[0].session_id == session.id
    assert session_unlinking.waiting_for_screening(today()) == 1
    session.day -= session_unlinking.WAIT_FOR_SCREENING
    db.session.commit()
    jobs.forget_sessions()
    assert parted()[0].session_id is None


def test_what_was_on_its_way_is_parted_too(session):
    sessions.end_uploads(session)
    db.session.commit()
    jobs.forget_sessions()
    assert session.sent == 0
    sent(session)  # a web process had not heard of it
    db.session.commit()
    jobs.forget_sessions()
    [found] = parted()
    assert (found.session_id, found.cluster) == (None, None)
    assert db.session.get(Session, session.id).sent == 0


def test_late_answer_arrives_after_closing_and_not_after_the_window(session):
    session.closed = True
    assert not session.takes_answers(today())
    assert session.takes_uploads(today())
    assert session.takes_uploads(today() + timedelta(days=7))
    assert not session.takes_uploads(today() + timedelta(days=8))
    session.consultation.state = State.CLOSED
    assert session.takes_uploads(today())
    session.consultation.state = State.REPORTED
    assert not session.takes_uploads(today())


def test_days_of_the_window_are_a_setting(app, session):
    app.config["UPLOAD_DAYS"] = 0
    assert session.takes_uploads(today())
    assert not session.takes_uploads(today() + timedelta(days=1))


def test_window_ends_with_that_of_the_consultation(session):
    session.day = session.consultation.closes_on + timedelta(days=20)
    assert session.window_closes_on == session.consultation.closes_on + timedelta(days=7)


DAYS = st.integers(-30, 30).map(lambda days: today() + timedelta(days=days))


@given(
    days=st.tuples(DAYS, DAYS).map(sorted),
    day=DAYS,
    now=DAYS,
    state=st.sampled_from([State.OPEN, State.CLOSED]),
    channel=st.sampled_from(["school", "public"]),
    over=st.booleans(),
    counted=st.sampled_from([None, 10]),
)
def test_database_and_object_agree_on_the_window(
    app_on_sqlite, days, day, now, state, channel, over, counted
):
    consultation, session = app_on_sqlite
    consultation.opens_on, consultation.closes_on = days[0] - LONG_AGO, days[1]
    consultation.state = state
    session.channel, session.uploads_over, session.sent = channel, over, counted
    session.day = day if channel == "school" else None
    session.mode = "tablet" if channel == "school" else "link"
    db.session.flush()
    rows = sa.select(Session.id).join(Session.consultation).where(window_is_over(now))
    is_over = db.session.scalar(rows) is not None
    assert session.takes_uploads(now) is (not is_over and consultation.opens_on <= now)
    db.session.rollback()


@pytest.fixture(scope="module")
def app_on_sqlite(tmp_path_factory, template_instance):
    """One site for all examples of a property."""
    import shutil

    from consult import create_app

    instance = tmp_path_factory.mktemp("window") / "instance"
    shutil.copytree(template_instance, instance)
    app = create_app({"INSTANCE": str(instance), "TESTING": True})
    with app.app_context():
        consultation = Consultation(
            slug="a", titles={}, askers={}, purposes={}, questionnaire="my_digital_world",
            questionnaire_version=1, state="open", opens_on=today(), closes_on=today(),
            results_on=today(),
        )  # fmt: skip
        db.session.add(consultation)
        db.session.flush()
        session = Session(code="A", consultation_id=consultation.id, channel="school", bands=[])
        db.session.add(session)
        db.session.commit()
        yield consultation, session
        db.session.rollback()
        db.session.close()
        db.engine.dispose()


@given(st.integers(0, 10_000))
def test_sums_are_kept_in_tens(count):
    assert in_tens(count) % 10 == 0
    assert 0 <= count - in_tens(count) < 10


def test_repeated_send_still_counts_once_and_the_code_still_withdraws(client, session):
    code = "arbol barco cielo dulce estrella flor"
    form = {"heard": "yes", "key": "a" * 32, "code": code}
    origin = {"Origin": OWN}
    assert client.post("/j/CDFG3467/6-9", data=form, headers=origin).status_code == 200
    sessions.end_uploads(session)
    db.session.commit()
    jobs.forget_sessions()
    [found] = parted()
    assert found.session_id is None
    assert len(db.session.scalars(sa.select(Attendance)).all()) == 1
    again = of(session.consultation)
    client.post(f"/j/{again.code}/6-9", data=form, headers=origin)
    assert len(parted()) == 1
    client.post("/withdraw", data={"code": code}, headers=origin)
    assert parted() == []
    assert db.session.scalars(sa.select(Attendance)).all() == []


def test_clusters_go_when_the_report_is_published(consultation):
    close_with_answers(consultation)
    db.session.execute(sa.update(Response).values(cluster=7))
    reports.publish(consultation, today())
    db.session.commit()
    assert {each.cluster for each in parted()} == {None}


def test_no_report_is_made_while_tablets_may_still_send(consultation, session):
    close_with_answers(consultation)
    assert answers_arrive(consultation, today())
    with pytest.raises(reports.NotReady):
        reports.publish(consultation, today())
    db.session.rollback()
    sessions.end_all_uploads(consultation)
    db.session.commit()
    assert not answers_arrive(consultation, today())
    reports.publish(consultation, today())


def test_coordinator_says_that_no_tablet_waits(client, consultation, session):
    close_with_answers(consultation)
    signed_in(client, "coordinator")
    slug = consultation.slug
    assert "esperaban en tabletas" in client.get(f"/reports/{slug}").text
    page = client.get("/consultations/")
    assert "Ya no falta ninguna tableta" in page.text
    assert "Revisar y publicar" not in page.text
    address = f"/sessions/of/{slug}/over"
    page = client.get(address)
    assert "No se puede deshacer" in page.text
    assert answers_arrive(consultation, today())
    said = client.post(address, data={"csrf_token": token(page)})
    assert said.status_code == 303
    assert client.get(address).status_code == 303
    assert "Revisar y publicar" in client.get("/consultations/").text
    assert client.get(f"/reports/{slug}").status_code == 200


def test_coordinator_cannot_end_the_sessions_of_an_open_consultation(client, session):
    signed_in(client, "coordinator")
    page = client.get("/consultations/")
    address = f"/sessions/of/{session.consultation.slug}/over"
    assert client.get(address).status_code == 303
    client.post(address, data={"csrf_token": token(page)})
    db.session.expire_all()
    assert not db.session.get(Session, session.id).closed


def test_facilitator_says_that_no_tablet_waits(client, consultation, session):
    facilitator = signed_in(client, "facilitator")
    session.facilitator_id = facilitator.id
    for _ in range(23):
        sent(session)
    db.session.commit()
    address = f"/sessions/{session.code}"
    page = client.get(address)
    assert client.get(f"{address}/over").status_code == 303, "not before it is closed"
    client.post(f"{address}/close", data={"csrf_token": token(page)})
    page = client.get(address)
    assert "¿Falta alguna tableta?" in page.text
    assert f'href="{address}/over"' in page.text
    page = client.get(f"{address}/over")
    assert "ya no se recibe: se pierde" in page.text
    assert not db.session.get(Session, session.id).uploads_over, "asking ends nothing"
    said = client.post(f"{address}/over", data={"csrf_token": token(page)})
    assert said.status_code == 303
    assert client.get(f"{address}/over").status_code == 303
    assert "dejarán de estar unidas" in client.get(address).text
    jobs.forget_sessions()
    page = client.get(address)
    assert "ya no están unidas" in page.text
    assert "Contestaron al menos tantos como esperabas." in page.text
    assert "23" not in page.text.split("<main")[1]
