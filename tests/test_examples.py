"""The files that operators are told to use: they can be read, and say what they promise."""

import configparser
import datetime
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from consult import create_app
from consult.cli import alzavoz
from consult.storage import compaction
from consult.storage.compaction import KEEPS_NOTHING
from consult.storage.db import db, migrate
from tests.conftest import refuse_or_skip

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "operations" / "examples"
INSTALLING = ROOT / "docs" / "operations" / "installing.md"
UNITS = ("alzavoz-web.service", "alzavoz-worker.service")


def words(name: str) -> str:
    return (EXAMPLES / name).read_text("utf-8")


def settled(text: str) -> str:
    """Without comments."""
    return re.sub(r"(?m)\s*(#|--).*$", "", text)


def test_installing_leads_to_every_example():
    for file in EXAMPLES.iterdir():
        assert f"(examples/{file.name})" in INSTALLING.read_text("utf-8")


def directives(text: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """(blocks around it, words) of each directive of an nginx file; fails where it is no such."""
    around: list[str] = []
    sign = re.compile(r'"[^"]*"|[{};]|[^\s{};"]+')
    line: list[str] = []
    for found in sign.findall(settled(text)):
        if found == "{":
            around.append(" ".join(line))
            line = []
        elif found == "}":
            assert not line, line
            around.pop()
        elif found == ";":
            yield tuple(around), line
            line = []
        else:
            line.append(found.strip('"'))
    assert not around
    assert not line


def test_proxy_keeps_and_hands_on_nothing_of_who_asked():
    found = list(directives(words("nginx.conf")))
    for block in {around[0] for around, _ in found if around and around[0] == "server"}:
        here = [line for around, line in found if around[:1] == (block,)]
        assert ["access_log", "off"] in here
    logs = [line for _, line in found if line[0] in ("access_log", "error_log")]
    assert [line for line in logs if line[1] not in ("off", "/dev/null")] == []
    assert len(logs) == 4  # two servers
    handed = {line[1]: line[2] for _, line in found if line[0] == "proxy_set_header"}
    for told in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "User-Agent", "Referer", "Via"):
        assert handed[told] == ""
    assert "remote_addr" not in words("nginx.conf")
    assert not {"Origin", "Sec-Fetch-Site"} & handed.keys()
    values = {line[0]: line[1] for _, line in found}
    assert values["client_max_body_size"] == values["client_body_buffer_size"] == "512k"
    assert values["proxy_cache_path"].startswith("/run/")
    [cached] = [around for around, line in found if line[0] == "proxy_cache"]
    pattern = cached[-1].removeprefix("location ~ ")
    assert re.search(pattern, "/j/CDFG3467/6-9")
    assert not re.search(pattern, "/withdraw")


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "consulta.example.org")])
    day = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    (folder / "key.pem").write_bytes(written)


def test_nginx_itself_takes_the_file_where_it_is_installed(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    site = words("nginx.conf").replace("/etc/ssl/alzavoz", str(tmp_path))
    site = site.replace("/run/nginx-alzavoz", str(tmp_path / "cache"))
    if nginx is None:  # then what its parser needs is what ours has read
        assert list(directives(site))
        return
    make_certificate(tmp_path)
    (tmp_path / "site.conf").write_text(site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ include site.conf; }}\n"
    )
    said = subprocess.run(
        [nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


def unit(name: str) -> dict[str, list[str]]:
    """Everything that a unit says of its service; a setting may stand there more than once."""
    said: dict[str, list[str]] = {}
    for line in settled(words(name)).splitlines():
        key, equals, value = line.partition("=")
        if equals:
            said.setdefault(key, []).append(value)
    return said


@pytest.mark.parametrize("name", UNITS)
def test_unit_can_be_read_and_leaves_no_core_dump(name):
    parsed = configparser.RawConfigParser(strict=False)
    parsed.read_string(words(name))
    assert set(parsed.sections()) == {"Unit", "Service", "Install"}
    said = unit(name)
    assert said["LimitCORE"] == ["0"]
    assert said["PrivateTmp"] == said["NoNewPrivileges"] == ["true"]
    assert "ALZAVOZ_LOG_LEVEL=WARNING" in said["Environment"]
    [start] = said["ExecStart"]
    assert start.split()[1] in alzavoz.commands


def test_each_unit_has_its_user_and_neither_sees_the_folder_of_the_other():
    web, worker = map(unit, UNITS)
    assert web["User"] != worker["User"]
    (of_web, *both), (of_worker, *same) = web["ReadWritePaths"], worker["ReadWritePaths"]
    assert of_web != of_worker
    assert web["InaccessiblePaths"] == [of_worker]
    assert worker["InaccessiblePaths"] == [of_web]
    # What they share is the folder that the guide makes for the list, where it is there.
    assert both == same == ["-/var/lib/alzavoz-withdrawn"]
    guide = (EXAMPLES.parent / "backup.md").read_text("utf-8")
    assert "-m 2770 /var/lib/alzavoz-withdrawn" in guide
    assert "PathChanged=/var/lib/alzavoz-withdrawn/" in guide


def test_core_dumps_of_others_are_not_kept_either():
    parsed = configparser.RawConfigParser()
    parsed.read_string(words("coredump.conf"))
    assert parsed["Coredump"]["storage"] == "none"


def settings() -> dict[str, str]:
    pairs = (line.split("=", 1) for line in settled(words("postgresql.conf")).splitlines() if line)
    return {name.strip(): value.strip().strip("'") for name, value in pairs}


def test_postgresql_is_set_to_what_the_night_checks():
    for name, allowed in KEEPS_NOTHING.items():
        assert settings()[name] == allowed[0]


@pytest.fixture
def superuser(postgresql_url) -> Iterator[sa.Connection]:
    if postgresql_url is None:
        refuse_or_skip("no PostgreSQL server can be had here")
    engine = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_postgresql_takes_each_setting(superuser):
    """As text in the file: a server that is asked to reload would say which one it refuses."""
    for name, value in settings().items():
        kind, context = superuser.execute(
            sa.text("SELECT vartype, context FROM pg_settings WHERE name = :name"), {"name": name}
        ).one()
        assert kind in ("bool", "string", "enum", "integer", "real")
        if context != "postmaster":
            superuser.execute(sa.text(f"ALTER SYSTEM SET {name} = '{value}'"))
            superuser.execute(sa.text(f"ALTER SYSTEM RESET {name}"))


@pytest.mark.parametrize("granted", [True, False])
def test_role_of_the_example_can_compact(superuser, tmp_path, granted):
    """A plain owner of a database, not a superuser; with the grants it shortens the log too."""
    name = f"plain_{secrets.token_hex(4)}"
    made = settled(words("postgresql.sql")).replace("alzavoz", name)
    before, _connect, after = made.partition(f"\\connect {name}")
    for statement in before.strip().split(";"):
        if statement.strip() and (granted or "GRANT" not in statement):
            superuser.execute(sa.text(statement))
    address = superuser.engine.url.set(username=name, password="PASSWORD", database=name)
    inside = superuser.engine.url.set(database=name)
    app = create_app(
        {
            "INSTANCE": str(tmp_path / "instance"),
            "DATABASE_URL": address.render_as_string(hide_password=False),
        }
    )
    try:
        if granted:
            engine = sa.create_engine(inside, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(sa.text(after))
            engine.dispose()
        with app.app_context():
            migrate()
            compaction.compact()
            assert compaction.is_compacted()
            assert compaction.shortens_log() is granted
            assert compaction.faults() == []
            db.session.close()
            db.engine.dispose()
    finally:
        superuser.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        superuser.execute(sa.text(f"DROP ROLE {name}"))
