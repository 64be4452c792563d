"""Values that a theme holds more of than chance would."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes.clustering.overrepresentation import FEWEST, LEVEL, over_represented

ROW = st.tuples(
    st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, "a", "b"]), st.sampled_from("xyz")
)


def test_a_theme_of_one_band_is_found_with_its_counts_and_shares() -> None:
    assigned = [0] * 10 + [1] * 90 + [None] * 20
    band = ["3-5"] * 10 + ["6-9"] * 110
    (found,) = [over for over in over_represented(assigned, {"band": band}) if over.theme == 0]
    assert (found.column, found.value) == ("band", "3-5")
    assert (found.count, found.in_theme, found.share, found.share_all) == (10, 10, 1.0, 10 / 120)
    # Three pairs occur; this one is the least likely: its probability counts three times.
    assert found.p == pytest.approx(3 / comb(120, 10))


def test_a_theme_in_which_all_say_as_much_claims_nothing() -> None:
    assigned = [0, 1] * 60
    assert over_represented(assigned, {"band": ["a", "a", "b", "b"] * 30}) == []


def test_what_is_unknown_counts_nowhere() -> None:
    assigned, band = [0] * 8 + [1] * 40, ["a"] * 8 + ["b"] * 40
    known = over_represented(assigned, {"band": band})
    more = over_represented([*assigned, 0, 0, 1], {"band": [*band, None, None, None]})
    assert known
    assert known == more


def test_two_passages_are_never_enough_however_unlikely() -> None:
    assigned, band = [0] * 2 + [1] * 4000, ["a"] * 2 + ["b"] * 4000
    assert [over for over in over_represented(assigned, {"band": band}) if over.value == "a"] == []


def test_a_column_of_another_length_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match='Column "band" has 1 values for 2 passages'):
        over_represented([0, 1], {"band": ["a"]})


def test_the_probability_is_that_of_drawing_so_many_or_more() -> None:
    """By hand: of all ways to draw the theme's passages, those with as many of the value."""
    band = ["a"] * 5 + ["b"] * 9
    (found,) = over_represented([0] * 4 + [None] * 10, {"band": band})
    draws = list(combinations(range(14), 4))
    assert found.p == pytest.approx(sum(all(i < 5 for i in draw) for draw in draws) / len(draws))


@given(rows=st.lists(ROW, min_size=1, max_size=80), data=st.data())
def test_order_does_not_matter_and_what_is_said_holds(rows: list, data: st.DataObject) -> None:
    def found(some: list) -> list:
        themes, one, other = (list(column) for column in zip(*some, strict=True))
        return over_represented(themes, {"band": one, "place": other})

    overs = found(rows)
    assert overs == found(data.draw(st.permutations(rows)))
    for over in overs:
        assert over.count >= FEWEST
        assert over.share > over.share_all
        assert 0 <= over.p <= LEVEL
