"""No consultation opens unless the officers' hours cover the reading it will make."""

import re
from collections import Counter
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screening import BLIND
from consult.answering.models import FreeText, Response
from consult.cli.health import problems
from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import by_slug
from consult.duty.models import Absence
from consult.duty.operations import note_week
from consult.duty.roster import Span
from consult.safeguarding.capacity import opening_checks
from consult.safeguarding.capacity.reading_load import RAISED_BY_MISTAKE, Load, hours_a_week
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.keys import queries
from consult.safeguarding.models import Case, OfficerKey
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from tests.consult.safeguarding.alerts.test_alerts import officer
from tests.consult.sign_in import signed_in, token


def test_officers_are_told_what_was_counted_of_harmless_texts():
    found: dict[str, Counter[str]] = {}
    for part in Path("benchmarks/screening.md").read_text("utf-8").split("\nDisclosures, ")[1:]:
        counts = found.setdefault(part[:2], Counter())
        for half, texts, raised in re.findall(r"\| (\w+) \| none \| (\d+) \| (\d+) ", part):
            if half in BLIND:
                counts.update(texts=int(texts), raised=int(raised))
    shares = [ceil(100 * each["raised"] / each["texts"]) for each in found.values()]
    assert max(shares) == RAISED_BY_MISTAKE


def load(**changes: float) -> Load:
    parts = {
        "children": 600,
        "texts_a_child": 4,
        "share_raised": 0.2,
        "minutes_a_case": 10,
        "days_open": 28,
    }
    return Load(**{**parts, **changes})


def test_hours_are_children_times_texts_times_share_times_minutes_over_the_weeks():
    assert hours_a_week(load()) == 20
    assert hours_a_week(load(days_open=7)) == 80
    assert hours_a_week(load(children=1)) == 1, "rounded up"
    assert hours_a_week(load(texts_a_child=0)) == 0
    assert hours_a_week(load(share_raised=0.1)) == 10


@given(
    st.integers(1, 10**6),
    st.integers(0, 9),
    st.floats(0, 1),
    st.integers(1, 60),
    st.integers(-5, 400),
)
def test_more_children_never_need_fewer_hours(children, texts, share, minutes, days):
    hours = [
        hours_a_week(Load(many, texts, share, minutes, days)) for many in (children, children * 2)
    ]
    assert 0 <= hours[0] <= hours[1]


# ---- opening


@pytest.fixture
def checked(consultation):
    """A consultation that was looked over and waits to open, for four weeks from today."""
    consultation.state, consultation.is_sample = State.CHECKED, False
    consultation.opens_on = today()
    consultation.closes_on = today() + timedelta(days=27)
    db.session.commit()
    return consultation


@pytest.fixture
def coordinator(client):
    """A client signed in as one."""
    signed_in(client, "coordinator")
    return client


def two_officers(hours: int) -> None:
    for name in ("ana", "berta"):
        officer(name)
    note_hours(hours)


def note_hours(hours: int) -> None:
    for key in queries.officer_keys():
        key.weekly_hours = hours
        note_week(key.staff_id, {0: [Span(9 * 60, 18 * 60)]})
    db.session.commit()


def press(client, what: str = "state", **fields: str):
    page = client.get("/consultations/")
    sent = {"csrf_token": token(page), **fields}
    return client.post(f"/consultations/mi-mundo-digital/{what}", data=sent)


def test_opening_is_refused_until_it_is_known_how_many_children_are_expected(coordinator, checked):
    two_officers(40)
    refused = press(coordinator, to="open")
    assert refused.status_code == 409
    assert "anota cuántas niñas y niños esperas" in refused.text
    assert press(coordinator, "expected", expected_children="600").status_code == 303
    assert press(coordinator, to="open").status_code == 303


def test_opening_is_refused_until_an_officer_has_noted_hours_of_duty(coordinator, checked):
    two_officers(40)
    press(coordinator, "expected", expected_children="600")
    for key in queries.officer_keys():
        note_week(key.staff_id, {})
    db.session.commit()
    refused = press(coordinator, to="open")
    assert refused.status_code == 409
    assert "deben anotar su horario de guardia" in refused.text
    note_hours(40)
    assert press(coordinator, to="open").status_code == 303


def test_opening_is_refused_with_both_numbers_where_hours_are_too_few(coordinator, checked):
    two_officers(9)
    press(coordinator, "expected", expected_children="400")
    refused = press(coordinator, to="open")
    assert refused.status_code == 409
    assert "unas 20 horas a la semana" in refused.text
    assert "anotó 18" in refused.text
    assert by_slug("mi-mundo-digital").state == State.CHECKED
    note_hours(10)
    assert press(coordinator, to="open").status_code == 303


def test_who_is_away_all_of_the_first_week_reads_nothing_in_it(coordinator, checked):
    two_officers(40)
    press(coordinator, "expected", expected_children="600")
    for key in queries.officer_keys():
        db.session.add(Absence(staff_id=key.staff_id, first=today(), last=checked.closes_on))
    db.session.commit()
    refused = press(coordinator, to="open")
    assert refused.status_code == 409
    assert "deben anotar su horario de guardia" in refused.text


def test_hours_are_shared_by_all_that_is_open(app, checked):
    two_officers(15)
    other = db.session.get(type(checked), _earlier(checked))
    checked.expected_children = other.expected_children = 400  # 20 hours each
    db.session.commit()
    assert opening_checks.lacks_hours(checked) is None, "the other one is closed"
    other.state = State.OPEN
    db.session.commit()
    assert "unas 40 horas" in opening_checks.lacks_hours(checked)
    other.is_sample = True
    assert opening_checks.lacks_hours(checked) is None
    other.is_sample, other.opens_on = False, today() - timedelta(days=9)
    other.closes_on = today() - timedelta(days=1)
    assert opening_checks.lacks_hours(checked) is None, "its last day is over"


def test_hours_that_fall_after_opening_are_said_wherever_it_can_be_mended(coordinator, checked):
    two_officers(10)
    checked.expected_children, checked.state = 400, State.OPEN
    db.session.commit()
    short = "What is open needs 20 hours of reading a week; officers noted 0."
    assert short not in problems()
    assert "unas 20 horas" not in coordinator.get("/consultations/").text
    checked.opens_on, checked.closes_on = today() - timedelta(days=27), today()
    assert not [each for each in problems() if "hours of reading" in each], "nor on its last day"
    note_hours(0)
    assert short in problems()
    assert "Leer lo que está abierto pide unas 20 horas" in coordinator.get("/consultations/").text


def test_hours_of_a_retired_key_or_an_ended_account_do_not_count(app, checked):
    two_officers(10)
    first = queries.officer_keys()[0]
    first.retired = True
    db.session.commit()
    assert queries.weekly_hours() == 10


def test_settings_are_the_rate_until_it_is_measured(app, checked):
    checked.expected_children = 400
    two_officers(10)
    assert opening_checks.lacks_hours(checked) is None
    app.config["RAISED_PERCENT"] = 21
    assert "unas 21 horas" in opening_checks.lacks_hours(checked)
    app.config.update(RAISED_PERCENT=20, CASE_MINUTES=11)
    assert "unas 22 horas" in opening_checks.lacks_hours(checked)


@pytest.mark.both_engines
@pytest.mark.parametrize(("texts", "hours"), [(499, "unas 20 horas"), (500, "unas 40 horas")])
def test_rate_is_measured_on_earlier_consultations_with_enough_texts(
    app, session, checked, texts, hours
):
    earlier = _earlier(checked)
    _texts(earlier, session, texts)
    for _ in range(200):
        db.session.add(Case(consultation_id=earlier, level="support", alerted=checked.opens_on))
    checked.expected_children = 400
    db.session.commit()
    assert hours in opening_checks.lacks_hours(checked)
    assert cases_queries.raised_before(earlier) == (0, 0), "its own texts do not count"


def _earlier(consultation) -> int:
    columns = consultation.__table__.columns.keys()
    parts = {name: getattr(consultation, name) for name in columns if name != "id"}
    before = type(consultation)(**{**parts, "slug": "antes", "state": "closed"})
    db.session.add(before)
    db.session.flush()
    return before.id


def _texts(consultation_id: int, session, many: int) -> None:
    response = Response(
        consultation_id=consultation_id,
        session_id=session.id,
        channel="school",
        band="10-13",
        language="es",
        day=today(),
        answers={},
        key_hash=fingerprint("key"),
        withdrawal_hash=fingerprint("code"),
    )
    db.session.add(response)
    db.session.flush()
    for number in range(many):
        text = FreeText(response_id=response.id, question=f"q{number}", redacted="Más canchas")
        db.session.add(text)
    db.session.flush()


@pytest.mark.parametrize("typed", ["", "0", "-3", "muchas", "99999999999"])
def test_number_that_is_none_is_refused_and_stays_in_the_field(coordinator, checked, typed):
    refused = press(coordinator, "expected", expected_children=typed)
    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert by_slug("mi-mundo-digital").expected_children is None


def test_number_is_not_changed_once_it_is_open(coordinator, checked):
    checked.state = State.OPEN
    db.session.commit()
    assert press(coordinator, "expected", expected_children="5").status_code == 409
    assert by_slug("mi-mundo-digital").expected_children is None


def test_unknown_consultation_has_no_number(coordinator, consultation):
    page = coordinator.get("/consultations/new")
    sent = {"csrf_token": token(page), "expected_children": "5"}
    assert coordinator.post("/consultations/nada/expected", data=sent).status_code == 404


def test_hours_are_of_keys_in_use(app):
    assert queries.weekly_hours() == 0
    assert OfficerKey.__table__.c.weekly_hours.nullable is False
