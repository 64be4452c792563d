"""English among Spanish: each answer is read in its own language, and Spanish as without it."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes import Running, TextAnswer, ThemeAnalysis, find_themes, origin_of, remembered
from analysis.themes.arrays import Matrix
from analysis.themes.embedding.vectors import Placing
from analysis.themes.lang.english_stems import stem
from analysis.themes.lang.languages import detect_language, reader_of, told
from analysis.themes.preprocessing.passage_records import cut, read_line
from analysis.themes.preprocessing.passages import pieces
from analysis.themes.preprocessing.text_requests import as_asked, asked_for
from analysis.themes.store.run_store import RunStore
from analysis.themes.tracking.previous_run import previous_of
from tests.analysis.themes.execution.test_execution import stays_and_goes
from tests.analysis.themes.resources import Reader, english

__all__ = ["english"]  # fixture

SPANISH = Path(__file__).parents[4] / "benchmarks" / "themes"
PHONES = (
    "let us use our phones at school", "phones should be allowed in class",
    "I want to use my phone at lunch", "teachers should let us have our phones",
    "we need phones at school for emergencies", "please let kids use their phones in the break",
    "my school took our phones away and it was unfair", "kids need their phones after class",
)  # fmt: skip
ADS = (
    "there are too many ads on youtube", "take away the ads from the games for kids",
    "I hate the ads that pop up when I play", "ads should be banned in games for children",
    "the ads are annoying and some of them are scary", "why are there so many adds in my game?",
    "stop showing ads in the middle of our videos", "companies should not show ads to kids",
)  # fmt: skip
TRAIN = ("trenes para mi pueblo", "que el tren pase por mi pueblo", "no hay tren en mi pueblo")
RIVER = ("que limpien el río", "el río está muy sucio", "no tiren basura en el río")
ENDS = ("", "por favor", "de verdad", "siempre", "ya", "hoy", "en serio", "pronto")


def answers() -> list[TextAnswer]:
    """Most in Spanish, 16 in English; nothing is told of the language."""
    said = [f"{text} {end}".strip() for text in (*TRAIN, *RIVER) for end in ENDS]
    return [TextAnswer(f"{number:03}", text) for number, text in enumerate([*said, *PHONES, *ADS])]


@pytest.fixture(scope="module")
def mixed() -> ThemeAnalysis:
    return find_themes(answers(), guide=None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quiero que los anuncios salgan menos veces", "es"),
        ("i want the games to show less ads", "en"),
        ("they should block strangers", "en"),
        ("mas seguridad", "es"),
        ("el juego the last of us da miedo", "es"),
        ("me gusta the last of us", "es"),
        ("jugamos among us asta ls 2 y d ai nos vamos", "es"),
        ("[nombre] and [nombre]", "es"),
        ("stop bullying", "es"),
        ("", "es"),
    ],
)
def test_small_words_tell_english_among_spanish(text: str, language: str) -> None:
    assert detect_language(text, "", "es") == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("stop bullying", "en"), ("more games", "en"), ("que quiten los anuncios", "es")],
)
def test_what_is_said_to_be_english_is_unless_its_words_are_spanish(
    text: str, language: str
) -> None:
    assert detect_language(text, "en", "es") == language


def test_a_run_in_english_reads_all_as_english_and_an_unknown_language_as_most() -> None:
    assert detect_language("que quiten los anuncios", "", "en") == "en"
    assert (told("en", "es"), told("es", "es"), told("nah", "es"), told("en", "en")) == (
        "en", "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize("file", ["digital_b", "digital_c", "digital_es", "statements"])
def test_no_spanish_text_of_the_benchmarks_is_taken_for_english(file: str) -> None:
    with (SPANISH / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    assert len(texts) > 100
    assert [text for text in texts if detect_language(text, "", "es") != "es"] == []


def test_english_answers_are_named_by_english_phrases_of_theirs(mixed: ThemeAnalysis) -> None:
    said = {answer.id: answer.text for answer in answers()}
    themes = [theme for theme in mixed.themes if said[theme.answers[0]] in {*PHONES, *ADS}]
    assert themes
    for theme in themes:
        assert any(theme.label in said[answer] for answer in theme.answers)
        assert not {"pones", "adds"} & set(theme.keywords)
    words = {word for theme in themes for word in theme.keywords}
    assert {"phones", "ads"} <= words


def test_their_words_are_spelt_and_looked_up_as_english_ones(mixed: ThemeAnalysis) -> None:
    passages = {passage.text: passage for passage in mixed.passages}
    banned = passages["ads should be banned in games for children"]
    assert (banned.kind, banned.side) == ("proposal", "against")
    [line] = cut("es", ["ask my permission before you post a photo of me"])
    [one] = read_line(line.encode())
    assert one.language == "en"
    assert "GC25-VI-E" in str(one.marks)
    assert "permission" in one.regular.split()


def test_a_block_keeps_the_order_of_its_texts() -> None:
    texts = ["que quiten los anuncios", asked_for("more games", False, "en"), "más juegos"]
    found = [read_line(line.encode())[0] for line in cut("es", texts)]
    assert [(one.text, one.language) for one in found] == [
        ("que quiten los anuncios", ""), ("more games", "en"), ("más juegos", ""),
    ]  # fmt: skip


def test_spanish_is_read_as_if_no_english_were_told_of() -> None:
    spanish = [answer for answer in answers() if answer.text not in {*PHONES, *ADS}]
    plain = find_themes(spanish, guide=None)
    with_language = find_themes([replace(a, language="es") for a in spanish], guide=None)
    assert plain == with_language
    assert plain.state == with_language.state


def test_a_phone_is_one_thing_in_both_languages(english: Reader) -> None:
    [said] = next(pieces(["phones should be banned in class"], *english))
    spanish = reader_of("es")
    [other] = next(pieces(["que dejen usar el celular"], spanish.nlp, spanish.spelling))
    assert "celular-" in said.stance
    assert "celular" in other.stance


def test_a_state_made_from_passages_knows_what_was_read_as_english() -> None:
    said = [replace(a, language="en" if a.text in {*PHONES, *ADS} else "es") for a in answers()]
    said += [TextAnswer(f"z{n}", text, language="en") for n, text in enumerate(_short())]
    found = find_themes(said, guide=None)
    language = {answer.id: answer.language for answer in said}
    rows = [(each.text, each.theme, language[each.answer]) for each in found.passages]
    made, kept = previous_of(remembered(rows, origin_of(found.state))), previous_of(found.state)
    assert made
    assert kept
    assert set(made.digests.tolist()) == set(kept.digests.tolist())


def _short() -> Iterator[str]:
    return (f"{what} games" for what in ("free", "safe", "cool"))


def test_a_text_told_to_be_english_stays_and_goes_like_any_other(tmp_path: Path) -> None:
    said = [replace(answer, language="en") for answer in answers()[-9:]]
    stays_and_goes(tmp_path, said)


def test_each_language_is_compared_less_its_own_mean_which_later_runs_keep(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"guide": None, "running": Running(folder=str(tmp_path))}
    spanish = [answer for answer in answers() if answer.text not in {*PHONES, *ADS}]
    alone = find_themes(spanish, **asked)
    assert _origin(tmp_path, alone).shape == (512,)
    both = find_themes(answers(), **asked, previous=alone.state)
    origin = _origin(tmp_path, both)
    assert (origin[0] == _origin(tmp_path, alone)).all()
    assert np.abs(origin[1] - origin[0]).max() > 0.01
    more = [*answers(), TextAnswer("more", "the ads in our games are too long")]
    later = find_themes(more, **asked, previous=both.state)
    assert (_origin(tmp_path, later) == origin).all()


def _origin(folder: Path, run: ThemeAnalysis) -> Matrix:
    return RunStore(folder, str(run.state["features"])).finished().origin


def test_what_is_in_another_language_is_not_alike_by_that_alone() -> None:
    own = np.eye(4, 512, dtype=np.float32)
    foreign = own + np.eye(1, 512, 100, dtype=np.float32)  # the same, and what is English in it
    raw, apart = np.vstack([own, foreign]), np.repeat([False, True], 4)
    one = Placing(raw.mean(axis=0), 0.0).rows(raw)
    two = Placing(np.stack([own.mean(axis=0), foreign.mean(axis=0)]), 0.0).rows(raw, apart)
    assert (one @ one.T)[4, 5] > (two @ two.T)[4, 5]
    assert np.allclose(np.diag(two[:4] @ two[4:].T), 1)


@given(st.text(), st.booleans(), st.sampled_from(["", "en"]))
def test_a_text_comes_back_as_it_was_asked_for(text: str, worry: bool, language: str) -> None:
    if text[:1] in {"\x1e", "\x1f"}:
        return
    assert as_asked(asked_for(text, worry, language)) == (text, worry, language)


@pytest.mark.parametrize(
    "forms",
    [
        "game games gaming", "play plays playing played", "phone phones", "movie movies",
        "bully bullies bullying bullied", "story stories", "class classes", "use uses used using",
        "stop stops stopping stopped", "child children", "bus buses", "prize prizes", "tell told",
    ],
)  # fmt: skip
def test_forms_of_an_english_word_share_a_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["news new", "need ned", "add ads", "thing th", "bus bu"])
def test_other_english_words_do_not(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_english_forms_count_as_one_word_and_halves_of_one_as_none(english: Reader) -> None:
    [one] = next(pieces(["games I wanna play"], *english))
    [other] = next(pieces(["a game that we played"], *english))
    assert {word.key for word in one.words} == {word.key for word in other.words}


@pytest.mark.parametrize(
    ("written", "regular"),
    [
        ("Dont show ADDS!!!", "don t show ads"),
        ("don't show ads", "don t show ads"),
        ("i wanna be freeeee", "i want to be free"),
        ("open ai is cool", "open ai is cool"),
        ("phones in skool", "phones in school"),
    ],
)
def test_english_is_spelt_as_english(written: str, regular: str) -> None:
    assert reader_of("en").spelling.regular(written) == regular
