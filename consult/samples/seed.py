"""Seeding what `alzavoz demo` shows: accounts, open consultations, published ones.

Each step is left alone where it is done, so that a second run keeps everything and is quick, and a
run that was interrupted goes on where it stopped.
"""

from datetime import date, timedelta

import click
import sqlalchemy as sa

from consult.clock import hour, today
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.reports.publication import operations as reports
from consult.safeguarding.cases import operations
from consult.safeguarding.models import Act, Case
from consult.sessions.codes import spoken
from consult.sessions.models import Session
from consult.sessions.queries import public_link
from consult.staff.models import Staff
from consult.staff.operations import one_off_token
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Grain
from consult.themes.passage_mark import mark_of
from consult.themes.queries import actions, candidate_run, current_run
from consult.themes.replay import NOWHERE, Action, Placing
from consult.themes.review.operations import decide, new_key

from . import consultations, drawings, people

People = dict[str, Staff]
REVIEW_DAYS = 7  # between the analysis and the report

ENTRANCES = {
    "coordinator": "Coordinación",
    "facilitator": "Facilitación",
    "safeguarding_officer": "Protección de la niñez",
    "legislator": "Legislatura",
    "organisation": "Organización",
}
SECOND_OFFICER = "Protección de la niñez 2"


class NotASample(click.ClickException):
    """The instance has a life of its own: sample accounts and keys would endanger it."""


def demo(root: str) -> list[str]:
    """Seed what is missing; the lines to print: a label in Spanish, then an address or a word.

    `root` is the address of the site, without a slash at its end. The first line's address opens
    the questionnaire for 6-9 at once. One-off links are new each time. Commits. `NotASample`
    where somebody else's consultations or accounts are in the database.
    """
    _refuse_what_is_real()
    team = people.accounts()
    second = people.second_officer()
    for officer in (team["safeguarding_officer"], second):
        people.give_key(officer)
    db.session.commit()
    drawing = _live(by_slug(drawings.OPEN_SLUG) or drawings.make_open(today()), team)
    open_one, published = _open(team), _published(team)
    _drawn(team)
    lines = [
        *_ways_in(root, open_one, _live(open_one, team)),
        ("Cuestionario con dibujo", f"{root}/j/{drawing.code}/6-9"),
        *_for_staff(root, published, team, second),
    ]
    db.session.commit()
    return [f"{label:<26}{value}" for label, value in lines]


def _refuse_what_is_real() -> None:
    """Before the first seeding only: what is added to a demonstration later may stay."""
    if by_slug(consultations.planned()["published"]["slug"]):
        return
    others = sa.select(sa.exists().where(Consultation.is_sample.is_(False)))
    strangers = sa.select(sa.exists().where(Staff.email.not_like(f"%@{people.DOMAIN}")))
    if db.session.scalar(others) or db.session.scalar(strangers):
        raise NotASample(
            "This instance is in use; give the demonstration a folder (and database) of its own:"
            " alzavoz demo --instance DIR"
        )


def _open(team: People) -> Consultation:
    plan = consultations.planned()["open"]
    found = by_slug(plan["slug"])
    if found:
        return found  # what children have sent since, the worker screens
    _say_that_it_takes_a_while()
    made = consultations.make(plan, team["facilitator"], today())
    db.session.commit()
    return made


def _published(team: People) -> Consultation:
    plan = consultations.planned()["published"]
    consultation = by_slug(plan["slug"])
    if consultation and consultation.is_published:
        return consultation
    if consultation is None:
        consultation = consultations.make(plan, team["facilitator"], today())
        _store_submission(consultation, team["organisation"])
        db.session.commit()
    _publish(consultation, plan, team)
    return consultation


def _drawn(team: People) -> None:
    consultation = by_slug(drawings.SLUG)
    if consultation and consultation.is_published:
        return
    if consultation is None:
        consultation = drawings.make(team["facilitator"], today())
        db.session.commit()
    from . import jobs

    jobs.screen_sealed_texts()
    drawings.decide(consultation, team["safeguarding_officer"], team["coordinator"])
    db.session.commit()
    if current_run(consultation.id) is None:
        jobs.find_themes(consultation, consultation.results_on - timedelta(days=REVIEW_DAYS))
    reports.publish(consultation, consultation.results_on)
    db.session.commit()


def _live(consultation: Consultation, team: People) -> Session:
    """A session that takes answers today."""
    consultations.keep_open(consultation, today())
    return consultations.live_session(consultation, team["facilitator"], today())


def _say_that_it_takes_a_while() -> None:
    click.echo("Preparando los datos de muestra…", err=True)


def _store_submission(consultation: Consultation, organisation: Staff) -> None:
    from . import jobs  # loads the language model, which a second run has no need of

    jobs.store_submission(consultation, organisation.name, consultation.closes_on)


def _publish(consultation: Consultation, plan: consultations.Table, team: People) -> None:
    """Screen, read, group, review, publish: the way of every consultation, with its own jobs."""
    from . import jobs

    jobs.screen_sealed_texts()
    _close_cases(consultation, team["safeguarding_officer"])
    day = consultation.results_on - timedelta(days=REVIEW_DAYS)
    run = current_run(consultation.id) or jobs.find_themes(consultation, day)
    if not actions(consultation.id):
        _review(run, consultation, plan, team["coordinator"], day)
        db.session.commit()
    if candidate_run(consultation.id) is None:  # what broader themes would change, to be seen
        jobs.find_themes(consultation, day, Grain.FEWER)
    reports.publish(consultation, consultation.results_on)
    db.session.commit()


def _close_cases(consultation: Consultation, officer: Staff) -> None:
    """The published sample has no disclosure in it; its false alarms were read long ago."""
    new = sa.select(Case).where(Case.consultation_id == consultation.id, Case.state == "new")
    for case in db.session.scalars(new):
        operations.open_case(case, officer.id, hour())
        operations.close(case, officer.id, Act.CLOSE_NO_DISCLOSURE, hour())


def _review(
    run: AnalysisRun,
    consultation: Consultation,
    plan: consultations.Table,
    coordinator: Staff,
    day: date,
) -> None:
    """The decisions that are about themes of this run."""
    keys = {theme.key for theme in run.themes} | {NOWHERE}
    for each in plan["review"]:
        named = {each["theme"], each.get("to", NOWHERE)}
        if each["kind"] == "merge":
            named.add(each["value"])
        if named <= keys:
            action = Action(each["kind"], each["theme"], _value(each))
            decide(consultation, coordinator.id, day, action)


def _value(planned: consultations.Table) -> str | None:
    """What an action says; passages by their marks."""
    if "passages" not in planned:
        value: str | None = planned.get("value")
        return value
    marks = tuple(mark_of(words).hex() for words in planned["passages"])
    return Placing(planned.get("to") or new_key(), marks, planned.get("value")).value()


def _ways_in(root: str, open_one: Consultation, session: Session) -> list[tuple[str, str]]:
    lines = [
        ("Cuestionario 6-9", f"{root}/j/{session.code}/6-9"),
        ("Código de sesión", spoken(session.code)),
    ]
    link = public_link(open_one.id)
    return [*lines, ("Enlace público", f"{root}/j/{link.code}")] if link else lines


def _for_staff(
    root: str, published: Consultation, team: People, second: Staff
) -> list[tuple[str, str]]:
    entrances = [(ENTRANCES[role], team[role]) for role in ENTRANCES]
    after = list(ENTRANCES).index("safeguarding_officer") + 1
    entrances.insert(after, (SECOND_OFFICER, second))
    return [
        ("Informe", f"{root}/reports/{published.slug}"),
        ("Entrar", f"{root}/staff/login"),
        *((label, f"{root}/staff/enter/{one_off_token(who, today())}") for label, who in entrances),
        ("Frase de protección", people.PASSPHRASE),
    ]
