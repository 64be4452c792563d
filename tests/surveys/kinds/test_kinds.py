from collections import Counter
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import INVALID_CODES, KINDS, InvalidAnswer, Kind, Question

CONCEPTS = {
    "faces": "feeling",
    "one": "age",
    "several": "places",
    "yes_no": "online",
    "order": "wishes",
    "scale": "how_often",
    "baskets": "sorted",
    "stones": "shares",
    "stamps": "stamped",
    "text": "story",
    "finish": "why_parks",
    "word": "one_word",
    "own_topic": "my_topic",
    "info": "hello",
}
Questions = dict[str, Question]


def parsed(questions: Questions, kind: str, *raw: str) -> str | tuple[str, ...] | None:
    return KINDS[kind].parse(questions[CONCEPTS[kind]], raw)


def refused(questions: Questions, kind: str, *raw: str) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as invalid:
        parsed(questions, kind, *raw)
    return invalid.value


def test_every_kind_of_the_format_is_registered_under_its_name() -> None:
    assert KINDS.keys() == CONCEPTS.keys() | {"drawing"}  # that one: test_drawing.py
    assert all(kind.name == name for name, kind in KINDS.items())


def test_only_texts_and_information_are_not_answered_with_codes() -> None:
    open_kinds = {"text", "finish", "word", "own_topic", "drawing"}
    assert {name for name, kind in KINDS.items() if not kind.closed} == {*open_kinds, "info"}
    assert {name for name, kind in KINDS.items() if not kind.asks} == {"info"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_kind_cannot_be_changed(kind: Kind) -> None:
    with pytest.raises(FrozenInstanceError):
        kind.closed = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        KINDS["other"] = kind  # type: ignore[index]


@pytest.mark.parametrize("kind", CONCEPTS)
@pytest.mark.parametrize("raw", [(), ("",), ("", "")])
def test_nothing_posted_is_a_skipped_question(
    questions: Questions, kind: str, raw: Sequence[str]
) -> None:
    assert parsed(questions, kind, *raw) is None


CLOSED = [name for name, kind in KINDS.items() if kind.closed]
OF_CODES = ["faces", "one", "scale", "yes_no", "several", "order"]
AMOUNTS = ["stones", "stamps"]


@pytest.mark.parametrize("kind", CLOSED)
def test_a_code_that_is_no_choice_is_refused_and_not_repeated(
    questions: Questions, kind: str
) -> None:
    invalid = refused(questions, kind, "<script>")
    assert invalid.code == str(invalid) == "unknown_choice"
    assert not invalid.details


@pytest.mark.parametrize("kind", ["faces", "one", "scale", "yes_no"])
def test_two_answers_to_a_single_choice_are_refused(questions: Questions, kind: str) -> None:
    first, second, *_ = (choice.code for choice in questions[CONCEPTS[kind]].choices)
    assert refused(questions, kind, first, second).code == "two_answers"
    assert parsed(questions, kind, first, first, "") == first


def test_several_keeps_the_order_of_the_question_and_not_of_the_ticks(
    questions: Questions,
) -> None:
    assert parsed(questions, "several", "street", "home", "street") == ("home", "street")


def test_none_of_these_cannot_stand_beside_another(questions: Questions) -> None:
    invalid = refused(questions, "several", "none", "home")
    assert (invalid.code, dict(invalid.details)) == ("excluded_together", {"choice": "Ninguno"})
    assert parsed(questions, "several", "none") == ("none",)


def test_more_than_may_be_chosen_is_refused_with_both_numbers(questions: Questions) -> None:
    invalid = refused(questions, "several", "home", "school", "street")
    assert (invalid.code, dict(invalid.details)) == ("too_many", {"at_most": 2, "chosen": 3})


def test_an_order_is_kept_without_its_blanks(questions: Questions) -> None:
    assert parsed(questions, "order", "play", "", "safety") == ("play", "safety")


def test_a_choice_in_two_places_of_an_order_is_refused(questions: Questions) -> None:
    invalid = refused(questions, "order", "play", "safety", "play")
    assert (invalid.code, dict(invalid.details)) == ("repeated", {"choice": "Juego"})


def test_a_text_is_normalised(questions: Questions) -> None:
    written = "  Nin\u0303os\x00 y\x07\r\nnin\u0303as\tya\ud800\u2028fin \n"
    assert parsed(questions, "text", written) == "Niños y\nniñas ya\nfin"


def test_joined_emoji_stay_joined(questions: Questions) -> None:
    assert parsed(questions, "text", "👩‍👧 ❤️") == "👩‍👧 ❤️"


@pytest.mark.parametrize("nothing", [" \r\n\t", "\u200b\u200d\ufeff", "\x00", "\u00a0"])
def test_a_text_with_nothing_to_see_is_skipped(questions: Questions, nothing: str) -> None:
    assert parsed(questions, "text", nothing) is None


def test_a_text_that_is_too_long_is_refused_and_says_by_how_much(questions: Questions) -> None:
    assert parsed(questions, "text", "á" * 600) == "á" * 600
    invalid = refused(questions, "text", "á" * 613)
    assert invalid.code == "too_long"
    assert dict(invalid.details) == {"max_length": 600, "length": 613, "over": 13}


def test_the_length_is_that_of_the_text_as_it_is_kept(questions: Questions) -> None:
    assert parsed(questions, "text", " " + "a\u0301" * 600 + "\r\n") == "á" * 600


def test_two_texts_to_one_question_are_refused_so_that_none_is_lost(
    questions: Questions,
) -> None:
    assert refused(questions, "text", "uno", "dos").code == "two_answers"


def test_an_information_card_has_no_answer(questions: Questions) -> None:
    assert parsed(questions, "info", "anything") is None


def test_things_lie_in_baskets_in_the_order_of_the_question(questions: Questions) -> None:
    posted = ("chat:worry", "", "games:fun", "games:fun")
    assert parsed(questions, "baskets", *posted) == ("games:fun", "chat:worry")


def test_a_thing_in_two_baskets_is_refused_by_its_name(questions: Questions) -> None:
    invalid = refused(questions, "baskets", "games:fun", "games:worry")
    assert (invalid.code, dict(invalid.details)) == ("repeated", {"choice": "Juegos"})


@pytest.mark.parametrize("value", ["games", "fun:games", "games:fun:fun", "games:", ":fun"])
def test_half_a_pair_is_in_no_basket(questions: Questions, value: str) -> None:
    assert refused(questions, "baskets", value).code == "unknown_choice"


def test_stones_are_kept_by_choice_and_none_is_no_answer(questions: Questions) -> None:
    assert parsed(questions, "stones", "signal:4", "", "parks:6") == ("parks:6", "signal:4")
    assert parsed(questions, "stones", "parks:3", "parks:3", "books:0") == ("parks:3",)
    assert parsed(questions, "stones", "parks:0") is None


def test_more_stones_than_ten_are_refused_saying_how_many_go(questions: Questions) -> None:
    invalid = refused(questions, "stones", "parks:6", "books:6")
    assert invalid.code == "too_many_in_all"
    assert dict(invalid.details) == {"most": 10, "given": 12, "over": 2}


def test_stamps_have_the_room_that_the_definition_gives(questions: Questions) -> None:
    assert parsed(questions, "stamps", "ball:2", "book:1") == ("ball:2", "book:1")
    assert refused(questions, "stamps", "ball:2", "book:2").details["most"] == 3


@pytest.mark.parametrize("kind", AMOUNTS)
@pytest.mark.parametrize("number", ["-1", "+1", "1.5", "01", "٣", "100", "", " 1", "1e3"])
def test_only_plain_numbers_are_amounts(questions: Questions, kind: str, number: str) -> None:
    code = questions[CONCEPTS[kind]].choices[0].code
    assert refused(questions, kind, f"{code}:{number}").code == "unknown_choice"


def test_two_amounts_of_one_choice_are_refused_so_that_none_is_lost(questions: Questions) -> None:
    assert refused(questions, "stones", "parks:1", "parks:2").code == "repeated"


def test_a_word_stands_on_one_line_and_has_room_for_a_few(questions: Questions) -> None:
    assert parsed(questions, "word", " muy\r\n divertido ") == "muy divertido"
    assert questions["one_word"].max_length == 40
    assert refused(questions, "word", "a" * 41).details["over"] == 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("me gusta correr", "Quiero parques porque me gusta correr"),
        ("… me gusta correr", "Quiero parques porque me gusta correr"),
        ("quiero parques porque sí", "quiero parques porque sí"),
        ("quiero parques", "Quiero parques porque quiero parques"),
    ],
)
def test_a_finished_sentence_can_be_read_alone(
    questions: Questions, written: str, told: str
) -> None:
    assert KINDS["finish"].told(questions["why_parks"], written) == told


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=90))
def test_the_childs_own_words_stand_unaltered_at_the_end_of_the_sentence(
    questions: Questions, text: str
) -> None:
    written = parsed(questions, "finish", text)
    if isinstance(written, str):
        told = KINDS["finish"].told(questions["why_parks"], written)
        assert told.endswith(written.lstrip(".… "))
        assert told.casefold().startswith("quiero parques porque")


def pieces(question: Question) -> list[str]:
    """What an answer of the question can be made of."""
    if question.kind in AMOUNTS:
        return [f"{c.code}:{n}" for c in question.choices for n in range(question.at_most + 1)]
    return [code for code, _label in KINDS[question.kind].cells(question)]


def raw_values(questions: Questions, kind: str) -> st.SearchStrategy[list[str]]:
    codes = pieces(questions[CONCEPTS[kind]])
    anything = st.text(st.characters(exclude_categories=()), max_size=30)
    value = st.one_of(st.just(""), anything, *([st.sampled_from(codes)] if codes else []))
    return st.lists(value, max_size=7)


@pytest.mark.parametrize("kind", CONCEPTS)
@given(posted=st.data())
def test_parsing_refuses_with_a_known_code_or_gives_a_stable_answer(
    questions: Questions, kind: str, posted: st.DataObject
) -> None:
    question = questions[CONCEPTS[kind]]
    raw = posted.draw(raw_values(questions, kind))
    try:
        answer = KINDS[kind].parse(question, raw)
    except InvalidAnswer as invalid:
        code = invalid.code
    else:
        code = None
    assert code in {None, *INVALID_CODES}
    if code:
        return
    again = () if answer is None else (answer,) if isinstance(answer, str) else answer
    assert KINDS[kind].parse(question, again) == answer


@pytest.mark.parametrize("kind", OF_CODES)
@given(posted=st.data())
def test_an_answer_to_a_closed_question_is_of_its_choices(
    questions: Questions, kind: str, posted: st.DataObject
) -> None:
    question = questions[CONCEPTS[kind]]
    codes = [choice.code for choice in question.choices]
    raw = posted.draw(st.lists(st.sampled_from(["", *codes]), max_size=len(codes)))
    try:
        answer = KINDS[kind].parse(question, raw)
    except InvalidAnswer:
        assert len([value for value in raw if value]) > 1
        return
    assert set((answer,) if isinstance(answer, str) else answer or ()) == set(raw) - {""}


@given(posted=st.data())
def test_what_was_sorted_is_what_was_posted_each_thing_once(
    questions: Questions, posted: st.DataObject
) -> None:
    raw = posted.draw(st.lists(st.sampled_from(["", *pieces(questions["sorted"])]), max_size=5))
    items = [value.split(":")[0] for value in set(raw) if value]
    if len(items) > len(set(items)):
        assert refused(questions, "baskets", *raw).code == "repeated"
    else:
        assert set(parsed(questions, "baskets", *raw) or ()) == set(raw) - {""}


@pytest.mark.parametrize("kind", AMOUNTS)
@given(posted=st.data())
def test_what_was_shared_is_never_more_than_there_is_and_never_changed(
    questions: Questions, kind: str, posted: st.DataObject
) -> None:
    question = questions[CONCEPTS[kind]]
    numbers = st.integers(0, question.at_most)
    given_ = {choice.code: posted.draw(numbers) for choice in question.choices}
    raw = [f"{code}:{number}" for code, number in given_.items()]
    over = sum(given_.values()) - question.at_most
    if over > 0:
        assert refused(questions, kind, *raw).details["over"] == over
    else:
        taken = list(parsed(questions, kind, *raw) or ())
        assert taken == [part for part in raw if not part.endswith(":0")]


@given(text=st.text(st.characters(exclude_categories=())))
def test_a_text_that_was_taken_can_be_stored(questions: Questions, text: str) -> None:
    answer = KINDS["text"].parse(replace(questions["story"], max_length=10_000), [text])
    kept = answer if isinstance(answer, str) else ""
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\x00" not in kept
    assert "\r" not in kept


def test_choices_are_counted_with_those_that_nobody_chose(questions: Questions) -> None:
    summary = KINDS["faces"].summarise(questions["feeling"], ["good", None, "good", "bad"])
    assert (summary.asked, summary.answered, summary.skipped) == (4, 3, 1)
    assert list(summary.counts.items()) == [("good", 2), ("so_so", 0), ("bad", 1)]


def test_one_person_counts_under_each_choice_of_several(questions: Questions) -> None:
    answers = [("home", "school"), ("school",), ("none",), None]
    summary = KINDS["several"].summarise(questions["places"], answers)
    assert (summary.answered, sum(summary.counts.values())) == (3, 4)
    assert summary.counts["school"] == 2


def test_an_order_is_counted_by_choice_and_place(questions: Questions) -> None:
    answers = [("play", "safety"), ("play",), ("safety", "learning", "play"), None]
    summary = KINDS["order"].summarise(questions["wishes"], answers)
    assert summary.counts == {"safety": 2, "play": 3, "learning": 1}
    assert summary.places["play", 1] == 2
    assert summary.places["learning", 1] == 0
    assert summary.mean_place == {"safety": 1.5, "play": pytest.approx(5 / 3), "learning": 2.0}


def test_a_choice_that_nobody_placed_has_no_mean_place(questions: Questions) -> None:
    assert KINDS["order"].summarise(questions["wishes"], [("play",)]).mean_place == {"play": 1.0}


def test_baskets_are_counted_by_thing_and_basket(questions: Questions) -> None:
    answers = [("games:fun", "ads:worry"), ("games:fun",), ("games:so_so", "ads:worry"), None]
    summary = KINDS["baskets"].summarise(questions["sorted"], answers)
    assert (summary.asked, summary.answered) == (4, 3)
    assert summary.counts["games:fun"] == 2
    assert summary.counts["ads:worry"] == 2
    assert summary.counts["chat:fun"] == 0
    assert len(summary.counts) == 9


def test_baskets_part_a_thing_and_never_two_things(questions: Questions) -> None:
    groups = KINDS["baskets"].apart(questions["sorted"])
    assert groups[0] == ("games:fun", "games:so_so", "games:worry")
    assert len(groups) == 3
    assert dict(KINDS["baskets"].cells(questions["sorted"]))["games:fun"] == (
        "Juegos: ¡Qué divertido!"
    )


def test_stones_are_counted_by_people_and_by_their_mean(questions: Questions) -> None:
    answers = [("parks:6", "books:4"), ("parks:1",), None]
    summary = KINDS["stones"].summarise(questions["shares"], answers)
    assert summary.counts == {"parks": 2, "books": 1, "signal": 0}
    assert summary.amounts == {"parks": 7, "books": 4, "signal": 0}
    assert summary.mean_amount == {"parks": 3.5, "books": 2.0, "signal": 0.0}


def test_nobody_who_answered_is_no_mean(questions: Questions) -> None:
    assert KINDS["stones"].summarise(questions["shares"], [None]).mean_amount == {}


def test_how_often_one_child_stamped_something_is_not_counted(questions: Questions) -> None:
    summary = KINDS["stamps"].summarise(questions["stamped"], [("ball:3",), ("ball:1", "book:1")])
    assert summary.counts == {"ball": 2, "book": 1}
    assert summary.amounts == {}


@pytest.mark.parametrize("kind", CLOSED)
@given(posted=st.data())
def test_counting_stored_parts_gives_what_counting_answers_gives(
    questions: Questions, kind: str, posted: st.DataObject
) -> None:
    question = questions[CONCEPTS[kind]]
    answers = []
    for raw in posted.draw(st.lists(st.lists(st.sampled_from(pieces(question)), max_size=4))):
        try:
            answers.append(KINDS[kind].parse(question, raw))
        except InvalidAnswer:
            answers.append(None)
    summary = KINDS[kind].summarise(question, answers)
    parts = Counter(
        part
        for answer in answers
        if answer is not None
        for part in ((answer,) if isinstance(answer, str) else answer)
    )
    none = dict.fromkeys(summary.counts, 0)
    assert {**none, **KINDS[kind].people(question, parts)} == dict(summary.counts)
    assert KINDS[kind].amounts(question, parts) == dict(summary.amounts)
    for group in KINDS[kind].apart(question) if kind != "order" else ():
        assert sum(summary.counts[code] for code in group) <= summary.answered


def test_of_texts_only_their_number_is_counted(questions: Questions) -> None:
    summary = KINDS["text"].summarise(questions["story"], ["no me gusta", None])
    assert (summary.asked, summary.answered, dict(summary.counts)) == (2, 1, {})


def test_a_code_that_a_question_does_not_have_is_not_counted_in_silence(
    questions: Questions,
) -> None:
    with pytest.raises(KeyError):
        KINDS["one"].summarise(questions["age"], ["seventy"])


def test_a_summary_cannot_be_changed(questions: Questions) -> None:
    summary = KINDS["one"].summarise(questions["age"], ["six"])
    with pytest.raises(TypeError):
        summary.counts["six"] = 100  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        summary.asked = 100  # type: ignore[misc]
