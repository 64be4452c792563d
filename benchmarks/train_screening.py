"""Make the classifier's weights from the invented samples that tuning may see.

    python -m benchmarks.train_screening es [--check]

`--check` prints what cross-validation says at several bounds instead of writing.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from spacy.tokens import Doc

from analysis.screening.disclosure.assertion import framing, names
from analysis.screening.disclosure.cues import CueMatch, cues
from analysis.screening.disclosure.risk_classifier import SILENCED, Likelihood, encode
from analysis.screening.disclosure.risk_level import BOUNDS, is_silenced, level_of
from analysis.screening.tokens import tokenize
from analysis.screening.trained_weights import keep
from analysis.spacy_models import load
from benchmarks.screening import SAMPLE, SEEN

LEVELS = ("urgent", "support", "none")
# How much words and marks weigh beside the vector; how many texts a word must stand in; and the
# freedom of the fit.
WORDS_SHARE, MARKS_SHARE, FEWEST, FREEDOM = 1.2, 0.4, 2, 2.0
OWN = 4.0
"""How much a text in the language itself weighs beside one in Spanish, where it is not that."""


@dataclass(frozen=True)
class Example:
    """A text of the sample, read in its own language."""

    text: str
    level: str
    keys: tuple[str, ...]
    marks: frozenset[str]
    signs: tuple[CueMatch, ...]
    weight: float


def sample(language: str) -> list[Example]:
    """What tuning may see; vectors and marks know no language: all learn of Spanish."""
    return [
        _example(row["text"], row["level"], spoken)
        for spoken in sorted({language, "es"})
        for path in sorted(SAMPLE.glob(f"*.{spoken}*.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if "level" in row and row["half"] in SEEN
    ]


def _example(text: str, level: str, language: str) -> Example:
    vocab = load(language).vocab
    found, words = cues(language, vocab), tokenize(text)
    keys = found.keys(words)
    signs = tuple(found.signs(Doc(vocab, words=keys), words))
    marks = framing(language).frames(keys)
    marks = marks | {SILENCED} if is_silenced(signs) else marks
    return Example(text, level, tuple(keys), marks, signs, 1.0 if language == "es" else OWN)


@dataclass(frozen=True)
class Numbers:
    """Examples as numbers: two vectors (as written, and as it sounds), marks, and weights."""

    written: np.ndarray
    heard: np.ndarray
    marks: np.ndarray
    keyed: np.ndarray
    levels: np.ndarray
    weights: np.ndarray

    def of(self, places: np.ndarray) -> "Numbers":
        """Only some of them."""
        return Numbers(*(getattr(self, name)[places] for name in self.__dataclass_fields__))


def numbers(examples: Sequence[Example], marks: Sequence[str]) -> Numbers:
    """The sample as numbers."""
    return Numbers(
        encode([each.text.lower() for each in examples]),
        encode([" ".join(each.keys) for each in examples]),
        np.array([[mark in each.marks for mark in marks] for each in examples], float),
        np.array([" ".join(each.keys) for each in examples]),
        np.array([each.level for each in examples]),
        np.array([each.weight for each in examples]),
    )


@dataclass(frozen=True)
class Fit:
    """A fitted model with its list of words."""

    model: LogisticRegression
    vectorizer: TfidfVectorizer

    def chances(self, found: Numbers) -> np.ndarray:
        """Likelihoods, one column a level."""
        order = [list(self.model.classes_).index(level) for level in LEVELS]
        return self.model.predict_proba(_together(found.written, found, self.vectorizer))[:, order]


def fit(found: Numbers) -> Fit:
    """Learn of every example twice: as it is written, and as a child might spell it."""
    words = TfidfVectorizer(
        ngram_range=(1, 2), min_df=FEWEST, token_pattern=r"\S+", sublinear_tf=True, lowercase=False
    ).fit(found.keyed)
    both = vstack([_together(vectors, found, words) for vectors in (found.written, found.heard)])
    levels, weights = np.tile(found.levels, 2), np.tile(found.weights, 2)
    return Fit(_model().fit(both, levels, sample_weight=weights), words)


def _together(vectors: np.ndarray, found: Numbers, words: TfidfVectorizer) -> csr_matrix:
    parts = [
        csr_matrix(vectors),
        WORDS_SHARE * words.transform(found.keyed),
        csr_matrix(MARKS_SHARE * found.marks),
    ]
    return csr_matrix(hstack(parts))


def _model() -> LogisticRegression:
    return LogisticRegression(C=FREEDOM, max_iter=3000, class_weight="balanced")


def check(examples: Sequence[Example], found: Numbers) -> None:
    """Print shares raised and as urgent at several bounds, cross-validated."""
    chances = np.zeros((len(examples), len(LEVELS)))
    folds = StratifiedKFold(8, shuffle=True, random_state=1)
    for learned, left in folds.split(found.levels, found.levels):
        chances[left] = fit(found.of(learned)).chances(found.of(left))
    likely = [Likelihood(*row) for row in chances]
    for bounds in _bounds():
        got = [level_of(e.signs, c, bounds) for e, c in zip(examples, likely, strict=True)]
        print(bounds, *(_shares(found.levels, np.array(got), level) for level in LEVELS))


def _bounds() -> Iterator:
    for raised in (0.45, 0.5, 0.55, 0.6, 0.65):
        for more in (0.0, 0.1, 0.2):
            yield replace(BOUNDS, raised=raised, raised_silenced=raised + more)


def _shares(levels: np.ndarray, got: np.ndarray, level: str) -> str:
    mine = got[levels == level]
    return f"{level} {np.mean(mine != 'none'):.0%}/{np.mean(mine == 'urgent'):.0%}"


def write(language: str, found: Numbers, marks: Sequence[str]) -> None:
    """Fit on everything and write the weights."""
    fitted = fit(found)
    order = [list(fitted.model.classes_).index(level) for level in LEVELS]
    weights, first = fitted.model.coef_[order], found.written.shape[1]
    idf, listed = fitted.vectorizer.idf_, sorted(fitted.vectorizer.vocabulary_.items())
    of_marks = MARKS_SHARE * weights[:, -len(marks) :]
    content = {
        "levels": LEVELS,
        "bias": _rounded(fitted.model.intercept_[order]),
        "marks": {mark: _rounded(of_marks[:, at]) for at, mark in enumerate(marks)},
        "vectors": [_rounded(row) for row in weights[:, :first]],
        "words": {
            gram: [round(float(idf[at]), 3), *_rounded(WORDS_SHARE * weights[:, first + at])]
            for gram, at in listed
        },
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    keep(f"{language}.json", text + "\n")


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]


def main() -> None:
    """Train, or check."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("language", choices=("es", "en"))
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    marks = (*names(chosen.language), SILENCED)
    examples = sample(chosen.language)
    found = numbers(examples, marks)
    if chosen.check:
        check(examples, found)
    else:
        write(chosen.language, found, marks)


if __name__ == "__main__":
    main()
