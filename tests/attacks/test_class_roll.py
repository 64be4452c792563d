"""A teacher with the class roll looks for the one deaf Indigenous girl; so does all other staff.

The attacker knows who sat in the room and reads every page and export that an account opens.
The world with her answer is compared with the one without it: where no page differs, no page can
tell. In a published report no cell may single her out, nor a sum that can be taken apart. With the
database she is found as long as answers may arrive, which the threat model says; and afterwards she
is one of five who look the same, of whom nothing says where they were.
"""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey

from consult.answering.models import Response
from consult.answering.privacy import jobs
from consult.answering.privacy.jobs import forget_sessions
from consult.clock import today
from consult.consultations.models import Consultation
from consult.reports.publication import operations as reports
from consult.safeguarding.keys.keyring import make_key
from consult.safeguarding.models import Case
from consult.safeguarding.screening.jobs import screen_sealed_texts
from consult.sessions import views as session_views
from consult.sessions.models import Session
from consult.staff.models import ROLES
from consult.storage import compaction
from consult.storage.db import db
from tests.conftest import OWN
from tests.consult.sign_in import invited, token

from . import attackers
from .school_day import Loot

pytestmark = pytest.mark.both_engines

BAND = "10-13"
HER_CODE = "sol luna mar rio luz pan"
OTHER_WORDS = ("gato", "casa", "nube", "flor", "pino", "mesa")  # never her code, by no chance
HER = {"gender": "girl", "difficulties": "hear", "origin": "indigenous"}
OTHERS = {"gender": "boy", "difficulties": "none", "origin": "none"}
OF_SOME = {"gender": "another", "difficulties": "see", "origin": "afro"}
LEAVES = re.compile(r"/logout|/static/|/leave|/enter/|language=")
CHANGING = re.compile(r'name="csrf_token"[^>]*>|/static/[0-9a-f]+/')


@pytest.fixture
def classroom(app: Flask, client: FlaskClient, session: Session) -> Session:
    """A class of fourteen, she among them, with a facilitator of its own."""
    teacher, _address = invited("facilitator")
    session.facilitator_id = teacher.id
    session.expected = 14
    db.session.commit()
    for _other in range(13):
        send(client, OTHERS)
    send(client, HER, HER_CODE)
    return session


def send(
    client: FlaskClient, answers: dict[str, str], code: str = "", session: str = "CDFG3467"
) -> None:
    form = {
        **answers,
        "uses_internet": "every_day",
        "key": secrets.token_hex(16),
        "code": code or " ".join(secrets.choice(OTHER_WORDS) for _ in range(6)),
        "go": "send",
    }
    sent = client.post(f"/j/{session}/{BAND}", data=form, headers={"Origin": OWN})
    assert 'data-page="thanks"' in sent.text


def pages_of(app: Flask, role: str | None) -> dict[str, str]:
    """Every page and export that this role reaches by following links, as plain comparable text."""
    client = app.test_client()
    start = ["/", "/reports"]
    if role:
        _staff, address = invited(role)
        client.post(address, data={"csrf_token": token(client.get(address))})
        start.append("/staff/")
    seen: dict[str, str] = {}
    while start:
        address = start.pop()
        if address in seen or LEAVES.search(address):
            continue
        answered = client.get(address)
        seen[address] = CHANGING.sub("", answered.text)
        if answered.mimetype == "text/html":
            start.extend(links_of(answered.text))
        elif answered.location:
            start.append(urlsplit(answered.location).path)
    return seen


def links_of(page: str) -> Iterator[str]:
    for address in re.findall(r'href="(/[^"]*)"', page):
        yield urldefrag(address).url.replace("&amp;", "&")


def withdraw_hers(client: FlaskClient) -> None:
    before = number_of_responses()
    client.post("/withdraw", data={"code": HER_CODE}, headers={"Origin": OWN})
    assert number_of_responses() == before - 1


def number_of_responses() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Response)) or 0


def difference(app: Flask, client: FlaskClient, role: str | None) -> set[str]:
    """Pages that differ between the world with her answer and the one without."""
    with_her = pages_of(app, role)
    withdraw_hers(client)
    without_her = pages_of(app, role)
    assert set(with_her) == set(without_her)
    return {address for address in with_her if with_her[address] != without_her[address]}


@pytest.mark.parametrize("role", [None, *ROLES])
def test_while_it_is_open_no_page_of_anybody_tells_her_answer(
    app: Flask, client: FlaskClient, classroom: Session, role: str | None
) -> None:
    send(client, OTHERS)  # one more than expected: she is not the one who completes the class
    assert difference(app, client, role) == set()


def test_progress_that_moves_with_each_child_would_be_caught(
    app: Flask, client: FlaskClient, classroom: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exact(sent: int, *_rest: object, **_more: object) -> str:
        return "some" if sent % 2 else "none"

    monkeypatch.setattr(session_views, "progress", exact)
    assert difference(app, client, "facilitator") != set()


@pytest.fixture
def reported(client: FlaskClient, classroom: Session, consultation: Consultation) -> dict[str, Any]:
    """The report of a consultation with that class and forty others, as anyone can fetch it."""
    for _other in range(40):
        send(client, OTHERS)
    end(consultation)
    return published(consultation)


def end(consultation: Consultation) -> None:
    """Closed long ago: no tablet can bring an answer any more."""
    earlier = today() - timedelta(days=60)
    consultation.state = "closed"
    consultation.opens_on = consultation.closes_on = earlier
    db.session.execute(sa.update(Session).values(day=earlier))
    db.session.commit()


def published(consultation: Consultation) -> dict[str, Any]:
    report = reports.publish(consultation, today())
    db.session.commit()
    return report.content


def column_about(content: dict[str, Any], concept: str) -> dict[str, Any]:
    """Her band's column in the table of that characteristic; {} where nothing of it is told."""
    tables = {each["concept"]: each["columns"] for each in content["characteristics"]}
    return dict(tables.get(concept, {}).get(BAND, {}))


def singled_out(content: dict[str, Any]) -> set[str]:
    """Characteristics of hers that have a number in the report."""
    return {
        concept
        for concept, code in HER.items()
        if column_about(content, concept).get("cells", {}).get(code, {}).get("count") is not None
    }


def test_no_cell_of_the_report_is_hers(reported: dict[str, Any]) -> None:
    assert singled_out(reported) == set()


@pytest.fixture
def all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What children say of themselves stays, however few share it: cells alone have to hide her."""
    monkeypatch.setattr(reports, "suppress", lambda _consultation_id: 0)
    monkeypatch.setattr(jobs, "suppress_characteristics", lambda: None)


@pytest.fixture
def mixed(client: FlaskClient, classroom: Session, consultation: Consultation) -> dict[str, Any]:
    """A report of her class and of enough others, of two sorts, for cells to be shown."""
    for _other in range(15):
        send(client, OTHERS)
        send(client, OF_SOME)
    end(consultation)
    return published(consultation)


def subtracted(content: dict[str, Any]) -> set[str]:
    """Characteristics where the known total less what is shown leaves fewer than may be told.

    Nobody here chose two of a question, so that its cells add up to who answered.
    """
    found = set()
    for concept in HER:
        column = column_about(content, concept)
        cells = [*column.get("cells", {}).values(), column.get("rest") or {}]
        shown = sum(cell.get("count") or 0 for cell in cells)
        totals = [column[name] for name in ("asked", "answered") if column.get(name)]
        if any(shown and 0 < total - shown < content["threshold"] for total in totals):
            found.add(concept)
    return found


def test_what_is_hidden_is_no_difference_of_what_is_shown(mixed: dict[str, Any]) -> None:
    assert_hidden(mixed)


def test_cells_alone_hide_her_too(all_kept: None, mixed: dict[str, Any]) -> None:
    assert_hidden(mixed)


def assert_hidden(mixed: dict[str, Any]) -> None:
    shown = [
        cell["count"]
        for concept in HER
        for cell in column_about(mixed, concept).get("cells", {}).values()
        if cell["count"] is not None
    ]
    assert shown, "there is something to subtract"
    assert subtracted(mixed) == set()
    assert singled_out(mixed) == set()


def test_her_cell_hidden_alone_would_be_caught(all_kept: None, mixed: dict[str, Any]) -> None:
    """As it would be if only cells under ten were hidden: everybody else's is shown."""
    for table in mixed["characteristics"]:
        if table["concept"] in HER:
            column = table["columns"][BAND]
            told = {OTHERS[table["concept"]]: 28, OF_SOME[table["concept"]]: 15}
            column["rest"] = None
            column["cells"] = {code: {"count": count} for code, count in told.items()}
    assert subtracted(mixed) == set(HER)


def test_a_threshold_of_two_would_be_caught(
    app: Flask,
    client: FlaskClient,
    classroom: Session,
    consultation: Consultation,
    all_kept: None,
) -> None:
    app.config["SMALL_CELL"] = 2
    for answers in (HER, OF_SOME, OF_SOME):  # two of each
        send(client, answers)
    end(consultation)
    assert singled_out(published(consultation)) == set(HER)


# ------------------------------------------------------------------ who has the database as well


def like_her(*known: sa.ColumnElement[bool]) -> list[Response]:
    """Responses that say all that she says of herself, of which that is known."""
    return [each for each in of_her_band(*known) if said_of(each) == said_of_her()]


def of_her_band(*known: sa.ColumnElement[bool]) -> list[Response]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Response).where(Response.band == BAND, *known)))


def said_of(response: Response) -> tuple[object, ...]:
    """What it says of who sent it; None of what was skipped, or taken out."""
    return tuple(response.answers.get(concept) for concept in HER)


def said_of_her() -> tuple[object, ...]:
    return ("girl", ["hear"], ["indigenous"])


def may_be_hers() -> list[Response]:
    """Those that say nothing that she does not, the roll's owner's candidates."""
    return [
        each
        for each in of_her_band()
        if all(
            said in (None, hers) for said, hers in zip(said_of(each), said_of_her(), strict=True)
        )
    ]


def twin(consultation: Consultation) -> Session:
    """Another class of the state, in the same week."""
    made = Session(
        consultation_id=consultation.id, code="CDFG3468", channel="school", setting="school",
        region="Oaxaca", day=today(), expected=1, bands=[BAND],
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


@pytest.mark.parametrize("twins", [0, 1])
def test_the_roll_and_the_database_find_her_until_no_answer_can_arrive(
    client: FlaskClient, classroom: Session, consultation: Consultation, twins: int
) -> None:
    """Also where another girl who says the same answered in another class of the state."""
    other = twin(consultation)
    [hers] = like_her()
    for _twin in range(twins):
        send(client, HER, session=other.code)
    compaction.compact()
    assert like_her(Response.session_id == classroom.id) == [hers], "the open window is a leak"
    end(consultation)
    forget_sessions()
    assert like_her() == []
    candidates = may_be_hers()
    assert hers in candidates
    assert len(candidates) >= 5
    assert len({said_of(each) for each in candidates}) == 1, "none is likelier than another"
    assert {(each.setting, each.region, each.day) for each in of_her_band()} == {(None, None, None)}
    published(consultation)
    assert {each.cluster for each in candidates} == {None}


def test_whom_few_are_like_is_kept_as_far_as_enough_are(
    client: FlaskClient, classroom: Session, consultation: Consultation
) -> None:
    """Five deaf girls of whom she alone is Indigenous: all count as deaf girls."""
    for _other in range(4):
        send(client, {**HER, "origin": "none"})
    end(consultation)
    forget_sessions()
    told = [said_of(each) for each in of_her_band()]
    assert told.count(("girl", ["hear"], None)) == 5
    assert told.count(("boy", ["none"], ["none"])) == 13


def test_characteristics_that_stay_would_be_caught(
    monkeypatch: pytest.MonkeyPatch, classroom: Session, consultation: Consultation
) -> None:
    monkeypatch.setattr(jobs, "suppress_characteristics", lambda: None)
    [hers] = like_her()
    end(consultation)
    jobs.forget_sessions()
    assert like_her() == [hers]


@pytest.mark.parametrize("skipped", [0, 1])
def test_an_urgent_text_is_one_of_those_that_are_not_there(
    app: Flask, client: FlaskClient, classroom: Session, tmp_path: Path, skipped: int
) -> None:
    """Hers was taken out; of all others a text is there, or of all but those who skipped."""
    officer, _address = invited("safeguarding_officer")
    public = bytes(PrivateKey.generate().public_key)
    make_key(officer.id, public, bytes(72), bytes(16))
    db.session.execute(sa.delete(Response))
    db.session.commit()
    texts = ["menos anuncios"] * 4 + [""] * skipped
    for text in texts:
        send(client, {**OTHERS, "worries": text})
    send(client, {**HER, "worries": "mi papá me pega todos los días"})
    screen_sealed_texts()
    raised = db.session.scalars(sa.select(Case.level)).all()
    url = str(app.config["DATABASE_URL"])
    [without] = attackers.without_text(Loot(tmp_path, url)).values()
    assert raised == ["urgent"]
    assert len(without) == 1 + skipped
    assert {each.id.hex for each in like_her()} <= without
