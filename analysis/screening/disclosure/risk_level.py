"""From cues and the classifier to one level, its signals and the words that led to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.screening.results import LEVELS, SIGNALS, Level
from analysis.screening.tokens import TokenizedText, tokenize

from .assertion import Framing
from .cues import CueMatch, Cues
from .risk_classifier import SILENCED, Classifier, Likelihood, RiskFeatures


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


BOUNDS = Bounds(raised=0.42, raised_silenced=0.52, support_counts=0.6, urgent=0.45, overruled=0.65)
"""Chosen by cross-validation and counts of authors held apart: harmless texts are kept down where
that costs texts of level support and next to none of the urgent ones. In doubt, a text is raised.
"""
BOUNDS_OF: Mapping[str, Bounds] = {
    "en": replace(BOUNDS, raised=0.34, raised_silenced=0.44, urgent=0.38)
}
"""Languages in which the classifier, of fewer texts, is less sure."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_LONG = 15
_FEW = 4  # words from which on the classifier alone says "urgent": "mi casa" tells it too little


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """What may be disclosed; `reasons` as places of words, one group a reason.

    `cued`: a published cue was met; else the classifier alone raised it: it names no signal, and
    the words are those that weighed most.
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

    def judged(
        self, read: Sequence[TokenizedText], signs: Sequence[Sequence[CueMatch]]
    ) -> list[RiskAssessment]:
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
        return [
            _judged(level, met) if level == "none" or _speaks(met) else self._guessed(level, words)
            for level, met, words in zip(levels, signs, read, strict=True)
        ]

    def _guessed(self, level: Level, words: TokenizedText) -> RiskAssessment:
        weighty = self.classifier.weightiest(self.cues.keys(words), self.cues.common)
        return RiskAssessment(level, reasons=tuple((at,) for at in weighty))

    def _readings(
        self, read: Sequence[TokenizedText], signs: Sequence[Sequence[CueMatch]]
    ) -> tuple[list[RiskFeatures], list[int]]:
        """What to ask the classifier: whole texts, and each sentence of a long one."""
        readings, owners = [], []
        for owner, (words, met) in enumerate(zip(read, signs, strict=True)):
            for part in _parts(words):
                readings.append(self._reading(part, silenced=is_silenced(met)))
                owners.append(owner)
        return readings, owners

    def _reading(self, words: TokenizedText, *, silenced: bool = False) -> RiskFeatures:
        keys = self.cues.keys(words)
        marks = self.framing.frames(keys)
        return RiskFeatures(words.text, keys, marks | {SILENCED} if silenced else marks)


def _judged(level: Level, signs: Sequence[CueMatch]) -> RiskAssessment:
    met = [sign for sign in signs if sign.level != "none"]
    if level == "none":
        return RiskAssessment("none")
    ordered = sorted(met, key=lambda sign: (-LEVELS.index(sign.level), sign.reason))
    signals = tuple(signal for signal in SIGNALS if any(s.signal == signal for s in met))
    reasons = tuple(dict.fromkeys(sign.reason for sign in ordered))
    return RiskAssessment(level, signals, reasons, cued=True)


def _speaks(signs: Sequence[CueMatch]) -> bool:
    return any(sign.level != "none" for sign in signs)


def is_silenced(signs: Sequence[CueMatch]) -> bool:
    """Whether a guard silenced one of the cues that were met."""
    return any(sign.level == "none" for sign in signs)


def _parts(words: TokenizedText) -> list[TokenizedText]:
    if len(words) <= _LONG:
        return [words]
    sentences = [match.group().strip() for match in _SENTENCE.finditer(words.text)]
    long_enough = [sentence for sentence in sentences if len(sentence.split()) > 2]
    return [words, *map(tokenize, long_enough)] if len(long_enough) > 1 else [words]


def level_of(
    signs: Sequence[CueMatch],
    chances: Likelihood,
    bounds: Bounds = BOUNDS,
    *,
    is_short: bool = False,
) -> Level:
    """One level from the cues that were met and what the classifier thinks.

    Of a text that is short it knows too little to call it urgent by itself, or to overrule a cue.
    """
    cued = max((sign.level for sign in signs), key=LEVELS.index, default="none")
    if cued == "urgent":
        return "urgent"
    if cued == "none" and any(sign.is_sure for sign in signs):
        return "none"
    least = bounds.raised_silenced if is_silenced(signs) else bounds.raised
    guessed = _guessed(chances, least, bounds)
    if is_short and guessed == "urgent":
        guessed = "support"
    if cued == "support" and guessed == "none":
        sure = is_short or any(sign.is_sure for sign in signs if sign.level == "support")
        return "support" if sure or chances.none < bounds.overruled else "none"
    return guessed if cued == "none" else max(cued, guessed, key=LEVELS.index)


def _guessed(chances: Likelihood, least: float, bounds: Bounds) -> Level:
    if chances.urgent + bounds.support_counts * chances.support < least:
        return "none"
    return "urgent" if chances.urgent >= max(chances.support, bounds.urgent) else "support"
