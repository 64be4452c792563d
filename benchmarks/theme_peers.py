"""One grouping by a peer: a process of its own, in the peers' own virtual environment.

    python benchmarks/theme_peers.py job.json result.json

Knows nothing of this project's packages. The job: `method` (one of METHODS), `texts`, `vectors`
(a .npy file with a row a text), `groups` (how many, where the method must be told), `seed`,
`stop_words`, and `tune` (a label by row number, for the tuned BERTopic alone). The result: `groups`
(a number or null by row), `cpu` and `wall` in seconds without imports, `peak` in MB.
The method `english` writes the English set (texts with subjects) instead.
"""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Job = dict[str, Any]
Groups = list[int | None]
SIZES = (5, 8, 12, 20, 30, 45, 70)  # least topic sizes that the tuned BERTopic may choose from
MOST_LEFT = 0.1  # share of rows that the tuned BERTopic may leave over
FEWEST, MOST = 20, 120  # of a subject of the English set


def k_means(rows: Any, job: Job) -> Groups:
    from sklearn.cluster import KMeans

    return list(
        map(int, KMeans(job["groups"], n_init=4, random_state=job["seed"]).fit_predict(rows))
    )


def words_k_means(job: Job) -> Groups:
    return k_means(_tf_idf(job), job)


def vectors_k_means(job: Job) -> Groups:
    return k_means(np.load(job["vectors"]), job)


def nmf(job: Job) -> Groups:
    from sklearn.decomposition import NMF

    model = NMF(job["groups"], init="nndsvda", random_state=job["seed"], max_iter=400)
    return _strongest(model.fit_transform(_tf_idf(job)))


def lda(job: Job) -> Groups:
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(stop_words=job["stop_words"] or None, min_df=2)
    model = LatentDirichletAllocation(job["groups"], random_state=job["seed"])
    rows = counts.fit_transform(job["texts"])
    weights = model.fit_transform(rows)
    weights[np.asarray(rows.sum(axis=1)).ravel() == 0] = 0.0
    return _strongest(weights)


def bertopic(job: Job) -> Groups:
    """Its own defaults; what it calls outliers is left over."""
    return _bertopic(job, 10)[0]


def bertopic_all(job: Job) -> Groups:
    """Its own defaults, and each outlier put to the nearest topic by its own method."""
    return _bertopic(job, 10)[1]


def bertopic_tuned(job: Job) -> Groups:
    """The topic size, with or without outliers, that agrees best with the labels to tune on.

    Among those that leave at most a tenth over: agreement alone would choose two huge topics.
    """
    tried = [groups for size in SIZES for groups in _bertopic(job, size)]
    honest = [groups for groups in tried if groups.count(None) <= MOST_LEFT * len(groups)]
    return max(honest, key=lambda groups: _agrees(groups, job["tune"]))


def _tf_idf(job: Job) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words=job["stop_words"] or None, min_df=2, sublinear_tf=True)
    return words.fit_transform(job["texts"])


def _strongest(weights: Any) -> Groups:
    """The component with most weight; a text without any known word is left over."""
    return [int(row.argmax()) if row.max() > 0 else None for row in weights]


def _bertopic(job: Job, size: int) -> tuple[Groups, Groups]:
    """Groups with outliers left over, and with none left."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    vectors = np.load(job["vectors"])
    model = BERTopic(
        language="multilingual", min_topic_size=size, umap_model=Reduction(job["seed"]),
        vectorizer_model=CountVectorizer(stop_words=job["stop_words"] or None),
    )  # fmt: skip
    topics, _ = model.fit_transform(job["texts"], vectors)
    left = [None if topic < 0 else int(topic) for topic in topics]
    if None not in left or all(topic is None for topic in left):
        return left, left
    every = model.reduce_outliers(job["texts"], topics, strategy="embeddings", embeddings=vectors)
    return left, [int(topic) for topic in every]


class Reduction:
    """BERTopic's own default UMAP with a seed; worked out once, however many sizes are tried."""

    done: Any = None

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def fit(self, rows: Any, y: Any = None) -> "Reduction":
        from umap import UMAP

        if Reduction.done is None:
            reduction = UMAP(
                n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                random_state=self.seed, n_jobs=1,
            )  # fmt: skip
            Reduction.done = reduction.fit_transform(rows)
        return self

    def transform(self, rows: Any) -> Any:
        return Reduction.done


def _agrees(groups: Groups, labels: dict[str, str]) -> float:
    """B-cubed F1 and adjusted Rand over the labelled rows, added; rows left over alone."""
    from sklearn.metrics import adjusted_rand_score

    rows = [int(row) for row, label in labels.items() if label]
    subjects = [labels[str(row)] for row in rows]
    given = [f"alone {row}" if groups[row] is None else str(groups[row]) for row in rows]
    cells, of_label, of_group = map(Counter, (zip(subjects, given, strict=True), subjects, given))
    precision = sum(n * n / of_group[group] for (_, group), n in cells.items()) / len(rows)
    recall = sum(n * n / of_label[label] for (label, _), n in cells.items()) / len(rows)
    found = 2 * precision * recall / (precision + recall)
    return found + float(adjusted_rand_score(subjects, given))


def english() -> list[dict[str, str]]:
    """Questions with their replies from the package chatterbot-corpus (BSD), by its subjects."""
    import chatterbot_corpus
    import yaml

    rows = []
    for path in sorted(
        (Path(chatterbot_corpus.__file__).parent / "data" / "english").glob("*.yml")
    ):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts = dict.fromkeys(". ".join(map(str, said[:2])) for said in document["conversations"])
        short = [text for text in texts if len(text) < 250][:MOST]
        if len(short) >= FEWEST:
            rows += [{"text": text, "label": path.stem} for text in short]
    return [{"id": f"e{number:04}", **row} for number, row in enumerate(rows)]


METHODS: dict[str, Callable[[Job], Groups]] = {
    "TF-IDF + k-means": words_k_means,
    "NMF": nmf,
    "LDA": lda,
    "vectors + k-means": vectors_k_means,
    "BERTopic": bertopic,
    "BERTopic, none left": bertopic_all,
    "BERTopic, tuned": bertopic_tuned,
}


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if job["method"] == "english":
        result: Any = english()
    else:
        started, spent = time.perf_counter(), time.process_time()
        groups = METHODS[job["method"]](job)
        result = {
            "groups": groups,
            "wall": time.perf_counter() - started,
            "cpu": time.process_time() - spent,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    main()
