"""Measure which signals of a disclosure are told, beside those that its author marked.

    python -m benchmarks.signal_scores

Only halves whose author marked signals are counted. Signals come from the cues alone, so of a text
that only the classifier raised none is told. Every row of such a half counts, also those of level
`none`, where any signal is a wrong one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analysis import screen

SAMPLE = Path(__file__).parent / "screening"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of the sample, and what its author says that it tells of."""

    half: str
    text: str
    signals: frozenset[str]


@dataclass(slots=True)
class Score:
    """Of each signal: in how many texts it was marked, told, and both."""

    marked: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)

    def add(self, marked: Iterable[str], told: Iterable[str]) -> None:
        """Count one text."""
        self.marked.update(set(marked))
        self.told.update(set(told))
        self.both.update(set(marked) & set(told))

    def join(self, other: "Score") -> None:
        """Count what the other one has counted, too."""
        self.marked += other.marked
        self.told += other.told
        self.both += other.both

    def row(self, signals: Iterable[str]) -> str:
        """Marked, told, and precision and recall of these signals together."""
        names = list(signals)
        marked, told, both = (
            sum(counts[each] for each in names) for counts in (self.marked, self.told, self.both)
        )
        return f"{marked} | {told} | {_share(both, told)} | {_share(both, marked)}"


def halves(language: str) -> Iterator[list[Marked]]:
    """The rows of each half of which some are marked."""
    by_half: dict[str, list[Marked]] = {}
    for file in sorted(SAMPLE.glob(f"disclosures.{language}*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            marked = Marked(row["half"], row["text"], frozenset(row.get("signals", ())))
            by_half.setdefault(marked.half, []).append(marked)
    return (rows for rows in by_half.values() if any(row.signals for row in rows))


def score(rows: Iterable[Marked], language: str) -> Score:
    """Screen the rows and count."""
    counted, known = Score(), list(rows)
    texts = ((str(number), row.text) for number, row in enumerate(known))
    for row, found in zip(known, screen(texts, language=language), strict=True):
        counted.add(row.signals, found.signals)
    return counted


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def main() -> None:
    """Print a table of signals over all halves, and one of halves over all signals."""
    together, rows = Score(), []
    for half in halves("es"):
        counted = score(half, "es")
        names = counted.marked | counted.told
        rows.append(f"| {half[0].half} | {len(half)} | {counted.row(names)} |")
        together.join(counted)
    print("| signal | marked | told | precision | recall |\n|---|---|---|---|---|")
    for signal, _number in together.marked.most_common():
        print(f"| {signal} | {together.row([signal])} |")
    print("\n| half | texts | marked | told | precision | recall |\n|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
