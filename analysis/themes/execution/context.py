"""What a run works with: its executor, its store, its progress."""

from dataclasses import dataclass

from analysis.themes.arrays import Digests
from analysis.themes.progress import Steps
from analysis.themes.store.run_store import RunStore

from .running import Runner


@dataclass(frozen=True, slots=True)
class RunContext:
    """What reading is done with: who works, where it is kept, what an earlier run kept."""

    runner: Runner
    kept: RunStore
    before: RunStore | None
    steps: Steps

    def digests(self, plain: Digests) -> Digests:
        """Digests as the run before keeps them; without such a run as they are."""
        return self.before.sealer.digests(plain) if self.before else plain
