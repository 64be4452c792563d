"""While a consultation is open no page tells one child more: of an age, a session and a day."""

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.clock import today
from consult.safeguarding.keys.keyring import make_key
from consult.sessions.models import Session
from consult.storage.db import db
from consult.themes.models import Passage, Theme
from tests.consult.cli.test_cli import alzavoz  # noqa: F401
from tests.consult.seeding import analysed, answered, keep, said
from tests.consult.sign_in import signed_in

pytestmark = pytest.mark.both_engines

ROLES = ("coordinator", "facilitator", "safeguarding_officer", "legislator", "organisation")
NOT_PAGES = {"static", "pages.static_file", "pages.favicon", "security.static", "staff.enter"}
MANY = 34
TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]+"|value="[^"]+"[^>]*name="csrf_token"')


@pytest.fixture
def small(app, consultation):
    """A session that one child will answer in, two days ago."""
    made = Session(
        code="KMNP6789", consultation_id=consultation.id, channel="school", setting="home",
        region="Colima", bands=["6-9"], day=today() - timedelta(days=2), expected=1,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def busy(consultation, session):
    """34 children of 10-13, whose texts were grouped; three texts wait for screening."""
    children = [answered(consultation, "10-13", {"heard": "yes"}) for _ in range(MANY)]
    for child in children:
        child.session_id = session.id
    db.session.flush()
    texts = [said(child, f"Que alguien conteste {n}") for n, child in enumerate(children)]
    run = analysed(consultation, a=("Que respondan", texts))
    keep(run, said(children[0], "Otra cosa"), None, None)
    for child in children[:3]:
        db.session.add(FreeText(response_id=child.id, question="like_most", sealed=b"sealed"))
    db.session.commit()
    return run


def plant(consultation, small, run) -> None:
    """One child of 6-9, alone in a session, who wrote one text that is in a theme."""
    child = answered(consultation, "6-9", {"heard": "no"}, setting="home", region="Colima")
    child.session_id, child.day = small.id, small.day
    db.session.flush()
    theme = db.session.scalars(sa.select(Theme)).one()
    theme.size += 1
    keep(run, said(child, "Que contesten los murciélagos"), theme.id, None)
    db.session.add(FreeText(response_id=child.id, question="like_most", sealed=b"sealed"))
    db.session.commit()


def pages(app, client, consultation, small) -> dict[str, str]:
    """Everything that can be opened, as the client is signed in, without what changes anyway."""
    values = {
        "slug": consultation.slug, "code": small.code, "band": "6-9", "key_id": 1,
        "case_id": uuid.UUID(int=1), "path": "", "filename": "", "fingerprint": "",
        "key": "a", "number": 1, "name": "none", "language": "es", "tag": "es", "file": "none",
        "signs": "none",
    }  # fmt: skip
    found = {}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_PAGES:
            continue
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        answer = client.get(path)
        found[path] = f"{answer.status_code} {TOKEN.sub('', answer.text)}"
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_staff_changes_by_one_child(app, client, consultation, busy, small, role):
    staff = signed_in(client, role)
    if role == "safeguarding_officer":  # without a key there is no desk
        make_key(staff.id, bytes(range(32)), bytes(72), bytes(16))
        db.session.commit()
    before = pages(app, client, consultation, small)
    opened = [path for path, page in before.items() if page.startswith("200")]
    assert len(opened) > 8
    assert ("/safeguarding/" in opened) == (role == "safeguarding_officer")
    plant(consultation, small, busy)
    after = pages(app, client, consultation, small)
    assert [path for path in before if after[path] != before[path]] == []


def test_facilitator_sees_that_somebody_has_sent_and_no_more(
    app, client, consultation, busy, small
):
    small.facilitator_id = signed_in(client, "facilitator").id
    small.expected = 5
    db.session.commit()
    before = pages(app, client, consultation, small)
    plant(consultation, small, busy)
    after = pages(app, client, consultation, small)
    own = f"/sessions/{small.code}"
    assert [path for path in before if after[path] != before[path]] == [own]
    nobody, somebody = "Todavía nadie ha enviado.", "Ya hay quien envió."
    assert before[own].replace(nobody, somebody) == after[own]


def test_no_line_of_the_command_changes_by_one_child(
    app, alzavoz, consultation, busy, small  # noqa: F811
):  # fmt: skip
    url = db.engine.url.render_as_string(hide_password=False)
    where = {"ALZAVOZ_DATABASE_URL": url, "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"])}
    db.session.rollback()
    before = alzavoz("consultations", **where).stdout
    assert before == "mi-mundo-digital open 30\n"
    plant(consultation, small, busy)
    assert alzavoz("consultations", **where).stdout == before


@pytest.mark.parametrize("role", ROLES)
def test_counts_of_a_closed_consultation_do_not_move_by_a_withdrawal(
    app, client, consultation, busy, small, role
):
    """But for who publishes: the list of all that was said in a theme, which one line less stands
    in. The preview keeps the numbers that were seen."""
    signed_in(client, role)
    plant(consultation, small, busy)
    consultation.state = "closed"
    for each in db.session.scalars(sa.select(Session)):
        each.uploads_over = True
    db.session.commit()
    before = pages(app, client, consultation, small)
    written = sa.select(FreeText).where(FreeText.redacted == f"Que alguien conteste {MANY - 1}")
    db.session.delete(db.session.get_one(Response, db.session.scalars(written).one().response_id))
    db.session.commit()
    after = pages(app, client, consultation, small)
    live = {f"/themes/{consultation.slug}/theme/a"}
    changed = {path for path in before if after[path] != before[path]}
    assert changed <= (live if role == "coordinator" else set())


def test_what_few_children_wrote_is_not_shown_while_answers_arrive(client, consultation):
    few = [answered(consultation, "6-9") for _ in range(9)]
    db.session.flush()
    run = analysed(consultation, a=("Parques", [said(child, "Más parques") for child in few]))
    db.session.commit()
    signed_in(client, "coordinator")
    address = f"/themes/{consultation.slug}"
    page = client.get(address).text
    assert "Más parques" not in page
    assert "muy pocas niñas y niños" in page
    tenth = answered(consultation, "10-13")
    db.session.flush()
    theme = db.session.scalars(sa.select(Theme)).one()
    keep(run, said(tenth, "Más parques"), theme.id, None)
    db.session.commit()
    assert "Más parques" in client.get(address).text


def test_publish_of_an_open_consultation_previews_nothing(client, consultation, busy):
    from tests.consult.sign_in import token

    signed_in(client, "coordinator")
    form = {"csrf_token": token(client.get("/consultations/")), "headline_es": "x" * 500}
    page = client.post(f"/reports/{consultation.slug}/publish", data=form)
    assert page.status_code == 409
    assert "Que respondan" not in page.text


def test_passages_of_the_planted_child_are_there(consultation, small, busy):
    """The child of the tests above is really in what the pages are made of."""
    plant(consultation, small, busy)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Passage)) == MANY + 2
