"""What can be set for a run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How to group; what is not set here was measured (docs/science/themes.md).

    `grain` above 1 asks for more and smaller themes, below 1 for fewer.
    """

    neighbours: int = 25
    smallest: int = 5  # passages a theme must have, repeats counted
    attraction: float = 0.35  # similarity under which a guide of few phrases never draws
    attraction_rank: int = 15  # a guide's phrase must be as near as a passage's 15th neighbour
    resamples: int = 20  # bootstrap resamples that the groups are agreed on over
    belonging: float = 0.22  # similarity to a theme's middle under which what is new is left over
    left: float = 0.095  # share of answers that are left over, at most
    farthest: float = 0.1  # ... first those less similar than this to their theme's middle, all
    certain: float = 0.5  # similarity at which a passage is not left over
    joining: float = 0.35  # similarity at which a mixture's passage joins a theme
    told: float = 0.4  # share of a theme's passages that must hold one of its eight best words
    grain: float = 1.0
    lexical: float = 0.25  # share of spelling, beside meaning, in a similarity
    seed: int = 0
    rows: int = 20_000  # distinct passages compared one by one; more become so many micro-groups
