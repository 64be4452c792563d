"""Two short sample consultations with a drawing. In the published one children drew, and a few of
their drawings are still to be looked at, so that the officers' desk has some; the open one is there
to be tried."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

import sqlalchemy as sa

import surveys
from consult.answering.sends import operations as answering
from consult.answering.sends.posted_form import new_code, new_key
from consult.clock import hour
from consult.consultations.models import Consultation, State, Words
from consult.consultations.queries import version_for
from consult.safeguarding.cases import operations
from consult.safeguarding.drawings import operations as desk
from consult.safeguarding.models import Act, Case
from consult.sessions import operations as sessions
from consult.sessions.models import Session
from consult.staff.models import Staff
from consult.storage.db import db
from surveys.kinds.drawing import BETWEEN, SIGN, parts

from .consultations import planned

SLUG, OPEN_SLUG = "dibuja-internet-muestra", "dibuja-internet"
CHILDREN, STILL_WAITING = 30, 4
OPENS, SESSION, CLOSES, RESULTS = -60, -50, -35, -8

Marks = tuple[str, ...]
HOUSE: Marks = (
    "brown 2 250,650 250,400 550,400 550,650 250,650",
    "red 3 200,410 400,250 600,410",
    "blue 2 330,650 330,520 420,520 420,650",
)
SUN: Marks = ("yellow 3 820,110 870,130 890,180 860,230 800,230 770,180 790,130 820,110",)
GRASS: Marks = ("green 3 30,690 200,670 400,690 600,670 800,690 970,670",)
ROAD: Marks = ("black 2 60,600 300,560 500,580 760,540 960,560", "orange 1 80,640 500,620 940,600")
WAVES: Marks = (
    "purple 2 420,330 460,290 520,290 560,330",
    "purple 2 380,290 440,230 540,230 600,290",
    "purple 1 340,250 430,170 550,170 640,250",
)
DRAWN: tuple[tuple[Marks, str], ...] = (
    ((*HOUSE, *SUN, "signal 720,560"), "Mi casa con internet que sí llega"),
    ((*GRASS, *SUN, "friend 400,480", "game 600,500"), "Jugamos afuera y luego en la tablet"),
    ((*WAVES, "face_good 490,470"), "La señal que llega a mi pueblo"),
    ((*ROAD, "robot 480,400", "star 200,150", "star 800,180"), "Un robot que explica las tareas"),
    ((*GRASS, *HOUSE, *WAVES), "La escuela con internet para todos"),
    (("star 200,200", "star 500,130", "star 800,200", *GRASS, "face_good 500,450"), ""),
    ((*SUN, *ROAD, "game 300,420", "friend 700,420"), "Un juego sin anuncios"),
)
"""Invented."""


def make(facilitator: Staff, today: date) -> Consultation:
    """The consultation, closed, with all that its invented children sent."""
    titles = {"es": "Dibuja internet: consulta de muestra", "en": "Draw the internet: sample"}
    consultation = _consultation(SLUG, titles, today, (OPENS, CLOSES, RESULTS))
    _send_all(consultation, _session(consultation, facilitator, today))
    consultation.state = State.CLOSED
    db.session.flush()
    return consultation


def make_open(today: date) -> Consultation:
    """One that takes drawings, empty, on the days of the open sample."""
    plan = planned()["open"]
    titles = {"es": "Dibuja internet", "en": "Draw the internet"}
    return _consultation(OPEN_SLUG, titles, today, (plan["opens"], plan["closes"], plan["results"]))


def _consultation(
    slug: str, titles: Words, today: date, days: tuple[int, int, int]
) -> Consultation:
    """An open one; `days` from today are its first, its last and that of its results."""
    opens, closes, results = (today + timedelta(days=each) for each in days)
    consultation = Consultation(
        slug=slug,
        titles=titles,
        askers={"es": "la Comisión de la Niñez de muestra", "en": "the sample Commission"},
        purposes={
            "es": "Mostrar cómo se reciben y se miran dibujos, en una consulta de muestra.",
            "en": "To show how drawings are received and looked at, in a sample consultation.",
        },
        questionnaire="draw_internet",
        questionnaire_version=1,
        state=State.OPEN,
        opens_on=opens,
        closes_on=closes,
        results_on=results,
        expected_children=CHILDREN,
        drawings_seen_by="Protección de la niñez (muestra)",
        is_sample=True,
    )
    db.session.add(consultation)
    db.session.flush()
    return consultation


def _session(consultation: Consultation, facilitator: Staff, today: date) -> Session:
    plan = sessions.Plan(
        bands=("6-9",),
        setting="school",
        region="Oaxaca",
        day=today + timedelta(days=SESSION),
        expected=CHILDREN,
    )
    made = sessions.make_school_session(consultation, plan, facilitator.id)
    made.closed = True
    db.session.flush()
    return made


def _send_all(consultation: Consultation, session: Session) -> None:
    random = Random(SLUG)  # noqa: S311 (invented answers, the same on every machine)
    version = version_for(consultation, "6-9", "es")
    for answer in _answers(random):
        answers: dict[str, surveys.Answer | None] = {
            "feeling": random.choice(["good", "good", "so_so", "bad"]),
            "dream": answer,
        }
        permitted = frozenset({"dream"} if random.random() < 0.7 else ())
        send = answering.PostedResponse(version, answers, new_key(), new_code("es"), permitted)
        answering.store(session, send, session.day or consultation.opens_on)


def _answers(random: Random) -> Iterator[str]:
    """Each child's own hand: the same things, a little elsewhere."""
    for number in range(CHILDREN):
        marks, caption = DRAWN[number % len(DRAWN)]
        right, down = random.randint(-25, 25), random.randint(-40, 40)
        yield BETWEEN.join([SIGN, *(_moved(mark, right, down) for mark in marks)]) + f"\n{caption}"


def _moved(mark: str, right: int, down: int) -> str:
    return " ".join(
        _shifted(word, right, down) if "," in word else word for word in mark.split(" ")
    )


def _shifted(point: str, right: int, down: int) -> str:
    x, y = map(int, point.split(","))
    return f"{min(max(x + right, 0), 1000)},{min(max(y + down, 0), 750)}"


def decide(consultation: Consultation, officer: Staff, coordinator: Staff) -> None:
    """An officer clears all but a few, and a second person lets be shown what may be.

    Only an officer's browser can open what a case holds; of the sample any invented one will do.
    """
    mine = (Case.consultation_id == consultation.id, Case.state == "new", Case.drawing.has())
    waiting = sa.select(Case).where(*mine)
    drawn = _answers(Random(SLUG))  # noqa: S311 (invented)
    found = db.session.scalars(waiting.order_by(Case.id)).all()
    for case in found:
        case.alerted = datetime.combine(consultation.closes_on, time.min)  # not today: seen at once
    for case in found[STILL_WAITING:]:
        picture, caption = parts(next(drawn))
        operations.open_case(case, officer.id, hour())
        desk.clear(case, officer.id, desk.Seen(picture, caption), hour())
    for each in desk.to_decide(consultation.id):
        desk.decide(each.id, coordinator.id, Act.DRAWING_APPROVE, hour())
