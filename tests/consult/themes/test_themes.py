"""Themes in the site: the job, the review that is replayed, and what may be quoted."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.answering.models import FreeText
from consult.background.queue import queue
from consult.clock import today
from consult.consultations.models import Consultation
from consult.storage.db import db
from consult.storage.sealing import unseal
from consult.themes.models import AnalysisRun, Passage
from consult.themes.queries import latest_run, listed, quotes, reviewed_themes
from consult.themes.replay import Action, ReviewedTheme, replayed
from consult.themes.review.operations import decide
from consult.themes.runs.jobs import analyse
from consult.themes.runs.operations import request_run
from tests.consult.answering.test_answering import send
from tests.consult.sign_in import signed_in, token

SUBJECTS = (
    ("que contesten cuando reporto una cuenta", "que avisen qué pasó con mi reporte",
     "reporté tres veces y nadie contestó", "que revisen los reportes más rápido"),
    ("que quiten los anuncios de los juegos", "ya no quiero anuncios en los videos",
     "menos anuncios en las caricaturas", "que los anuncios no salgan a cada rato"),
    ("que haya internet en mi comunidad", "en mi pueblo no llega el internet",
     "que pongan internet en los ranchos", "subimos al cerro para tener señal"),
)  # fmt: skip


@pytest.fixture
def said(client, session) -> Consultation:
    """Screened texts about three subjects, 48 of them; one child's text is held."""
    number = 0
    for subject in SUBJECTS:
        for text in subject:
            for extra in ("", " por favor", " de verdad", " siempre"):
                number += 1
                send(client, key=f"{number:032x}", ask_lawmakers=text + extra)
    for text in db.session.scalars(sa.select(FreeText)):
        text.redacted, text.sealed = unseal(text.sealed).text, None
    db.session.commit()
    return session.consultation


def run_for(consultation: Consultation) -> AnalysisRun:
    run = request_run(consultation, today())
    db.session.commit()
    analyse(run.id)
    db.session.refresh(run)
    return run


@pytest.mark.both_engines
def test_job_groups_what_was_screened_and_may_be_repeated(said):
    run = run_for(said)
    assert run.state == "done"
    assert len(run.themes) >= 3
    kept = db.session.scalar(sa.select(sa.func.count()).select_from(Passage))
    assert kept >= 48
    analyse(run.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Passage)) == kept


def test_held_text_counts_and_is_neither_quoted_nor_a_label(said):
    for text in db.session.scalars(sa.select(FreeText)):
        text.held = "anuncios" in text.redacted
    db.session.commit()
    run = run_for(said)
    assert sum(theme.size for theme in run.themes) >= 40
    for theme in reviewed_themes(run):
        shown = [quote.text for quote in quotes(run, theme.keys, most=50)]
        assert not [text for text in shown if "anuncios" in text]
        subject = (theme.subject or {}).get("es")
        assert "anuncios" not in theme.label or theme.label == subject or "," in theme.label


def test_few_passages_are_listed_and_no_theme_is_claimed(client, session):
    send(client, ask_lawmakers="que quiten los anuncios")
    text = db.session.scalars(sa.select(FreeText)).one()
    text.redacted, text.sealed = "que quiten los anuncios", None
    db.session.commit()
    run = run_for(session.consultation)
    assert run.themes == []
    assert [quote.text for quote in listed(run)] == ["que quiten los anuncios"]


@pytest.mark.both_engines
def test_coordinator_renames_merges_and_sets_aside_and_a_new_run_keeps_it(client, said):
    signed_in(client, "coordinator")
    run = run_for(said)
    first, second, third, *_ = reviewed_themes(run)
    page = client.get("/themes/mi-mundo-digital")
    assert first.label in page.text

    def decided(what, **fields):
        fields["csrf_token"] = token(page)
        return client.post(f"/themes/mi-mundo-digital/{what}", data=fields).status_code

    assert decided("rename", theme=first.key, label="Un nombre mejor") == 303
    assert decided("merge", theme=second.key, into=first.key) == 303
    assert decided("set-aside", theme=third.key, act="set_aside") == 303
    themes = {theme.key: theme for theme in reviewed_themes(run)}
    assert themes[first.key].label == "Un nombre mejor"
    assert themes[first.key].size == first.size + second.size
    assert second.key not in themes
    assert themes[third.key].set_aside
    again = {theme.key: theme for theme in reviewed_themes(run_for(said))}
    assert again[first.key].label == "Un nombre mejor"
    assert "antes: «" in client.get("/themes/mi-mundo-digital").text


@pytest.mark.parametrize(
    ("what", "fields", "status"),
    [
        ("rename", {"theme": "no-such-theme", "label": "x"}, 422),
        ("rename", {"theme": "FIRST", "label": ""}, 422),
        ("rename", {"theme": "FIRST", "label": "x" * 141}, 422),
        ("merge", {"theme": "FIRST", "into": "no-such-theme"}, 422),
        ("set-aside", {"theme": "FIRST", "act": "burn"}, 422),
    ],
)
def test_a_decision_that_makes_no_sense_gets_a_sentence(client, said, what, fields, status):
    signed_in(client, "coordinator")
    key = reviewed_themes(run_for(said))[0].key
    page = client.get("/themes/mi-mundo-digital")
    sent = {name: key if value == "FIRST" else value for name, value in fields.items()}
    refused = client.post(
        f"/themes/mi-mundo-digital/{what}", data={**sent, "csrf_token": token(page)}
    )
    assert refused.status_code == status
    assert 'role="alert"' in refused.text


@pytest.mark.both_engines
def test_press_asks_the_worker(app, client, said):
    signed_in(client, "coordinator")
    page = client.get("/themes/mi-mundo-digital")
    pressed = client.post("/themes/mi-mundo-digital/analyse", data={"csrf_token": token(page)})
    assert pressed.status_code == 303
    waiting = latest_run(said.id)
    assert waiting.state == "waiting"
    assert queue(app).huey.pending_count() >= 1
    queue(app).huey.flush()
    queue(app).huey.storage.close()


def test_broken_guide_leaves_a_failed_run_and_a_page_that_says_so(app, client, said, tmp_path):
    signed_in(client, "coordinator")
    (tmp_path / "guide.json").write_text("{}")
    app.config["THEME_GUIDE"] = str(tmp_path / "guide.json")
    run = run_for(said)
    assert run.state == "failed"
    assert "falló" in client.get("/themes/mi-mundo-digital").text


def proposed(key: str, size: int) -> ReviewedTheme:
    return ReviewedTheme(key, key, key, ("word",), size, False, (key,))


KEYS = st.sampled_from("abcdef")
ACTIONS = st.one_of(
    st.builds(Action, st.just("rename"), KEYS, st.text(min_size=1, max_size=9)),
    st.builds(Action, st.just("merge"), KEYS, KEYS),
    st.builds(Action, st.sampled_from(("set_aside", "restore")), KEYS),
)


@given(st.lists(KEYS, unique=True), st.lists(ACTIONS, max_size=12))
def test_review_loses_no_passage_and_no_theme(keys, actions):
    themes = [proposed(key, size) for size, key in enumerate(keys, 1)]
    after = replayed(themes, actions).themes
    assert sum(theme.size for theme in after) == sum(theme.size for theme in themes)
    assert sorted(key for theme in after for key in theme.keys) == sorted(keys)
    assert after == replayed(themes, actions).themes


@pytest.mark.both_engines
def test_decide_only_adds_rows(said):
    staff = signed_in_staff()
    for label in ("uno", "dos"):
        decide(said, staff, today(), Action("rename", "reports", label))
    db.session.commit()
    from consult.themes.queries import actions

    assert [action.value for action in actions(said.id)] == ["uno", "dos"]


def signed_in_staff() -> int:
    from consult.staff.operations import invite

    return invite("other@example.org", "coordinator").id
