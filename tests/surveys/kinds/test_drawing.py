"""Drawings: what is taken is painted back as it was, and nothing else is taken."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import KINDS, Choice, InvalidAnswer, Question, read, shipped, texts_on_path, without
from surveys.kinds import drawing
from surveys.kinds.drawing import BETWEEN, COLOURS, MOST_MARKS, MOST_SIGNS, SIGN, WIDTHS, Drawn

PICTURES = ("star", "face_good")
QUESTION = Question(
    concept="dream",
    band="6-9",
    kind="drawing",
    ask="¿Qué sueñas?",
    choices=tuple(Choice(each, each, each) for each in PICTURES),
    max_length=200,
)
SCRIPT = Path(__file__).parents[3] / "static/js/answering/drawing/picture.js"
STAR = "star 500,375"

points = st.tuples(st.integers(0, 1000), st.integers(0, 750)).map("{0[0]},{0[1]}".format)
lines = st.builds(
    lambda colour, width, places: " ".join([colour, width, *places]),
    st.sampled_from(sorted(COLOURS)),
    st.sampled_from(sorted(WIDTHS)),
    st.lists(points, min_size=1, max_size=20),
)
stamps = st.builds("{} {}".format, st.sampled_from(PICTURES), points)
pictures = st.lists(lines | stamps, min_size=1, max_size=40).map(
    lambda marks: BETWEEN.join([SIGN, *marks])
)
captions = st.text(st.characters(codec="utf-8", exclude_characters="~"), max_size=60)


def parsed(*raw: str) -> str | None:
    answer = KINDS["drawing"].parse(QUESTION, raw)
    assert answer is None or isinstance(answer, str)
    return answer


def refused(*raw: str) -> str:
    with pytest.raises(InvalidAnswer) as invalid:
        parsed(*raw)
    return invalid.value.code


@given(pictures, captions)
def test_what_is_taken_is_what_was_drawn_and_said(picture: str, caption: str) -> None:
    answer = parsed(picture, caption)
    assert answer is not None
    assert drawing.parts(answer) == Drawn(picture, drawing.parts(parsed(caption) or "").caption)
    painted = drawing.marks(picture)
    assert len(painted) == picture.count(BETWEEN)
    assert parsed(caption, picture) == answer


@given(st.text(max_size=80))
def test_anything_else_is_refused_or_is_a_caption(said: str) -> None:
    try:
        answer = parsed(said)
    except InvalidAnswer:
        assert said.startswith(SIGN)
    else:
        assert answer is None or drawing.parts(answer).picture in ("", said)


@pytest.mark.parametrize(
    "mark",
    [
        "star 1001,5",
        "star 5,751",
        "star -5,5",
        "star 05,5",
        "star 5,5,5",
        "star 5,5 6,6",
        "ball 5,5",
        "red 4 5,5",
        "red 2",
        "pink 2 5,5",
        "red 2 5,5  6,6",
        "red 2 ٣,٥",
        "red 2 5,5 <script>",
        "",
    ],
)
def test_a_mark_that_no_page_makes_is_refused(mark: str) -> None:
    assert refused(BETWEEN.join([SIGN, STAR, mark])) == "unknown_choice"


def test_as_much_as_fits_is_taken_and_more_is_refused_by_one_code() -> None:
    assert parsed(BETWEEN.join([SIGN, *[STAR] * MOST_MARKS]))
    assert refused(BETWEEN.join([SIGN, *[STAR] * (MOST_MARKS + 1)])) == "too_much_drawn"
    long = "red 2" + " 1000,750" * (MOST_SIGNS // 9)
    assert refused(BETWEEN.join([SIGN, long])) == "too_much_drawn"
    assert refused(f"{SIGN} / {STAR}", "x" * 201) == "too_long"
    assert refused(f"{SIGN} / {STAR}", f"{SIGN} / {STAR}") == "two_answers"


def test_nothing_drawn_and_nothing_said_is_skipped() -> None:
    assert parsed("", "  ") is None
    assert parsed("", "mi casa") == "mi casa"


def test_a_drawing_is_a_text_to_be_sealed_and_never_an_answer_in_clear() -> None:
    version = read(shipped()["draw_internet"]).version_for("6-9", "es")
    answer = f"{SIGN} / {STAR}\nmi casa"
    assert texts_on_path(version, {"dream": answer}) == {"dream": answer}
    assert not KINDS["drawing"].closed


def test_a_version_without_drawings_has_neither_the_question_nor_its_card() -> None:
    version = read(shipped()["draw_internet"]).version_for("6-9", "es")
    bare = without(version, "drawing")
    assert [each.concept for each in bare.questions] == ["feeling"]
    assert [card.id for card in bare.cards] == ["feeling"]
    assert without(bare, "drawing") is bare


def test_stamps_need_a_picture_that_is_no_colour() -> None:
    plain = Question(
        "dream", "6-9", "drawing", "?", choices=(Choice("a", "A"), Choice("b", "B", "red"))
    )
    said = {(each.setting, each.message) for each in KINDS["drawing"].mistakes(plain)}
    assert ("pictures", "`a` has no picture") in said
    assert ("pictures", "`red` is a colour") in said


def test_the_page_and_the_server_paint_alike() -> None:
    script = SCRIPT.read_text("utf-8")

    def table(name: str) -> dict[str, object]:
        [body] = re.findall(rf"const {name} = (\{{.*?\}});", script, re.DOTALL)
        return json.loads(re.sub(r",\s*}", "}", re.sub(r"(\w+):", r'"\1":', body)))

    assert table("COLOURS") == COLOURS
    assert table("WIDTHS") == WIDTHS
    assert f"const STAMP = {drawing.STAMP};" in script
    assert f'viewBox: "0 0 {drawing.WIDE} {drawing.HIGH}"' in script
    drawing_script = SCRIPT.with_name("editor.js").read_text("utf-8")
    assert f"MOST_MARKS = {MOST_MARKS};" in drawing_script
    assert f"MOST_SIGNS = {MOST_SIGNS};" in drawing_script
