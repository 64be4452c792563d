"""What may be kept of a page on its way: the questionnaire and files; nothing of one person."""

import pytest

from consult.storage.db import db
from consult.web.static_files import static
from tests.conftest import OWN
from tests.consult.seeding import close_with_answers
from tests.consult.sign_in import signed_in

PAGE = "/j/CDFG3467/6-9"
SEND = {"heard": "yes", "key": "d" * 32, "code": "arbol barco cielo dulce estrella flor"}
SHARED = "public, max-age=60"
NEVER = "no-store"

PAGES = [
    (PAGE, SHARED),
    (f"{PAGE}?language=en", SHARED),
    (f"{PAGE}?go=no", NEVER),
    ("/j/CDFG3467", NEVER),
    ("/j/CDFG3467/results", NEVER),
    ("/j/NOSUCH99/6-9", NEVER),
    ("/", NEVER),
    ("/join", NEVER),
    ("/help", NEVER),
    ("/leave", NEVER),
    ("/withdraw", NEVER),
    ("/reports/", NEVER),
    ("/staff/login", NEVER),
    ("/nothing", NEVER),
]


@pytest.mark.parametrize(("path", "kept"), PAGES)
def test_page_says_how_long_it_may_be_kept(client, session, path, kept):
    assert client.get(path).headers["Cache-Control"] == kept


def test_public_link_is_asked_anew_and_named_for_no_consultation(client, session):
    session.channel, session.mode = "public", "link"
    db.session.commit()
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "no-cache, private"
    answers = [client.post(PAGE, data=form, headers={"Origin": OWN}) for form in (SEND, {})]
    paths = ("/j/CDFG3467", f"{PAGE}?go=no", "/j/CDFG3467/results", "/help", "/withdraw")
    asked = [client.get(path) for path in paths]
    assert all("<title>Preguntas</title>" in each.text for each in (page, *answers, *asked))
    assert '<details class="code">' in answers[0].text


@pytest.mark.parametrize("elsewhere", ["", "https://clima.example/"])
def test_leaving_empties_the_browsers_cache(app, client, monkeypatch, elsewhere):
    monkeypatch.setitem(app.config, "LEAVE_TO", elsewhere)
    assert client.get("/leave").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (PAGE, SEND),  # thanks, with the withdrawal code
        (PAGE, {"heard": "yes"}),  # looking back
        (PAGE, {**SEND, "key": "wrong"}),
        (PAGE, {**SEND, "go": "language:en"}),
        (f"{PAGE}/waited", {}),
        ("/join", {"code": "zzz"}),
        ("/withdraw", {"code": SEND["code"]}),
        ("/withdraw", {"code": "one"}),
    ],
)
def test_answer_to_a_form_is_never_kept_nor_compressed(client, session, path, form):
    answer = client.post(path, data=form, headers={"Origin": OWN, "Accept-Encoding": "br, gzip"})
    assert answer.headers["Cache-Control"] == NEVER
    assert "ETag" not in answer.headers
    assert "Content-Encoding" not in answer.headers  # its length would tell what is in it


def test_shared_page_is_the_same_for_everyone(client, session):
    """Nothing in it, header or body, is of the visit: it may lie in any cache."""
    first = client.get(PAGE, headers={"User-Agent": "one", "X-Forwarded-For": "203.0.113.1"})
    second = client.get(PAGE, headers={"User-Agent": "two", "Cookie": "session=x"})
    assert first.data == second.data
    for answer in (first, second):
        answer.headers.pop("Date")
    assert dict(first.headers) == dict(second.headers)
    assert first.headers["Vary"] == "Accept-Encoding"
    assert session.code not in first.text


def test_files_are_kept_for_a_year(app, client):
    with app.test_request_context():
        address = static("css/children.css")
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("coordinator", ["/consultations/", "/themes/mi-mundo-digital"]),
        ("coordinator", ["/reports/mi-mundo-digital", "/consultations/new", "/staff/"]),
        ("facilitator", ["/sessions/", "/sessions/new", "/staff/"]),
        ("safeguarding_officer", ["/safeguarding/", "/safeguarding/key", "/staff/password"]),
    ],
)
def test_pages_of_staff_are_never_kept(client, consultation, role, paths):
    close_with_answers(consultation)
    db.session.commit()
    signed_in(client, role)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 302), path
        assert answer.headers["Cache-Control"] == NEVER, path
