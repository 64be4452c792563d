"""Measure how theme analysis grows: seconds and memory at 1,000, 10,000, 100,000 answers.

    python benchmarks/theme_scale.py                       1,000 and 10,000
    python benchmarks/theme_scale.py 1000 100000 1000000    as many as named
    python benchmarks/theme_scale.py --workers 2 100000
    python benchmarks/theme_scale.py --new 5 100000         and a run after 5 % new answers

The recipe: the rows of `../shared/data/chile_children_dialogues.csv` in their order, again and
again; from the second time on, each word is replaced with probability 0.3 by a word drawn from
the whole file as often as it stands there (fixed seed). So texts keep their length and usual
words and hardly any two are equal. Each run reads a file in a process of its own. CPU seconds are
those of all its processes; memory is the most that all of them have at a time (the proportional
set size that Linux tells, looked at once a second).

With `--new`, four runs: on the answers less so many in a hundred, evenly spread, keeping its
folder; on all, going on from that; on all, grouped anew but with that run and its folder as an
input too; on all, from nothing. The last lines say what the second cost of the fourth, and how far
it agrees with the third and the fourth (adjusted Rand index over the answers that both put in a
theme or not; those left over count as a group).
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FILE = Path(__file__).parents[2] / "shared" / "data" / "chile_children_dialogues.csv"
REPLACED = 0.3
LOOK = 1.0  # seconds between two looks at the memory
COLUMNS = "answers | passages | wordings | wall s | CPU s | CPU ms a passage | MB | themes | left %"


def made(count: int) -> Iterator[tuple[str, str]]:
    """So many answers by the recipe: ids and texts."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    words = [word for text in texts for word in text.split()]
    draw = random.Random(4)
    for number in range(count):
        text = texts[number % len(texts)]
        if number >= len(texts):
            kept = [draw.choice(words) if draw.random() < REPLACED else w for w in text.split()]
            text = " ".join(kept)
        yield str(number), text


def write(count: int, file: Path) -> None:
    """So many answers by the recipe, as a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(made(count))


def run(asked: argparse.Namespace) -> None:
    """One run in this process, on the first `asked.sizes[0]` answers of a file."""
    from analysis.themes import (
        Running,
        TextAnswer,
        find_themes,  # not by the one who measures
    )

    before = json.loads(Path(asked.previous).read_text()) if asked.previous else {}
    with Path(asked.file).open(encoding="utf-8", newline="") as lines:
        some = islice(csv.reader(lines), asked.sizes[0])
        answers = (
            TextAnswer(id, text) for id, text in some if not is_left_out(int(id), asked.without)
        )
        found = find_themes(
            answers, guide=None, previous=before.get("state"), anew=asked.anew,
            running=Running(workers=asked.workers, folder=asked.folder),
        )  # fmt: skip
    told = {
        "passages": len(found.passages), "wordings": found.method["wordings"],
        "themes": len(found.themes), "left": found.method["not grouped"],
        "state": found.state, "assignments": found.assignments,
    }  # fmt: skip
    Path(asked.out).write_text(json.dumps(told))


def is_left_out(number: int, percent: float) -> bool:
    """Whether an answer is one of so many in a hundred."""
    return int((number + 1) * percent / 100) > int(number * percent / 100)


def measured(size: int, file: Path, out: Path, *more: str) -> tuple[str, float]:
    """One run in a process of its own: its row of the table, and its CPU seconds."""
    arguments = [str(size), "--file", str(file), "--out", str(out), *more]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, *arguments])
    peak = 0.0
    while True:
        ended, status, spent = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, memory(process.pid))
        time.sleep(LOOK)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    wall, cpu = time.perf_counter() - started, spent.ru_utime + spent.ru_stime
    found = json.loads(out.read_text())
    passages = found["passages"]
    return (
        f"{size} | {passages} | {found['wordings']} | {wall:.0f} | {cpu:.1f} | "
        f"{1000 * cpu / passages:.2f} | {peak:.0f} | {found['themes']} | "
        f"{100 * found['left'] / passages:.1f}"
    ), cpu


def memory(pid: int) -> float:
    """Megabytes of a process and all that it started; what they share counts once."""
    total = 0.0
    with suppress(OSError, ValueError):  # one that has just ended
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(rollup.split("Pss:")[1].split()[0]) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(map(memory, map(int, (task / "children").read_text().split())))
    return total


def incremental(size: int, new: float, file: Path, folder: Path, *more: str) -> None:
    """Print the four runs, what going on cost, and how far it agrees with the full ones."""
    kept = ("--folder", str(folder / "kept"))
    first, second, third, fourth = (folder / f"{number}.json" for number in range(4))
    row, _ = measured(size, file, first, *kept, "--without", str(new), *more)
    print(f"before: {row}", flush=True)
    row, cost = measured(size, file, second, *kept, "--previous", str(first), *more)
    print(f"going on: {row}", flush=True)
    row, _ = measured(size, file, third, *kept, "--previous", str(first), "--anew", *more)
    print(f"anew, with the run before: {row}", flush=True)
    row, whole = measured(size, file, fourth, *more)
    print(f"from nothing: {row}", flush=True)
    print(
        f"{new:g} % new: {cost:.1f} of {whole:.1f} CPU seconds, {100 * cost / whole:.1f} %; "
        f"adjusted Rand {agreement(second, third):.3f} with all anew, "
        f"{agreement(second, fourth):.3f} with the run from nothing"
    )


def agreement(one: Path, other: Path) -> float:
    """The adjusted Rand index of the main themes that two runs give the same answers."""
    from sklearn.metrics import adjusted_rand_score

    found: list[dict[str, Any]] = [json.loads(p.read_text())["assignments"] for p in (one, other)]
    themes = [[str(each[answer]) for answer in sorted(found[0])] for each in found]
    return float(adjusted_rand_score(*themes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--new", type=float, metavar="PERCENT")
    for internal in ("--file", "--out", "--folder", "--previous"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    parser.add_argument("--anew", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--without", type=float, default=0.0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.file:
        run(asked)
        return
    print(COLUMNS)
    workers = ("--workers", str(asked.workers))
    with TemporaryDirectory() as made_in:
        folder = Path(made_in)
        for size in asked.sizes:
            write(size, folder / "answers.csv")
            if asked.new:
                incremental(size, asked.new, folder / "answers.csv", folder, *workers)
                continue
            row, _ = measured(size, folder / "answers.csv", folder / "out.json", *workers)
            print(row, flush=True)


if __name__ == "__main__":
    main()
