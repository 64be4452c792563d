"""Measure theme analysis: seconds, memory, themes, leftovers, agreement with labels.

    python benchmarks/themes.py                                  every set there is
    python benchmarks/themes.py --only digital_es
    python benchmarks/themes.py --file my.csv --label subject     a set of your own
    python benchmarks/themes.py --only children --list            its twenty largest themes, to read

The invented set lies beside this file. The real ones lie in `../shared/data`, beside the
checkout, and are left out where they are missing: they may not be copied into the project. Rows
without a label fit no theme: they count for "unfit left" alone.
"""

import argparse
import csv
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from analysis.themes import Answer, Guide, Themes, find_themes, read_guide, shipped_guide

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "data"
COLUMNS = (
    "set", "guide", "rows", "passages", "wall s", "CPU s", "MB", "themes", "expected",
    "left %", "B3 F1", "ARI", "unfit left %",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A CSV file with `id` and `text`, and the columns that label and divide it."""

    name: str
    path: Path
    label: str | None = None  # a weak label: what a row is about, as somebody else sorted it
    question: str | None = None
    keep: tuple[str, str] | None = None  # (column, value): only these rows


SAMPLES = (
    Sample("digital_es", HERE / "themes" / "digital_es.csv", label="label"),
    Sample("children", SHARED / "chile_children_dialogues.csv", question="question"),
    Sample("madrid", SHARED / "decide_madrid.csv", label="thread", keep=("label", "comment")),
)


@dataclass(frozen=True)
class Measured:
    """One run: its row of the table, and the themes."""

    row: tuple[str, ...]
    found: Themes


def measured(sample: Sample, guide_path: str) -> Measured:
    """Run one sample in this process; its peak memory is the process's."""
    rows = list(_rows(sample))
    answers = [
        Answer(row["id"], row["text"], row[sample.question] if sample.question else None)
        for row in rows
    ]
    guide = _guide(guide_path)
    started, spent = time.perf_counter(), time.process_time()
    found = find_themes(answers, guide=guide)
    wall, cpu = time.perf_counter() - started, time.process_time() - spent
    labels = {row["id"]: row[sample.label] for row in rows} if sample.label else {}
    left = 100 * len(found.not_grouped) / max(1, len(found.passages))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = (
        sample.name, guide_path, len(rows), len(found.passages), f"{wall:.1f}", f"{cpu:.1f}",
        f"{peak:.0f}", len(found.themes), sum(theme.expected for theme in found.themes),
        f"{left:.1f}", *_agreement(labels, found.assignments),
    )  # fmt: skip
    return Measured(tuple(map(str, row)), found)


def _guide(path: str) -> Guide | None:
    if path == "none":
        return None
    return shipped_guide() if path == "shipped" else read_guide(path)


def _rows(sample: Sample) -> Iterator[dict[str, str]]:
    with sample.path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if sample.keep is None or row[sample.keep[0]] == sample.keep[1]:
                yield row


def _agreement(
    labels: Mapping[str, str], assignments: Mapping[str, str | None]
) -> tuple[str, str, str]:
    """B-cubed F1 and adjusted Rand of labelled rows, and the share left of those without label."""
    fit = {row: label for row, label in labels.items() if label}
    if not fit:
        return "-", "-", "-"
    given = {row: assignments[row] or f"alone {row}" for row in fit}
    rand = adjusted_rand_score(list(fit.values()), [given[row] for row in fit])
    unfit = [assignments[row] is None for row, label in labels.items() if not label]
    share = f"{100 * sum(unfit) / len(unfit):.0f}" if unfit else "-"
    return f"{b_cubed(fit, given):.3f}", f"{rand:.3f}", share


def b_cubed(labels: Mapping[str, str], given: Mapping[str, str]) -> float:
    """B-cubed F1: for each row, how well its group and its label hold the same rows."""
    together = Counter((labels[row], given[row]) for row in labels)
    of_label, of_group = Counter(labels.values()), Counter(given[row] for row in labels)
    precision = recall = 0.0
    for (label, group), rows in together.items():
        precision += rows * rows / of_group[group]
        recall += rows * rows / of_label[label]
    precision, recall = precision / len(labels), recall / len(labels)
    return 2 * precision * recall / (precision + recall)


def listed(found: Themes) -> Iterator[str]:
    """The twenty largest themes, as a reader would meet them."""
    for theme in found.themes[:20]:
        name = f" [{theme.name}]" if theme.expected else ""
        yield f"{theme.size:6}  {theme.label}{name}  ({', '.join(theme.keywords[:5])})"
        yield from (f"          {text[:100]}" for text in theme.passages)


def main() -> None:
    """Each run in a process of its own, so that memory is its own too."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", help="one set's name")
    parser.add_argument("--file", type=Path, help="a CSV file with id and text")
    parser.add_argument("--label", help="its column of labels")
    parser.add_argument("--guide", help="a guide's path, shipped or none; unless given, both")
    parser.add_argument("--list", action="store_true", help="the largest themes too")
    asked = parser.parse_args()
    own = Sample(asked.file.stem, asked.file, label=asked.label) if asked.file else None
    samples = [own] if own else [s for s in SAMPLES if asked.only in {None, s.name}]
    print(" | ".join(COLUMNS))
    for sample in samples:
        if not sample.path.exists():
            print(f"{sample.name}: not here ({sample.path.name})")
            continue
        for guide in [asked.guide] if asked.guide else ["none", "shipped"]:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                run = process.submit(measured, sample, guide).result()
            print(" | ".join(run.row), flush=True)
            for line in listed(run.found) if asked.list else ():
                print(line)


if __name__ == "__main__":
    main()
