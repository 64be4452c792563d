"""Make the classifier's weights from the half of the invented sample that tuning may see.

    python benchmarks/train_screening.py es [--check]

`--check` prints what cross-validation says at several thresholds instead of writing.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from spacy.tokens import Doc

from analysis.language import load
from analysis.screening.classifier import FLAGS, encode
from analysis.screening.disclosures import Cues, Sign, cues
from analysis.screening.judging import flags
from analysis.screening.wording import read_words

SAMPLE = Path(__file__).parent / "screening"
WEIGHTS = Path(__file__).parents[1] / "analysis" / "screening" / "weights"
KINDS = ("disclosures", "training")
LEVELS = ("urgent", "support", "none")
# How much words and cues weigh beside the vector; and the freedom of the fit.
WORDS_SHARE, FLAGS_SHARE, FREEDOM = 0.5, 0.6, 4.0


@dataclass(frozen=True)
class Features:
    """The sample as numbers: vectors, words, flags, one row a text."""

    vectors: np.ndarray
    words: np.ndarray
    flags: np.ndarray
    vectorizer: TfidfVectorizer

    def together(self) -> np.ndarray:
        """All of them side by side, each with its share."""
        return np.hstack([self.vectors, WORDS_SHARE * self.words, FLAGS_SHARE * self.flags])


def sample(language: str) -> tuple[list[str], list[str]]:
    """Texts and levels that tuning may see; vectors know no language: all learn of Spanish."""
    names = [f"{kind}.{x}.jsonl" for x in sorted({language, "es"}) for kind in KINDS]
    names = [name for name in names if (SAMPLE / name).exists()]
    lines = [line for n in names for line in (SAMPLE / n).read_text("utf-8").splitlines()]
    rows = [row for row in map(json.loads, lines) if row["half"] == "tune"]
    return [row["text"] for row in rows], [row["level"] for row in rows]


def signs(found: Cues, vocab: spacy.vocab.Vocab, text: str) -> list[Sign]:
    """The cues met in a text."""
    words = read_words(text)
    return list(found.signs(Doc(vocab, words=found.keys(words)), words))


def features(texts: list[str], found: Cues, met: list[list[Sign]]) -> Features:
    """The sample as numbers."""
    keyed = [" ".join(found.keys(read_words(text))) for text in texts]
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, token_pattern=r"\S+", sublinear_tf=True, lowercase=False
    )
    told = [[flag in flags(one) for flag in FLAGS] for one in met]
    return Features(
        encode(texts), vectorizer.fit_transform(keyed).toarray(), np.array(told, float), vectorizer
    )


def check(matrix: np.ndarray, levels: np.ndarray, met: list[list[Sign]]) -> None:
    """Print shares raised and urgent at several thresholds, cross-validated."""
    folds = StratifiedKFold(8, shuffle=True, random_state=1)
    chances = cross_val_predict(_model(), matrix, levels, cv=folds, method="predict_proba")
    order = [sorted(LEVELS).index(level) for level in LEVELS]
    urgent, support, none = chances[:, order].T
    cued = [flags(one) for one in met]
    for least in (0.5, 0.55, 0.6, 0.65, 0.7):
        for overrule in (0.9, 0.95, 1.01):
            raised = (1 - none >= least) | np.array(["urgent" in c for c in cued])
            raised |= np.array(["support" in c for c in cued]) & (none < overrule)
            grave = (urgent > support) & (1 - none >= least) & (urgent >= 0.5)
            grave |= np.array(["urgent" in c for c in cued])
            shares = [(raised[levels == x].mean(), grave[levels == x].mean()) for x in LEVELS]
            print(least, overrule, *(f"{r:.0%}/{g:.0%}" for r, g in shares))


def _model() -> LogisticRegression:
    return LogisticRegression(C=FREEDOM, max_iter=3000, class_weight="balanced")


def write(language: str, found: Features, levels: np.ndarray, met: list[list[Sign]]) -> None:
    """Fit on everything and write the weights."""
    model = _model().fit(found.together(), levels)
    weights = model.coef_[[list(model.classes_).index(level) for level in LEVELS]]
    bias = model.intercept_[[list(model.classes_).index(level) for level in LEVELS]]
    first, last = found.vectors.shape[1], -len(FLAGS)
    idf = found.vectorizer.idf_
    words = {
        gram: [round(float(idf[at]), 3), *_rounded(WORDS_SHARE * weights[:, first + at])]
        for gram, at in sorted(found.vectorizer.vocabulary_.items())
    }
    signals = np.array([_signal(one) for one in met])
    known = signals != ""
    guess = _model().fit(found.vectors[known], signals[known])
    content = {
        "levels": LEVELS,
        "bias": _rounded(bias),
        "flags": [_rounded(row) for row in FLAGS_SHARE * weights[:, last:]],
        "signals": list(guess.classes_),
        "signal_bias": _rounded(guess.intercept_),
        "vectors": [_rounded(row) for row in weights[:, :first]],
        "signal_vectors": [_rounded(row) for row in guess.coef_],
        "words": words,
    }
    WEIGHTS.mkdir(exist_ok=True)
    path = WEIGHTS / f"{language}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def _rounded(numbers: np.ndarray) -> list[float]:
    return [round(float(number), 3) for number in numbers]


def _signal(met: list[Sign]) -> str:
    grave = sorted((s.level != "urgent", s.signal) for s in met if s.level != "none")
    return grave[0][1] if grave else ""


def main() -> None:
    """Train, or check."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("language", choices=("es", "en"))
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    vocab = load(chosen.language).vocab
    found = cues(chosen.language, vocab)
    texts, listed = sample(chosen.language)
    met, levels = [signs(found, vocab, text) for text in texts], np.array(listed)
    numbers = features(texts, found, met)
    if chosen.check:
        check(numbers.together(), levels, met)
    else:
        write(chosen.language, numbers, levels, met)


if __name__ == "__main__":
    main()
