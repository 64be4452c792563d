"""What reads passages, as fixtures: the language model and its spelling."""

import pytest
from spacy.language import Language

from analysis.spacy_models import load
from analysis.themes.lang.spelling import Spelling, spelling_of

Reader = tuple[Language, Spelling]


@pytest.fixture(scope="module")
def spanish() -> Reader:
    nlp = load("es")
    return nlp, spelling_of("es", nlp.path)


@pytest.fixture(scope="module")
def english() -> Reader:
    nlp = load("en")
    return nlp, spelling_of("en", nlp.path)
