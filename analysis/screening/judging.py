"""From cues and the classifier to one level, its signals and the words that led to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .classifier import SILENCED, Classifier, Likelihood, Reading
from .disclosures import Cues, Sign
from .framing import Framing
from .screened import LEVELS, SIGNALS, Level
from .wording import Words, read_words


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which likelihood on the classifier has its say; each between 0 and 1.

    `raised`: it raises a text by itself; `raised_silenced`: the same where a cue was met, but
    denied, told of a game, or the like; `support_counts`: how much of the likelihood of support
    is added to that of urgent for these two; `urgent`: what it raises is urgent; `overruled`: so
    sure that nothing is disclosed that a cue of level support is not believed.
    """

    raised: float
    raised_silenced: float
    support_counts: float
    urgent: float
    overruled: float


BOUNDS = Bounds(raised=0.42, raised_silenced=0.52, support_counts=0.6, urgent=0.38, overruled=0.65)
"""Chosen by cross-validation and counts of authors held apart: harmless texts are kept down where
that costs texts of level support and next to none of the urgent ones. In doubt, a text is raised.
"""
BOUNDS_OF: Mapping[str, Bounds] = {"en": replace(BOUNDS, raised=0.34, raised_silenced=0.44)}
"""Languages in which the classifier, of fewer texts, is less sure."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_LONG = 15
_WINDOW = 4
_MOST_WINDOWS = 24
_FEW = 4  # words from which on the classifier alone says "urgent": "mi casa" tells it too little


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be disclosed; `reasons` as places of words, one group a reason.

    `cued`: a published cue was met; else the classifier alone raised it.
    """

    level: Level
    signals: tuple[str, ...] = ()
    reasons: tuple[tuple[int, ...], ...] = ()
    cued: bool = False


@dataclass(frozen=True)
class Judge:
    """Judges texts of one language."""

    cues: Cues
    framing: Framing
    classifier: Classifier
    bounds: Bounds = BOUNDS

    def judged(self, read: Sequence[Words], signs: Sequence[Sequence[Sign]]) -> list[Judged]:
        """A judgement for each text, in order."""
        readings, owners = self._readings(read, signs)
        likely: list[list[Likelihood]] = [[] for _ in read]
        for owner, likelihood in zip(owners, self.classifier.likelihoods(readings), strict=True):
            likely[owner].append(likelihood)
        gravest = [min(chances, key=lambda each: each.none) for chances in likely]
        levels = [
            level_of(met, chances, self.bounds, is_short=len(words) < _FEW)
            for words, met, chances in zip(read, signs, gravest, strict=True)
        ]
        guessed = [
            at
            for at, (level, met) in enumerate(zip(levels, signs, strict=True))
            if level != "none" and all(sign.level == "none" for sign in met)
        ]
        weightiest = dict(zip(guessed, self._weightiest([read[at] for at in guessed]), strict=True))
        return [
            Judged(level, (gravest[at].signal,), (weightiest[at],))
            if at in weightiest
            else _judged(level, signs[at])
            for at, level in enumerate(levels)
        ]

    def _readings(
        self, read: Sequence[Words], signs: Sequence[Sequence[Sign]]
    ) -> tuple[list[Reading], list[int]]:
        """What to ask the classifier: whole texts, and each sentence of a long one."""
        readings, owners = [], []
        for owner, (words, met) in enumerate(zip(read, signs, strict=True)):
            for part in _parts(words):
                readings.append(self._reading(part, silenced=is_silenced(met)))
                owners.append(owner)
        return readings, owners

    def _reading(self, words: Words, *, silenced: bool = False) -> Reading:
        keys = self.cues.keys(words)
        marks = self.framing.frames(keys)
        return Reading(words.text, keys, marks | {SILENCED} if silenced else marks)

    def _weightiest(self, read: Sequence[Words]) -> list[tuple[int, ...]]:
        """Of each text, the few neighbouring words without which it would look least grave."""
        windows = [_windows(words) for words in read]
        without = [
            self._without(words, window)
            for words, mine in zip(read, windows, strict=True)
            for window in mine
        ]
        chances = iter(self.classifier.likelihoods(without))  # all at once, which is faster
        apart = [list(zip(mine, islice(chances, len(mine)), strict=True)) for mine in windows]
        return [max(each, key=lambda pair: pair[1].none)[0] for each in apart]

    def _without(self, words: Words, window: tuple[int, ...]) -> Reading:
        left, right = words.starts[window[0]], words.ends[window[-1]]
        rest = read_words(words.text[:left] + words.text[right:])
        return self._reading(rest)


def _judged(level: Level, signs: Sequence[Sign]) -> Judged:
    met = [sign for sign in signs if sign.level != "none"]
    if level == "none":
        return Judged("none")
    ordered = sorted(met, key=lambda sign: (-LEVELS.index(sign.level), sign.reason))
    signals = tuple(signal for signal in SIGNALS if any(s.signal == signal for s in met))
    reasons = tuple(dict.fromkeys(sign.reason for sign in ordered))
    return Judged(level, signals, reasons, cued=True)


def _windows(words: Words) -> list[tuple[int, ...]]:
    step = max(1, -(-len(words) // _MOST_WINDOWS))
    starts = range(0, max(1, len(words) - _WINDOW + 1), step)
    return [tuple(range(start, min(start + _WINDOW, len(words)))) for start in starts]


def is_silenced(signs: Sequence[Sign]) -> bool:
    """Whether a guard silenced one of the cues that were met."""
    return any(sign.level == "none" for sign in signs)


def _parts(words: Words) -> list[Words]:
    if len(words) <= _LONG:
        return [words]
    sentences = [match.group().strip() for match in _SENTENCE.finditer(words.text)]
    long_enough = [sentence for sentence in sentences if len(sentence.split()) > 2]
    return [words, *map(read_words, long_enough)] if len(long_enough) > 1 else [words]


def level_of(
    signs: Sequence[Sign], chances: Likelihood, bounds: Bounds = BOUNDS, *, is_short: bool = False
) -> Level:
    """One level from the cues that were met and what the classifier thinks.

    Of a text that is short it knows too little to call it urgent by itself.
    """
    cued = max((sign.level for sign in signs), key=LEVELS.index, default="none")
    if cued == "urgent":
        return "urgent"
    least = bounds.raised_silenced if is_silenced(signs) else bounds.raised
    guessed = _guessed(chances, least, bounds)
    if is_short and guessed == "urgent":
        guessed = "support"
    if cued == "support" and guessed == "none":
        return "none" if chances.none >= bounds.overruled else "support"
    return guessed if cued == "none" else max(cued, guessed, key=LEVELS.index)


def _guessed(chances: Likelihood, least: float, bounds: Bounds) -> Level:
    if chances.urgent + bounds.support_counts * chances.support < least:
        return "none"
    return "urgent" if chances.urgent >= max(chances.support, bounds.urgent) else "support"
