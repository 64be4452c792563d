"""The lexical part of vectors: groups of letters, weighted and reduced."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from analysis.themes.arrays import Matrix, unit

from .vectors import DIMENSIONS, FITTED, GROUPS, WORDS_ENOUGH

State = tuple[float, list[str], Matrix, Matrix, Matrix]


class Space:
    """How texts are written as vectors: the letter groups of one set of texts are its axes."""

    def __init__(
        self, lexical: float, groups: list[str], rarity: Matrix, axes: Matrix, middle: Matrix
    ) -> None:
        self.lexical = lexical
        self.axes = len(axes) if lexical else 0
        self._state = lexical, groups, rarity, axes, middle
        self._place = {group: place for place, group in enumerate(groups)}
        self._turned = np.ascontiguousarray(axes.T)

    @classmethod
    def learned(cls, texts: Sequence[str], lexical: float, seed: int) -> "Space":
        """Learned from texts in their order: at most `FITTED` of them, evenly spread."""
        # No run that goes on from another needs these, which take half a second to load.
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        nothing = np.empty((0, 0), dtype=np.float32)
        if len(texts) < WORDS_ENOUGH or not lexical:
            return cls(0.0, [], nothing, nothing, nothing)
        letters = TfidfVectorizer(
            analyzer=letter_groups, sublinear_tf=True, dtype=np.float32, min_df=2,
            max_features=40_000,
        )  # fmt: skip
        counted = letters.fit_transform(texts[:: max(1, -(-len(texts) // FITTED))])
        count = min(DIMENSIONS, len(texts) - 1, counted.shape[1] - 1)
        axes = TruncatedSVD(count, n_iter=3, random_state=seed).fit(counted).components_
        middle = (counted @ axes.T).mean(axis=0)
        return cls(lexical, letters.get_feature_names_out().tolist(), letters.idf_, axes, middle)

    def state(self) -> State:
        """What the space is made of: `Space(*space.state())` is the same space."""
        return self._state

    def __reduce__(self) -> tuple[type["Space"], State]:
        return Space, self._state

    def letters(self, texts: Sequence[str]) -> Matrix:
        """How texts are written, less what is usual; rows of length one, or no columns at all."""
        if not self.lexical or not len(texts):
            return np.empty((len(texts), self.axes), dtype=np.float32)
        *_, middle = self._state
        rows = self._counted(texts) @ self._turned - middle
        return unit(rows.astype(np.float32))

    def _counted(self, texts: Sequence[str]) -> csr_array:
        """What scikit-learn's TfidfVectorizer with `sublinear_tf` gives, without loading it."""
        place, wide = self._place, len(self._place)
        known = [[place[g] for g in letter_groups(text) if g in place] for text in texts]
        of = np.repeat(np.arange(len(texts)), [len(each) for each in known])
        codes, times = np.unique(
            of * wide + np.fromiter(chain.from_iterable(known), np.int64, len(of)),
            return_counts=True,
        )
        row, column = np.divmod(codes, wide)
        counts = (1 + np.log(times)).astype(np.float32) * self._state[2][column]
        lengths = np.sqrt(np.bincount(row, weights=counts.astype(np.float64) ** 2))
        counts = (counts / lengths[row]).astype(np.float32)
        return csr_array((counts, (row, column)), shape=(len(texts), wide))


def letter_groups(text: str) -> list[str]:
    """The groups of three to five letters of each word, its two ends being spaces."""
    found = []
    for word in text.split():
        edged = f" {word} "
        for long in GROUPS:
            if len(edged) <= long:
                found.append(edged)  # once, however long groups are
                break
            found += [edged[at : at + long] for at in range(len(edged) - long + 1)]
    return found
