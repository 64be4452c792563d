"""How long a questionnaire is: screens of the longest path, minutes of a slow reader."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import Questionnaire, length, path, read, shipped, too_long

Change = Callable[[str, str, str], None]
AROUND = 5  # code, age, what is told, look back, thanks
OURS = read(shipped()["my_digital_world"])


def test_code_age_assent_look_back_and_thanks_count_as_screens(tiny: Questionnaire) -> None:
    """10-13: feeling, online, places, why_school."""
    assert length(tiny, "10-13").screens == 4 + AROUND


def test_branches_that_exclude_each_other_are_not_both_counted(
    folder: Path, change: Change
) -> None:
    change(
        "v1.toml",
        'max_length = 20\nask_if = { places = ["school"] }',
        'max_length = 20\nask_if = { online = ["no"] }',
    )
    assert length(read(folder), "10-13").screens == 3 + AROUND


def test_quiz_is_a_screen_of_its_own(folder: Path, change: Change) -> None:
    before = length(read(folder), "6-9").screens
    for file in ("v1.es.toml", "v1.en.toml"):
        change(file, '[assent."10-13"]', QUIZ.format(right=1) + '[assent."10-13"]')
    assert length(read(folder), "6-9").screens == before + 1


QUIZ = """[[assent."6-9".quiz]]
ask = "May you skip?"
choices = ["Yes", "No"]
right = {right}
again = "You may."

"""


def test_what_only_who_can_write_reads_is_counted_for_them_alone(
    folder: Path, change: Change
) -> None:
    before = length(read(folder), "10-13").minutes
    change("v1.toml", 'kind = "text"', 'kind = "word"')
    assert length(read(folder), "10-13").minutes < before


def test_minutes_grow_with_the_words(folder: Path, change: Change) -> None:
    before = length(read(folder), "6-9").minutes
    change("v1.es.toml", "Nadie sabrá quién eres.", "palabra " * 700)
    assert length(read(folder), "6-9").minutes >= before + 6
    assert length(read(folder), "6-9", "en").minutes == before


def test_what_is_too_long_says_band_number_and_limit(folder: Path, change: Change) -> None:
    assert too_long(read(folder)) == ()
    change("v1.es.toml", "Nadie sabrá quién eres.", "palabra " * 700)
    [mistake] = too_long(read(folder))
    assert (mistake.file, mistake.place) == ("v1.toml", "band 6-9")
    assert "8 at most" in mistake.message


def test_adults_have_no_limit(tiny: Questionnaire) -> None:
    assert all("adults" not in mistake.place for mistake in too_long(tiny))


@pytest.mark.parametrize("band", OURS.bands)
@given(data=st.data())
def test_no_path_has_more_cards_than_were_counted(band: str, data: st.DataObject) -> None:
    version = OURS.version_for(band, "es")
    answers: dict[str, str | tuple[str, ...] | None] = {}
    for question in version.questions:
        codes = [choice.code for choice in question.choices] or ["text"]
        if question.kind == "several":
            most = question.at_most or len(codes)
            chosen = data.draw(st.lists(st.sampled_from(codes), max_size=most, unique=True))
            answers[question.concept] = tuple(chosen) or None
        else:
            answers[question.concept] = data.draw(st.sampled_from([None, *codes]))
    asked = {question.concept for question in path(version, answers)}
    cards = [c for c in version.cards if any(q.concept in asked for q in c.questions)]
    around = AROUND + bool(version.assent.quiz)
    assert len(cards) + around <= length(OURS, band).screens
