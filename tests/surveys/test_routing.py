from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import Question, Questionnaire, Version, on_path, path, texts_on_path

ANSWERS = {
    "feeling": "good",
    "online": "yes",
    "places": ("home", "school"),
    "why_school": "Porque sí",
    "wishes": None,
    "age": "six",
    "story": None,
}


def concepts(questions: tuple[Question, ...]) -> list[str]:
    return [question.concept for question in questions]


def test_all_questions_whose_conditions_hold_are_asked(version: Version) -> None:
    assert path(version, ANSWERS) == version.questions


def test_a_no_skips_what_follows_and_what_follows_from_that(version: Version) -> None:
    shown = concepts(path(version, ANSWERS | {"online": "no"}))
    assert shown == ["hello", "feeling", "online", "wishes", "age", "story"]


def test_a_skipped_question_does_not_lead_to_the_ones_that_hang_on_it(version: Version) -> None:
    assert "places" not in concepts(path(version, {}))


def test_one_of_several_answers_is_enough(version: Version) -> None:
    assert "why_school" in concepts(path(version, ANSWERS))
    assert "why_school" not in concepts(path(version, ANSWERS | {"places": ("home",)}))


def test_every_condition_has_to_hold(questions: dict[str, Question], version: Version) -> None:
    from dataclasses import replace

    both = {"online": frozenset({"yes"}), "feeling": frozenset({"bad"})}
    card = replace(
        version.cards[0],
        questions=(
            questions["online"],
            questions["feeling"],
            replace(questions["story"], ask_if=both),
        ),
    )
    conditional = replace(version, cards=(card,))
    assert "story" not in concepts(path(conditional, {"online": "yes", "feeling": "good"}))
    assert "story" in concepts(path(conditional, {"online": "yes", "feeling": "bad"}))


def test_skipped_is_none_and_not_shown_is_no_key(version: Version) -> None:
    assert on_path(version, {"feeling": "bad", "online": "not_sure"}) == {
        "feeling": "bad",
        "online": "not_sure",
        "places": None,
        "wishes": None,
        "age": None,
    }


def test_what_was_reached_through_a_dropped_answer_is_dropped_too(version: Version) -> None:
    answers = ANSWERS | {"online": "no"}
    assert "places" not in on_path(version, answers)
    assert texts_on_path(version, answers) == {}


def test_texts_are_apart_from_the_closed_answers(version: Version) -> None:
    assert not on_path(version, ANSWERS).keys() & {"why_school", "story"}
    assert texts_on_path(version, ANSWERS) == {"why_school": "Porque sí"}


@st.composite
def answered(draw: st.DrawFn, version: Version) -> dict[str, str | tuple[str, ...] | None]:
    answers: dict[str, str | tuple[str, ...] | None] = {}
    for question in version.questions:
        codes = [choice.code for choice in question.choices] or ["words"]
        one, many = st.sampled_from(codes), st.lists(st.sampled_from(codes), min_size=1)
        given_ = many.map(tuple) if question.kind in {"several", "order"} else one
        if draw(st.booleans()):
            answers[question.concept] = draw(st.one_of(st.none(), given_))
    return answers


@given(drawn=st.data())
def test_a_path_changes_nothing_and_is_the_same_each_time(
    version: Version, drawn: st.DataObject
) -> None:
    answers = drawn.draw(answered(version))
    before = deepcopy(answers)
    assert path(version, answers) == path(version, answers)
    assert answers == before


@given(drawn=st.data())
def test_dropping_answers_off_the_path_twice_is_the_same_as_once(
    version: Version, drawn: st.DataObject
) -> None:
    answers = drawn.draw(answered(version))
    kept = on_path(version, answers)
    assert on_path(version, kept) == kept
    assert path(version, kept) == path(version, answers)


@given(drawn=st.data())
def test_no_question_on_the_path_hangs_on_one_that_is_not(
    version: Version, drawn: st.DataObject
) -> None:
    shown = path(version, drawn.draw(answered(version)))
    assert all(condition in concepts(shown) for question in shown for condition in question.ask_if)


@given(drawn=st.data())
def test_answers_that_were_not_asked_for_make_no_difference(
    version: Version, drawn: st.DataObject
) -> None:
    answers = drawn.draw(answered(version))
    assert on_path(version, answers | {"surprise": "x"}) == on_path(version, answers)


@pytest.mark.parametrize("answer", ["", "other"])
def test_an_answer_that_is_no_choice_leads_nowhere(version: Version, answer: str) -> None:
    assert "places" not in concepts(path(version, {"online": answer}))


def test_a_choice_that_got_stones_leads_on_and_its_text_is_whole(tiny: Questionnaire) -> None:
    version = tiny.version_for("adults", "es")
    answers = {"shares": ("parks:2",), "why_parks": "hay sombra"}
    assert texts_on_path(version, answers) == {"why_parks": "Quiero parques porque hay sombra"}
    assert texts_on_path(version, {**answers, "shares": ("books:2",)}) == {}
