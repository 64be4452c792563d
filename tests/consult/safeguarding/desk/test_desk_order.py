"""What the desk needs to put cases in order, and the pages of its list."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox

from consult.clock import hour
from consult.safeguarding.cases import near_duplicates, queries
from consult.safeguarding.keys import formats, keyring
from consult.safeguarding.models import Case, CaseSeal
from consult.safeguarding.screening import jobs
from consult.staff.operations import invite
from consult.storage.db import db
from tests.consult.safeguarding.alerts.test_alerts import TEXT, officer, raise_case
from tests.consult.safeguarding.test_safeguarding import send
from tests.consult.sign_in import signed_in

pytestmark = pytest.mark.both_engines

KEY = b"a key of the worker"


# ---- likeness


@given(st.text())
def test_signature_has_one_length_and_is_the_same_each_time(text):
    made = near_duplicates.signature(text, KEY)
    assert len(made) == near_duplicates.VALUES * near_duplicates.VALUE_BYTES == 128
    assert made == near_duplicates.signature(text, KEY)
    assert near_duplicates.share(made, made) == 1


@given(st.text(min_size=1))
def test_signature_under_another_key_tells_nothing(text):
    one, other = (near_duplicates.signature(text, key) for key in (KEY, b"another"))
    assert near_duplicates.share(one, other) == 0


def exact(one: str, other: str) -> float:
    sets = [near_duplicates._grams(near_duplicates._normalised(text)) for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


WORDS = st.lists(
    st.sampled_from(["nube", "maíz", "canal", "semilla", "ventana", "farol", "tambor"]), min_size=6
)


@given(WORDS, WORDS)
def test_estimate_is_near_the_share_that_texts_have_in_common(one, other):
    first, second = " ".join(one), " ".join(other)
    signatures = [near_duplicates.signature(text, KEY) for text in (first, second)]
    assert (
        abs(near_duplicates.share(*signatures) - exact(first, second)) < 0.45
    )  # five standard errors


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        ("¡Mi TÍO me pega, y tengo miedo!", True),
        ("mi tio  me pega y tengo miedo...", True),
        ("que contesten cuando reporto una cuenta", False),
    ],
)
def test_letters_accents_and_signs_make_no_difference_but_other_words_do(other, is_alike):
    share = near_duplicates.share(
        near_duplicates.signature(TEXT, KEY), near_duplicates.signature(other, KEY)
    )
    assert (share >= 0.8) is is_alike


# ---- the envelope


@pytest.fixture
def private(app) -> PrivateKey:
    """The private half of an officer's key."""
    private = PrivateKey.generate()
    staff = invite("officer@example.org", "safeguarding_officer")
    keyring.make_key(staff.id, bytes(private.public_key), bytes(72), bytes(16))
    db.session.commit()
    return private


def test_envelope_says_channel_and_likeness_and_no_more(client, session, private):
    send(client, TEXT)
    send(client, TEXT + " y no sé qué hacer con todo esto que pasa")
    jobs.screen_sealed_texts()
    sortings = list(db.session.scalars(sa.select(CaseSeal.sorting)))
    assert {len(each) for each in sortings} == {48 + formats.SORTING_PADDING}
    for sorting in sortings:
        padded = SealedBox(private).decrypt(sorting)
        said = json.loads(sodium_unpad(padded, formats.SORTING_PADDING))
        assert set(said) == {"channel", "likeness"}
        assert said["channel"] == "school"
        assert len(b64decode(said["likeness"])) == 128


def test_browser_pads_envelopes_as_the_server_does():
    from tests.consult.safeguarding.test_safeguarding import VENDOR

    script = (VENDOR.parents[1] / "js" / "safeguarding" / "keys" / "crypto.js").read_text()
    assert f"const SORTING_PADDING = {formats.SORTING_PADDING};" in script


# ---- pages of the list


def test_every_case_is_reachable_however_many_there_are(client, session, monkeypatch):
    from consult.safeguarding.desk import views

    monkeypatch.setattr(views, "PAGE", 3)
    officer("ana")
    cases = {raise_case(session).id for _ in range(7)}
    signed_in(client, "safeguarding_officer", "ana@example.org")
    first = client.get("/safeguarding/").text
    assert "Página 1 de 3" in first
    assert 'data-all="/safeguarding/?page=all"' in first
    listed = [_listed(client.get(f"/safeguarding/?page={page}").text) for page in (1, 2, 3)]
    assert [len(each) for each in listed] == [3, 3, 1]
    assert set().union(*listed) == {str(each) for each in cases}
    assert _listed(client.get("/safeguarding/?page=all").text) == set().union(*listed)
    assert client.get("/safeguarding/?page=-4").status_code == 200
    assert client.get("/safeguarding/?page=nube").status_code == 200


def _listed(page: str) -> set[str]:
    import re

    return set(re.findall(r'data-case="([0-9a-f-]{36})"', page))


def test_closed_cases_are_all_reachable(client, session, monkeypatch):
    from consult.safeguarding.desk import views

    monkeypatch.setattr(views, "PAGE", 40)
    officer("ana")
    for number in range(52):
        raise_case(session).alerted = hour() - timedelta(hours=number)
    for case in db.session.scalars(sa.select(Case)):
        case.state = "closed"
    db.session.commit()
    signed_in(client, "safeguarding_officer", "ana@example.org")
    desk = client.get("/safeguarding/").text
    assert 'href="/safeguarding/closed"' in desk
    pages = [_listed(client.get(f"/safeguarding/closed?page={page}").text) for page in (1, 2)]
    assert [len(page) for page in pages] == [40, 12]
    assert len(queries.closed_cases()) == 50
