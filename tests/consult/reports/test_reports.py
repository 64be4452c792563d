import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.answering.models import FreeText
from consult.cell_suppression import suppress_cell
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.reports import queries
from consult.reports.disclosure.cell_rules import percent, pooled
from consult.reports.disclosure.column_protection import Column
from consult.reports.frozen_content import canonical, digest, manifest
from consult.reports.models import Report
from consult.reports.publication.operations import NotReady, build, publish
from consult.reports.text import charts, highlights, sentences
from consult.sessions.models import Session
from consult.storage.db import db
from consult.submissions.models import Source, Submission, SubmissionPassage
from consult.themes.models import AnalysisRun, Passage, ReviewAction, Theme
from tests.consult.seeding import analysed, answered, close_with_answers, keep, said
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

Content = dict[str, Any]
NOT_COUNTS_OF_PEOPLE = (
    ("consultation", "questionnaire", "version"),
    ("format",),
    ("nine_questions", "number"),
    ("organisations",),
    ("threshold",),
    ("voices", "method"),
    ("voices", "review"),
)
"""Paths of whole numbers that count or number something else."""


@pytest.fixture
def closed(consultation: Consultation) -> Consultation:
    close_with_answers(consultation)
    return consultation


def numbers(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every whole number of the content, with the keys that lead to it."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from numbers(value, (*path, str(key)))
    elif isinstance(content, list):
        for value in content:
            yield from numbers(value, path)
    elif isinstance(content, int) and not isinstance(content, bool):
        yield path, content


def counts(content: Content) -> list[tuple[tuple[str, ...], int]]:
    return [
        (path, number)
        for path, number in numbers(content)
        if path[-1] != "percent" and not any(path[: len(p)] == p for p in NOT_COUNTS_OF_PEOPLE)
    ]


def table(content: Content, concept: str, of: str = "questions") -> Content:
    return next(each for each in content[of] if each["concept"] == concept)


# ---- the cell rule

codes = st.sampled_from(["yes", "sometimes", "no"])
answers = st.fixed_dictionaries(
    {},
    optional={
        "uses_internet": st.sampled_from(["every_day", "some_days", "almost_never", "never", None]),
        "heard": codes | st.none(),
        "ask_school": st.lists(st.sampled_from(["teach", "help", "none"]), unique=True) | st.none(),
        "gender": st.sampled_from(["girl", "boy", "another", None]),
        "origin": st.sampled_from([["indigenous"], ["afro"], ["none"], None]),
    },
)
groups = st.lists(
    st.tuples(
        st.integers(1, 14),
        answers,
        st.sampled_from([("school", "Oaxaca"), ("home", "Puebla"), (None, None)]),
    ),
    max_size=6,
)


@given(groups)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_count_under_ten_is_anywhere_in_the_content(consultation, found) -> None:
    for times, given_answers, (setting, region) in found:
        for _ in range(times):
            answered(consultation, "10-13", given_answers, setting=setting, region=region)
    db.session.flush()
    content = build(consultation, today())
    db.session.rollback()
    assert not [(path, number) for path, number in counts(content) if number < 10]


@given(groups)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_percentage_stands_only_where_ten_chose_it(consultation, found) -> None:
    chosen = Counter()
    for times, given_answers, _place in found:
        chosen.update(dict.fromkeys(codes_of(given_answers), times))
        for _ in range(times):
            answered(consultation, "10-13", given_answers)
    db.session.flush()
    content = build(consultation, today())
    db.session.rollback()
    for each in content["questions"]:
        cells = each["columns"]["10-13"]["cells"] if each["concept"] != "uses_internet" else {}
        told = {code for code, cell in cells.items() if cell["percent"] is not None}
        assert all(chosen[each["concept"], code] >= 10 for code in told)


def codes_of(given_answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every (concept, code) that was chosen."""
    chosen = {
        concept: [answer] if isinstance(answer, str) else answer or []
        for concept, answer in given_answers.items()
    }
    return [(concept, code) for concept, answers in chosen.items() for code in answers]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_pooled_cannot_be_found_by_subtraction(app, cells) -> None:
    kept, rest = pooled(cells)
    hidden_sum = sum(cells.values()) - sum(kept.values())
    assert all(count >= 10 for count in kept.values())
    assert hidden_sum == 0 or hidden_sum >= 10 or not kept
    assert rest == (hidden_sum if hidden_sum >= 10 else None)


def test_halves_of_a_percent_go_up() -> None:
    assert [percent(1, 8), percent(1, 200), percent(2, 3), percent(7, 7)] == [13, 1, 67, 100]


def test_zero_and_nine_look_alike(consultation) -> None:
    for code, times in (("a_lot", 12), ("little", 9), (None, 4)):
        for _ in range(times):
            answered(consultation, "14-17", {"heard": code})
    column = table(build(consultation, today()), "heard")["columns"]["14-17"]
    told = column["cells"]
    assert told["sometimes"] == told["no"] == {"count": None, "percent": None}
    assert told["yes"] == {"count": 12, "percent": 48}
    assert column["rest"] == {"count": 13, "percent": 52}  # who skipped among them


def test_the_base_does_not_tell_who_skipped(consultation) -> None:
    for code, times in (("yes", 20), ("sometimes", 20), ("no", 11), (None, 2)):
        for _ in range(times):
            answered(consultation, "10-13", {"heard": code})
    column = table(build(consultation, today()), "heard")["columns"]["10-13"]
    assert (column["answered"], column["skipped"], column["asked"]) == (None, None, 53)
    assert column["cells"]["no"]["count"] is None  # else two would be what is left
    assert column["rest"] == {"count": 13, "percent": 25}


def test_what_all_said_is_not_told_since_nobody_said_else(consultation) -> None:
    for _ in range(40):
        answered(consultation, "10-13", {"heard": "yes", "gender": "girl", "origin": ["afro"]})
    content = build(consultation, today())
    [heard] = content["questions"]
    [gender] = content["characteristics"]
    assert not any(cell["count"] for cell in heard["columns"]["10-13"]["cells"].values())
    low, high = heard["columns"]["10-13"]["between"]["yes"]
    assert (low["percent"], high["percent"]) == (78, 100)
    low, high = gender["columns"]["10-13"]["between"]["girl"]
    assert (low["count"], high["count"]) == (31, 40)


def of_one(most: int) -> Iterator[tuple[int, ...]]:
    """How many chose each of three answers, how many skipped, and how many answered."""
    for asked in range(10, most):
        for skipped in range(asked - 9):
            for first, second in product(range(asked - skipped + 1), repeat=2):
                if (third := asked - skipped - first - second) >= 0:
                    yield first, second, third, skipped, asked - skipped


def of_one_or_none(most: int) -> Iterator[tuple[int, ...]]:
    """The same where some who answered may count under none of the three."""
    for first, second, third, skipped, answering in of_one(most):
        for outside in range(third + 1):
            yield first, second, third - outside, skipped, answering


def of_several(most: int) -> Iterator[tuple[int, ...]]:
    """The same where a person may choose several: each who answered chose one at least."""
    for asked in range(10, most):
        for skipped in range(asked - 9):
            answering = asked - skipped
            for chosen in product(range(answering + 1), repeat=3):
                if sum(chosen) >= answering:
                    yield *chosen, skipped, answering


@pytest.mark.parametrize(
    ("every", "most", "apart", "is_open"),
    [(of_one, 26, True, False), (of_one_or_none, 24, True, True), (of_several, 22, False, False)],
    ids=["one", "one or none", "several"],
)
def test_no_hidden_number_is_the_only_one_that_fits_what_is_told(
    every, most, apart, is_open
) -> None:
    """All that can have happened among so few, by what is told of it. Wherever a number under ten
    is not told, another would have been told alike: not even knowing the rule helps."""
    site = Flask("site")
    site.config["SMALL_CELL"] = 10
    with site.app_context():
        alike = told_alike(every(most), apart, is_open)
    assert alike
    for seen, possible in alike.items():
        for numbers in zip(*possible, strict=True):
            assert len(set(numbers)) > 1 or numbers[0] >= 10, seen


def of_several_or_one(most: int) -> Iterator[tuple[int, ...]]:
    """The same where the third answer stands beside no other."""
    for asked in range(10, most):
        for third in range(asked - 8):
            for skipped in range(asked - third + 1):
                beside = asked - third - skipped
                for first, second in product(range(beside + 1), repeat=2):
                    if first + second >= beside:
                        yield first, second, third, skipped, asked - skipped


def test_who_chose_neither_an_answer_nor_the_one_that_excludes_it_cannot_be_computed() -> None:
    """Their number, with those who skipped, follows where both are told: it is ten or more, or
    nobody where nobody skipped."""
    site = Flask("site")
    site.config["SMALL_CELL"] = 10
    told_both = 0
    with site.app_context():
        for first, second, third, skipped, answering in of_several_or_one(34):
            answers = {"a": first, "b": second, "c": third}
            groups, excludes = [answers], frozenset("c")
            [told] = Column(answering + skipped, answering, groups, False, False, excludes).told()
            if {"a", "c"} <= told.counts.keys():
                told_both += 1
                base = answering + skipped if skipped < 10 else answering
                neither = base - first - third
                assert neither >= 10 or (neither == 0 and skipped >= 10), answers
    assert told_both


def told_alike(
    every: Iterator[tuple[int, ...]], apart: bool, is_open: bool
) -> dict[Any, list[tuple[int, ...]]]:
    """What is told -> all that it may be told of."""
    alike = defaultdict(list)
    for *chosen, skipped, answering in every:
        answers = dict(zip("abc", chosen, strict=True))
        column = Column(answering + skipped, answering, [answers], apart, is_open)
        [told] = column.told()
        if told.counts or told.between:
            known = (*told.counts.items(), *told.between.items())
            seen = (column.asked, suppress_cell(skipped), known, told.rest)
            alike[seen].append((*chosen, skipped))
    return alike


@pytest.mark.parametrize(("noted", "told"), [((3, 6), None), ((9, 5), 10), ((14, 15), 20)])
def test_who_took_no_part_is_one_sum_in_tens(app, client, closed, noted, told) -> None:
    for number, many in enumerate(noted):
        db.session.add(
            Session(
                code=f"CDFG346{number}", consultation_id=closed.id, channel="school", day=today(),
                setting="school", region="Oaxaca", bands=["10-13"], declined=many,
                uploads_over=True,
            )
        )  # fmt: skip
    publish(closed, today())
    db.session.commit()
    took_part = queries.latest(closed.id).content["participation"]
    assert took_part["declined"] == told
    assert took_part["total"] == 50  # they are in no other number
    page = client.get(f"/reports/{closed.slug}").text
    assert ("no quisieron participar" in page) == (told is not None)


def test_a_band_under_ten_is_in_no_number(closed) -> None:
    content = build(closed, today())
    took_part = content["participation"]
    assert {row["band"]: row["count"] for row in took_part["bands"]} == {
        "3-5": None,
        "6-9": None,
        "10-13": 30,
        "14-17": 20,
    }
    assert took_part["total"] == 50
    assert took_part["settings"] == [{"code": "school", "count": 50}]
    assert [row["code"] for row in took_part["regions"]] == ["Oaxaca", "Puebla"]
    assert "Sonora" in took_part["regions_without_number"]
    assert table(content, "heard")["bands"] == ["10-13", "14-17"]


def test_characteristics_are_counts_without_percentages(closed) -> None:
    content = build(closed, today())
    gender = table(content, "gender", "characteristics")
    assert gender["columns"]["10-13"]["cells"]["girl"] == {"count": 18, "percent": None}
    assert "gender" not in [each["concept"] for each in content["questions"]]


def test_what_was_not_kept_is_not_called_a_refusal(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    questions, who = page.split('id="who"', 1)
    assert "Prefirieron no contestar" in questions
    assert "No lo dijeron, o no se guardó" not in questions
    who = who.split("</article>", 1)[0]
    assert "No lo dijeron, o no se guardó" in who
    assert "Prefirieron no contestar" not in who


def test_an_order_shows_first_places_and_mean_places(closed) -> None:
    column = table(build(closed, today()), "change_first")["columns"]["14-17"]
    assert column["cells"]["privacy"]["percent"] == 50
    assert column["cells"]["fakes"]["percent"] is None
    assert column["mean_places"] == {"privacy": 1.5, "fakes": 1.5}


# ---- themes and quotes


def test_a_voice_is_a_child_however_many_phrases(closed) -> None:
    content = build(closed, today())
    twice = db.session.query(FreeText).filter(FreeText.redacted == "Que alguien conteste 0").one()
    run = db.session.query(AnalysisRun).one()
    theme = db.session.query(Theme).filter_by(key="a").one()
    keep(run, said(twice.response, "Que conteste, otra vez"), theme.id, None)
    db.session.flush()
    before, after = (each["voices"]["themes"][0] for each in (content, build(closed, today())))
    assert before["voices"] == after["voices"] == 37


def test_a_small_theme_stays_and_its_number_does_not(closed) -> None:
    first, second = build(closed, today())["voices"]["themes"]
    assert (first["label"], first["voices"]) == ("Que alguien conteste", 37)
    assert first["bands"] == [{"band": "10-13", "count": 25}, {"band": "14-17", "count": 12}]
    assert (second["label"], second["voices"], second["bands"]) == ("En mi lengua", None, [])
    assert second["quotes"]


def test_quotes_are_stored_passages_and_come_from_several_bands(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    quoted = [unescape(each) for each in re.findall(r"<q>(.*?)</q>", page)]
    stored = {passage.text for passage in db.session.query(Passage)}
    assert quoted
    assert set(quoted) <= stored


def test_what_is_held_for_an_officer_is_not_quoted(closed) -> None:
    held = db.session.query(FreeText).filter(FreeText.redacted == "Que alguien conteste 0").one()
    held.held = True
    db.session.flush()
    assert held.redacted not in json.dumps(build(closed, today()), ensure_ascii=False)


def test_only_what_its_child_permits_is_quoted_and_all_of_it_counts(closed) -> None:
    before = build(closed, today())["voices"]
    silent = db.session.query(FreeText).filter(FreeText.redacted == "Que alguien conteste 0").one()
    silent.quotable = False
    db.session.flush()
    after = build(closed, today())["voices"]
    assert silent.redacted in json.dumps(before, ensure_ascii=False)
    assert silent.redacted not in json.dumps(after, ensure_ascii=False)
    assert [theme["voices"] for theme in after["themes"]] == [
        theme["voices"] for theme in before["themes"]
    ]
    assert after["quotable"] == before["quotable"] - 1


def test_where_nobody_permits_it_no_words_of_theirs_are_in_the_report(closed) -> None:
    texts = db.session.query(FreeText).all()
    for text in texts:
        text.quotable = False
    db.session.flush()
    content = json.dumps(build(closed, today())["voices"], ensure_ascii=False)
    assert not any(text.redacted in content for text in texts)
    assert not any(theme["quotes"] for theme in json.loads(content)["themes"])


def test_report_says_how_many_texts_may_be_quoted(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    number = build(closed, today())["voices"]["quotable"]
    assert f"Textos que se pueden citar: {number}." in page


def test_a_quote_keeps_the_language_it_was_written_in(client, consultation) -> None:
    consultation.state = State.CLOSED
    child = answered(consultation, "14-17", language="en")
    for _ in range(11):
        answered(consultation, "14-17")
    db.session.flush()
    analysed(consultation, a=("Answer reports", [said(child, "Someone should answer")]))
    publish(consultation, today())
    db.session.commit()
    page = client.get(f"/reports/{consultation.slug}").text
    assert '<blockquote lang="en"><q>Someone should answer</q>' in page


def test_a_theme_set_aside_is_left_out_and_counted(closed, app) -> None:
    from consult.staff.operations import invite

    person = invite("c@example.org", "coordinator")
    decided = {"consultation_id": closed.id, "staff_id": person.id, "day": today()}
    db.session.add(ReviewAction(**decided, kind="set_aside", theme_key="b", value=None))
    db.session.add(ReviewAction(**decided, kind="rename", theme_key="a", value="Que contesten"))
    db.session.flush()
    voices = build(closed, today())["voices"]
    assert [theme["label"] for theme in voices["themes"]] == ["Que contesten"]
    assert voices["review"] == {"renamed": 1, "merged": 0, "set_aside": 1}
    with app.test_request_context():
        review = sentences.about_review({"voices": voices})
    assert review == "Después una persona los revisó: se renombró un tema y se apartó un tema."


def test_a_few_phrases_are_listed_and_not_grouped(client, consultation) -> None:
    consultation.state = State.CLOSED
    run = analysed(consultation)
    children = [answered(consultation, "10-13") for _ in range(12)]
    db.session.flush()
    for number, child in enumerate(children):
        keep(run, said(child, f"Frase {number}"), None, None)
    publish(consultation, today())
    db.session.commit()
    page = client.get(f"/reports/{consultation.slug}").text
    assert "Son pocas frases para agruparlas" in page
    assert page.count("<blockquote") == 12


def test_the_method_of_a_run_is_published_without_its_counts(closed) -> None:
    assert build(closed, today())["voices"]["method"] == {"package spacy": "3.8", "language": "es"}


# ---- freezing


def test_a_published_version_does_not_change_with_more_answers(client, closed) -> None:
    published = publish(closed, today())
    db.session.commit()
    before = client.get(f"/reports/{closed.slug}").text
    for _ in range(30):
        answered(closed, "6-9", {"heard": "no"})
    db.session.commit()
    db.session.expire_all()
    assert client.get(f"/reports/{closed.slug}").text == before
    assert published.is_intact
    assert build(closed, today())["participation"]["total"] == 83


def test_the_hash_is_of_a_manifest_that_everyone_can_fetch_and_make(client, closed) -> None:
    published = publish(closed, today())
    db.session.commit()
    fetched = client.get(f"/reports/{closed.slug}?as=manifest")
    assert fetched.mimetype == "application/json"
    assert hashlib.sha256(fetched.data).hexdigest() == published.sha256
    assert published.sha256 in client.get(f"/reports/{closed.slug}").text
    content = client.get(f"/reports/{closed.slug}?as=json")
    assert content.data == canonical(json.loads(content.data))
    assert canonical(manifest(json.loads(content.data))) == fetched.data
    assert "Que alguien conteste 0" not in fetched.text


def test_content_that_was_tampered_with_is_announced(client, closed) -> None:
    published = publish(closed, today())
    published.content = {**published.content, "threshold": 11}
    db.session.commit()
    assert not published.is_intact
    assert "ya no coincide con la huella" in client.get(f"/reports/{closed.slug}").text


def test_publishing_again_makes_a_version_and_keeps_the_old_one(client, closed) -> None:
    publish(closed, date(2026, 11, 1))
    for _ in range(30):
        answered(closed, "6-9", {"heard": "no"})
    publish(closed, date(2026, 11, 2))
    db.session.commit()
    assert queries.versions(closed.id) == [2, 1]
    assert "2 de noviembre de 2026" in client.get(f"/reports/{closed.slug}").text
    assert "1 de noviembre de 2026" in client.get(f"/reports/{closed.slug}?version=1").text
    for unknown in ("3", "0", "-1", "9" * 23, "-" + "9" * 23):
        missing = client.get(f"/reports/{closed.slug}?version={unknown}")
        assert missing.status_code == 404
        assert "Esta página no existe" in missing.text


def test_the_same_content_on_the_same_day_is_one_version(closed) -> None:
    first = publish(closed, today())
    assert publish(closed, today()) is first


def test_the_same_answers_make_the_same_bytes(closed) -> None:
    assert digest(build(closed, today())) == digest(build(closed, today()))


def test_nothing_is_published_while_answers_arrive(consultation) -> None:
    for state in (State.DRAFT, State.CHECKED, State.OPEN):
        consultation.state = state
        with pytest.raises(NotReady):
            publish(consultation, today())
    assert db.session.query(Report).count() == 0


# ---- who may read and publish


def test_nobody_else_learns_of_a_report_before_it_is_published(client, closed) -> None:
    assert client.get(f"/reports/{closed.slug}").status_code == 404
    assert client.get(f"/reports/{closed.slug}?as=json").status_code == 404
    assert client.get("/reports/nothing").status_code == 404
    signed_in(client, "facilitator")
    assert client.get(f"/reports/{closed.slug}").status_code == 404


def test_coordinators_read_a_preview_that_says_it_is_one(client, closed) -> None:
    signed_in(client, "coordinator")
    page = client.get(f"/reports/{closed.slug}")
    assert page.status_code == 200
    assert "Vista previa" in page.text
    assert "Publicar la versión 1" in page.text
    assert f"/reports/{closed.slug}" in client.get("/reports/").text


@pytest.mark.parametrize("role", ["legislator", "safeguarding_officer", "organisation"])
def test_others_read_no_preview_since_two_can_be_subtracted(client, closed, role) -> None:
    signed_in(client, role)
    assert client.get(f"/reports/{closed.slug}").status_code == 404
    assert closed.slug not in client.get("/reports/").text
    publish(closed, today())
    db.session.commit()
    assert client.get(f"/reports/{closed.slug}").status_code == 200


def test_there_is_no_preview_while_answers_arrive(client, consultation) -> None:
    signed_in(client, "coordinator")
    page = client.get(f"/reports/{consultation.slug}")
    assert page.status_code == 404
    assert "todavía no tiene informe" in page.text


def test_everyone_reads_a_published_report_without_a_cookie(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    for address in (f"/reports/{closed.slug}", "/reports/", f"/reports/{closed.slug}?as=json"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
    assert "Vista previa" not in client.get(f"/reports/{closed.slug}").text


def test_the_coordinator_publishes_with_a_headline_of_their_own(client, closed) -> None:
    signed_in(client, "coordinator")
    address = f"/reports/{closed.slug}"
    form = {"csrf_token": token(client.get(address)), "headline_es": " Piden que les contesten "}
    assert client.post(f"{address}/publish", data=form).status_code == 303
    assert closed.state == State.REPORTED
    page = client.get(address).text
    assert "<h1>Piden que les contesten</h1>" in page
    assert 'value="Piden que les contesten"' in page  # kept for the next version
    assert "Publicado: versión 1." in page


def test_publishing_is_confirmed_on_a_page_that_says_what_happens(client, closed) -> None:
    signed_in(client, "coordinator")
    address = f"/reports/{closed.slug}"
    preview = client.get(address)
    assert f'action="{address}/confirm"' in preview.text
    form = {"csrf_token": token(preview), "headline_es": "Piden que les contesten"}
    asked = client.post(f"{address}/confirm", data=form)
    assert asked.status_code == 200
    assert "No se puede deshacer." in asked.text
    assert db.session.query(Report).count() == 0
    sent = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', asked.text))
    assert client.post(f"{address}/publish", data=sent).status_code == 303
    assert "<h1>Piden que les contesten</h1>" in client.get(address).text
    assert (
        client.post(f"{address}/confirm", data={**form, "headline_es": "a" * 141}).status_code
        == 422
    )


def test_a_headline_that_is_too_long_stays_in_the_form(client, closed) -> None:
    signed_in(client, "coordinator")
    address = f"/reports/{closed.slug}"
    long = "Piden " * 40
    form = {"csrf_token": token(client.get(address)), "headline_es": long}
    refused = client.post(f"{address}/publish", data=form)
    assert refused.status_code == 422
    assert "usa 140 letras o menos" in refused.text
    assert long.strip() in refused.text
    assert db.session.query(Report).count() == 0


def test_publishing_too_early_is_refused_in_words(client, consultation, closed) -> None:
    signed_in(client, "coordinator")
    form = {"csrf_token": token(client.get(f"/reports/{closed.slug}"))}
    consultation.state = State.OPEN
    db.session.commit()
    refused = client.post(f"/reports/{consultation.slug}/publish", data=form)
    assert refused.status_code == 409
    assert consultation.state == State.OPEN


def test_only_coordinators_publish(client: FlaskClient, closed) -> None:
    address = f"/reports/{closed.slug}/publish"
    assert client.post(address).status_code in (302, 400)
    signed_in(client, "legislator")
    assert client.post(address).status_code in (400, 403)
    assert closed.state == State.CLOSED


# ---- what it says


def headline(app: Flask, content: Content, language: str = "es") -> str:
    with app.test_request_context(f"/?language={language}"):
        return str(sentences.headline(content).striptags())


def test_the_headline_quotes_the_largest_theme(app, closed) -> None:
    content = build(closed, today())
    assert headline(app, content) == "«Que alguien conteste» es el tema que reúne más voces"


def test_two_themes_of_one_size_share_the_headline(app, closed) -> None:
    content = build(closed, today())
    for theme in content["voices"]["themes"]:
        theme["voices"] = 12
    words = "es uno de los temas que reúnen más voces"
    assert headline(app, content) == f"«Que alguien conteste» {words}"


def test_without_a_theme_that_can_be_counted_the_headline_says_who_answered(
    app, consultation
) -> None:
    few = build(consultation, today())
    assert headline(app, few) == "Todavía son pocas las respuestas a «Mi mundo digital»"
    for _ in range(1200):
        answered(consultation, "10-13")
    said_by = headline(app, build(consultation, today()))
    assert said_by == "1,200 niñas, niños y adolescentes respondieron a «Mi mundo digital»"


def test_it_says_where_the_bands_were_asked_otherwise(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    heard = page[page.index('id="q-heard"') : page.index("</article>", page.index('id="q-heard"'))]
    assert "No se preguntó igual a todas las edades" in heard
    assert "con otras palabras, con otra forma de contestar y con otras opciones" in heard
    assert (
        "10 a 13 años: «Cuando das tu opinión, ¿las personas adultas la toman en cuenta?»" in heard
    )
    assert "14 a 17 años: «¿Qué tanto toman en cuenta tu opinión las personas adultas?»" in heard
    gender = page[page.index('id="who"') :]
    assert "No se preguntó igual" not in gender


def test_a_sentence_says_what_to_see(app, closed) -> None:
    content = build(closed, today())
    with app.test_request_context():
        assert highlights.seen(table(content, "heard")) == (
            "Lo más elegido cambia con la edad: «Sí», 10 a 13 años (60\u00a0%); "
            "«A veces», 14 a 17 años (50\u00a0%)."
        )
        assert highlights.seen(table(content, "change_first")).startswith(
            "Lo que más veces quedó en primer lugar: «Lo que las empresas saben de mí»"
        )


def test_questions_and_choices_are_in_the_language_of_the_page(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}?language=en").text
    assert '<html lang="en">' in page
    assert "My digital world" in page
    assert "What they like to do online" not in page  # nobody was asked it here
    assert "Learning to use the internet" in page
    answers = '<p class="answering">What rule they would make for the internet:</p>'
    name = '<h3 lang="es">Que alguien conteste</h3>'
    assert re.search(rf'id="theme-a">\s*{answers}\s*{name}', page)


def test_samples_are_marked_and_others_are_not(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    banner = "Datos de muestra, inventados"
    assert banner in client.get(f"/reports/{closed.slug}").text
    assert banner in client.get("/reports/").text
    closed.is_sample = False
    publish(closed, today())
    db.session.commit()
    assert banner not in client.get(f"/reports/{closed.slug}").text


def test_it_says_who_is_missing(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    assert "De 3 a 5 años y 6 a 9 años hubo menos de diez respuestas" in page
    assert "No es una muestra al azar" in page


def test_what_organisations_wrote_stands_beside(client, closed) -> None:
    wrote = Submission(
        consultation_id=closed.id,
        organisation="Red <de prueba>",
        received_on=date(2026, 9, 30),
        warnings=["La nota 2 no tiene dirección."],
        figures=[{"value": 17400000, "unit": "personas", "passage": "3.1"}],
    )
    db.session.add(wrote)
    db.session.flush()
    passage = {"submission_id": wrote.id, "question": 3}
    db.session.add(
        SubmissionPassage(
            **passage, position=1, label="3.1", text="Falta una ley.", absent=False, sources=[1]
        )
    )
    db.session.add(
        SubmissionPassage(
            **passage, position=2, label="3.2", text="No hay nada.", absent=True, sources=[]
        )
    )
    source = {"submission_id": wrote.id, "text": "Boletín", "same_as": None}
    db.session.add(
        Source(
            **source,
            number=1,
            title="Boletín 5",
            url="https://example.org/b",
            consulted=date(2024, 5, 3),
        )
    )
    db.session.add(Source(**source, number=2, title=None, url="javascript:x", consulted=None))
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    assert "Red &lt;de prueba&gt;" in page
    assert "3. Vacíos en leyes y políticas" in page
    assert page.count("Nadie contestó") == 8
    assert page.count("Dice que no hay información pública.") == 1
    assert '<a href="#o0-note-1"' in page
    assert '<a href="https://example.org/b" rel="noreferrer">' in page
    assert "consultada el 3 de mayo de 2024" in page
    assert 'href="javascript:' not in page
    assert "<b>17,400,000</b> personas" in page
    assert "La nota 2 no tiene dirección." in page


def test_a_report_without_organisations_or_analysis_says_so_and_links_nowhere(
    client, consultation
) -> None:
    consultation.state = State.CLOSED
    publish(consultation, today())
    db.session.commit()
    page = client.get(f"/reports/{consultation.slug}").text
    assert "todavía no se ha agrupado" in page
    assert "Ninguna edad tiene todavía diez respuestas." in page
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_every_anchor_of_a_full_report_is_there(client, closed) -> None:
    publish(closed, today())
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


# ---- drawings


def test_a_drawing_has_a_name_a_description_and_no_style_of_its_own(closed) -> None:
    drawn = charts.drawn(build(closed, today()))
    svg = drawn["es"]["ask_school"]
    assert 'role="img"' in svg
    assert "<title>Qué piden a la escuela</title>" in svg
    assert "<desc>Los números de este dibujo están en la tabla de abajo.</desc>" in svg
    assert drawn["en"]["ask_school"] != svg
    for unwanted in ("style=", "font-family", "<style", "#0000", "aria-roledescription", "href"):
        assert unwanted not in svg


def test_a_drawing_shows_only_what_the_table_shows(closed) -> None:
    content = build(closed, today())
    svg = charts.drawn(content)["es"]["change_first"]
    assert "50\u00a0%" in svg
    assert "Las imágenes y noticias falsas" not in svg  # hidden with what nobody put first


def test_words_in_a_drawing_are_escaped(closed) -> None:
    content = build(closed, today())
    table(content, "heard")["rows"][0]["labels"]["es"] = "<script>"
    assert "<script" not in charts.drawn(content)["es"]["heard"]
