"""How often groups come back when those who answered are drawn again, and what is left over."""

import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.themes import TextAnswer, ThemeAnalysis, find_themes, shipped_guide
from analysis.themes.arrays import ALONE, Matrix, unit
from analysis.themes.clustering.clusters import group
from analysis.themes.clustering.consensus import Resampling, agreed, returning
from analysis.themes.clustering.neighbour_graph import mutual_graph, neighbours
from analysis.themes.embedding.corpus import Examples
from analysis.themes.settings import Settings

INVENTED = Path(__file__).parents[4] / "benchmarks" / "themes" / "digital_b.csv"
NOBODY = Examples(np.empty((0, 40), dtype=np.float32), np.empty(0, dtype=np.int64), 0)


def clouds(groups: int, each: int, spread: float, seed: int = 1) -> Matrix:
    middles = np.repeat(np.eye(40)[:groups], each, axis=0)
    noise = np.random.default_rng(seed).normal(0, spread, middles.shape)
    return unit((middles + noise).astype(np.float32))


def stabilities(vectors: Matrix) -> list[float]:
    weights = np.ones(len(vectors), dtype=np.int64)
    found = group(vectors, weights, NOBODY, Settings(neighbours=10))
    assert set(found.stability) == set(found.placed.tolist())
    return list(found.stability.values())


def test_groups_far_apart_come_back_and_parts_of_one_cloud_do_not() -> None:
    apart = stabilities(clouds(groups=4, each=60, spread=0.05))
    one = stabilities(clouds(groups=1, each=240, spread=0.3))
    assert min(apart) >= 0.75
    assert np.mean(one) < 0.6


def test_divisions_agreed_on_twice_depend_less_on_the_draw() -> None:
    vectors = clouds(groups=6, each=50, spread=0.28)
    graph, weights = mutual_graph(neighbours(vectors, 10)), np.ones(300, dtype=np.int64)
    alone = np.full(300, ALONE)
    alike = []
    for again in (0, 5):
        draws = [Resampling(4, 1.0, seed, again) for seed in range(4)]
        found = [agreed(graph, weights, alone, draw).numbers for draw in draws]
        alike.append(np.mean([adjusted_rand_score(a, b) for a, b in combinations(found, 2)]))
    assert alike[1] > alike[0]


def test_returning_is_the_mean_of_the_best_jaccard_index_by_hand() -> None:
    numbers = np.array([0, 0, 0, 1, 1])
    weights = np.array([1, 1, 2, 1, 1])
    whole = np.array([5, 5, 5, 7, 7])
    part = np.array([5, 5, 7, 7, -1])  # 0: {a, b} of {a, b, c}; 1: {d} of {c, d}
    found = returning(numbers, weights, [whole, part])
    assert found == pytest.approx({0: (1 + 2 / 4) / 2, 1: (1 + 1 / 3) / 2})


def test_a_group_absent_from_a_resample_is_not_counted_there() -> None:
    numbers, weights = np.array([0, 0, 1]), np.array([1, 1, 1])
    found = returning(numbers, weights, [np.array([0, 0, -1]), np.array([0, 0, 1])])
    assert found == {0: 1.0, 1: 1.0}


def test_the_same_rows_give_the_same_groups_and_stability() -> None:
    vectors = clouds(groups=5, each=40, spread=0.2)
    weights = np.ones(len(vectors), dtype=np.int64)
    one, two = (group(vectors, weights, NOBODY, Settings()) for _ in range(2))
    assert (one.numbers == two.numbers).all()
    assert one.stability == two.stability


def test_what_lies_near_its_group_is_never_left_over() -> None:
    vectors = clouds(groups=4, each=60, spread=0.05)
    weights = np.ones(len(vectors), dtype=np.int64)
    assert ALONE not in group(vectors, weights, NOBODY, Settings(neighbours=10)).numbers


@pytest.fixture(scope="module")
def invented() -> tuple[dict[str, str], ThemeAnalysis]:
    """The labels of the invented passages that settings were chosen on, and all their themes."""
    with INVENTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = find_themes([TextAnswer(row["id"], row["text"]) for row in rows], guide=shipped_guide())
    return {row["id"]: row["label"] for row in rows if row["half"] == "tune"}, found


def test_invented_passages_are_grouped_as_they_are_labelled(
    invented: tuple[dict[str, str], ThemeAnalysis],
) -> None:
    labels, found = invented
    given = {row: found.assignments[row] or row for row in labels if labels[row]}
    assert _b_cubed({row: labels[row] for row in given}, given) >= 0.37


def test_few_are_left_over_and_those_that_fit_no_theme_are_most_often(
    invented: tuple[dict[str, str], ThemeAnalysis],
) -> None:
    labels, found = invented
    left = [theme is None for theme in found.assignments.values()]  # the bound is of all answers
    unfit = [found.assignments[row] is None for row in labels if not labels[row]]
    assert np.mean(left) <= 0.1
    assert np.mean(unfit) >= 0.5


def test_every_theme_says_how_firm_it_is(invented: tuple[dict[str, str], ThemeAnalysis]) -> None:
    for theme in invented[1].themes:
        assert theme.stability is not None
        assert 0 <= theme.stability <= 1
        assert (theme.firmness == "firm") == (theme.stability >= 0.75)


def _b_cubed(labels: dict[str, str], given: dict[str, str]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998)."""
    both = Counter((labels[row], given[row]) for row in labels)
    of_label, of_group = Counter(labels.values()), Counter(given.values())
    precision = sum(n * n / of_group[group] for (_, group), n in both.items()) / len(labels)
    recall = sum(n * n / of_label[label] for (label, _), n in both.items()) / len(labels)
    return 2 * precision * recall / (precision + recall)
