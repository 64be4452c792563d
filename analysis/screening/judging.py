"""From cues and the classifier to one level, its signals and the words that led to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .classifier import Classifier, Likelihood, Reading
from .disclosures import Cues, Sign
from .screened import LEVELS, SIGNALS, Level
from .wording import Words, read_words

# Chosen with `train_screening.py --check`; when in doubt, a text is raised.
RAISE_ABOVE = 0.62
RAISE_SILENCED_ABOVE = 0.85  # a cue was met, but denied, told of a game, or the like
URGENT_ABOVE = 0.5
OVERRULE_ABOVE = 0.93

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_LONG = 15
_WINDOW = 4
_MOST_WINDOWS = 24


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
    classifier: Classifier

    def judged(self, read: Sequence[Words], signs: Sequence[Sequence[Sign]]) -> list[Judged]:
        """A judgement for each text, in order."""
        readings, owners = self._readings(read, signs)
        likely: list[list[Likelihood]] = [[] for _ in read]
        for owner, likelihood in zip(owners, self.classifier.likelihoods(readings), strict=True):
            likely[owner].append(likelihood)
        return [
            self._judged(words, met, chances)
            for words, met, chances in zip(read, signs, likely, strict=True)
        ]

    def _readings(
        self, read: Sequence[Words], signs: Sequence[Sequence[Sign]]
    ) -> tuple[list[Reading], list[int]]:
        """What to ask the classifier: whole texts, and each sentence of a long one."""
        readings, owners = [], []
        for owner, (words, met) in enumerate(zip(read, signs, strict=True)):
            for part in _parts(words):
                readings.append(Reading(part.text, self.cues.keys(part), flags(met)))
                owners.append(owner)
        return readings, owners

    def _judged(self, words: Words, signs: Sequence[Sign], likely: Sequence[Likelihood]) -> Judged:
        met = [sign for sign in signs if sign.level != "none"]
        gravest = min(likely, key=lambda chances: chances.none)
        level = _level(met, gravest, silenced=len(met) < len(signs))
        if level == "none":
            return Judged("none")
        if not met:
            return Judged(level, (gravest.signal,), (self._weightiest(words),))
        ordered = sorted(met, key=lambda sign: (-LEVELS.index(sign.level), sign.reason))
        signals = tuple(signal for signal in SIGNALS if any(s.signal == signal for s in met))
        reasons = tuple(dict.fromkeys(sign.reason for sign in ordered))
        return Judged(level, signals, reasons, cued=True)

    def _weightiest(self, words: Words) -> tuple[int, ...]:
        """The few neighbouring words without which the text would look least grave."""
        step = max(1, -(-len(words) // _MOST_WINDOWS))
        starts = range(0, max(1, len(words) - _WINDOW + 1), step)
        windows = [tuple(range(start, min(start + _WINDOW, len(words)))) for start in starts]
        without = [self._without(words, window) for window in windows]
        chances = self.classifier.likelihoods(without)
        best = max(range(len(windows)), key=lambda index: (chances[index].none, -index))
        return windows[best]

    def _without(self, words: Words, window: tuple[int, ...]) -> Reading:
        left, right = words.starts[window[0]], words.ends[window[-1]]
        rest = read_words(words.text[:left] + words.text[right:])
        return Reading(rest.text, self.cues.keys(rest), frozenset())


def flags(signs: Sequence[Sign]) -> frozenset[str]:
    """What the classifier is told of the cues."""
    return frozenset("silenced" if sign.level == "none" else sign.level for sign in signs)


def _parts(words: Words) -> list[Words]:
    if len(words) <= _LONG:
        return [words]
    sentences = [match.group().strip() for match in _SENTENCE.finditer(words.text)]
    long_enough = [sentence for sentence in sentences if len(sentence.split()) > 2]
    return [words, *map(read_words, long_enough)] if len(long_enough) > 1 else [words]


def _level(met: Sequence[Sign], chances: Likelihood, *, silenced: bool) -> Level:
    cued = max((sign.level for sign in met), key=LEVELS.index, default="none")
    least = RAISE_SILENCED_ABOVE if silenced and not met else RAISE_ABOVE
    raised = chances.urgent + chances.support >= least
    urgent = chances.urgent >= max(chances.support, URGENT_ABOVE)
    if cued == "urgent" or (cued == "support" and urgent and raised):
        return "urgent"
    if cued == "support":
        return "none" if chances.none >= OVERRULE_ABOVE else "support"
    if raised:
        return "urgent" if urgent else "support"
    return "none"
