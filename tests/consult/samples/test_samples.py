"""The sample data, and seeding a demonstration with it."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

import surveys
from consult import create_app
from consult.answering.models import FreeText, Response
from consult.answering.queries import sealed_texts, sent_to
from consult.answering.sends import transport_sealing
from consult.clock import today
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug, questionnaire
from consult.reports.models import Report, ReportQuote
from consult.reports.queries import latest
from consult.safeguarding.keys import formats, keyring
from consult.safeguarding.models import Case, Drawing, OfficerKey
from consult.samples import consultations, drawings, people, seed
from consult.samples.children import (
    CHOOSING,
    DESK,
    Child,
    answered,
    children,
    texts_of,
    weights,
)
from consult.sessions.models import Session
from consult.sessions.queries import by_code
from consult.staff.models import ROLES, Staff
from consult.storage.db import db
from consult.submissions.models import Submission
from consult.themes.queries import latest_run, passages_of
from surveys.kinds.text import normalised
from tests.consult.sign_in import token
from tests.page import CheckedClient

ASKED = questionnaire("my_digital_world", 1)
VERSIONS = list(ASKED.versions.values())
ROOT = "http://127.0.0.1:8000"
ONLY_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def _is_text(question: surveys.Question) -> bool:
    kind = surveys.KINDS[question.kind]
    return kind.asks and not kind.closed


def every_text() -> list[tuple[str, str, str]]:
    """(band, question, text), possible disclosures too."""
    return [
        (band, question, text)
        for band in ASKED.bands
        for deck in texts_of(band).values()
        for question, texts in deck.items()
        for text in texts
    ]


# ------------------------------------------------------------------------------ the data


def test_there_are_at_least_420_texts_and_no_two_are_the_same():
    wordings = Counter(text.casefold() for _, _, text in every_text())
    assert len(wordings) >= 420
    assert not [text for text, times in wordings.items() if times > 1]


def test_every_text_fits_its_question_and_is_written_as_it_would_be_stored():
    longest = {
        (question.band, question.concept): question.max_length
        for version in VERSIONS
        for question in version.questions
        if _is_text(question)
    }
    for band, question, text in every_text():
        assert len(text) <= longest[band, question]
        assert text == normalised(text)


def test_every_text_question_of_every_band_has_texts_in_spanish_and_each_band_some_in_english():
    for version in VERSIONS:
        asked = {question.concept for question in version.questions if _is_text(question)}
        deck = texts_of(version.band)
        assert asked == set(deck.get("es", {}))
        assert bool(asked) == bool(deck.get("en"))
    assert (
        sum(len(texts) for band in ASKED.bands for texts in texts_of(band).get("en", {}).values())
        == 12
    )


def test_texts_are_of_varied_length():
    lengths = [len(text) for _, _, text in every_text()]
    assert min(lengths) < 10
    assert max(lengths) > 110


def test_every_choice_of_every_closed_question_has_a_weight():
    for version in VERSIONS:
        for question in version.questions:
            if question.kind in CHOOSING:
                table = weights()[question.concept]
                table = {**table, **table.get(question.band, {})}
                assert {choice.code for choice in question.choices} <= set(table), question


def test_every_kind_that_asks_can_be_answered():
    kinds = {name for name, kind in surveys.KINDS.items() if kind.asks and kind.closed}
    assert kinds == set(CHOOSING)


@given(st.sampled_from(VERSIONS), st.integers(0, 10**9))
@settings(max_examples=150)
def test_whatever_an_invented_child_answers_the_form_takes(version: surveys.Version, number: int):
    child = Child(version.band, version.language, {})
    form = surveys.form_class(version)(answered(version, child, Random(number)))
    assert form.validate(), form.errors
    stored = surveys.on_path(version, surveys.answers_of(form))
    assert stored["uses_internet"] in {"no", "never", None} or "wants_internet" not in stored


def test_the_two_consultations_share_no_text_and_only_the_open_one_has_disclosures():
    said = {
        desk: {
            text
            for band in ASKED.bands
            for child in children(band, 110, Random(1), desk=desk)
            for text in child.texts.values()
        }
        for desk in (True, False)
    }
    disclosures = {
        text
        for band in ASKED.bands
        for texts in texts_of(band).get(DESK, {}).values()
        for text in texts
    }
    assert not said[True] & said[False]
    assert disclosures <= said[True]
    assert not disclosures & said[False]


# ------------------------------------------------------------------------------- seeding


@dataclass(frozen=True)
class Demonstration:
    """A seeded site and the lines that were printed."""

    app: Flask
    lines: list[str]

    def client(self) -> CheckedClient:
        """A browser stand-in for that site."""
        return self.app.test_client()

    @property
    def open(self) -> Consultation:
        return by_slug("mi-mundo-digital")

    @property
    def published(self) -> Consultation:
        return by_slug("mi-mundo-digital-muestra")


@pytest.fixture(scope="module")
def demonstration(
    template_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """Seeded once for all tests here, on SQLite: screening and grouping take a while."""
    instance = tmp_path_factory.mktemp("demonstration") / "instance"
    shutil.copytree(template_instance, instance)
    app = create_app({"INSTANCE": str(instance), "TESTING": True})
    app.test_client_class = CheckedClient
    with app.app_context():
        yield Demonstration(app, seed.demo(ROOT))
        db.session.close()
        db.engine.dispose()


def address(line: str) -> str:
    return line.split()[-1]


def path(line: str) -> str:
    return address(line).removeprefix(ROOT)


def counts() -> dict[str, int]:
    """Rows of everything that is seeded."""
    rows = (Staff, OfficerKey, Consultation, Session, Response, FreeText, Case, Submission, Report)
    return {
        row.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(row))
        for row in rows
    }


def test_a_second_run_keeps_everything_and_gives_new_one_off_links(demonstration):
    before = counts()
    again = seed.demo(ROOT)
    assert counts() == before
    same = [line for line in demonstration.lines if "/enter/" not in line]
    assert [line for line in again if "/enter/" not in line] == same
    assert not {line for line in again if "/enter/" in line} & set(demonstration.lines)


def test_the_first_address_with_a_code_opens_the_questionnaire_for_6_to_9(demonstration):
    first = next(line for line in demonstration.lines if "/j/" in line)
    assert first == demonstration.lines[0]
    page = demonstration.client().get(path(first))
    assert page.status_code == 200
    assert "¿Usas internet?" in page.text


def test_both_sessions_work_without_a_network_and_where_there_is_no_key_the_page_says_so(
    demonstration,
):
    client, tablet, network = demonstration.client(), 'id="tablet"', "<p data-needs-network>"
    to_draw = next(line for line in demonstration.lines if "dibujo" in line)
    assert "¿Cómo sería el internet de tus sueños?" in client.get(path(to_draw)).text
    for line in (demonstration.lines[0], to_draw):
        page = client.get(path(line)).text
        assert tablet in page
        assert network not in page
    transport_sealing.drop_key(demonstration.open.id)
    page = client.get(path(demonstration.lines[0])).text
    assert page.index(network) < page.index('id="card-start"')
    assert network not in client.get(path(demonstration.lines[2]) + "/6-9").text, "a public link"
    seed.demo(ROOT)
    assert tablet in client.get(path(demonstration.lines[0])).text


def test_a_line_is_a_label_and_what_it_leads_to_without_punctuation_after_it(demonstration):
    for line in demonstration.lines:
        assert "\n" not in line
        assert line[-1].isalnum() or line[-1] in "-_" and "/enter/" in line
    addresses = [line for line in demonstration.lines if ROOT in line]
    assert len(addresses) == 5 + len(ROLES) + 1
    for line in addresses:
        assert re.fullmatch(rf"\S.* {ROOT}/\S+", line)


def test_the_spoken_code_and_the_public_link_open_the_consultation(demonstration):
    spoken = address(demonstration.lines[1])
    assert by_code(spoken).bands == ["6-9"]
    link = demonstration.client().get(path(demonstration.lines[2]))
    assert link.status_code == 200


def test_the_report_opens_to_everyone_and_says_that_it_is_a_sample(demonstration):
    line = next(line for line in demonstration.lines if "/reports/" in line)
    page = demonstration.client().get(path(line))
    assert page.status_code == 200
    assert "muestra" in page.text


def test_a_one_off_link_leads_to_the_work_page_not_to_a_password(demonstration):
    client = demonstration.client()
    lines = [line for line in seed.demo(ROOT) if "/enter/" in line]
    assert len(lines) == len(ROLES) + 1, "one a role, and a second officer"
    entered = client.post(path(lines[0]), data={"csrf_token": token(client.get(path(lines[0])))})
    assert entered.status_code == 303
    assert entered.location == "/staff/"


def test_everybody_is_marked_as_a_sample(demonstration):
    assert demonstration.open.is_sample
    assert demonstration.published.is_sample
    for staff in db.session.scalars(sa.select(Staff)):
        assert "muestra" in staff.name
        assert staff.email.endswith("@example.org")


def test_bands_are_spread_as_planned_and_days_lie_within_the_consultation(demonstration):
    published = demonstration.published
    sent = Counter(
        db.session.scalars(sa.select(Response.band).where(Response.consultation_id == published.id))
    )
    assert sent == {"3-5": 60, "6-9": 110, "10-13": 140, "14-17": 110}
    assert 55 <= sent_to(demonstration.open.id) <= 75
    days = set(
        db.session.scalars(sa.select(Response.day).where(Response.consultation_id == published.id))
    )
    assert len(days) > 10
    assert published.opens_on <= min(days)
    assert max(days) <= published.closes_on < published.results_on < today()


def test_everything_is_screened_and_no_text_is_lost(demonstration):
    assert sealed_texts() == 0
    kept = db.session.scalar(sa.select(sa.func.count()).select_from(FreeText))
    urgent = db.session.scalar(
        sa.select(sa.func.count()).select_from(Case).where(Case.level == "urgent")
    )
    sent = sum(_texts_in(plan) for plan in consultations.planned().values())
    assert kept == sent - urgent < sent


def _texts_in(plan: dict) -> int:
    many = Counter()
    for session in plan["sessions"]:
        many.update(session["children"])
    return sum(
        len(child.texts)
        for band in many
        for child in children(band, many[band], Random(0), desk=plan["desk"])
    )


def test_drawings_are_in_a_report_and_a_few_wait_at_the_desk(demonstration):
    drawn = by_slug(drawings.SLUG)
    waiting = sa.select(sa.func.count()).select_from(Drawing).where(Drawing.state == "waiting")
    assert db.session.scalar(waiting) == drawings.STILL_WAITING
    [section] = latest(drawn.id).content["drawings"]
    assert len(section["shown"]) > 10
    assert "Lo que dibujaron" in demonstration.client().get(f"/reports/{drawn.slug}").text


def test_invented_identifying_details_are_redacted(demonstration):
    screened = sa.select(FreeText.redacted).where(FreeText.redacted.is_not(None))
    redacted = "\n".join(db.session.scalars(screened))
    report = json.dumps(db.session.scalars(sa.select(Report.content)).all(), ensure_ascii=False)
    for detail in ("5512345678", "33 1234 5678", "Castellanos", "fer.castellanos", "Maldonado"):
        assert detail not in redacted
        assert detail not in report
    assert redacted.count("[") >= 10


def private_half(key: OfficerKey) -> PrivateKey:
    passphrase = formats.normalised(people.PASSPHRASE).encode()
    secret = argon2id.kdf(32, passphrase, key.salt, formats.OPERATIONS, formats.MEMORY)
    return PrivateKey(SecretBox(secret).decrypt(key.wrapped))


def test_both_officers_read_cases_with_the_printed_passphrase(demonstration):
    printed = demonstration.lines[-1]
    assert printed.endswith(people.PASSPHRASE)
    made = db.session.scalars(sa.select(OfficerKey)).all()
    assert len(made) == keyring.FEWEST
    privates = {key.id: private_half(key) for key in made}
    cases = db.session.scalars(
        sa.select(Case).where(Case.consultation_id == demonstration.open.id)
    ).all()
    assert {case.level for case in cases} == {"urgent", "support"}
    assert all({seal.key_id for seal in case.seals} == set(privates) for case in cases)
    opened = [
        SealedBox(privates[seal.key_id]).decrypt(seal.sealed)
        for case in cases
        for seal in case.seals
    ]
    texts = {json.loads(sodium_unpad(each, formats.PADDING))["text"] for each in opened}
    disclosures = {
        text
        for band in ASKED.bands
        for said in texts_of(band).get(DESK, {}).values()
        for text in said
    }
    assert disclosures <= texts


def test_the_published_consultation_was_grouped_reviewed_and_published(demonstration):
    published = demonstration.published
    of_published = sa.select(Report).where(Report.consultation_id == published.id)
    report = db.session.scalars(of_published).one()
    assert report.is_intact
    assert published.is_published
    assert passages_of(latest_run(published.id, "done")) > 300
    content = report.content
    assert content["participation"]["total"] == 420
    assert len(content["voices"]["themes"]) >= 5
    assert content["voices"]["review"]["renamed"] >= 1
    assert "Que la señal llegue a los pueblos y a los ranchos" in {
        theme["label"] for theme in content["voices"]["themes"]
    }


def test_the_invented_submission_answers_the_nine_questions_with_sources_and_figures(demonstration):
    submission = db.session.scalars(sa.select(Submission)).one()
    assert "muestra" in submission.organisation
    assert {passage.question for passage in submission.passages} == set(range(1, 10))
    assert [passage.question for passage in submission.passages if passage.absent] == [8]
    assert [source.same_as for source in submission.sources] == [None, 1, None, None, None, 4]
    assert {"value": 3400000, "unit": "habitantes", "passage": "4.1"} in submission.figures
    assert submission.warnings == []


def test_past_its_last_day_the_open_consultation_goes_on(demonstration):
    demonstration.open.closes_on = today() - timedelta(days=1)
    db.session.commit()
    lines = seed.demo(ROOT)
    assert demonstration.open.closes_on > today() + timedelta(days=30)
    assert demonstration.open.results_on > demonstration.open.closes_on
    assert demonstration.client().get(path(lines[0])).status_code == 200


def test_a_closed_session_is_followed_by_a_new_one(demonstration):
    used = by_code(address(demonstration.lines[1]))
    used.closed = True
    db.session.commit()
    lines = seed.demo(ROOT)
    assert address(lines[1]) != address(demonstration.lines[1])
    assert demonstration.client().get(path(lines[0])).status_code == 200
    used.closed = False
    by_code(address(lines[1])).closed = True
    db.session.commit()


def test_a_session_whose_upload_window_is_over_is_followed_by_a_new_one(demonstration):
    used = by_code(address(demonstration.lines[1]))
    day = used.day
    used.day = today() - timedelta(days=20)
    db.session.commit()
    lines = seed.demo(ROOT)
    assert address(lines[1]) != address(demonstration.lines[1])
    assert demonstration.client().get(path(lines[0])).status_code == 200
    used.day = day
    by_code(address(lines[1])).closed = True
    db.session.commit()


def test_an_interrupted_run_goes_on_where_it_stopped(demonstration):
    published = demonstration.published
    published.state = "closed"
    db.session.execute(sa.delete(ReportQuote))
    db.session.execute(sa.delete(Report))
    db.session.commit()
    before = counts()
    seed.demo(ROOT)
    assert counts() == {**before, "report": 1}
    assert demonstration.published.is_published


@ONLY_SQLITE
def test_a_site_with_a_consultation_of_its_own_is_left_alone(app, consultation):
    consultation.is_sample = False
    db.session.commit()
    before = counts()
    with pytest.raises(seed.NotASample, match="--instance"):
        seed.demo(ROOT)
    assert counts() == before


@ONLY_SQLITE
def test_a_site_with_an_account_of_somebody_else_is_left_alone(app):
    db.session.add(
        Staff(email="ana@comision.mx", name="Ana", active=True, fs_uniquifier="a", roles=[])
    )
    db.session.commit()
    before = counts()
    with pytest.raises(seed.NotASample):
        seed.demo(ROOT)
    assert counts() == before
