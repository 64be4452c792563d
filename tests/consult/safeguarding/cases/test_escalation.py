"""A case that an officer makes urgent: its level, its text, the child's code, log."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from nacl.public import PrivateKey

from consult.answering.models import FreeText, ReturnedText
from consult.answering.withdrawal.operations import withdraw
from consult.clock import now, today
from consult.safeguarding.case_log import NotPossible
from consult.safeguarding.cases import queries, response_times
from consult.safeguarding.cases.escalation import EscalatedText, make_urgent
from consult.safeguarding.cases.give_back import Cleared, give_back
from consult.safeguarding.cases.operations import close, drop_unread, reopen
from consult.safeguarding.models import Act, Case, CaseEvent, OfficerKey
from consult.safeguarding.screening import jobs
from consult.storage import ledger
from consult.storage.db import db
from consult.themes.models import Passage, Theme
from consult.web.i18n import day
from tests.analysis.declaration import ARTICLE_1
from tests.consult.safeguarding.cases.test_give_back import (
    OTHER_CODE,
    as_the_browser_sends,
    counted,
    opened,
    told,
    with_placeholders,
)
from tests.consult.safeguarding.drawings.test_drawings import drawn, screened
from tests.consult.safeguarding.test_safeguarding import (
    CODE,
    SUPPORT,
    cases,
    key,
    new_case,
    private,
    send,
    texts,
)
from tests.consult.seeding import analysed
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

__all__ = ["drawn", "key", "private"]  # fixtures

NAHUATL = f"{ARTICLE_1['nhn']} Citlali Robles"


@pytest.fixture
def case(client, session, key) -> Case:
    """A child's text of support, screened, and its case opened by the officer."""
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [found] = cases()
    return opened(found, key)


def text_of(case: Case, private: PrivateKey) -> EscalatedText:
    """What the desk's script sends to have the text found."""
    content = told(case, private)
    return EscalatedText(content["band"], content["concept"], with_placeholders(content))


def urgent(case: Case, key: OfficerKey, text: EscalatedText | None) -> Case:
    make_urgent(case, key.staff_id, text, now())
    db.session.commit()
    return case


def closed(case: Case, key: OfficerKey) -> None:
    close(case, key.staff_id, Act.CLOSE_NOTHING, now())
    db.session.commit()


def as_it_left(case: Case, private: PrivateKey) -> Cleared:
    """What the script sends of a text that has left: with the mark that is sealed in the case."""
    sent = as_the_browser_sends(case, private)
    parts = {name: getattr(sent, name) for name in Cleared.__slots__}
    return Cleared(**{**parts, "mark": bytes.fromhex(told(case, private)["mark"])})


def acts(case: Case) -> list[str]:
    return [line.act for line in queries.log_of(case)]


def test_case_is_urgent_bears_no_mark_and_its_text_has_left_the_answers(case, key, private):
    assert case.mark is not None
    urgent(case, key, text_of(case, private))
    assert (case.level, case.mark, case.state) == ("urgent", None, "open")
    assert (texts(), counted("taken_out")) == ([], 1)


def test_act_is_in_the_chained_log_with_who_and_when(case, key, private):
    urgent(case, key, text_of(case, private))
    event = db.session.scalars(sa.select(CaseEvent).where(CaseEvent.act == Act.URGENT)).one()
    assert (event.case_id, event.staff_id, event.at.date()) == (case.id, key.staff_id, today())
    assert event.at.minute % 15 == 0
    verdict = ledger.verify(CaseEvent)
    assert verdict.holds
    assert verdict.newest == event.hash


def test_text_leaves_the_themes_with_the_words_that_only_it_said(
    client, case, consultation, key, private
):
    send(client, "que haya más canchas", code=OTHER_CODE)
    jobs.screen_sealed_texts()
    both = texts()
    label = next(text.redacted for text in both if text.held)
    analysed(consultation, a=(label, both))
    db.session.commit()
    urgent(case, key, text_of(case, private))
    [left] = texts()
    assert db.session.scalars(sa.select(Passage.free_text_id)).all() == [left.id]
    theme = db.session.scalars(sa.select(Theme)).one()
    assert (theme.size, theme.label == label) == (1, False)


def test_code_removes_a_copy_of_support_and_no_case_that_was_made_urgent(
    client, session, case, key, private
):
    urgent(case, key, text_of(case, private))
    withdraw(CODE)
    db.session.commit()
    assert [each.level for each in cases()] == ["urgent"]
    closed(case, key)
    assert [each.state for each in cases()] == ["closed"], "nor does closing it"


def test_case_whose_child_took_the_text_back_meanwhile_becomes_urgent_and_takes_nobody_elses(
    client, session, case, key, private
):
    send(client, SUPPORT, code=OTHER_CODE)
    jobs.screen_sealed_texts()
    withdraw(CODE)
    db.session.commit()
    db.session.expire_all()
    assert (case.level, case.mark) == ("support", None)
    urgent(case, key, text_of(case, private))
    assert case.level == "urgent"
    assert [text.redacted for text in texts()] == [text_of(case, private).words]
    give_back(case, key.staff_id, as_it_left(case, private), now())
    db.session.commit()
    assert db.session.scalars(sa.select(ReturnedText)).all() == []
    assert counted("taken_out") == 0


def test_of_several_children_who_wrote_the_same_one_text_leaves_with_each_case(
    client, session, key, private
):
    for code in (CODE, OTHER_CODE, "seis palabras que nadie más tiene"):
        send(client, SUPPORT, code=code)
    jobs.screen_sealed_texts()
    first, second, _third = cases()
    urgent(opened(first, key), key, text_of(first, private))
    assert len(texts()) == 2
    urgent(opened(second, key), key, text_of(second, private))
    assert len(texts()) == 1
    assert counted("taken_out") == 2


@pytest.mark.parametrize(
    "other", [{"band": "14-17"}, {"question": "worries"}, {"words": "me hacen burla"}]
)
def test_text_of_another_band_question_or_in_other_words_stays(case, key, private, other):
    text = text_of(case, private)
    parts = {name: getattr(text, name) for name in EscalatedText.__slots__}
    urgent(case, key, EscalatedText(**{**parts, **other}))
    assert len(texts()) == 1


def test_text_that_nothing_raised_never_leaves(case, key, private):
    db.session.execute(sa.update(FreeText).values(held=False))
    urgent(case, key, text_of(case, private))
    assert len(texts()) == 1


def test_text_that_an_officer_had_let_go_leaves_too(case, key, private):
    give_back(case, key.staff_id, as_the_browser_sends(case, private), now())
    db.session.commit()
    assert [text.held for text in texts()] == [False]
    urgent(case, key, text_of(case, private))
    assert texts() == []


def test_text_that_went_with_another_case_of_the_same_words_leaves_too(
    client, session, case, key, private
):
    send(client, SUPPORT, code=OTHER_CODE)
    jobs.screen_sealed_texts()
    [other] = [each for each in cases() if each.id != case.id]
    give_back(opened(other, key), key.staff_id, as_the_browser_sends(other, private), now())
    db.session.commit()
    assert [text.held for text in texts()] == [False, False], "both read the same"
    urgent(case, key, text_of(case, private))
    assert [text.held for text in texts()] == [False]


def test_unread_text_is_made_urgent_and_nothing_deletes_it(client, session, key, private):
    send(client, NAHUATL)
    jobs.screen_sealed_texts()
    [unread] = cases()
    assert unread.level == "unread"
    assert counted("taken_out") == 1
    urgent(opened(unread, key), key, None)
    assert (unread.level, unread.mark, counted("taken_out")) == ("urgent", None, 1)
    assert drop_unread(today() + timedelta(days=1)) == 0
    withdraw(CODE)
    db.session.commit()
    assert [each.level for each in cases()] == ["urgent"]


def test_unread_text_made_urgent_by_mistake_comes_back_as_an_officer_redacted_it(
    client, session, key, private
):
    send(client, NAHUATL)
    jobs.screen_sealed_texts()
    [unread] = cases()
    urgent(opened(unread, key), key, None)
    content = told(unread, private)
    assert content["level"] == "unread", "by which the desk's script sends no word of it in clear"
    cleared = Cleared(
        content["band"], content["concept"], "es", "", "[nombre]", bytes.fromhex(content["mark"])
    )
    give_back(unread, key.staff_id, cleared, now())
    db.session.commit()
    assert db.session.scalars(sa.select(ReturnedText.text)).all() == ["[nombre]"]


def test_text_of_a_case_made_urgent_by_mistake_comes_back_once_with_its_mark(case, key, private):
    urgent(case, key, text_of(case, private))
    as_if_held = as_the_browser_sends(case, private)
    assert as_if_held.mark is None
    with pytest.raises(NotPossible):
        give_back(case, key.staff_id, as_if_held, now())
    give_back(case, key.staff_id, as_it_left(case, private), now())
    db.session.commit()
    [returned] = db.session.scalars(sa.select(ReturnedText))
    assert returned.text == text_of(case, private).words
    assert counted("taken_out") == 0
    withdraw(CODE)
    db.session.commit()
    assert db.session.scalars(sa.select(ReturnedText)).all() == [], "the code finds the text"
    assert [each.level for each in cases()] == ["urgent"], "and not the case"


def test_case_from_before_texts_could_be_found_becomes_urgent_and_counts_none_out(case, key):
    urgent(case, key, None)
    assert (case.level, len(texts()), counted("taken_out")) == ("urgent", 1, 0)


def test_nobody_makes_urgent_what_they_have_not_read_what_is_closed_or_is_urgent(
    client, session, key, private
):
    send(client, SUPPORT)
    jobs.screen_sealed_texts()
    [case] = cases()
    text = text_of(case, private)
    with pytest.raises(NotPossible):
        make_urgent(case, key.staff_id, text, now())
    closed(opened(case, key), key)
    with pytest.raises(NotPossible):
        make_urgent(case, key.staff_id, text, now())
    reopen(case, key.staff_id, now())
    urgent(case, key, text)
    with pytest.raises(NotPossible):
        make_urgent(case, key.staff_id, text, now())
    for level in ("urgent", "drawing"):
        other = opened(new_case(session, level), key)
        with pytest.raises(NotPossible):
            make_urgent(other, key.staff_id, text, now())
    assert acts(case).count(Act.URGENT) == 1


def test_drawing_with_a_caption_of_support_has_an_act_of_its_own(client, drawn, key):
    case = opened(screened(client, caption=SUPPORT), key)
    assert (case.level, case.drawing.state) == ("support", "waiting")
    with pytest.raises(NotPossible):
        make_urgent(case, key.staff_id, None, now())


def test_desk_lists_it_with_the_urgent_ones_and_knows_its_day_and_no_hour(
    client, session, case, key, private
):
    new_case(session, "support")
    new = new_case(session, "urgent")
    urgent(case, key, text_of(case, private))
    listed = queries.open_cases()
    assert [line.id for line in listed[:2]] == [new.id, case.id]
    line = queries.line_of(case)
    assert (line.level, line.came_as) == ("urgent", "support")
    with force_locale("es"):
        arrived = response_times.arrived(line.came_as, line.alerted)
        assert arrived == day(today())
        signed_in(client, "safeguarding_officer", "officer@example.org")
        desk = client.get("/safeguarding/").text
        assert f"Llegó: {arrived}; se abrió el mismo día" in desk
    assert "entre 00:00" not in desk


def test_officer_makes_a_case_urgent_over_http(client, case, key, private):
    signed_in(client, "safeguarding_officer", "officer@example.org")
    address = f"/safeguarding/{case.id}"
    page = client.get(address)
    assert 'id="make-urgent"' in page.text
    text = text_of(case, private)
    fields = {"band": text.band, "question": text.question, "before": text.words}
    assert client.post(f"{address}/urgent", data=fields).status_code == 400, "without its token"
    fields["csrf_token"] = token(page)
    too_long = {**fields, "before": "a" * 4001}
    assert client.post(f"{address}/urgent", data=too_long).status_code == 400
    done = client.post(f"{address}/urgent", data=fields, follow_redirects=True)
    assert "Ahora es un caso urgente" in done.text
    assert "Lo hizo un caso urgente" in done.text, "in the log"
    assert "una persona del equipo lo leyó y lo hizo urgente" in done.text
    assert 'id="make-urgent"' not in done.text
    assert texts() == []
    again = client.post(f"{address}/urgent", data=fields, follow_redirects=True)
    assert again.status_code == 200
    db.session.expire_all()
    assert acts(case) == [Act.OPEN, Act.URGENT]


def test_somebody_else_reads_that_it_was_made_urgent_meanwhile(client, session, case, key, private):
    second = signed_in(client, "safeguarding_officer", "segunda@example.org")
    address = f"/safeguarding/{case.id}"
    page = client.get(address)
    client.post(f"{address}/open", data={"csrf_token": token(page)})
    urgent(case, key, text_of(case, private))
    late = client.post(f"{address}/urgent", data={"csrf_token": token(page)}, follow_redirects=True)
    assert "Otra persona del equipo cambió este caso" in late.text
    db.session.expire_all()
    assert second.id not in {each.staff_id for each in case.events if each.act == Act.URGENT}
