"""Officers' keys: two before anything opens, renewed, handed over to, left; on both engines."""

import threading
import uuid
import warnings
from base64 import b64decode, b64encode
from dataclasses import replace
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, PublicKey, SealedBox

from consult.cli import main
from consult.clock import hour, now
from consult.safeguarding import case_log
from consult.safeguarding.capacity import opening_checks
from consult.safeguarding.cases import operations
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.keys import formats, keyring, queries
from consult.safeguarding.models import Act, Case, CaseEvent, CaseNote, CaseSeal, OfficerKey
from consult.staff.models import Staff
from consult.staff.operations import CannotLeave, by_email, invite, retire, take_role
from consult.storage import ledger
from consult.storage.db import db
from tests.consult.cli.test_cli import alzavoz
from tests.consult.sign_in import signed_in, token

pytestmark = pytest.mark.both_engines

__all__ = ["alzavoz"]
OFFICER = queries.OFFICER
ANA, EVA = "ana@example.org", "eva@example.org"


class Officer:
    """Somebody with a key, and what only their browser knows."""

    def __init__(self, email: str) -> None:
        self.staff_id = invite(email, OFFICER).id
        self.email, self.privates = email, {}
        self.keep(keyring.make(self.staff_id, self.new_parts(), 5, now()))

    def new_parts(self) -> formats.WrappedKey:
        self.newest = PrivateKey.generate()
        return formats.WrappedKey(bytes(self.newest.public_key), b"w" * 72, b"s" * 16)

    def keep(self, key: OfficerKey) -> OfficerKey:
        self.privates[key.id] = self.newest
        db.session.commit()
        return key

    @property
    def key(self) -> OfficerKey:
        found = queries.key_of(self.staff_id)
        assert found
        return found

    def renew(self) -> OfficerKey:
        return self.keep(keyring.renew(self.key, self.new_parts(), now()))

    def resealed(self, sealed: bytes, source_id: int, target: bytes) -> bytes:
        content = SealedBox(self.privates[source_id]).decrypt(sealed)
        return SealedBox(PublicKey(target)).encrypt(content)

    def passed(self, source_id: int, each: keyring.Envelope, target: bytes) -> keyring.Envelope:
        """What a browser makes of an envelope."""
        return replace(
            each,
            sealed=self.resealed(each.sealed, source_id, target),
            sorting=each.sorting and self.resealed(each.sorting, source_id, target),
            notes={
                event: self.resealed(note, source_id, target) for event, note in each.notes.items()
            },
        )

    def can_open(self, case: Case) -> bool:
        """Is there a seal that opens, of a key whose wrapped half is still there?"""
        for seal in db.session.scalars(sa.select(CaseSeal).where(CaseSeal.case_id == case.id)):
            kept = seal.key_id in self.privates and db.session.get_one(OfficerKey, seal.key_id)
            if kept and kept.wrapped:
                opened = SealedBox(self.privates[seal.key_id]).decrypt(seal.sealed)
                return b"tengo miedo" in sodium_unpad(opened, formats.PADDING)
        return False


@pytest.fixture
def ana(app: Flask) -> Officer:
    return Officer(ANA)


@pytest.fixture
def eva(ana: Officer) -> Officer:
    """A second officer, whose key is there before any case."""
    return Officer(EVA)


def raise_case(consultation, state: str = "new", level: str = "urgent") -> Case:
    alert = operations.Alert(
        consultation_id=consultation.id,
        level=level,
        signals=("fear",),
        reasons=("miedo",),
        text="tengo miedo",
        question="¿Qué les dirías?",
        band="10-13",
        language="es",
        session=None,
        region="Oaxaca",
    )
    known = set(db.session.scalars(sa.select(Case.id)))
    keyring.hold()
    operations.alert_officers(alert, queries.officer_keys(), hour())
    db.session.flush()
    case = db.session.scalars(sa.select(Case).where(Case.id.not_in(known))).one()
    case.state = state
    db.session.commit()
    return case


def note_for(case: Case, officer: Officer) -> int:
    """A note that is sealed for that officer alone; the event's number."""
    event = CaseEvent(
        case_id=case.id, staff_id=officer.staff_id, act=Act.NOTE, at=case_log.quarter(now())
    )
    ledger.append(event)
    sealed = formats.seal_for(officer.key.public, b"una nota")
    db.session.add(
        CaseNote(event_id=event.id, key_id=officer.key.id, case_id=case.id, sealed=sealed)
    )
    db.session.commit()
    return event.id


def move_all(officer: Officer, old: OfficerKey) -> bool:
    """What the page does: every batch; is the old key empty then?"""
    after = None
    while batch := keyring.envelopes(old, officer.key, after, closed=True):
        moved = [officer.passed(old.id, each, officer.key.public) for each in batch]
        keyring.move(old, officer.key, moved)
        after = batch[-1].case_id
    done = keyring.finish(old, now())
    db.session.commit()
    return done


def hand_all(mine: Officer, other: Officer, *, closed: bool = False) -> None:
    batch = keyring.envelopes(mine.key, other.key, None, closed=closed)
    sealed = [mine.passed(mine.key.id, each, other.key.public) for each in batch]
    keyring.hand_over(mine.key, other.key, sealed, now())
    db.session.commit()


def acts() -> list[str]:
    return list(db.session.scalars(sa.select(CaseEvent.act).order_by(CaseEvent.id)))


# ---- two of them


def test_nothing_opens_before_two_officers_have_a_key_in_use(ana, consultation):
    assert "dos personas de protección" in (opening_checks.lacks_key(consultation) or "")
    eva = Officer(EVA)
    assert opening_checks.lacks_key(consultation) is None
    eva.key.retired = True
    db.session.flush()
    assert opening_checks.lacks_key(consultation)


def test_nobody_has_two_keys_in_use(ana):
    key = OfficerKey(staff_id=ana.staff_id, public=b"p", wrapped=b"w", salt=b"s")
    db.session.add(key)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


# ---- renewing


@pytest.mark.parametrize("seed", range(4))
def test_at_no_moment_of_a_renewal_is_a_case_lost(consultation, ana, seed, monkeypatch):
    """Cases arrive, batches are moved or thrown away, keys are renewed, in any order."""
    monkeypatch.setattr(keyring, "BATCH_CASES", 2)
    chance, cases = Random(seed), [raise_case(consultation)]
    for _ in range(25):
        old = keyring.to_empty(ana.staff_id)
        act = chance.choice(["arrives", "renew", "move", "move", "lost on the way"])
        if act == "arrives":
            cases.append(raise_case(consultation, chance.choice(["new", "closed"])))
        elif act == "renew" and len(ana.privates) < 6:
            ana.renew()
        elif old:
            batch = keyring.envelopes(old, ana.key, None, closed=True)
            moved = [ana.passed(old.id, each, ana.key.public) for each in batch]
            keyring.move(old, ana.key, moved if act == "move" else moved[:1])
            keyring.finish(old, now())
            db.session.commit()
        assert all(ana.can_open(case) for case in cases), act
    while old := keyring.to_empty(ana.staff_id):
        assert move_all(ana, old)
    assert all(ana.can_open(case) for case in cases)
    used = {seal.key_id for seal in db.session.scalars(sa.select(CaseSeal))}
    assert used == {ana.key.id}
    assert ledger.verify(CaseEvent).broken_at is None


def test_new_key_keeps_the_hours_and_the_old_one_ends_once_it_is_empty(consultation, ana):
    case, old = raise_case(consultation), ana.key
    note_for(case, ana)
    new = ana.renew()
    assert (new.weekly_hours, old.retired) == (5, True)
    assert old.wrapped, "it still opens what was sealed for it"
    assert move_all(ana, old)
    assert old.wrapped == b""
    [seal] = db.session.scalars(sa.select(CaseSeal))
    [note] = db.session.scalars(sa.select(CaseNote))
    assert (seal.key_id, note.key_id) == (new.id, new.id)
    assert b"una nota" in SealedBox(ana.privates[new.id]).decrypt(note.sealed)
    assert seal.sorting
    assert SealedBox(ana.privates[new.id]).decrypt(seal.sorting)
    assert acts() == [Act.KEY_MADE, Act.NOTE, Act.KEY_MADE, Act.KEY_RETIRED]


def test_key_that_opens_nothing_ends_at_once(ana):
    old = ana.key
    ana.renew()
    assert old.wrapped == b""
    assert keyring.to_empty(ana.staff_id) is None


def test_what_does_not_fit_what_was_given_out_is_not_taken(consultation, ana):
    case, old = raise_case(consultation), ana.key
    new = ana.renew()
    [envelope] = keyring.envelopes(old, new, None, closed=True)
    sound = ana.passed(old.id, envelope, new.public)
    wrong = [
        replace(sound, sealed=sound.sealed[:-1]),
        replace(sound, sorting=None),
        replace(sound, notes={1: b"x"}),
        replace(sound, case_id=uuid.uuid4()),
    ]
    keyring.move(old, new, wrong)
    note = note_for(case, ana)
    db.session.execute(sa.update(CaseNote).values(key_id=old.id))  # it came meanwhile
    keyring.move(old, new, [sound])
    assert not keyring.finish(old, now())
    assert [seal.key_id for seal in db.session.scalars(sa.select(CaseSeal))] == [old.id]
    db.session.execute(sa.delete(CaseNote).where(CaseNote.event_id == note))
    keyring.move(old, new, [sound])
    assert keyring.finish(old, now())


def test_page_of_a_renewal_that_is_sent_twice_renews_once(client, ana):
    signed_in(client, OFFICER, ANA)
    page, old = client.get("/safeguarding/key/new"), ana.key
    parts = ana.new_parts()._asdict()
    fields = {name: b64encode(part).decode() for name, part in parts.items()}
    fields |= {"csrf_token": token(page), "replaces": str(old.id)}
    for _ in range(2):
        assert client.post("/safeguarding/key/new", data=fields).status_code == 303
    db.session.expire_all()
    assert len(db.session.scalars(sa.select(OfficerKey)).all()) == 2
    assert ana.key.public == bytes(ana.newest.public_key)


def test_case_that_is_being_sealed_while_a_key_is_renewed_has_one_of_both(app, consultation, ana):
    read, renewed = threading.Event(), threading.Event()
    old_id, staff_id, parts = ana.key.id, ana.staff_id, ana.new_parts()
    consultation_id = consultation.id
    db.session.commit()

    def seal_slowly() -> None:
        with app.app_context():
            keyring.hold()
            officers = queries.officer_keys()
            read.set()
            assert not renewed.wait(1), "the renewal waits for the one that seals"
            case = Case(consultation_id=consultation_id, level="urgent", alerted=hour())
            case.seals = [CaseSeal(key_id=key.id, sealed=b"x") for key in officers]
            db.session.add(case)
            db.session.commit()

    def renew() -> None:
        with app.app_context():
            read.wait(10)
            old = db.session.get_one(OfficerKey, old_id)
            keyring.renew(old, parts, now())
            db.session.commit()
            renewed.set()

    threads = [threading.Thread(target=act) for act in (seal_slowly, renew)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert renewed.is_set()
    old = keyring.to_empty(staff_id)
    assert old
    assert old.id == old_id, "it is not ended while the case is sealed for it"


# ---- handing over


def test_officer_who_came_later_gets_open_cases_and_the_log_says_from_whom(consultation, ana):
    case, closed = raise_case(consultation), raise_case(consultation, "closed")
    note_for(case, ana)
    eva = Officer(EVA)
    assert not eva.can_open(case)
    assert (keyring.left(ana.key, eva.key), keyring.unopenable(eva.key)) == (1, 1)
    hand_all(ana, eva)
    assert eva.can_open(case)
    assert not eva.can_open(closed)
    assert ana.can_open(case)
    assert (keyring.left(ana.key, eva.key), keyring.unopenable(eva.key)) == (0, 0)
    assert keyring.left(ana.key, eva.key, closed=True) == 1
    line = cases_queries.log_of(case)[-1]
    assert (line.act, line.by, line.to) == (Act.HAND_OVER, "ana", "eva")
    hand_all(ana, eva, closed=True)
    assert eva.can_open(closed)
    assert ledger.verify(CaseEvent).broken_at is None


def test_note_that_came_after_a_handing_over_goes_with_the_next_one(consultation, ana):
    case = raise_case(consultation)
    eva = Officer(EVA)
    hand_all(ana, eva)
    event = note_for(case, ana)
    assert keyring.left(ana.key, eva.key) == 1
    hand_all(ana, eva)
    assert db.session.get(CaseNote, (event, eva.key.id))
    assert len(db.session.scalars(sa.select(CaseSeal)).all()) == 2


@pytest.mark.parametrize("change", ["retired", "inactive", "no officer", "own"])
def test_nothing_is_handed_to_a_key_that_is_not_in_use(consultation, ana, eva, change):
    raise_case(consultation)
    target, staff = eva.key, db.session.get_one(Staff, eva.staff_id)
    if change == "own":
        target = ana.key
    elif change == "retired":
        target.retired = True
    elif change == "inactive":
        staff.active = False
    else:
        staff.roles = []
    db.session.flush()
    with pytest.raises(keyring.NotYours):
        keyring.hand_over(ana.key, target, [], now())


def test_lost_key_ends_once_somebody_else_has_handed_everything_to_the_new_one(
    consultation, ana, eva
):
    case, old = raise_case(consultation), ana.key
    ana.renew()
    assert keyring.to_empty(ana.staff_id) is old
    hand_all(eva, ana)
    assert keyring.to_empty(ana.staff_id) is None
    assert (old.wrapped, ana.can_open(case)) == (b"", True)
    assert acts()[-2:] == [Act.HAND_OVER, Act.KEY_RETIRED]


def test_batches_are_bounded_in_number_and_in_bytes(consultation, ana, monkeypatch):
    for _ in range(5):
        raise_case(consultation)
    eva = Officer(EVA)
    monkeypatch.setattr(keyring, "BATCH_CASES", 3)
    first = keyring.envelopes(ana.key, eva.key, None)
    rest = keyring.envelopes(ana.key, eva.key, first[-1].case_id)
    assert (len(first), len(rest)) == (3, 2)
    monkeypatch.setattr(keyring, "BATCH_BYTES", first[0].size * 2)
    assert len(keyring.envelopes(ana.key, eva.key, None)) == 2
    monkeypatch.setattr(keyring, "BATCH_BYTES", 1)
    assert len(keyring.envelopes(ana.key, eva.key, None)) == 1


# ---- over HTTP


def post_batch(client: FlaskClient, address: str, **batch):
    page = client.get("/safeguarding/passphrase")
    sent = {"after": None, "closed": False, "cases": [], **batch}
    return client.post(address, json=sent, headers={"X-CSRFToken": token(page)})


def shown(officer: Officer, each: dict, source_id: int, target: bytes) -> dict:
    def part(text: str | None) -> str | None:
        again = text and officer.resealed(b64decode(text), source_id, target)
        return again and b64encode(again).decode()

    notes = {event: part(note) for event, note in each["notes"].items()}
    return {
        "case": each["case"],
        "sealed": part(each["sealed"]),
        "sorting": part(each["sorting"]),
        "notes": notes,
    }


def test_cases_are_handed_over_in_batches_and_can_be_begun_again(
    client, consultation, ana, monkeypatch
):
    monkeypatch.setattr(keyring, "BATCH_CASES", 2)
    cases = [raise_case(consultation) for _ in range(5)]
    note_for(cases[0], ana)
    eva = Officer(EVA)
    signed_in(client, OFFICER, ANA)
    assert "eva todavía no puede abrir 5 casos abiertos" in client.get("/safeguarding/").text
    address, mine, theirs = f"/safeguarding/keys/{eva.key.id}", ana.key, eva.key
    answer = post_batch(client, address).json
    assert acts()[-1] == Act.HAND_OVER, "that the envelopes left is known before any comes back"
    sealed = [shown(ana, each, mine.id, theirs.public) for each in answer["cases"]]
    post_batch(client, address, after=answer["after"], cases=sealed)
    db.session.expire_all()
    assert sum(eva.can_open(case) for case in cases) == 2
    answer = post_batch(client, address).json  # another day
    while answer["cases"]:
        sealed = [shown(ana, each, mine.id, theirs.public) for each in answer["cases"]]
        answer = post_batch(client, address, after=answer["after"], cases=sealed).json
    assert (answer["left"], answer["done"]) == (0, True)
    db.session.expire_all()
    assert all(eva.can_open(case) for case in cases)
    assert "todavía" not in client.get("/safeguarding/").text
    assert acts().count(Act.HAND_OVER) == 2 + 5


def test_old_key_is_emptied_over_http(client, consultation, ana):
    case, old = raise_case(consultation), ana.key
    new = ana.renew()
    signed_in(client, OFFICER, ANA)
    assert "Tu llave anterior" in client.get("/safeguarding/").text
    assert "todavía guarda 1 caso" in client.get("/safeguarding/key/empty").text
    address = f"/safeguarding/key/empty/{old.id}"
    answer = post_batch(client, address).json
    assert (answer["left"], answer["done"]) == (1, False)
    sealed = [shown(ana, each, old.id, new.public) for each in answer["cases"]]
    answer = post_batch(client, address, after=answer["after"], cases=sealed).json
    assert (answer["left"], answer["done"]) == (0, True)
    db.session.expire_all()
    assert ana.can_open(case)
    assert client.get("/safeguarding/key/empty").headers["Location"] == "/safeguarding/keys"
    assert "Tu llave anterior" not in client.get("/safeguarding/").text


@pytest.mark.parametrize(
    "sent",
    [[], {}, {"after": None, "cases": [{}]}, {"after": "x", "cases": []},
     {"after": None, "cases": [{"case": 1}]}, {"after": 3, "cases": []},
     {"after": None, "cases": [{"case": "0" * 32, "sealed": "?", "sorting": None, "notes": {}}]}],
)  # fmt: skip
def test_batch_that_is_none_is_refused(client, ana, eva, sent):
    signed_in(client, OFFICER, ANA)
    headers = {"X-CSRFToken": token(client.get("/safeguarding/passphrase"))}
    for address in (f"keys/{eva.key.id}", f"key/empty/{ana.key.id}"):
        refused = client.post(f"/safeguarding/{address}", json=sent, headers=headers)
        assert refused.status_code == 400


def test_batch_without_its_token_or_for_somebody_elses_key_is_refused(
    client, consultation, ana, eva
):
    raise_case(consultation)
    signed_in(client, OFFICER, ANA)
    old = eva.key
    eva.renew()
    empty = {"after": None, "cases": []}
    assert client.post(f"/safeguarding/keys/{eva.key.id}", json=empty).status_code == 400
    for key_id in (old.id, ana.key.id, 999):
        assert post_batch(client, f"/safeguarding/key/empty/{key_id}").status_code == 409
        assert post_batch(client, f"/safeguarding/keys/{key_id}").status_code == 404
        assert client.get(f"/safeguarding/keys/{key_id}").status_code == 404


def test_keys_page_shows_fingerprints_hours_acts_and_what_leaving_asks_for(
    client, consultation, ana
):
    raise_case(consultation)
    signed_in(client, OFFICER, ANA)
    alone = client.get("/safeguarding/keys").text
    assert "Solo hay una persona con llave" in alone
    assert "1 caso abierto que solo tú puedes abrir" in alone
    eva = Officer(EVA)
    page = client.get("/safeguarding/keys").text
    for key in (ana.key, eva.key):
        assert formats.fingerprint(key.public) in page
    assert "Todavía no puede abrir 1 caso abierto" in page
    assert f"alzavoz staff retire {ANA}" in page
    hand_all(ana, eva)
    page = client.get("/safeguarding/keys").text
    assert "nada depende solo de tu llave" in page
    assert "Hizo una llave" in page


@pytest.mark.parametrize(("hours", "status"), [("0", 303), ("60", 303), ("61", 422), ("", 422)])
def test_hours_can_be_changed_later(client, ana, hours, status):
    signed_in(client, OFFICER, ANA)
    fields = {"csrf_token": token(client.get("/safeguarding/keys")), "weekly_hours": hours}
    noted = client.post("/safeguarding/keys/hours", data=fields)
    assert noted.status_code == status
    db.session.expire_all()
    assert ana.key.weekly_hours == (int(hours) if status == 303 else 5)
    if status == 422:
        assert "del 0 al 60" in noted.text


def test_key_is_not_made_without_hours(client, app):
    signed_in(client, OFFICER, ANA)
    parts = formats.WrappedKey(bytes(PrivateKey.generate().public_key), b"w" * 72, b"s" * 16)
    fields = {name: b64encode(part).decode() for name, part in parts._asdict().items()}
    fields["csrf_token"] = token(client.get("/safeguarding/key"))
    assert client.post("/safeguarding/key", data=fields).status_code == 422
    assert client.post("/safeguarding/key", data={**fields, "weekly_hours": "7"}).status_code == 303
    assert queries.officer_keys()[0].weekly_hours == 7
    assert acts() == [Act.KEY_MADE]


def test_sheet_for_the_authority_is_logged_and_only_who_opened_the_case_makes_one(
    client, consultation, ana
):
    case = raise_case(consultation)
    signed_in(client, OFFICER, ANA)
    fields = {"csrf_token": token(client.get("/safeguarding/passphrase"))}
    assert client.post(f"/safeguarding/{case.id}/export", data=fields).status_code == 409
    client.post(f"/safeguarding/{case.id}/open", data=fields)
    assert client.post(f"/safeguarding/{case.id}/export", data=fields).status_code == 200
    assert [line.act for line in cases_queries.log_of(case)] == [Act.OPEN, Act.EXPORT]
    page = client.get(f"/safeguarding/{case.id}").text
    assert "Aviso de posible vulneración de derechos" in page
    assert "artículo 12" in page
    assert f"ana ({ANA})" in page


def test_fingerprint_is_thirty_digits_of_that_key_alone():
    first, second = (bytes(PrivateKey.generate().public_key) for _ in range(2))
    shown_first = formats.fingerprint(first)
    assert len(shown_first) == 35
    assert shown_first.replace(" ", "").isdigit()
    assert shown_first == formats.fingerprint(first)
    assert shown_first != formats.fingerprint(second)


# ---- leaving


def test_last_key_cannot_go_while_a_case_is_open(consultation, ana):
    case = raise_case(consultation)
    staff = by_email(ANA)
    for leave in (lambda: retire(staff), lambda: take_role(staff, OFFICER)):
        with pytest.raises(CannotLeave, match="last officer's key in use"):
            leave()
    assert staff.active
    assert queries.officer_keys() == [ana.key]
    case.state = "closed"
    db.session.commit()
    retire(staff)
    assert queries.officer_keys() == []


@pytest.mark.parametrize("act", ["retire", "role"])
def test_officer_leaves_once_every_open_case_is_open_to_somebody_else(consultation, ana, act):
    case = raise_case(consultation)
    eva = Officer(EVA)
    staff, key = by_email(ANA), ana.key

    def leave() -> None:
        retire(staff) if act == "retire" else take_role(staff, OFFICER)

    with pytest.raises(CannotLeave, match="only one who can open 1 open case"):
        leave()
    hand_all(ana, eva)
    leave()
    db.session.commit()
    assert queries.officer_keys() == [eva.key]
    assert eva.can_open(case)
    assert (key.retired, key.wrapped) == (True, b"")
    assert [seal.key_id for seal in db.session.scalars(sa.select(CaseSeal))] == [eva.key.id]
    assert acts()[-1] == Act.KEY_RETIRED
    assert staff.active == (act == "role")


def test_who_comes_back_makes_a_new_key_and_finds_what_nobody_else_could_open(consultation, ana):
    case = raise_case(consultation, "closed")
    retire(by_email(ANA))
    db.session.commit()
    assert keyring.remarks(ana.staff_id)[0].startswith("1 closed case(s)")
    assert invite(ANA, OFFICER).active
    old = keyring.to_empty(ana.staff_id)
    assert old
    assert old.wrapped
    ana.keep(keyring.make(ana.staff_id, ana.new_parts(), 5, now()))
    assert move_all(ana, old)
    assert ana.can_open(case)


def test_open_case_that_only_a_retired_key_opens_keeps_its_officer(consultation, ana):
    raise_case(consultation)
    ana.renew()
    Officer(EVA)
    with pytest.raises(CannotLeave):
        retire(by_email(ANA))


def test_who_cannot_be_reached_leaves_though_cases_are_lost_but_never_the_last(
    consultation, ana, alzavoz, app
):
    where = {
        "ALZAVOZ_INSTANCE": str(app.config["INSTANCE"]),
        "ALZAVOZ_DATABASE_URL": app.config["DATABASE_URL"],
    }
    case = raise_case(consultation)
    db.session.commit()
    refused = alzavoz("staff", "retire", ANA, "--losing-cases", **where)
    assert (refused.returncode, queries.officer_keys()) == (1, [ana.key])
    assert "last officer's key in use" in refused.stderr
    eva = Officer(EVA)
    db.session.commit()
    assert not operations.may_open(case, eva.staff_id)
    db.session.rollback()
    assert "--losing-cases" in alzavoz("staff", "retire", ANA, **where).stderr
    done = alzavoz("staff", "retire", ANA, "--losing-cases", **where)
    assert done.returncode == 0
    assert "1 open case(s) can now be opened by nobody" in done.stderr
    db.session.expire_all()
    operations.open_case(case, eva.staff_id, now())
    assert case.state == "open"


def test_other_roles_and_other_people_leave_freely(consultation, ana):
    raise_case(consultation)
    staff = invite(ANA, "coordinator")
    take_role(staff, "coordinator")
    assert [role.name for role in staff.roles] == [OFFICER]
    retire(invite("profe@example.org", "facilitator"))


def test_retired_account_is_signed_out_and_no_link_or_password_enters(client, ana):
    signed_in(client, OFFICER, ANA)
    assert client.get("/safeguarding/").status_code == 200
    staff = db.session.get_one(Staff, ana.staff_id)
    retire(staff)
    db.session.commit()
    assert client.get("/safeguarding/").status_code == 302
    assert (staff.password, staff.one_off_hash) == (None, None)


@pytest.mark.parametrize(
    ("state", "others", "said"),
    [
        ("open", 1, "One officer alone is left for what is open now (mi-mundo-digital)"),
        ("open", 0, "No officer is left for what is open now (mi-mundo-digital)"),
        ("checked", 1, None),
        ("open", 2, None),
    ],
)
def test_whoever_retires_an_officer_is_told_who_is_left_for_what_is_open(
    consultation, ana, state, others, said
):
    for number in range(others):
        Officer(f"other{number}@example.org")
    consultation.state = state
    retire(db.session.get_one(Staff, ana.staff_id))
    db.session.commit()
    told = " ".join(keyring.remarks(ana.staff_id))
    assert (said in told) if said else ("for what is open now" not in told)


def test_command_refuses_in_one_sentence_and_retires(app, consultation, ana, monkeypatch, capsys):
    monkeypatch.setenv("ALZAVOZ_INSTANCE", str(app.config["INSTANCE"]))
    monkeypatch.setenv("ALZAVOZ_DATABASE_URL", app.config["DATABASE_URL"])
    case = raise_case(consultation)
    db.session.rollback()

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            with warnings.catch_warnings():
                main(["staff", "retire", *arguments])
            status = 0
        except SystemExit as ended:
            status = int(str(ended.code))
        return status, *capsys.readouterr()

    status, out, err = run(ANA)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert "last officer's key" in err
    assert run("nobody@example.org")[0] == 1
    assert run(ANA, "--role", "legislator")[0] == 1
    case.state = "closed"
    db.session.add(case)
    db.session.commit()
    status, out, err = run(ANA)
    assert (status, out) == (0, f"{ANA} can no longer sign in.\n")
    assert "1 closed case(s) can now be opened by nobody." in err
    db.session.expire_all()
    assert not db.session.get_one(Staff, ana.staff_id).active
