"""No file beside the database holds what children said, after runs of a site and killed ones."""

import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from analysis.themes.store.line_sealing import LineSealer, unseal
from analysis.themes.store.run_store import RunStore
from consult.answering.models import FreeText
from consult.clock import today
from consult.storage.db import db
from consult.themes.models import Theme
from consult.themes.runs.jobs import analyse
from consult.themes.runs.operations import request_run
from consult.themes.runs.run_store import store_of
from tests.consult.seeding import answered, said
from tests.consult.themes.test_themes import SUBJECTS

WORDS = ("anuncios", "internet", "fotos", "celular", "juegos", "videos", "escuela", "permiso")
TEXTS = [f"que haya {a} y {b} para {c}" for a, b, c in permutations(WORDS, 3)]
EXTRAS = ("", " por favor", " de verdad", " siempre", " ya", " hoy", " en serio", " pronto")
ROWS = [f"{text} {number % 6}" for number, text in enumerate(TEXTS * 4)]


def forms(text: str) -> set[bytes]:
    """A text in UTF-8, in UTF-16, escaped for JSON, and in base64 wherever it begins."""
    plain = {text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()}
    return plain | {
        b64encode(bytes(before) + one)[-(-before * 8 // 6) : (before + len(one)) * 8 // 6]
        for one, before in product(plain, range(3))
    }


def contents(raw: bytes) -> Iterator[bytes]:
    """A file as it is, unpacked where it can be, and the members of an archive."""
    yield raw
    unpacker = zlib.decompressobj(wbits=47)  # zlib or gzip
    try:
        yield unpacker.decompress(raw)
    except zlib.error:
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as members:
                for name in members.namelist():
                    yield from contents(members.read(name))


def files_with(texts: set[str], *folders: Path) -> set[str]:
    """The files that hold one of some texts."""
    wanted = {form for text in texts for form in forms(text)}
    return {
        file.name
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and found_in(file.read_bytes(), wanted)
    }


def found_in(raw: bytes, wanted: set[bytes]) -> bool:
    return any(form in part for part in contents(raw) for form in wanted)


@pytest.mark.parametrize(
    "pack", [bytes, zlib.compress, lambda raw: b64encode(b"x" + raw), lambda raw: archive(raw)]
)
def test_a_text_is_found_however_it_is_packed(tmp_path, pack):
    (tmp_path / "file").write_bytes(pack("más árboles".encode()))
    assert files_with({"más árboles"}, tmp_path) == {"file"}
    assert files_with({"más árboles y"}, tmp_path) == set()


def archive(raw: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("member", raw)
    return file.getvalue()


def test_runs_of_a_site_leave_texts_in_the_database_alone(app, consultation, tmp_path, monkeypatch):
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    consultation.state = "closed"
    for text, more in product([text for of in SUBJECTS for text in of], EXTRAS):
        child = answered(consultation, "10-13")
        db.session.flush()
        said(child, text + more)
    db.session.commit()
    for _ in range(2):
        run = request_run(consultation, today(), "usual")
        db.session.commit()
        analyse(run.id)
        db.session.refresh(run)
        assert run.state == "done"
    texts = set(db.session.scalars(sa.select(FreeText.redacted)))
    labels = set(db.session.scalars(sa.select(Theme.label)))
    assert texts
    assert labels
    store = store_of(consultation.id)
    assert len(list(store.glob("*/words.sealed"))) == 2
    assert files_with({each for each in texts | labels if each}, store, temporary) == set()
    everywhere = files_with(texts, Path(app.config["INSTANCE"]))
    assert {name for name in everywhere if ".db" not in name and ".sqlite" not in name} == set()


def themes(folder: Path, *more: str) -> "subprocess.Popen[bytes]":
    root = str(Path(__file__).parents[4])
    env = {**os.environ, "PYTHONPATH": root, "TMPDIR": str(folder / "temporary")}
    command = [sys.executable, "-m", "consult.cli", "themes", "in.csv", "--text", "texto"]
    return subprocess.Popen([*command, *more], cwd=folder, env=env)


def test_a_killed_run_and_the_next_ones_leave_no_text_in_a_folder_of_theirs(tmp_path):
    (tmp_path / "temporary").mkdir()
    with (tmp_path / "in.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["texto"], *([text] for text in ROWS)])
    resume = ("--resume", "going", "--out", "one.json")
    running = themes(tmp_path, *resume)
    until = time.monotonic() + 120
    while not any(file.stat().st_size for file in tmp_path.glob("going/*/passages.*")):
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    running.kill()
    running.wait()
    theirs = [tmp_path / "going", tmp_path / "temporary"]
    texts = set(TEXTS)
    assert files_with(texts, *theirs) == set()
    assert themes(tmp_path, *resume).wait(timeout=300) == 0
    again = ("--out", "two.json", "--previous", "one.json")
    assert themes(tmp_path, *again).wait(timeout=300) == 0
    labels = {each["label"] for each in json.loads((tmp_path / "two.json").read_text())["themes"]}
    theirs.append(tmp_path / "two.json.store")
    assert list(theirs[-1].glob("*/passages.sealed"))
    assert files_with(texts | labels, *theirs) == set()


def test_a_line_is_opened_by_its_text_and_secret_alone(tmp_path):
    store = RunStore(tmp_path, "run", b"secret")
    store.begin(["más árboles"], 0)
    store.add([b"a line"], ["más árboles"])
    assert RunStore(tmp_path, "run", b"secret").line(0, "más árboles") == b"a line"
    for secret, text in ((b"secret", "más arboles"), (b"", "más árboles")):
        with pytest.raises(InvalidTag):
            RunStore(tmp_path, "run", secret).line(0, text)
    with pytest.raises(InvalidTag):
        unseal(b"not base64", LineSealer(b"").key("x"))
