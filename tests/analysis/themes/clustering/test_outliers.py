"""What is left over: by nearness, by neighbours, by words and how many they are."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes.clustering.outliers import (
    PASSAGES,
    TELLING,
    PassageOwners,
    Worded,
    belonging,
    farthest,
    shared_words,
    telling_words,
)

SHARES = st.floats(-1, 1, width=32)


def words(*said: str, groups: list[int], times: list[int]) -> list[float]:
    """Shared words of wordings, each given as its words."""
    names = sorted({word for one in said for word in one.split()})
    pairs = [(row, names.index(word)) for row, one in enumerate(said) for word in one.split()]
    row, key = np.array(pairs).T
    return shared_words(row, key, np.array(groups), np.array(times)).tolist()


def test_a_word_weighs_what_the_others_of_its_group_say_by_hand() -> None:
    found = words("agua", "agua luz", "luz", "sol", groups=[0, 0, 1, 1], times=[1, 9, 6, 4])
    # "agua" of the first: all 9 others of its group say it, none of the 10 elsewhere.
    assert found[0] == pytest.approx(min(0.2, 9 / 9 * log(9.5 / 10 * 11 / 0.5)))
    assert found[3] == 0.0  # nobody else says it


def test_a_wording_does_not_hold_itself_up_however_often_it_was_said() -> None:
    often = words("gato", "agua", "agua luz", "luz", groups=[0, 0, 0, 1], times=[9, 5, 5, 90])
    assert often[0] == 0.0
    assert often[1] > 0


def test_words_of_another_group_do_not_count_and_a_row_of_none_has_none() -> None:
    found = words("luz", "agua", "agua", "luz", "luz", groups=[0, 0, 0, 1, -1], times=[1] * 5)
    assert found[0] == 0.0
    assert found[4] == 0.0


def test_a_wording_without_telling_words_has_none() -> None:
    row, key = np.array([0, 1]), np.array([0, 0])
    assert shared_words(row, key, np.zeros(3, dtype=int), np.ones(3, dtype=int))[2] == 0.0


def test_telling_words_are_counted_up_to_a_few() -> None:
    row = np.repeat([0, 2], [2, TELLING + 3])
    assert telling_words(row, 4).tolist() == [2, 0, TELLING, 0]


@pytest.mark.parametrize("lower", ["own", "around", "shared", "telling"])
def test_each_measure_lowers_what_belongs(lower: str) -> None:
    draws = np.random.default_rng(1)
    own, around, shared, telling = (draws.normal(0.5, 0.1, 50) for _ in range(4))
    measures = {"own": own, "around": around, "shared": shared, "telling": telling}
    before = belonging(own, around, Worded(shared, telling))
    measures[lower][7] -= 0.2
    assert belonging(own, around, Worded(shared, telling))[7] < before[7]


def test_words_that_are_alike_everywhere_change_nothing() -> None:
    own, around = np.random.default_rng(2).normal(0.5, 0.1, (2, 30))
    same = Worded(np.full(30, 0.1), np.full(30, 3.0))
    assert (belonging(own, around, same) == belonging(own, around, None)).all()


@given(
    rows=st.lists(st.tuples(SHARES, st.integers(1, 9), st.booleans()), min_size=1, max_size=60),
    share=st.floats(0, 1),
)
def test_the_farthest_are_the_lowest_and_few_enough(
    rows: list[tuple[float, int, bool]], share: float
) -> None:
    belongs, weights, certain = (np.array(column) for column in zip(*rows, strict=True))
    left = farthest(belongs, weights, certain, share)
    assert weights[left].sum() <= share * weights.sum() + 1e-9
    assert not (left & certain).any()
    staying = ~left & ~certain
    if left.any() and staying.any():
        assert belongs[left].max() < belongs[staying].min()


def test_an_answer_is_left_over_only_with_the_last_of_its_passages_by_hand() -> None:
    whose = PassageOwners(np.array([0, 1, 2, 2, 3]), np.array([7, 7, 7, 8, 9]))
    assert whose.last(np.array([3.0, 1.0, 2.0, 2.0])).tolist() == [1, 0, 1, 1]


@given(
    said=st.lists(st.lists(st.integers(0, 19), min_size=1, max_size=4), min_size=1, max_size=60),
    share=st.floats(0, 0.3),
)
def test_of_answers_and_of_passages_few_enough_are_left(
    said: list[list[int]], share: float
) -> None:
    row = np.array([row for passages in said for row in passages])
    answer = np.repeat(np.arange(len(said)), [len(passages) for passages in said])
    belongs, weights = np.arange(20.0), np.bincount(row, minlength=20)
    left = farthest(belongs, weights, np.zeros(20, bool), share, PassageOwners(row, answer))
    assert sum(left[passages].all() for passages in said) <= share * len(said)
    assert weights[left].sum() <= PASSAGES * weights.sum()
