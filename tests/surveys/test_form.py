import time
from dataclasses import replace

import pytest
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from surveys import AnswerField, InvalidAnswer, Version, answers_of, form_class

POSTED = MultiDict(
    [
        ("feeling", "good"),
        ("online", "yes"),
        ("places", "school"),
        ("places", "home"),
        ("why_school", " Porque sí "),
        ("wishes", "play"),
        ("wishes", ""),
        ("wishes", "safety"),
        ("age", ""),
        ("surprise", "not asked"),
    ]
)


def test_a_form_has_a_field_for_every_question_but_not_for_information(version: Version) -> None:
    form = form_class(version)()
    assert [field.name for field in form] == [
        q.concept for q in version.questions if q.kind != "info"
    ]


def test_a_post_is_parsed_into_answers(version: Version) -> None:
    form = form_class(version)(POSTED)
    assert form.validate()
    assert answers_of(form) == {
        "feeling": "good",
        "online": "yes",
        "places": ("home", "school"),
        "why_school": "Porque sí",
        "wishes": ("play", "safety"),
        "age": None,
        "story": None,
    }


def test_a_refused_answer_is_an_error_with_its_code_and_stays_to_be_shown(
    version: Version,
) -> None:
    text = "muy largo, de más de veinte letras"
    form = form_class(version)(MultiDict({"why_school": text, "feeling": "good"}))
    assert not form.validate()
    field = form["why_school"]
    assert isinstance(field, AnswerField)
    (error,) = field.errors
    assert isinstance(error, InvalidAnswer)
    assert (str(error), error.details["over"]) == ("too_long", len(text) - 20)
    assert field.entered == (text,)
    assert field.data is None
    assert form["feeling"].data == "good"
    assert form["feeling"].errors == []


def test_a_kept_error_holds_on_to_no_frame(version: Version) -> None:
    form = form_class(version)(MultiDict({"age": "seventy"}))
    form.validate()
    error = form["age"].errors[0]
    assert isinstance(error, InvalidAnswer)
    assert error.__traceback__ is None
    assert error.__context__ is None


def test_a_form_that_was_not_posted_has_no_answers_and_no_errors(version: Version) -> None:
    form = form_class(version)()
    assert set(answers_of(form).values()) == {None}
    assert form.validate()


def test_a_field_knows_its_question_and_its_words(version: Version) -> None:
    field = form_class(version)()["feeling"]
    assert isinstance(field, AnswerField)
    assert field.question.kind == "faces"
    assert (field.label.text, field.description) == ("¿Cómo te sientes?", "Piensa en ayer.")


def test_a_form_is_built_once_for_a_version(version: Version) -> None:
    assert form_class(version) is form_class(version)
    assert form_class(replace(version)) is not form_class(version)


def test_a_form_can_have_fields_of_its_own_which_are_no_answers(version: Version) -> None:
    class Keyed(Form):
        key = StringField()

    form = form_class(version, Keyed)(MultiDict({"key": "k", "age": "six"}))
    assert form["key"].data == "k"
    assert "key" not in answers_of(form)
    assert form_class(version, FlaskForm) is not form_class(version, Keyed)


def test_a_field_of_the_base_cannot_be_overwritten_by_a_concept(version: Version) -> None:
    class Taken(Form):
        story = StringField()

    with pytest.raises(ValueError, match="story"):
        form_class(version, Taken)


def test_many_versions_do_not_fill_the_memory(version: Version) -> None:
    from surveys import form

    for _ in range(form.KEPT + 10):
        form_class(replace(version))
    assert len(form._built) <= form.KEPT


def test_a_post_of_twelve_questions_costs_well_under_a_millisecond(version: Version) -> None:
    asked = [question for question in version.questions if question.kind != "info"]
    questions = tuple(
        replace(asked[n % len(asked)], concept=f"{asked[n % len(asked)].concept}_{n}")
        for n in range(12)
    )
    long = replace(version, cards=(replace(version.cards[0], questions=questions),))
    posted = MultiDict((q.concept, q.choices[0].code if q.choices else "sí") for q in questions)

    def once() -> float:
        start = time.process_time()
        for _ in range(50):
            form = form_class(long)(posted)
            form.validate()
            answers_of(form)
        return (time.process_time() - start) / 50

    assert min(once() for _ in range(5)) < 0.001
