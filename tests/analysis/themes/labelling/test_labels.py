"""Labels: a phrase that members say, that tells their theme from others and what is asked."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes.clustering import term_weights
from analysis.themes.clustering.term_weights import Coverage
from analysis.themes.labelling import labels
from analysis.themes.labelling import phrases as labelling_phrases
from analysis.themes.preprocessing.passages import pieces, read_passages
from analysis.themes.preprocessing.terms import Term
from tests.analysis.themes.resources import Reader, english, spanish

__all__ = ["english", "spanish"]  # fixtures

PARKS = (
    "más bancas en el parque",
    "que pongan bancas en el parque",
    "las bancas",
    "bancas y columpios",
    "que arreglen los columpios",
    "más columpios",
)
BUSES = (
    "que el camión pase más seguido",
    "el camión tarda mucho",
    "más camiones",
    "que el camión sea gratis",
)


def words_of(texts: Sequence[str], reader: Reader) -> list[tuple[Sequence[Term], int]]:
    return [(piece.words, 1) for of_text in pieces(texts, *reader) for piece in of_text]


def covering(texts: Sequence[str], others: Sequence[str], reader: Reader) -> Coverage:
    said = words_of(texts, reader)
    weights = term_weights.distinctive_words({0: said, 1: words_of(others, reader)})
    return Coverage(weights[0], said)


def phrases(texts: Sequence[str], reader: Reader, kind: str = "proposal") -> list[labels.Phrase]:
    readings = list(read_passages(texts, *reader))
    return labelling_phrases.phrases(readings, [0.8] * len(texts), reader[1], kind)


def chosen(
    among: Sequence[str], texts: Sequence[str], reader: Reader, taken: frozenset[str] = frozenset()
) -> str | None:
    """The label out of `among` for a theme of `texts`, beside one about buses."""
    found = phrases(among, reader)
    return labels.best_label(found, covering(texts, BUSES, reader), set(taken))


def test_a_label_says_what_is_asked_rather_than_the_bare_thing(spanish: Reader) -> None:
    among = ["más bancas en el parque", "las bancas", "las bancas del parque"]
    assert chosen(among, PARKS, spanish) == among[0]


def test_a_phrase_that_tells_more_of_the_theme_is_preferred(spanish: Reader) -> None:
    among = ["más columpios", "más bancas y columpios", "más parques"]
    assert chosen(among, PARKS, spanish) == among[1]


def test_what_only_the_passage_names_is_no_good_label(spanish: Reader) -> None:
    among = ["que pongan estas bancas", "que pongan las bancas"]
    assert chosen(among, PARKS, spanish) == among[1]


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("que pongan banca nuevas", "que pongan bancas nuevas"),
        ("Tener casa más grandes", "Tener casas más grandes"),
        ("arreglar banca del parque", "arreglar la banca del parque"),
        ("subir sueldo mínimo", "subir el sueldo mínimo"),
        ("ke pongan plasas", "que pongan plazas"),
        ("mas plazas nuevas", "más plazas nuevas"),
    ],
)
def test_spelling_agreement_and_article_count(worse: str, better: str, spanish: Reader) -> None:
    reads = {phrase.text: phrase.reads for phrase in phrases([worse, better], spanish)}
    assert reads[worse] < reads[better]


def test_a_phrase_is_not_cut_before_what_belongs_to_it(spanish: Reader) -> None:
    among = ["más espacios de juego y recreación"]
    reads = {phrase.text: phrase.reads for phrase in phrases(among, spanish)}
    assert reads["más espacios de juego"] > 2 * reads["más espacios"]


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("no quiero que suban mi foto", "que suban mi foto"),
        ("me preocupa que suban mi foto", "que suban mi foto"),
        ("que dejen de subir fotos", "subir fotos"),
        ("hay que evitar tirar la basura", "tirar la basura"),
        ("prohibir usar el celular", "usar el celular"),
        ("no me gusta que haya más anuncios", "más anuncios"),
        ("a nadie le sirven más anuncios", "más anuncios"),
    ],
)
def test_nothing_is_cut_out_that_says_the_opposite(
    text: str, opposite: str, spanish: Reader
) -> None:
    assert opposite in {phrase.text for phrase in phrases([opposite], spanish)}
    assert opposite not in {phrase.text for phrase in phrases([text], spanish)}


def test_nothing_is_cut_out_that_says_the_opposite_in_english(english: Reader) -> None:
    found = {phrase.text for phrase in phrases(["please don't ban phones at school"], english)}
    assert "please don't ban phones at school" in found
    assert not [text for text in found if text.startswith("ban")]


def test_english_phrases_end_where_a_part_of_the_sentence_does(english: Reader) -> None:
    found = {phrase.text for phrase in phrases(["ask the kids before new rules"], english)}
    assert found == {"ask the kids before new rules"}
    found = {phrase.text for phrase in phrases(["make safe games for small kids"], english)}
    assert found == {"make safe games for small kids", "make safe games", "small kids"}


HACKED = ("que te hackeen la cuenta", "Que te hackeen la cuenta de tu juego", "hackear la cuenta")


def test_a_fear_that_looks_like_a_wish_is_no_label_where_another_phrase_is(
    spanish: Reader,
) -> None:
    worries = [*HACKED, "te hackean la cuenta", "que hackeen la cuenta", "que quiten la cuenta"]
    found = phrases(worries, spanish, "worry")
    assert labels.best_label(found, covering(worries, BUSES, spanish), set()) == worries[3]
    afraid = phrases(["me da miedo que te hackeen la cuenta"], spanish, "worry")
    assert "que te hackeen la cuenta" not in {phrase.text for phrase in afraid}


def test_a_wish_without_the_que_it_hangs_on_is_no_label_where_another_is(spanish: Reader) -> None:
    among = ["los que dañan las bancas pidieran perdón", "que arreglen las bancas"]
    assert chosen(among, PARKS, spanish) == among[1]
    whole, cut = (
        p
        for p in phrases(["quisiera más bancas", among[0]], spanish)
        if " " in p.text and p.text in {"quisiera más bancas", among[0]}
    )
    assert whole.reads > cut.reads


def test_a_wish_is_no_name_for_worries_and_names_wishes_well(spanish: Reader) -> None:
    wish, worry = "que quiten los anuncios", "los anuncios interrumpen mi juego"
    for kind, better, worse in (("worry", worry, wish), ("proposal", wish, worry)):
        reads = {phrase.text: phrase.reads for phrase in phrases([wish, worry], spanish, kind)}
        assert reads[better] > reads[worse]


@pytest.mark.parametrize("taken", ["Mas banca en los parques", "más bancas en el parque"])
def test_no_two_labels_say_the_same(taken: str, spanish: Reader) -> None:
    among = ["más bancas en el parque", "más columpios"]
    assert chosen(among, PARKS, spanish) == among[0]
    assert chosen(among, PARKS, spanish, frozenset({taken})) == among[1]


def test_a_wish_in_another_form_says_the_same(spanish: Reader) -> None:
    among = ["prohibir las bancas en el parque", "más columpios"]
    taken = frozenset({"que prohíban la banca en los parques"})
    assert chosen(among, PARKS, spanish, taken) == among[1]


def test_for_and_against_are_different_labels(spanish: Reader) -> None:
    among = ["no pongan bancas en el parque"]
    assert chosen(among, PARKS, spanish, frozenset({"pongan bancas en el parque"})) == among[0]


@pytest.mark.parametrize("most", ["+", "-"])
def test_no_label_is_what_the_fewer_claim(most: str, spanish: Reader) -> None:
    claims = {"+": "que pongan bancas en el parque", "-": "no pongan bancas en el parque"}
    found = [*phrases(list(claims.values()), spanish)]
    best = labels.best_label(found, covering(PARKS, BUSES, spanish), set(), {"banc": most})
    assert best == claims[most]


def test_where_neither_side_is_larger_a_label_claims_nothing(spanish: Reader) -> None:
    found = phrases(["que pongan bancas", "no pongan bancas", "las bancas del parque"], spanish)
    best = labels.best_label(found, covering(PARKS, BUSES, spanish), set(), {"banc": ""})
    assert best == "las bancas del parque"


def test_what_is_disputed_is_named_where_no_phrase_is_impartial(english: Reader) -> None:
    said = ["ban phones in school", "phones shouldn't be banned in school"]
    found, subject = phrases(said, english), frozenset({"phon"})
    coverage = covering(said, ["more parks", "more trees"], english)
    assert labels.best_label(found, coverage, set(), subject=subject) is None
    found += labelling_phrases.names("phones", subject, dict.fromkeys(said, 0.8))
    assert labels.best_label(found, coverage, set(), subject=subject) == "phones in school"
    middle = labelling_phrases.names("phones", subject, {"hide phones in the middle of class": 0.8})
    assert {phrase.text for phrase in middle} == {"phones"}
    taken = {"Phones at school"}
    assert labels.best_label(found, coverage, taken, subject=subject) == "phones"


def test_order_of_passages_changes_no_label(spanish: Reader) -> None:
    turned = list(reversed(PARKS))
    assert chosen(PARKS, PARKS, spanish) == chosen(turned, turned, spanish)


def test_long_lists_and_far_passages_are_read_last() -> None:
    word = (Term("banc", "bancas"),)
    said = [(word, 1)] * 3 + [((), 1)]
    _, order = term_weights.promising({"banc": 1.0}, said, [0.5, 0.9, 0.9, 0.9], [4, 40, 4, 4])
    assert order == [2, 0, 1, 3]


WORDS = st.lists(st.sampled_from("abcd"), max_size=4).map(lambda keys: [Term(k, k) for k in keys])
SAID = st.lists(st.tuples(WORDS, st.integers(1, 9)), min_size=1, max_size=12)
KEYS = st.frozensets(st.sampled_from("abcde"))
WEIGHTS = st.dictionaries(st.sampled_from("abcd"), st.floats(0, 3))


@given(WEIGHTS, SAID, KEYS, KEYS)
def test_more_words_tell_no_less_of_a_theme(
    weights: dict[str, float],
    said: list[tuple[list[Term], int]],
    some: frozenset[str],
    more: frozenset[str],
) -> None:
    coverage = Coverage(weights, said)
    assert 0 <= coverage.told(some) <= coverage.told(some | more) + 1e-9
    assert (
        coverage.told(some | more) <= 1 + term_weights.BESIDE * max(0, len(some | more) - 1) + 1e-9
    )


@given(WEIGHTS, SAID, KEYS)
def test_words_tell_the_same_however_many_passages_there_are(
    weights: dict[str, float], said: list[tuple[list[Term], int]], keys: frozenset[str]
) -> None:
    twice = [(words, 2 * times) for words, times in said]
    once, again = Coverage(weights, said), Coverage(weights, twice)
    assert once.told(keys) == pytest.approx(again.told(keys))


@given(SAID)
def test_a_word_said_as_often_elsewhere_tells_nothing(said: list[tuple[list[Term], int]]) -> None:
    coverage = Coverage({}, said)
    assert coverage.told(frozenset("abcd")) == 0
    assert coverage.dull(frozenset("abcd")) == 4
