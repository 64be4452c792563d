"""Our questionnaire with pseudo-languages, in the place of the shipped one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import surveys
from consult.answering.pages import views
from consult.consultations import queries
from consult.web import i18n
from tests.pseudo import pseudo_words
from tests.surveys.media.test_recordings import with_heard_language

WRITTEN = "qqy"  # a code that Babel does not know


@pytest.fixture
def other_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[Path]:
    """The folder of questionnaires: `tzh` has recordings alone."""
    yield from _instead_of_the_shipped(with_heard_language(_folder(tmp_path)), monkeypatch)


@pytest.fixture
def written_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[Path]:
    """The folder of questionnaires: `WRITTEN` has words, from right to left, and the site none."""
    copied = with_written_language("my_digital_world", _folder(tmp_path))
    yield from _instead_of_the_shipped(copied, monkeypatch)


def with_written_language(name: str, folder: Path) -> Path:
    """That questionnaire of ours, which has the words of one more language."""
    copied = shutil.copytree(surveys.shipped()[name], folder / name)
    words, structure = copied / f"v1.{WRITTEN}.toml", copied / "v1.toml"
    words.write_text(pseudo_words((copied / "v1.es.toml").read_text(), WRITTEN))
    structure.write_text(structure.read_text().replace('"en"]', f'"en", "{WRITTEN}"]', 1))
    return copied


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    return folder


def _instead_of_the_shipped(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = copied.parent
    shutil.copytree(surveys.shipped()["organisations"], folder / "organisations")
    monkeypatch.setattr("surveys.loading.loader.SHIPPED", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    """What was read of questionnaires is read anew."""
    queries.questionnaire.cache_clear()
    i18n._of_questionnaires.cache_clear()
    views._pages.clear()  # they are known by their questionnaire's place in memory
