"""What too few say of themselves does not stay beside what they said."""

import json
from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.answering.models import Response
from consult.answering.privacy import local_suppression
from consult.answering.privacy.jobs import forget_sessions, suppress_characteristics
from consult.answering.privacy.local_suppression import (
    Group,
    few_of_a_session,
    generalised,
    is_suppressed,
    suppress,
)
from consult.clock import today
from consult.consultations.models import State
from consult.reports.models import ReportFigure
from consult.reports.publication import operations as reports
from consult.sessions import operations as sessions
from consult.storage.db import db
from tests.consult.seeding import answered, close_with_answers
from tests.consult.sign_in import signed_in

pytestmark = pytest.mark.both_engines

NULL = "null"
ANSWERS = st.sampled_from([NULL, '"a"', '"b"', '["c", "d"]'])
TOLD = st.tuples(ANSWERS, ANSWERS, ANSWERS)
COUNTS = st.dictionaries(TOLD, st.integers(1, 30), max_size=12)


def after(counts, least):
    """(told, what is left of it) -> how many."""
    left = Counter()
    for told, number in counts.items():
        left[told, told] = number
    for told, kept, number in generalised(counts, least):
        left[told, told] -= number
        left[told, kept] += number
    return +left


@given(COUNTS, st.integers(2, 15))
def test_what_is_said_afterwards_is_said_by_enough(counts, least):
    left = after(counts, least)
    assert sum(left.values()) == sum(counts.values())
    sizes = Counter()
    for (_told, kept), number in left.items():
        sizes[kept] += number
    changed = {kept for told, kept in left if told != kept}
    for kept, size in sizes.items():
        says = set(kept) != {NULL}
        if says:
            assert size >= least
        elif kept in changed:
            assert size >= min(least, sum(counts.values())), "nor is anyone alone with saying less"


@given(COUNTS, st.integers(2, 15))
def test_what_is_left_is_a_part_of_what_was_said(counts, least):
    for told, kept, number in generalised(counts, least):
        assert number > 0
        assert told != kept
        assert all(mine in (NULL, said) for mine, said in zip(kept, told, strict=True))


@given(COUNTS, st.integers(2, 15))
def test_doing_it_again_changes_nothing(counts, least):
    again = Counter()
    for (_told, kept), number in after(counts, least).items():
        again[kept] += number
    assert generalised(again, least) == []


@given(COUNTS, st.integers(2, 15))
def test_what_enough_say_stays_but_for_those_whom_few_join(counts, least):
    moves = generalised(counts, least)
    few = sum(number for number in counts.values() if number < least)
    of_many = sum(number for told, _kept, number in moves if counts[told] >= least)
    if not few:
        assert moves == []
    # Each of the few takes at most two groups' worth of others with it.
    assert of_many <= 2 * least * sum(number < least for number in counts.values())


def test_the_smallest_group_that_is_large_enough_is_kept():
    """Deaf children are few: they stay deaf, and lose what else they said."""
    counts = {
        ("girl", "hears", "none"): 90,
        ("boy", "hears", "none"): 90,
        ("girl", "deaf", "indigenous"): 1,
        ("girl", "deaf", "none"): 4,
        ("boy", "deaf", "none"): 7,
    }
    moves = {told: (kept, number) for told, kept, number in generalised(counts, 10)}
    assert moves == {
        ("girl", "deaf", "indigenous"): ((NULL, "deaf", NULL), 1),
        ("girl", "deaf", "none"): ((NULL, "deaf", NULL), 4),
        ("boy", "deaf", "none"): ((NULL, "deaf", NULL), 7),
    }


def test_one_alone_takes_as_few_along_as_hide_her():
    moves = generalised({("girl",): 1, ("boy",): 53}, 10)
    assert sorted(moves) == [(("boy",), (NULL,), 9), (("girl",), (NULL,), 1)]


GROUPS = st.dictionaries(
    st.tuples(st.sampled_from([None, 1, 2]), TOLD), st.integers(1, 30), max_size=12
)


@given(GROUPS, st.integers(2, 15))
def test_a_number_of_a_session_stays_with_enough_who_say_the_same(counts, least):
    groups = {Group(*key): number for key, number in counts.items()}
    lost = few_of_a_session(groups, least)
    for group, number in groups.items():
        if group.cluster is not None and group not in lost and set(group.told) != {NULL}:
            assert number >= least
    loose = sum(number for each, number in groups.items() if each.cluster is None or each in lost)
    says = [each for each in groups if set(each.told) != {NULL}]
    if lost and any(each.cluster is not None and each not in lost for each in says):
        assert loose >= least


def told(**answers):
    return {"gender": "girl", "difficulties": ["none"], "origin": ["none"], "moved": "no"} | answers


@pytest.fixture
def answers(consultation):
    """Twelve who say one thing, eleven who say another, and three of whom each is alone."""
    close_with_answers(consultation)
    db.session.execute(sa.delete(Response))
    for _each in range(12):
        answered(consultation, "10-13", {**told(), "uses_internet": "every_day"})
    for _each in range(11):
        answered(consultation, "10-13", {**told(gender="boy"), "uses_internet": "every_day"})
    for alone in ({"origin": ["indigenous"]}, {"moved": "yes"}, {"difficulties": ["see", "hear"]}):
        answered(consultation, "10-13", {**told(**alone), "uses_internet": "never"})
    db.session.commit()


def said():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Response.answers)))


def test_in_the_database_each_looks_like_five(consultation, answers):
    before = Counter(each["uses_internet"] for each in said())
    suppress_characteristics()
    rows = said()
    groups = Counter(
        json.dumps([each[name] for name in ("gender", "difficulties", "origin", "moved")])
        for each in rows
    )
    assert min(groups.values()) >= 5
    assert Counter(each["uses_internet"] for each in rows) == before, "what they answered stays"
    assert "indigenous" not in json.dumps(rows)
    assert suppress(consultation.id) == 0


def test_nothing_goes_while_answers_may_arrive(consultation, session, answers):
    before = said()
    suppress_characteristics()  # the session may still send
    assert said() == before
    session.uploads_over = True
    consultation.state = State.OPEN
    db.session.commit()
    suppress_characteristics()
    assert said() == before


def test_no_report_is_made_of_what_too_few_say(consultation, answers):
    report = reports.publish(consultation, today())
    db.session.commit()
    assert "indigenous" not in json.dumps(said())
    [moved] = [each for each in report.content["characteristics"] if each["concept"] == "moved"]
    assert moved["columns"]["10-13"]["asked"] == 26
    assert moved["columns"]["10-13"]["answered"] != 26


def test_a_preview_shows_no_more_than_is_kept(client, session, consultation, answers):
    """What was seen is published: less what is kept, it would tell what was taken out."""
    for _each in range(4):
        answered(consultation, "10-13", told(gender="another"))
    session.uploads_over = True
    db.session.commit()
    signed_in(client, "coordinator")
    assert client.get(f"/reports/{consultation.slug}").status_code == 200
    report = reports.publish(consultation, today())
    db.session.commit()
    [gender] = [each for each in report.content["characteristics"] if each["concept"] == "gender"]
    seen = gender["columns"]["10-13"]
    db.session.execute(sa.delete(ReportFigure))  # as if nobody had looked before
    built = reports.build(consultation, today())["characteristics"]
    assert [each["columns"]["10-13"] for each in built if each["concept"] == "gender"] == [seen]


def test_it_is_done_within_a_minute_though_no_session_is_due(session, consultation, answers):
    """All windows were over before the consultation was closed."""
    consultation.state = State.OPEN
    sessions.end_uploads(session)
    db.session.commit()
    forget_sessions()
    assert "indigenous" in json.dumps(said())
    consultation.state = State.CLOSED
    db.session.commit()
    forget_sessions()
    assert "indigenous" not in json.dumps(said())


def test_it_is_not_read_again_until_somebody_withdraws(consultation, answers, monkeypatch):
    suppress_characteristics()
    read = []
    monkeypatch.setattr(local_suppression, "_responses", lambda *_all: read.append(1) or iter(()))
    suppress_characteristics()
    assert read == []
    db.session.execute(sa.delete(Response).where(Response.language == "en"))
    first = db.session.scalar(sa.select(Response.id).limit(1))
    db.session.execute(sa.delete(Response).where(Response.id == first))
    db.session.commit()
    suppress_characteristics()
    assert read == [1]


def test_who_withdraws_while_it_reads_is_passed_over(consultation, answers):
    ids = db.session.scalars(sa.select(Response.id)).all()

    def withdrawn_meanwhile():
        db.session.rollback()
        db.session.execute(sa.delete(Response).where(Response.id.in_(ids[:3])))
        db.session.commit()

    suppress(consultation.id, pause=withdrawn_meanwhile)
    db.session.commit()
    assert len(said()) == len(ids) - 3
    assert not is_suppressed(consultation), "so it is done once more"
    suppress_characteristics()
    assert is_suppressed(consultation)


def test_whoever_looks_alone_by_the_language_says_nothing(consultation, answers):
    answered(consultation, "10-13", told(), language="en")
    db.session.commit()
    suppress_characteristics()
    [english] = db.session.scalars(sa.select(Response.answers).where(Response.language == "en"))
    assert set(english.values()) == {None}


def test_the_number_of_the_session_goes_where_few_of_it_say_the_same(consultation, answers):
    ids = db.session.scalars(sa.select(Response.id)).all()
    db.session.execute(sa.update(Response).values(cluster=7))
    db.session.commit()
    suppress_characteristics()
    db.session.expire_all()
    clusters = db.session.execute(sa.select(Response.cluster, Response.answers)).all()
    groups = Counter((cluster, each["gender"]) for cluster, each in clusters if cluster is not None)
    assert len(ids) == 26
    assert all(number >= 5 for number in groups.values())
    assert sum(cluster is None for cluster, _each in clusters) >= 5
