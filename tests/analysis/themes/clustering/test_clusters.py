"""Grouping alone, on vectors whose groups are known."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.themes.arrays import ALONE, Matrix, unit
from analysis.themes.clustering.assignment import WordingSelection, few_of, owned_groups
from analysis.themes.clustering.clusters import group, mark_outliers, without
from analysis.themes.clustering.micro_clusters import Micro
from analysis.themes.clustering.neighbour_graph import mutual_graph, neighbours
from analysis.themes.embedding.corpus import Examples
from analysis.themes.settings import Settings

NOBODY = Examples(np.empty((0, 40), dtype=np.float32), np.empty(0, dtype=np.int64), 0)


def clouds(*, groups: int, each: int, spread: float = 0.08, seed: int = 1) -> Matrix:
    """Vectors of length one about `groups` directions at right angles."""
    middles = np.repeat(np.eye(40)[:groups], each, axis=0)
    noise = np.random.default_rng(seed).normal(0, spread, middles.shape)
    return unit((middles + noise).astype(np.float32))


def ones(rows: Matrix) -> np.ndarray:
    return np.ones(len(rows), dtype=np.int64)


def test_separate_clouds_are_separate_groups() -> None:
    vectors = clouds(groups=5, each=40)
    numbers = group(vectors, ones(vectors), NOBODY, Settings(neighbours=10)).numbers
    by_cloud = numbers.reshape(5, 40)
    assert all(len(set(cloud.tolist())) == 1 for cloud in by_cloud)
    assert len(set(by_cloud[:, 0].tolist())) == 5


def test_rows_far_from_every_group_stay_alone() -> None:
    vectors = np.concatenate([clouds(groups=4, each=40), np.eye(40, dtype=np.float32)[30:33]])
    numbers = group(vectors, ones(vectors), NOBODY, Settings(neighbours=10)).numbers
    assert set(numbers[-3:].tolist()) == {ALONE}


def test_a_small_group_far_from_the_rest_is_kept() -> None:
    small = unit(
        np.eye(40, dtype=np.float32)[[20] * 6] + np.float32(0.01) * clouds(groups=1, each=6)
    )
    vectors = np.concatenate([clouds(groups=4, each=300), small])
    numbers = group(vectors, ones(vectors), NOBODY, Settings(neighbours=10)).numbers
    assert len(set(numbers[-6:].tolist())) == 1
    assert numbers[-1] not in {ALONE, *numbers[:-6].tolist()}


def test_how_often_a_wording_is_said_counts_towards_the_smallest_theme() -> None:
    vectors = clouds(groups=2, each=3, spread=0.01)
    often, seldom = np.array([9, 9, 9, 1, 1, 1]), ones(vectors)
    settings_ = Settings(neighbours=2)
    assert group(vectors, often, NOBODY, settings_).numbers[0] != ALONE
    assert set(group(vectors, seldom, NOBODY, settings_).numbers.tolist()) == {ALONE}


def test_a_guide_names_the_group_its_phrases_lie_in_and_no_other() -> None:
    vectors = clouds(groups=3, each=40)
    phrases = np.eye(40, dtype=np.float32)[[1, 1, 25]]
    guide = Examples(phrases, np.array([0, 0, 1]), 2)
    numbers = group(vectors, ones(vectors), guide, Settings(neighbours=10)).numbers.reshape(3, 40)
    assert set(numbers[1].tolist()) == {0}
    assert 1 not in numbers
    assert 0 not in numbers[[0, 2]]


def few_of_their_own() -> Matrix:
    """Four large clouds, and four rows that lie near one of them but nearer to each other."""
    rows = np.eye(40, dtype=np.float32)
    few = unit(rows[[0] * 4] + rows[[20] * 4] + np.float32(0.01) * clouds(groups=1, each=4))
    return np.concatenate([clouds(groups=4, each=300), few])


def test_a_few_near_a_large_group_are_kept_where_some_say_it_more_than_others() -> None:
    vectors = few_of_their_own()
    settings_ = Settings(neighbours=3)
    alone = group(vectors, ones(vectors), NOBODY, settings_).numbers
    assert set(alone[-4:].tolist()) <= {ALONE, *alone[:-4].tolist()}

    def owned(groups: np.ndarray) -> set[int]:
        return set(groups[-4:].tolist())

    kept = group(vectors, ones(vectors), NOBODY, settings_, owned).numbers
    assert len(set(kept[-4:].tolist())) == 1
    assert kept[-1] not in {ALONE, *kept[:-4].tolist()}


def test_of_groups_that_no_words_hold_together_few_are_given_up() -> None:
    placed, weights = np.repeat([0, 1, 2, 3, ALONE], [50, 30, 4, 6, 10]), np.ones(100, dtype=int)
    assert few_of({0, 1, 2, 3}, placed, weights, 0.1) == {2, 3}
    assert few_of({0, 2}, placed, weights, 0.1) == {2}
    assert few_of({0, 1}, placed, weights, 0.1) == frozenset()
    assert few_of((), placed, weights, 0.1) == frozenset()


@pytest.mark.parametrize("theirs", ["tsotsil", "español"])
def test_a_characteristic_of_those_who_said_it_keeps_a_few(theirs: str) -> None:
    """Four of four speak what hardly anybody else does: kept. As everybody does: not."""
    vectors = few_of_their_own()
    rows, weights = np.arange(len(vectors)), ones(vectors)
    spoken = ["español"] * (len(vectors) - 4) + [theirs] * 4
    heard = WordingSelection(rows, weights, rows, rows, {"language": spoken})
    owned = partial(owned_groups, heard, Micro(vectors, weights, rows))
    numbers = group(vectors, weights, NOBODY, Settings(neighbours=3), owned).numbers
    apart = len(set(numbers[-4:].tolist())) == 1 and numbers[-1] not in {ALONE, *numbers[:-4]}
    assert apart == (theirs == "tsotsil")


def test_at_most_the_share_asked_for_is_left_over_where_all_are_alike() -> None:
    vectors = clouds(groups=4, each=100, spread=0.35)
    for share in (0.02, 0.1):
        settings_ = Settings(left=share, farthest=-1.0)
        left = group(vectors, ones(vectors), NOBODY, settings_).numbers == ALONE
        assert 0 < left.mean() <= share


def test_an_unwanted_group_is_given_up() -> None:
    vectors = clouds(groups=3, each=40)
    first = group(vectors, ones(vectors), NOBODY, Settings(neighbours=10))
    unwanted = int(first.numbers[0])
    kept = without({unwanted}, first, vectors, ones(vectors), Settings())
    left = mark_outliers(vectors, ones(vectors), kept, Settings()).numbers
    assert set(left[:40].tolist()) == {ALONE}
    assert (left[40:] == first.numbers[40:]).all()


def test_a_finer_grain_gives_more_groups() -> None:
    shared = clouds(groups=2, each=150, spread=0.02)
    own = np.tile(clouds(groups=5, each=30, spread=0.02)[:, ::-1], (2, 1))
    vectors = unit(shared + own)
    coarse, fine = (
        group(vectors, ones(vectors), NOBODY, Settings(neighbours=60, grain=grain)).numbers
        for grain in (0.3, 3.0)
    )
    assert len(set(coarse.tolist())) < len(set(fine.tolist()))


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), k=st.integers(2, 8))
def test_neighbours_are_the_nearest_and_edges_go_both_ways(seed: int, k: int) -> None:
    vectors = clouds(groups=3, each=12, spread=0.3, seed=seed)
    found = neighbours(vectors, k)
    products = vectors @ vectors.T
    np.fill_diagonal(products, -2)
    assert found.nearness == pytest.approx(-np.sort(-products, axis=1)[:, :k], abs=1e-5)
    near = [set(row.tolist()) for row in found.rows]
    graph = mutual_graph(found)
    assert all(b in near[a] and a in near[b] for a, b in graph.ends.tolist())


def test_of_rows_that_are_equally_near_the_first_are_neighbours() -> None:
    vectors = np.repeat(np.eye(3, 600, dtype=np.float32), 100, axis=0)
    found = neighbours(vectors, 5)
    for row in range(300):
        alike = [other for other in range(row // 100 * 100, row // 100 * 100 + 6) if other != row]
        assert found.rows[row].tolist() == alike[:5]
    assert neighbours(vectors[:1], 5).rows.tolist() == [[0]]  # nobody else is there
