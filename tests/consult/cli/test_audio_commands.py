"""Recordings and braille from the command line: sentences, exit codes, budgets."""

import shutil
from pathlib import Path

import pytest

import surveys
from consult.cli import main
from surveys.media import speech_synthesis
from tests.conftest import refuse_or_skip
from tests.surveys.media.test_recordings import with_heard_language

OURS = surveys.shipped()["my_digital_world"]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands put their instance into the environment: not into the next test's."""
    monkeypatch.setenv("ALZAVOZ_INSTANCE", "instance")


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    capfd.readouterr()
    code = 0
    try:
        main(["questionnaire", *map(str, arguments)])
    except SystemExit as ended:
        code = int(ended.code or 0)
    return (code, *capfd.readouterr())


@pytest.fixture
def one_band(tmp_path: Path) -> Path:
    """Our questionnaire, cut to what the youngest are told and asked, so that speaking is quick."""
    if shutil.which("espeak-ng") is None or shutil.which("lame") is None:
        refuse_or_skip("espeak-ng or lame is not installed")
    folder = tmp_path / "little"
    folder.mkdir()
    (folder / "v1.toml").write_text(
        'id = "little"\nversion = 1\nbands = ["3-5"]\nlanguages = ["es"]\n'
        '[[question]]\nconcept = "likes"\nbands = ["3-5"]\nkind = "yes_no"\n'
    )
    (folder / "v1.es.toml").write_text(
        'language = "es"\ntitle = "Poco"\n'
        '[thanks]\n"3-5" = ["¡Gracias!"]\n'
        '[assent."3-5"]\ntitle = "Hola"\nparagraphs = ["¿Me cuentas?"]\n'
        'yes = "Sí"\nno = "No"\nafter_no = "Está bien."\n'
        '[concept.likes]\nname = "Gusto"\n[concept.likes."3-5"]\nask = "¿Te gusta?"\n'
    )
    return folder


def test_sizes_are_printed_and_nothing_is_made_twice(
    capfd: pytest.CaptureFixture[str], one_band: Path, tmp_path: Path
) -> None:
    code, first, _err = run(capfd, "audio", one_band, "--out", tmp_path / "out")
    assert code == 0
    assert "es: 10 made, 0 as they were" in first
    assert "of 1,500 kB" in first
    assert (tmp_path / "out" / "es" / "likes.3-5.ask.mp3").stat().st_size > 500
    _code, second, _err = run(capfd, "audio", one_band, "--out", tmp_path / "out")
    assert "es: 0 made, 10 as they were" in second
    assert not (one_band / "audio").exists()


def test_over_budget_is_an_error_that_names_the_band(
    capfd: pytest.CaptureFixture[str],
    one_band: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speech_synthesis, "BUDGET", 1_000)
    code, _out, err = run(capfd, "audio", one_band, "--out", tmp_path / "out")
    assert (code, err) == (1, "Over 1.5 MB in es: band 3-5.\n")


def test_missing_program_is_one_sentence(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _out, err = run(capfd, "audio", OURS, "--out", tmp_path / "out")
    assert (code, err.count("\n")) == (1, 1)
    assert "apt-get install espeak-ng" in err
    code, _out, err = run(capfd, "braille", OURS, "--band", "10-13")
    assert (code, err.count("\n")) == (1, 1)
    assert "apt-get install liblouis-bin" in err


def test_list_says_what_a_person_would_record(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = with_heard_language(tmp_path)
    here = tmp_path / "out" / "tzh"
    here.mkdir(parents=True)
    (here / "thanks.3-5.title.opus").write_bytes(b"a voice")
    arguments = ("audio", folder, "--language", "tzh", "--out", tmp_path / "out")
    code, out, _err = run(capfd, *arguments, "--list")
    lines = dict(line.split("\t", 1) for line in out.splitlines())
    assert code == 0
    assert lines["thanks.3-5.title"] == "recorded\t¡Gracias!"
    assert lines["assent.3-5.title"].startswith("missing\t")
    code, _out, err = run(capfd, *arguments)
    assert code == 1
    assert "a person has to record it" in err


def test_unknown_language_and_band_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    code, _out, err = run(capfd, "audio", OURS, "--language", "fr")
    assert (code, err) == (1, "my_digital_world has no language fr, but es, en.\n")
    code, _out, err = run(capfd, "braille", OURS, "--band", "99")
    assert code == 1
    assert "has bands 3-5, 6-9, 10-13, 14-17 in es, en" in err


def test_braille_goes_to_a_file_or_out(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    if shutil.which("lou_translate") is None:
        refuse_or_skip("liblouis-bin is not installed")
    code, out, _err = run(capfd, "braille", OURS, "--band", "3-5")
    assert code == 0
    assert len(out.splitlines()) >= 25
    run(capfd, "braille", OURS, "--band", "3-5", "--out", tmp_path / "band.brf")
    assert (tmp_path / "band.brf").read_text("ascii") == out


@pytest.fixture
def instance(template_instance: Path, tmp_path: Path) -> Path:
    """The folder of a site."""
    folder = tmp_path / "instance"
    shutil.copytree(template_instance, folder)
    return folder


def test_words_of_the_pages_are_listed_as_the_instance_has_them(
    capfd: pytest.CaptureFixture[str], instance: Path
) -> None:
    arguments = ("audio", OURS, "--language", "es", "--list", "--pages")
    code, out, _err = run(capfd, *arguments, "--instance", instance)
    lines = [line.split("\t") for line in out.splitlines()]
    said = {words: key for key, _recorded, words in lines}
    assert code == 0
    for words in (
        "¿Necesitas ayuda?",  # help
        "Llamar al 911",
        "Pide a una persona grande que te lea esto y que llame contigo.",
        "Escribe el código de tu grupo",  # the code
        "¿Cuántos años tienes?",  # ages
        "10 a 13 años",
        "Ese código no existe",
        "Mira lo que vas a enviar",  # the look back
        "Prefiero no decir",
        "¡Hasta pronto!",  # a no
        "Colorea a Olin",
        "¿Qué sigue?",  # thanks
        "Tu grupo te escucha.",
        "Borrar lo que envié",  # taking back
    ):
        assert said[words] == f"words.{surveys.mark(words)}", words
    assert said["¡Gracias!"].startswith("thanks."), "what a questionnaire says keeps its key"
    assert not [words for words in said if "{" in words or "None" in words]


def test_words_of_the_pages_are_spoken_into_the_instance(
    capfd: pytest.CaptureFixture[str],
    one_band: Path,
    instance: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("surveys.loading.loader.SHIPPED", tmp_path)
    here = surveys.key_of_words("¿Necesitas ayuda?")
    kept = instance / "audio" / "site" / "es"
    kept.mkdir(parents=True)
    (kept / f"{here}.mp3").write_bytes(b"a person")
    arguments = ("audio", one_band, "--out", tmp_path / "out", "--pages", "--instance", instance)
    code, out, _err = run(capfd, *arguments)
    assert code == 0
    assert "es pages of the site:" in out
    assert (kept / f"{here}.mp3").read_bytes() == b"a person"
    assert (tmp_path / "out" / "es" / f"{here}.mp3").exists(), "for the help panel of its pages"
    made = {file.stem for file in kept.glob("words.*.mp3")}
    assert surveys.key_of_words("Escribe el código de tu grupo") in made
    spoken = {file.stem for file in (tmp_path / "out" / "es").glob("words.*.mp3")}
    assert surveys.key_of_words("Mira lo que vas a enviar") in spoken
    assert surveys.key_of_words("Escribe el código de tu grupo") not in spoken


def test_questionnaire_that_the_site_has_not_has_no_pages(
    capfd: pytest.CaptureFixture[str], one_band: Path, instance: Path
) -> None:
    code, _out, err = run(capfd, "audio", one_band, "--list", "--pages", "--instance", instance)
    assert (code, err) == (1, "little is no questionnaire of the site: it has no pages.\n")


def test_words_of_the_pages_need_a_site(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _out, err = run(capfd, "audio", OURS, "--list", "--pages", "--instance", tmp_path)
    assert code == 1
    assert "alzavoz init" in err
