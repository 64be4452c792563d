"""The tagger of details: the same words give the same features, and spans are words of the text."""

import json
import re
import shutil

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis
from analysis.screening import trained_weights
from analysis.screening.lexicon.lexicon import lexicon
from analysis.screening.redaction.tagger import (
    KINDS,
    OTHER,
    Token,
    features,
    joined,
    tagger,
    tokens_of,
)
from analysis.screening.redaction.tagger_network import REACH, Senses
from analysis.screening.tokens import tokenize
from analysis.spacy_models import load

SAYINGS = st.lists(
    st.sampled_from(
        ("me llamo", "ana lucía", "vivo en la", "colonia", "roma norte", "mi escuela", "benito",
         "juárez", "55", "@luna", "[name]", "de", ",", "y", "\n", "ÁNGEL", "😀", "tqm", "911")
    ),
    max_size=14,
).map(" ".join)  # fmt: skip
ANY = st.one_of(st.text(max_size=80), SAYINGS)


@pytest.fixture(scope="module")
def spanish():
    """The tagger of Spanish and the word lists."""
    found = tagger("es")
    assert found is not None
    return found, lexicon("es", load("es"))


def tokens(text, words):
    """The text as tokens, with nothing known, and with what the rules would know left out."""
    return tokens_of(tokenize(text), words, ())


@settings(max_examples=200)
@given(ANY)
@example("")
@example("\ud7ff\u0301\u0000")
@example("ﷺ" * 20)
def test_spans_are_words_of_the_text_in_order_and_apart(spanish, text):
    found, words = spanish
    read = tokenize(text)
    spans = list(found.spans(tokens(text, words), words))
    assert all(kind in KINDS and kind != OTHER for kind, _first, _last in spans)
    assert all(0 <= first <= last < len(read) for _kind, first, last in spans)
    assert all(one[2] < other[1] for one, other in zip(spans, spans[1:], strict=False))


@settings(max_examples=100)
@given(ANY)
def test_features_are_the_same_each_time_and_of_each_token(spanish, text):
    _found, words = spanish
    first, second = (list(features(tokens(text, words), words)) for _twice in range(2))
    assert first == second
    assert len(first) == len(tokens(text, words)) == len(tokenize(text))
    assert all("bias" in names for names in first)


@settings(max_examples=100)
@given(ANY)
def test_chances_of_a_token_are_shared_among_all_kinds(spanish, text):
    found, words = spanish
    chances = found.chances(tokens(text, words), words) if text.strip() else np.ones((0, 6))
    assert chances.shape[1] == len(KINDS)
    assert np.allclose(chances.sum(axis=1), 1)
    assert (chances >= 0).all()


@settings(max_examples=100)
@given(SAYINGS)
def test_what_is_known_is_one_token_and_in_no_span(spanish, text):
    found, words = spanish
    read = tokenize(text)
    if len(read) < 3:
        return
    known = [("name", read.starts[1], read.ends[2])]
    there = tokens_of(read, words, known)
    assert [token.word for token in there if token.known] == ["[name]"]
    assert len(there) == len(read) - 1
    covered = {at for _, first, last in found.spans(there, words) for at in range(first, last + 1)}
    assert not covered & {1, 2}


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(0.5, 1), st.floats(0, 0.5))
def test_a_run_goes_on_while_it_is_likely_and_has_one_that_begins_it(likely, starts, goes_on):
    plain = [f"x{'a' * (n + 1)}" for n in range(len(likely))]
    row = tokens_of(tokenize(" ".join(plain)), _Nothing(), ())
    chances = np.array([[1 - each, each, 0, 0, 0, 0] for each in likely]).reshape(-1, 6)
    spans = list(joined(row, chances, starts, goes_on))
    taken = {at for _, first, last in spans for at in range(first, last + 1)}
    told = 1.0 - chances[:, 0]
    assert {at for at, each in enumerate(told) if each >= starts} <= taken
    assert all(told[at] >= goes_on for at in taken)


class _Nothing:
    """A lexicon in which no word is listed."""

    def __getattr__(self, _list):
        return self

    def length_at(self, _words, _at):
        return 0

    def traits(self, _word):
        return ()

    def get(self, _word, default):
        return default


# ---- what words mean


def meant(*words):
    """Three words with vectors of two numbers, and tokens of the given ones."""
    vectors = np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float32)
    senses = Senses({"prima": 0, "juego": 1, "bien": 2}, vectors, {"given": 0, "stop": 1})
    return senses, [Token(word, "none", ("given", "unheard of"), 0, 0) for word in words]


def test_a_word_without_a_vector_counts_as_the_one_that_sounds_alike_or_as_none():
    senses, tokens = meant("vien", "prima", "xunka", "@")
    assert senses.padded(tokens)[REACH:-REACH, :2].tolist() == [[5, 6], [1, 2], [0, 0], [0, 0]]


def test_a_word_is_seen_with_its_neighbours_and_where_the_text_ends():
    senses, tokens = meant("prima", "juego")
    first, second = senses.beside(tokens).reshape(2, 2 * REACH + 1, senses.size)
    assert first[REACH, :4].tolist() == [1, 2, 1, 0]
    assert first[REACH + 1].tolist() == second[REACH].tolist()
    assert first[:, -1].tolist() == [1, 1, 1, 0, 0, 1, 1]


@given(st.lists(st.lists(st.integers(-100, 100), min_size=3, max_size=3), max_size=4))
def test_numbers_come_back_from_json_as_they_were(rows):
    numbers = np.array(rows, dtype=np.int8).reshape(-1, 3)
    back = trained_weights.unpacked(json.loads(json.dumps(trained_weights.packed(numbers))))
    assert back.dtype == numbers.dtype
    assert back.tolist() == numbers.tolist()


# ---- weights are those that were trained


def test_weights_that_were_changed_are_refused_in_one_sentence(tmp_path, monkeypatch):
    shutil.copytree(trained_weights.FOLDER, tmp_path / "weights")
    monkeypatch.setattr(trained_weights, "FOLDER", tmp_path / "weights")
    assert trained_weights.read("redaction.es.json")["starts"] > 0
    file = tmp_path / "weights" / "redaction.es.json"
    file.write_bytes(file.read_bytes().replace(b"0.1", b"0.2", 1))
    with pytest.raises(analysis.LanguageError, match=r"^The weights redaction\.es\.json are not"):
        trained_weights.read("redaction.es.json")
    trained_weights.keep("redaction.es.json", "{}")
    assert trained_weights.read("redaction.es.json") == {}


def test_weights_without_a_hash_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trained_weights, "FOLDER", tmp_path)
    (tmp_path / "es.json").write_text("{}")
    with pytest.raises(trained_weights.DamagedWeights):
        trained_weights.read("es.json")
    assert trained_weights.read("fr.json") is None


def test_every_file_of_weights_has_its_hash():
    files = sorted(trained_weights.FOLDER.glob("*.json"))
    assert len(files) >= 3
    for file in files:
        assert trained_weights.read(file.name), file.name
        hashed = file.with_name(f"{file.name}.sha256").read_text()
        assert re.fullmatch(r"[0-9a-f]{64}\n", hashed)
