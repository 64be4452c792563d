"""The figures of benchmarks/themes.py, on groupings whose figures are known."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes import KINDS, read_guide
from benchmarks import theme_scores as scores
from benchmarks.theme_growth import growth_svg, printed

DATA = Path(__file__).parents[2] / "benchmarks" / "themes"
LABELS = {"a": "x", "b": "x", "c": "y", "d": "y"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_same_grouping_under_other_names_agrees_wholly() -> None:
    found = scores.agreement(LABELS, {"a": "1", "b": "1", "c": "2", "d": "2"})
    assert (found["B3 F1"], found["ARI"], found["NMI"]) == (1.0, 1.0, 1.0)


def test_one_group_of_everything_has_half_the_precision() -> None:
    assert scores.agreement(LABELS, dict.fromkeys(LABELS, "1"))["B3 F1"] == pytest.approx(2 / 3)


def test_leaving_all_rows_over_is_no_agreement() -> None:
    found = scores.agreement(LABELS, dict.fromkeys(LABELS))
    assert found["ARI"] == 0
    assert found["B3 F1"] == pytest.approx(2 / 3)
    assert found["fit left %"] == 100


def test_rows_without_label_count_for_their_share_left_alone() -> None:
    labels = {**LABELS, "e": "", "f": ""}
    grouping = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "1", "f": None}
    found = scores.agreement(labels, grouping)
    assert found["B3 F1"] == 1.0
    assert found["unfit left %"] == 50


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.sampled_from(["1", "2", None]), min_size=2)
)
def test_a_grouping_is_wholly_like_itself(grouping: dict[str, str | None]) -> None:
    assert scores.alike([grouping, dict(reversed(grouping.items()))]) == 1.0


def test_words_said_together_cohere_and_words_never_said_together_do_not() -> None:
    texts = ["más canchas verdes", "canchas verdes", "agua limpia", "agua fría"]
    assert scores.coherence({"1": ["canchas", "verdes"]}, texts) == pytest.approx(1.0)
    assert scores.coherence({"1": ["canchas", "agua"]}, texts) == -1.0


def test_a_group_is_told_by_words_that_others_lack() -> None:
    texts = {"a": "quiero agua", "b": "quiero agua", "c": "quiero canchas", "d": "la cancha"}
    words = scores.telling_words(texts, {"a": "1", "b": "1", "c": "2", "d": None}, {"la"})
    assert words["1"][0] == "agua"
    assert words["2"][0] == "canchas"
    assert scores.diversity(words) == pytest.approx(3 / 4)


def test_a_label_is_spoken_where_its_words_stand_in_a_text_in_that_order() -> None:
    texts = ["¡Más Canchas, verdes!", "agua"]
    assert scores.spoken([("mas canchas", texts)]) == 100
    assert scores.spoken([("canchas mas", texts), ("agua", texts)]) == 50


def test_kinds_are_averaged_whatever_their_share() -> None:
    found = scores.macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert found == {"a": pytest.approx(6 / 7), "b": 0.0, "macro": pytest.approx(3 / 7)}


@pytest.mark.parametrize(
    ("name", "label", "fewest"),
    [("chile_labels.csv", "label", 420), ("digital_b.csv", "label", 420)],
)
def test_the_labelled_sets_hold_enough_rows_of_both_halves(
    name: str, label: str, fewest: int
) -> None:
    found = rows(name)
    halves = Counter(row["half"] for row in found)
    assert len(found) == len({row["id"] for row in found}) >= fewest
    assert abs(halves["tune"] - halves["report"]) <= 1
    assert any(not row[label] for row in found)


def test_every_statement_has_a_kind_and_every_subject_two_sides() -> None:
    statements, opposites = rows("statements.csv"), rows("opposites.csv")
    assert len({row["text"] for row in statements}) == 300
    assert {row["kind"] for row in statements} == set(KINDS)
    assert len(opposites) == 64
    assert all(row["for"] and row["against"] != row["for"] for row in opposites)


def test_the_guide_to_the_chilean_file_names_subjects_of_its_codebook() -> None:
    guide = read_guide(DATA / "guide_chile.json")
    subjects = {row["label"] for row in rows("chile_labels.csv")}
    assert {theme.id for theme in guide.themes} <= subjects
    assert all(1 <= len(theme.phrases) <= 4 for theme in guide.themes)


def test_growth_is_drawn_with_a_mark_for_each_measured_run() -> None:
    table = """answers | passages | CPU s | MB | themes
10000 | 10800 | 33 | 580 | 31
noise on the terminal
1000 | 1050 | 5 | 410 | 9
"""
    rows = printed(table)
    assert [row["passages"] for row in rows] == [1050, 10800]
    drawn = growth_svg(rows)
    assert "CPU seconds for 1,000 passages" in drawn
    assert drawn.count('aria-roledescription="circle"') == 2 * len(rows)
