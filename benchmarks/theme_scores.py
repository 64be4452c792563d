"""How good a grouping of texts is: figures that treat every method alike.

A grouping gives each row a group or None (left over). Everywhere a row left over stands alone,
so that leaving rows over never looks like agreement; read each figure beside the share left.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from math import log

from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

Grouping = Mapping[str, str | None]  # row id: its group
TOP = 10  # words of a group that coherence and diversity look at
NAMED = 4  # words that name a group for methods that write no label, as BERTopic does


def plain(text: str) -> str:
    """Small letters without accents and marks, words parted by one space."""
    bare = unicodedata.normalize("NFD", text.lower())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def together(grouping: Grouping, rows: Iterable[str]) -> dict[str, str]:
    """The group of each of these rows; one left over is a group of its own."""
    return {row: grouping[row] or f"alone {row}" for row in rows}


def b_cubed(labels: Mapping[str, str], given: Mapping[str, str]) -> float:
    """B-cubed F1: for each row, how well its group and its label hold the same rows."""
    cells = Counter((labels[row], given[row]) for row in labels)
    of_label, of_group = Counter(labels.values()), Counter(given[row] for row in labels)
    precision = recall = 0.0
    for (label, group), rows in cells.items():
        precision += rows * rows / of_group[group]
        recall += rows * rows / of_label[label]
    precision, recall = precision / len(labels), recall / len(labels)
    return 2 * precision * recall / (precision + recall)


def agreement(labels: Mapping[str, str], grouping: Grouping) -> dict[str, float]:
    """B-cubed F1, adjusted Rand, NMI and share left of rows with a label; share left of the others.

    An empty label means that a row fits no subject: leaving it over is right.
    """
    fit = {row: label for row, label in labels.items() if label}
    unfit = [row for row, label in labels.items() if not label]
    found: dict[str, float] = {}
    if fit:
        given = together(grouping, fit)
        pair = (list(fit.values()), [given[row] for row in fit])
        found = {
            "B3 F1": b_cubed(fit, given),
            "ARI": float(adjusted_rand_score(*pair)),
            "NMI": float(normalized_mutual_info_score(*pair)),
            "fit left %": _left(grouping, fit),
        }
    return found | ({"unfit left %": _left(grouping, unfit)} if unfit else {})


def _left(grouping: Grouping, rows: Collection[str]) -> float:
    return 100 * sum(grouping[row] is None for row in rows) / max(1, len(rows))


def left(grouping: Grouping) -> float:
    """Percent of all rows that are in no group."""
    return _left(grouping, grouping)


def alike(groupings: Sequence[Grouping]) -> float:
    """Mean adjusted Rand index of every two runs over the same rows, rows left over alone."""
    rows = sorted(groupings[0])
    given = [list(together(grouping, rows).values()) for grouping in groupings]
    pairs = [float(adjusted_rand_score(a, b)) for a, b in combinations(given, 2)]
    return sum(pairs) / len(pairs)


def telling_words(
    texts: Mapping[str, str], grouping: Grouping, stop_words: Collection[str]
) -> dict[str, list[str]]:
    """The ten words that tell each group best, by class TF-IDF, alike for every method."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row, group in grouping.items():
        if group is not None:
            counts[group].update(_words(texts[row], stop_words))
    everywhere = sum(counts.values(), Counter())
    usual = everywhere.total() / max(1, len(counts))
    return {
        group: sorted(words, key=lambda w: (-words[w] * log(1 + usual / everywhere[w]), w))[:TOP]
        for group, words in counts.items()
    }


def _words(text: str, stop_words: Collection[str]) -> list[str]:
    return [w for w in plain(text).split() if len(w) > 1 and w not in stop_words]


def coherence(words: Mapping[str, Sequence[str]], texts: Iterable[str]) -> float:
    """Mean NPMI of every two telling words of a group, from the rows that hold them; -1 to 1."""
    wanted = {word for each in words.values() for word in each}
    holding: defaultdict[str, set[int]] = defaultdict(set)
    rows = 0
    for row, text in enumerate(texts):
        rows += 1
        for word in wanted.intersection(plain(text).split()):
            holding[word].add(row)
    means = []
    for each in words.values():
        pairs = [_npmi(holding[a], holding[b], rows) for a, b in combinations(each, 2)]
        means += [sum(pairs) / len(pairs)] if pairs else []
    return sum(means) / max(1, len(means))


def _npmi(one: set[int], other: set[int], rows: int) -> float:
    both = len(one & other)
    if not both:
        return -1.0
    if both == rows:
        return 1.0
    return log(both * rows / (len(one) * len(other))) / -log(both / rows)


def diversity(words: Mapping[str, Sequence[str]]) -> float:
    """Share of the telling words of all groups that tell one group only."""
    every = [word for each in words.values() for word in each]
    return len(set(every)) / max(1, len(every))


def spoken(labels: Sequence[tuple[str, Sequence[str]]]) -> float:
    """Percent of labels that stand, as a phrase, in a text of their own group."""
    heard = [any(f" {plain(label)} " in f" {plain(t)} " for t in texts) for label, texts in labels]
    return 100 * sum(heard) / max(1, len(heard))


def macro_f1(right: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """F1 of each kind, and under "macro" their mean."""
    found = {}
    for kind in sorted(set(right)):
        hits = sum(r == s == kind for r, s in zip(right, said, strict=True))
        found[kind] = 2 * hits / (right.count(kind) + said.count(kind))
    return found | {"macro": sum(found.values()) / len(found)}
