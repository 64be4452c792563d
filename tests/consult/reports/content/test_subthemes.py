"""What a theme divides into, in the report: two levels, and no small group to be computed."""

import json
from collections import defaultdict
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.answering.models import FreeText
from consult.answering.withdrawal.operations import withdraw
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.reports.content.subthemes import told
from consult.reports.publication.operations import build, publish
from consult.reports.text import sentences
from consult.storage.db import db
from consult.storage.sealing import fingerprint
from consult.themes.models import Passage, Theme
from consult.themes.replay import NOWHERE, Action, Placing
from consult.themes.review.operations import decide
from tests.consult.seeding import analysed, answered, keep, said

CODE = "barco lago piedra cielo flor tren"


def divided(consultation: Consultation, *parts: tuple[str, int]) -> None:
    """Closed, with one theme; of each part its label and how many speak of it, of nothing else."""
    consultation.state = State.CLOSED
    of_part = [
        (place, answered(consultation, "10-13"))
        for place, (_label, voices) in enumerate(parts)
        for _ in range(voices)
    ]
    db.session.flush()
    texts = [said(child, f"{parts[place][0]} {n}") for n, (place, child) in enumerate(of_part)]
    run = analysed(consultation, a=("juegos", []))
    theme = db.session.query(Theme).one()
    theme.size = len(texts)
    theme.parts = [{"label": label, "keywords": [label]} for label, _voices in parts]
    for (place, _child), text in zip(of_part, texts, strict=True):
        keep(run, text, theme.id, None)
        db.session.flush()
        db.session.query(Passage).filter_by(free_text_id=text.id).one().part = place
    db.session.commit()


@pytest.fixture
def closed(consultation: Consultation) -> Consultation:
    divided(
        consultation,
        ("que los juegos no cobren", 24),
        ("quiten las cajas", 16),
        ("menos juegos de armas", 5),
    )
    return consultation


def parts_of(consultation: Consultation) -> list[dict]:
    content = build(consultation, today())
    return content["voices"]["themes"][0]["subthemes"]


def test_no_hidden_part_is_the_only_one_that_fits_what_is_told() -> None:
    """All that can be among so few voices, by what is told of it: whoever knows the rule finds
    neither the voices of a small part, nor the few who speak of other parts alone."""
    site = Flask("site")
    site.config["SMALL_CELL"] = 10
    alike = defaultdict(list)
    with site.app_context():
        for parts, most in ((2, 40), (3, 24)):
            for whole in range(10, most):
                for voices in product(range(whole + 1), repeat=parts):
                    numbers = told(dict(zip("abc", voices, strict=False)), whole)
                    if numbers and sum(voices) >= whole:
                        others = (whole - count for count in voices)
                        alike[parts, whole, *numbers.items()].append((*voices, *others))
    assert len(alike) > 100
    for seen, possible in alike.items():
        for numbers in zip(*possible, strict=True):
            assert len(set(numbers)) > 1 or numbers[0] >= 10, seen


@given(st.lists(st.sets(st.integers(0, 2), min_size=1), max_size=45))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_number_is_in_tens_and_leaves_ten_who_speak_of_other_parts(consultation, spoken) -> None:
    consultation.state = State.CLOSED
    children = [answered(consultation, "10-13") for _ in spoken]
    db.session.flush()
    run = analysed(consultation, a=("juegos", []))
    theme = db.session.query(Theme).one()
    theme.parts = [{"label": f"parte {place}", "keywords": []} for place in range(3)]
    for child, places in zip(children, spoken, strict=True):
        text = said(child, "juegos")
        for place in places:
            row = Passage(run_id=run.id, theme_id=theme.id, free_text_id=text.id, part=place)
            row.text = f"parte {place}"
            db.session.add(row)
    db.session.flush()
    parts = parts_of(consultation)
    db.session.rollback()
    for part in parts:
        if (least := part["at_least"]) is not None:
            voices = sum(int(part["label"][-1]) in places for places in spoken)
            assert least % 10 == 0
            assert 10 <= least <= voices <= len(spoken) - 10


def test_a_report_shows_two_levels_and_hides_small_ones(client, closed) -> None:
    published = publish(closed, today())
    db.session.commit()
    first, *others = published.content["voices"]["themes"][0]["subthemes"]
    assert (first["label"], first["at_least"]) == ("que los juegos no cobren", 20)
    assert [(part["label"], part["at_least"]) for part in others] == [
        ("menos juegos de armas", None),
        ("quiten las cajas", None),
    ], "in the order of the alphabet: 16 beside 5 would tell the 5"
    page = " ".join(client.get(f"/reports/{closed.slug}").text.split())
    inside = page.split("Dentro de este tema")[1].split("</div></li>")[0]
    assert "20 voces o más" in inside
    assert "sin número" in page
    for part in (first, *others):
        [quote] = part["quotes"]
        assert quote["text"].startswith(part["label"])
        assert quote["asked"] == part["asked"]
        assert quote["text"] in page


def test_what_is_withdrawn_leaves_the_parts_of_every_version(client, closed) -> None:
    published = publish(closed, today())
    part = published.content["voices"]["themes"][0]["subthemes"][1]
    words = part["quotes"][0]["text"]
    assert part["label"] == "menos juegos de armas"
    texts = db.session.scalars(sa.select(FreeText).where(FreeText.redacted.contains(part["label"])))
    for text in texts:
        text.response.withdrawal_hash = fingerprint(CODE)
    db.session.commit()
    before = published.sha256
    withdraw(CODE)
    db.session.commit()
    db.session.expire_all()
    stored = json.dumps(published.content, ensure_ascii=False)
    assert words not in stored
    assert "menos juegos de armas" not in stored
    assert published.is_intact
    assert published.sha256 == before
    page = client.get(f"/reports/{closed.slug}").text
    assert "Quien lo escribió pidió borrarlo." in page
    assert "El nombre eran palabras de alguien que pidió borrarlas." in page


def test_only_what_its_child_permits_names_a_part_and_people_move_phrases(closed, staff_id) -> None:
    silent = db.session.scalars(sa.select(FreeText).where(FreeText.redacted.contains("cajas")))
    for text in silent:
        text.quotable = False
    theme = db.session.query(Theme).one()
    theme.parts = [*theme.parts[:1], {"label": "quiten las cajas", "keywords": ["cajas"]}]
    gone = db.session.scalars(sa.select(Passage).where(Passage.part == 2)).all()
    away = Placing(NOWHERE, tuple(passage.mark.hex() for passage in gone))
    decide(closed, staff_id, today(), Action("move", "a", away.value()))
    db.session.flush()
    first, second = parts_of(closed)
    assert (first["at_least"], second["at_least"]) == (20, 10), "five went, none is hidden"
    assert (second["label"], second["asked"], second["quotes"]) == ("cajas", None, [])


@pytest.fixture
def staff_id(app: Flask) -> int:
    from consult.staff.operations import invite

    person = invite("c@example.org", "coordinator")
    db.session.flush()
    return person.id


def test_a_quote_of_a_part_has_its_words(closed) -> None:
    theme = db.session.query(Theme).one()
    theme.parts = [
        {"label": "otra cosa", "keywords": ["cobran"]},
        {"label": "lo de las cajas", "keywords": ["sorpresa"]},
        theme.parts[2],
    ]
    db.session.flush()
    by_label = {part["label"]: part["quotes"] for part in parts_of(closed)}
    assert not [label for label in by_label if "cajas" in label], "none says what tells that part"
    [(label, [quote])] = [(n, q) for n, q in by_label.items() if "cobren" in n]
    assert quote["text"] != label
    assert quote["text"].startswith("que los juegos no cobren")


def test_a_theme_with_two_sides_has_no_parts(closed) -> None:
    db.session.query(Theme).one().about = "cobrar"
    db.session.flush()
    assert parts_of(closed) == []


def test_the_front_says_what_a_name_answers_so_that_no_worry_reads_as_a_wish(
    app, client, closed
) -> None:
    texts = db.session.scalars(sa.select(FreeText)).all()
    for text in texts:
        text.question = "worries"
    db.session.query(Theme).one().label = "que los juegos no cobren"
    publish(closed, today())
    db.session.commit()
    front = client.get(f"/reports/{closed.slug}").text.split('id="themes"')[0]
    assert "Qué debería dejar de pasar en internet:" in front
    with app.test_request_context():
        assert sentences.answers_to({"kinds": ["worry", "other"]}) == "Lo que les preocupa"
        wish = {"kinds": ["worry"], "kind": "proposal", "asked": {"es": "Qué piden"}}
        assert sentences.answers_to(wish) == "Qué piden", "the name's own kind counts"
        assert sentences.answers_to({}) == ""


def test_where_things_happen_stands_within_its_sentence(app):
    settings = [{"es": "En el teléfono"}, {"es": "En la escuela"}]
    with app.test_request_context("/"):
        said = sentences.about_theme({"settings": settings})
    assert said == ["Dónde pasa: en el teléfono y en la escuela."]
