"""The command line: exit codes and sentences, as somebody at a terminal sees them."""

import contextlib
import csv
import json
import os
import pty
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import warnings
from contextlib import closing
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from analysis.themes import KINDS
from analysis.themes.preprocessing.text_requests import asked_for
from analysis.themes.store.run_store import RunStore
from consult.cli import main
from surveys.media.recordings import digest_of, made_by_machine
from tests.consult.background.test_logs import wait_until

SHARED = Path(__file__).parents[4] / "shared" / "data"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def alzavoz(monkeypatch, capfd, tmp_path):
    """Run a command in this process, in a folder of its own."""
    for name in list(os.environ):
        if name.startswith("ALZAVOZ_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> Done:
        capfd.readouterr()
        with monkeypatch.context() as patched, warnings.catch_warnings():
            patched.setenv("ALZAVOZ_INSTANCE", environment.pop("ALZAVOZ_INSTANCE", "instance"))
            for name, value in environment.items():
                patched.setenv(name, value)
            try:
                main(list(arguments))
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Done(code, *capfd.readouterr())

    return run


def test_command_is_installed_and_ends_a_mistake_without_a_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "consult.cli", "screen", "no.jsonl", "out.jsonl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
    )
    refused(Done(done.returncode, done.stdout, done.stderr), 1, "no.jsonl")


def refused(done: Done, code: int, words: str) -> None:
    """One plain sentence on standard error, that exit code, no traceback."""
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_settings_prints_every_setting_with_its_source(alzavoz, tmp_path):
    from consult.config import SETTINGS

    done = alzavoz("settings", ALZAVOZ_SMALL_CELL="12")
    assert done.returncode == 0
    assert "SMALL_CELL = 12  [environment]" in done.stdout
    for setting in SETTINGS:
        assert f"{setting.name} = " in done.stdout
        assert setting.help in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ALZAVOZ_NO_SUCH", "1", "There is no setting NO_SUCH"),
        ("ALZAVOZ_SMALL_CELL", "one", "Setting SMALL_CELL"),
        ("ALZAVOZ_SMALL_CELL", "1", "Setting SMALL_CELL"),
        ("ALZAVOZ_TIMEZONE", "Mars/Base", "Setting TIMEZONE"),
        ("ALZAVOZ_ORIGINS", "example.org", "Setting ORIGINS"),
        ("ALZAVOZ_PORT", "70000", "Setting PORT"),
    ],
)
def test_wrong_or_unknown_setting_is_refused_with_its_name(alzavoz, tmp_path, name, value, words):
    refused(alzavoz("init", **{name: value}), 1, words)


def test_settings_file_is_read_and_its_mistakes_named(alzavoz, tmp_path):
    (tmp_path / "instance").mkdir()
    file = tmp_path / "instance" / "settings.toml"
    file.write_text("small_cell = 15\n")
    assert "SMALL_CELL = 15  [instance/settings.toml]" in alzavoz("settings").stdout
    file.write_text("smal_cell = 15\n")
    refused(alzavoz("settings"), 1, "There is no setting SMAL_CELL")
    file.write_text("small_cell = ")
    refused(alzavoz("settings"), 1, "settings.toml cannot be read")


def test_init_makes_an_instance_and_can_be_repeated(alzavoz, tmp_path):
    for _ in range(2):
        assert alzavoz("init", "--instance", "here").returncode == 0
    key = tmp_path / "here" / "screening.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "here" / "alzavoz.db").exists()


def test_init_and_migrate_fill_the_help_directory_once(alzavoz, tmp_path):
    assert alzavoz("init").returncode == 0
    with closing(sqlite3.connect(tmp_path / "instance" / "alzavoz.db")) as database:
        database.execute("DELETE FROM help_service WHERE NOT always")
        database.commit()
        for command in ("init", "migrate"):
            assert alzavoz(command).returncode == 0
            assert database.execute("SELECT count(*) FROM help_service").fetchone() == (2,)
        database.execute("DELETE FROM help_service")
        database.commit()
        assert alzavoz("migrate").returncode == 0
        assert database.execute("SELECT count(*) FROM help_service").fetchone() > (2,)


def test_database_that_is_too_old_is_refused_and_left_alone(alzavoz, tmp_path):
    assert alzavoz("init").returncode == 0
    with closing(sqlite3.connect(tmp_path / "instance" / "alzavoz.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '0013'")
        database.commit()
        for command in ("init", "migrate"):
            refused(alzavoz(command), 1, "run `alzavoz migrate` with version 45cda76 once")
        kept = database.execute("SELECT version_num FROM alembic_version").fetchall()
    assert kept == [("0013",)]


def test_invitation_prints_a_link(alzavoz, tmp_path):
    alzavoz("init")
    done = alzavoz(
        "staff", "invite", "ana@example.org", "--role", "legislator",
        "--site", "https://consulta.example/",
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith("https://consulta.example/staff/enter/")


def test_usage_mistakes_exit_2(alzavoz, tmp_path):
    refused(alzavoz("no-such-command"), 2, "No such command")
    refused(alzavoz("staff", "invite", "a@b.mx", "--role", "king"), 2, "king")
    refused(alzavoz("staff", "invite", "nobody", "--role", "legislator"), 2, "e-mail")


def test_screen_keeps_order_and_the_contract(alzavoz, tmp_path):
    rows = [
        {"id": "b", "text": "mi amiga lupita perez dice que bloqueen a los que molestan"},
        {"id": "a", "text": "Que haya más parques"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    done = alzavoz("screen", "in.jsonl", "out.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (json.loads(x) for x in (tmp_path / "out.jsonl").read_text().splitlines())
    assert (first["id"], second["id"]) == ("b", "a")
    assert set(first) == {"id", "redacted", "entities", "level", "signals"}
    [entity] = first["entities"]
    assert rows[0]["text"][entity["start"] : entity["end"]] == "lupita perez"
    assert second == {
        "id": "a", "redacted": "Que haya más parques", "entities": [], "level": "none",
        "signals": [],
    }  # fmt: skip


@pytest.mark.parametrize("bad", ["not json", '{"id": "2"}', '{"id": 2, "text": "x"}', "[]"])
def test_one_bad_line_names_it_and_leaves_no_output(alzavoz, tmp_path, bad):
    (tmp_path / "in.jsonl").write_text('{"id": "1", "text": "hola"}\n' + bad + "\n")
    refused(alzavoz("screen", "in.jsonl", "out.jsonl"), 1, "line 2")
    assert not (tmp_path / "out.jsonl").exists()


def test_screen_without_its_model_says_what_to_install(alzavoz, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"id": "1", "text": "hola"}\n')
    done = alzavoz("screen", "in.jsonl", "out.jsonl", ALZAVOZ_SPANISH_MODEL="es_none")
    refused(done, 1, "es_none")
    assert "install" in done.stderr


def write_csv(file: Path, texts: list[str]) -> None:
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["n", "texto"])
        writer.writerows((f"r{number}", text) for number, text in enumerate(texts))


def test_few_passages_are_listed_not_grouped(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["Que quiten los anuncios", "no sé", "Más parques"])
    done = alzavoz("themes", "in.csv", "--text", "texto", "--id", "n")
    found = json.loads(done.stdout)
    assert found["themes"] == []
    assert found["assignments"] == {"r0": None, "r1": None, "r2": None}


def test_rows_without_id_are_numbered_from_one(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["Que quiten los anuncios"])
    done = alzavoz("themes", "in.csv", "--text", "texto")
    assert set(json.loads(done.stdout)["assignments"]) == {"1"}


def test_missing_column_is_named_with_those_there_are(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["a"])
    done = alzavoz("themes", "in.csv", "--text", "opinion")
    refused(done, 1, 'no column "opinion"; its columns are: n, texto')


def test_a_row_with_a_cell_too_many_is_named(alzavoz, tmp_path):
    (tmp_path / "in.csv").write_text("n,texto\n1,menos anuncios\n2,quiero,un perro\n")
    refused(alzavoz("themes", "in.csv", "--text", "texto"), 1, "Line 3 of in.csv has more cells")


def test_worries_are_of_questions(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["a"])
    done = alzavoz("themes", "in.csv", "--text", "texto", "--worries", "r0")
    refused(done, 2, "say with --question")


def test_themes_go_on_from_what_was_written_before(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["Que quiten los anuncios"])
    command = ["themes", "in.csv", "--text", "texto", "--question", "n", "--worries", "r0"]
    assert alzavoz(*command, "--out", "one.json").returncode == 0
    (store,) = (tmp_path / "one.json.store").iterdir()
    assert store.stat().st_mode & 0o777 == 0o700
    assert b"anuncios" not in b"".join(file.read_bytes() for file in store.iterdir())
    line = RunStore(store.parent, store.name).line(
        0, asked_for("Que quiten los anuncios", worry=True)
    )
    ((written, _, kind, side, *_),) = json.loads(line)
    assert (written, KINDS[kind], side) == ("Que quiten los anuncios", "worry", "")
    assert alzavoz(*command, "--out", "one.json", "--previous", "one.json").returncode == 0
    (newer,) = (tmp_path / "one.json.store").iterdir()
    assert newer != store
    command += ["--resume", "kept", "--workers", "2"]
    again = json.loads(alzavoz(*command, "--previous", "one.json").stdout)
    assert again["changes"] == []
    assert again["assignments"] == {"1": None}
    (tmp_path / "other.json").write_text('{"themes": []}')
    refused(alzavoz(*command, "--previous", "other.json"), 1, "no earlier run")


def test_a_theme_carries_what_is_known_of_it(alzavoz, tmp_path):
    """Beside the contract: origin, stability, kinds, sides, names, concepts, parts, of whom."""
    ads = ("que quiten los anuncios", "odio los anuncios", "menos anuncios", "bloqueen anuncios")
    where = ("de los juegos", "de youtube", "en mi tableta", "al jugar roblox", "de los videos")
    phones = ("no deben prohibir el celular", "prohibir el celular", "que prohíban el celular")
    when = ("en la escuela", "en clase", "en el recreo", "en el salón", "en primaria")
    with (tmp_path / "in.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["texto", "banda", "entidad"])
        rows.writerows((f"{a} {b}", "6-9", "") for a in ads for b in where)
        rows.writerows((f"{a} {b}", "14-17", "Oaxaca") for a in phones for b in when)
        rows.writerows((f"nada de {b} que moleste", "14-17", "Oaxaca") for b in when)
    done = alzavoz(
        "themes", "in.csv", "--text", "texto", "--by", "banda", "--by", "entidad", "--guide", "none"
    )
    found = json.loads(done.stdout)
    assert {"themes", "assignments", "method"} <= set(found)
    assert {"id", "label", "keywords", "size", "passages"} <= set(found["themes"][0])
    of_ads = max(found["themes"], key=lambda theme: "anuncios" in theme["keywords"])
    assert (of_ads["origin"], of_ads["expected"]) == ("emergent", False)
    assert of_ads["firmness"] in {"firm", "fair", "loose"}
    assert 0 <= of_ads["stability"] <= 1
    assert sum(of_ads["kinds"].values()) == of_ads["size"]
    assert of_ads["platforms"]["youtube"] >= 3
    assert all(one["words"] and one["name"]["es"] for one in of_ads["concepts"])
    over = {(one["column"], one["value"]): one for one in of_ads["over"]}
    assert over["banda", "6-9"]["count"] <= over["banda", "6-9"]["in_theme"] == of_ads["size"]
    assert ("entidad", "") not in over
    torn = [theme["sides"] for theme in found["themes"] if theme["sides"]]
    assert all(set(two) == {"about", "for", "against"} for two in torn)
    for theme in found["themes"]:
        assert all(part["size"] <= theme["size"] for part in theme["subthemes"])


def test_a_run_that_is_interrupted_leaves_no_half_result_and_goes_on(tmp_path):
    """Ctrl-C while texts are read; what was read is kept, and the end is the same to the byte."""
    words = ("anuncios", "internet", "fotos", "celular", "juegos", "videos", "escuela", "permiso")
    texts = [f"que haya {a} y {b} para {c}" for a, b, c in permutations(words, 3)]
    write_csv(tmp_path / "in.csv", [f"{text} {n % 6}" for n, text in enumerate(texts * 4)])
    (temporary := tmp_path / "t").mkdir()
    root = str(Path(__file__).parents[3])
    env = {**os.environ, "PYTHONPATH": root, "TMPDIR": str(temporary)}

    def start(folder: str, out: str) -> subprocess.Popen:
        command = ["themes", "in.csv", "--text", "texto", "--resume", folder, "--out", out]
        return subprocess.Popen(
            [sys.executable, "-m", "consult.cli", *command, "--workers", "2"],
            cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    running = start("kept", "out.json")
    until = time.monotonic() + 120
    while not any(file.stat().st_size for file in tmp_path.glob("kept/*/passages.sealed")):
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode in {130, -signal.SIGINT}  # a shell tells both as 130
    assert told.strip() == "Stopped, nothing was written: the same command goes on from kept."
    assert not (tmp_path / "out.json").exists()
    assert not list(tmp_path.glob(".out.json*"))
    assert not list(temporary.iterdir())
    for folder, out in (("kept", "out.json"), ("other", "whole.json")):
        done = start(folder, out)
        _, told = done.communicate(timeout=300)
        assert done.returncode == 0, told
    assert (tmp_path / "out.json").read_bytes() == (tmp_path / "whole.json").read_bytes()


def test_a_scheduler_that_cannot_be_reached_is_one_sentence(alzavoz, tmp_path):
    write_csv(tmp_path / "in.csv", ["Que quiten los anuncios"])
    done = alzavoz("themes", "in.csv", "--text", "texto", "--scheduler", "tcp://127.0.0.1:9")
    refused(done, 1, "The scheduler tcp://127.0.0.1:9 cannot be reached.")


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x01binary", b""])
def test_binary_or_empty_table_is_one_sentence(alzavoz, tmp_path, content):
    (tmp_path / "in.csv").write_bytes(content)
    done = alzavoz("themes", "in.csv", "--text", "texto")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"   \n", b"\x00\x01\x02\xff" * 40, b"PK\x03\x04" * 9])
def test_empty_or_binary_submission_is_one_sentence(alzavoz, tmp_path, content):
    (tmp_path / "in.txt").write_bytes(content)
    done = alzavoz("submission", "read", "in.txt", "--out", "out.json")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.json").exists()


def test_missing_files_are_named(alzavoz, tmp_path):
    refused(alzavoz("screen", "no.jsonl", "out.jsonl"), 1, "no.jsonl")
    refused(alzavoz("themes", "no.csv", "--text", "t"), 1, "no.csv")


def test_questionnaire_check_lists_every_mistake(alzavoz, tmp_path):
    (tmp_path / "v1.toml").write_text('id = "x"\nversion = 1\n[[question]]\nkind = "nose"\n')
    done = alzavoz("questionnaire", "check", "v1.toml")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) > 1
    assert "mistakes found" in done.stderr
    as_json = alzavoz("questionnaire", "check", "v1.toml", "--json")
    said = json.loads(as_json.stdout)
    assert {"file", "place", "message", "remedy"} == set(said["mistakes"][0])
    assert said["findings"] == said["measures"] == []  # nothing to read yet


def test_questionnaire_check_lists_words_and_fails_on_errors_alone(alzavoz, tmp_path):
    ours = Path(__file__).parents[3] / "surveys" / "questionnaires" / "my_digital_world"
    folder = tmp_path / "my_digital_world"
    shutil.copytree(ours, folder)
    words = folder / "v1.es.toml"
    text = words.read_text(encoding="utf-8")
    warned = text.replace('ask = "¿Usas internet?"', 'ask = "¿Por qué no usas internet?"', 1)
    words.write_text(warned, encoding="utf-8")
    done = alzavoz("questionnaire", "check", str(folder))
    assert done.returncode == 0
    assert 'warning: v1.es.toml: concept.uses_internet."6-9".ask: the question is' in done.stdout
    wrong = text.replace('ask = "¿Usas internet?"', 'ask = "¿Dónde vives?"', 1)
    words.write_text(wrong, encoding="utf-8")
    done = alzavoz("questionnaire", "check", str(folder), "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    (finding,) = [each for each in said["findings"] if each["level"] == "error"]
    assert (finding["rule"], finding["words"]) == ("identifying", "dónde vives")
    bands = {(each["band"], each["language"]) for each in said["measures"]}
    assert len(bands) == 8
    (measure,) = [m for m in said["measures"] if (m["band"], m["language"]) == ("6-9", "es")]
    assert measure["inflesz"] == "very easy"
    assert measure["scores"].keys() == {"szigriszt_pazos", "fernandez_huerta", "crawford"}


def test_our_own_questionnaires_have_no_mistakes_and_no_warning(alzavoz, tmp_path):
    root = Path(__file__).parents[3] / "surveys" / "questionnaires"
    folders = [str(folder) for folder in root.iterdir() if folder.is_dir()]
    done = alzavoz("questionnaire", "check", *folders)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line for line in lines if " words, " not in line] == []  # measures alone
    assert len(lines) == 12


@pytest.mark.long
@pytest.mark.skipif(not SHARED.exists(), reason="the real texts are not beside the checkout")
def test_whole_childrens_file_is_grouped_with_a_progress_bar(tmp_path):
    """The contract of `alzavoz themes`, on 9,175 real rows, with a terminal as standard error."""
    table = SHARED / "chile_children_dialogues.csv"
    command = ["themes", str(table), "--text", "text", "--id", "id", "--out", "themes.json"]
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "consult.cli", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal ends with the command
        while part := os.read(ours, 65536):
            shown += part
    written, _ = running.communicate()
    assert running.returncode == 0, shown.decode()
    assert written == b""
    assert b"themes" in shown
    assert b"100%" in shown
    assert b"Warning" not in shown
    found = json.loads((tmp_path / "themes.json").read_text())
    with table.open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert set(found["assignments"]) == set(ids)
    by_theme = {theme["id"]: theme for theme in found["themes"]}
    assert 10 <= len(by_theme) <= 60
    for row, theme in found["assignments"].items():
        assert theme is None or row in by_theme[theme]["passages"]
    listed = [row for theme in by_theme.values() for row in theme["passages"]]
    assert len(listed) == len(set(listed)), "a row stands only under its main theme"
    assert not {"time", "host", "path", "workers"} & {key.lower() for key in found["method"]}


@pytest.mark.skipif(not SHARED.exists(), reason="the real texts are not beside the checkout")
def test_real_submission_is_read_whole(alzavoz, tmp_path):
    file = str(SHARED / "written_submission_es.txt")
    assert alzavoz("submission", "read", file, "--out", "o.json").returncode == 0
    found = json.loads((tmp_path / "o.json").read_text())
    assert [question["number"] for question in found["questions"]] == list(range(1, 10))
    assert len(found["sources"]) == 18
    values = {(figure["value"], figure["unit"]) for figure in found["figures"]}
    assert (20.8, "%") in values
    assert 17400000 in {value for value, _ in values}
    absent = {q["number"] for q in found["questions"] for p in q["passages"] if p["absent"]}
    assert {6, 8} <= absent


@pytest.mark.skipif(not SHARED.exists(), reason="the real texts are not beside the checkout")
def test_real_submission_is_kept_as_an_organisation(app, alzavoz, tmp_path, consultation):
    from consult.submissions.queries import of_consultation

    url = app.config["DATABASE_URL"]
    file = str(SHARED / "written_submission_es.txt")
    done = alzavoz(
        "submission", "store", file, "mi-mundo-digital", "--organisation", "Un organismo",
        ALZAVOZ_DATABASE_URL=url, ALZAVOZ_INSTANCE=str(app.config["INSTANCE"]),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [kept] = of_consultation(consultation.id)
    assert {passage.question for passage in kept.passages} == set(range(1, 10))
    assert len(kept.sources) == 18


def test_folder_without_a_site_gets_one_sentence(alzavoz):
    for command in (
        ("consultations",),
        ("staff", "invite", "ana@example.org", "--role", "legislator"),
    ):
        refused(alzavoz(*command), 1, "run `alzavoz init`")


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_ends_the_site_and_its_worker(tmp_path):
    """SIGINT to the whole group, as a terminal sends it: nothing is left, the port is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = str(Path(__file__).parents[3])
    running = subprocess.Popen(
        [sys.executable, "-m", "consult.cli", "demo", "--port", str(port)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root, "ALZAVOZ_INSTANCE": str(tmp_path / "i")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    lines = [running.stdout.readline() for _ in range(14)]
    assert lines[0].split()[-1].endswith("/6-9")
    assert f":{port}/j/" in lines[2]
    assert lines[-1].startswith("Voz "), "after the addresses: how it is heard"
    recorded = tmp_path / "i" / "audio" / "my_digital_world" / "es"
    if "computadora" in lines[-1]:
        wait_until(lambda: len([*recorded.glob("*.mp3")]) > 2)
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=60)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
    wait_until(lambda: not is_there(running.pid))
    made = made_by_machine(recorded)
    for file in recorded.glob("*.mp3"):
        assert made[file.stem]["file"] == digest_of(file), "interrupted, none passes for a person's"
