"""The quiz on what was told, words with what was chosen before, and what a question can be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from surveys import BrokenDefinition, read
from tests.surveys.test_length import QUIZ

Change = Callable[[str, str, str], None]
HERE = '[assent."10-13"]'


def mistakes(folder: Path) -> str:
    with pytest.raises(BrokenDefinition) as broken:
        read(folder)
    return str(broken.value)


DRAWN = """[assent."6-9"]
pictures = ["duck", "hands"]
asker = "duck"

"""


def test_pictures_stand_beside_the_paragraphs_of_their_band(folder: Path, change: Change) -> None:
    change("v1.toml", "[[question]]", DRAWN + "[[question]]")
    definition = read(folder)
    told = definition.version_for("6-9", "en").assent
    assert (told.pictures, told.asker) == (("duck", "hands"), "duck")
    assert definition.version_for("10-13", "en").assent.pictures == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (', "hands"', "", "pictures: are 1 for the 2 paragraphs of es"),
        ('assent."6-9"', 'assent."6-8"', "assent.6-8: unknown key; did you mean `6-9`?"),
        ("pictures", "picture", "unknown key; did you mean `pictures`?"),
        ('asker = "duck"', 'asker = "A duck"', "asker: must be small letters"),
    ],
)
def test_pictures_that_fit_no_paragraph_or_band_are_a_mistake(
    folder: Path, change: Change, before: str, after: str, said: str
) -> None:
    change("v1.toml", "[[question]]", DRAWN.replace(before, after) + "[[question]]")
    assert said in mistakes(folder)


def test_quiz_is_read_with_its_right_answer(folder: Path, change: Change) -> None:
    for file in ("v1.es.toml", "v1.en.toml"):
        change(file, HERE, QUIZ.format(right=2) + HERE)
    [check] = read(folder).version_for("6-9", "es").assent.quiz
    assert check.choices[check.right] == "No"
    assert check.again == "You may."


def test_quiz_without_such_a_choice_is_a_mistake(folder: Path, change: Change) -> None:
    for file in ("v1.es.toml", "v1.en.toml"):
        change(file, HERE, QUIZ.format(right=3) + HERE)
    assert 'assent."6-9".quiz 1: the right one is 3 of 2 choices' in mistakes(folder)


def test_quiz_is_the_same_in_every_language(folder: Path, change: Change) -> None:
    change("v1.es.toml", HERE, QUIZ.format(right=1) + HERE)
    change("v1.en.toml", HERE, QUIZ.format(right=2) + HERE)
    assert "is not the quiz of es; ask the same, in the same order" in mistakes(folder)


def with_words(change: Change, words: str) -> None:
    """The words of `places` for 10-13, in both languages."""
    for file in ("v1.es.toml", "v1.en.toml"):
        change(file, '[concept.places."10-13"]\n', f'[concept.places."10-13"]\n{words}\n')


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('ask_with = "You said {feeling}. Where?"', ""),
        ('ask_with = "You said. Where?"', "has no blank; write it as ask"),
        ('ask_with = "You like {why_school}?"', "`why_school` is not asked before this"),
        ('ask_with = "You like {freedom}?"', "`freedom` is not asked before this"),
        ('help_with = "You said {feeling}."', "nothing is said where nothing was chosen"),
    ],
)
def test_blank_is_filled_by_an_earlier_choice_alone(
    folder: Path, change: Change, words: str, message: str
) -> None:
    with_words(change, words)
    if message:
        assert message in mistakes(folder)
        return
    places = {q.concept: q for q in read(folder).version_for("10-13", "es").questions}["places"]
    assert places.ask_with == "You said {feeling}. Where?"
    assert "{" not in places.ask


def test_what_was_written_is_never_put_into_a_question(folder: Path, change: Change) -> None:
    for file in ("v1.es.toml", "v1.en.toml"):
        change(
            file,
            '[concept.wishes."6-9"]\n',
            '[concept.wishes."6-9"]\nask_with = "You wrote {why_school}. And now?"\n',
        )
    assert "`why_school` cannot be put into words" in mistakes(folder)


@pytest.mark.parametrize("flag", ["sensitive", "characteristic"])
def test_what_must_not_be_seen_is_not_said_again(folder: Path, change: Change, flag: str) -> None:
    with_words(change, 'ask_with = "You said {online}. Where?"')
    change("v1.toml", 'kind = "yes_no"\n', f'kind = "yes_no"\n{flag} = true\n')
    assert "`online` cannot be put into words" in mistakes(folder)


def test_blank_in_plain_words_is_a_mistake(folder: Path, change: Change) -> None:
    with_words(change, 'help = "You said {feeling}."')
    assert "also stands where nothing was chosen" in mistakes(folder)


@pytest.mark.parametrize(
    ("kind", "flag", "message"),
    [
        ('kind = "info"', "sensitive", "nothing is answered here; remove it"),
        ('kind = "yes_no"', "disputes", "is not for kind `yes_no`; use kind `text`"),
        ('kind = "yes_no"', "worries", "is not for kind `yes_no`; use kind `text`"),
        ('kind = "yes_no"', "purpose", "is not for kind `yes_no`; use kind `info`"),
    ],
)
def test_flag_of_another_kind_is_a_mistake(
    folder: Path, change: Change, kind: str, flag: str, message: str
) -> None:
    change("v1.toml", kind, f"{kind}\n{flag} = true")
    assert message in mistakes(folder)


def test_one_field_a_band_takes_disputes(folder: Path, change: Change) -> None:
    change("v1.toml", "max_length = 20\n", "max_length = 20\ndisputes = true\n")
    read(folder)
    change("v1.toml", "max_length = 600\n", "max_length = 600\ndisputes = true\n")
    assert "band 6-9 has another question for this" in mistakes(folder)
