"""What happens to a raised text: sealed with its mark, held or taken out, cleared, given back."""

import json
import uuid
from base64 import b64encode
from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox

import analysis
from consult.answering.models import FreeText, RedactionCount, Response, ReturnedText
from consult.answering.queries import screened_texts
from consult.answering.withdrawal.operations import withdraw
from consult.clock import now, today
from consult.reports import queries as reported
from consult.reports.publication.operations import build
from consult.safeguarding.case_log import NotPossible
from consult.safeguarding.cases import operations
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.cases.give_back import Cleared, give_back
from consult.safeguarding.keys import formats, queries
from consult.safeguarding.models import Act, Case, CaseEvent, CaseNote, OfficerKey
from consult.safeguarding.screening import jobs
from consult.sessions.models import Session
from consult.storage import sealing
from consult.storage.db import db
from consult.storage.sealing import mark, seal, unseal
from consult.themes.models import Passage, Theme
from consult.themes.queries import listed, quotes
from consult.themes.review.operations import hide_words
from consult.themes.runs import jobs as themes_jobs
from consult.themes.runs.operations import request_run
from tests.consult.safeguarding.test_safeguarding import (
    SUPPORT,
    URGENT,
    cases,
    key,
    key_for,
    private,
    send,
    texts,
)
from tests.consult.seeding import analysed, answered, keep, said
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

__all__ = ["key", "private"]  # fixtures

OTHER_CODE = "flor barco tren lago cielo piedra"
CODE = "barco lago piedra cielo flor tren"
ASKED = "ask_lawmakers"


def told(case: Case, private: PrivateKey) -> dict[str, object]:
    [sealed] = [each.sealed for each in case.seals]
    return json.loads(sodium_unpad(SealedBox(private).decrypt(sealed), formats.PADDING))


def as_the_browser_sends(case: Case, private: PrivateKey, after: str | None = None) -> Cleared:
    """What the desk's script makes of a case."""
    content = told(case, private)
    before = with_placeholders(content)
    return Cleared(
        band=content["band"],
        question=content["concept"],
        language=content["language"],
        before="" if case.level == "unread" else before,
        after=before if after is None else after,
        mark=None if content["kept"] else bytes.fromhex(content["mark"]),
    )


def with_placeholders(content: dict[str, object]) -> str:
    parts, last = [], 0
    for each in content["hidden"]:
        parts += [content["text"][last : each["start"]], each["shown"]]
        last = each["end"]
    return "".join([*parts, content["text"][last:]])


def opened(case: Case, key: OfficerKey) -> Case:
    operations.open_case(case, key.staff_id, now())
    db.session.commit()
    return case


def cleared(key: OfficerKey, private: PrivateKey, after: str | None = None) -> Case:
    """The only case, opened and given back."""
    [case] = cases()
    give_back(opened(case, key), key.staff_id, as_the_browser_sends(case, private, after), now())
    db.session.commit()
    return case


def counted(kind: str) -> int:
    return db.session.scalar(sa.select(RedactionCount.number).filter_by(kind=kind)) or 0


# ---- what is sealed when a child sends


@given(st.text(), st.binary(min_size=32, max_size=32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sealed_text_comes_back_with_its_mark_and_its_length_tells_little(app, text, its_mark):
    sealed = seal(text, its_mark)
    assert unseal(sealed) == (text, its_mark)
    assert (len(sealed) - 48) % sealing.BLOCK == 0


def test_text_sealed_before_there_were_marks_is_still_opened(app):
    public = (app.config["INSTANCE"] / "screening.pub").read_bytes()
    box = SealedBox(sealing.PublicKey(public))
    assert unseal(box.encrypt("{¿hola?}".encode())) == ("{¿hola?}", None)


def test_nothing_but_the_sealed_text_tells_that_a_question_was_answered(client, session, key):
    send(client, URGENT, "")
    wrote, wrote_not = sorted(
        db.session.scalars(sa.select(Response)),
        key=lambda each: each.id not in {text.response_id for text in texts()},
    )
    secret = {"id", "key_hash"}
    columns = set(Response.__table__.columns.keys()) - secret
    assert [getattr(wrote, name) for name in columns] == [
        getattr(wrote_not, name) for name in columns
    ]
    jobs.screen_sealed_texts()
    assert texts() == [], "once an urgent text has gone the two cannot be told apart"


# ---- screening


def test_support_copy_bears_the_mark_that_only_the_code_makes_and_urgent_bears_none(
    client, session, key, private
):
    send(client, URGENT, SUPPORT)
    jobs.screen_sealed_texts()
    support, urgent = cases()
    assert (urgent.mark, support.mark) == (None, mark(CODE, ASKED))
    for case, kept in ((urgent, False), (support, True)):
        content = told(case, private)
        assert content["mark"] == mark(CODE, ASKED).hex(), "sealed, for giving the text back"
        assert (content["kept"], content["concept"]) == (kept, ASKED)
        assert content["channel"] == "school"
    [text] = texts()
    assert text.redacted == with_placeholders(told(support, private))
    assert counted("taken_out") == 1


def test_urgent_guess_leaves_too_and_comes_back_without_its_response(client, session, key, private):
    send(client, "Me llamo Ximena Robles y ya no quiero ir")
    [waiting] = next(jobs._batches(FreeText))
    words = jobs._words(waiting, unseal(waiting.sealed))
    [found] = analysis.screen([(str(waiting.id), words.text)])
    guessed = analysis.ScreeningResult(
        found.id, found.redacted, found.entities, "urgent", (), ("ir",), cued=False
    )
    jobs._keep(waiting, guessed, words, queries.officer_keys())
    db.session.commit()
    [case] = cases()
    assert (case.level, case.mark, texts()) == ("urgent", None, [])
    content = told(case, private)
    assert (content["cued"], content["signals"]) == (False, [])
    assert with_placeholders(content) == found.redacted
    assert counted("taken_out") == 1
    cleared(key, private)
    [returned] = db.session.scalars(sa.select(ReturnedText))
    assert returned.text == found.redacted
    assert "Ximena" not in returned.text


def unread_text(client, session: Session) -> None:
    send(client, "lum dirra tos meniva Citlali")
    db.session.execute(sa.update(Response).values(language="qaa"))
    db.session.commit()
    jobs.screen_sealed_texts()


def test_text_in_a_language_that_no_program_redacts_is_read_by_people(
    client, session, key, private
):
    unread_text(client, session)
    assert texts() == []
    [case] = cases()
    assert (case.level, case.mark) == ("unread", mark(CODE, ASKED))
    assert case.alerted.time() == time.min, "the day, and no hour"
    content = told(case, private)
    assert content["text"] == "lum dirra tos meniva Citlali"
    assert (content["hidden"], content["kept"], content["signals"]) == ([], False, [])
    assert counted("taken_out") == 1
    cleared(key, private, "lum dirra tos meniva [nombre]")
    [back] = db.session.scalars(sa.select(ReturnedText))
    assert (back.text, back.language) == ("lum dirra tos meniva [nombre]", "qaa")
    assert (counted("redacted"), counted("taken_out")) == (1, 0)


def test_unread_text_waits_sealed_while_nobody_could_read_it(client, session):
    unread_text(client, session)
    assert cases() == []
    assert len(texts()) == 1


def test_unread_text_is_dropped_when_its_time_is_over_unless_it_was_reported(
    client, session, key, private
):
    unread_text(client, session)
    [case] = cases()
    assert operations.drop_unread(today()) == 0
    opened(case, key)
    assert operations.drop_unread(today() + timedelta(days=1)) == 1
    assert cases() == []
    assert db.session.scalars(sa.select(CaseEvent.act)).all() == [Act.OPEN], "the log stays"
    send(client, "lum dirra", code=OTHER_CODE)
    db.session.execute(sa.update(Response).values(language="qaa"))
    jobs.screen_sealed_texts()
    [case] = cases()
    operations.refer(opened(case, key), key.staff_id, Act.REFER_911, now())
    assert operations.drop_unread(today() + timedelta(days=1)) == 0


# ---- clearing


def test_cleared_text_counts_and_may_be_quoted_with_the_officers_corrections(
    client, session, key, private
):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [text] = texts()
    run = analysed(session.consultation, a=("Burlas", [text]))
    assert quotes(run, ["a"]) == []
    after = text.redacted.replace("grupo", "[lugar]")
    case = cleared(key, private, after)
    [text] = texts()
    assert (text.redacted, text.held) == (after, False)
    assert [each.text for each in quotes(run, ["a"])] == [after], "in past runs too"
    assert [line.act for line in cases_queries.log_of(case)] == [Act.OPEN, Act.RETURN]
    assert (counted("redacted"), counted("restored")) == (1, 0)
    assert case.state == "open", "the officer still says why it is closed"


def test_what_was_hidden_in_vain_is_shown_again_and_counted(client, session, key, private):
    send(client, "me hacen burla en la escuela Benito Juárez y me da miedo ir")
    jobs.screen_sealed_texts()
    [case] = cases()
    content = told(case, private)
    assert content["hidden"], "something was hidden"
    cleared(key, private, content["text"])
    assert texts()[0].redacted == content["text"]
    assert counted("restored") == len(content["hidden"])


def test_every_held_text_in_the_same_words_is_let_go_of_that_band_and_question_alone(
    client, session, key, private
):
    send(client, SUPPORT)
    send(client, SUPPORT, code=OTHER_CODE)
    posted = {"go": "send", "key": "9" * 32, "code": CODE, "ask_lawmakers": SUPPORT}
    origin = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/j/CDFG3467/14-17", data=posted, headers=origin).status_code == 200
    jobs.screen_sealed_texts()
    case = next(case for case in cases() if told(case, private)["band"] == "10-13")
    give_back(opened(case, key), key.staff_id, as_the_browser_sends(case, private), now())
    db.session.commit()
    held = {(text.response.band, text.held) for text in texts()}
    assert held == {("10-13", False), ("14-17", True)}
    assert len(texts()) == 3


def test_text_is_given_back_once_a_case(client, session, key, private):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    case = cleared(key, private)
    with pytest.raises(NotPossible):
        give_back(case, key.staff_id, as_the_browser_sends(case, private), now())


@pytest.mark.parametrize(
    "change",
    [
        {"after": "otra cosa que nadie dijo"},
        {"band": "3-5"},
        {"band": "99"},
        {"question": "gender"},
        {"mark": bytes(32)},
    ],
)
def test_nothing_is_given_back_that_cannot_be_the_text_of_the_case(
    client, session, key, private, change
):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    sent = as_the_browser_sends(opened(case, key), private)
    wrong = Cleared(**{**{name: getattr(sent, name) for name in Cleared.__slots__}, **change})
    with pytest.raises(NotPossible):
        give_back(case, key.staff_id, wrong, now())
    assert texts()[0].held


def test_officer_who_has_not_opened_the_case_gives_nothing_back(client, session, key, private):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    with pytest.raises(NotPossible):
        give_back(case, key.staff_id, as_the_browser_sends(case, private), now())


def test_urgent_text_that_is_given_back_is_a_voice_of_its_band_without_a_response(
    client, session, key, private
):
    send(client, URGENT)
    jobs.screen_sealed_texts()
    cleared(key, private)
    [back] = db.session.scalars(sa.select(ReturnedText))
    assert set(ReturnedText.__table__.columns.keys()) == {
        "id", "consultation_id", "band", "question", "language", "text", "mark",
    }  # fmt: skip
    assert (back.band, back.question, back.text) == ("10-13", ASKED, URGENT)
    assert back.mark == mark(CODE, ASKED)
    assert counted("taken_out") == 0
    [counts] = screened_texts(session.consultation_id)
    assert (counts.is_returned, counts.held, counts.text) == (True, False, URGENT)


def test_returned_text_is_analysed_counted_and_quoted(consultation):
    children = [answered(consultation, "10-13") for _ in range(12)]
    db.session.flush()
    back = [
        ReturnedText(
            consultation_id=consultation.id, band="10-13", question=ASKED, language="en",
            text=f"Nobody listens {number}", mark=bytes(32),
        )
        for number in range(2)
    ]  # fmt: skip
    db.session.add_all(back)
    db.session.flush()
    run = analysed(consultation, a=("Nadie", [said(each, "Nadie escucha") for each in children]))
    theme = db.session.scalars(sa.select(Theme)).one()
    for text in back:
        passage = {"returned_text_id": text.id, "text": text.text, "representative": 1}
        db.session.add(Passage(id=uuid.uuid4(), run_id=run.id, theme_id=theme.id, **passage))
    db.session.flush()
    assert reported.voices(run, ["a"], ["10-13"]) == {"10-13": 14}
    assert reported.writers(run, ["10-13", "14-17"]) == {"10-13": 14}
    shown = quotes(run, ["a"], most=3)
    assert {(each.band, each.question) for each in shown} == {("10-13", ASKED)}
    assert {each.text for each in shown} >= {"Nobody listens 0", "Nobody listens 1"}
    assert reported.languages(run, ["Nobody listens 0"]) == {"Nobody listens 0": "en"}
    assert len(listed(run)) == 14


def test_run_takes_returned_texts_in(client, session, key, private):
    send(client, URGENT)
    jobs.screen_sealed_texts()
    cleared(key, private)
    run = request_a_run(session)
    passages = db.session.scalars(sa.select(Passage).where(Passage.run_id == run)).all()
    assert {passage.returned_text.text for passage in passages} == {URGENT}


def request_a_run(session: Session) -> int:
    run = request_run(session.consultation, today())
    db.session.commit()
    themes_jobs.analyse(run.id)
    return run.id


def test_text_of_a_child_who_withdrew_is_not_brought_back_and_nobody_is_told(
    client, session, key, private
):
    send(client, URGENT)
    jobs.screen_sealed_texts()
    withdraw(CODE)
    db.session.commit()
    case = cleared(key, private)
    assert db.session.scalars(sa.select(ReturnedText)).all() == []
    assert [line.act for line in cases_queries.log_of(case)] == [Act.OPEN, Act.RETURN]


def test_withdrawing_takes_a_returned_text_away_and_never_an_urgent_case(
    client, session, key, private
):
    send(client, URGENT)
    jobs.screen_sealed_texts()
    cleared(key, private)
    request_a_run(session)
    withdraw(CODE)
    db.session.commit()
    assert db.session.scalars(sa.select(ReturnedText)).all() == []
    assert db.session.scalars(sa.select(Passage)).all() == []
    assert [case.level for case in cases()] == ["urgent"]


# ---- themes, while people correct


def test_answers_can_be_stored_while_texts_are_grouped(app, client, session, monkeypatch):
    send(client, "que haya más canchas")
    jobs.screen_sealed_texts()
    find = analysis.find_themes

    def find_while_another_child_sends(*given, **options):
        with app.app_context():
            db.session.execute(sa.text("UPDATE session SET expected = 21"))
            db.session.commit()
        return find(*given, **options)

    monkeypatch.setattr(analysis, "find_themes", find_while_another_child_sends)
    run = request_a_run(session)
    assert db.session.scalar(sa.select(Session.expected)) == 21
    assert db.session.scalars(sa.select(Passage.run_id)).all() == [run]


def test_text_corrected_or_withdrawn_while_it_is_grouped_leaves_nothing_of_the_old_words(
    app, client, session, monkeypatch
):
    send(client, "que Paty no mande")
    send(client, "que haya más canchas", code=OTHER_CODE)
    jobs.screen_sealed_texts()
    find = analysis.find_themes

    def find_while_people_act(*given, **options):
        found = find(*given, **options)
        with app.app_context():
            paty = FreeText.redacted.contains("Paty")
            db.session.execute(
                sa.update(FreeText).where(paty).values(redacted="que [nombre] no mande")
            )
            withdraw(OTHER_CODE)
            db.session.commit()
        return found

    monkeypatch.setattr(analysis, "find_themes", find_while_people_act)
    request_a_run(session)
    assert db.session.scalars(sa.select(Passage.text)).all() == ["que [nombre] no mande"]


# ---- reviewers


def test_reviewer_hides_a_missed_name_in_every_run_and_in_the_label(client, consultation):
    signed_in(client, "coordinator")
    consultation.state = "closed"
    children = [answered(consultation, "10-13") for _ in range(2)]
    db.session.flush()
    mine, same = (said(child, "Que Paty no mande, ni en casa") for child in children)
    runs = [analysed(consultation, a=("Que Paty no mande", [mine, same])) for _ in range(2)]
    theme = db.session.scalars(sa.select(Theme)).first()
    theme.keywords = ["mandar", "paty"]
    db.session.commit()
    page = client.get("/themes/mi-mundo-digital")
    [passage] = {str(quote.passage) for quote in quotes(runs[1], ["a"])}
    assert passage in page.text

    def hide(**fields):
        posted = {"passage": passage, "kind": "name", "csrf_token": token(page), **fields}
        return client.post("/themes/mi-mundo-digital/hide", data=posted)

    assert hide(words=" paty ").status_code == 303
    db.session.expire_all()
    assert {text.redacted for text in (mine, same)} == {"Que [nombre] no mande, ni en casa"}
    assert set(db.session.scalars(sa.select(Passage.text))) == {"Que [nombre] no mande, ni en casa"}
    assert {each.label for each in db.session.scalars(sa.select(Theme))} == {
        "Que [nombre] no mande"
    }
    assert theme.keywords == ["mandar"]
    assert counted("redacted") == 2
    assert "Paty" not in client.get("/themes/mi-mundo-digital").text
    for wrong in (
        {"words": "Paty"},
        {"words": ""},
        {"words": "casa", "passage": str(uuid.uuid4())},
        {"words": "casa", "passage": "x"},
        {"words": "casa", "kind": "nada"},
    ):
        refused = hide(**wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text


def test_reviewer_cannot_hide_words_of_another_consultation(client, app, consultation):
    child = answered(consultation, "10-13")
    db.session.flush()
    analysed(consultation, a=("Que Paty no mande", [said(child, "Que Paty no mande")]))
    passage = db.session.scalars(sa.select(Passage)).one()
    consultation.id, other = consultation.id, type(consultation)(id=consultation.id + 1)
    assert not hide_words(other, passage.id, "Paty", "name")


# ---- what the report says of it


@pytest.mark.parametrize(("many", "shown"), [(0, None), (9, None), (10, 10)])
def test_report_says_how_many_were_held_or_taken_out_under_the_cell_rule(
    client, consultation, many, shown
):
    children = [answered(consultation, "10-13") for _ in range(20)]
    db.session.flush()
    run = analysed(consultation)
    for number, child in enumerate(children):
        keep(run, said(child, f"Algo {number}", held=number < many), None, None)
    consultation.state = "closed"
    if many:
        db.session.add(
            RedactionCount(consultation_id=consultation.id, kind="taken_out", number=many)
        )
    db.session.commit()
    voices = build(consultation, today())["voices"]
    assert (voices["held"], voices["taken_out"]) == (shown, shown)
    signed_in(client, "coordinator")
    page = client.get(f"/reports/{consultation.slug}").text
    assert ("ha liberado: 10." if shown else "menos de 10, o ninguno.") in " ".join(page.split())


# ---- notes, and when an authority was told


def note_fields(page, case: Case, **changes: str) -> dict[str, str]:
    readers = cases_queries.readers(case)
    sealed = {key.id: formats.seal_for(key.public, b'{"text": "hola"}') for key in readers}
    seals = json.dumps({number: b64encode(part).decode() for number, part in sealed.items()})
    return {"kind": "note", "seals": seals, "csrf_token": token(page), **changes}


def test_note_is_kept_sealed_for_every_officer_who_has_the_case(client, session, key, private):
    second = PrivateKey.generate()
    other = key_for("second@example.org", second)
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    key_for("late@example.org", PrivateKey.generate())  # has not the case
    signed_in(client, "safeguarding_officer", "officer@example.org")
    page = client.get(f"/safeguarding/{case.id}")
    assert (
        client.post(f"/safeguarding/{case.id}/note", data=note_fields(page, case)).status_code
        == 303
    ), "not opened yet: nothing is kept"
    assert db.session.scalars(sa.select(CaseNote)).all() == []
    client.post(f"/safeguarding/{case.id}/open", data={"csrf_token": token(page)})
    for kind in ("note", "answer"):
        fields = note_fields(page, case, kind=kind)
        for _ in range(2):  # the same to the byte: pressed twice
            again = client.post(f"/safeguarding/{case.id}/note", data=fields)
            assert again.status_code == 303
    assert "Otra persona del equipo" not in client.get(f"/safeguarding/{case.id}").text
    db.session.expire_all()
    notes = db.session.scalars(sa.select(CaseNote)).all()
    assert sorted(note.key_id for note in notes) == sorted([key.id, other.id] * 2)
    assert [line.act for line in cases_queries.log_of(case)] == [Act.OPEN, Act.NOTE, Act.ANSWER]
    mine = [line.note for line in cases_queries.log_of(case, other) if line.note]
    assert len(mine) == 2
    assert SealedBox(second).decrypt(mine[0]).startswith(b'{"text": "hola"}')
    shown = client.get(f"/safeguarding/{case.id}").text
    assert "Anotó lo que contestó la autoridad" in shown


@pytest.mark.parametrize(
    "changes", [{"kind": "open"}, {"seals": ""}, {"seals": "[]"}, {"seals": '{"1": "AAAA"}'}]
)
def test_note_that_is_not_sealed_is_refused(client, session, key, changes):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    signed_in(client, "safeguarding_officer", "officer@example.org")
    page = client.get(f"/safeguarding/{case.id}")
    client.post(f"/safeguarding/{case.id}/open", data={"csrf_token": token(page)})
    fields = note_fields(page, case, **changes)
    assert client.post(f"/safeguarding/{case.id}/note", data=fields).status_code == 400
    assert db.session.scalars(sa.select(CaseNote)).all() == []


def test_day_on_which_an_authority_was_told_is_in_the_log(client, session, key):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    signed_in(client, "safeguarding_officer", "officer@example.org")
    page = client.get(f"/safeguarding/{case.id}")
    client.post(f"/safeguarding/{case.id}/open", data={"csrf_token": token(page)})
    yesterday, tomorrow = (today() + timedelta(days=days) for days in (-1, 1))

    def refer(**fields):
        posted = {"authority": "refer_911", "csrf_token": token(page), **fields}
        return client.post(f"/safeguarding/{case.id}/refer", data=posted)

    assert refer(told_on=tomorrow.isoformat()).status_code == 422
    for day in ({"told_on": yesterday.isoformat()}, {}, {"told_on": ""}):
        assert refer(**day).status_code == 303
    db.session.expire_all()
    days = [line.told_on for line in cases_queries.log_of(case) if line.told_on]
    assert days == [yesterday, today()], "the empty day is today, told once"


def test_text_is_given_back_over_http(client, session, key, private):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    signed_in(client, "safeguarding_officer", "officer@example.org")
    page = client.get(f"/safeguarding/{case.id}")
    client.post(f"/safeguarding/{case.id}/open", data={"csrf_token": token(page)})
    sent = as_the_browser_sends(case, private)
    fields = {name: getattr(sent, name) or "" for name in Cleared.__slots__}
    fields["csrf_token"] = token(page)
    assert client.post(f"/safeguarding/{case.id}/return", data={}).status_code == 400
    wrong = {**fields, "mark": "zz"}
    assert client.post(f"/safeguarding/{case.id}/return", data=wrong).status_code == 400
    done = client.post(f"/safeguarding/{case.id}/return", data=fields, follow_redirects=True)
    assert "su texto cuenta y se puede citar" in done.text
    assert 'id="returning"' not in done.text
    assert [text.held for text in texts()] == [False]
    again = client.post(f"/safeguarding/{case.id}/return", data=fields, follow_redirects=True)
    assert "Otra persona del equipo" not in again.text, "it was they"
    db.session.expire_all()
    assert [line.act for line in cases_queries.log_of(case)] == [Act.OPEN, Act.RETURN]
