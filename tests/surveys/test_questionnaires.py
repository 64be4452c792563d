"""The questionnaires that ship: whether they keep what was promised to children and adults."""

import re
from itertools import combinations, groupby

import pytest

from surveys import KINDS, Question, Version, on_paper, path, read, shipped, too_long, wording

OURS = read(shipped()["my_digital_world"])
ORGANISATIONS = read(shipped()["organisations"])
ALL = (OURS, ORGANISATIONS)
OF_CHILDREN = (OURS, read(shipped()["draw_internet"]))
VERSIONS = [pytest.param(each, id=f"{b} {lang}") for (b, lang), each in OURS.versions.items()]
BELOW_FOURTEEN = ("3-5", "6-9", "10-13")
FROM_TEN = ("10-13", "14-17")

# Szigriszt-Pazos at least, Crawford at most (none: the scale ends at six years of school),
# words a sentence at most.
GATES = {"6-9": (80, 3, 12), "10-13": (70, 5, 15), "14-17": (60, None, 20)}

SAID_TO_THE_YOUNGER = (
    "No pedimos tu nombre. Si alguien te lastima y lo escribes, lo lee una persona que protege a "
    "niñas y niños. Esa persona debe avisar. Si no dices quién eres, no puede encontrarte. "
    "Para ayuda hoy, toca Ayuda."
)
ADULT_WORDS = {
    "es": ("entorno digital", "legislador", "legislativ", "ciudadan", "normativ"),
    "en": ("digital environment", "legislat", "citizen", "regulat"),
}
NEGATIVES = {"es": r"\b(no|nunca|nadie|ningun[oa]?|sin)\b", "en": r"\b(not|never|nobody|\w+n't)\b"}
IDENTIFYING = {
    "es": r"\b(llamas|años tienes|edad tienes|qué escuela|dónde vives|naciste|papeles|grado)\b",
    "en": r"\b(your name|how old|which school|where do you live|born|papers|grade)\b",
}
TOLD = {  # in the assent of every band: no name, skipping, stopping, not found, help
    "es": (r"nombre", r"saltar", r"parar|salir", r"encontrar(te|le)", r"Ayuda"),
    "en": (r"name", r"skip", r"stop|leave", r"cannot find", r"Help"),
}
EXCEPTION = {  # a person reads; they must tell; a program takes details out; not out of this
    "es": (
        r"lo (lee|mira) una persona (que protege|encargada de proteger)",
        r"debe avisar|obligación de avisar",
        r"programa trata de borrar [^.]*\. A veces falla",
        r"tal como lo escribiste",
    ),
    "en": (
        r"person (who protects children|whose job is to protect children) (reads|sees) it",
        r"(has to|must) tell",
        r"program tries to delete [^.]*\. Sometimes it fails",
        r"just as you wrote it",
    ),
}
NO_INTERNET = {"3-5": "no", "6-9": "no", "10-13": "never", "14-17": "never"}


def said(version: Version) -> list[str]:
    """Everything the band reads as sentences: the labels of choices are no sentences."""
    asked = [words for each in version.questions for words in (each.ask, each.help) if words]
    assent = version.assent
    return [assent.title, *assent.paragraphs, assent.after_no, *asked, *version.thanks]


def words(version: Version) -> str:
    """All the words of a version, labels too."""
    labels = [choice.label for each in version.questions for choice in each.choices]
    return " ".join([*said(version), version.assent.yes, version.assent.no, *labels])


def questions(version: Version, *kinds: str) -> list[Question]:
    return [each for each in version.questions if each.kind in kinds]


def shape(version: Version) -> list[tuple[object, ...]]:
    """What must be the same in every language."""
    return [
        (card.id, each.concept, each.kind, bool(each.help), [c.code for c in each.choices])
        for card in version.cards
        for each in card.questions
    ]


# ----------------------------------------------------------------------------------- all bands


@pytest.mark.parametrize("questionnaire", ALL, ids=lambda each: each.id)
def test_every_concept_has_a_heading_in_both_languages(questionnaire):
    concepts = {each.concept for v in questionnaire.versions.values() for each in v.questions}
    expected = {(concept, language) for concept in concepts for language in ("es", "en")}
    assert expected <= {key for key, name in questionnaire.concept_names.items() if name}


@pytest.mark.parametrize("questionnaire", ALL, ids=lambda each: each.id)
def test_spanish_and_english_have_the_same_structure(questionnaire):
    for band in questionnaire.bands:
        spanish, english = (questionnaire.version_for(band, lang) for lang in ("es", "en"))
        assert shape(spanish) == shape(english)
        assert len(spanish.assent.paragraphs) == len(english.assent.paragraphs)
        assert len(spanish.assent.adult) == len(english.assent.adult)
        assert len(spanish.thanks) == len(english.thanks)


def test_the_bands_are_the_four_of_children():
    assert OURS.bands == ("3-5", "6-9", "10-13", "14-17")


def test_no_band_takes_more_screens_or_minutes_than_its_children_should_give():
    assert too_long(OURS) == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_faces_never_follow_one_another_long(version):
    runs = groupby(each.kind for each in version.questions)
    assert max(len(list(run)) for kind, run in runs if kind == "faces") <= 2


@pytest.mark.parametrize("version", VERSIONS)
def test_questions_are_single_positive_and_ask_for_nothing_identifying(version):
    for each in questions(version, *(kind for kind in KINDS if kind != "info")):
        assert each.ask.count("?") == 1
        assert not re.search(NEGATIVES[version.language], each.ask, re.IGNORECASE)
        assert not re.search(IDENTIFYING[version.language], f"{each.ask} {each.help}", re.I)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_assent_says_what_a_child_has_to_know(version):
    told = " ".join(version.assent.paragraphs + version.assent.adult)
    for what in TOLD[version.language]:
        assert re.search(what, told), what


@pytest.mark.parametrize("version", VERSIONS)
def test_yes_and_no_can_be_told_apart_and_no_is_never_asked_why(version):
    assert version.assent.yes in {"Sí, quiero", "Yes, I want to"}
    assert "?" not in version.assent.no + version.assent.after_no


@pytest.mark.parametrize("version", VERSIONS)
def test_thanks_are_a_title_and_two_or_three_paragraphs_that_say_where_results_come(version):
    """Who to call for help today is on the page around them, first."""
    assert 3 <= len(version.thanks) <= 4
    assert re.search(r"aquí|misma dirección|same address|\bhere\b", " ".join(version.thanks), re.I)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("questionnaire", OF_CHILDREN, ids=lambda each: each.id)
def test_who_can_write_is_told_before_that_a_person_reads_of_danger(questionnaire, language):
    """The one exception to "nobody learns what you wrote", and to what a program takes out."""
    for band in questionnaire.bands:
        version = questionnaire.version_for(band, language)
        if all(KINDS[each.kind].closed or not KINDS[each.kind].asks for each in version.questions):
            continue
        reads, tells, program, verbatim = EXCEPTION[language]
        for paragraphs in filter(None, (version.assent.paragraphs, version.assent.paper)):
            told = " ".join(paragraphs)
            assert re.search(reads, told), band
            assert re.search(tells, told), band
            assert bool(re.search(program, told)) == bool(re.search(verbatim, told)), band


SCREEN = r"\b(toca|toque|tocan|enviar|ayuda|touch|send|help|botón|button)\b"
ASKED_FOR_HELP = r"Para ayuda hoy|For help today|who can help"


@pytest.mark.parametrize("version", [each for of in OF_CHILDREN for each in of.versions.values()])
def test_paper_tells_what_has_to_be_known_and_nothing_of_a_screen(version):
    sheet = on_paper(version)
    told = " ".join(sheet.assent.paragraphs + sheet.assent.adult)
    *known, _help = TOLD[version.language]
    for what in (*known, "911", "800 911 2000", "leerá tu hoja|read your sheet"):
        assert re.search(what, told), what
    helps = [question.help for question in sheet.questions]
    said = " ".join([*helps, re.sub(ASKED_FOR_HELP, "", told), *sheet.thanks])
    assert not re.search(SCREEN, said, re.IGNORECASE)


def test_the_assent_of_6_to_9_says_that_somebody_must_tell():
    assert SAID_TO_THE_YOUNGER in OURS.version_for("6-9", "es").assent.paragraphs


# --------------------------------------------------------------------------------- each band


@pytest.mark.parametrize("language", OURS.languages)
@pytest.mark.parametrize("band", BELOW_FOURTEEN)
def test_nobody_below_fourteen_reads_the_words_of_adults(band, language):
    text = words(OURS.version_for(band, language)).lower()
    assert [word for word in ADULT_WORDS[language] if word in text] == []


@pytest.mark.parametrize("language", OURS.languages)
def test_three_to_five_answer_with_pictures_and_faces_alone(language):
    version = OURS.version_for("3-5", language)
    assert {each.kind for each in version.questions} == {"faces", "one", "yes_no", "stamps"}
    assert all(len(each.choices) == 3 for each in version.questions if each.kind != "stamps")
    assert all(len(each.ask.split()) <= 12 for each in version.questions)


@pytest.mark.parametrize("band", BELOW_FOURTEEN)
def test_choices_below_fourteen_have_pictures_save_who_answers_and_how_often(band):
    bare = {
        each.concept
        for each in OURS.version_for(band, "es").questions
        if not each.characteristic and not all(choice.picture for choice in each.choices)
        if each.kind != "scale"
    }
    assert bare <= ({"uses_internet"} if band == "10-13" else set())


def test_choices_with_different_meanings_have_different_pictures():
    for version in OURS.versions.values():
        for each in version.questions:
            pictures = [choice.picture for choice in each.choices if choice.picture]
            assert len(pictures) == len(set(pictures)), each.concept


@pytest.mark.parametrize("language", OURS.languages)
def test_fourteen_to_seventeen_have_no_guide_and_no_pictures(language):
    version = OURS.version_for("14-17", language)
    assert not any(each.scene for each in version.questions)
    assert not any(choice.picture for each in version.questions for choice in each.choices)
    assert "Olin" not in words(version)


def test_texts_grow_with_age():
    texts = {
        band: {each.concept: each.max_length for each in questions(version, "text")}
        for band in OURS.bands
        for version in [OURS.version_for(band, "es")]
    }
    assert texts["3-5"] == {}
    assert texts["6-9"] == {"ask_lawmakers": 400}
    assert texts["10-13"] == dict.fromkeys(["worries", "ask_platforms", "ask_lawmakers"], 600)
    assert texts["14-17"] == {**texts["10-13"], "disputed": 400}
    (own,) = questions(OURS.version_for("14-17", "es"), "own_topic")
    assert own.max_length == 600


def test_kinds_come_with_the_age_that_can_play_them():
    kinds = {
        band: {each.kind for each in OURS.version_for(band, "es").questions} for band in OURS.bands
    }
    assert kinds["6-9"] - kinds["3-5"] == {"several", "baskets", "text"}
    assert "baskets" not in kinds["3-5"]
    assert not (kinds["3-5"] | kinds["6-9"]) & {"stones", "order", "finish", "word", "scale"}
    assert {"stones", "finish", "word", "scale", "own_topic"} <= kinds["10-13"]
    assert {"order", "finish", "scale", "own_topic"} <= kinds["14-17"]


@pytest.mark.parametrize("band", FROM_TEN)
def test_two_of_five_topics_lead_to_two_cards_whichever_they_are(band):
    version = OURS.version_for(band, "es")
    (topics,) = [each for each in version.questions if each.concept == "topics"]
    choices = [choice.code for choice in topics.choices if not choice.excludes]
    assert (len(choices), topics.at_most) == (5, 2)
    plain = len(path(version, {"topics": ("none",)}))
    for two in combinations(choices, 2):
        assert len(path(version, {"topics": two})) == plain + 2


@pytest.mark.parametrize("questionnaire", ALL, ids=lambda each: each.id)
def test_the_check_of_words_has_nothing_to_say(questionnaire):
    assert [str(finding) for finding in wording.check(questionnaire).findings] == []


@pytest.mark.parametrize("band", GATES)
def test_spanish_is_as_easy_as_the_band_reads(band):
    """The gates of the reference, said again here: the check must not become milder unseen."""
    ease, grade, length = GATES[band]
    (measured,) = [
        each for each in wording.check(OURS).measures if (each.band, each.language) == (band, "es")
    ]
    assert measured.scores["szigriszt_pazos"] >= ease
    assert grade is None or measured.scores["crawford"] <= grade
    assert measured.words_a_sentence <= length
    assert all(len(each.ask.split()) <= length for each in OURS.version_for(band, "es").questions)


# ------------------------------------------------------------------------- who answers, how


@pytest.mark.parametrize("band", OURS.bands)
def test_who_answers_is_asked_last_on_one_card_from_ten_and_says_why_first(band):
    version = OURS.version_for(band, "es")
    characteristics = [each.concept for each in version.questions if each.characteristic]
    if band not in FROM_TEN:
        assert characteristics == []
        return
    why, *asked = version.cards[-1].questions
    assert version.cards[-1].id == "about_you"
    assert (why.kind, why.characteristic) == ("info", False)
    assert [each.concept for each in asked] == characteristics
    assert characteristics == ["gender", "difficulties", "origin", "moved"]


@pytest.mark.parametrize("band", OURS.bands)
def test_a_child_without_internet_is_asked_for_an_opinion(band):
    version = OURS.version_for(band, "es")
    asked = {each.concept for each in path(version, {"uses_internet": NO_INTERNET[band]})}
    assert "wants_internet" in asked
    assert not asked & {"like_most", "feeling_online"}
    assert "heard" in asked
    assert band == "3-5" or {"missing_for_internet", "ask_lawmakers"} <= asked
    assert {"who_helps", "ask_school"} & asked or {"topics", "worries", "change_first"} <= asked


@pytest.mark.parametrize("band", OURS.bands)
def test_a_child_who_skips_the_first_question_loses_no_open_question(band):
    version = OURS.version_for(band, "es")
    asked = path(version, {})
    chosen = [q for q in questions(version, "text") if "topics" not in q.ask_if]
    assert [q for q in chosen if q not in asked] == []


@pytest.mark.parametrize("concept", ["uses_internet", "feeling_online", "heard"])
def test_concepts_of_all_bands_roll_up_to_the_codes_of_the_youngest(concept):
    rows = {}
    for band in OURS.bands:
        (asked,) = [q for q in OURS.version_for(band, "es").questions if q.concept == concept]
        rows[band] = {asked.roll_up.get(c.code, c.code) for c in asked.choices}
    assert all(rows[band] <= rows["3-5"] for band in OURS.bands)


def test_open_questions_come_before_the_choices_that_could_suggest_an_answer():
    asked = [each.concept for each in OURS.version_for("14-17", "es").questions]
    assert asked.index("worries") < asked.index("change_first")
    assert asked.index("ask_lawmakers") < asked.index("change_first")


def test_something_is_put_in_order_and_something_has_no_fitting_choice():
    kinds = {each.kind for version in OURS.versions.values() for each in version.questions}
    assert kinds == set(KINDS) - {"drawing"}  # asked by a questionnaire of its own
    for version in OURS.versions.values():
        for each in questions(version, "several"):
            assert any(choice.excludes for choice in each.choices), each.concept


# ------------------------------------------------------------------------------ organisations


@pytest.mark.parametrize("language", ORGANISATIONS.languages)
def test_organisations_answer_nine_long_texts(language):
    version = ORGANISATIONS.version_for("organisations", language)
    assert len(version.cards) == len(version.questions) == 9
    for number, each in enumerate(version.questions, 1):
        assert each.concept.startswith(f"q{number}_")
        assert (each.kind, each.max_length, each.scene) == ("text", 20000, None)
        assert ORGANISATIONS.concept_names[each.concept, language].startswith(f"{number}. ")


@pytest.mark.parametrize(
    ("language", "named"), [("es", "nombre de su organización"), ("en", "name of your org")]
)
def test_organisations_know_that_they_are_named_and_how_much_they_may_write(language, named):
    told = " ".join(ORGANISATIONS.version_for("organisations", language).assent.paragraphs)
    assert named in told
    assert "3,000" in told
