"""Officers are told by e-mail, in their turn, without a word of what."""

import socket
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey

from consult.answering.models import FreeText, Response
from consult.background import mail, queue
from consult.clock import hour, now, today
from consult.config import SettingError, values
from consult.safeguarding import case_log
from consult.safeguarding.alerts import case_alerts
from consult.safeguarding.cases import operations, response_times
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import Act, Case, CaseEvent, CaseSeal, OfficerKey
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from tests.consult.sign_in import signed_in
from tests.mail_server import Post, mail_server

pytestmark = pytest.mark.both_engines

TEXT = "mi tío me pega y tengo miedo"


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """A mail server that the site is set up for."""
    with mail_server() as server:
        app.config.update(
            MAIL_SERVER=server.url,
            MAIL_FROM="alzavoz@site.example.org",
            ORIGINS=("https://consulta.example.org",),
        )
        yield server


def send(client: FlaskClient, text: str) -> None:
    """A child's answer."""
    posted = {"go": "send", "key": "0f" * 16, "code": "a b c d e f", "ask_lawmakers": text}
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/j/CDFG3467/10-13", data=posted, headers=headers).status_code == 200


def officer(name: str) -> int:
    """An officer with a key; their id."""
    staff = invite(f"{name}@example.org", "safeguarding_officer")
    public = bytes(PrivateKey.generate().public_key)
    keyring.make_key(staff.id, public, bytes(72), bytes(16))
    db.session.commit()
    return staff.id


def raise_case(session: Session, level: str = "urgent") -> Case:
    alert = operations.Alert(
        consultation_id=session.consultation_id,
        level=level,
        signals=("fear",),
        reasons=("miedo",),
        text=TEXT,
        question="¿Qué les dirías?",
        band="10-13",
        language="es",
        session=session.code,
        region="Oaxaca",
        channel="school",
    )
    known = set(db.session.scalars(sa.select(Case.id)))
    operations.alert_officers(alert, queries.officer_keys(), hour())
    db.session.commit()
    return db.session.scalars(sa.select(Case).where(Case.id.not_in(known))).one()


def told() -> list[tuple[uuid.UUID | None, int]]:
    rows = db.session.execute(
        sa.select(CaseEvent.case_id, CaseEvent.staff_id)
        .where(CaseEvent.act == Act.TOLD)
        .order_by(CaseEvent.id)
    )
    return [tuple(row) for row in rows]


def minutes_pass(minutes: int) -> None:
    """Move what the log says into the past: the triggers that protect it are left out for that."""
    moved = [
        {"id": event.id, "case_id": event.case_id, "staff_id": event.staff_id, "act": event.act,
         "at": event.at - timedelta(minutes=minutes)}
        for event in db.session.scalars(sa.select(CaseEvent))
    ]  # fmt: skip
    db.session.execute(sa.text(_without_triggers()))
    db.session.execute(sa.delete(CaseEvent))
    for each in moved:
        db.session.execute(sa.insert(CaseEvent).values(**each))
    db.session.commit()
    db.session.expire_all()


def _without_triggers() -> str:
    if db.engine.dialect.name == "postgresql":
        return "SET LOCAL session_replication_role = replica"
    return "DROP TRIGGER IF EXISTS case_event_is_kept_on_delete"


# ---- who is told, and when


def test_urgent_case_is_told_to_one_officer_and_logged(post, session):
    first, _second = officer("ana"), officer("berta")
    case = raise_case(session)
    case_alerts.tell_officers()
    assert post.recipients == ["ana@example.org"]
    assert told() == [(case.id, first)]
    [event] = db.session.scalars(sa.select(CaseEvent))
    assert event.hash
    assert event.at.minute % 15 == event.at.second == 0


def test_mail_says_nothing_of_the_case(post, session):
    officer("ana")
    case = raise_case(session)
    case_alerts.tell_officers()
    [sent] = post.mails
    whole = sent.as_string()
    said = sent.get_content()
    assert sent["Subject"] == "Hay algo nuevo que leer"
    assert "Hay algo nuevo que leer en la mesa de protección." in said
    assert "https://consulta.example.org/safeguarding/" in said
    for secret in (str(case.id), case.id.hex[:4], session.code, "Mi mundo", "Oaxaca", TEXT,
                   "urgent", socket.gethostname()):  # fmt: skip
        assert secret.lower() not in whole.lower()


def test_mail_has_no_link_where_the_address_of_the_site_is_not_known(app, post, session):
    app.config["ORIGINS"] = ()
    officer("ana")
    raise_case(session)
    case_alerts.tell_officers()
    assert "http" not in post.mails[0].get_content()


def test_new_cases_of_a_minute_go_into_one_mail(post, session):
    officer("ana")
    officer("berta")
    cases = {raise_case(session).id for _ in range(3)}
    case_alerts.tell_officers()
    assert post.recipients == ["ana@example.org"]
    assert {case_id for case_id, _ in told()} == cases


def test_the_turn_is_of_the_officer_who_was_told_longest_ago(post, session):
    officer("ana")
    officer("berta")
    raise_case(session)
    case_alerts.tell_officers()
    minutes_pass(15)
    for _ in range(2):
        raise_case(session)
        case_alerts.tell_officers()
    assert post.recipients == ["ana@example.org", "berta@example.org", "ana@example.org"]


def test_unopened_case_goes_to_the_next_officer_after_the_set_time_and_then_round_again(
    post, session
):
    officer("ana")
    officer("berta")
    raise_case(session)
    for _ in range(3):
        case_alerts.tell_officers()
        case_alerts.tell_officers()  # nothing is due in the same minute
        minutes_pass(30)
    assert post.recipients == ["ana@example.org", "berta@example.org", "ana@example.org"]


@pytest.mark.parametrize("minutes", [15, 45])
def test_next_officer_is_told_after_alert_minutes_and_not_before(app, post, session, minutes):
    app.config["ALERT_MINUTES"] = 60
    officer("ana")
    officer("berta")
    raise_case(session)
    case_alerts.tell_officers()
    minutes_pass(minutes)
    case_alerts.tell_officers()
    assert len(post.mails) == 1
    minutes_pass(60 - minutes)
    case_alerts.tell_officers()
    assert len(post.mails) == 2


def test_nobody_is_told_again_of_a_case_that_was_opened(post, session):
    staff_id = officer("ana")
    officer("berta")
    case = raise_case(session)
    case_alerts.tell_officers()
    operations.open_case(case, staff_id, now())
    db.session.commit()
    minutes_pass(60)
    case_alerts.tell_officers()
    assert len(post.mails) == 1


def test_support_alone_sends_no_mail(post, session):
    officer("ana")
    raise_case(session, "support")
    case_alerts.tell_officers()
    assert post.mails == []


def test_only_who_can_open_a_case_is_told_of_it(post, session):
    officer("ana")
    raise_case(session)
    officer("berta")  # whose key is younger than the case
    for _ in range(2):
        case_alerts.tell_officers()
        minutes_pass(30)
    assert post.recipients == ["ana@example.org"] * 2


def renewed(staff_id: int) -> None:
    """The officer takes a new key; what the old one opens is not moved yet."""
    old = queries.key_of(staff_id)
    public = bytes(PrivateKey.generate().public_key)
    keyring.renew(old, formats.WrappedKey(public, bytes(72), bytes(16)), now())
    db.session.commit()
    assert old.retired
    assert old.wrapped


def test_a_retired_key_opens_a_case_as_well_until_it_is_emptied(post, session):
    first, second = officer("ana"), officer("berta")
    case = raise_case(session)
    for staff_id in (first, second):
        renewed(staff_id)
    for _ in range(2):
        case_alerts.tell_officers()
        minutes_pass(30)
    assert post.recipients == ["ana@example.org", "berta@example.org"]
    old = db.session.scalars(sa.select(OfficerKey).filter_by(staff_id=first, retired=True)).one()
    old.wrapped = b""
    db.session.commit()
    assert [each.staff_ids for each in case_alerts.due_cases(now())] == [(second,)]
    assert case_alerts.due_cases(now())[0].case_id == case.id


def test_who_has_a_case_under_both_keys_is_told_in_one_turn(post, session):
    staff_id = officer("ana")
    case = raise_case(session)
    renewed(staff_id)
    new = queries.key_of(staff_id)
    db.session.add(CaseSeal(case_id=case.id, key_id=new.id, sealed=b"s"))
    db.session.commit()
    assert [each.staff_ids for each in case_alerts.due_cases(now())] == [(staff_id,)]


def test_of_a_case_that_nobody_can_open_every_officer_is_told(post, session):
    officer("ana")
    case = raise_case(session)
    invite("ana@example.org", "safeguarding_officer").active = False
    berta = officer("berta")  # whose key is younger than the case
    carla = invite("carla@example.org", "safeguarding_officer").id  # who has none
    db.session.commit()
    post.refused.add("carla@example.org")
    case_alerts.tell_officers()
    assert post.recipients == ["berta@example.org"]
    post.refused.clear()
    case_alerts.tell_officers()
    assert post.recipients == ["berta@example.org", "carla@example.org"]
    assert told() == [(case.id, berta), (case.id, carla)]
    case_alerts.tell_officers()  # nothing is due in the same minute
    minutes_pass(30)
    case_alerts.tell_officers()
    assert sorted(post.recipients[2:]) == ["berta@example.org", "carla@example.org"]


def test_who_has_no_key_for_a_case_does_not_end_its_alerts(post, session):
    officer("ana")
    case = raise_case(session)
    berta = officer("berta")
    with pytest.raises(case_log.NotPossible):
        operations.open_case(case, berta, now())
    db.session.commit()
    case_alerts.tell_officers()
    assert post.recipients == ["ana@example.org"]


def test_officer_whose_account_ended_is_not_told(post, session):
    staff_id = officer("ana")
    officer("berta")
    raise_case(session)
    invite("ana@example.org", "safeguarding_officer").active = False
    db.session.commit()
    case_alerts.tell_officers()
    assert post.recipients == ["berta@example.org"]
    assert staff_id not in [who for _, who in told()]


def test_words_of_a_child_bring_a_mail_within_two_minutes_of_the_worker(app, client, post, session):
    officer("ana")
    send(client, TEXT)
    db.session.rollback()  # the request's reads were in this test's own transaction
    queue.load()
    for _ in range(2):
        queue.run_every_minute(app)
    assert post.recipients == ["ana@example.org"]


# ---- when mail fails


def test_refused_address_does_not_keep_the_next_officer_from_being_told(post, session, caplog):
    officer("ana")
    second = officer("berta")
    case = raise_case(session)
    post.refused.add("ana@example.org")
    case_alerts.tell_officers()
    assert post.recipients == ["berta@example.org"]
    assert told() == [(case.id, second)]
    assert "could not be told" in caplog.text
    assert "ana@" not in caplog.text


def test_server_that_fails_is_tried_again_and_nothing_is_logged_as_told(app, session, caplog):
    with mail_server() as gone:
        pass
    app.config.update(MAIL_SERVER=gone.url, MAIL_FROM="alzavoz@site.example.org")
    officer("ana")
    case = raise_case(session)
    case_alerts.tell_officers()
    assert told() == []
    assert "no officer was told" in caplog.text
    assert "@" not in caplog.text
    with mail_server() as back:
        app.config["MAIL_SERVER"] = back.url
        case_alerts.tell_officers()
        assert back.recipients == ["ana@example.org"]
    assert [case_id for case_id, _ in told()] == [case.id]


def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(post, session, monkeypatch):
    officer("ana")
    raise_case(session)
    send, open_then = mail.send, []

    def look_and_send(*given: str) -> None:
        open_then.append(db.session.in_transaction())
        send(*given)

    monkeypatch.setattr(mail, "send", look_and_send)
    case_alerts.tell_officers()
    assert open_then == [False]


def test_password_is_sent_to_this_machine_or_encrypted_and_never_otherwise(app, post):
    app.config["MAIL_SERVER"] = post.url.replace("//", "//ana:se%20creta@")
    mail.send("ana@example.org", "Hola", "Hola")
    assert len(post.logins) == 1
    app.config["MAIL_SERVER"] = f"smtp://ana:secreta@{socket.gethostname()}:{post.port}"
    with pytest.raises(mail.NotSent):
        mail.send("ana@example.org", "Hola", "Hola")
    assert len(post.logins) == 1


@pytest.mark.parametrize(
    "address", ["http://host", "smtp://", "smtp://host:port", "smtp://a:b#c@host", "host"]
)
def test_wrong_mail_server_is_refused_without_repeating_it(tmp_path, address):
    with pytest.raises(SettingError) as refused:
        values({"INSTANCE": str(tmp_path), "MAIL_SERVER": address})
    assert refused.value.message.endswith("smtp://user:password@host:port is expected.")


# ---- texts that wait


def waiting_text(session: Session) -> FreeText:
    response = Response(
        consultation_id=session.consultation_id,
        session_id=session.id,
        channel="school",
        band="10-13",
        language="es",
        day=today(),
        answers={},
        key_hash=fingerprint(uuid.uuid4().hex),
        withdrawal_hash=fingerprint("code"),
    )
    text = FreeText(response=response, question="ask_lawmakers", sealed=b"not for our key")
    db.session.add(text)
    db.session.commit()
    return text


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, app: Flask) -> list[datetime]:
    """The time that the worker sees, in a list of one."""
    time = [now()]
    monkeypatch.setattr(case_alerts, "now", lambda: time[0])
    return time


def test_texts_that_wait_too_long_are_told_once_an_hour(post, session, clock, caplog):
    officer("ana")
    officer("berta")
    waiting_text(session)
    counts = []
    for _ in range(10):
        case_alerts.tell_officers()
        counts.append(len(post.mails))
        clock[0] += timedelta(minutes=15)
    assert counts == [0, 0, 2, 2, 2, 2, 4, 4, 4, 4]
    assert post.recipients[:2] == ["ana@example.org", "berta@example.org"]
    assert "esperan" in post.mails[0].get_content()
    assert told() == []
    assert caplog.text.count("waited too long") == 2


def test_text_that_is_screened_in_time_alarms_nobody(post, session, clock):
    officer("ana")
    for _ in range(4):
        text = waiting_text(session)
        case_alerts.tell_officers()
        clock[0] += timedelta(minutes=20)
        text.sealed, text.redacted = None, "screened"
        db.session.commit()
    case_alerts.tell_officers()
    assert post.mails == []


def test_coordinators_are_told_that_texts_wait_where_no_officer_has_a_key(post, session, clock):
    invite("coordinadora@example.org", "coordinator")
    waiting_text(session)
    case_alerts.tell_officers()
    clock[0] += timedelta(minutes=30)
    case_alerts.tell_officers()
    assert post.recipients == ["coordinadora@example.org"]


# ---- what the pages say


def test_pages_say_plainly_that_nobody_is_told_by_mail(app, client, session):
    signed_in(client, "coordinator")
    assert "no hay un servidor de correo" in client.get("/consultations/").text
    app.config["MAIL_SERVER"] = "smtp://127.0.0.1"
    assert "no hay un servidor de correo" not in client.get("/consultations/").text
    client.get("/staff/logout")


def test_desk_says_plainly_that_nobody_is_told_by_mail(app, client, session):
    officer("ana")
    signed_in(client, "safeguarding_officer", "ana@example.org")
    assert "no hay un servidor de correo" in client.get("/safeguarding/").text
    app.config["MAIL_SERVER"] = "smtp://127.0.0.1"
    assert "no hay un servidor de correo" not in client.get("/safeguarding/").text


# ---- times

AT = datetime(2026, 3, 2, 10)


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("told_at", "opened", "words"),
    [
        (15, 45, "se abrió unos 30 min después del correo"),
        (15, 15, "se abrió menos de 15 min después del correo"),
        (30, 15, "se abrió menos de 15 min después del correo"),
        (0, 135, "se abrió unos 2 h 15 min después del correo"),
        (None, 30, "se abrió en 45 min o menos desde que llegó"),
        (None, 105, "se abrió en 2 h o menos desde que llegó"),
        (15, None, ""),
    ],
)
def test_time_until_opening_is_told_in_quarters_and_never_too_short(app, told_at, opened, words):
    shown = response_times.until_opened(
        "urgent",
        AT,
        None if told_at is None else later(told_at),
        None if opened is None else later(opened),
    )
    assert shown == words


def test_of_a_case_that_is_not_urgent_days_are_told(app):
    came = AT.replace(hour=0)
    assert "2026" in response_times.arrived("support", came)
    assert "00:00" not in response_times.arrived("support", came)
    told = [
        response_times.until_opened("support", came, None, later(hours * 60)) for hours in (0, 30)
    ]
    assert told == [
        "se abrió el mismo día",
        f"se abrió el {response_times.day(later(30 * 60).date())}",
    ]


def test_desk_and_case_show_the_time_from_mail_to_opening(post, client, session):
    staff_id = officer("ana")
    case = raise_case(session)
    case_alerts.tell_officers()
    [(_, at)] = [(event.id, event.at) for event in db.session.scalars(sa.select(CaseEvent))]
    operations.open_case(case, staff_id, at + timedelta(minutes=44))
    db.session.commit()
    signed_in(client, "safeguarding_officer", "ana@example.org")
    desk = client.get("/safeguarding/").text
    assert "se abrió unos 30 min después del correo" in desk
    assert "El último caso urgente que se avisó por correo se abrió en 30 min." in desk
    page = client.get(f"/safeguarding/{case.id}").text
    assert "se abrió unos 30 min después del correo" in page
    assert "Recibió un correo: hay algo que leer" in page


def test_usual_time_is_the_median():
    waits = [(AT, later(minutes)) for minutes in (0, 15, 30, 300)]
    assert response_times.usual(waits) == (1, 4)
    assert response_times.usual([]) is None
