"""The whole line on real input: 300 real passages, from the site's own POST to the report."""

import csv
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.answering.models import FreeText, Response
from consult.safeguarding.keys.formats import wrap_new_key
from consult.safeguarding.keys.keyring import make_key
from consult.safeguarding.models import Case
from consult.staff.operations import invite
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage

SHARED = Path(__file__).parents[3] / "shared" / "data" / "chile_children_dialogues.csv"
WRITTEN = SHARED.with_name("written_submission_es.txt")
PASSAGES = 300

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SHARED.exists(), reason="the real texts are not beside the checkout"),
]


def real_passages() -> list[str]:
    """Every 30th row, so that all questions and ages are there."""
    with SHARED.open(encoding="utf-8", newline="") as file:
        rows = [row["text"] for row in csv.DictReader(file) if 10 < len(row["text"]) <= 600]
    return rows[:: len(rows) // PASSAGES][:PASSAGES]


def send(address: str, text: str) -> int:
    """One child's send, as the page's script makes it."""
    fields = {
        "go": "send",
        "key": secrets.token_hex(16),
        "code": " ".join(secrets.choice(("barco", "lago", "piedra", "flor")) for _ in range(6)),
        "uses_internet": "every_day",
        "ask_lawmakers": text,
        "quote": "ask_lawmakers",
    }
    request = urllib.request.Request(
        f"{address}/j/CDFG3467/10-13",
        data=urllib.parse.urlencode(fields).encode(),
        headers={"Origin": address, "Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status


def officer() -> None:
    """Possible disclosures need somebody to be sealed for."""
    made = invite("officer@example.org", "safeguarding_officer")
    public, wrapped, salt = wrap_new_key("una frase de prueba muy larga")
    make_key(made.id, public, wrapped, salt)


def command(site, *arguments: str) -> dict[str, object]:
    """A command of the site's own instance, for `subprocess`."""
    instance = str(site.app.config["INSTANCE"])
    root = str(Path(__file__).parents[2])
    return {
        "args": [sys.executable, "-m", "consult.cli", *arguments],
        "env": {**os.environ, "ALZAVOZ_INSTANCE": instance, "PYTHONPATH": root},
    }


def alzavoz(site, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the site's instance."""
    return subprocess.run(**command(site, *arguments), capture_output=True, text=True)


@pytest.fixture
def worker(live_site):
    """The real worker process beside the site."""
    running = subprocess.Popen(**command(live_site, "worker"))
    yield running
    running.send_signal(signal.SIGTERM)
    running.wait(20)


def wait_until(site, done, seconds: int = 150) -> None:
    """Ask the database until that holds."""
    for _ in range(seconds * 2):
        with site.database():
            if done():
                return
        time.sleep(0.5)
    pytest.fail("the worker did not finish in time")


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def waiting() -> int:
    sealed = sa.select(sa.func.count()).select_from(FreeText).where(FreeText.sealed.is_not(None))
    return db.session.scalar(sealed) or 0


def screened(site) -> int:
    """Wait for the screening; how many texts went to the safeguarding desk instead."""
    wait_until(site, lambda: waiting() == 0)
    with site.database():
        urgent = sa.select(sa.func.count()).select_from(Case).where(Case.level == "urgent")
        held = db.session.scalar(urgent) or 0
        assert count(Response) == PASSAGES, "no response is lost"
        assert PASSAGES - held <= count(FreeText), "only urgent texts leave for the desk"
    return held


def published(site, page) -> None:
    """A coordinator has the texts grouped, closes the consultation and publishes."""
    page.goto("/consultations/")
    page.get_by_role("link", name="Temas").click()
    page.get_by_role("button", name="Agrupar lo que se dijo").click()
    wait_until(site, lambda: bool(db.session.scalar(sa.select(AnalysisRun.state == "done"))))
    page.goto("/consultations/")
    page.get_by_role("link", name="Cerrar: deja de recibir respuestas").click()
    page.locator("main form button").click()
    page.get_by_role("link", name="Ya no falta ninguna tableta").click()
    page.get_by_role("button", name="Ya no falta ninguna tableta").click()
    page.goto("/reports/mi-mundo-digital")
    page.locator("main form button").last.click()
    page.get_by_role("heading", name="Publicar").wait_for()
    page.locator("main form button").click()
    page.wait_for_load_state()


def organisation_is_beside(page) -> None:
    """The real written submission stands in the report, with its figures and its 18 notes."""
    beside = page.locator("#organisations")
    assert "Un organismo de derechos humanos" in beside.inner_text()
    assert "17.4 millones" in beside.text_content()
    assert beside.locator("ol.notes > li").count() == 18


def spaced(text: str) -> str:
    """As a browser shows it: white space is one space."""
    return " ".join(text.split())


def test_three_hundred_real_passages_reach_the_report(
    session, live_site, page, sign_in, request, capfd
):
    with live_site.database():
        officer()
    assert [send(live_site.address, text) for text in real_passages()] == [200] * PASSAGES
    with live_site.database():
        assert count(Response) == count(FreeText) == PASSAGES
    kept = alzavoz(live_site, "submission", "store", str(WRITTEN), "mi-mundo-digital",
                   "--organisation", "Un organismo de derechos humanos")  # fmt: skip
    assert kept.returncode == 0, kept.stderr
    request.getfixturevalue("worker")
    held = screened(live_site)

    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, "coordinator")
    published(live_site, page)
    page.context.clear_cookies()  # as anyone
    page.goto("/reports/mi-mundo-digital")

    themes = page.locator("#themes .theme")
    assert themes.count() >= 5
    quotes = page.locator("#themes blockquote q").all_inner_texts()
    assert quotes
    with live_site.database():
        stored = {spaced(text) for text in db.session.scalars(sa.select(Passage.text))}
        redacted = " ".join(map(spaced, db.session.scalars(sa.select(FreeText.redacted))))
    assert [quote for quote in quotes if quote not in stored] == []
    # What was written in capitals alone is shown in small letters; nothing else is changed.
    assert [quote for quote in quotes if quote.casefold() not in redacted.casefold()] == []
    organisation_is_beside(page)
    label = themes.first.locator("h3").inner_text()
    assert label.casefold() in redacted.casefold(), "a label is in the children's words"
    with capfd.disabled():
        print(  # noqa: T201 (the figures of this run)
            f"\n{PASSAGES} passages sent, {held} raised as urgent, {themes.count()} themes, "
            f"{len(quotes)} quotes on the page"
        )
