"""A simulated school day: who sent what from which device, in which order, and what it left behind.

The truth is recorded, so that an attack can be scored. The site is the real one: gunicorn in
processes of its own, the real worker with its language model, HTTP with proxy headers and user
agents. Everything that is written anywhere (database, journal, queue, logs, cacheable answers) is
loot for the attackers.
"""

import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox
from sqlalchemy.pool import NullPool

import surveys
from consult.answering.models import SEALED, ReturnedText
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import withdraw
from consult.clock import today
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug, version_for
from consult.maintenance.backup import write as write_backup
from consult.safeguarding.cases.operations import open_case
from consult.safeguarding.drawings import operations
from consult.safeguarding.keys import formats
from consult.safeguarding.models import Act, Case, CaseSeal, OfficerKey
from consult.sessions.models import Session
from consult.staff.operations import invite
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from consult.themes.runs.jobs import analyse
from consult.themes.runs.operations import request_run

ROOT = Path(__file__).parents[2]
CHILDREN, SESSIONS, DRAWING_SESSIONS = 200, 12, 3
TAKES_BACK = 3  # the child who withdraws once all is screened
LATE = 2  # children who withdraw weeks later, one who wrote and one who drew
SIGNS = "346789CDFGHJKMPQRTVW"
REGIONS = ("Oaxaca", "Jalisco", "Yucatán")
BANDS = ("6-9", "10-13", "14-17")
SYLLABLES = ("tri", "mol", "pau", "ken", "sor", "bil", "dac", "fen", "gur", "lom", "nup", "rez")
ORDINARY = (
    "quiero que haya menos anuncios de {}",
    "que pongan mas internet en la escuela {}",
    "ojala los juegos no cuesten tanto {}",
    "que las redes contesten cuando avisas {}",
)
RAISED = (
    "en mi casa me pegan y no se a quien decirle {}",
    "unos niños de mi salon me molestan todos los dias por el chat {}",
    "alguien que no conozco me pide fotos y me da miedo {}",
)
WORDS = ("sol", "luna", "mar", "luz", "pan", "flor", "nube", "gato", "casa", "rama", "pino", "mesa")


@dataclass
class Child:
    """One child as the truth has it. `order` is the place in the day, from 0."""

    order: int
    session: str
    band: str
    device: str
    address: str
    mark: str  # a word that nobody else wrote
    draft: str | None  # a first version, looked at and changed before sending
    text: str | None
    also: str | None  # to another question, of who has more than one
    is_raised: bool
    answers: dict[str, list[str]]
    key: str
    code: str
    stroke: str = ""  # that nobody else drew; "" for who was not asked to draw
    may_be_shown: bool = False  # the child lets us show the drawing
    is_shown: bool = False  # an officer cleared it as well, so it is kept in clear
    sent: float = 0.0  # seconds since the epoch
    id: str = ""  # of the response, as 32 hexadecimal digits

    @property
    def picture(self) -> str:
        return f"~drawing / red 2 {self.stroke} / star 500,375"

    def said(self, words: str) -> str | list[str]:
        """The words as they are sent; with the drawing, of which they say what it is."""
        return [self.picture, words] if self.stroke else words

    def said_in(self, words: str) -> bool:
        """Are these this child's words, or drawing?"""
        return self.mark in words or bool(self.stroke and self.stroke in words)


class CannotBeRead(Exception):
    """The server's own files are out of reach; the message is the reason."""


@dataclass(frozen=True)
class Loot:
    """What an attacker has: a folder with every file, the address of the database in it.

    A server's own files lie in `server`, under the names of what they are of; `unread` says why
    there are none.
    """

    folder: Path
    url: str
    server: Path | None = None
    unread: str = ""

    @contextmanager
    def database(self) -> Iterator[sa.Connection]:
        engine = sa.create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            yield connection

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file but the site's own secrets, which no attacker of this kind has."""
        secret = {"secret_key", "hash_key", "password_salt", "screening.key", "screening.pub"}
        for folder in filter(None, (self.folder, self.server)):
            for file in sorted(folder.rglob("*")):
                if file.is_file() and file.name not in secret:
                    yield str(file.relative_to(folder)), file.read_bytes()


@dataclass(frozen=True)
class Kept:
    """What is shipped away from the site: a backup, and every version of the list of withdrawals
    that came after it, the one of its day first."""

    backup: Path
    lists: list[Path]


KINDS = {"r": "tables", "i": "indexes", "t": "toast", "S": "sequences"}
NAMED_FILES = """
    SELECT pg_relation_filepath(oid) AS path, relname AS name, relkind::text AS kind
    FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL
"""
OWN_FOLDER = "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
BESIDE = ("pg_wal", "pg_xact", "pg_multixact/offsets", "pg_stat")


def copy_server(url: str, to: Path) -> None:
    """A copy of a PostgreSQL server's own files: tables, indexes, journal, statistics, its log.

    What is still in its memory is written out first, as it would be within minutes. Files of what
    is no more are called `removed`. `CannotBeRead` where the server is not of this machine and
    user, or uses old parts of its journal again.
    """
    with Loot(to, url).database() as connection:
        connection.execute(sa.text("CHECKPOINT"))
        cluster = Path(connection.scalar(sa.text("SHOW data_directory")))
        own = cluster / connection.scalar(sa.text(OWN_FOLDER))
        named = {cluster / row.path: row for row in connection.execute(sa.text(NAMED_FILES))}
        if connection.scalar(sa.text("SHOW wal_recycle")) == "on":
            raise CannotBeRead("the server uses old parts of its journal again (wal_recycle)")
    try:
        for file in own.iterdir():
            known = named.get(own / re.split(r"[._]", file.name)[0])
            name = f"{KINDS.get(known.kind, 'others')}/{known.name}" if known else "removed"
            _copy(file, to / name / file.name)
        for folder in BESIDE:
            for file in filter(Path.is_file, (cluster / folder).iterdir()):
                _copy(file, to / folder / file.name)
        _copy(cluster.parent / "log", to / "log")  # where tests/postgresql.py has it
    except OSError as refused:
        raise CannotBeRead(f"the server's files cannot be read: {refused.strerror}") from refused


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # the server has removed it meanwhile
        shutil.copyfile(file, to)


@dataclass
class Day:
    """The whole day: the site, the truth, and what could be cached on the way."""

    app: Flask
    instance: Path
    url: str
    children: list[Child] = field(default_factory=list)
    cached: dict[str, bytes] = field(default_factory=dict)
    taken_back: list[Child] = field(default_factory=list)  # unread: an urgent text, and another
    late: list[Child] = field(default_factory=list)  # one after the other, after `kept.backup`
    kept: Kept = field(default_factory=lambda: Kept(Path(), []))
    log: Path = Path()
    officer: bytes = b""  # the private key, with which the truth opens cases

    def opened_cases(self) -> dict[str, "Child"]:
        """Case -> whose it is, as only the officer could say."""
        return {case: child for case, (child, _told) in self.told_cases().items()}

    def told_cases(self) -> dict[str, tuple["Child", dict[str, Any]]]:
        """Case -> whose it is, and what is sealed in it."""
        box = SealedBox(PrivateKey(self.officer))
        found = {}
        with self.app.app_context():
            for seal in db.session.scalars(sa.select(CaseSeal)):
                words = sodium_unpad(box.decrypt(seal.sealed), formats.PADDING).decode()
                whose = next((each for each in self.children if each.said_in(words)), None)
                if whose:
                    found[seal.case_id.hex] = whose, json.loads(words)
            db.session.rollback()
        return found

    def loot(self, folder: Path) -> Loot:
        """A copy of everything as it lies now; the site may be running."""
        folder.mkdir(parents=True)
        # In a process of its own: closing a copied file would let go of SQLite's locks in this one.
        subprocess.run(["cp", "-r", f"{self.instance}/.", str(folder)], check=True)
        (folder / "site.log").write_bytes(self.log.read_bytes())
        cache = folder / "proxy-cache"
        cache.mkdir(exist_ok=True)
        for number, (address, body) in enumerate(sorted(self.cached.items())):
            (cache / f"{number}").write_bytes(address.encode() + b"\n" + body)
        own = sa.make_url(self.url)
        if own.get_backend_name() == "sqlite":
            # Opened elsewhere: whoever opens and closes a database empties its journal.
            opened = folder.with_name(f"{folder.name}-opened")
            shutil.copytree(folder, opened)
            return Loot(folder, f"sqlite:///{opened / 'alzavoz.db'}")
        url = own.set(drivername="postgresql+psycopg").render_as_string(False)
        files = folder.with_name(f"{folder.name}-server")
        try:
            copy_server(url, files)
        except CannotBeRead as reason:
            return Loot(folder, url, unread=str(reason))
        return Loot(folder, url, files)


def _consultation(slug: str, questionnaire: str) -> Consultation:
    return Consultation(
        slug=slug,
        titles={"es": "Día de prueba"},
        askers={"es": "la Comisión de prueba"},
        purposes={"es": "Probar."},
        questionnaire=questionnaire,
        questionnaire_version=1,
        drawings_seen_by="Protección",
        state="open",
        opens_on=today(),
        closes_on=today(),
        results_on=today(),
        is_sample=True,
    )


def prepare(day: Day, chance: random.Random) -> list[str]:
    """Two open consultations, an officer, a facilitator and twelve sessions; their codes. In the
    last of these, children draw."""
    asked = _consultation("dia", "my_digital_world")
    drawn = _consultation("dibuja", "draw_internet")
    officer, facilitator = (
        invite("officer@example.org", "safeguarding_officer"),
        invite("teacher@example.org", "facilitator"),
    )
    private = PrivateKey.generate()
    day.officer = bytes(private)
    key = OfficerKey(
        staff_id=officer.id,
        public=bytes(private.public_key),
        wrapped=bytes(72),
        salt=bytes(16),
        retired=False,
        weekly_hours=40,
    )
    db.session.add_all([asked, drawn, key])
    db.session.flush()
    codes = ["".join(chance.choice(SIGNS) for _ in range(8)) for _ in range(SESSIONS)]
    db.session.add_all(
        Session(
            code=code,
            consultation_id=(drawn if _draws(number) else asked).id,
            channel="school",
            facilitator_id=facilitator.id,
            setting="school",
            region=REGIONS[number % len(REGIONS)],
            bands=["6-9"] if _draws(number) else list(BANDS),
            day=today(),
            expected=20,
        )
        for number, code in enumerate(codes)
    )
    db.session.commit()
    return codes


def _draws(session: int) -> bool:
    """Do children draw in the session of that number?"""
    return session >= SESSIONS - DRAWING_SESSIONS


def planned(codes: list[str], chance: random.Random) -> list[Child]:
    """Two hundred children, sessions interleaved as on a real morning."""
    children = [_child(order, chance.choice(codes), chance) for order in range(CHILDREN)]
    for child in children:
        if _draws(codes.index(child.session)):
            n = child.order
            child.band, child.stroke = "6-9", f"{100 + n},{700 - n} {900 - n},{n + 11}"
            child.may_be_shown = n % 2 == 0
    return children


def _child(order: int, session: str, chance: random.Random) -> Child:
    mark = "".join(chance.choice(SYLLABLES) for _ in range(4)) + str(order)
    is_raised = order % 3 == 0
    text, also = (each.format(mark) for each in chance.sample(RAISED if is_raised else ORDINARY, 2))
    return Child(
        order=order,
        session=session,
        band=chance.choice(BANDS),
        device=f"Mozilla/5.0 (Linux; Tablet {order:03}) Escuela/{order}.7",
        address=f"10.77.{order}.{(order * 37) % 251 + 1}",
        mark=mark,
        draft=f"borrador {mark[::-1]} que luego cambie" if order % 4 == 0 else None,
        text=text if order % 10 else None,
        also=also if order % 10 and order % 9 and order % 6 != 1 else None,
        is_raised=is_raised and bool(order % 10),
        answers={},
        key=chance.randbytes(16).hex(),
        code=" ".join(chance.sample(WORDS, 6)),
    )


def answer_everything(
    version: surveys.Version, child: Child, chance: random.Random
) -> dict[str, list[str]]:
    """Some valid answer to each closed question, and the child's text to the first open one."""
    answers: dict[str, list[str]] = {}
    for question in version.questions:
        codes = [choice.code for choice in question.choices if not choice.excludes]
        if question.kind in ("one", "faces", "yes_no", "scale") and question.choices:
            answers[question.concept] = [chance.choice([c.code for c in question.choices])]
        elif question.kind == "several":
            answers[question.concept] = [chance.choice(codes)]
        elif question.kind in ("stones", "stamps"):
            answers[question.concept] = [f"{chance.choice(codes)}:{chance.randint(1, 4)}"]
        elif question.kind == "baskets":
            basket = chance.choice(question.baskets).code
            answers[question.concept] = [f"{chance.choice(codes)}:{basket}"]
    return answers


def open_questions(version: surveys.Version) -> list[str]:
    """Those whose text, or drawing, always counts, whatever was answered before."""
    is_open = ("text", "drawing")
    return [q.concept for q in version.questions if q.kind in is_open and not q.ask_if]


class Client:
    """Sends as a browser behind a school's proxy does, and keeps what a shared cache may keep."""

    def __init__(self, port: int, day: Day) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.origin = f"http://127.0.0.1:{port}"
        self.day = day

    def close(self) -> None:
        self.connection.close()

    def ask(
        self, child: Child, method: str, path: str, form: Mapping[str, Any] | None = None
    ) -> bytes:
        body = urlencode(form or {}, doseq=True)
        headers = {
            "User-Agent": child.device,
            "X-Forwarded-For": child.address,
            "X-Real-IP": child.address,
            "Origin": self.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request(method, path, body if method == "POST" else None, headers)
        answered = self.connection.getresponse()
        content = answered.read()
        assert answered.status == 200, (answered.status, path, content[:300])
        control = answered.getheader("Cache-Control", "")
        if "no-store" not in control and "private" not in control:
            self.day.cached[f"{method} {path}"] = content
        return content


def live_through(day: Day, port: int, chance: random.Random) -> None:
    """Every child opens the page, some look back at a draft, all send."""
    with closing(Client(port, day)) as client:
        _live_through(day, client, chance)


def _live_through(day: Day, client: "Client", chance: random.Random) -> None:
    with day.app.app_context():
        versions = {band: version_for(by_slug("dia"), band, "es") for band in BANDS}
        drawn = version_for(by_slug("dibuja"), "6-9", "es")
        db.session.rollback()
    for child in day.children:
        if child.order % 50 == 49:
            sample(day)
        version = drawn if child.stroke else versions[child.band]
        child.answers = answer_everything(version, child, chance)
        path = f"/j/{child.session}/{child.band}"
        client.ask(child, "GET", path)
        form: dict[str, Any] = {**child.answers, "band": child.band, "language": "es"}
        text, *more = open_questions(version)
        form.update(dict.fromkeys(more[:1], child.also or ""))
        if child.draft:
            client.ask(child, "POST", path, {**form, text: child.said(child.draft), "go": "send"})
        form[text] = child.said(child.text or "")
        form["quote"] = text if child.may_be_shown else ""
        child.sent = time.time()
        sent = {**form, "key": child.key, "code": child.code, "go": "send"}
        assert b'data-page="thanks"' in client.ask(child, "POST", path, sent)
    with day.app.app_context():
        for child in day.children:
            child.id = response_id(child)
        db.session.rollback()


def sample(day: Day) -> None:
    """What PostgreSQL does by itself as a table grows: it writes statistics of it."""
    with day.app.app_context():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(sa.text("ANALYZE"))
            db.session.commit()
        db.session.rollback()


def take_back_unread(day: Day, port: int) -> None:
    """Two children take everything back before anything is screened."""
    written = [each for each in day.children[TAKES_BACK + 1 :] if each.text]
    in_need = next(each for each in written if "me pegan" in str(each.text))
    other = next(each for each in written if not each.is_raised)
    day.taken_back = [in_need, other]
    with closing(Client(port, day)) as client:
        for child in day.taken_back:
            assert client.ask(child, "POST", "/withdraw", {"code": child.code})


def work_of_adults(day: Day, port: int) -> None:
    """An analysis, an officer who opens cases, gives a text back and looks at every other drawing;
    and a child who withdraws."""
    with closing(Client(port, day)) as client:
        child = day.children[TAKES_BACK]
        answered = client.ask(child, "POST", "/withdraw", {"code": child.code})
        assert answered
    whose = day.opened_cases()
    with day.app.app_context():
        consultation = by_slug("dia")
        run = request_run(consultation, today())
        db.session.commit()
        analyse(run.id)
        officer = db.session.scalars(sa.select(OfficerKey)).one()
        for case in db.session.scalars(sa.select(Case).where(Case.level != "drawing").limit(5)):
            open_case(case, officer.staff_id, datetime.now())
        look_at_drawings(officer.staff_id, whose)
        db.session.add(
            ReturnedText(
                consultation_id=consultation.id,
                band="10-13",
                question="worries",
                language="es",
                text="que contesten mas rapido",
                mark=os.urandom(32),
            )
        )
        db.session.commit()


def look_at_drawings(officer: int, whose: Mapping[str, Child]) -> None:
    """Half of them are cleared; those that may be shown are kept in clear from then on."""
    waiting = sa.select(Case).where(Case.level == "drawing").order_by(Case.id)
    for case in db.session.scalars(waiting).all()[::2]:
        child = whose[case.id.hex]
        open_case(case, officer, datetime.now())
        operations.clear(case, officer, operations.Seen(child.picture, ""), datetime.now())
        child.is_shown = child.may_be_shown


def second_look(day: Day) -> None:
    """A second person lets all be shown but one, which is erased."""
    whose = day.opened_cases()
    with day.app.app_context():
        coordinator = invite("coordinator@example.org", "coordinator")
        refused, *approved = operations.to_decide(by_slug("dibuja").id)
        for found in approved:
            operations.decide(found.id, coordinator.id, Act.DRAWING_APPROVE, datetime.now())
        operations.decide(refused.id, coordinator.id, Act.DRAWING_REFUSE, datetime.now())
        whose[refused.id.hex].is_shown = False
        db.session.commit()


def take_back_late(day: Day, folder: Path) -> None:
    """Weeks later children withdraw, of whom a case bears a mark; somebody keeps what is shipped:
    the backup of before, and each version of the list."""
    folder.mkdir()
    day.kept = Kept(folder / "before.backup", [])
    whose = day.opened_cases()
    with day.app.app_context():
        marked = sa.select(Case.id).where(Case.mark.is_not(None), Case.level == "support")
        theirs = [whose[case.hex] for case in db.session.scalars(marked)]
        # With one case each: other attacks need what there is. One wrote and one drew.
        few = sorted((each for each in theirs if not each.also), key=lambda child: child.order)
        day.late = [
            next(each for each in few if bool(each.stroke) == drew) for drew in (False, True)
        ]
        write_backup(day.kept.backup)
        for number in range(len(day.late) + 1):
            if number:
                withdraw(day.late[number - 1].code)
                db.session.commit()
            copy = folder / f"{number}.list"
            shutil.copyfile(withdrawal_list.path(), copy)
            day.kept.lists.append(copy)
        db.session.rollback()


def response_id(child: Child) -> str:
    """Which response is whose: only the truth knows, by the key that was sent."""
    table = sa.table("response", sa.column("id", sa.Uuid()), sa.column("key_hash"))
    found = db.session.scalar(
        sa.select(table.c.id).where(table.c.key_hash == fingerprint(child.key))
    )
    return found.hex if found else ""


@contextmanager
def site(day: Day) -> Iterator[int]:
    """gunicorn as an operator starts it, its output in the log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with running(day, "serve", "--port", str(port)):
        _wait_for(port)
        yield port


@contextmanager
def running(day: Day, *command: str) -> Iterator[None]:
    """A command of ours in a process group of its own, ended at the end."""
    with day.log.open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "consult.cli", *command],
            env=environment(day),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(started.pid, signal.SIGTERM)
            started.wait(30)


def environment(day: Day) -> dict[str, str]:
    """What the site's processes are told."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ALZAVOZ_INSTANCE": str(day.instance),
        "ALZAVOZ_DATABASE_URL": day.url,
    }


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site did not start")


def wait_until_screened(day: Day) -> None:
    """Until the worker has opened everything that was sealed."""
    end = datetime.now().timestamp() + 120
    while datetime.now().timestamp() < end:
        with day.app.app_context():
            sealed = (sa.exists().where(model.sealed.is_not(None)) for model in SEALED)
            waiting = db.session.scalar(sa.select(sa.or_(*sealed)))
            db.session.rollback()
        if not waiting:
            return
        time.sleep(0.5)
    raise AssertionError("the worker left texts sealed")
