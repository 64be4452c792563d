"""Changing one's mind: what goes, what stays, and what the reports show afterwards."""

import json
import os
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.answering.models import (
    FreeText,
    Response,
    ReturnedText,
    WithdrawnKey,
    WithdrawnMark,
)
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import erase_listed, marks_of, remember, withdraw
from consult.clock import hour, now, today
from consult.consultations.models import Consultation
from consult.consultations.queries import text_concepts
from consult.reports import frozen_content
from consult.reports.disclosure.stable_figures import Figures
from consult.reports.frozen_content import canonical, digest
from consult.reports.models import Report, ReportQuote
from consult.reports.publication.operations import AnswersGone, TooClose, build, publish
from consult.safeguarding.cases.operations import close
from consult.safeguarding.models import Act, Case, CaseEvent, CaseNote, CaseSeal, OfficerKey
from consult.staff.operations import invite
from consult.storage.db import Model, db
from consult.storage.sealing import fingerprint, mark
from consult.themes.models import AnalysisRun, Passage, Theme
from consult.themes.review.operations import hide_words
from tests.consult.seeding import analysed, answered, close_with_answers, said
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
CODE = "barco lago piedra cielo flor tren"
OTHER = "uno dos tres cuatro cinco seis"
TABLES = (Response, FreeText, ReturnedText, Passage, Case, WithdrawnKey, WithdrawnMark)


@pytest.fixture
def closed(consultation: Consultation) -> Consultation:
    close_with_answers(consultation)
    return consultation


def coded(response: Response, code: str = CODE) -> Response:
    response.withdrawal_hash = fingerprint(code)
    db.session.flush()
    return response


def writer_of(words: str) -> Response:
    return db.session.scalars(sa.select(FreeText).where(FreeText.redacted == words)).one().response


def counts(tables: Sequence[type[Model]] = TABLES) -> dict[str, int]:
    db.session.expire_all()
    found = {
        model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model))
        for model in tables
    }
    db.session.rollback()
    return found


def post(client, code: str = CODE):
    return client.post("/withdraw", data={"code": code}, headers=OWN)


def a_case(consultation: Consultation, level: str, code: str = CODE, state: str = "new") -> Case:
    """A case with its sealed copy, note and log, marked as one of that code's."""
    officer = invite("officer@example.org", "safeguarding_officer")
    key = db.session.scalar(sa.select(OfficerKey))
    if key is None:
        key = OfficerKey(staff_id=officer.id, public=bytes(32), wrapped=b"w", salt=bytes(16))
        db.session.add(key)
    case = Case(
        consultation_id=consultation.id,
        level=level,
        alerted=hour(),
        state=state,
        mark=None if level == "urgent" else mark(code, "ask_lawmakers"),
    )
    db.session.add(case)
    db.session.flush()
    event = CaseEvent(case_id=case.id, staff_id=officer.id, act=Act.OPEN, at=hour())
    db.session.add_all([event, CaseSeal(case_id=case.id, key_id=key.id, sealed=b"s")])
    db.session.flush()
    db.session.add(CaseNote(event_id=event.id, key_id=key.id, case_id=case.id, sealed=b"n"))
    db.session.flush()
    return case


# ---- what goes


def test_everything_that_the_code_finds_goes_and_nothing_else(client, closed):
    coded(writer_of("Que alguien conteste 0"))
    back = ReturnedText(
        consultation_id=closed.id, band="10-13", question="worries", language="es",
        text="Que cuiden", mark=mark(CODE, "worries"),
    )  # fmt: skip
    db.session.add(back)
    db.session.flush()
    run = db.session.scalars(sa.select(AnalysisRun)).one()
    db.session.add(Passage(run_id=run.id, returned_text_id=back.id, text=back.text))
    db.session.commit()
    before = counts()
    assert post(client).status_code == 200
    after = counts()
    gone = {name: before[name] - number for name, number in after.items() if before[name] != number}
    assert gone == {
        "response": 1,
        "free_text": 1,
        "returned_text": 1,
        "passage": 2,
        "withdrawn_key": -1,
        "withdrawn_mark": -1 - 2 * len(text_concepts()),
    }
    of = {row.consultation_id for row in db.session.scalars(sa.select(WithdrawnMark))}
    assert of == {closed.id}


def test_copies_at_the_desk_go_but_an_urgent_and_an_unread_case(client, closed):
    coded(writer_of("Que alguien conteste 0"))
    levels = {level: a_case(closed, level).id for level in ("urgent", "support", "unread")}
    others = a_case(closed, "support", OTHER).id
    db.session.commit()
    post(client)
    db.session.expire_all()
    left = set(db.session.scalars(sa.select(Case.id)))
    assert left == {levels["urgent"], levels["unread"], others}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseSeal)) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseNote)) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseEvent)) == 4
    assert db.session.get_one(Case, levels["unread"]).mark is None


def test_a_copy_that_an_officer_has_open_goes_when_it_is_closed(client, closed):
    """Whoever hurts a child may hold the code."""
    coded(writer_of("Que alguien conteste 0"))
    a_case(closed, "support", state="open")
    db.session.commit()
    post(client)
    db.session.expire_all()
    kept = db.session.scalars(sa.select(Case)).one()
    assert (kept.state, kept.mark) == ("open", None)
    reader = db.session.scalars(sa.select(CaseEvent.staff_id)).first()
    close(kept, reader, Act.CLOSE_NOTHING, now())
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0


def test_a_case_of_which_an_authority_was_told_stays_without_its_mark(client, closed):
    """Whoever hurts a child may hold the code."""
    coded(writer_of("Que alguien conteste 0"))
    case = a_case(closed, "support")
    staff = db.session.scalars(sa.select(CaseEvent.staff_id)).first()
    db.session.add(
        CaseEvent(case_id=case.id, staff_id=staff, act=Act.REFER_PROCURADURIA, at=hour())
    )
    db.session.commit()
    post(client)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Case)).one().mark is None


def test_themes_shrink_and_lose_words_that_nobody_else_said(client, consultation):
    alone, together = (coded(answered(consultation, "10-13")), answered(consultation, "10-13"))
    db.session.flush()
    texts = [said(alone, "Que la Luna avise"), said(together, "que avisen siempre")]
    run = analysed(
        consultation,
        a=("la Luna avise", texts),
        b=("avise", [said(alone, "avise el Sol"), said(together, "que avise alguien")]),
        c=("solo mía", [said(alone, "solo mía")]),
    )
    for theme in run.themes:
        theme.keywords = ["Luna", "avise"] if theme.key == "a" else ["avise"]
        theme.subject = {"es": "Avisos", "en": "Notices"} if theme.key == "a" else None
    db.session.commit()
    post(client)
    db.session.expire_all()
    themes = {each.key: each for each in db.session.scalars(sa.select(Theme))}
    assert {key: (each.label, each.size) for key, each in themes.items()} == {
        "a": ("Avisos", 1),
        "b": ("avise", 1),
    }
    assert themes["a"].keywords == ["avise"]  # "avisen" has it


def test_a_held_text_does_not_keep_a_label_that_it_alone_still_says(client, consultation):
    alone, held = (coded(answered(consultation, "10-13")), answered(consultation, "10-13"))
    db.session.flush()
    texts = [said(alone, "Que avisen"), said(held, "que avisen ya", held=True)]
    run = analysed(consultation, a=("Que avisen", texts))
    run.themes[0].keywords = ["cuentas", "reportes"]
    db.session.commit()
    post(client)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Theme)).one().label == "cuentas, reportes"


def test_nothing_is_left_half_done_when_the_list_cannot_be_written(app, client, closed):
    coded(writer_of("Que alguien conteste 0"))
    publish(closed, today())
    db.session.commit()
    before = counts()
    where = app.config["INSTANCE"] / "a file"
    where.write_text("")
    app.config["WITHDRAWN_LIST"] = str(where / "withdrawn.list")
    page = post(client)
    assert page.status_code == 503
    assert "No se pudo borrar en este momento" in page.text
    assert CODE in page.text
    assert counts() == before
    app.config["WITHDRAWN_LIST"] = ""
    assert post(client).status_code == 200
    assert counts() != before


# ---- what is said, and how long it takes


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_retry_that_comes_during_the_withdrawal_stays_out(app, client, session):
    """SQLite has one writer: there a retry comes before or after."""
    code, sent = session.code, {"go": "send", "key": "a" * 32, "code": CODE}

    def send() -> None:
        assert app.test_client().post(f"/j/{code}/6-9", data=sent, headers=OWN).status_code == 200

    send()
    withdraw(CODE)  # and the transaction goes on
    retry = threading.Thread(target=send)
    retry.start()
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 20
    while not db.session.scalar(waits):
        assert time.monotonic() < until
        time.sleep(0.02)
    db.session.commit()
    retry.join(20)
    assert counts()["response"] == 0


def test_wrong_unknown_and_used_codes_read_the_same_and_cost_the_same(client, closed):
    coded(writer_of("Que alguien conteste 0"))
    publish(closed, today())
    db.session.commit()
    right = post(client)
    asked: dict[str, list[str]] = {}
    pages = {}
    for name, code in (("used", CODE), ("unknown", OTHER), ("nonsense", "a b c d e f")):
        seen = asked[name] = []

        def note(_connection, _cursor, statement, *_rest: Any, seen=seen) -> None:
            seen.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        pages[name] = post(client, code).text
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert set(pages.values()) == {right.text}
    assert asked["used"] == asked["unknown"] == asked["nonsense"]
    assert len(asked["used"]) > 5


def test_marks_differ_by_question_and_code_and_kind(app, consultation):
    both = [*marks_of(CODE, fingerprint(CODE)), *marks_of(OTHER, fingerprint(OTHER))]
    assert len(set(both)) == len(both) == 2 + 4 * len(text_concepts())
    assert "worries" in text_concepts()
    assert "uses_internet" not in text_concepts()


def test_the_page_says_beforehand_what_stays(client):
    page = client.get("/withdraw").text
    assert "lo que escribiste o dibujaste" in page
    assert "Una cosa no se borra. Si parece que alguien está en peligro" in page
    assert "Lo que falta revisar, primero se revisa" in page
    assert "las copias que alguien ya hizo" in page


# ---- published reports


def words_in(report: Report) -> str:
    return json.dumps(report.content, ensure_ascii=False)


def test_quotes_are_blanked_in_every_version_at_once(client, closed):
    first = publish(closed, today())
    for _ in range(30):
        answered(closed, "6-9", {"heard": "no"})
    second = publish(closed, today() + timedelta(days=1))
    db.session.commit()
    hashes = {first.id: first.sha256, second.id: second.sha256}
    quote = first.content["voices"]["themes"][0]["quotes"][0]
    coded(writer_of(quote["text"]))
    db.session.commit()
    addresses = [
        f"/reports/{closed.slug}{query}"
        for query in ("?version=1", "?version=2", "?as=json&version=1", "?as=json", "?language=en")
    ]
    assert all(quote["text"] in client.get(address).text for address in addresses)
    post(client)
    db.session.expire_all()
    for address in addresses:
        assert quote["text"] not in client.get(address).text, address
    assert "Quien lo escribió pidió borrarlo." in client.get(addresses[0]).text
    for report in (first, second):
        assert report.is_intact
        assert report.sha256 == hashes[report.id]
        assert quote["text"] not in words_in(report)
    listed = first.content["voices"]["themes"][0]["quotes"]
    assert listed[0].keys() == {"withdrawn", "sha256"}
    assert "ya no coincide" not in client.get(addresses[0]).text


def test_a_blank_is_told_in_english_too(client, closed):
    coded(writer_of("Que alguien conteste 0"))
    publish(closed, today())
    db.session.commit()
    withdraw(CODE)
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}?language=en").text
    assert page.count("The person who wrote this asked for it to be erased.") == 1


def test_the_same_words_of_another_child_go_too(client, closed):
    children = [answered(closed, "10-13") for _ in range(2)]
    db.session.flush()
    texts = [said(child, "Menos anuncios") for child in children]
    analysed(closed, a=("anuncios", texts))
    report = publish(closed, today())
    coded(children[1])
    db.session.commit()
    assert "Menos anuncios" in words_in(report)
    post(client)
    db.session.expire_all()
    assert "Menos anuncios" not in words_in(report)
    assert report.content["voices"]["themes"][0]["label"] == "anuncios"
    coded(children[0], OTHER)
    db.session.commit()
    post(client, OTHER)
    db.session.expire_all()
    assert frozen_content.is_withdrawn(report.content["voices"]["themes"][0]["label"])
    assert report.is_intact
    page = client.get(f"/reports/{closed.slug}").text
    assert "Un tema sin nombre" in page
    assert "El nombre eran palabras de alguien que pidió borrarlas." in page


def test_a_label_that_ten_said_is_nobodys_own(closed):
    report = publish(closed, today())
    named = set(db.session.scalars(sa.select(ReportQuote.part)))
    labels = {at for at in report.content["parts"] if at.endswith("label")}
    assert len(labels) == 4
    assert named & labels == {"/voices/themes/1/label", "/voices/themes/1/proposed_label"}


def test_a_headline_made_of_a_withdrawn_label_gives_way(client, closed):
    report = publish(closed, today())
    content = frozen_content.with_parts(
        frozen_content.without_parts(report.content), ["/voices/themes/0/label"]
    )
    report.content = frozen_content.blanked(content, ["/voices/themes/0/label"])
    report.sha256 = digest(content)
    db.session.commit()
    page = client.get(f"/reports/{closed.slug}").text
    assert "50 niñas, niños y adolescentes respondieron" in page
    assert report.is_intact


def test_a_few_listed_phrases_are_parts_as_well(client, consultation):
    consultation.state = "closed"
    child = coded(answered(consultation, "10-13"))
    db.session.flush()
    run = analysed(consultation)
    text = said(child, "Una frase")
    db.session.add(Passage(run_id=run.id, free_text_id=text.id, text="Una frase"))
    report = publish(consultation, today())
    db.session.commit()
    assert "Una frase" in words_in(report)
    post(client)
    db.session.expire_all()
    assert "Una frase" not in words_in(report)
    assert client.get(f"/reports/{consultation.slug}").status_code == 200


def test_a_returned_text_is_never_quoted_and_goes_by_its_mark(client, closed):
    back = ReturnedText(
        consultation_id=closed.id, band="10-13", question="worries", language="es",
        text="Que cuiden a todos", mark=mark(CODE, "worries"),
    )  # fmt: skip
    db.session.add(back)
    db.session.flush()
    run = db.session.scalars(sa.select(AnalysisRun)).one()
    theme = db.session.scalars(sa.select(Theme).where(Theme.key == "b")).one()
    db.session.add(
        Passage(run_id=run.id, theme_id=theme.id, returned_text_id=back.id, text=back.text,
                representative=1)
    )  # fmt: skip
    report = publish(closed, today())
    db.session.commit()
    assert back.text not in words_in(report)  # nobody was asked whether it may be
    coded(writer_of("Que alguien conteste 3"))
    db.session.commit()
    post(client)
    db.session.expire_all()
    assert counts()["returned_text"] == 0


# ---- the next version


def test_no_version_is_made_that_a_few_answers_set_apart(client, closed):
    publish(closed, today())
    for number in range(9):
        coded(writer_of(f"Que alguien conteste {number}"), f"a b c d e {chr(97 + number)}")
    db.session.commit()
    for number in range(9):
        post(client, f"a b c d e {chr(97 + number)}")
    with pytest.raises(TooClose):
        publish(closed, today() + timedelta(days=1))
    db.session.rollback()
    coded(writer_of("Que alguien conteste 9"))
    db.session.commit()
    post(client)
    newest = publish(closed, today() + timedelta(days=1))
    assert newest.version == 2
    assert newest.content["participation"]["total"] == 40


steps = st.lists(st.sampled_from(["preview", "publish", 1, 4, 9, 10, 14]), min_size=3, max_size=7)


@given(steps)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_seen_changes_only_with_ten_answers_or_more(consultation, steps):
    """From the first preview to the last version: numbers that differ from any that were seen
    before are first seen ten withdrawals later, however few each step took back."""
    nested = db.session.begin_nested()
    consultation.state = "closed"
    girls = [answered(consultation, "10-13", {"heard": "yes", "gender": "girl"}) for _ in range(35)]
    for _ in range(25):
        answered(consultation, "10-13", {"heard": "no", "gender": "boy"})
    db.session.flush()
    analysed(
        consultation, a=("Que oigan", [said(g, f"Que oigan {n}") for n, g in enumerate(girls)])
    )
    seen, left, day = [], list(girls), today()
    for step in steps:
        if isinstance(step, int):
            gone, left = left[:step], left[step:]
            for child in gone:
                db.session.delete(child)
            db.session.flush()
            continue
        day += timedelta(days=1)
        try:
            content = seen_by(step, consultation, day)
        except TooClose:
            continue
        seen.append((len(left), content))
    nested.rollback()
    first_seen = {canonical(numbers_in(content)): there for there, content in reversed(seen)}
    for before, after in combinations(sorted(first_seen.values(), reverse=True), 2):
        assert before - after >= 10


def seen_by(step: str, consultation, day):
    """What a step shows."""
    if step == "publish":
        return publish(consultation, day).content
    figures = Figures(consultation.id)
    content = build(consultation, day, figures=figures)
    figures.keep()
    return content


def numbers_in(content):
    """All that is counted of children."""
    themes = content["voices"]["themes"]
    return (
        content["participation"],
        content["questions"],
        content["characteristics"],
        [
            (theme["key"], theme["voices"], theme["bands"], theme["more_said_by"])
            for theme in themes
        ],
        [content["voices"][name] for name in ("writers", "passages", "quotable", "not_grouped")],
    )


def test_the_preview_keeps_what_was_seen_and_the_first_version_says_it(client, closed):
    signed_in(client, "coordinator")
    address = f"/reports/{closed.slug}"
    before = client.get(address).text
    coded(writer_of("Que alguien conteste 24"))
    db.session.commit()
    post(client)
    assert client.get(address).text.count("50") == before.count("50")
    report = publish(closed, today())
    assert report.content["participation"]["total"] == 50
    assert report.responses == 53


# ---- words that people hide


def test_hidden_words_leave_every_published_version_at_once(client, closed):
    first = publish(closed, today(), {"es": "Que alguien conteste, dice Ana"})
    second = publish(closed, today() + timedelta(days=1))
    db.session.commit()
    hashes = [report.sha256 for report in (first, second)]
    passage = db.session.scalars(
        sa.select(Passage).where(Passage.text == "Que alguien conteste 0")
    ).one()
    assert hide_words(closed, passage.id, "conteste 0", "name") is not None
    db.session.commit()
    db.session.expire_all()
    for version, report in enumerate((first, second), 1):
        assert report.is_intact
        assert report.sha256 == hashes[version - 1]
        assert "conteste 0" not in words_in(report)
        page = client.get(f"/reports/{closed.slug}?version={version}").text
        assert "conteste 0" not in page
        assert "Se quitó: alguien podía ser reconocido." in page
        assert "Quien lo escribió pidió borrarlo." not in page
    assert "Que alguien conteste 1" in words_in(first)  # another child's, without those words


def test_a_name_and_a_headline_with_hidden_words_go_too(client, closed):
    report = publish(closed, today(), {"es": "Ana pide que alguien conteste"})
    db.session.commit()
    passage = db.session.scalars(
        sa.select(Passage).where(Passage.text == "Que alguien conteste 3")
    ).one()
    assert hide_words(closed, passage.id, "alguien", "name") is not None
    db.session.commit()
    db.session.expire_all()
    assert frozen_content.is_withdrawn(report.content["headlines"]["es"])
    assert frozen_content.is_withdrawn(report.content["voices"]["themes"][0]["label"])
    assert report.is_intact
    page = client.get(f"/reports/{closed.slug}")
    assert page.status_code == 200
    assert "El nombre se quitó: alguien podía ser reconocido." in page.text
    signed_in(client, "coordinator")
    assert 'name="headline_es" type="text" value=""' in client.get(f"/reports/{closed.slug}").text


def test_the_coordinator_is_told_why_in_one_sentence(client, closed):
    publish(closed, today() - timedelta(days=1))
    coded(writer_of("Que alguien conteste 0"))
    db.session.commit()
    post(client)
    signed_in(client, "coordinator")
    address = f"/reports/{closed.slug}"
    refused = client.post(f"{address}/publish", data={"csrf_token": token(client.get(address))})
    assert refused.status_code == 409
    assert "cambiaron menos de 10 respuestas" in refused.text
    assert db.session.scalar(sa.select(sa.func.max(Report.version))) == 1


def test_another_label_is_a_new_version_where_no_answer_changed(closed):
    publish(closed, today())
    db.session.scalars(sa.select(Theme).where(Theme.key == "a")).one().label = "Que contesten"
    assert publish(closed, today()).version == 2


def test_no_version_is_made_of_answers_that_are_gone(closed):
    publish(closed, today())
    db.session.execute(sa.delete(Response))
    with pytest.raises(AnswersGone):
        publish(closed, today() + timedelta(days=1))


# ---- the hash


def test_reports_of_the_first_format_still_verify(closed):
    content = {**build(closed, today()), "format": 1}
    report = Report(content=content, sha256=digest(content))
    assert report.is_intact
    report.content = {**content, "threshold": 11}
    assert not report.is_intact


def test_two_versions_with_the_same_words_share_no_hash_of_a_part(closed):
    report = publish(closed, today())
    again = frozen_content.with_parts(
        frozen_content.without_parts(report.content), report.content["parts"]
    )
    at = next(iter(again["parts"]))
    hashes = [
        frozen_content.at(frozen_content.manifest(each), at) for each in (report.content, again)
    ]
    assert hashes[0] != hashes[1]


@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_blanking_leaves_the_hash_as_it_was(app, data):
    said_by = st.text("abc", max_size=3)
    themes = data.draw(
        st.lists(
            st.fixed_dictionaries({"label": said_by, "quotes": st.lists(said_by, max_size=3)}),
            min_size=1,
            max_size=3,
        )
    )
    pointers = [
        f"/themes/{number}/quotes/{place}"
        for number, theme in enumerate(themes)
        for place in range(len(theme["quotes"]))
    ] + ["/themes/0/label"]
    content = frozen_content.with_parts({"day": "2026-11-26", "themes": themes}, pointers)
    report = Report(content=content, sha256=digest(content))
    gone = data.draw(st.sets(st.sampled_from(pointers)))
    report.content = frozen_content.blanked(content, gone)
    assert report.is_intact
    assert frozen_content.blanked(report.content, gone) == report.content
    for tampered in _tampered(report.content, data.draw(st.sampled_from(pointers))):
        report.content = tampered
        assert not report.is_intact


def _tampered(content: dict[str, Any], at: str):
    """The content, changed in one place each."""
    yield {**content, "day": "2026-11-27"}
    yield {**content, "parts": {**content["parts"], "/day": "00"}}
    yield {**content, "parts": {each: s for each, s in content["parts"].items() if each != at}}
    yield {**content, "parts": {**content["parts"], at: "00" * 16}}
    changed = json.loads(json.dumps(content))
    holder, place = frozen_content._holder(changed, at)
    holder[place] = "other words"
    yield changed
    forged = json.loads(json.dumps(content))
    holder, place = frozen_content._holder(forged, at)
    holder[place] = {"withdrawn": True, "sha256": "0" * 64}
    forged["parts"][at] = None
    yield forged


# ---- the list


def test_the_list_holds_every_withdrawal_sorted_and_nothing_else(app, client, closed):
    coded(writer_of("Que alguien conteste 0"))
    coded(writer_of("Que alguien conteste 1"), OTHER)
    db.session.commit()
    post(client)
    post(client, OTHER)
    file = app.config["INSTANCE"] / "withdrawn" / "withdrawn.list"
    first, *lines = file.read_text().splitlines()
    marks = 2 + 4 * len(text_concepts())
    assert first.endswith(f"number 2, written {today()}: 2 keys, {marks} marks")
    assert lines == sorted(lines)
    read = withdrawal_list.read(file)
    assert read.day == today()
    assert {key for key, _of in read.keys} == set(
        db.session.scalars(sa.select(WithdrawnKey.key_hash))
    )
    assert {of for _mark, of in read.marks} == {closed.id}
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(file.parent) == ["withdrawn.list"]


def test_the_list_is_there_before_the_database_says_so(app, closed):
    """Whatever stops the commit, the list says more than the database, never less."""
    coded(writer_of("Que alguien conteste 0"))
    db.session.commit()
    withdraw(CODE)
    listed = withdrawal_list.read(withdrawal_list.path())
    db.session.rollback()
    assert len(listed.keys) == 1
    assert counts()["withdrawn_key"] == 0


def test_each_rewriting_has_the_next_number(app, client, closed):
    assert withdrawal_list.number() == 0
    coded(writer_of("Que alguien conteste 0"))
    db.session.commit()
    post(client)
    withdrawal_list.date_anew()
    assert withdrawal_list.number() == 2
    withdrawal_list.write(after=40)
    assert withdrawal_list.read(withdrawal_list.path()).number == withdrawal_list.number() == 41


def test_a_list_without_a_number_is_read_and_the_next_one_begins(app, client, closed):
    coded(writer_of("Que alguien conteste 0"))
    db.session.commit()
    post(client)
    file = withdrawal_list.path()
    file.write_text(file.read_text().replace(", number 1", ""))
    old = withdrawal_list.read(file)
    assert (old.number, len(old.keys)) == (0, 1)
    withdrawal_list.date_anew()
    assert withdrawal_list.read(file).number == 1


@pytest.mark.parametrize(
    ("days", "number", "of_backup", "newer"),
    [
        (0, 5, 4, True),
        (0, 5, 5, False),
        (0, 4, 5, False),
        (1, 1, 5, True),  # a list that was lost begins anew
        (-1, 9, 5, False),  # numbers of before it was lost
        (0, 5, None, False),
        (1, 0, None, True),
        (0, 0, 0, False),
        (0, 0, 3, False),
    ],
)
def test_a_list_is_newer_by_its_day_and_within_a_day_by_its_number(days, number, of_backup, newer):
    day = date(2026, 11, 26)
    listed = withdrawal_list.WithdrawnList("0" * 16, number, day + timedelta(days=days), [], [])
    assert listed.is_newer_than(day, of_backup) == newer


def test_a_code_that_finds_nothing_writes_no_list(app, client, consultation):
    post(client, OTHER)
    assert not withdrawal_list.path().exists()


@pytest.mark.parametrize(
    "broken",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole.rstrip("\n").rpartition("\n")[0],
        lambda whole: whole.replace("key ", "kez ", 1),
        lambda whole: whole + "key " + "0" * 64 + " -\n",
        lambda _whole: "",
        lambda _whole: "á",
    ],
)
def test_a_list_that_is_not_whole_is_refused(app, client, closed, tmp_path, broken):
    coded(writer_of("Que alguien conteste 0"))
    db.session.commit()
    post(client)
    file = tmp_path / "copy.list"
    file.write_text(broken(withdrawal_list.path().read_text()))
    with pytest.raises(withdrawal_list.Unreadable):
        withdrawal_list.read(file)


def test_a_withdrawal_after_the_answers_were_deleted_still_reaches_the_report(client, closed):
    from consult.maintenance.retention import purge

    quote = "Que alguien conteste 0"
    coded(writer_of(quote))
    report = publish(closed, date(2025, 1, 1))
    assert quote in words_in(report)
    db.session.commit()
    list(purge(date(2026, 2, 1)))
    assert counts()["response"] == 0
    db.session.expire_all()
    assert quote in words_in(report)
    post(client)
    db.session.expire_all()
    assert quote not in words_in(report)
    assert report.is_intact
    [kept] = withdrawal_list.read(withdrawal_list.path()).marks
    assert kept[1] is None


def test_such_a_withdrawal_reaches_a_backup_of_before_as_well(app, closed, tmp_path):
    """The answers and the quote are back, the mark is on the list."""
    quote = "Que alguien conteste 0"
    coded(writer_of(quote))
    report = publish(closed, date(2025, 1, 1))
    assert quote in words_in(report)
    remember(marks_of(CODE, fingerprint(CODE)))
    db.session.commit()
    erase_listed()
    db.session.expire_all()
    assert quote not in words_in(report)


def test_a_late_retry_stays_out_after_a_withdrawal(client, session):
    posted = {"go": "send", "key": uuid.uuid4().hex, "code": CODE, "ask_lawmakers": "Que oigan"}
    for _ in range(2):
        assert client.post("/j/CDFG3467/10-13", data=posted, headers=OWN).status_code == 200
        post(client)
        assert counts()["response"] == counts()["free_text"] == 0
