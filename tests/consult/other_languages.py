"""Our questionnaire with a pseudo-language that is only heard, in the place of the shipped one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import surveys
from consult import i18n
from consult.answering import views
from consult.consultations import queries
from tests.surveys.test_audio import with_heard_language


@pytest.fixture
def other_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[Path]:
    """The folder of questionnaires: `tzh` has recordings alone."""
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    with_heard_language(folder)
    shutil.copytree(surveys.shipped()["organisations"], folder / "organisations")
    monkeypatch.setattr("surveys.reading.SHIPPED", folder)
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    queries.questionnaire.cache_clear()
    i18n._heard_only.cache_clear()
    views._pages.clear()  # they are known by their questionnaire's place in memory
