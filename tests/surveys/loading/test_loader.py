# ruff: noqa: E501  (the table of broken definitions reads better a line each)
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import BrokenDefinition, Mistake, Questionnaire, Version, read, shipped, versions_in

Change = Callable[[str, str, str], None]


def mistakes_of(folder: Path, version: int | None = None) -> tuple[Mistake, ...]:
    with pytest.raises(BrokenDefinition) as broken:
        read(folder, version)
    return broken.value.mistakes


def test_every_band_has_its_questions_in_every_language(tiny: Questionnaire) -> None:
    concepts = {
        key: [question.concept for question in version.questions]
        for key, version in tiny.versions.items()
    }
    assert concepts["10-13", "es"] == ["feeling", "online", "places", "why_school"]
    assert [each for each in concepts["adults", "en"] if each in concepts["6-9", "es"]] == [
        "wishes",
        "story",
    ]
    assert "stamped" in concepts["adults", "en"]
    assert all(concepts[band, "es"] == concepts[band, "en"] for band in tiny.bands)


def test_a_band_s_own_label_goes_before_the_concept_s_and_the_language_s(
    version: Version,
) -> None:
    labels = {q.concept: [c.label for c in q.choices] for q in version.questions}
    assert labels["feeling"] == ["Contento o contenta", "Más o menos", "Mal"]
    assert labels["online"] == ["Sí", "No", "No sé"]


def test_questions_of_one_card_stand_on_one_card(version: Version) -> None:
    cards = {card.id: [q.concept for q in card.questions] for card in version.cards}
    assert cards["about_you"] == ["age", "story"]
    assert cards["feeling"] == ["feeling"]


def test_settings_reach_the_question(tiny: Questionnaire, version: Version) -> None:
    places = next(q for q in version.questions if q.concept == "places")
    assert places.at_most == 2
    assert [c.code for c in places.choices if c.excludes] == ["none"]
    assert places.ask_if == {"online": frozenset({"yes", "not_sure"})}
    assert version.cards[0].questions[0].scene == "axo_hello"
    assert tiny.choice_names["feeling", "good", "es"] == "Bien"
    assert tiny.concept_names["feeling", "en"] == "How they feel"


def test_nothing_that_was_read_can_be_changed(tiny: Questionnaire, version: Version) -> None:
    values = [tiny, version, version.assent, version.cards[0], version.questions[1]]
    for value in [*values, version.questions[1].choices[0]]:
        assert is_dataclass(value)
        with pytest.raises(FrozenInstanceError):
            setattr(value, fields(value)[0].name, "other")
    for mapping in (tiny.versions, tiny.titles, version.questions[1].ask_if):
        with pytest.raises(TypeError):
            mapping["other"] = "other"  # type: ignore[index]


def test_the_latest_version_is_read_unless_one_is_named(folder: Path) -> None:
    for file in list(folder.iterdir()):
        text = file.read_text(encoding="utf-8").replace("version = 1", "version = 12")
        (folder / file.name.replace("v1", "v12")).write_text(text, encoding="utf-8")
    assert versions_in(folder) == (1, 12)
    assert read(folder).version == 12
    assert read(folder, 1).version == 1


def test_a_folder_without_that_version_is_one_mistake(folder: Path, tmp_path: Path) -> None:
    assert [m.file for m in mistakes_of(folder, 7)] == ["v7.toml"]
    assert [m.file for m in mistakes_of(tmp_path / "nowhere")] == ["v1.toml"]


@pytest.mark.parametrize("folder", shipped().values(), ids=shipped().keys())
def test_the_shipped_questionnaires_are_sound(folder: Path) -> None:
    questionnaire = read(folder)
    assert questionnaire.id == folder.name
    assert all(version.questions for version in questionnaire.versions.values())


STRUCTURE, ES, EN = "v1.toml", "v1.es.toml", "v1.en.toml"
BROKEN = {
    "toml": (STRUCTURE, 'id = "tiny"', "id = tiny", "the file", "not TOML", "line"),
    "words_toml": (EN, 'title = "Very small"', "title = ", "the file", "not TOML", "line"),
    "unknown_key": (STRUCTURE, "max_length", "max_lenght", "max_lenght", "unknown", "`max_length`"),
    "unknown_top_key": (STRUCTURE, "languages", "languagse", "languagse", "unknown", "`languages`"),
    "no_such_key": (STRUCTURE, 'id = "tiny"', "", "the file", "has no `id`", "write id"),
    "other_id": (STRUCTURE, 'id = "tiny"', 'id = "big"', "id", "is big", '"tiny"'),
    "other_version": (STRUCTURE, "version = 1", "version = 2", "version", "is 2", "version = 1"),
    "wrong_shape": (STRUCTURE, "at_most = 2", 'at_most = "2"', "at_most", "whole number", "= 3"),
    "zero": (STRUCTURE, "at_most = 2", "at_most = 0", "at_most", "above 0", "at_most = 3"),
    "boolean_number": (STRUCTURE, "at_most = 2", "at_most = true", "at_most", "number", "= 3"),
    "unknown_kind": (STRUCTURE, '"faces"', '"facse"', "question 2, feeling.kind", "no kind", "`faces`"),
    "capital_code": (STRUCTURE, '"home"', '"Home"', "places.choices", "list of codes", "["),
    "capital_concept": (STRUCTURE, '"feeling"', '"Feeling"', "concept", "small letters", "feeling"),
    "form_name": (STRUCTURE, '"hello"', '"data"', "concept", "forms need", "another name"),
    "filter_name": (STRUCTURE, '"hello"', '"filter_age"', "concept", "forms need", "another name"),
    "page_name": (STRUCTURE, '"hello"', '"code"', "concept", "forms need", "another name"),
    "csrf_name": (STRUCTURE, '"hello"', '"csrf_token"', "concept", "forms need", "another name"),
    "two_steps": (STRUCTURE, '["never", "sometimes", "always"]', '["never", "always"]', "how_often.choices", "2 steps", "3 to 7"),
    "one_basket": (STRUCTURE, '["fun", "so_so", "worry"]', '["fun"]', "sorted.baskets", "1 baskets", "2 to 4"),
    "basket_is_thing": (STRUCTURE, '["fun", "so_so", "worry"]', '["fun", "ads", "worry"]', "sorted.baskets", "a choice too", "another code"),
    "basket_picture": (STRUCTURE, 'fun = "face_good"', 'funn = "face_good"', "sorted.pictures", "not a choice", "`fun`"),
    "basket_label": (ES, 'so_so = "Más o menos", worry', "worry", "sorted.adults.baskets", "`so_so` has no label", "so_so ="),
    "basket_words": (ES, 'baskets = { fun = "¡Qué', 'baskets = { run = "¡Qué', "sorted.adults.baskets", "no choice `run`", "`fun`"),
    "baskets_elsewhere": (STRUCTURE, 'choices = ["parks", "books", "signal"]', 'choices = ["parks", "books", "signal"]\nbaskets = ["a", "b"]', "shares.baskets", "not for kind `stones`", "kind baskets"),
    "basket_decides": (STRUCTURE, "ask_if = { shares", "ask_if = { sorted", "ask_if.sorted", "of kind `baskets`", "with choices"),
    "one_stone": (STRUCTURE, '["parks", "books", "signal"]', '["parks"]', "shares.choices", "1 choices", "2 to 6"),
    "bare_stamp": (STRUCTURE, ', book = "book" }', " }", "stamped.pictures", "`book` has no picture", "name one"),
    "crowded": (STRUCTURE, "at_most = 3", "at_most = 13", "stamped.at_most", "no room", "at most 12"),
    "long_word": (STRUCTURE, 'kind = "word"', 'kind = "word"\nmax_length = 41', "one_word.max_length", "is 41", "kind `text`"),
    "no_begins": (ES, 'begins = "Quiero parques porque"', "", "why_parks.adults.begins", "is missing", "begins ="),
    "begins_elsewhere": (ES, 'ask = "¿Qué palabra?"', 'ask = "¿Qué palabra?"\nbegins = "Es"', "one_word.adults.begins", "not for kind `word`", "`finish`"),
    "no_such_look": (STRUCTURE, "max_length = 20", 'max_length = 20\nlook = "poster"', "why_school.look", "no look `poster`", "postcard"),
    "unknown_band": (STRUCTURE, 'bands = ["6-9"]', 'bands = ["6-8"]', "bands", "no band `6-8`", "6-9"),
    "band_twice": (STRUCTURE, '["6-9", "10-13"]', '["6-9", "6-9", "10-13"]', "bands", "twice", "keep one"),
    "language": (STRUCTURE, '"en"]', '"English"]', "languages", "not a language", "es"),
    "empty_band": (STRUCTURE, '"adults"]', '"adults", "3-5"]', "bands", "asked nothing", "remove"),
    "asked_twice": (STRUCTURE, 'bands = ["10-13"]', 'bands = ["10-13", "6-9"]', "concept", "twice", "once"),
    "choice_twice": (STRUCTURE, '"home", ', '"home", "home", ', "choices", "twice", "keep one"),
    "two_faces": (STRUCTURE, '"good", "so_so"', '"good"', "choices", "fixed", "[good, so_so, bad]"),
    "one_choice": (STRUCTURE, '["six", "seven", "eight_or_nine"]', '["six"]', "choices", "1 choices", "add"),
    "two_in_order": (STRUCTURE, '"safety", ', "", "choices", "2 choices to put in order", "3 to 5"),
    "excludes_all": (STRUCTURE, '["none"]', '["home", "school", "street", "none"]', "excludes", "every", "one"),
    "excludes_unknown": (STRUCTURE, '["none"]', '["non"]', "excludes", "`non` is not", "`none`"),
    "excludes_of_one": (STRUCTURE, "card =", 'excludes = ["six"]\ncard =', "excludes", "not for", "several"),
    "at_most_one": (STRUCTURE, "at_most = 2", "at_most = 1", "at_most", "only one", "`one`"),
    "at_most_all": (STRUCTURE, "at_most = 2", "at_most = 4", "at_most", "4 of 3", "smaller"),
    "at_most_of_order": (STRUCTURE, '"learning"]', '"learning"]\nat_most = 2', "at_most", "not for", "several"),
    "unknown_picture": (STRUCTURE, "{ good =", "{ goood =", "pictures", "`goood` is not", "`good`"),
    "picture_path": (STRUCTURE, '"face_good"', '"../face"', "pictures", "names", "face_good"),
    "scene_path": (STRUCTURE, '"axo_hello"', '"../axo"', "scene", "small letters", "write scene"),
    "asker_path": (STRUCTURE, 'scene = "axo_hello"', 'asker = "../duck"', "asker", "small letters", "write asker"),
    "no_such_place": (STRUCTURE, 'scene = "axo_hello"', 'place = "plazza"', "hello.place", "no place `plazza`", "`plaza`"),
    "roll_up_from": (STRUCTURE, "{ very_good =", "{ verry_good =", "roll_up", "not a choice", "`very_good`"),
    "roll_up_to": (STRUCTURE, 'very_good = "good"', 'very_good = "goood"', "roll_up.very_good", "`goood`", "`good`"),
    "roll_up_chain": (STRUCTURE, 'very_bad = "bad"', 'very_bad = "very_good"', "roll_up.very_bad", "counts", "good"),
    "roll_up_merge": (STRUCTURE, "at_most = 2", 'roll_up = { home = "street" }', "roll_up", "twice", "row"),
    "no_max_length": (STRUCTURE, "max_length = 600\n", "", "max_length", "missing", "max_length = 600"),
    "too_long": (STRUCTURE, "max_length = 600", "max_length = 2001", "max_length", "2001", "2000"),
    "choices_of_text": (STRUCTURE, "max_length = 600", 'max_length = 600\nchoices = ["a", "b"]', "choices", "not for", "one"),
    "who_in_text": (STRUCTURE, "max_length = 600", "max_length = 600\ncharacteristic = true", "characteristic", "not for", "one"),
    "ask_if_later": (STRUCTURE, 'scene = "axo_hello"', 'ask_if = { online = ["yes"] }', "ask_if.online", "before", "move"),
    "ask_if_unknown": (STRUCTURE, "{ online =", "{ onlin =", "ask_if.onlin", "not asked `onlin`", "`online`"),
    "ask_if_text": (STRUCTURE, 'card = "about_you"', 'ask_if = { why_school = ["x"] }', "ask_if", "kind `text`", "choices"),
    "ask_if_choice": (STRUCTURE, '"not_sure"]', '"notsure"]', "ask_if.online", "`notsure`", "`not_sure`"),
    "ask_if_itself": (STRUCTURE, "{ online =", "{ places =", "ask_if.places", "before", "move"),
    "card_apart": (STRUCTURE, "max_length = 20", 'max_length = 20\ncard = "about_you"', "card", "between", "next"),
    "card_concept": (STRUCTURE, 'card = "about_you"', 'card = "online"', "card", "another card", "own"),
    "who_in_one_band": (STRUCTURE, "roll_up", "characteristic = true\nroll_up", "characteristic", "one band", "same"),
    "no_words": (EN, '[concept.age."6-9"]\nask = "How old are you?"', "", 'concept.age."6-9"', "no words", "ask ="),
    "no_ask": (EN, 'ask = "How old are you?"', "", 'concept.age."6-9"', "no `ask`", "write ask"),
    "empty_ask": (EN, 'ask = "How old are you?"', 'ask = " "', 'concept.age."6-9".ask', "not empty", "write ask"),
    "no_name": (ES, 'name = "Edad"', "", "concept.age", "no `name`", "heading"),
    "no_concept": (EN, "[concept.story", "[concept.storry", "concept.story", "has no `name`", "name ="),
    "surplus_concept": (EN, "[concept.age]", '[concept.agee]\nname = "x"\n[concept.age]', "concept.agee", "not exist", "`age`"),
    "surplus_band": (ES, "[concept.wishes.adults]", '[concept.wishes."10-13"]', 'wishes."10-13"', "not asked", "6-9"),
    "words_key": (ES, 'help = "', 'hlep = "', 'concept.feeling."6-9".hlep', "unknown key", "`help`"),
    "name_key": (ES, 'name = "Edad"', 'nmae = "Edad"', "concept.age.nmae", "unknown key", "`name`"),
    "no_label": (ES, 'six = "Seis", ', "", 'concept.age."6-9".choices', "`six` has no label", "six ="),
    "surplus_label": (ES, 'six = "Seis"', 'six = "Seis", sixx = "6"', "concept.age.choices", "`sixx`", "`six`"),
    "same_label": (ES, 'six = "Seis"', 'six = "Siete"', "choices", "both say Siete", "other words"),
    "label_of_band": (ES, "{ good = \"Cont", "{ very_good = \"Cont", 'feeling."6-9".choices', "`very_good`", "good"),
    "no_thanks": (ES, 'adults = ["Gracias"]', "", "thanks", "band adults has none", "write thanks"),
    "thanks_shape": (ES, '["Gracias"]', '"Gracias"', "thanks.adults", "list of texts", "["),
    "surplus_thanks": (ES, 'adults = ["G', '"3-5" = ["Hola"]\nadults = ["G', 'thanks."3-5"', "no band", "6-9"),
    "no_assent": (ES, "[assent.adults]", "[assent.adultos]", "assent", "band adults has none", "write assent"),
    "assent_key": (ES, 'after_no = "Está', 'afterno = "Está', 'assent."6-9"', "no `after_no`", "after_no ="),
    "other_language": (EN, 'language = "en"', 'language = "fr"', "language", "is fr", '"en"'),
    "fewer_paragraphs": (EN, ', "You can stop."', "", 'assent."6-9".paragraphs', "es has 2", "same"),
    "fewer_thanks": (EN, ', "We read it all."', "", 'thanks."6-9"', "es has 2", "same"),
    "less_help": (EN, 'help = "Think of yesterday."', "", 'feeling."6-9".help', "only in es", "both"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "message", "remedy"), BROKEN.values(), ids=BROKEN.keys()
)
def test_a_mistake_says_file_place_and_remedy(
    folder: Path,
    change: Change,
    file: str,
    old: str,
    new: str,
    place: str,
    message: str,
    remedy: str,
) -> None:
    change(file, old, new)
    found = mistakes_of(folder)
    assert any(
        m.file == file and place in m.place and message in m.message and remedy in m.remedy
        for m in found
    ), found


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path, change: Change) -> None:
    change(STRUCTURE, "at_most = 2", "at_most = 1")
    change(STRUCTURE, '"faces"', '"facse"')
    change(STRUCTURE, "max_length = 600", "max_length = 60000")
    change(ES, 'name = "Edad"', "")
    change(EN, 'ask = "How old are you?"', "")
    change(EN, 'title = "Very small"', "")
    found = [(m.file, m.message) for m in mistakes_of(folder)]
    assert found == [
        (STRUCTURE, "there is no kind `facse`"),
        (STRUCTURE, "only one may be chosen"),
        (STRUCTURE, "is 60000"),
        (EN, "has no `title`"),
        (EN, "has no `ask`"),
        (ES, "has no `name`"),
    ]


def test_broken_toml_in_one_file_does_not_hide_mistakes_in_another(
    folder: Path, change: Change
) -> None:
    change(STRUCTURE, 'id = "tiny"', "id = tiny")
    change(ES, 'title = "Muy chico"', "titel = 3")
    change(EN, 'language = "en"', "language")
    assert {m.file for m in mistakes_of(folder)} == {STRUCTURE, ES, EN}


def test_a_mistake_in_a_question_names_its_line(folder: Path, change: Change) -> None:
    change(STRUCTURE, "at_most = 2", "at_most = 1")
    lines = (folder / STRUCTURE).read_text(encoding="utf-8").splitlines()
    header = lines.index('concept = "places"')  # the line before it, counted from 1
    assert mistakes_of(folder)[0].place == f"line {header}, question 5, places.at_most"


def test_a_missing_words_file_and_one_that_is_not_utf8_are_mistakes(folder: Path) -> None:
    (folder / EN).unlink()
    (folder / ES).write_bytes(b'language = "es"\ntitle = "\xff"')
    assert [(m.file, m.message) for m in mistakes_of(folder)] == [
        (EN, "there is no such file"),
        (ES, "is not UTF-8"),
    ]


def test_words_in_a_language_that_is_not_listed_are_a_mistake(folder: Path) -> None:
    (folder / "v1.fr.toml").write_text('language = "fr"', encoding="utf-8")
    assert "v1.fr.toml" in {m.file for m in mistakes_of(folder)}


def test_organisations_may_write_at_length(folder: Path, change: Change) -> None:
    change(
        STRUCTURE,
        '"adults"]\nkind = "text"\nmax_length = 600',
        '"adults"]\nkind = "text"\nmax_length = 20000',
    )
    assert [m.message for m in mistakes_of(folder)] == ["is 20000"]  # children may not
    change(
        STRUCTURE,
        'concept = "story"\nbands = ["6-9", "adults"]',
        'concept = "story"\nbands = ["adults"]',
    )
    for file in (ES, EN):
        change(file, '[concept.story."6-9"]', "[concept.story.adults]")
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text[: text.rindex("[concept.story.adults]")], encoding="utf-8")
    assert read(folder).version_for("adults", "es").questions[-1].max_length == 20_000


def test_a_mistake_reads_as_one_line(folder: Path, change: Change) -> None:
    change(STRUCTURE, '"faces"', '"facse"')
    with pytest.raises(BrokenDefinition) as broken:
        read(folder)
    assert str(broken.value).count("\n") == 0
    assert str(broken.value).endswith("there is no kind `facse`; did you mean `faces`?")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_a_file_with_anything_in_it_is_read_or_refused(folder: Path, drawn: st.DataObject) -> None:
    """Lines moved, lost, doubled, and values of other types: every outcome is a named one."""
    file = folder / drawn.draw(st.sampled_from([STRUCTURE, ES, EN]))
    sound = file.read_text(encoding="utf-8")
    lines = sound.splitlines()
    for _ in range(drawn.draw(st.integers(1, 4))):
        place = drawn.draw(st.integers(0, len(lines) - 1))
        key = lines[place].split("=")[0].strip() or "key"
        other = ["", "[[question]]", "[concept]", *(f"{key} = {value}" for value in VALUES)]
        lines[place] = drawn.draw(st.sampled_from([*other, *lines]))
    file.write_text("\n".join(lines), encoding="utf-8")
    try:
        outcome: object = read(folder)
    except BrokenDefinition as broken:
        outcome = broken
    finally:
        file.write_text(sound, encoding="utf-8")
    told = outcome.mistakes if isinstance(outcome, BrokenDefinition) else ()
    assert all(mistake.place and mistake.message and mistake.remedy for mistake in told)
    assert told or isinstance(outcome, Questionnaire)


VALUES = (
    "3",
    "true",
    '"x"',
    "[]",
    '["x"]',
    "[1]",
    "{}",
    "{ x = 1 }",
    '{ x = ["y"] }',
    "1979-05-27",
)
