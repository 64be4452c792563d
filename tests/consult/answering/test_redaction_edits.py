"""Redacted texts corrected by people: properties of what may change, and what is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.screening.lexicon.lexicon import lexicon
from analysis.spacy_models import load
from consult.answering import redaction_edits
from consult.answering.pages import promises
from consult.answering.redaction_edits import Changes, changes, hidden, may_be_one_text, moved

WORD = st.sampled_from(["que", "haya", "más", "Paz", "canchas", "paz", "niño"])
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
KIND = st.sampled_from(redaction_edits.KINDS)


@pytest.mark.parametrize("language", ["es", "en"])
def test_placeholders_are_those_of_the_analysis(language):
    assert redaction_edits.WORDS[language] == dict(lexicon(language, load(language)).placeholders)
    assert set(promises.DETAILS) == set(redaction_edits.KINDS)


@given(TEXT, WORD, KIND)
def test_hidden_words_are_gone_and_nothing_else_is(text, word, kind):
    after = hidden(text, word, kind, "es")
    assert word.lower() not in after.lower().split()
    kept = [each for each in after.split() if not each.startswith("[")]
    assert kept == [each for each in text.split() if each.lower() != word.lower()]
    assert may_be_one_text(text, after)
    times = sum(each.lower() == word.lower() for each in text.split())
    assert changes(text, after) == Changes(redacted=times, restored=0)
    assert changes(after, text) == Changes(redacted=0, restored=times)
    assert hidden(after, word, kind, "es") == after


@given(TEXT, WORD, WORD)
def test_two_redactions_of_a_text_may_be_one_text_and_another_text_is_not(text, one, other):
    first, second = hidden(text, one, "name", "es"), hidden(text, other, "place", "es")
    assert may_be_one_text(first, second)
    assert may_be_one_text(text, text)
    assert not may_be_one_text(text, text + " parques")
    assert not may_be_one_text(text.replace("que", "si"), text) or "que" not in text


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("Soy [nombre] y quiero canchas", "Soy Ana y quiero canchas", True),
        ("Soy [nombre] Paz y ya", "Soy Ana [nombre 2] y ya", True),
        ("Vivo en [lugar]", "Vivo en [lugar] y quiero parques", True),  # both may be longer
        ("Soy [nombre] y quiero canchas", "Soy [nombre] y no quiero canchas", False),
        ("Soy [algo]", "Soy otra", False),
        ("[número]kg", "55kg", True),
        ("", "algo", False),
        ("", "", True),
    ],
)
def test_only_placeholders_may_differ(before, after, may):
    assert may_be_one_text(before, after) is may


def test_next_detail_of_a_kind_gets_the_next_number_and_placeholders_are_left_alone():
    assert hidden("[nombre] y Ana, de nombre Ana", "Ana", "name", "es") == (
        "[nombre] y [nombre 2], de nombre [nombre 2]"
    )
    assert hidden("[nombre] y mi nombre", "nombre", "name", "es") == "[nombre] y mi [nombre 2]"
    assert hidden("My friend Jo", "jo", "name", "en") == "My friend [name]"
    assert hidden("Anabel", "Ana", "name", "es") == "Anabel"
    assert hidden("hola", "  ", "name", "es") == "hola"


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("Soy [nombre] Paz", "Soy [nombre]"),
        ("quiero canchas", "quiero canchas"),
        ("Paz y quiero", "y quiero"),
        ("soy [nombre] paz", "soy [nombre]"),  # a shouted passage was lowered
        ("no está", None),
        ("", None),
    ],
)
def test_part_of_a_text_is_found_again_in_the_corrected_one(part, found):
    before, after = "Soy [nombre] Paz y quiero canchas", "Soy [nombre] y quiero canchas"
    assert moved(part, before, after) == found


@given(TEXT, WORD, st.data())
def test_part_that_did_not_change_is_found_unchanged(text, word, data):
    tokens = text.split()
    first = data.draw(st.integers(0, len(tokens) - 1))
    part = " ".join(tokens[first : data.draw(st.integers(first + 1, len(tokens)))])
    found = moved(part, text, hidden(text, word, "name", "es"))
    assert found == hidden(part, word, "name", "es")
