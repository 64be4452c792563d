"""A worker that does not screen is noticed by the web process, which tells people by e-mail."""

import signal
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import analysis
from consult import config, gunicorn_settings
from consult.answering.models import Response
from consult.answering.sends import transport_sealing
from consult.background import heartbeat, web_tasks
from consult.cli.health import check
from consult.clock import now, today
from consult.duty.operations import note_week
from consult.safeguarding.alerts import worker_silence
from consult.safeguarding.cases.queries import not_closed_since
from consult.safeguarding.models import Case
from consult.safeguarding.screening import jobs as screening
from consult.samples.people import WEEK
from consult.staff.models import Staff
from consult.staff.operations import invite
from consult.storage.compaction import compact
from consult.storage.db import db
from tests.consult.safeguarding.alerts.test_alerts import officer, post, send
from tests.consult.sign_in import signed_in

__all__ = ["post"]  # a fixture
LONG = timedelta(minutes=50)


@pytest.fixture(autouse=True)
def fresh(app):
    """On PostgreSQL the queue outlives a test."""
    with heartbeat._queue() as queue:
        for key in (heartbeat.SCREENED, heartbeat.TOLD):
            queue.delete(key)


def rested(clock: timedelta = LONG) -> None:
    """Screening went through for the last time so long ago."""
    heartbeat.beat(now() - clock)


def test_officers_and_coordinators_are_told_once_an_hour_without_content(post, monkeypatch):
    officer("ana")
    invite("coordinadora@example.org", "coordinator")
    invite("maestra@example.org", "facilitator")
    db.session.commit()
    rested()
    worker_silence.tell_of_silence()
    worker_silence.tell_of_silence()  # another process, a moment later
    assert post.recipients == ["ana@example.org", "coordinadora@example.org"]
    said = post.mails[0].get_content()
    assert "La revisión automática de lo que se escribe no está pasando." in said
    assert "Screening has stopped." in said
    later = now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(worker_silence, "now", lambda: later)
    worker_silence.tell_of_silence()
    assert len(post.mails) == 4


def test_worker_that_screens_is_not_told_of(post, session, client):
    officer("ana")
    rested()
    send(client, "Que haya más parques")
    screening.screen_sealed_texts()
    worker_silence.tell_of_silence()
    assert post.mails == []


def test_next_silence_is_a_new_one(post):
    officer("ana")
    rested()
    worker_silence.tell_of_silence()
    heartbeat.beat(now())
    assert not heartbeat.is_silent(now())
    rested()
    worker_silence.tell_of_silence()
    assert len(post.mails) == 2


def test_worker_that_never_ran_is_missed_from_the_first_look_on(app):
    at = now()
    assert not heartbeat.is_silent(at)
    assert heartbeat.is_silent(at + timedelta(minutes=app.config["ALERT_MINUTES"]))


def test_screening_that_has_no_model_is_silent(app, session, client, monkeypatch):
    def missing(*_texts, **_options):
        raise analysis.MissingModel("es")

    rested()
    monkeypatch.setattr(analysis, "screen", missing)
    send(client, "Que haya más parques")
    screening.screen_sealed_texts()
    assert heartbeat.is_silent(now())


def test_mail_that_did_not_go_out_is_tried_again(app, post):
    officer("ana")
    rested()
    post.refused.add("ana@example.org")
    worker_silence.tell_of_silence()
    assert post.mails == []
    post.refused.clear()
    worker_silence.tell_of_silence()
    assert post.recipients == ["ana@example.org"]


def test_sign_of_life_is_no_finer_than_a_quarter_hour(app):
    at = now()
    heartbeat.beat(at)
    last = heartbeat.last(at)
    assert last.minute % 15 == last.second == last.microsecond == 0
    assert timedelta() <= at - last < timedelta(minutes=15)


@pytest.mark.parametrize(
    ("role", "path"),
    [("coordinator", "/consultations/"), ("safeguarding_officer", "/safeguarding/")],
)
def test_staff_pages_say_since_when_nothing_is_screened(client, role, path):
    staff = signed_in(client, role)
    if role == "safeguarding_officer":
        officer(staff.email.partition("@")[0])
    assert "La revisión automática no pasa desde" not in client.get(path).text
    rested()
    assert "La revisión automática no pasa desde" in client.get(path).text


# ---- the command


def checked(app) -> tuple[int, str]:
    environment = {f"{config.PREFIX}{name}": str(app.config[name]) for name in
                   ("INSTANCE", "DATABASE_URL", "MAIL_SERVER", "MAIL_FROM")}  # fmt: skip
    done = CliRunner(env=environment).invoke(check)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_check_says_nothing_while_all_is_well_and_why_not_otherwise(app, client, post, session):
    heartbeat.beat(now())
    compact()
    note_week(officer("ana"), WEEK)
    db.session.commit()
    assert checked(app) == (0, "")
    note_week(db.session.scalars(sa.select(Staff.id)).one(), {})
    db.session.commit()
    assert "nobody is on duty in the coming seven days" in checked(app)[1]
    send(client, "Que haya más parques")
    db.session.execute(sa.update(Response).values(day=today() - timedelta(days=2)))
    db.session.commit()
    rested()
    app.config["MAIL_SERVER"] = ""
    code, said = checked(app)
    assert "A few texts have waited for screening since before yesterday" in said
    assert code == 1
    assert "The worker has screened nothing for too long: is it running?" in said
    assert "No mail server" in said


def test_check_counts_cases_that_nobody_closes(app, consultation):
    heartbeat.beat(now())
    long_ago = now().replace(tzinfo=None) - timedelta(days=92)
    for level, state in (("support", "new"), ("urgent", "open"), ("support", "closed")):
        case = Case(consultation_id=consultation.id, level=level, state=state)
        case.alerted = long_ago.replace(minute=0, second=0, microsecond=0)
        if level != "urgent":
            case.alerted = case.alerted.replace(hour=0)
        db.session.add(case)
    db.session.commit()
    assert not_closed_since(today() - timedelta(days=90)) == 2
    db.session.rollback()
    assert "A few cases have not been closed for more than 90 days" in checked(app)[1]


# ---- what the web process does by itself


def test_web_process_goes_on_after_work_that_broke(app, consultation, monkeypatch):
    def broken() -> None:
        raise RuntimeError

    transport_sealing.make_key(consultation.id)
    consultation.state = "closed"
    consultation.opens_on = consultation.closes_on = today() - timedelta(days=60)
    db.session.commit()
    rounds = threading.Semaphore(0)
    monkeypatch.setattr(
        web_tasks, "_functions", [broken, transport_sealing.drop_keys, rounds.release]
    )
    stopped = web_tasks.start(app, 0.01)
    try:
        assert rounds.acquire(timeout=10)
        assert transport_sealing.public_key(consultation.id) is None
        assert rounds.acquire(timeout=10), "and again"
    finally:
        stopped.set()


def test_gunicorn_starts_it(app, monkeypatch):
    started = []
    monkeypatch.setattr(web_tasks, "start", started.append)
    handler = signal.getsignal(signal.SIGINT)
    try:
        gunicorn_settings.post_worker_init(SimpleNamespace(wsgi=app))
    finally:
        signal.signal(signal.SIGINT, handler)
    assert started == [app]
    assert {worker_silence.tell_of_silence, transport_sealing.drop_keys} <= set(
        web_tasks._functions
    )
