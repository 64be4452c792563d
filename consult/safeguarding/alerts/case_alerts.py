"""Telling officers by e-mail that something has to be read, without a word of what.

Each minute: of an urgent case that nobody has opened one officer is told who can open it, and the
next one when `ALERT_MINUTES` have passed; when all were told, the first again. Who is on duty is
told before who is not, and who is away last; among these the turn is of the officer who was told
longest ago. All cases that are due for an officer go into one mail. A retired key opens a case as
well as one in use, until its officer has moved it. Of a case that nobody can open all officers are
told at once, with or without a key.

The log knows quarters of an hour, the one that had begun: the next officer is told when
`ALERT_MINUTES` have passed since then, so up to a quarter hour sooner and never later.

No transaction is open while the mail server is spoken to. What was sent is logged at once; killed
in between, the same officer is told twice.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from consult.answering.models import SEALED
from consult.background import mail
from consult.background.logs import logger
from consult.background.queue import every_minute
from consult.clock import now
from consult.duty.queries import standings
from consult.duty.roster import Standing
from consult.safeguarding.case_log import quarter
from consult.safeguarding.keys.queries import opening_keys
from consult.safeguarding.models import Act, Case, CaseEvent, CaseSeal
from consult.staff.models import Staff
from consult.storage import ledger
from consult.storage.db import db

from . import recipients
from . import recipients as mailing

SUBJECT = "Hay algo nuevo que leer"
WAITING_SUBJECT = "Hay textos que esperan revisión"
WATCHED = 1000
"""Sealed texts whose waiting time is kept in mind; more tell nothing more."""

LOGGED_AT_ONCE = 200
"""Cases a transaction, so that what children send meanwhile never waits long."""


@dataclass(frozen=True, slots=True)
class Due:
    """An urgent case of which somebody must be told, and the officers to try, in their turn.

    Of a case that nobody can open there is one for each officer.
    """

    case_id: uuid.UUID
    staff_ids: tuple[int, ...]


@dataclass(slots=True)
class Watch:
    """Since when the worker has seen texts wait. In its memory only: no arrival is ever stored."""

    since: dict[uuid.UUID, datetime] = field(default_factory=dict)
    told: datetime | None = None


@every_minute
def tell_officers() -> None:
    """Tell officers of urgent cases that wait, and of texts that nobody screens."""
    if mail.is_set_up():
        _tell_of_cases(now())
    _tell_of_waiting_texts(now(), current_app.extensions.setdefault("watch", Watch()))


# ---- urgent cases


def _tell_of_cases(at: datetime) -> None:
    waiting = due_cases(at)
    addresses = _addresses(staff_id for each in waiting for staff_id in each.staff_ids)
    db.session.rollback()  # the lock is not ours while the mail server answers
    refused: set[int] = set()
    while waiting:
        staff_id, theirs = _first_turn(waiting, refused)
        if not theirs:
            return
        try:
            mail.send(addresses[staff_id], SUBJECT, _words())
        except mail.Refused as failed:
            logger.error(f"an officer could not be told: {failed}")
            refused.add(staff_id)
            continue
        except mail.NotSent as failed:
            logger.error(f"no officer was told: {failed}")
            return
        _log((each.case_id for each in theirs), staff_id, at)
        waiting = [each for each in waiting if each not in theirs]


def _first_turn(waiting: Sequence[Due], refused: set[int]) -> tuple[int, set[Due]]:
    """The officer whose turn it is for some case, and all the cases for which it is theirs."""
    turns = {
        each: turn
        for each in waiting
        if (turn := next((who for who in each.staff_ids if who not in refused), None)) is not None
    }
    first = next(iter(turns.values()), 0)
    return first, {each for each, turn in turns.items() if turn == first}


def _log(case_ids: Iterable[uuid.UUID], staff_id: int, at: datetime) -> None:
    for number, case_id in enumerate(sorted(case_ids), 1):
        told = CaseEvent(case_id=case_id, staff_id=staff_id, act=Act.TOLD, at=quarter(at))
        ledger.append(told)
        if number % LOGGED_AT_ONCE == 0:
            db.session.commit()
    db.session.commit()


def due_cases(at: datetime) -> list[Due]:
    """Urgent cases that nobody has opened and of which somebody has to be told now.

    The state is enough to know them by: `operations.open_case` refuses who has no key for a case
    while somebody has one, so that none is open which only such a person opened.
    """
    officers = _who_can_open()
    if not officers:
        return []
    told, turn, there = _told_of(officers), _turn(), standings(at)
    limit = at.replace(tzinfo=None) - timedelta(minutes=current_app.config["ALERT_MINUTES"])
    due = [
        Due(case_id, _in_turn(staff_ids, told[case_id], turn, there))
        for case_id, staff_ids in officers.items()
        if staff_ids and max(told[case_id].values(), default=datetime.min) <= limit
    ]
    of_all = [
        Due(case_id, (who,))
        for case_id, staff_ids in officers.items()
        for who in _in_turn(there, told[case_id], turn, there)
        if not staff_ids and told[case_id].get(who, datetime.min) <= limit
    ]
    return [*due, *of_all]


def _in_turn(
    staff_ids: Iterable[int],
    told: Mapping[int, datetime],
    turn: Mapping[int, datetime],
    there: Mapping[int, Standing],
) -> tuple[int, ...]:
    """Who was not told of this case first, then who was longest ago; among these who is on duty,
    who is not, who is away, each by turn."""
    longest = datetime.min

    def place(who: int) -> tuple[datetime, Standing, datetime, int]:
        return told.get(who, longest), there[who], turn.get(who, longest), who

    return tuple(sorted(staff_ids, key=place))


def _who_can_open() -> dict[uuid.UUID, set[int]]:
    """Urgent unopened case -> the officers of today with a key that opens it; perhaps none."""
    keys = {key.id: key.staff_id for key in opening_keys()}
    theirs = sa.and_(CaseSeal.case_id == Case.id, CaseSeal.key_id.in_(keys))
    rows = db.session.execute(
        sa.select(Case.id, CaseSeal.key_id)
        .outerjoin(CaseSeal, theirs)
        .where(Case.level == "urgent", Case.state == "new")
        .order_by(Case.alerted, Case.id)
    )
    found: dict[uuid.UUID, set[int]] = {}
    for case_id, key_id in rows:
        who = found.setdefault(case_id, set())
        if key_id is not None:
            who.add(keys[key_id])
    return found


def _told_of(cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[int, datetime]]:
    """Case -> officer -> when they were last told of it."""
    rows = db.session.execute(
        sa.select(Case.id, CaseEvent.staff_id, sa.func.max(CaseEvent.at))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.act == Act.TOLD, Case.level == "urgent", Case.state == "new")
        .group_by(Case.id, CaseEvent.staff_id)
    )
    told: dict[uuid.UUID, dict[int, datetime]] = {case_id: {} for case_id in cases}
    for case_id, staff_id, at in rows:
        told.setdefault(case_id, {})[staff_id] = at
    return told


def _turn() -> dict[int, datetime]:
    """Officer -> when they were last told of anything."""
    rows = db.session.execute(
        sa.select(CaseEvent.staff_id, sa.func.max(CaseEvent.at))
        .where(CaseEvent.act == Act.TOLD)
        .group_by(CaseEvent.staff_id)
    )
    return dict(rows.all())


# ---- texts that nobody screens


def _tell_of_waiting_texts(at: datetime, watch: Watch) -> None:
    """At most once an hour, to every officer; without one, to the coordinators."""
    wait_too_long = _wait_too_long(at, watch)
    recipients = mailing.officers() or mailing.coordinators() if mail.is_set_up() else []
    db.session.rollback()
    if not wait_too_long or (watch.told and at - watch.told < timedelta(hours=1)):
        return
    logger.error("texts have waited too long for screening")
    if mailing.tell(recipients, WAITING_SUBJECT, _waiting_words()):
        watch.told = at


def _wait_too_long(at: datetime, watch: Watch) -> bool:
    waiting = (
        text_id
        for model in SEALED
        for text_id in db.session.scalars(
            sa.select(model.id).where(model.sealed.is_not(None)).order_by(model.id).limit(WATCHED)
        )
    )
    watch.since = {text_id: watch.since.get(text_id, at) for text_id in waiting}
    limit = at - timedelta(minutes=current_app.config["ALERT_MINUTES"])
    return any(since <= limit for since in watch.since.values())


# ---- what the mails say


def _addresses(staff_ids: Iterator[int]) -> dict[int, str]:
    rows = db.session.execute(sa.select(Staff.id, Staff.email).where(Staff.id.in_(set(staff_ids))))
    return dict(rows.all())


def _words() -> str:
    return (
        "Hay algo nuevo que leer en la mesa de protección.\n"
        "There is something new to read at the safeguarding desk.\n"
    ) + recipients.link()


def _waiting_words() -> str:
    return (
        "Hay textos que esperan más de lo normal la revisión automática. Mientras esperan, nadie se"
        " entera de lo que piden. Avisa a quien opera el sitio.\n"
        "Texts have waited for screening for too long. Meanwhile nobody learns what they ask for."
        " Please tell whoever operates the site.\n"
    ) + recipients.link()
