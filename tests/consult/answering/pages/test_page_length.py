"""The words of the site's own pages, which `surveys.length` counts beside a questionnaire's."""

import re

import flask_babel
from flask.testing import FlaskClient

from consult.consultations.queries import asked_in
from consult.duty.operations import note_week
from consult.duty.roster import Span
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.db import db
from surveys.length import OF_SITE, OF_SITE_FOR_TEXTS, SHORTER

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
SENT = {"go": "send", "code": "uno dos tres cuatro cinco seis"}
LONGEST = "14-17"  # of the bands, in what the site says
UNREAD = (
    r"<(svg|template)\b.*?</\1>",
    r'<(p|span) class="never-steps.*?</\1>',
    r"<[^>]+>",
)


def words(page: str, begin: str, end: str) -> int:
    """How many a child reads from one piece of HTML up to another."""
    part = page[page.index(begin) :].removeprefix(begin)
    part = part[: part.index(end)]
    for each in UNREAD:
        part = re.sub(each, " ", part, flags=re.DOTALL)
    return len(part.split())


def said(client: FlaskClient, session: Session, language: str) -> dict[str, int]:
    flask_babel.refresh()  # the test's own context kept the language of before
    spoken = f"?language={language}"
    address = f"/j/{session.code}/{LONGEST}{spoken}"
    page = client.get(address).text
    sent = client.post(address, data={**SENT, "key": language.encode().hex() * 8}, headers=OWN).text
    thanks = asked_in(session.consultation).version_for(LONGEST, language).thanks
    main = sent[: sent.index("</main>")]
    reads = words(main[main.rindex("<h2>") :], "<p>", f"<p>{thanks[2]}")
    own = len(" ".join(thanks).split())
    quoting = words(page, "data-quotes hidden>", "<ul data-quote-list>")
    return {
        "code": words(client.get(f"/join{spoken}").text, '<label for="session-code">', "</main>"),
        "age": words(client.get(f"/j/{session.code}{spoken}").text, "<h1>", "</h1>"),
        "told": words(page, '<p class="promise">', "</div>"),
        "quiz": words(page, 'data-card="check">', '<div class="checking'),
        "look_back": words(page, 'data-place="post_office">', "</section>") - quoting,
        "thanks": words(sent, '<div class="card thanks">', "</main>") - own - reads,
        "quoting": quoting,
        "who_reads": reads,
    }


def test_length_counts_the_words_that_the_site_says(client: FlaskClient, session: Session) -> None:
    week = {day: [Span(9 * 60, 18 * 60)] for day in range(5)}
    note_week(invite("o@example.org", "safeguarding_officer").id, week)
    db.session.commit()
    spanish, english = (said(client, session, language) for language in ("es", "en"))
    stated = {**OF_SITE, **OF_SITE_FOR_TEXTS}
    assert stated.keys() == spanish.keys()
    for part, count in spanish.items():
        assert stated[part] - 4 <= count <= stated[part], part
    assert sum(english.values()) <= SHORTER["en"] * sum(stated.values())
