"""Who reads when: noted by officers, told first by mail, shown to children without a name."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.clock import now, today
from consult.duty import operations, queries
from consult.duty.labels import week_in_words
from consult.duty.models import Absence, DutyHours
from consult.duty.queries import OFFICER
from consult.duty.roster import Duty, Span, Standing, covered
from consult.safeguarding.alerts import case_alerts
from consult.storage.db import db
from tests.consult.safeguarding.alerts.test_alerts import minutes_pass, officer, post, raise_case
from tests.consult.sign_in import signed_in, token

__all__ = ["post"]  # a fixture

MORNING, AFTERNOON = (Span(9 * 60, 13 * 60),), (Span(12 * 60, 18 * 60),)
ALL_DAY = (Span(0, 24 * 60),)
BOTH = (Span(9 * 60, 13 * 60), Span(16 * 60, 19 * 60))
MONDAY = date(2026, 11, 23)

spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(sorted).filter(
    lambda pair: pair[0] < pair[1]
).map(lambda pair: Span(*pair))  # fmt: skip
absences = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda pair: tuple(MONDAY + timedelta(days=n) for n in sorted(pair))
)
duties = st.builds(
    Duty,
    staff_id=st.just(1),
    name=st.just("Ana"),
    week=st.dictionaries(st.integers(0, 6), st.lists(spans, max_size=3)),
    away=st.lists(absences, max_size=2).map(tuple),
)


# ---- the roster as values


@given(st.lists(duties, max_size=4), st.integers(0, 6), st.integers(0, 1439))
def test_children_are_told_an_hour_exactly_if_somebody_is_on_duty_then(officers, ahead, minute):
    at = datetime(MONDAY.year, MONDAY.month, MONDAY.day) + timedelta(days=ahead, minutes=minute)
    told = covered(officers, MONDAY)[at.weekday()]
    is_told = any(span.starts <= minute < span.ends for span in told)
    assert is_told == any(duty.standing(at) == Standing.ON_DUTY for duty in officers)
    assert list(told) == sorted(told, key=lambda span: span.starts)
    assert all(one.ends < other.starts for one, other in zip(told, told[1:], strict=False))


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ([], ""),
        ([dict.fromkeys(range(5), AFTERNOON)], "lunes a viernes de 12:00 a 18:00"),
        ([{0: MORNING, 1: MORNING}], "lunes y martes de 9:00 a 13:00"),
        ([{0: MORNING}, {0: AFTERNOON}], "lunes de 9:00 a 18:00"),
        ([{0: MORNING}, {0: [Span(1000, 1440)]}], "lunes de 9:00 a 13:00 y de 16:40 a 24:00"),
        ([{0: BOTH, 1: BOTH}], "lunes y martes de 9:00 a 13:00 y de 16:00 a 19:00"),
        ([{4: MORNING}, {5: ALL_DAY}], "viernes de 9:00 a 13:00; sábado todo el día"),
    ],
)
def test_hours_are_said_in_words(app, weeks, words):
    officers = [Duty(number, "", week) for number, week in enumerate(weeks)]
    with app.test_request_context("/?language=es"):
        assert week_in_words(covered(officers, MONDAY)) == words


def test_day_of_which_nobody_is_there_is_left_out(app):
    away = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    ana = Duty(1, "Ana", dict.fromkeys(range(5), MORNING), (away,))
    with app.test_request_context("/?language=en"):
        said = week_in_words(covered([ana], MONDAY))
    assert [bool(spans) for spans in covered([ana], MONDAY)] == [1, 0, 0, 1, 1, 0, 0]
    assert "Tuesday" not in said
    assert said.startswith("Monday")


# ---- who is told first


def on_duty(staff_id: int, *, away: bool = False) -> None:
    operations.note_week(staff_id, dict.fromkeys(range(7), ALL_DAY))
    if away:
        operations.note_absence(staff_id, today(), today(), today())
    db.session.commit()


@pytest.mark.both_engines
def test_who_is_on_duty_is_told_before_the_others_and_who_is_away_last(post, session):
    away, _off, there = officer("ana"), officer("berta"), officer("carla")
    on_duty(away, away=True)
    on_duty(there)
    raise_case(session)
    for _mail in range(4):
        case_alerts.tell_officers()
        minutes_pass(45)
    names = ["carla", "berta", "ana", "carla"]
    assert post.recipients == [f"{name}@example.org" for name in names]


def test_without_any_hours_officers_are_told_in_turn(post, session):
    for name in ("ana", "berta"):
        officer(name)
    raise_case(session)
    case_alerts.tell_officers()
    minutes_pass(45)
    case_alerts.tell_officers()
    assert post.recipients == ["ana@example.org", "berta@example.org"]


def test_officer_who_left_is_in_no_roster(app):
    staff_id = officer("ana")
    on_duty(staff_id)
    assert queries.standings(now()) == {staff_id: Standing.ON_DUTY}
    db.session.execute(sa.text("UPDATE staff SET active = false"))
    assert queries.roster() == []
    assert not any(queries.week_ahead())


# ---- the page


@pytest.fixture
def ana(client):
    """An officer who is signed in."""
    return signed_in(client, "safeguarding_officer", "ana@example.org")


def week_of(client, **hours: str) -> dict[str, str]:
    empty = {
        f"{stretch}-{day}-{part}": ""
        for stretch in ("days", "later")
        for day in range(7)
        for part in ("starts", "ends")
    }
    return {**empty, "csrf_token": token(client.get("/duty/")), **hours}


@pytest.mark.both_engines
def test_week_is_noted_shown_and_replaced(client, ana):
    sent = week_of(client, **{"days-0-starts": "09:00", "days-0-ends": "13:00",
                              "days-5-starts": "20:00", "days-5-ends": "00:00"})  # fmt: skip
    assert client.post("/duty/week", data=sent).status_code == 303
    page = client.get("/duty/").text
    assert "lunes de 9:00 a 13:00; sábado de 20:00 a 24:00" in page
    assert 'value="09:00"' in page
    assert 'value="00:00"' in page
    client.post("/duty/week", data=week_of(client))
    assert db.session.scalars(sa.select(DutyHours)).all() == []
    assert "nadie tiene horas de guardia" in client.get("/duty/").text


def test_day_may_have_two_stretches_with_nobody_between(client, ana):
    day = f"days-{today().weekday()}", f"later-{today().weekday()}"
    sent = week_of(client, **{f"{day[0]}-starts": "09:00", f"{day[0]}-ends": "13:00",
                              f"{day[1]}-starts": "16:00", f"{day[1]}-ends": "19:00"})  # fmt: skip
    assert client.post("/duty/week", data=sent).status_code == 303
    page = client.get("/duty/").text
    assert "de 9:00 a 13:00 y de 16:00 a 19:00" in page
    assert 'value="16:00"' in page
    on_duty = {hour: queries.standings(now().replace(hour=hour, minute=0)) for hour in (12, 14, 17)}
    assert [standing[ana.id] for standing in on_duty.values()] == [
        Standing.ON_DUTY,
        Standing.OFF_DUTY,
        Standing.ON_DUTY,
    ]


def test_stretches_that_meet_are_one(client, ana):
    sent = week_of(client, **{"days-0-starts": "12:00", "days-0-ends": "18:00",
                              "later-0-starts": "09:00", "later-0-ends": "13:00"})  # fmt: skip
    client.post("/duty/week", data=sent)
    [noted] = db.session.scalars(sa.select(DutyHours)).all()
    assert (noted.starts, noted.ends) == (9 * 60, 18 * 60)


@pytest.mark.parametrize(
    ("starts", "ends", "problem"),
    [
        ("09:00", "", "Escribe las dos horas, o ninguna."),
        ("", "09:00", "Escribe las dos horas, o ninguna."),
        ("13:00", "09:00", "La segunda hora tiene que ser más tarde."),
        ("09:00", "09:00", "La segunda hora tiene que ser más tarde."),
    ],
)
def test_hours_that_are_none_are_refused_and_stay_in_the_fields(client, ana, starts, ends, problem):
    sent = week_of(client, **{"days-2-starts": starts, "days-2-ends": ends})
    refused = client.post("/duty/week", data=sent)
    assert refused.status_code == 422
    assert problem in refused.text
    assert 'value="09:00"' in refused.text
    assert db.session.scalars(sa.select(DutyHours)).all() == []


def absence(client, first: date, last: date):
    sent = {"csrf_token": token(client.get("/duty/"))}
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return client.post("/duty/absences", data={**sent, **days})


def test_absence_is_noted_once_and_taken_back(client, ana):
    week = timedelta(days=7)
    for _twice in range(2):
        assert absence(client, today(), today() + week).status_code == 303
    assert "Hoy no está" in client.get("/duty/").text
    [noted] = queries.absences(ana.id)
    page = client.post(
        f"/duty/absences/{noted.id}/drop", data={"csrf_token": token(client.get("/duty/"))}
    )
    assert page.status_code == 303
    assert queries.absences(ana.id) == []


def test_absence_of_the_past_or_backwards_is_refused(client, ana):
    day, one = today(), timedelta(days=1)
    assert "Esos días ya pasaron." in absence(client, day - one, day - one).text
    assert "antes del primero" in absence(client, day + one, day).text
    assert queries.absences(ana.id) == []


def test_absence_that_is_over_is_forgotten_with_the_next_one(app):
    staff_id, day, one = officer("ana"), today(), timedelta(days=1)
    for first in (day - 3 * one, day):
        operations.note_absence(staff_id, first, first, day)
    assert [each.first for each in queries.absences(staff_id)] == [day]


def test_nobody_takes_anothers_absence_back(client, ana):
    other = officer("berta")
    operations.note_absence(other, today(), today(), today())
    db.session.commit()
    [noted] = queries.absences(other)
    sent = {"csrf_token": token(client.get("/duty/"))}
    client.post(f"/duty/absences/{noted.id}/drop", data=sent)
    assert queries.absences(other) == [noted]


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "legislator", "organisation"])
def test_roster_is_the_officers_alone(client, role):
    signed_in(client, role)
    assert client.get("/duty/").status_code == 403


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "row",
    [
        DutyHours(weekday=7, starts=0, ends=10),
        DutyHours(weekday=0, starts=10, ends=10),
        DutyHours(weekday=0, starts=0, ends=1441),
        Absence(first=MONDAY, last=MONDAY - timedelta(days=1)),
    ],
    ids=["eighth day", "no time", "past midnight", "backwards"],
)
def test_database_refuses_what_cannot_be(app, row):
    values = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    made = type(row)(**{**values, "staff_id": officer("ana")})
    db.session.add(made)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


# ---- when nobody is there


@pytest.mark.parametrize(
    ("role", "path"), [(OFFICER, "/safeguarding/"), ("coordinator", "/consultations/")]
)
def test_week_without_hours_is_told_while_children_are_asked(client, consultation, role, path):
    said, first = "en los próximos siete días nadie tiene horas de guardia", today()
    other = officer("berta")
    signed_in(client, role, "berta@example.org" if role == OFFICER else None)
    assert said in client.get(path).text
    on_duty(other)
    assert said not in client.get(path).text
    operations.note_absence(other, first, first + timedelta(days=6), first)
    assert queries.nobody_reads_ahead()
    consultation.state = "closed"
    db.session.flush()
    assert not queries.nobody_reads_ahead()


# ---- children


def test_children_read_the_hours_of_the_coming_week_and_no_name(client, session):
    send = {"key": "d" * 32, "code": "arbol barco cielo dulce estrella flor", "go": "send"}

    def thanked() -> str:
        headers = {"Origin": "http://localhost"}
        return client.post("/j/CDFG3467/10-13", data=send, headers=headers).text

    assert "no hay un horario fijo para leer" in thanked()
    staff_id = officer("zenaida")
    on_duty(staff_id)
    for page in (thanked(), client.get("/help").text):
        assert "Lo que le llega lo lee en minutos: lunes a domingo todo el día (hora de" in page
        assert "zenaida" not in page.lower()
    operations.note_absence(staff_id, today(), today() + timedelta(days=9), today())
    db.session.commit()
    assert "no hay un horario fijo para leer" in thanked()
