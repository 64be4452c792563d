"""Some answers to cluster by themselves, as those to one question."""

from dataclasses import dataclass

import numpy as np

from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.embedding.corpus import Corpus
from analysis.themes.preprocessing.answer_table import AnswerTable


@dataclass(frozen=True, slots=True)
class AnswerSelection:
    """What some of the answers say; all of it numbers.

    `answers` are their places in `Asked`. `times` says how often each passage of the corpus was
    said, `source` for each distinct text the first answer that it is of. `rows` are the wordings
    that occur, `weights` how often each, `stands` the first passage of each.
    """

    answers: Numbers
    times: Numbers
    source: Numbers
    rows: Numbers
    weights: Numbers
    stands: Numbers


def spoken(asked: AnswerTable, answers: Numbers, corpus: Corpus) -> AnswerSelection:
    """What the answers at these places say."""
    passages, text = corpus.passages, asked.text[answers]
    texts = len(passages.first) - 1
    source = np.full(texts, ALONE, dtype=np.int64)
    source[text[::-1]] = answers[::-1]
    times = np.repeat(np.bincount(text, minlength=texts), np.diff(passages.first))
    times[passages.wording == ALONE] = 0
    voiced = np.flatnonzero(times)
    rows, first, place = np.unique(passages.wording[voiced], return_index=True, return_inverse=True)
    weights = np.bincount(place, weights=times[voiced]).astype(np.int64)
    return AnswerSelection(answers, times, source, rows, weights, voiced[first])
