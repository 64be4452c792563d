from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import KINDS, Questionnaire, Tally, read, roll_up

Change = Callable[[str, str, str], None]
YOUNG = Tally(answered=9, skipped=1, counts={"good": 6, "so_so": 2, "bad": 1})
OLDER = Tally(answered=20, skipped=0, counts={"very_good": 4, "good": 6, "bad": 3, "very_bad": 7})


def test_codes_of_a_band_are_counted_under_the_common_ones(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "feeling", "es", {"6-9": YOUNG, "10-13": OLDER})
    assert table.rows == (("good", "Bien"), ("so_so", "Más o menos"), ("bad", "Mal"))
    assert table.columns["10-13"].counts == {"good": 10, "so_so": 0, "bad": 10}
    assert table.columns["6-9"].counts == {"good": 6, "so_so": 2, "bad": 1}
    assert (table.columns["6-9"].asked, table.columns["6-9"].skipped) == (10, 1)
    assert table.name == "Cómo se sienten"


def test_the_table_says_which_band_was_asked_otherwise_and_in_what(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "feeling", "en", {"6-9": YOUNG, "10-13": OLDER})
    assert table.wordings["10-13"] == "How do you feel when you use the internet?"
    assert table.differs == {"6-9": False, "10-13": True}
    assert table.differences["10-13"] == ("wording", "choices")


def test_bands_that_are_asked_alike_do_not_differ(tiny: Questionnaire) -> None:
    tally = Tally(1, 0, {"yes": 1})
    table = roll_up(tiny, "online", "es", {"6-9": tally, "10-13": tally})
    assert table.differs == {"6-9": False, "10-13": False}


def test_the_majority_is_the_measure_and_not_the_first_band(folder: Path, change: Change) -> None:
    change(
        "v1.toml", '["6-9", "adults"]\nkind = "order"', '["6-9", "10-13", "adults"]\nkind = "order"'
    )
    for file, ask in (("v1.es.toml", "¿Qué va primero?"), ("v1.en.toml", "What comes first?")):
        change(
            file,
            "[concept.wishes.adults]",
            f'[concept.wishes."10-13"]\nask = "{ask}"\n[concept.wishes.adults]',
        )
        change(file, f'[concept.wishes."6-9"]\nask = "{ask}"', '[concept.wishes."6-9"]\nask = "¿?"')
    tally = Tally(1, 0, {"play": 1})
    table = roll_up(read(folder), "wishes", "es", dict.fromkeys(("6-9", "10-13", "adults"), tally))
    assert table.differs == {"6-9": True, "10-13": False, "adults": False}  # fmt: skip


def test_only_bands_with_a_tally_are_in_the_table(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "feeling", "es", {"10-13": OLDER})
    assert list(table.columns) == list(table.wordings) == list(table.differences) == ["10-13"]
    assert dict(table.rows)["good"] == "Bien"


def test_no_tallies_give_an_empty_table(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "feeling", "es", {})
    assert (table.rows, dict(table.columns)) == ((), {})


def test_texts_have_no_rows_but_their_number(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "story", "es", {"6-9": Tally(3, 4, {})})
    assert table.rows == ()
    assert (table.columns["6-9"].answered, table.columns["6-9"].asked) == (3, 7)


def test_places_of_an_order_are_kept(tiny: Questionnaire) -> None:
    tally = Tally(2, 0, {"play": 2}, places={("play", 1): 1, ("play", 2): 1})
    assert roll_up(tiny, "wishes", "es", {"6-9": tally}).columns["6-9"].mean_place == {"play": 1.5}


def test_an_unknown_band_or_code_is_not_counted_in_silence(tiny: Questionnaire) -> None:
    with pytest.raises(KeyError, match="adults"):
        roll_up(tiny, "feeling", "es", {"adults": YOUNG})
    with pytest.raises(KeyError):
        roll_up(tiny, "feeling", "es", {"6-9": OLDER})


def test_a_table_cannot_be_changed(tiny: Questionnaire) -> None:
    table = roll_up(tiny, "feeling", "es", {"6-9": YOUNG})
    with pytest.raises(FrozenInstanceError):
        table.rows = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        table.columns["6-9"].counts["good"] = 100  # type: ignore[index]


@given(answers=st.lists(st.sampled_from([None, "very_good", "good", "so_so", "bad", "very_bad"])))
def test_nobody_is_lost_or_counted_twice_by_rolling_up(
    tiny: Questionnaire, answers: list[str | None]
) -> None:
    question = tiny.version_for("10-13", "es").questions[0]
    summary = KINDS["faces"].summarise(question, answers)
    tally = Tally(summary.answered, summary.skipped, summary.counts)
    column = roll_up(tiny, "feeling", "es", {"10-13": tally}).columns["10-13"]
    assert sum(column.counts.values()) == summary.answered
    assert column.asked == len(answers)
