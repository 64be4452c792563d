"""Keys and marks of sentences, recordings in folders, and what a machine speaks and embosses."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import surveys
from surveys.media import braille, speech_synthesis
from surveys.media.recordings import MANIFEST, Sentence, mark, recordings, sentences
from tests.conftest import refuse_or_skip

OURS = surveys.read(surveys.shipped()["my_digital_world"])
LITTLE = OURS.version_for("3-5", "es")


def needed(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            refuse_or_skip(f"{program} is not installed")


def put(folder: Path, name: str, content: bytes = b"a voice") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


# ------------------------------------------------------------------ sentences and marks


@pytest.mark.parametrize("place", OURS.versions)
def test_every_sentence_has_a_key_of_its_own(place: tuple[str, str]) -> None:
    keys = [sentence.key for sentence in sentences(OURS.versions[place])]
    assert len(keys) == len(set(keys)) > 20
    assert not {key for key in keys if "/" in key or key.startswith(".")}


def test_keys_say_concept_band_and_part() -> None:
    said = {sentence.key: sentence for sentence in sentences(LITTLE)}
    assert said["assent.3-5.title"].text == LITTLE.assent.title
    assert said["assent.3-5.1"].text == LITTLE.assent.paragraphs[0]
    assert said["assent.3-5.adult.title"].text == LITTLE.assent.adult[0]
    assert said["assent.3-5.adult.1"].text == LITTLE.assent.adult[1]
    question = next(each for each in LITTLE.questions if each.choices)
    choice = question.choices[0]
    of_choice = said[f"{question.concept}.3-5.choice.{choice.code}"]
    assert of_choice.text == choice.label
    assert of_choice.shared_key == f"{question.concept}.choice.{choice.code}"
    assert said["thanks.3-5.title"].text == LITTLE.thanks[0]


def test_no_two_of_our_sentences_have_one_mark() -> None:
    for version in OURS.versions.values():
        words = {" ".join(sentence.text.split()) for sentence in sentences(version)}
        assert len({mark(each) for each in words}) == len(words)


def test_mark_is_the_published_function() -> None:
    # Test vectors of FNV-1a, 32 bits (Landon Curt Noll's test suite).
    assert mark("a") == "e40c292c"
    assert mark("foobar") == "bf9cf968"


@given(st.text(), st.sampled_from([" ", "\n  ", "\t"]))
def test_mark_does_not_depend_on_spaces(text: str, space: str) -> None:
    assert mark(text) == mark(space + space.join(text.split()) + space)


# ------------------------------------------------------------------ recordings in folders


def test_recording_is_found_by_what_it_says(tmp_path: Path) -> None:
    file = put(tmp_path / "es", "thanks.3-5.title.mp3")
    put(tmp_path / "es", "thanks.3-5.title.txt")
    put(tmp_path / "es", "of_nothing.mp3")
    found = recordings(LITTLE, "es", [tmp_path])
    assert dict(found[mark(LITTLE.thanks[0])].files) == {"mp3": file}
    assert len(found) == 1
    assert not recordings(LITTLE, "en", [tmp_path])


def test_first_folder_wins_and_both_formats_are_kept(tmp_path: Path) -> None:
    own = put(tmp_path / "own" / "es", "thanks.3-5.title.opus")
    put(tmp_path / "shipped" / "es", "thanks.3-5.title.mp3")
    found = recordings(LITTLE, "es", [tmp_path / "own", tmp_path / "shipped", tmp_path / "none"])
    assert dict(found[mark(LITTLE.thanks[0])].files) == {"opus": own}


def test_choice_of_several_bands_is_recorded_once(tmp_path: Path) -> None:
    question = next(each for each in LITTLE.questions if each.choices)
    choice = question.choices[0]
    shared = put(tmp_path / "es", f"{question.concept}.choice.{choice.code}.mp3")
    found = recordings(LITTLE, "es", [tmp_path])
    assert found[mark(choice.label)].files["mp3"] == shared
    own = put(tmp_path / "es", f"{question.concept}.3-5.choice.{choice.code}.mp3")
    assert recordings(LITTLE, "es", [tmp_path])[mark(choice.label)].files["mp3"] == own


def test_words_of_the_site_are_found_by_their_mark(tmp_path: Path) -> None:
    here = mark("¿Necesitas ayuda?")
    put(tmp_path / "es", f"words.{here}.mp3")
    assert recordings(LITTLE, "es", [tmp_path])[here].key == f"words.{here}"


def test_pages_without_a_questionnaire_have_words_of_the_site_alone(tmp_path: Path) -> None:
    file = put(tmp_path / "es", f"{surveys.key_of_words('¿Necesitas  ayuda?')}.mp3")
    put(tmp_path / "es", "thanks.3-5.title.mp3")
    found = surveys.recordings_of_words("es", [tmp_path])
    assert {here: each.files["mp3"] for here, each in found.items()} == {
        mark("¿Necesitas ayuda?"): file
    }
    assert not surveys.recordings_of_words("en", [tmp_path])


def test_sentences_of_one_mark_are_not_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "es", "thanks.3-5.title.mp3")
    monkeypatch.setattr("surveys.media.recordings.mark", lambda text: "00000000")
    assert not recordings(LITTLE, "es", [tmp_path])


# ------------------------------------------------------------------ what a machine speaks


def said(*texts: str) -> dict[str, tuple[Sentence, str]]:
    return {f"k{n}": (Sentence(f"k{n}", text), "6-9") for n, text in enumerate(texts)}


def test_what_is_unchanged_is_not_made_again(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    first = speech_synthesis.speak(said("Hola", "-v adiós"), "es", tmp_path)
    assert first.new == ["k0", "k1"]
    before = (tmp_path / "k0.mp3").read_bytes()
    again = speech_synthesis.speak(said("Hola", "Hasta luego"), "es", tmp_path)
    assert (again.new, again.same) == (["k1"], ["k0"])
    assert (tmp_path / "k0.mp3").read_bytes() == before
    assert speech_synthesis.speak(said("Hola"), "es", tmp_path).gone == ["k1"]
    assert not (tmp_path / "k1.mp3").exists()


def test_recording_says_that_a_machine_speaks(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    speech_synthesis.speak(said("Hola"), "es", tmp_path)
    file = (tmp_path / "k0.mp3").read_bytes()
    assert b"espeak-ng" in file
    assert b"synthetic voice" in file
    assert "k0" in json.loads((tmp_path / MANIFEST).read_text())["recordings"]


def test_a_persons_recording_is_left_and_is_not_called_synthetic(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    title = {"thanks.3-5.title": (Sentence("thanks.3-5.title", LITTLE.thanks[0]), "3-5")}
    speech_synthesis.speak(title, "es", tmp_path / "es")
    here = mark(LITTLE.thanks[0])
    assert recordings(LITTLE, "es", [tmp_path])[here].synthetic
    put(tmp_path / "es", "thanks.3-5.title.mp3", b"a person")
    assert not recordings(LITTLE, "es", [tmp_path])[here].synthetic
    assert speech_synthesis.speak(title, "es", tmp_path / "es").human == ["thanks.3-5.title"]
    assert (tmp_path / "es" / "thanks.3-5.title.mp3").read_bytes() == b"a person"


def test_machine_is_not_heard_beside_other_words_than_it_says(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    title = {"thanks.3-5.title": (Sentence("thanks.3-5.title", "Otra cosa."), "3-5")}
    speech_synthesis.speak(title, "es", tmp_path / "es")
    assert not recordings(LITTLE, "es", [tmp_path])
    speech_synthesis.speak(
        {"thanks.3-5.title": (Sentence("thanks.3-5.title", LITTLE.thanks[0]), "3-5")},
        "es",
        tmp_path / "es",
    )
    assert recordings(LITTLE, "es", [tmp_path])
    other = replace(LITTLE, thanks=("¡Mil gracias!", *LITTLE.thanks[1:]))
    assert not recordings(other, "es", [tmp_path])


def test_format_can_change_and_none_is_left_behind(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    if shutil.which("opusenc") is None:
        pytest.skip("opusenc is not installed; its format is not the usual one")
    speech_synthesis.speak(said("Hola"), "es", tmp_path)
    speech_synthesis.speak(said("Hola"), "es", tmp_path, "opus")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["k0.opus", MANIFEST]


def test_missing_program_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(speech_synthesis.CannotSpeak, match="apt-get install espeak-ng"):
        speech_synthesis.speak(said("Hola"), "es", tmp_path / "es")
    with pytest.raises(braille.CannotEmboss, match="apt-get install liblouis-bin"):
        braille.braille(LITTLE)


def test_refusal_of_the_program_is_one_sentence(tmp_path: Path) -> None:
    needed("espeak-ng", "lame")
    with pytest.raises(speech_synthesis.CannotSpeak, match="espeak-ng refused"):
        speech_synthesis.speak(said("Hola"), "no_such_voice", tmp_path)


# ------------------------------------------------------------------ braille


@pytest.mark.parametrize("place", OURS.versions)
def test_braille_fits_the_page_and_says_all(place: tuple[str, str]) -> None:
    needed("lou_translate")
    version = OURS.versions[place]
    brf = braille.braille(version)
    pages = brf.split("\f")
    assert brf.isascii()
    assert {len(page.splitlines()) for page in pages} == {25}
    assert max(len(line) for page in pages for line in page.splitlines()) <= 40
    back = _read_back(brf, place[1])
    assert "911" in back
    assert not re.search(r"\b(Enviar|Send|toca|touch|Ayuda)\b", back), "there are no buttons"
    asked = [each for each in surveys.on_paper(version).questions if each.kind != "info"]
    only_if = {"es": "Solo si en la pregunta 1 ", "en": "Only if in question 1 "}
    assert back.count(only_if[place[1]]) == sum(asked[0].concept in each.ask_if for each in asked)
    labels = [choice.label for question in version.questions for choice in question.choices]
    # Back from braille, an apostrophe or a letter standing alone may come back as another sign.
    found = [label for label in labels if " ".join(label.split()) in back]
    assert len(found) > 0.9 * len(labels)


def test_who_asks_stands_after_what_is_told_and_what_has_no_paper_is_refused() -> None:
    needed("lou_translate")
    back = _read_back(braille.braille(LITTLE, ["Pregunta: la Comisión."]), "es")
    assert back.index("Línea de la Vida") < back.index("Pregunta: la Comisión.")
    on_a_screen = replace(LITTLE, assent=replace(LITTLE.assent, paper=()))
    with pytest.raises(braille.CannotEmboss, match="nothing on paper: write paper ="):
        braille.braille(on_a_screen)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("es", ["Solo si en la pregunta 2 elegiste: {yes}; {not_sure}.", "Elige hasta 2."]),
        ("en", ["Only if in question 2 you chose: {yes}; ", "Choose up to 2."]),
    ],
)
def test_braille_says_who_is_asked_and_how_many_may_be_chosen(
    tiny: surveys.Questionnaire, language: str, sentences: list[str]
) -> None:
    needed("lou_translate")
    version = tiny.version_for("10-13", language)
    version = replace(version, assent=replace(version.assent, paper=("911",)))
    [online] = [each for each in version.questions if each.concept == "online"]
    labels = {each.code: each.label for each in online.choices}
    back = _read_back(braille.braille(version), language)
    for sentence in sentences:
        assert sentence.format(**labels) in back


def _read_back(brf: str, language: str) -> str:
    # A line at a time: the program cuts a longer one in the middle of a word.
    cells = "\n".join(line.strip() for page in brf.split("\f") for line in page.splitlines()[:-1])
    table = f"{braille.DISPLAY},{braille.TABLES[language]}"
    done = subprocess.run(
        ["lou_translate", "--backward", table],
        input=cells,
        text=True,
        capture_output=True,
        check=True,
    )
    return " ".join(done.stdout.split())


# ------------------------------------------------------------------ languages that are only heard


def with_heard_language(folder: Path, code: str = "tzh", **words: str) -> Path:
    """Our questionnaire with one more language, which has recordings alone."""
    copied = folder / "my_digital_world"
    shutil.copytree(surveys.shipped()["my_digital_world"], copied)
    structure = copied / "v1.toml"
    structure.write_text(
        structure.read_text().replace(
            'languages = ["es", "en"]', f'languages = ["es", "en", "{code}"]'
        )
    )
    words = {"language": code, "name": "Pseudo", "title": "Pseudo título", **words}
    lines = [f'{name} = "{value}"' for name, value in words.items()]
    (copied / f"v1.{code}.toml").write_text("audio_only = true\n" + "\n".join(lines) + "\n")
    return copied


def test_heard_language_borrows_words_and_says_so(tmp_path: Path) -> None:
    asked = surveys.read(with_heard_language(tmp_path))
    version = asked.version_for("6-9", "tzh")
    spanish = asked.version_for("6-9", "es")
    assert (version.language, version.reading_language) == ("tzh", "es")
    assert (version.title, version.cards) == ("Pseudo título", spanish.cards)
    assert dict(asked.heard_only) == {"tzh": "Pseudo"}
    assert spanish.reading_language == "es"


def test_heard_language_is_found_by_borrowed_words(tmp_path: Path) -> None:
    asked = surveys.read(with_heard_language(tmp_path))
    version = asked.version_for("3-5", "tzh")
    put(tmp_path / "audio" / "tzh", "thanks.3-5.title.mp3")
    assert mark(LITTLE.thanks[0]) in recordings(version, "tzh", [tmp_path / "audio"])


def test_heard_language_has_nothing_but_its_name(tmp_path: Path) -> None:
    with pytest.raises(surveys.BrokenDefinition, match="thanks: unknown key"):
        surveys.read(with_heard_language(tmp_path, thanks="¡Gracias!"))


def test_first_language_needs_words(tmp_path: Path) -> None:
    folder = with_heard_language(tmp_path)
    structure = folder / "v1.toml"
    structure.write_text(structure.read_text().replace('"es", "en", "tzh"', '"tzh", "es", "en"'))
    with pytest.raises(surveys.BrokenDefinition, match="the first language has to have words"):
        surveys.read(folder)


def test_heard_language_is_not_embossed(tmp_path: Path) -> None:
    asked = surveys.read(with_heard_language(tmp_path))
    with pytest.raises(braille.CannotEmboss, match="no words to emboss"):
        braille.braille(asked.version_for("6-9", "tzh"))


def test_choice_without_a_picture_knows_that_of_another_band() -> None:
    questions = {each.concept: each for each in OURS.version_for("14-17", "es").questions}
    pictured = OURS.version_for("10-13", "es")
    of_them = {
        (question.concept, choice.code): choice.picture
        for question in pictured.questions
        for choice in question.choices
        if choice.picture
    }
    spare = {
        (question.concept, choice.code): choice.spare_picture
        for question in questions.values()
        for choice in question.choices
        if choice.spare_picture
    }
    assert spare
    shared = spare.keys() & of_them.keys()
    assert {place: spare[place] for place in shared} == {place: of_them[place] for place in shared}
