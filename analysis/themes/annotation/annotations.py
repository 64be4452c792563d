"""What one passage names and touches, as codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from codebook import touched

from .mentions import named

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Codes that one passage holds, and the words that led to each of its concepts."""

    platforms: Codes
    settings: Codes
    addressees: Codes
    concepts: Mapping[str, Codes]


def annotate(regular: str, kind: str, language: str) -> Annotations:
    """What a passage in regular spelling, and of this kind, names and touches."""
    found = named(regular, kind)
    return Annotations(
        found.platforms, found.settings, found.addressees, touched(regular, language)
    )
