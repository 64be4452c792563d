"""Groups who speak of a theme more than others: told coarsely, and of enough inside and outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from consult.clock import today
from consult.reports.publication.operations import publish
from consult.storage.db import db
from consult.themes.queries import current_run, reviewed_themes
from consult.themes.review import over_representation
from consult.themes.review.over_representation import leanings
from tests.consult.seeding import analysed, answered, said
from tests.consult.sign_in import signed_in


def speak(consultation, **themes: list[tuple[str, str, int]]):
    """Closed; each theme is said by so many children of a band, of a gender."""
    consultation.state = "closed"
    texts = {}
    for key, groups in themes.items():
        children = [
            answered(consultation, band, {"gender": code, "moved": "no"})
            for band, code, many in groups
            for _each in range(many)
        ]
        db.session.flush()
        texts[key] = (key, [said(child, f"{key} {n}") for n, child in enumerate(children)])
    analysed(consultation, **texts)
    db.session.commit()
    run = current_run(consultation.id)
    return leanings(consultation, run, reviewed_themes(run), ["10-13", "14-17"])


def told(found):
    return {
        key: [(each.concept, each.code, each.tenths, each.tenths_all) for each in groups]
        for key, groups in found.items()
    }


def test_a_group_that_says_it_more_is_told_in_tenths(consultation):
    found = speak(
        consultation,
        photos=[("10-13", "girl", 40), ("10-13", "boy", 12)],
        games=[("10-13", "girl", 12), ("10-13", "boy", 40)],
    )
    assert told(found) == {
        "photos": [("gender", "girl", 8, 5)],
        "games": [("gender", "boy", 8, 5)],
    }
    assert found["photos"][0].label["es"] == "Niñas y mujeres adolescentes"


def test_bands_are_groups_too_and_no_answer_is_one_that_says_no(consultation):
    found = speak(
        consultation,
        work=[("14-17", "girl", 30), ("10-13", "girl", 10)],
        play=[("14-17", "girl", 10), ("10-13", "girl", 30)],
    )
    assert told(found) == {"work": [("band", "14-17", 8, 5)], "play": [("band", "10-13", 8, 5)]}


@pytest.mark.parametrize(("inside", "others"), [(40, 9), (9, 40), (40, 0)])
def test_nothing_is_told_of_few_nor_of_all_but_few(consultation, inside, others):
    found = speak(
        consultation,
        photos=[("10-13", "girl", inside), ("10-13", "boy", others)],
        games=[("10-13", "girl", 12), ("10-13", "boy", 60)],
    )
    assert told(found)["photos"] == []


def test_what_chance_brings_is_not_told(consultation):
    alike = [("10-13", "girl", 21), ("10-13", "boy", 19)]
    assert told(speak(consultation, photos=alike, games=alike)) == {"photos": [], "games": []}


def test_the_report_and_the_review_say_it(client, consultation):
    speak(
        consultation,
        photos=[("10-13", "girl", 40), ("10-13", "boy", 12)],
        games=[("10-13", "girl", 12), ("10-13", "boy", 40)],
    )
    signed_in(client, "coordinator")
    page = client.get(f"/themes/{consultation.slug}").text
    assert "Más dicho por" in page
    assert (
        "Género: Niñas y mujeres adolescentes (8 de cada 10 voces; en todos los temas, 5)" in page
    )
    publish(consultation, today())
    db.session.commit()
    report = " ".join(client.get(f"/reports/{consultation.slug}").text.split())
    assert '<th scope="row">Género: Niñas y mujeres adolescentes</th><td>8</td><td>5</td>' in report


def test_nothing_is_told_while_answers_arrive(client, consultation):
    speak(
        consultation,
        photos=[("10-13", "girl", 40), ("10-13", "boy", 12)],
        games=[("10-13", "girl", 12), ("10-13", "boy", 40)],
    )
    consultation.state = "open"
    db.session.commit()
    signed_in(client, "coordinator")
    assert "Más dicho por" not in client.get(f"/themes/{consultation.slug}").text


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_chance_is_that_of_the_exact_test(of_group, others, in_theme, data):
    in_all = of_group + others
    in_theme = min(in_theme, in_all)
    both = data.draw(st.integers(max(0, in_theme - others), min(in_theme, of_group)))
    each = over_representation._Compared("a", "band", "6-9", both, in_theme, of_group, in_all)
    expected = hypergeom.sf(both - 1, in_all, of_group, in_theme)
    if both * in_all > in_theme * of_group:
        assert over_representation._chance(each) == pytest.approx(expected, rel=1e-6)
    else:
        assert over_representation._chance(each) == 1.0
