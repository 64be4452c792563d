"""What screening returns: plain frozen values that can cross to the site and to other machines."""

from dataclasses import dataclass

Level = str
"""`none`, `support` or `urgent`; or `unread`."""

LEVELS = ("none", "support", "urgent")

UNREAD = "unread"
"""Of a text that is clearly in no language which is read here: nothing in it is told, not even what
is left when it is redacted, since only a person can redact it."""

SIGNALS = (
    "self_harm",
    "sexual_harm",
    "violence_home",
    "grooming_or_sextortion",
    "criminal_recruitment",
    "exploitation",
    "neglect",
    "threat",
    "bullying",
    "fear",
)
"""What a possible disclosure may be about, gravest first. The published list."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A detail that was replaced: code points `start` to `end` of the unaltered text."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """One text after screening.

    `cued` says that words of the published cues led to `level`: `reasons` are these, normalised,
    and `signals` what they may be about. Where it is False the classifier alone raised the text,
    which is a guess: it names no signal, and `reasons` are the words that weighed most, without
    identifying ones. All three say nothing at level `none`; at level `unread` nor does `redacted`,
    which is empty.
    """

    id: str
    redacted: str
    entities: tuple[Entity, ...]
    level: Level
    signals: tuple[str, ...]
    reasons: tuple[str, ...]
    cued: bool = False
