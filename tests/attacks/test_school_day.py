"""An attacker with everything that a school day left behind, before and after compaction.

Every attack is first shown to catch a leak that was planted; then it meets the real loot. On the
compacted state it may do no better than guessing; on the live one only where the threat model says.
"""

import pickle
import random
import re
import shutil
import sqlite3
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b, sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult import create_app
from consult.answering.privacy import jobs as answering_jobs
from consult.answering.withdrawal import withdrawal_list
from consult.answering.withdrawal.operations import marks_of
from consult.clock import today
from consult.consultations.models import Consultation
from consult.maintenance.backup import write as write_backup
from consult.sessions.models import Session
from consult.staff.operations import ensure_roles
from consult.storage import compaction, sealing
from consult.storage.db import db, migrate
from consult.storage.sealing import fingerprint
from tests.conftest import refuse_or_skip
from tests.postgresql import database, server

from . import attackers, school_day
from .encodings import visitors
from .school_day import Child, Day, Kept, Loot

ROOT = Path(__file__).parents[2]
TOOK_BACK = 3 + school_day.LATE  # children, everything
THREAT_MODEL = ROOT / "docs" / "threat_model.md"


@dataclass(frozen=True)
class Attacked:
    """What each attack found in one state of the loot."""

    loot: Loot
    words: dict[str, set[str]]
    columns: set[str]
    orders: dict[str, float]  # how far beyond what guessing reaches: over 1 is a leak
    times: set[str]
    serials: set[str]
    links: set[tuple[str, str]]
    pairs: dict[str, float]  # rows of two texts of one child, beside each other; as `orders`
    in_step: dict[str, float]  # cases in the order of the texts they are of; as `orders`
    seals: set[int]


@dataclass(frozen=True)
class Loots:
    """The day and its truth, and what attacks found live and after compaction."""

    day: Day
    live: Attacked
    compacted: Attacked

    @property
    def children(self) -> list[Child]:
        return self.day.children


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The day, lived through once on each engine."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'instance' / 'alzavoz.db'}"
        if request.param == "postgresql":
            found = stack.enter_context(server())
            if found.url is None:
                refuse_or_skip(f"no PostgreSQL server can be had here: {found.why_not}")
            url = stack.enter_context(database(found.url))
        found_out = lived_through(folder, url)
        yield found_out
        with found_out.day.app.app_context():
            db.session.close()
            db.engine.dispose()


def lived_through(folder: Path, url: str) -> Loots:
    chance = random.Random(20261126)
    app = create_app({"INSTANCE": str(folder / "instance"), "DATABASE_URL": url})
    day = Day(app=app, instance=folder / "instance", url=url, log=folder / "site.log")
    day.log.touch()
    with app.app_context():
        sealing.make_keys(day.instance)
        migrate()
        ensure_roles()
        codes = school_day.prepare(day, chance)
        compaction.compact()  # last night's, or the worker would make up for it in mid-morning
    day.children = school_day.planned(codes, chance)
    with school_day.site(day) as port:
        school_day.live_through(day, port, chance)
        school_day.take_back_unread(day, port)
        with app.app_context():
            write_backup(day.instance / "backup-of-sealed.jsonl")
            db.session.rollback()
        before_screening = day.loot(folder / "sealed")
        sealed = [each for child in day.children for each in (child.mark, child.stroke) if each]
        assert attackers.found_in(before_screening, sealed) == {}, "what is sealed is read nowhere"
        with school_day.running(day, "worker"):
            school_day.wait_until_screened(day)
        school_day.work_of_adults(day, port)
        live = attacked(day.loot(folder / "live"), day, earlier=before_screening)
    school_day.second_look(day)
    weeks_later(day)
    school_day.take_back_late(day, folder / "kept")
    compact(day)
    return Loots(day, live, attacked(day.loot(folder / "compacted"), day))


def weeks_later(day: Day) -> None:
    """Windows are closed and sessions forgotten."""
    with day.app.app_context():
        earlier = today() - timedelta(days=30)
        for model in (Consultation, Session):
            moved = {"closes_on": earlier, "opens_on": earlier} if model is Consultation else {}
            db.session.execute(sa.update(model).values(moved or {"day": earlier}))
        db.session.execute(sa.update(Consultation).values(state="closed"))
        db.session.commit()
        answering_jobs.forget_sessions()


def compact(day: Day) -> None:
    """Weeks later everything is compacted and backed up."""
    weeks_later(day)
    with day.app.app_context():
        compaction.compact()
        write_backup(day.instance / "backup.jsonl")
        db.session.close()
        db.engine.dispose()


def read(loot: Loot, children: list[Child]) -> dict[str, set[str]]:
    """Whose words are found, and where."""
    said = ((child.mark, child.text, child.also) for child in children)
    return attackers.found_in(loot, [words for each in said for words in each if words])


def attacked(loot: Loot, day: Day, earlier: Loot | None = None) -> Attacked:
    """What each attack finds; orders also in what was copied `earlier`, before work went on."""
    cases = day.opened_cases()
    recovered = attackers.recovered_orders(loot)
    orders = scored(recovered, day)
    if earlier:
        for name, beyond in scored(attackers.recovered_orders(earlier), day).items():
            orders[name] = max(beyond, orders.get(name, 0.0))
    return Attacked(
        loot=loot,
        words=attackers.found_in(loot, secrets_of(day.children)),
        columns=attackers.suspicious_columns(loot),
        orders=orders,
        times=attackers.times_of_day(loot, *span(day.children)),
        serials=attackers.serial_columns(loot),
        links=attackers.shared_values(loot),
        pairs=attackers.beside(recovered, {case: child.order for case, child in cases.items()}),
        in_step=in_step(loot, day),
        seals=attackers.lengths_of_seals(loot),
    )


def span(children: list[Child]) -> tuple[float, float]:
    """From before the first send until all was screened, in seconds since the epoch."""
    return children[0].sent - 60, children[-1].sent + 600


def scored(orders: dict[str, list[str]], day: Day) -> dict[str, float]:
    """How far each order is beyond what guessing reaches, of the order in which children sent.

    The officer's private key opens cases here, which no attacker has: it gives the truth only.
    """
    truth = {child.id: child.order for child in day.children}
    truth |= {case: child.order for case, child in day.opened_cases().items()}
    found = {}
    for name, order in orders.items():
        known = [each for each in order if each in truth]
        found[name] = attackers.agreement(known, truth) / attackers.by_chance(len(set(known)))
    return found


def in_step(loot: Loot, day: Day) -> dict[str, float]:
    """How far the order of cases and that of texts are the same beyond chance, trace by trace."""
    text_of = {
        (attackers.plain(row["response_id"]), row["question"]): attackers.plain(row["id"])
        for row in attackers.tables(loot)["free_text"]
    }
    whose = {
        case: text_of.get((child.id, told["concept"]), "")
        for case, (child, told) in day.told_cases().items()
    }
    return in_one_order(loot, "safeguarding_case", "free_text", whose)


def in_one_order(loot: Loot, table: str, other: str, partner: dict[str, str]) -> dict[str, float]:
    """Trace of a table and of another -> how far their rows, which the truth joins, lie in the same
    order, beyond chance."""
    found = {}
    others = attackers.keys_of(loot, other)
    for trace, rows in attackers.keys_of(loot, table).items():
        for another, keys in others.items():
            places = {key: place for place, (key,) in enumerate(keys)}
            known = [partner[row] for (row,) in rows if partner.get(row) in places]
            beyond = attackers.agreement(known, places) / attackers.by_chance(len(known))
            found[f"{trace} and {another}"] = beyond
    return found


def whose_place(loot: Loot, day: Day) -> dict[str, str]:
    """Row of `attendance` -> response of the same child, as its six words tell and nothing else."""
    with day.app.app_context():
        theirs = {sealing.mark(child.code, sealing.PLACE): child.id for child in day.children}
    return {
        attackers.plain(row["id"]): theirs[bytes(row["mark"])]
        for row in attackers.tables(loot)["attendance"]
    }


def secrets_of(children: list[Child]) -> list[str]:
    """What must be nowhere at any time: devices, addresses, keys and codes, drafts; and drawings
    that are not to be shown."""
    return [
        secret
        for child in children
        for secret in (
            *(child.device, child.address, child.key, child.code, child.draft),
            *visitors(child.address, child.device, date.fromtimestamp(child.sent).isoformat()),
            child.stroke if not child.is_shown else None,
        )
        if secret
    ]


# ------------------------------------------------------------------ planted leaks are caught


in_a_file = pytest.mark.parametrize("loots", ["sqlite"], indirect=True)  # that can be copied


@pytest.fixture
def planted(loots: Loots, tmp_path: Path) -> Loot:
    """A copy of the compacted loot, to plant leaks in."""
    shutil.copytree(loots.compacted.loot.folder, tmp_path / "loot")
    return Loot(tmp_path / "loot", f"sqlite:///{tmp_path / 'loot' / 'alzavoz.db'}")


def plant(loot: Loot, *statements: str, file: str = "alzavoz.db") -> None:
    with sqlite3.connect(loot.folder / file) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def by_truth(children: list[Child], value: str, whose: str = "id") -> str:
    """An SQL CASE that gives each response, or what is of it, its own value, from the truth."""
    cases = " ".join(f"WHEN '{child.id}' THEN {value.format(child=child)}" for child in children)
    return f"CASE {whose} {cases} END"


@in_a_file
def test_planted_log_line_is_found(loots: Loots, planted: Loot) -> None:
    child = loots.children[17]
    (planted.folder / "site.log").write_text(f"GET /j/x from {child.address} {child.device}\n")
    found = attackers.found_in(planted, secrets_of(loots.children))
    assert set(found) == {child.address, child.device, f"{child.address} {child.device}"}


@in_a_file
def test_planted_hash_or_code_of_an_address_is_found(loots: Loots, planted: Loot) -> None:
    """In a column as hex and as bytes, of address and device together; in a log in Base64."""
    hashed, whole, coded, *_others = loots.children
    agent = f"{whole.address}|{whole.device}"
    with sqlite3.connect(planted.folder / "alzavoz.db") as database:
        database.execute("ALTER TABLE response ADD COLUMN sender VARCHAR")
        for child, secret in ((hashed, hashed.address), (whole, agent)):
            digest = sha256(secret.encode())
            kept = digest.hexdigest() if child == hashed else digest.digest()
            database.execute("UPDATE response SET sender = ? WHERE id = ?", (kept, child.id))
    database.close()
    line = b64encode(f"client={coded.address}".encode()).decode()
    (planted.folder / "worker.log").write_text(f"info {line}\n")
    found = attackers.found_in(planted, [hashed.address, agent, coded.address])
    assert {"alzavoz.db", "table response"} <= found[hashed.address] & found[agent]
    assert found[coded.address] == {"worker.log"}
    assert "response.sender" in attackers.suspicious_columns(planted)


@in_a_file
def test_planted_row_in_a_free_page_or_in_the_journal_is_found(loots: Loots, planted: Loot) -> None:
    """What was deleted is in no table any more."""
    freed, cut = (child.text or child.device for child in loots.children[11:13])
    plant(
        planted,
        "PRAGMA secure_delete = OFF",
        "CREATE TABLE gone (word)",
        f"INSERT INTO gone VALUES ('{freed}')",
        "DROP TABLE gone",
    )
    with closing(sqlite3.connect(planted.folder / "alzavoz.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE gone (word)")
        for statement in (f"INSERT INTO gone VALUES ('{cut}')", "DELETE FROM gone"):
            with database:
                database.execute(statement)
        found = attackers.found_in(planted, [freed, cut])
    assert found == {freed: {"alzavoz.db"}, cut: {"alzavoz.db-wal"}}


@in_a_file
def test_planted_times_in_a_log_and_in_the_queue_are_found(loots: Loots, planted: Loot) -> None:
    sent = loots.children[7].sent
    queue = planted.folder / "queue.db"
    assert queue.read_bytes().startswith(b"SQLite format 3"), "there is a queue"
    lines = (planted.folder / "site.log").read_text().splitlines()
    stamped = (f"[{datetime.fromtimestamp(sent):%d/%b/%Y:%H:%M:%S}] {line}" for line in lines)
    (planted.folder / "site.log").write_text("\n".join(stamped))
    (planted.folder / "worker.log").write_text(f"t={round(sent * 1000)} done\n")
    pickled = pickle.dumps(datetime.fromtimestamp(sent).replace(microsecond=0)).hex()
    plant(
        planted,
        "CREATE TABLE heard (at FLOAT, task BLOB)",
        f"INSERT INTO heard VALUES ({sent}, x'{pickled}')",
        file="queue.db",
    )
    found = attackers.times_of_day(planted, *span(loots.children))
    assert found >= {"site.log", "worker.log", "queue.db: heard.at", "queue.db: heard.task"}


@in_a_file
def test_planted_word_in_the_queue_is_found(loots: Loots, planted: Loot) -> None:
    child = next(each for each in loots.children if each.text and each.stroke)
    with (planted.folder / "queue.db").open("ab") as queue:
        queue.write(f"\0{child.mark}\0{child.stroke}\0".encode())
    found = attackers.found_in(planted, [child.mark, child.stroke])
    assert all("queue.db" in found[each] for each in (child.mark, child.stroke))


@in_a_file
def test_planted_column_is_found(loots: Loots, planted: Loot) -> None:
    plant(
        planted,
        "ALTER TABLE response ADD COLUMN arrived_at FLOAT",
        f"UPDATE response SET arrived_at = {by_truth(loots.children, '{child.sent}')}",
    )
    assert attackers.suspicious_columns(planted) >= {"response.arrived_at"}
    assert attackers.times_of_day(planted, *span(loots.children)) >= {"response.arrived_at"}
    truth = {child.id: child.order for child in loots.children}
    order = attackers.orders_of(planted, "response")["arrived_at"]
    assert attackers.agreement(order, truth) > 0.99


@in_a_file
def test_planted_sequential_id_is_found(loots: Loots, planted: Loot) -> None:
    plant(
        planted,
        "ALTER TABLE response ADD COLUMN nr INTEGER",
        f"UPDATE response SET nr = {by_truth(loots.children, '{child.order}')}",
    )
    truth = {child.id: child.order for child in loots.children}
    assert attackers.agreement(attackers.orders_of(planted, "response")["nr"], truth) > 0.99


@in_a_file
def test_planted_number_of_texts_and_of_few_rows_is_found(loots: Loots, planted: Loot) -> None:
    tables = ("free_text", "withdrawn_key")
    plant(
        planted,
        *(f"ALTER TABLE {table} ADD COLUMN nr INTEGER" for table in tables),
        "UPDATE free_text SET nr = "
        + by_truth(loots.children, "{child.order} * 2", "response_id")
        + " + (question = 'worries')",
        "UPDATE withdrawn_key SET nr = (SELECT count(*) FROM withdrawn_key AS each"
        " WHERE each.key_hash <= withdrawn_key.key_hash)",
    )
    order = {"nr": attackers.orders_of(planted, "free_text")["nr"]}
    assert scored(order, loots.day)["nr"] > 1
    assert "withdrawn_key.nr" in attackers.serial_columns(planted)


@in_a_file
def test_planted_table_in_the_order_of_its_rows_is_found(loots: Loots, planted: Loot) -> None:
    """One without `WITHOUT ROWID`."""
    arrived = by_truth(loots.children, "{child.order}", "response_id")
    plant(
        planted,
        "ALTER TABLE free_text RENAME TO before",
        f"CREATE TABLE free_text AS SELECT * FROM before ORDER BY {arrived}",
    )
    found = scored(attackers.orders_of(planted, "free_text"), loots.day)
    assert found["rowid"] > 1
    assert found["as stored"] > 1


@in_a_file
def test_planted_order_in_a_file_is_found(loots: Loots, planted: Loot) -> None:
    arrived = " ".join(child.id for child in loots.children)
    (planted.folder / "worker.log").write_text(arrived)
    truth = {child.id: child.order for child in loots.children}
    found = attackers.recovered_orders(planted)["worker.log, response.id, first"]
    assert attackers.agreement(found, truth) > 0.99


@in_a_file
def test_planted_link_from_a_case_is_found(planted: Loot) -> None:
    plant(
        planted,
        "UPDATE safeguarding_case SET mark = (SELECT withdrawal_hash FROM response LIMIT 1) "
        "WHERE id = (SELECT id FROM safeguarding_case WHERE level <> 'urgent' LIMIT 1)",
    )
    assert ("safeguarding_case.mark", "response.withdrawal_hash") in attackers.shared_values(
        planted
    )


@in_a_file
def test_planted_number_that_joins_a_case_and_an_answer_is_found(planted: Loot) -> None:
    """Thirty-one random bits, as short as the cluster number of a session."""
    plant(
        planted,
        *(
            f"ALTER TABLE {table} ADD COLUMN nr INTEGER"
            for table in ("response", "safeguarding_case")
        ),
    )
    plant(
        planted,
        *(
            f"UPDATE {table} SET nr = 1804289383 WHERE id = (SELECT min(id) FROM {table})"
            for table in ("response", "safeguarding_case")
        ),
    )
    assert attackers.shared_values(planted) == {("safeguarding_case.nr", "response.nr")}


@in_a_file
def test_planted_mark_of_two_sends_of_one_child_is_found(planted: Loot) -> None:
    plant(
        planted,
        "ALTER TABLE response ADD COLUMN tablet VARCHAR",
        "UPDATE response SET tablet = '0:17b' WHERE id IN (SELECT id FROM response LIMIT 2)",
    )
    assert attackers.values_of_two(planted) == {"response.tablet"}


def numbered_cases(loots: Loots) -> tuple[str, str]:
    """SQL that numbers cases as their children came."""
    orders = {case: child.order for case, child in loots.day.opened_cases().items()}
    numbers = " ".join(f"WHEN '{case}' THEN {order}" for case, order in orders.items())
    return (
        "ALTER TABLE safeguarding_case ADD COLUMN nr INTEGER",
        f"UPDATE safeguarding_case SET nr = CASE id {numbers} END",
    )


@in_a_file
def test_planted_neighbourhood_of_two_cases_of_one_child_is_found(
    loots: Loots, planted: Loot
) -> None:
    plant(planted, *numbered_cases(loots))
    whose = {case: child.order for case, child in loots.day.opened_cases().items()}
    order = {"nr": attackers.orders_of(planted, "safeguarding_case")["nr"]}
    assert attackers.beside(order, whose)["nr"] > 1


@in_a_file
def test_planted_order_of_texts_that_is_that_of_cases_is_found(loots: Loots, planted: Loot) -> None:
    plant(
        planted,
        *numbered_cases(loots),
        "ALTER TABLE free_text ADD COLUMN nr INTEGER",
        f"UPDATE free_text SET nr = {by_truth(loots.children, '{child.order}', 'response_id')}",
    )
    assert in_step(planted, loots.day)["nr and nr"] > 1


@in_a_file
def test_planted_sign_of_a_text_that_was_taken_out_is_found(loots: Loots, planted: Loot) -> None:
    """As if the answers told where a text was taken out."""
    urgent = ", ".join(f"'{each}'" for each, _question in urgent_texts(loots))
    plant(
        planted,
        "UPDATE response SET answers = json_insert(answers, '$.all_there', NULL)"
        f" WHERE id NOT IN ({urgent})",
    )
    assert told_apart(loots, planted) != {}


@in_a_file
def test_planted_hour_of_a_drawing_is_found(planted: Loot) -> None:
    plant(
        planted,
        "UPDATE safeguarding_case SET alerted = datetime(alerted, '+10 hours') WHERE id ="
        " (SELECT id FROM safeguarding_case WHERE level = 'drawing' LIMIT 1)",
    )
    assert len(attackers.times_of_drawings(planted)) == 2


@in_a_file
def test_planted_session_of_an_answer_is_found(planted: Loot) -> None:
    plant(
        planted,
        "UPDATE response SET session_id = (SELECT min(id) FROM session), cluster = NULL"
        " WHERE id = (SELECT min(id) FROM response)",
    )
    assert len(attackers.told_sessions(planted)) == 1


@in_a_file
def test_planted_draft_in_a_cache_or_address_in_a_backup_is_found(
    loots: Loots, planted: Loot
) -> None:
    child = next(each for each in loots.children if each.draft)
    (planted.folder / "proxy-cache" / "999").write_text(f"<p>{child.draft}</p>")
    with (planted.folder / "backup.jsonl").open("a") as backup:
        backup.write(child.address)
    found = attackers.found_in(planted, secrets_of(loots.children))
    assert found[child.draft or ""] == {"proxy-cache/999"}
    assert found[child.address] == {"backup.jsonl"}


@in_a_file
def test_planted_link_from_a_drawing_is_found(planted: Loot) -> None:
    plant(
        planted,
        "ALTER TABLE drawing ADD COLUMN whose BLOB",
        "UPDATE drawing SET whose = (SELECT key_hash FROM response LIMIT 1)",
    )
    assert ("drawing.whose", "response.key_hash") in attackers.shared_values(planted)


@in_a_file
def test_planted_length_of_a_seal_is_found(planted: Loot) -> None:
    plant(
        planted,
        "UPDATE case_seal SET sealed = substr(sealed, 1, 900) "
        "WHERE case_id = (SELECT case_id FROM case_seal LIMIT 1)",
    )
    assert len(attackers.lengths_of_seals(planted)) == 2


@in_a_file
@pytest.mark.parametrize("table", ["safeguarding_case", "drawing"])
def test_planted_order_of_cases_is_found(loots: Loots, planted: Loot, table: str) -> None:
    orders = {case: child.order for case, child in loots.day.opened_cases().items()}
    numbers = " ".join(f"WHEN '{case}' THEN {order}" for case, order in orders.items())
    plant(
        planted,
        f"ALTER TABLE {table} ADD COLUMN nr INTEGER",
        f"UPDATE {table} SET nr = CASE id {numbers} END",
    )
    assert scored({"nr": attackers.orders_of(planted, table)["nr"]}, loots.day)["nr"] > 1


@in_a_file
def test_planted_cluster_that_counts_sessions_is_found(planted: Loot) -> None:
    plant(planted, "UPDATE response SET cluster = cluster % 12 + 1 WHERE cluster IS NOT NULL")
    assert attackers.counts_up(clusters(planted))


def test_planted_column_is_found_in_a_running_server_too(loots: Loots) -> None:
    """On PostgreSQL the database is the server's: the leak is planted there and taken out."""
    loot = loots.compacted.loot
    truth = {child.id: child.order for child in loots.children}
    kind = "CAST(id AS varchar)" if loot.url.startswith("postgresql") else "id"
    spelt = (str(uuid.UUID(child.id)) if kind != "id" else child.id for child in loots.children)
    numbers = " ".join(f"WHEN '{each}' THEN {n}" for n, each in enumerate(spelt))
    with loot.database() as connection:
        connection.execute(sa.text("ALTER TABLE response ADD COLUMN nr INTEGER"))
        connection.execute(sa.text(f"UPDATE response SET nr = CASE {kind} {numbers} END"))
        connection.commit()
    try:
        found = attackers.agreement(attackers.orders_of(loot, "response")["nr"], truth)
    finally:
        with loot.database() as connection:
            connection.execute(sa.text("ALTER TABLE response DROP COLUMN nr"))
            connection.commit()
    assert found > 0.99


def sealed_words(loots: Loots) -> list[str]:
    """A word and a stroke of the first child who drew what is not shown, and said what."""
    ours = (each for each in loots.children if each.text and each.stroke and not each.is_shown)
    child = next(ours)
    return [child.mark, child.stroke]


of_a_server = pytest.mark.parametrize("loots", ["postgresql"], indirect=True)


@pytest.fixture
def planted_in_server(loots: Loots, tmp_path: Path) -> Iterator[Loot]:
    """The server's files with a table in the order of arrival, and deleted rows with words."""
    need_files(loots)
    ids = ", ".join(f"('{child.id}'::uuid)" for child in loots.children)
    url = loots.compacted.loot.url
    with loots.compacted.loot.database() as connection:
        connection.execute(sa.text("CREATE TABLE planted (id uuid, word text)"))
        connection.execute(sa.text(f"INSERT INTO planted VALUES {ids}"))
        rows = [{"word": each} for each in sealed_words(loots)]
        connection.execute(sa.text("INSERT INTO planted (word) VALUES (:word)"), rows)
        connection.execute(sa.text("DELETE FROM planted WHERE id IS NULL"))
        connection.commit()
        school_day.copy_server(url, tmp_path / "server")
        connection.execute(sa.text("DROP TABLE planted"))
        connection.commit()
    yield Loot(tmp_path / "none", url, tmp_path / "server")
    compact(loots.day)


@of_a_server
def test_planted_order_and_deleted_word_are_found_in_the_servers_files(
    loots: Loots, planted_in_server: Loot
) -> None:
    truth = {child.id: child.order for child in loots.children}
    orders = attackers.recovered_orders(planted_in_server)
    [order] = [found for name, found in orders.items() if name.startswith("tables/planted/")][:1]
    assert attackers.agreement(order, truth) > 0.99
    found = attackers.found_in(planted_in_server, sealed_words(loots))
    for word in sealed_words(loots):
        assert {trace(place) for place in found[word]} >= {"tables", "pg_wal"}


def need_files(loots: Loots) -> None:
    """Go on only where the server's own files were read."""
    for found in (loots.live, loots.compacted):
        if found.loot.unread:
            refuse_or_skip(found.loot.unread)


def clusters(loot: Loot) -> set[int]:
    with loot.database() as connection:
        return set(connection.scalars(sa.text("SELECT cluster FROM response"))) - {None}


# ------------------------------------------------------------------ the real loot


def test_day_was_lived_through(loots: Loots) -> None:
    assert all(child.id for child in loots.children), "every child's answer was stored"
    assert len(loots.day.opened_cases()) > 60, "cases enough to judge their order"
    drawn = [child for child in loots.children if child.stroke]
    assert len(drawn) > 40
    assert 0 < sum(child.is_shown for child in drawn) < 20, "most are not to be shown"
    assert len(loots.day.cached) > 12, "pages were cached on the way"
    filled = {name for name, rows in attackers.tables(loots.live.loot).items() if rows}
    assert filled >= {"passage", "returned_text", "case_event", "withdrawn_key", "drawing"}, (
        "adults worked too"
    )


@of_a_server
def test_the_servers_own_files_were_read(loots: Loots) -> None:
    need_files(loots)
    for state in (loots.live, loots.compacted):
        files = {name.rpartition("/")[0] for name, content in state.loot.files() if content}
        assert files >= {"tables/response", "tables/free_text", "indexes/pk_response", "pg_wal"}
    followed = {trace(name) for name, beyond in loots.live.orders.items() if beyond > 1}
    assert followed >= {"tables", "indexes", "pg_wal"}, "what the live files show is caught"


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_no_device_address_key_code_draft_or_drawing_is_anywhere(loots: Loots, state: str) -> None:
    assert getattr(loots, state).words == {}


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_what_was_taken_out_for_an_officer_lies_nowhere_in_clear(loots: Loots, state: str) -> None:
    """Neither in free pages nor in the journal, the queue, the backup or a log."""
    loot: Loot = getattr(loots, state).loot
    written = [child for child in loots.children if child.text]
    with loot.database() as connection:
        kept = " ".join(connection.scalars(sa.text("SELECT redacted FROM free_text")))
    taken_out = [child for child in written if child.is_raised and child.mark not in kept]
    assert len(taken_out) > 5, "some were urgent by a published cue"
    assert read(loot, taken_out) == {}


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_what_was_taken_back_unread_lies_nowhere_in_clear(loots: Loots, state: str) -> None:
    loot: Loot = getattr(loots, state).loot
    in_need, other = loots.day.taken_back
    assert read(loot, loots.day.taken_back) == {}
    assert attackers.tables(loot)["withdrawn_text"] == [], "all were screened"
    cases = list(loots.day.opened_cases().values())
    assert in_need in cases, "an officer knows"
    assert other not in cases


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_no_column_could_hold_more_than_a_day(loots: Loots, state: str) -> None:
    listed = {
        "safeguarding_case.alerted",  # the hour of an urgent one
        "case_event.at",  # a quarter of an hour, of what an officer did
        "case_event.id",  # the order of what officers did
        "case_event.hash",  # chained
        "response.key_hash",  # keyed with a file of the site's
        "response.withdrawal_hash",
        "withdrawn_key.key_hash",
    }
    assert getattr(loots, state).columns <= listed
    # When it was compacted itself; and PostgreSQL's log, what the server did without a statement.
    assert getattr(loots, state).times <= {"compacted.json", "log"}
    assert getattr(loots, state).serials <= set()


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_no_value_joins_a_case_and_an_answer(loots: Loots, state: str) -> None:
    found: Attacked = getattr(loots, state)
    assert found.links == set()
    assert len(found.seals) == 1, "the length of a sealed case tells nothing"


def test_after_compaction_no_order_is_better_than_guessing(loots: Loots) -> None:
    assert {name: beyond for name, beyond in loots.compacted.orders.items() if beyond > 1} == {}
    tables = {name.partition(".")[0] for name in loots.compacted.orders if "," not in name}
    filled = {"response", "free_text", "passage", "safeguarding_case", "case_seal", "drawing"}
    assert tables >= filled, "of every table with rows of many children"


def test_live_leaks_are_those_of_the_threat_model(loots: Loots) -> None:
    """The list stands in the section on the disk and the live server, each trace by its name."""
    section = THREAT_MODEL.read_text().split("## With the disk or the live database server")[1]
    listed = set(re.findall(r"`([^`]+)`", section.split("\n## ")[0]))
    followed = {trace(name) for name, beyond in loots.live.orders.items() if beyond > 1}
    assert followed <= listed
    assert followed, "while it is live, the journal does show an order: the attack works"


def trace(name: str) -> str:
    """What the threat model calls that trace: a table read as it lies is in the order of `ctid`;
    a server's files go by their folder."""
    file, *in_file = name.split(", ")
    is_file = in_file or "/" in file or file.endswith("-wal")
    bare = file if is_file else file.partition(".")[2].partition("::")[0]
    return "ctid" if bare.endswith("as stored") else bare.partition("/")[0]


def test_texts_of_one_child_are_joined_only_by_their_response(loots: Loots) -> None:
    """A first version that was only looked at is stored nowhere; each child has one response."""
    with loots.compacted.loot.database() as connection:
        number = connection.scalar(sa.text("SELECT count(*) FROM response"))
        marks = connection.scalars(sa.text("SELECT mark FROM safeguarding_case")).all()
    assert number == len(loots.children) - TOOK_BACK
    assert attackers.values_of_two(loots.compacted.loot) == set()
    kept = [mark for mark in marks if mark is not None]
    assert len(set(kept)) == len(kept)


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_cases_of_one_child_do_not_lie_together(loots: Loots, state: str) -> None:
    """Many have two; with what an officer alone knows, as no attacker does, they are told apart."""
    found: Attacked = getattr(loots, state)
    cases = Counter(child.order for child in loots.day.opened_cases().values())
    assert sum(number > 1 for number in cases.values()) > 10
    assert "safeguarding_case.as stored" in found.pairs
    assert {trace: beyond for trace, beyond in found.pairs.items() if beyond > 1} == {}


def test_after_compaction_cases_are_not_in_the_order_of_texts(loots: Loots) -> None:
    found = loots.compacted.in_step
    assert "as stored and as stored" in found
    assert {traces: beyond for traces, beyond in found.items() if beyond > 1} == {}


def test_after_compaction_nothing_joins_where_a_child_was_to_what_she_said(loots: Loots) -> None:
    loot = loots.compacted.loot
    places = whose_place(loot, loots.day)
    assert len(places) == len(loots.children) - TOOK_BACK
    responses = attackers.tables(loot)["response"]
    band = {attackers.plain(row["id"]): row["band"] for row in responses}
    for same in set(band.values()):  # which both say; of the youngest some draw, in another one
        if same != "6-9":
            some = {place: of for place, of in places.items() if band[of] == same}
            found = in_one_order(loot, "attendance", "response", some)
            assert len(some) > 20
            assert "as stored and as stored" in found
            assert {traces: beyond for traces, beyond in found.items() if beyond > 1} == {}
    assert attackers.shared_with_places(loot) == set()
    assert {(row["setting"], row["region"], row["day"]) for row in responses} == {(None,) * 3}


@in_a_file
def test_planted_order_of_places_that_is_that_of_answers_is_found(
    loots: Loots, planted: Loot
) -> None:
    orders = {child.id: child.order for child in loots.children}
    places = whose_place(planted, loots.day)
    numbers = " ".join(f"WHEN '{place}' THEN {orders[of]}" for place, of in places.items())
    plant(
        planted,
        "ALTER TABLE attendance ADD COLUMN nr INTEGER",
        f"UPDATE attendance SET nr = CASE id {numbers} END",
        "ALTER TABLE response ADD COLUMN nr INTEGER",
        f"UPDATE response SET nr = {by_truth(loots.children, '{child.order}')}",
    )
    assert in_one_order(planted, "attendance", "response", places)["nr and nr"] > 1


@in_a_file
def test_planted_mark_of_a_place_beside_an_answer_is_found(loots: Loots, planted: Loot) -> None:
    plant(
        planted,
        "UPDATE response SET withdrawal_hash = (SELECT mark FROM attendance LIMIT 1)"
        " WHERE id IN (SELECT id FROM response LIMIT 1)",
    )
    assert attackers.shared_with_places(planted) == {
        ("attendance.mark", "response.withdrawal_hash")
    }


def in_form(loots: Loots, folder: Path, form: str, write: Callable[[bytes], bytes]) -> Kept:
    """The lists that were kept as they were if each line said something else of what rows bear."""
    folder.mkdir()
    lists = []
    with loots.day.app.app_context():
        late = loots.day.late
        theirs = [[fingerprint(each.key), *codes_marks(each)] for each in late]
        for number, kept in enumerate(loots.day.kept.lists):
            bare = [each for some in theirs[:number] for each in some]
            lines = (f"mark {write(each).hex()} -" for each in bare)
            lists.append(folder / kept.name)
            lists[-1].write_text("\n".join([f"alzavoz withdrawn list {form}", *lines, ""]))
    return Kept(loots.day.kept.backup, lists)


def codes_marks(child: Child) -> list[bytes]:
    return marks_of(child.code, fingerprint(child.code))


def all_of_a_child(rows: set[tuple[str, str]], child: Child) -> bool:
    """Is the response found, one place and a case?"""
    kinds = Counter(table for table, _key in rows)
    is_one = kinds["response"] == kinds["attendance"] == 1 <= kinds["safeguarding_case"]
    return is_one and ("response", child.id) in rows


@pytest.mark.parametrize(
    "write",
    [
        lambda each: each,  # as an earlier version did
        lambda each: sha256(each).digest(),
        lambda each: blake2b(each, digest_size=32).digest(),
        lambda each: each[:16] + bytes(16),
    ],
)
def test_lists_with_what_rows_bear_join_what_was_parted(
    loots: Loots, tmp_path: Path, write: Callable[[bytes], bytes]
) -> None:
    found = attackers.joined_by_lists(in_form(loots, tmp_path / "kept", "1", write))
    for rows, child in zip(found, loots.day.late, strict=True):
        assert all_of_a_child(rows, child)


def test_versions_of_the_list_beside_a_backup_join_nothing(loots: Loots) -> None:
    kept = loots.day.kept
    assert len(kept.lists) == school_day.LATE + 1
    sizes = [len(attackers.IN_LIST.findall(each.read_bytes())) for each in kept.lists]
    assert sizes == sorted(set(sizes)), "one withdrawal after the other"
    assert attackers.joined_by_lists(kept) == [set()] * school_day.LATE


def test_with_the_hash_key_they_do_join_as_the_threat_model_says(loots: Loots) -> None:
    with loots.day.app.app_context():
        found = attackers.joined_by_lists(loots.day.kept, [withdrawal_list.listed])
    for rows, child in zip(found, loots.day.late, strict=True):
        assert all_of_a_child(rows, child)


def test_live_cases_follow_texts_only_as_the_threat_model_says(loots: Loots) -> None:
    """A case and its text were written together."""
    followed = {name for name, beyond in loots.live.in_step.items() if beyond > 1}
    assert {trace(f"case.{name.partition(' and ')[0]}") for name in followed} <= {"ctid", "xmin"}


def urgent_texts(loots: Loots) -> set[tuple[str, str]]:
    """Response and question of each text that was taken out as urgent."""
    return {
        (child.id, told["concept"])
        for child, told in loots.day.told_cases().values()
        if told["level"] == "urgent"
    }


def told_apart(loots: Loots, loot: Loot) -> dict[str, float]:
    """What tells urgent texts from skipped questions -> how likely that is by chance.

    Within each question and band, since how many wrote and how many skipped it is known of these.
    """
    urgent, groups = urgent_texts(loots), attackers.without_text(loot)
    drawn: dict[str, list[tuple[int, int, int]]] = {}
    hits: Counter[str] = Counter()
    for (question, _asked), without in groups.items():
        theirs = {each for each in without if (each, question) in urgent}
        for said, who in attackers.kinds_of(loot, without).items():
            for kind, whose in ((said, who), (f"not {said}", without - who)):
                drawn.setdefault(kind, []).append((len(whose), len(theirs), len(without)))
                hits[kind] += len(whose & theirs)
    chances = {kind: attackers.chance_of(each, hits[kind]) for kind, each in drawn.items()}
    return {kind: chance for kind, chance in chances.items() if chance < 1e-6}


def share_of_urgent(urgent: set[tuple[str, str]], of: set[tuple[str, str]], question: str) -> float:
    """Among these responses to that question."""
    asked = {each for each in of if each[1] == question}
    return len(asked & urgent) / len(asked)


def is_asked_for_worries(child: Child) -> bool:
    return child.band != "6-9"


@pytest.mark.parametrize("state", ["live", "compacted"])
def test_who_wrote_an_urgent_text_is_among_those_without_and_nothing_says_which(
    loots: Loots, state: str
) -> None:
    """That it is one of them, and how many were taken out, is what the threat model lists."""
    loot: Loot = getattr(loots, state).loot
    urgent = urgent_texts(loots)
    without = {
        (each, question)
        for (question, _asked), whose in attackers.without_text(loot).items()
        for each in whose
    }
    counts = attackers.tables(loot)["redaction_count"]
    taken_out = max(row["number"] for row in counts if row["kind"] == "taken_out")
    theirs = urgent & without
    assert 5 < len(theirs) <= taken_out
    assert len(without - theirs) > 10, "others skipped the question"
    assert share_of_urgent(urgent, without, "worries") <= 0.6, "as the threat model says"
    asked = {(child.id, "worries") for child in loots.children if is_asked_for_worries(child)}
    assert share_of_urgent(urgent, asked, "worries") < 0.2
    assert told_apart(loots, loot) == {}


def test_all_drawings_of_a_day_bear_the_same_time(loots: Loots) -> None:
    [time] = attackers.times_of_drawings(loots.compacted.loot)
    assert " 00:00:00" in time


def test_after_the_window_no_answer_tells_its_session(loots: Loots) -> None:
    rows = attackers.tables(loots.compacted.loot)["response"]
    assert attackers.told_sessions(loots.compacted.loot) == set()
    assert len(clusters(loots.compacted.loot)) == len({each.session for each in loots.children})
    assert not attackers.counts_up(clusters(loots.compacted.loot))
    assert len({str(row["day"]) for row in rows}) == 1, "one week"
