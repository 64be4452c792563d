"""Make the weights of the tagger of details from the marked rows that tuning may see.

    python -m benchmarks.train_redaction es|en [--check]

`--check` prints, at several bounds, what the tagger alone and together with the rules finds in the
rows of an author whose rows were left out. Equal rows give equal weights.
"""

import argparse
import json
import random
import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from analysis.screening.disclosure.risk_classifier import encode
from analysis.screening.lexicon.lexicon import Lexicon, lexicon
from analysis.screening.redaction.redactor import by_rules, details, known_of
from analysis.screening.redaction.tagger import KINDS, OTHER, Tagger, Token, features, tokens_of
from analysis.screening.redaction.tagger_network import STEPS, Senses, TaggerNetwork
from analysis.screening.tokens import fold, tokenize
from analysis.screening.trained_weights import keep, packed
from analysis.spacy_models import load
from benchmarks.screening import SAMPLE, SEEN, Row, mark_row, rows

STARTS, GOES_ON = 0.2, 0.12
"""Bounds of likelihood where a detail begins and goes on, chosen by `--check`."""
FEWEST, FREEDOM, SMALLEST = 3, 0.3, 0.02
"""In how many words a feature must stand; the freedom of the fit; the least weight that is kept."""
FILLED = 4
"""How often each context is filled."""
LENGTH, HIDDEN, HELD, ROUNDS, TIMES = 64, 96, 0.01, 8, 2
"""Of the network: how many numbers a word's vector has, how many units the hidden layer, how much
weights are held down, how often all words are seen, and how many networks are averaged."""
OFTEN = 2
"""How often a word must stand in the rows to have a vector, if no list of ordinary words has it."""

_KIND_OF = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("street", "neighbourhood"), "place"),
    **dict.fromkeys(("phone", "plate", "curp"), "number"),
}


@dataclass(frozen=True)
class Example:
    """A text with what is known and what is to be found, and who wrote it."""

    author: str
    row: Row
    known: tuple[tuple[str, int, int], ...]


def sample(language: Lexicon) -> list[Example]:
    """Marked rows, filled contexts, and harmless texts of the other sample."""
    rng = random.Random(7)
    marked = [row for row in _marked(language.language) if row.half in SEEN]
    examples = [each for row in marked for each in _masked(row, row.half, rng)]
    filled = contexts(language.language, rng)
    examples += [each for row in filled for each in _masked(row, "contexts", rng)]
    for row in _harmless(language.language):
        words = language.corrected(tokenize(row.text))
        known = known_of(
            row.text, sorted(by_rules(words, language), key=lambda f: f.start), language
        )
        examples.append(Example("training", row, tuple(known)))
    return examples


def _harmless(language: str) -> list[Row]:
    """Texts of the other sample, which name nobody."""
    files = sorted(
        {*SAMPLE.glob(f"disclosures.{language}.*"), SAMPLE / f"training.{language}.jsonl"}
    )
    return [row for path in files for row in rows(path.name) if row.half in SEEN]


def _marked(language: str) -> list[Row]:
    files = sorted(SAMPLE.glob(f"redaction.{language}.*"))
    return [row for path in files for row in rows(path.name)]


def contexts(language: str, rng: random.Random) -> Iterator[Row]:
    """Contexts with names in them, and harmless sentences, as written and as children write."""
    listed = _listed(language)
    fillers = _fillers(_listed("es")) | _fillers(listed)
    for kind in ("contexts", "clean"):
        for number, line in enumerate(listed[kind].strip().splitlines()):
            for time in range(FILLED):
                text = _fill(line, fillers, listed["types"], rng)
                shown = _spelled(text, rng, time, language)
                yield mark_row(f"{kind}-{number}-{time}", "contexts", shown)


def _listed(language: str) -> dict:
    return tomllib.loads((SAMPLE / f"contexts.{language}.toml").read_text(encoding="utf-8"))


def _fillers(listed: dict) -> dict[str, list[str]]:
    return {
        letter: text.strip().splitlines() if "\n" in text.strip() else text.split()
        for letter, text in listed["fillers"].items()
    }


def _fill(line: str, fillers: dict, types: dict, rng: random.Random) -> str:
    for letter, choices in fillers.items():
        while f"{{{letter}}}" in line:
            chosen = rng.choice(choices)
            marked = f"[{types[letter]}|{chosen}]" if letter in types else chosen
            line = line.replace(f"{{{letter}}}", marked, 1)
    return line


_SOUNDS = {
    "es": (("que ", "q "), ("qu", "k"), ("v", "b"), ("h", ""), ("ll", "y")),
    "en": ((" with ", " w "), (" you ", " u "), ("because", "cuz"), ("'", ""), ("ing ", "in ")),
}
"""How children spell what they hear."""


def _spelled(text: str, rng: random.Random, time: int, language: str) -> str:
    """The first as it is, others in small letters, without accents, or with spellings of sound."""
    if time == 0:
        return text
    if time == 1 and language == "en":
        return text[:1].upper() + re.sub(r"\bi\b", "I", text[1:])
    text = text.lower() if rng.random() < 0.75 else text
    if rng.random() < 0.6:
        text = "".join(fold(letter) if letter in "áéíóúÁÉÍÓÚ" else letter for letter in text)
    for sound, other in _SOUNDS[language]:
        marks = text.split("[")
        if rng.random() < 0.12:
            text = marks[0].replace(sound, other) + "".join("[" + part for part in marks[1:])
    return text


def _masked(row: Row, author: str, rng: random.Random) -> Iterator[Example]:
    """A row whose details are all to be found, and others of which some are known or in part."""
    never = [span for span in row.spans if span[0] not in _KIND_OF]
    others = [span for span in row.spans if span[0] in _KIND_OF]
    yield Example(author, row, tuple(never))
    if len(others) > 1:
        half = [span for span in others if rng.random() < 0.5]
        yield Example(author, row, tuple(sorted([*never, *half], key=lambda span: span[1])))
    gaps = [(t, s, [at for at in range(s, e) if row.text[at] == " "]) for t, s, e in others]
    for cut in (min, rng.choice):
        if parts := [(t, s, cut(ends)) for t, s, ends in gaps if ends]:
            yield Example(author, row, tuple(sorted([*never, *parts], key=lambda span: span[1])))


@dataclass(frozen=True)
class Numbers:
    """Every word to be learned: names of features, what a network sees, its kind, its author."""

    found: list[list[str]]
    seen: np.ndarray
    senses: Senses
    kinds: np.ndarray
    authors: np.ndarray


def numbers(examples: Sequence[Example], language: Lexicon) -> Numbers:
    """Words of all examples, without those that are known."""
    found, kinds, authors, texts = [], [], [], []
    for example in examples:
        words = language.corrected(tokenize(example.row.text))
        tokens = tokens_of(words, language, example.known)
        texts.append(tokens)
        for token, names in zip(tokens, features(tokens, language), strict=True):
            if not token.known:
                found.append(names)
                kinds.append(_kind(example.row, words.starts[token.first], words.ends[token.last]))
                authors.append(example.author)
    meant = senses(texts, language)
    seen = [meant.beside(tokens)[[not token.known for token in tokens]] for tokens in texts]
    return Numbers(found, np.vstack(seen), meant, np.array(kinds), np.array(authors))


def senses(texts: Sequence[Sequence[Token]], language: Lexicon) -> Senses:
    """Vectors of the words that lists and rows have, the most frequent first, and all traits."""
    counts = Counter(token.word for tokens in texts for token in tokens)
    often = {word for word, count in counts.items() if count >= OFTEN}
    names = (language.given, language.surnames)
    listed = often.union(
        language.vocabulary.common,
        language.stop_words,
        *(kind for each in names for kind in (each.sure, each.unsure)),
    )
    words = sorted(filter(str.isalpha, listed), key=lambda word: (-counts[word], word))
    shorter = PCA(LENGTH, svd_solver="full").fit_transform(encode(words))
    steps = np.clip(np.round(shorter / shorter.std() * STEPS), -127, 127)
    traits = sorted({name for tokens in texts for token in tokens for name in token.told})
    return Senses(
        {word: at for at, word in enumerate(words)},
        (steps / STEPS).astype(np.float32),
        {name: at for at, name in enumerate(traits)},
    )


def _kind(row: Row, start: int, end: int) -> int:
    met = [kind for kind, first, last in row.spans if first < end and start < last]
    return KINDS.index(_KIND_OF.get(met[0], OTHER)) if met else 0


def fit(given: Numbers, places: np.ndarray) -> Tagger:
    """Learn of some of the words."""
    counts: dict[str, int] = {}
    for at in places:
        for name in given.found[at]:
            counts[name] = counts.get(name, 0) + 1
    kept = sorted(name for name, count in counts.items() if count >= FEWEST)
    rows_of = {name: row for row, name in enumerate(kept)}
    columns = [sorted({rows_of[n] for n in given.found[at] if n in rows_of}) for at in places]
    starts = np.cumsum([0, *map(len, columns)])
    matrix = csr_matrix(
        (np.ones(starts[-1]), np.concatenate(columns), starts), (len(places), len(kept))
    )
    model = LogisticRegression(C=FREEDOM, max_iter=150, tol=1e-3)
    model.fit(matrix, given.kinds[places])
    weights = np.zeros((len(kept), len(KINDS)))
    weights[:, model.classes_] = model.coef_.T
    weights[rows_of["bias"], model.classes_] += model.intercept_
    return Tagger(rows_of, np.round(weights, 2), _network(given, places), STARTS, GOES_ON)


def _network(given: Numbers, places: np.ndarray) -> TaggerNetwork:
    """The mean of several networks, which is one with all their hidden units."""
    models = [
        MLPClassifier((HIDDEN,), alpha=HELD, batch_size=256, max_iter=ROUNDS, random_state=start)
        for start in range(TIMES)
    ]
    with warnings.catch_warnings():  # they are stopped early on purpose
        warnings.simplefilter("ignore", ConvergenceWarning)
        for model in models:
            model.fit(given.seen[places], given.kinds[places])
    hidden, out = zip(*(model.coefs_ for model in models), strict=True)
    bias, out_bias = zip(*(model.intercepts_ for model in models), strict=True)
    return TaggerNetwork(
        given.senses,
        (_kept_half(np.hstack(hidden)), _kept_half(np.hstack(bias))),
        (_kept_half(np.vstack(out) / TIMES), _kept_half(sum(out_bias) / TIMES)),
    )


def _kept_half(layer: np.ndarray) -> np.ndarray:
    """Numbers as they are kept: in half the bits."""
    return layer.astype(np.float16).astype(np.float32)


def check(given: Numbers, language: Lexicon, nlp: Language) -> None:
    """Print what is found in the rows of each author whose rows were left out."""
    marked = _marked(language.language)
    for author in SEEN:
        mine = [row for row in marked if row.half == author]
        if not mine:
            continue
        learned = fit(given, np.flatnonzero(given.authors != author))
        docs = list(_read(nlp, mine))
        bounds = ((0.6, 0.5), (0.7, 0.5), (0.8, 0.5), (0.85, 0.5))
        taggers = [None, *(replace(learned, starts=s, goes_on=g) for s, g in bounds)]
        for used in taggers:
            found = [
                details(tokenize(row.text), language, doc, used)
                for row, doc in zip(mine, docs, strict=True)
            ]
            named = f"{used.starts} {used.goes_on}" if used else "rules alone"
            print(author, named, *_counts(mine, found), flush=True)
        for row, got in zip(mine, found, strict=True):
            _show(row, got)


def _read(nlp: Language, listed: Sequence[Row]) -> Iterator[Doc | None]:
    """Each row as screening has it read by a trained pipeline; None where it has not."""
    for row in listed:
        worth = nlp.has_pipe("ner") and any(tokenize(row.text).capitals[1:])
        yield nlp(row.text) if worth else None


def _show(row: Row, found: list) -> None:
    letters = {at for e in found for at in range(e.start, e.end)}
    missed = [row.text[s:e] for _, s, e in row.spans if not set(range(s, e)) <= letters]
    extra = [] if row.spans else [row.text[e.start : e.end] for e in found]
    if missed or extra:
        print("  ", row.id, "missed", missed, "touched", extra, "|", row.text)


def _counts(listed: Sequence[Row], found: Sequence[list]) -> Iterator[str]:
    covered = total = touched = clean = 0
    for row, entities in zip(listed, found, strict=True):
        letters = {at for entity in entities for at in range(entity.start, entity.end)}
        total += len(row.spans)
        covered += sum(set(range(start, end)) <= letters for _, start, end in row.spans)
        clean += not row.spans
        touched += bool(entities) and not row.spans
    yield f"{covered}/{total} ({covered / total:.0%})"
    yield f"touched {touched}/{clean} ({touched / clean:.0%})"


def write(learned: Tagger, language: str) -> None:
    """Write the weights that are not next to nothing."""
    weights = {
        name: [[k, float(v)] for k, v in enumerate(learned.weights[row]) if abs(v) >= SMALLEST]
        for name, row in learned.rows.items()
    }
    content = {
        "starts": STARTS,
        "goes_on": GOES_ON,
        "network": _kept(learned.network),
        "weights": {name: values for name, values in weights.items() if values},
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    keep(f"redaction.{language}.json", text.replace('],"', '],\n"') + "\n")


def _kept(network: TaggerNetwork) -> dict:
    found = network.senses
    return {
        "words": " ".join(found.words),
        "vectors": packed(np.round(found.vectors * STEPS).astype(np.int8)),
        "traits": list(found.traits),
        "layers": [packed(x.astype(np.float16)) for x in (*network.hidden, *network.out)],
    }


def main() -> None:
    """Train, or check."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("language", choices=("es", "en"))
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    nlp = load(chosen.language)
    language = lexicon(chosen.language, nlp)
    with threadpool_limits(1):  # sums in one order: equal rows give equal bytes
        given = numbers(sample(language), language)
        if chosen.check:
            check(given, language, nlp)
        else:
            write(fit(given, np.arange(len(given.found))), chosen.language)


if __name__ == "__main__":
    main()
