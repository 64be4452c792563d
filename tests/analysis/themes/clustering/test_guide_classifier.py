"""What a guide expects of passages whose subjects are known."""

import numpy as np
import pytest

from analysis.themes.arrays import Matrix, unit
from analysis.themes.clustering import guide_classifier
from analysis.themes.clustering.guide_classifier import NONE, expected


def cloud(subjects: list[int], each: int, spread: float = 0.1, seed: int = 1) -> Matrix:
    middles = np.repeat(np.eye(60)[subjects], each, axis=0)
    noise = np.random.default_rng(seed).normal(0, spread, middles.shape)
    return unit((middles + noise).astype(np.float32))


def asked(rows: Matrix, phrases: int = 6) -> object:
    """What a guide to the subjects 0 to 4 expects of rows."""
    guide, owners = cloud([0, 1, 2, 3, 4], phrases, seed=2), np.repeat(np.arange(5), phrases)
    return expected(rows, np.ones(len(rows), dtype=np.int64), guide, owners, 5)


def test_each_passage_is_given_the_theme_it_is_about() -> None:
    found = asked(cloud([0, 1, 2, 3, 4], 30))
    assert (found.themes == np.repeat(np.arange(5), 30)).mean() > 0.95
    assert found.sure.mean() > 0.5


def test_a_guide_to_another_subject_expects_nothing() -> None:
    found = asked(cloud([20, 21, 22, 23, 24], 30))
    assert set(found.themes.tolist()) == {NONE}
    assert not found.sure.any()


def test_of_other_subjects_beside_the_guides_few_are_drawn() -> None:
    found = asked(cloud([0, 1, 20, 21, 22], 30))
    assert found.sure[:60].mean() > 0.5
    assert found.sure[60:].mean() < 0.1


def test_one_phrase_a_theme_is_enough() -> None:
    found = asked(cloud([0, 1, 2, 3, 4], 30), phrases=1)
    assert (found.themes == np.repeat(np.arange(5), 30)).mean() > 0.9


def test_passages_that_are_sure_teach_what_the_phrases_did_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Subject 0 is said with a word of its own that no phrase of the guide has."""
    own = unit(cloud([0], 60, 0.05) + np.float32(0.5) * cloud([30], 60, 0.05))
    faint = np.float32(0.35) * (cloud([0], 40, 0.05) + cloud([1], 40, 0.05))
    strayed = unit(cloud([30], 40, 0.05) + faint)
    rows = np.concatenate([own, strayed, cloud([1, 2, 3, 4], 20)])
    taught = asked(rows)
    monkeypatch.setattr(guide_classifier, "TAUGHT", 1e-9)
    untaught = asked(rows)
    as_zero = [(found.themes[60:100] == 0).mean() for found in (taught, untaught)]
    assert as_zero[0] > as_zero[1] + 0.05


def test_bars_are_quantiles_of_what_each_phrase_scores_where_it_is_left_out() -> None:
    """Refitted without each phrase, one by one, from the middle and the offset of all."""
    phrases, owners = cloud([0, 1, 2], 6, 0.2), np.repeat(np.arange(3), 6)
    guide = guide_classifier._Taught(phrases, owners, 1.0)
    learned = guide_classifier._learned([guide], 3)
    rows, wanted = phrases - learned.middle, np.where(owners[:, None] == np.arange(3), 1.0, -1.0)
    unseen = []
    for left_out in range(len(rows)):
        kept = np.arange(len(rows)) != left_out
        squares = rows[kept].T @ rows[kept] + guide_classifier.PENALTY * np.eye(rows.shape[1])
        directions = np.linalg.solve(squares, rows[kept].T @ (wanted - learned.offset)[kept])
        score = rows[left_out] @ directions + learned.offset
        unseen.append(score[owners[left_out]])
    quantiles = [guide_classifier.SURE, guide_classifier.DRAWN, guide_classifier.LIKE]
    assert guide_classifier._bars(learned, guide) == pytest.approx(np.quantile(unseen, quantiles))


def test_no_guide_and_no_passages_are_no_error() -> None:
    nobody = np.empty((0, 60), dtype=np.float32)
    none = np.empty(0, dtype=np.int64)
    assert not expected(cloud([0], 5), np.ones(5, dtype=np.int64), nobody, none, 0).sure.any()
    assert len(asked(nobody).themes) == 0


def test_equal_arguments_give_equal_themes() -> None:
    one, two = (asked(cloud([0, 1, 2, 20], 25, 0.3)) for _ in range(2))
    assert (one.themes == two.themes).all()
    assert (one.sure == two.sure).all()
