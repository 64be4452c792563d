"""Kinds of questions that are played, over HTTP and in the report, on both engines."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

import surveys
from consult.answering.models import FreeText, Response
from consult.answering.sends.posted_form import sentence, spoken
from consult.consultations.queries import asked_in
from consult.reports.content.closed_questions import closed_questions
from consult.storage.db import db
from consult.storage.sealing import unseal
from tests.consult.seeding import answered

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
SEND = {"go": "send", "key": "0123456789abcdef" * 2, "code": "barco lago piedra cielo flor tren"}
SIX, TEN, FOURTEEN = (f"/j/CDFG3467/{band}" for band in ("6-9", "10-13", "14-17"))
THINGS = ("videos", "games", "ads", "strangers", "mean", "photos")


def send(client: FlaskClient, url: str, **answers: str | list[str]):
    return client.post(url, data={**SEND, **answers}, headers=OWN)


def stored() -> dict[str, object]:
    (response,) = db.session.scalars(sa.select(Response)).all()
    return response.answers


def options_chosen(html: str) -> set[str]:
    return {unescape(value) for value in re.findall(r'<option value="([^"]+)" selected>', html)}


# ------------------------------------------------------------------------------ sent, refused


def test_what_lies_in_baskets_and_what_was_stamped_is_stored_as_it_lies(client, session):
    page = send(
        client,
        SIX,
        sorted_online=["", "games:fun", "videos:worries", "", "", ""],
        ask_school=["computers:3", "", "help:1", ""],
    )
    assert page.status_code == 200
    assert stored()["sorted_online"] == ["videos:worries", "games:fun"]
    assert stored()["ask_school"] == ["computers:3", "help:1"]


def test_untouched_lists_are_a_skip(client, session):
    send(client, TEN, change_first=[""] * 5)
    assert stored()["change_first"] is None


def test_more_stones_than_ten_are_one_kind_sentence_and_lose_nothing(client, session):
    posted = ["strangers:7", "violence:6", "", "", "access:1"]
    page = send(client, TEN, change_first=posted, ask_lawmakers="Que avisen.")
    assert page.status_code == 422
    assert page.text.count("Aquí caben 10 y pusiste 14. Quita 4.") == 2  # above, and beside it
    assert options_chosen(page.text) == {"strangers:7", "violence:6", "access:1"}
    assert "Que avisen." in page.text
    assert db.session.scalars(sa.select(Response)).all() == []


@pytest.mark.parametrize("path", [TEN, FOURTEEN])
def test_a_sentence_that_was_finished_is_sealed_whole(client, session, path):
    send(client, path, topics="people", treat_well="nadie se burlara")
    (text,) = db.session.scalars(sa.select(FreeText)).all()
    assert text.question == "treat_well"
    assert b"burlara" not in text.sealed
    assert unseal(text.sealed).text == "En internet nos trataríamos mejor si nadie se burlara"


def test_a_word_and_an_own_topic_are_sealed_like_any_text(client, session):
    send(client, TEN, in_a_word=" muy\tlibre ", not_asked="Los trenes")
    texts = {each.question: each for each in db.session.scalars(sa.select(FreeText))}
    assert all(each.redacted is None for each in texts.values())
    assert unseal(texts["in_a_word"].sealed).text == "muy libre"
    assert unseal(texts["not_asked"].sealed).text == "Los trenes"
    assert not {"in_a_word", "not_asked"} & stored().keys()


def test_what_was_not_chosen_as_a_topic_is_not_stored(client, session):
    send(client, TEN, topics=["time"], screen_time="much", treat_well="nadie se burlara")
    assert stored()["screen_time"] == "much"
    assert db.session.scalars(sa.select(FreeText)).all() == []


def test_the_look_back_without_javascript_says_things_in_their_baskets(client, session):
    answers = {"go": "send", "sorted_online": ["games:fun", "mean:worries"]}
    page = client.post(SIX, data=answers, headers=OWN)
    assert "Los juegos: Me divierte; Las burlas: Me preocupa" in unescape(page.text)


def test_every_code_of_a_refused_answer_has_a_sentence(app):
    details = {"choice": "X", "at_most": 1, "chosen": 2, "most": 1, "given": 2, "over": 1}
    with app.test_request_context("/"):
        for code in surveys.INVALID_CODES:
            said = sentence(surveys.InvalidAnswer(code, **details))
            assert said.endswith(".")
            assert "%" not in said


def test_answers_are_said_in_words(app, consultation):
    asked = asked_in(consultation)
    said = {
        question.concept: spoken(question, answer)
        for band in ("6-9", "10-13")
        for question in asked.version_for(band, "es").questions
        for answer in [
            {
                "sorted_online": ("ads:so_so",),
                "change_first": ("fakes:2", "access:8"),
                "treat_well": "hubiera risas",
                "in_a_word": "raro",
            }.get(question.concept)
        ]
        if answer
    }
    assert said["sorted_online"] == "Los anuncios: Más o menos"
    assert said["change_first"].endswith(": 8")
    assert said["treat_well"].endswith("mejor si hubiera risas")
    assert said["in_a_word"] == "raro"


# ------------------------------------------------------------------------------ the report


def table_of(consultation, concept: str) -> dict:
    db.session.flush()
    bands = ["3-5", "6-9", "10-13", "14-17"]
    (table,) = [t for t in closed_questions(consultation, bands) if t["concept"] == concept]
    return table


def column_of(consultation, concept: str, band: str) -> dict:
    return table_of(consultation, concept)["columns"][band]


def sort(consultation, many: int, *pairs: str) -> None:
    for _each in range(many):
        answered(consultation, "6-9", {"sorted_online": list(pairs) or None})


def test_a_thing_in_each_basket_is_a_row_with_its_words(consultation):
    sort(consultation, 30, "games:fun", "ads:worries")
    sort(consultation, 20, "games:so_so")
    sort(consultation, 12, "games:worries")
    table = table_of(consultation, "sorted_online")
    assert len(table["rows"]) == len(THINGS) * 3
    labels = {row["code"]: row["labels"] for row in table["rows"]}
    assert labels["games:fun"]["es"] == "Los juegos: Me divierte"
    cells = table["columns"]["6-9"]["cells"]
    assert cells["games:fun"]["percent"] == 48
    assert cells["ads:worries"] == {"count": 30, "percent": 48}
    assert cells["mean:fun"] == {"count": None, "percent": None}


def test_where_baskets_of_one_thing_would_tell_a_hidden_one_the_smallest_is_hidden(consultation):
    """30 + 20 of 53 who all sorted it: the three in the last basket would be a subtraction away."""
    sort(consultation, 30, "games:fun", "ads:fun")
    sort(consultation, 20, "games:so_so", "ads:so_so")
    sort(consultation, 3, "games:worries", "ads:so_so")
    sort(consultation, 15)
    column = column_of(consultation, "sorted_online", "6-9")
    assert column["cells"]["games:fun"] == {"count": 30, "percent": 57}
    for basket in ("so_so", "worries"):
        assert column["cells"][f"games:{basket}"] == {"count": None, "percent": None}
    assert column["answered"] == 53


def test_who_left_a_thing_lying_is_not_found_by_subtraction(consultation):
    """All three baskets are large, and four left it: all counts with the base would tell them."""
    for basket in ("fun", "so_so", "worries"):
        sort(consultation, 20, f"games:{basket}", "ads:fun")
    sort(consultation, 4, "ads:fun")
    sort(consultation, 15)
    cells = column_of(consultation, "sorted_online", "6-9")["cells"]
    told = [cells[f"games:{basket}"]["count"] for basket in ("fun", "so_so", "worries")]
    assert sorted(told, key=str) == [20, 20, None]


def share_out(consultation, many: int, *parts: str) -> None:
    for _each in range(many):
        answered(consultation, "10-13", {"change_first": list(parts) or None})


def test_stones_are_told_by_people_and_by_their_mean(consultation):
    share_out(consultation, 20, "strangers:6", "access:4")
    share_out(consultation, 20, "strangers:2", "violence:8")
    share_out(consultation, 12)
    column = column_of(consultation, "change_first", "10-13")
    assert column["cells"]["strangers"] == {"count": 40, "percent": 100}
    assert column["cells"]["violence"] == {"count": 20, "percent": 50}
    assert column["mean_amounts"] == {"strangers": 4.0, "violence": 4.0, "access": 2.0}
    assert column["mean_places"] == {}


def test_one_hidden_mean_hides_the_next_since_ten_stones_are_ten(consultation):
    share_out(consultation, 20, "strangers:4", "violence:2", "privacy:3", "access:1")
    share_out(consultation, 3, "strangers:4", "violence:2", "privacy:3", "fakes:1")
    share_out(consultation, 12, "strangers:4", "violence:2", "privacy:4")
    column = column_of(consultation, "change_first", "10-13")
    assert column["cells"]["fakes"] == {"count": None, "percent": None}
    assert column["mean_amounts"].keys() == {"strangers", "violence", "privacy"}


def test_stones_and_an_order_stand_in_one_table_that_says_so(consultation):
    share_out(consultation, 15, "strangers:10")
    share_out(consultation, 15, "access:10")
    for first, then in (("strangers", "fakes"), ("fakes", "privacy")):
        for _each in range(15):
            answered(consultation, "14-17", {"change_first": [first, then]})
    table = table_of(consultation, "change_first")
    assert table["kinds"] == {"10-13": "stones", "14-17": "order"}
    assert table["columns"]["14-17"]["mean_places"]["strangers"] == 1.0
    assert table["columns"]["14-17"]["mean_amounts"] == {}
    assert "kind" in {each for bands in table["differences"]["es"].values() for each in bands}


def test_stamps_count_children_and_not_how_often_they_pressed(consultation):
    for _each in range(12):
        answered(consultation, "6-9", {"ask_school": ["computers:5"]})
    for _each in range(12):
        answered(consultation, "6-9", {"ask_school": ["computers:1", "help:1"]})
    for _each in range(12):
        answered(consultation, "6-9", {"ask_school": ["help:1"]})
    column = column_of(consultation, "ask_school", "6-9")
    assert column["cells"]["computers"] == {"count": 24, "percent": 67}
    assert column["cells"]["help"] == {"count": 24, "percent": 67}
    assert column["mean_amounts"] == {}
