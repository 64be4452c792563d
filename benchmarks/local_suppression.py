"""What is lost where too few children say the same of themselves: `alzavoz` local suppression.

    python -m benchmarks.local_suppression [CHILDREN ...]

Invented children of one band and language who say four things of themselves, independently, with
the shares below (near those of the questionnaire's own subjects in Mexico); no session is told
apart. Prints how many of a hundred responses lose something, and how many of each hundred answers
stay, of all and of the rarest.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Mapping

from consult.answering.privacy.local_suppression import SKIPPED, Told, generalised

LEAST = 5  # as the setting `LEAST_ALIKE`
SHARES: tuple[Mapping[str, float], ...] = (
    {"girl": 46, "boy": 46, "another": 2, SKIPPED: 6},
    {"none": 82, "see": 6, "learn": 4, "hear": 2, "walk": 1, SKIPPED: 5},
    {"none": 80, "indigenous": 12, "afro": 2, SKIPPED: 6},
    {"no": 85, "yes": 9, SKIPPED: 6},
)


def told_by(children: int, chance: random.Random) -> Counter[Told]:
    """What so many children say of themselves."""
    columns = [chance.choices(list(each), list(each.values()), k=children) for each in SHARES]
    return Counter(zip(*columns, strict=True))


def kept(counts: Counter[Told]) -> tuple[int, Counter[str], Counter[str]]:
    """How many responses change; each answer, before and after."""
    before: Counter[str] = Counter()
    for told, number in counts.items():
        for at, answer in enumerate(told):
            before[f"{at} {answer}"] += number
    after = Counter(before)
    changed = 0
    for told, left, number in generalised(counts, LEAST):
        changed += number
        for at, answer in enumerate(told):
            if answer != left[at]:
                after[f"{at} {answer}"] -= number
    return changed, before, after


def main(sizes: list[int]) -> None:
    print("| children | changed | answers kept | deaf | Afro-Mexican | walk | seconds |")
    print("|---|---|---|---|---|---|---|")
    for children in sizes:
        counts = told_by(children, random.Random(1))
        began = time.perf_counter()
        changed, before, after = kept(counts)
        seconds = time.perf_counter() - began
        said = [name for name in before if not name.endswith(SKIPPED)]
        whole = 100 * sum(after[name] for name in said) / sum(before[name] for name in said)
        rare = (f"{after[name]} of {before[name]}" for name in ("1 hear", "2 afro", "1 walk"))
        print(
            f"| {children:,} | {100 * changed / children:.1f} % | {whole:.1f} % |"
            f" {' | '.join(rare)} | {seconds:.2f} |"
        )


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [50, 200, 1000, 5000, 50_000, 1_000_000])
