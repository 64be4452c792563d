"""How a text speaks: of whom, asserted or denied, as a wish, as an "if", of a game or a film.

The same words of harm are a disclosure when a child says them of itself or of somebody named by
relation, and an opinion when they are a rule, news or a supposition. Vectors see little of that; so
the classifier is told these marks. They are closed classes of words, in
`wordlists/<language>/framing.toml`, with the same names in each language.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analysis.screening.lexicon import word_lists
from analysis.screening.tokens import sound, tokenize

LONG = "long"
"""The mark of a text of more than `_MANY` words: long ones need more to look grave."""

_MANY = 15


@dataclass(frozen=True, slots=True)
class Framing:
    """The marks of one language: phrases met anywhere, or at the head of a text."""

    anywhere: Mapping[str, word_lists.Phrases]
    heads: Mapping[str, word_lists.Phrases]

    def frames(self, keys: Sequence[str]) -> frozenset[str]:
        """The marks that a text bears; `keys` are its words as `Cues.keys` gives them."""
        met = {name for name, listed in self.anywhere.items() if listed.stand_in(keys)}
        met |= {name for name, listed in self.heads.items() if keys and listed.length_at(keys, 0)}
        return frozenset(met | {LONG} if len(keys) > _MANY else met)


@cache
def framing(language: str) -> Framing:
    """The marks of a language, read once."""
    listed = tomllib.loads(
        (files("analysis.screening") / f"wordlists/{language}/framing.toml").read_text("utf-8")
    )
    return Framing(
        {name: _phrases(words) for name, words in listed["anywhere"].items()},
        {name: _phrases(words) for name, words in listed["heads"].items()},
    )


def names(language: str) -> tuple[str, ...]:
    """Every mark of a language, in a fixed order."""
    marks = framing(language)
    return (*sorted({*marks.anywhere, *marks.heads}), LONG)


def _phrases(listed: str) -> word_lists.Phrases:
    entries = (tokenize(entry.replace("_", " ")).norms for entry in listed.split())
    return word_lists.as_phrases(tuple(sound(norm) or norm for norm in norms) for norms in entries)
