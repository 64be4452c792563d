"""A text that breaks screening reaches an officer; screening that breaks on all sends them none."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

import analysis
from analysis.screening import pipeline
from consult.answering.withdrawal.operations import withdraw
from consult.background import heartbeat
from consult.clock import now
from consult.safeguarding.screening import jobs
from consult.storage.db import db
from consult.storage.sealing import mark
from tests.consult.safeguarding.cases.test_give_back import ASKED, counted
from tests.consult.safeguarding.test_safeguarding import (
    CODE,
    NAMED,
    PLAIN,
    PrivateKey,
    cases,
    key,
    key_for,
    logged,
    private,
    send,
    texts,
    told,
)

__all__ = ["key", "logged", "private"]  # fixtures


@pytest.fixture
def breaking(monkeypatch) -> Callable[[str], None]:
    """Let the finder of details, deep in screening, break on texts with these words."""
    find = pipeline.find_details

    def break_on(words: str) -> None:
        def broken(read, *others):
            if words in read.text:
                raise ValueError(read.text)
            return find(read, *others)

        monkeypatch.setattr(pipeline, "find_details", broken)

    return break_on


@pytest.fixture(autouse=True)
def silent(app) -> None:
    """Nothing went through screening for a while."""
    with heartbeat._queue() as queue:
        queue.delete(heartbeat.SCREENED)
    heartbeat.beat(now() - timedelta(hours=2))
    assert heartbeat.is_silent(now())


def screened(times: int = 1) -> None:
    for _ in range(times):
        jobs.screen_sealed_texts()


@pytest.mark.parametrize("others", [[], [PLAIN]])
def test_it_comes_to_the_officers_as_it_is_after_a_few_tries(
    client, session, key, private, logged, breaking, others
):
    breaking("canchas")
    send(client, NAMED, *others)
    screened(jobs.TRIES - 1)
    assert sorted(text.redacted or "" for text in texts()) == ["", *others]
    assert cases() == []
    screened()
    assert [text.redacted for text in texts()] == others
    [case] = cases()
    assert (case.level, case.state, case.mark) == ("unread", "new", mark(CODE, ASKED))
    content = told(case, private)
    assert (content["text"], content["kept"], content["hidden"]) == (NAMED, False, [])
    assert counted("taken_out") == 1
    assert not heartbeat.is_silent(now()), "others go through"
    said = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert {line["error"] for line in said if "error" in line} == {"ValueError"}
    assert "again and again" in logged.getvalue()
    assert "canchas" not in logged.getvalue()
    assert "Ximena" not in logged.getvalue()


def test_screening_that_breaks_on_everything_sends_nothing_and_gives_no_sign_of_life(
    client, session, key, breaking
):
    breaking("")
    send(client, NAMED, PLAIN)
    screened(jobs.TRIES + 1)
    assert [text.sealed is None for text in texts()] == [False, False]
    assert cases() == []
    assert heartbeat.is_silent(now())
    breaking("no child has written this")
    screened()
    assert [text.sealed for text in texts()] == [None, None]
    assert cases() == []
    assert not heartbeat.is_silent(now())


def test_tries_while_everything_breaks_are_not_held_against_a_text(client, session, key, breaking):
    send(client, NAMED)
    breaking("")
    screened(jobs.TRIES)
    breaking("canchas")
    screened(jobs.TRIES - 1)
    assert cases() == []
    screened()
    assert [case.level for case in cases()] == ["unread"]


def test_it_stays_sealed_while_no_officer_has_a_key(client, session, breaking):
    breaking("canchas")
    send(client, NAMED)
    screened(jobs.TRIES + 1)
    assert [text.sealed is None for text in texts()] == [False]
    key_for("officer@example.org", PrivateKey.generate())
    screened()
    assert [case.level for case in cases()] == ["unread"]
    assert texts() == []


def test_taken_back_meanwhile_it_comes_to_the_officers_without_a_mark(
    client, session, key, private, breaking
):
    breaking("canchas")
    send(client, NAMED)
    screened()
    withdraw(CODE)
    db.session.commit()
    screened(jobs.TRIES)
    [case] = cases()
    assert (case.level, case.mark, told(case, private)["text"]) == ("unread", None, NAMED)
    screened()
    assert len(cases()) == 1


@pytest.mark.parametrize("language", jobs.LANGUAGES)
def test_the_harmless_text_goes_through_every_part_of_screening(language):
    [found] = analysis.screen([("", jobs.HARMLESS[language])], language=language)
    assert (found.level, found.entities[0].type) == ("none", "name")
