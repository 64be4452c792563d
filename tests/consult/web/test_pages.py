"""Front page, static files, languages, headers, errors, logs."""

import json
import logging
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.storage.db import db
from consult.web.bundles import joined
from consult.web.compression import CODINGS, liked_best
from consult.web.headers import POLICY
from consult.web.static_files import STATIC, static
from tests.page import opened


@pytest.fixture
def logged(app):
    """The lines that were logged, each as an object."""
    stream = StringIO()
    [handler] = logging.getLogger("alzavoz").handlers
    before = handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(before)


def address_of(app, path):
    with app.test_request_context():
        return static(path)


def test_front_page_shows_the_ways_in(client, consultation):
    page = client.get("/")
    assert page.status_code == 200
    assert "/join" in page.text


@pytest.mark.parametrize("path", ["css/tokens.css", "css/children.css", "js/children.js"])
def test_static_files_are_small_and_kept_for_a_year(app, client, path):
    for coding in CODINGS:
        answer = client.get(address_of(app, path), headers={"Accept-Encoding": coding})
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers.get("Content-Encoding", "identity") == coding
        assert opened(answer) == (joined(path) or (STATIC / path).read_bytes())
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_static_file_of_another_version_is_not_kept(client):
    answer = client.get("/static/0000000000/css/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["../wsgi.py", "..%2fwsgi.py", "css", "nothing.css"])
def test_nothing_outside_the_static_folder_is_served(client, path):
    assert client.get(f"/static/0/{path}").status_code == 404


def test_questionnaire_is_compressed_for_who_takes_it(client, session):
    plain, gzipped, smallest = (
        client.get("/j/CDFG3467/6-9", headers={"Accept-Encoding": each})
        for each in ("identity", "gzip", "gzip, deflate, br, zstd")
    )
    assert opened(gzipped) == opened(smallest) == plain.data
    assert len(smallest.data) < 0.9 * len(gzipped.data) < 13_500


@pytest.mark.parametrize("coding", CODINGS)
def test_tag_of_one_coding_saves_every_other(client, session, coding):
    """The tag is weak: it says that the page is the same, not its bytes."""
    tag = client.get("/j/CDFG3467/6-9", headers={"Accept-Encoding": coding}).headers["ETag"]
    assert tag.startswith("W/")
    for other in CODINGS:
        again = {"If-None-Match": tag, "Accept-Encoding": other}
        answer = client.get("/j/CDFG3467/6-9", headers=again)
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in answer.headers


QUALITIES = st.none() | st.sampled_from(["0", "0.001", "0.5", "1"])


@given(st.dictionaries(st.sampled_from(["br", "gzip", "identity", "*", "zstd"]), QUALITIES))
def test_coding_is_one_that_the_browser_likes_best(wanted):
    header = ", ".join(f"{name};q={q}" if q else name for name, q in wanted.items())
    likes = {name: float(q or 1) for name, q in wanted.items()}
    quality = {name: likes.get(name, likes.get("*", 0)) for name in CODINGS}
    best = max(quality.values())
    expected = next(name for name in quality if quality[name] == best) if best else "identity"
    assert liked_best(header) == expected


@given(st.text(st.characters(codec="latin-1")))
def test_no_header_stops_the_choice_of_aliked_best(header):
    assert liked_best(header) in CODINGS


def test_every_answer_has_the_security_headers(client, session):
    for address in ("/", "/j/CDFG3467/6-9", "/help", "/nothing", "/staff/login"):
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in POLICY


def test_file_that_is_opened_by_itself_may_do_nothing(client, app):
    with app.test_request_context():
        address = static("drawings/scenes.svg")
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/0/nothing.svg").headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("address", ["/", "/help", "/join", "/withdraw", "/reports/", "/nothing"])
def test_pages_say_their_language_and_keep_it_in_links(client, address):
    spanish, english = client.get(address), client.get(f"{address}?language=en")
    assert '<html lang="es">' in spanish.text
    assert '<html lang="en">' in english.text


def test_unknown_language_is_spanish(client):
    assert '<html lang="es">' in client.get("/?language=xx").text


def test_missing_page_is_one_clear_sentence(client):
    page = client.get("/nothing")
    assert page.status_code == 404
    assert "Esta página no existe" in page.text


def test_too_large_a_send_is_refused_with_a_sentence(client, session):
    page = client.post("/j/CDFG3467/6-9", data={"ask_lawmakers": "a" * 600_000})
    assert page.status_code == 413
    assert "demasiado grande" in page.text


def test_broken_page_shows_a_sentence_and_logs_no_text(app, client, monkeypatch, logged):
    def broken(code):
        raise RuntimeError("mi tia Lupita")

    monkeypatch.setitem(app.view_functions, "answering.choose_band", broken)
    page = client.get("/j/CDFG3467")
    assert page.status_code == 500
    [line] = [line for line in logged() if line["level"] == "error"]
    assert line["error"] == "RuntimeError"
    assert "Lupita" not in json.dumps(line)


def test_log_line_of_a_request_has_no_code_address_or_agent(client, session, logged):
    client.get("/j/CDFG3467/6-9", headers={"User-Agent": "Tablet/7"})
    [line] = logged()
    assert line.keys() == {"level", "event", "page", "status", "ms"}
    assert not [word for word in ("CDFG3467", "Tablet", "127.0.0.1") if word in json.dumps(line)]


@pytest.mark.both_engines
def test_no_table_has_a_column_for_who_a_child_is(app):
    from consult.storage.db import Model

    children = ("response", "free_text", "passage", "withdrawn_key")
    forbidden = {"name", "email", "address", "ip", "agent", "device", "time", "created", "seq"}
    for table in children:
        for column in Model.metadata.tables[table].columns:
            assert not forbidden & set(column.name.split("_")), f"{table}.{column.name}"
            assert "TIME" not in str(column.type).upper(), f"{table}.{column.name}"


@pytest.mark.both_engines
def test_rows_of_children_lie_in_the_order_of_their_random_ids(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps heaps in order of arrival until they are compacted")
    from sqlalchemy import text

    for table in ("response", "free_text", "passage", "safeguarding_case", "withdrawn_key"):
        made = db.session.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
        )
        assert "WITHOUT ROWID" in made
