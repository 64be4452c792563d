"""A small network that knows what words mean: what stands at a word, by the words around it.

The linear tagger knows the words that its rows had; this one sees words as vectors, in which
"vecina" is near "amiga", and so hears of somebody where no row had that word. The vectors are those
of the Universal Sentence Encoder for the ordinary words of a language, made shorter and kept beside
the weights (`benchmarks/train_redaction.py`): nothing is encoded while texts are read, and a word
that is not among them counts as the one that sounds alike, or as none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from analysis.screening.tokens import sound
from analysis.screening.trained_weights import unpacked

Numbers = npt.NDArray[np.float32]

REACH = 3
"""How many words before and after are seen."""
STEPS = 24
"""Vectors are kept as whole numbers of these parts, from -127 to 127."""


class TokenFeatures(Protocol):
    """A word as the network sees it."""

    @property
    def word(self) -> str: ...
    @property
    def brief(self) -> str: ...
    @property
    def told(self) -> tuple[str, ...]: ...
    @property
    def known(self) -> bool: ...
    @property
    def capital(self) -> bool: ...


@dataclass(frozen=True)
class Senses:
    """Words as numbers: `vectors`, one row a word of `words`, and `traits`, one column each.

    A row has the vector, the traits, and four marks: kept, known, capital, beyond the text.
    """

    words: Mapping[str, int]
    vectors: Numbers
    traits: Mapping[str, int]

    @cached_property
    def _sounds(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for word, row in self.words.items():
            found.setdefault(sound(word), row)
        return found

    @property
    def size(self) -> int:
        """How many numbers one word is."""
        return int(self.vectors.shape[1]) + len(self.traits) + 4

    def padded(self, tokens: Sequence[TokenFeatures]) -> Numbers:
        """One row a token, with `REACH` rows before and after for what is beyond the text."""
        rows = np.zeros((len(tokens) + 2 * REACH, self.size), dtype=np.float32)
        length = self.vectors.shape[1]
        for at, token in enumerate(tokens, REACH):
            row = self._row(token.word)
            if row is not None:
                rows[at, :length] = self.vectors[row]
            told = [length + self.traits[name] for name in token.told if name in self.traits]
            rows[at, told] = 1.0
            rows[at, -4:-1] = (token.brief == "kept", token.known, token.capital)
        rows[:REACH, -1] = rows[-REACH:, -1] = 1.0
        return rows

    def _row(self, word: str) -> int | None:
        row = self.words.get(word)
        return row if row is not None or not word.isalpha() else self._sounds.get(sound(word))

    def beside(self, tokens: Sequence[TokenFeatures]) -> Numbers:
        """One row a token: itself and its neighbours in order."""
        rows = self.padded(tokens)
        return np.hstack([rows[at : at + len(tokens)] for at in range(2 * REACH + 1)])


@dataclass(frozen=True)
class TaggerNetwork:
    """One hidden layer over the words of `senses`, each layer as `(weights, bias)`."""

    senses: Senses
    hidden: tuple[Numbers, Numbers]
    out: tuple[Numbers, Numbers]

    def scores(self, tokens: Sequence[TokenFeatures]) -> npt.NDArray[np.float64]:
        """The logarithm of the likelihood of each kind (columns) for each token (rows)."""
        inside = np.maximum(self.senses.beside(tokens) @ self.hidden[0] + self.hidden[1], 0.0)
        return logarithms(np.asarray(inside @ self.out[0] + self.out[1], dtype=np.float64))


def logarithms(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Scores as logarithms of likelihoods: a row's likelihoods sum to 1."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def network(content: Mapping[str, Any]) -> TaggerNetwork:
    """A network as `benchmarks/train_redaction.py` keeps it."""
    words = content["words"].split()
    vectors = np.asarray(unpacked(content["vectors"]) / np.float32(STEPS), dtype=np.float32)
    traits = {name: at for at, name in enumerate(content["traits"])}
    layers = [np.asarray(unpacked(layer), dtype=np.float32) for layer in content["layers"]]
    found = Senses({word: at for at, word in enumerate(words)}, vectors, traits)
    return TaggerNetwork(found, (layers[0], layers[1]), (layers[2], layers[3]))
