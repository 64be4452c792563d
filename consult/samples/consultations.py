"""The two sample consultations, made in one transaction each as consultations.toml says."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import surveys
from consult.answering.sends import operations as answering
from consult.answering.sends import transport_sealing
from consult.answering.sends.posted_form import new_code, new_key
from consult.consultations.models import Consultation, State
from consult.consultations.queries import asked_in
from consult.sessions import operations as sessions
from consult.sessions.models import Session
from consult.sessions.queries import of_facilitator
from consult.staff.models import Staff
from consult.storage.db import db

from .children import Child, answered, children

Table = Mapping[str, Any]


@cache
def planned() -> dict[str, Table]:
    """`open` and `published`, as they are planned."""
    return tomllib.loads((files(__package__) / "consultations.toml").read_text("utf-8"))


def make(plan: Table, facilitator: Staff, today: date) -> Consultation:
    """The consultation with its sessions and all that the invented children sent."""
    consultation = Consultation(
        slug=plan["slug"],
        titles=plan["titles"],
        askers=plan["askers"],
        purposes=plan["purposes"],
        questionnaire="my_digital_world",
        questionnaire_version=1,
        state=State.OPEN,
        opens_on=_day(plan["opens"], today),
        closes_on=_day(plan["closes"], today),
        results_on=_day(plan["results"], today),
        expected_children=plan["expected_children"],
        is_sample=True,
    )
    db.session.add(consultation)
    db.session.flush()
    _send_all(consultation, plan, facilitator, today)
    if consultation.closes_on < today:
        consultation.state = State.CLOSED
    db.session.flush()
    return consultation


def _day(offset: int, today: date) -> date:
    return today + timedelta(days=offset)


def _send_all(consultation: Consultation, plan: Table, facilitator: Staff, today: date) -> None:
    random = Random(plan["slug"])  # noqa: S311 (invented answers, the same on every machine)
    waiting = {
        band: children(band, _many(plan, band), random, desk=plan["desk"])
        for band in asked_in(consultation).bands
    }
    last = min(consultation.closes_on, today)
    for planned_session in plan["sessions"]:
        first = _day(planned_session["day"], today)
        session = _session(consultation, planned_session, facilitator, first)
        db.session.flush()
        for band, many in planned_session["children"].items():
            for child in _next(waiting[band], many):
                day = first if session.day else _some_day(first, last, random)
                send(session, child, day, random)
        session.closed = planned_session.get("closed", False)
        session.declined = planned_session.get("declined")


def _many(plan: Table, band: str) -> int:
    return sum(session["children"].get(band, 0) for session in plan["sessions"])


def _next(waiting: Iterator[Child], many: int) -> list[Child]:
    return [next(waiting) for _ in range(many)]


def _some_day(first: date, last: date, random: Random) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))


def _session(
    consultation: Consultation, planned_session: Table, facilitator: Staff, day: date
) -> Session:
    """A school session; without a setting, the public link for all bands."""
    if "setting" not in planned_session:
        return sessions.make_public_link(consultation, asked_in(consultation).bands)
    plan = sessions.Plan(
        bands=tuple(planned_session["children"]),
        setting=planned_session["setting"],
        region=planned_session["region"],
        day=day,
        expected=planned_session["expected"],
        mode=planned_session.get("mode", "tablet"),
    )
    return sessions.make_school_session(consultation, plan, facilitator.id)


def send(session: Session, child: Child, day: date, random: Random) -> None:
    """One child's answers, through the same form and the same door as a real send."""
    version = asked_in(session.consultation).version_for(child.band, child.language)
    form = surveys.form_class(version)(answered(version, child, random))
    if not form.validate():
        raise ValueError(f"an invented answer is refused: {form.errors}")
    answers = surveys.answers_of(form)
    sent = answering.PostedResponse(
        version,
        answers,
        key=new_key(),
        code=new_code(child.language),
        quotable=frozenset(concept for concept, text in child.texts.items() if _permits(text)),
    )
    answering.store(session, sent, day)


def _permits(text: str) -> bool:
    """About every second one, always the same."""
    return Random(text).random() < 0.5  # noqa: S311 (invented answers)


def keep_open(consultation: Consultation, today: date) -> None:
    """An open sample has what opening gives: a public link, and a key for what waits on tablets.
    One that has reached its last day goes on for as long as it was planned."""
    sessions.ensure_public_link(consultation)
    transport_sealing.make_key(consultation.id)
    plan = planned()["open"]
    if consultation.closes_on < today:
        consultation.closes_on = _day(plan["closes"], today)
        consultation.results_on = _day(plan["results"], today)


def live_session(consultation: Consultation, facilitator: Staff, today: date) -> Session:
    """A session for 6-9 alone that takes answers: the newest, or a new one if all are closed."""
    for session in of_facilitator(facilitator.id):
        ours = session.consultation_id == consultation.id and session.bands == ["6-9"]
        if ours and session.takes_answers(today):
            return session
    plan = planned()["open"]["sessions"][0]
    session = _session(consultation, plan, facilitator, today)
    db.session.flush()
    return session
