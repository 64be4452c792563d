"""Drawings on both engines: sealed, looked at, decided by two people, published, taken back."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox

from consult.answering.models import FreeText, RedactionCount, Response, ReturnedText, WithdrawnMark
from consult.answering.withdrawal.operations import withdraw
from consult.clock import now, today
from consult.consultations.models import Consultation
from consult.consultations.queries import version_for
from consult.maintenance.retention import purge
from consult.reports.content import drawings as reported
from consult.reports.models import Report, ReportQuote
from consult.reports.publication.operations import publish
from consult.safeguarding.case_log import NotPossible
from consult.safeguarding.cases import operations
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.drawings import operations as drawings_operations
from consult.safeguarding.drawings.operations import SamePerson, Seen
from consult.safeguarding.keys import formats, queries
from consult.safeguarding.models import Act, Case, CaseEvent, CaseSeal, Drawing
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.compaction import compact
from consult.storage.db import db
from tests.consult.safeguarding.test_safeguarding import key, key_for, private
from tests.consult.seeding import answered
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

__all__ = ["key", "private"]  # fixtures

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
CODE = "barco lago piedra cielo flor tren"
PICTURE = "~drawing / blue 3 100,100 400,300 / star 500,375"
SAID = "Un internet con muchas estrellas"


@pytest.fixture
def drawn(consultation: Consultation, session: Session) -> Consultation:
    """A consultation that asks for drawings."""
    consultation.questionnaire = "draw_internet"
    consultation.drawings_seen_by = "Protección"
    session.bands = ["6-9"]
    db.session.commit()
    return consultation


def send(
    client: FlaskClient,
    *,
    caption: str = SAID,
    picture: str = PICTURE,
    quote: str = "dream",
    key: str = "0f",
) -> int:
    fields = {"go": "send", "key": key * 16, "code": CODE, "quote": quote}
    posted = {**fields, "dream": [picture, caption]}
    return client.post("/j/CDFG3467/6-9", data=posted, headers=OWN).status_code


def screened(client: FlaskClient, **what: str) -> Case:
    assert send(client, **what) == 200
    jobs.screen_sealed_texts()
    return db.session.scalars(sa.select(Case)).one()


def opened_by(case: Case, email: str) -> int:
    """An officer to whom the case was handed over, and who opened it; their id."""
    staff = invite(email, "safeguarding_officer")
    if queries.key_of(staff.id) is None:
        made = key_for(email, PrivateKey.generate())
        db.session.add(CaseSeal(case_id=case.id, key_id=made.id, sealed=b"for them"))
    operations.open_case(case, staff.id, now())
    return staff.id


def cleared(case: Case, caption: str = SAID) -> Drawing:
    drawings_operations.clear(
        case, opened_by(case, "first@example.org"), Seen(PICTURE, caption), now()
    )
    db.session.commit()
    return db.session.get_one(Drawing, case.id)


def second() -> int:
    staff = invite("second@example.org", "coordinator")
    db.session.flush()
    return staff.id


def number(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def published(consultation: Consultation, children: int = 12) -> Report:
    """A report on the drawings there are and on enough children."""
    for _each in range(children):
        answered(consultation, "6-9", {"feeling": "good"})
    consultation.state = "closed"
    db.session.execute(sa.update(Session).values(uploads_over=True))
    db.session.commit()
    made = publish(consultation, today())
    db.session.commit()
    return made


# ------------------------------------------------------------------ what arrives


def test_a_drawing_is_sealed_in_the_request_and_then_for_officers_alone(
    app, client, drawn, key, private
):
    case = screened(client, caption="Mi amiga Xóchitl Quispe y yo")
    assert number(FreeText) == 0
    assert (case.level, case.alerted.hour, case.alerted.minute) == ("drawing", 0, 0)
    found = db.session.get_one(Drawing, case.id)
    assert (found.state, found.quotable, found.picture, found.caption) == (
        "waiting", True, None, None
    )  # fmt: skip
    [sealed] = [each.sealed for each in case.seals]
    told = json.loads(sodium_unpad(SealedBox(private).decrypt(sealed), formats.PADDING))
    assert told["picture"] == PICTURE
    assert told["text"] == "Mi amiga Xóchitl Quispe y yo"
    assert [each["shown"] for each in told["hidden"]] == ["[nombre]"]


def test_no_stroke_is_in_any_file_before_an_officer_has_looked(app, client, drawn, key):
    screened(client)
    folder = Path(app.config["INSTANCE"])
    db.session.rollback()
    files = [each for each in folder.rglob("*") if each.is_file()]
    held = b"".join(each.read_bytes() for each in files)
    if db.engine.dialect.name == "postgresql":
        rows = [
            db.session.execute(sa.select(table)).all()
            for table in (Response.__table__, Drawing.__table__, Case.__table__)
        ]
        held += repr(rows).encode()
    assert (
        b"CDFG3467" in held or db.engine.dialect.name == "postgresql"
    )  # it does find what is there
    for plain in (b"100,100 400,300", b"star 500,375", SAID.encode()):
        assert plain not in held


def test_an_urgent_caption_is_a_case_with_the_drawing_and_nothing_is_shown(
    client, drawn, key, private
):
    case = screened(client, caption="mi tío me pega y tengo miedo")
    assert (case.level, case.mark) == ("urgent", None)
    assert number(Drawing) == 0
    assert db.session.get_one(RedactionCount, (drawn.id, "taken_out")).number == 1
    told = json.loads(
        sodium_unpad(SealedBox(private).decrypt(case.seals[0].sealed), formats.PADDING)
    )
    assert told["picture"] == PICTURE


def test_a_worried_caption_is_listed_with_the_cases_of_support(client, drawn, key):
    case = screened(client, caption="me hacen burla en el grupo de la escuela y me da miedo ir")
    assert case.level == "support"
    assert db.session.get_one(Drawing, case.id).state == "waiting"


def test_a_caption_alone_goes_the_way_of_every_text(client, drawn, key):
    assert send(client, picture="") == 200
    jobs.screen_sealed_texts()
    [text] = db.session.scalars(sa.select(FreeText))
    assert (text.redacted, text.quotable) == (SAID, True)
    assert number(Case) == number(Drawing) == 0


def test_without_an_officers_key_it_stays_sealed_and_waits(client, drawn):
    assert send(client) == 200
    jobs.screen_sealed_texts()
    assert number(FreeText) == 1
    assert number(Case) == 0


def test_too_much_is_refused_by_one_sentence_with_everything_kept(client, drawn):
    much = "~drawing" + " / star 1,1" * 301
    fields = {"go": "send", "key": "0f" * 16, "code": CODE, "dream": [much, SAID]}
    answer = client.post("/j/CDFG3467/6-9", data=fields, headers=OWN)
    assert answer.status_code == 422
    assert "más trazos de los que caben" in answer.text
    assert much in answer.text
    assert SAID in answer.text


def test_on_paper_nobody_was_asked_so_nothing_may_be_shown(client, drawn, session, key):
    session.mode = "paper"
    db.session.commit()
    case = screened(client)
    assert not db.session.get_one(Drawing, case.id).quotable


def test_nobody_is_asked_to_draw_unless_it_is_declared_who_looks(client, drawn):
    assert 'data-kind="drawing"' in client.get("/j/CDFG3467/6-9").text
    drawn.drawings_seen_by = None
    db.session.commit()
    assert 'data-kind="drawing"' not in client.get("/j/CDFG3467/6-9").text
    assert send(client) == 200
    assert number(FreeText) == 0
    asked = version_for(drawn, "6-9", "es").questions
    assert [each.concept for each in asked] == ["feeling"]


def test_the_coordinators_page_says_why_there_is_no_drawing(client, drawn):
    drawn.drawings_seen_by = None
    db.session.commit()
    signed_in(client, "coordinator")
    assert "nadie anotó quién mira primero" in client.get("/consultations/").text


# ------------------------------------------------------------------ who looks, and who decides


def test_cleared_with_permission_it_waits_for_a_second_person(client, drawn, key):
    case = screened(client)
    found = cleared(case)
    assert (found.state, found.picture, found.caption) == ("cleared", PICTURE, SAID)
    assert case.state == "closed"
    [given] = db.session.scalars(sa.select(ReturnedText))
    assert (given.text, given.question, given.mark) == (SAID, "dream", case.mark)
    first = db.session.scalars(sa.select(CaseEvent.staff_id)).first()
    with pytest.raises(SamePerson):
        drawings_operations.decide(found.id, first, Act.DRAWING_APPROVE, now())
    drawings_operations.decide(found.id, second(), Act.DRAWING_APPROVE, now())
    assert found.state == "approved"
    with pytest.raises(NotPossible):
        drawings_operations.decide(found.id, first, Act.DRAWING_REFUSE, now())


def test_refused_or_kept_it_is_erased_and_only_counted(client, drawn, key):
    found = cleared(screened(client))
    drawings_operations.decide(found.id, second(), Act.DRAWING_REFUSE, now())
    db.session.commit()
    assert (found.state, found.picture, found.caption) == ("refused", None, None)


def test_one_that_tells_who_somebody_is_is_seen_by_nobody_else(client, drawn, key):
    case = screened(client)
    drawings_operations.keep(case, opened_by(case, "first@example.org"), Seen(PICTURE, ""), now())
    db.session.commit()
    found = db.session.get_one(Drawing, case.id)
    assert (found.state, found.picture) == ("kept", None)
    assert number(ReturnedText) == 0
    assert drawings_operations.to_decide(drawn.id) == []


@pytest.mark.parametrize("picture", ["", "~drawing", "<svg/>", "~drawing / ball 1,1", "mi casa"])
def test_what_no_child_could_draw_is_not_taken_from_a_browser(client, drawn, key, picture):
    case = screened(client)
    officer = opened_by(case, "first@example.org")
    with pytest.raises(NotPossible):
        drawings_operations.clear(case, officer, Seen(picture, SAID), now())


def test_nobody_decides_on_what_they_have_not_opened_nor_twice(client, drawn, key):
    case = screened(client)
    stranger = invite("other@example.org", "safeguarding_officer")
    db.session.flush()
    for act in drawings_operations.ACTS.values():
        with pytest.raises(NotPossible):
            act(case, stranger.id, Seen(PICTURE, SAID), now())
    cleared(case)
    with pytest.raises(NotPossible):
        drawings_operations.worry(case, stranger.id, Seen(PICTURE, SAID), now())


def test_a_drawing_is_seen_from_the_next_day_on_and_an_urgent_caption_at_once(
    client, drawn, key, monkeypatch
):
    signed_in(client, "safeguarding_officer", "officer@example.org")
    screened(client)
    desk, listed = client.get("/safeguarding/").text, client.get("/safeguarding/drawings").text
    assert "dibujo espera" not in desk + listed
    assert "Ningún dibujo por mirar hoy" in listed
    assert send(client, caption="mi tío me pega y tengo miedo", key="1f") == 200
    jobs.screen_sealed_texts()
    assert "1 caso urgente espera" in client.get("/safeguarding/").text
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr(cases_queries, "today", lambda: tomorrow)
    assert "1 dibujo espera" in client.get("/safeguarding/").text
    assert (
        str(db.session.scalars(sa.select(Drawing.id)).one())
        in client.get("/safeguarding/drawings").text
    )


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "legislator"])
def test_only_officers_see_the_list_of_drawings(client, drawn, role):
    signed_in(client, role)
    assert client.get("/safeguarding/drawings").status_code == 403


def test_only_coordinators_decide_what_is_shown_and_not_their_own(client, drawn, key):
    found = cleared(screened(client))
    staff = signed_in(client, "coordinator")
    page = client.get("/reports/mi-mundo-digital/drawings")
    assert "svg" in page.text
    db.session.execute(
        sa.insert(CaseEvent).values(
            case_id=found.id,
            staff_id=staff.id,
            act=Act.DRAWING_CLEAR,
            at=now().replace(tzinfo=None),
        )
    )
    db.session.commit()
    fields = {"csrf_token": token(page), "act": "drawing_approve"}
    answer = client.post(f"/reports/mi-mundo-digital/drawings/{found.id}", data=fields)
    assert answer.status_code == 409
    assert "lo decide otra persona" in answer.text
    assert found.state == "cleared"


# ------------------------------------------------------------------ in the report


def test_the_report_shows_what_was_approved_and_the_code_takes_it_back(client, drawn, key):
    found = cleared(screened(client))
    drawings_operations.decide(found.id, second(), Act.DRAWING_APPROVE, now())
    made = published(drawn)
    [section] = made.content["drawings"]
    assert section["shown"] == [{"band": "6-9", "language": "es", "picture": PICTURE, "text": SAID}]
    assert section["bands"] == [{"band": "6-9", "drew": None}]
    page = client.get("/reports/mi-mundo-digital").text
    assert 'stroke="#1f5fbf"' in page
    assert SAID in page
    assert made.is_intact
    withdraw(CODE)
    db.session.commit()
    db.session.refresh(made)
    [gone] = made.content["drawings"][0]["shown"]
    assert gone["withdrawn"] is True
    assert made.is_intact
    page = client.get("/reports/mi-mundo-digital").text
    assert "100 100" not in page
    assert "Quien lo dibujó pidió borrarlo" in page
    assert number(Drawing) == number(Case) == number(ReturnedText) == number(ReportQuote) == 0


def test_a_withdrawal_after_everything_was_purged_still_reaches_the_report(client, drawn, key):
    found = cleared(screened(client))
    drawings_operations.decide(found.id, second(), Act.DRAWING_APPROVE, now())
    made = published(drawn)
    for _each in purge(today() + timedelta(days=800)):
        pass
    assert number(Drawing) == number(Case) == 0
    withdraw(CODE)
    db.session.commit()
    db.session.refresh(made)
    assert made.content["drawings"][0]["shown"][0]["withdrawn"] is True


def purged(days: int) -> dict[str, int]:
    found = {each.kind: each.number for each in purge(today() + timedelta(days=days))}
    db.session.expire_all()
    return {kind: found[kind] for kind in ("drawings", "drawings kept for an officer")}


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("taken_back", [False, True])
def test_a_drawing_that_nobody_decided_on_outlives_the_answers_and_goes_after(
    client, drawn, key, is_open, taken_back
):
    case = screened(client)
    case_id = case.id
    published(drawn)
    if is_open:
        operations.open_case(case, key.staff_id, now())
        db.session.commit()
    if taken_back:
        withdraw(CODE)
        db.session.commit()
    stays = {"drawings": 0, "drawings kept for an officer": 1}
    assert [purged(800), purged(801)] == [stays, stays]
    assert number(Response) == 0
    found = db.session.get_one(Drawing, case_id)
    assert found.state == ("withdrawn" if taken_back else "waiting")
    assert case.seals, "it can still be looked at"
    operations.open_case(case, key.staff_id, now())
    drawings_operations.clear(case, key.staff_id, Seen(PICTURE, SAID), now())
    db.session.commit()
    assert number(Case) == (0 if taken_back else 1), "what is taken back goes with the decision"
    after = {"drawings": 0 if taken_back else 1, "drawings kept for an officer": 0}
    assert purged(802) == after
    assert number(Drawing) == number(Case) == number(ReturnedText) == 0


def test_a_drawing_found_worrying_after_the_answers_went_is_an_urgent_case(client, drawn, key):
    case = screened(client)
    published(drawn)
    purged(800)
    operations.open_case(case, key.staff_id, now())
    drawings_operations.worry(case, key.staff_id, Seen(PICTURE, SAID), now())
    db.session.commit()
    assert purged(801) == {"drawings": 0, "drawings kept for an officer": 0}
    assert (case.level, case.state) == ("urgent", "open")


def test_a_drawing_with_a_caption_of_support_waits_as_any_other(client, drawn, key):
    hold_drawing(drawn, "waiting", level="support")
    hold_drawing(drawn, "kept", level="support", state="closed")
    hold_drawing(drawn, "approved", state="closed")
    hold_drawing(drawn, "refused", state="open")  # decided, and its case taken up again
    published(drawn)
    db.session.execute(
        sa.delete(Drawing).where(Drawing.state == "approved")  # its child took it back
    )
    db.session.commit()
    assert purged(400) == {"drawings": 3, "drawings kept for an officer": 2}
    assert db.session.scalars(sa.select(Drawing.state)).all() == ["waiting"]
    left = db.session.execute(sa.select(Case.level, Case.state).order_by(Case.level, Case.state))
    assert [tuple(each) for each in left] == [
        ("drawing", "open"), ("support", "closed"), ("support", "new"),
    ]  # fmt: skip


def hold_drawing(drawn: Consultation, standing: str, **case: str) -> None:
    """One more drawing at the desk."""
    hour = now().replace(tzinfo=None)
    held = Case(consultation_id=drawn.id, alerted=hour, **{"level": "drawing", **case})
    held.drawing = Drawing(
        consultation_id=drawn.id, question="dream", band="6-9", language="es",
        state=standing, quotable=False,
    )  # fmt: skip
    db.session.add(held)


def test_how_many_drew_is_told_in_tens_and_under_ten_not_at_all(client, drawn, key):
    for number_of in (9, 14):
        db.session.execute(sa.delete(Case))
        for _each in range(number_of):
            hold_drawing(drawn, "kept", state="closed")
        db.session.flush()
        told = reported._counted(drawn.id, "dream", ["6-9"])["bands"][0]["drew"]
        assert told == (None if number_of == 9 else 10)


# ------------------------------------------------------------------ taken back


@pytest.mark.parametrize("state", ["cleared", "approved"])
def test_the_code_takes_a_drawing_back_that_an_officer_has_decided_on(client, drawn, key, state):
    found = cleared(screened(client))
    if state == "approved":
        drawings_operations.decide(found.id, second(), Act.DRAWING_APPROVE, now())
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    jobs.screen_sealed_texts()
    for model in (Response, FreeText, Case, Drawing, ReturnedText):
        assert number(model) == 0, model
    assert number(WithdrawnMark)


WORRIED = "me hacen burla en el grupo de la escuela y me da miedo ir"


def taken_back(client: FlaskClient, state: str, caption: str = SAID) -> Case:
    """A drawing that nobody has decided on, withdrawn: sealed, waiting for an officer or open."""
    if state == "sealed":
        assert send(client, caption=caption) == 200
    else:
        case = screened(client, caption=caption)
        if state == "open":
            opened_by(case, "first@example.org")
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    jobs.screen_sealed_texts()
    db.session.expire_all()
    return db.session.scalars(sa.select(Case)).one()


@pytest.mark.parametrize(
    ("state", "caption", "level"),
    [
        ("sealed", SAID, "drawing"),
        ("sealed", WORRIED, "support"),
        ("waiting", WORRIED, "support"),
        ("open", SAID, "drawing"),
    ],
)
def test_one_that_nobody_decided_on_is_looked_at_joined_to_nothing_and_then_goes(
    client, drawn, key, state, caption, level
):
    case = taken_back(client, state, caption)
    assert (case.level, case.mark, number(Response)) == (level, None, 0)
    assert (case.drawing.state, case.drawing.quotable) == ("withdrawn", False)
    for _each in range(12):
        hold_drawing(drawn, "withdrawn")
    db.session.flush()
    assert reported._counted(drawn.id, "dream", ["6-9"])["bands"][0]["drew"] is None
    officer = opened_by(case, "first@example.org")
    for act in (Act.DRAWING_APPROVE, Act.DRAWING_REFUSE):
        with pytest.raises(NotPossible):
            drawings_operations.decide(case.id, second(), act, now())
    decide = drawings_operations.clear if level == "drawing" else drawings_operations.keep
    decide(case, officer, Seen(PICTURE, caption), now())
    db.session.commit()
    assert (number(Case), number(Drawing), number(ReturnedText)) == (12, 12, 0)
    assert drawings_operations.to_decide(drawn.id) == []


def test_one_that_worries_is_an_urgent_case_although_it_was_withdrawn(client, drawn, key):
    case = taken_back(client, "sealed")
    drawings_operations.worry(
        case, opened_by(case, "first@example.org"), Seen(PICTURE, SAID), now()
    )
    db.session.commit()
    assert (case.level, case.mark, number(Drawing)) == ("urgent", None, 0)


def test_reported_to_an_authority_its_case_stays_and_the_drawing_goes(client, drawn, key):
    case = screened(client, caption=WORRIED)
    officer = opened_by(case, "first@example.org")
    operations.refer(case, officer, Act.REFER_PROCURADURIA, now())
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    assert number(Case) == 1
    assert number(Drawing) == 0


def test_a_worrying_one_is_urgent_and_no_code_finds_it(client, drawn, key):
    case = screened(client)
    drawings_operations.worry(
        case, opened_by(case, "first@example.org"), Seen(PICTURE, SAID), now()
    )
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    assert number(Case) == 1
    assert number(Drawing) == number(ReturnedText) == 0
    assert db.session.get_one(RedactionCount, (drawn.id, "taken_out")).number == 1


def test_rows_of_drawings_lie_in_no_order_of_arrival_after_compaction(client, drawn, key):
    found = cleared(screened(client))
    compact()
    assert db.session.get_one(Drawing, found.id).picture == PICTURE


@pytest.mark.parametrize(
    "changes",
    [
        {"picture": PICTURE, "caption": SAID, "quotable": False, "state": "cleared"},
        {"picture": PICTURE, "caption": SAID, "state": "waiting"},
        {"picture": PICTURE, "caption": SAID, "state": "refused"},
        {"picture": PICTURE, "state": "cleared"},
        {"state": "seen"},
    ],
)
def test_the_database_refuses_a_drawing_in_clear_that_may_not_be_shown(client, drawn, key, changes):
    case = screened(client)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Drawing).where(Drawing.id == case.id).values(**changes))
    db.session.rollback()
