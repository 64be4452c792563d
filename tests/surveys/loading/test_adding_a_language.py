"""`docs/developers/adding_a_language.md`, done: a copied questionnaire gets one more language."""

import shutil
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from surveys import BrokenDefinition, answers_of, form_class, read, shipped
from tests.pseudo import pseudo, pseudo_words

CODE = "yua"
NAME = f'name = "{pseudo("pseudo")}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The copy of a questionnaire of ours that names the new language, and has its words."""
    copied = shutil.copytree(shipped()["draw_internet"], tmp_path / "draw_internet")
    structure = copied / "v1.toml"
    structure.write_text(structure.read_text().replace('"en"]', f'"en", "{CODE}"]', 1))
    spanish = (copied / "v1.es.toml").read_text()
    (copied / f"v1.{CODE}.toml").write_text(pseudo_words(spanish, CODE))
    return copied


def test_new_language_is_loaded_with_its_own_words(folder):
    questionnaire = read(folder)
    assert questionnaire.languages == ("es", "en", CODE)
    asked = [each.ask for each in questionnaire.version_for("6-9", CODE).questions]
    spanish = [each.ask for each in questionnaire.version_for("6-9", "es").questions]
    assert asked == [pseudo(each) for each in spanish]
    assert len(asked) == 2


def test_answers_in_the_new_language_have_the_codes_of_the_first(folder):
    questionnaire = read(folder)
    answers = []
    for language in ("es", CODE):
        version = questionnaire.version_for("6-9", language)
        form = form_class(version)(MultiDict({"feeling": "good"}))
        assert form.validate()
        answers.append(answers_of(form)["feeling"])
    assert answers == ["good", "good"]


@pytest.mark.parametrize(
    ("lost", "place"),
    [
        (NAME, "name"),
        (f'yes = "{pseudo("Sí, quiero")}"\n', "yes"),
        (f'ask = "{pseudo("¿Cómo te sientes en internet?")}"\n', "feeling"),
    ],
)
def test_words_that_are_missing_are_named_with_their_file(folder, lost, place):
    words = folder / f"v1.{CODE}.toml"
    assert lost in words.read_text()
    words.write_text(words.read_text().replace(lost, "", 1))
    with pytest.raises(BrokenDefinition) as broken:
        read(folder)
    assert f"v1.{CODE}.toml" in str(broken.value)
    assert place in str(broken.value)
