"""What children's pages say beside a questionnaire: the words of the site that can be recorded.

The pages are made as a child gets them, and what is read aloud of them is taken. What depends on a
consultation (who asks, until when, when results come) is left out.
"""

from collections.abc import Iterator

from flask import current_app, make_response, render_template

import surveys
from consult.answering.pages.promises import promises
from consult.answering.pages.views import (
    Answer,
    ask_to_withdraw,
    choose_band,
    join,
    no_way_in,
    results_of,
    who_reads_here,
    wrong_band,
)
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import length_of
from consult.help.labels import BANDS
from consult.help.queries import shown_to_children
from consult.help.views import services
from consult.sessions.models import Session
from consult.web.i18n import LANGUAGES

from .page_pieces import pieces

UNKNOWN_CODE = "-"


def on_pages(language: str) -> list[str]:
    """What pages without a questionnaire say: help, ages, code, taking back, closed sessions. In an
    application."""
    return _each_once(_pages(language))


def beside(version: surveys.Version) -> list[str]:
    """What the pages of a band say that is not in its questionnaire. In an application."""
    asked = {surveys.mark(sentence.text) for sentence in surveys.sentences(version)}
    said = _each_once(_pages_of(version))
    return [words for words in said if surveys.mark(words) not in asked]


def _each_once(pages: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(piece for page in pages for piece in pieces(page)))


def _pages(language: str) -> Iterator[str]:
    for band in ("", *BANDS):
        with current_app.test_request_context(f"/help?band={band}&language={language}"):
            yield services()
    with current_app.test_request_context(f"/join?language={language}"):
        for answer in (join(), ask_to_withdraw(), choose_band(UNKNOWN_CODE), *_no_way_in()):
            yield make_response(answer).get_data(as_text=True)
        words = {"language": language, "languages": LANGUAGES, "help": shown_to_children()}
        yield render_template("answering/withdraw.html", done=True, **words)
        yield render_template("answering/band.html", bands=[(band, "") for band in BANDS], **words)


def _no_way_in() -> Iterator[Answer]:
    """Where nobody can answer: not yet, not here any more, over; and its report. No row is read."""
    for state in (State.DRAFT, State.OPEN, State.CLOSED):
        yield no_way_in(_session(state))
    yield wrong_band(_session(State.OPEN))
    yield results_of(_session(State.REPORTED))


def _session(state: State) -> Session:
    day = today()
    asked = Consultation(slug="-", state=state, opens_on=day, closes_on=day, results_on=day)
    return Session(code=UNKNOWN_CODE, channel="school", consultation=asked)


def _pages_of(version: surveys.Version) -> Iterator[str]:
    with current_app.test_request_context(f"/join?language={version.reading_language}"):
        words = {
            "version": version,
            "form": surveys.form_class(version)(),
            "help": shown_to_children(None, version.band),
            "language": version.reading_language,
            "languages": LANGUAGES,
            "length": length_of(version),
            "may_be_quoted": True,
            "transport": "any",  # with the thanks for what waits on a tablet
            "who_reads": who_reads_here(version.band),
        }
        yield render_template("answering/questionnaire.html", **words)
        for each in promises():
            yield f"<p>{each.who} {each.cover}</p>"
