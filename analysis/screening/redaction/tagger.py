"""A small tagger: which words are details, by the company they keep.

Rules know what they were told; this learned from marked rows what a name or a place looks like
from outside: the words beside it, the lists it is in or not in, its ending and its shape. Half of
its judgement is linear, half that of a network which knows what words mean (`network.py`). What it
finds joins what the rules found. Weights are made by `benchmarks/train_redaction.py` and are a file
beside this one. It reads a text in which what was found already is one token ("[name]"), so that a
text that was redacted reads as it did when it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText
from analysis.screening.trained_weights import read

from .tagger_network import TaggerNetwork, logarithms, network

OTHER = "other"
KINDS = (OTHER, "name", "school", "place", "handle", "number")
"""What a word can be; `place` is streets and neighbourhoods too."""

_EDGE = "<>"

_LITTLE = frozenset(
    {
        *("de", "del", "y", "e", "a", "en", "con", "que", "la", "el", "los", "las"),
        *("n", "w", "and", "of", "the", "at", "in", "to", "from", "my"),
    }
)
"""Words that stand inside a detail, not at its ends; their loss tells nothing."""

_SURE = 0.97

_DOUBTFUL = frozenset({"given?", "surname?", "place?", "common", "stop"})
_DOUBTED = 0.7
"""How likely words must be that mean things too ("la luz", "el pilar"), without a capital."""

_PASSED = frozenset(
    {
        *("no", "ya", "si", "se", "me", "te", "le", "les", "nos", "lo", "la", "los", "las", "y"),
        *("tambien", "tmb", "nunca", "siempre", "casi", "nomas"),
    }
)
"""What stands between somebody and what they do."""

_LED = frozenset(
    {
        *("el", "la", "los", "las", "un", "una", "de", "del", "a", "al", "y", "mi", "tu", "su"),
        *(".", ",", ":", "("),
    }
)
"""What stands between a word and the one that leads to it."""

_OPENERS = frozenset({_EDGE, ".", "!", "?", "¿", "¡", "-", "*", "•"})
"""After these a capital is a matter of course."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a detail that was found; `first` to `last` are its words, `known` that it is one.

    `told` are the traits of its spelling and the lists it is in, `brief` the most telling of them.
    """

    word: str
    brief: str
    told: tuple[str, ...]
    first: int
    last: int
    known: bool = False
    capital: bool = False


_NONE = Token(_EDGE, _EDGE, (), -1, -1)
"""Before the first token and after the last."""


@dataclass(frozen=True)
class Tagger:
    """Weights, one row a feature and one column a kind, a network, and the bounds of likelihood.

    A detail begins where something is likelier than `starts`, and goes on while it is likelier than
    `goes_on`; this is enough, too, beside a detail that was found.
    """

    rows: Mapping[str, int]
    weights: npt.NDArray[np.float64]
    network: TaggerNetwork
    starts: float
    goes_on: float

    def chances(self, tokens: Sequence[Token], lexicon: Lexicon) -> npt.NDArray[np.float64]:
        """The likelihood of each kind (columns) for each token (rows)."""
        scores = np.zeros((len(tokens), len(KINDS)))
        for at, found in enumerate(features(tokens, lexicon)):
            known = [self.rows[name] for name in dict.fromkeys(found) if name in self.rows]
            scores[at] = self.weights[known].sum(axis=0)
        both = logarithms(scores) + self.network.scores(tokens)
        return np.asarray(np.exp(logarithms(both / 2)))

    def spans(self, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
        """Details as `(kind, first word, last word)`, those that are known left out."""
        if not tokens:
            return
        yield from joined(tokens, self.chances(tokens, lexicon), self.starts, self.goes_on)


def joined(
    tokens: Sequence[Token], chances: npt.NDArray[np.float64], starts: float, goes_on: float
) -> Iterator[tuple[str, int, int]]:
    """Runs of tokens that are likely enough together, as `(kind, first word, last word)`."""
    likely = 1.0 - chances[:, 0]
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and not tokens[end].known and likely[end] >= goes_on:
            end += 1
        first, last = _bare(tokens, at, end)
        run = slice(first, last)
        around = (*tokens[max(0, at - 1) : at], *tokens[end : end + 1])
        least = goes_on if any(token.known for token in around) else starts
        if last > first and likely[run].max() >= _bound(tokens, first, last, least):
            kind = KINDS[1 + int(chances[run, 1:].sum(axis=0).argmax())]
            yield kind, tokens[first].first, tokens[last - 1].last
        at = max(end, at + 1)


def _bare(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """A run without marks and little words at its ends."""
    while first < last and _is_edge(tokens[first]) and tokens[first].word not in {"@", "#"}:
        first += 1
    while first < last and _is_edge(tokens[last - 1]):
        last -= 1
    return first, last


def _is_edge(token: Token) -> bool:
    return "mark" in token.told or token.word in _LITTLE


def _bound(tokens: Sequence[Token], first: int, last: int, starts: float) -> float:
    """How likely a run must be; one of words that mean things too, more; a kept one, far more."""
    if all(token.brief == "kept" for token in tokens[first:last]):
        return _SURE
    opens = not first or tokens[first - 1].word in _OPENERS
    capital = any(token.capital for token in tokens[first + opens : last])
    doubtful = all(token.brief in _DOUBTFUL for token in tokens[first:last])
    return max(starts, _DOUBTED) if doubtful and not capital else starts


def tokens_of(
    words: TokenizedText, lexicon: Lexicon, known: Sequence[tuple[str, int, int]]
) -> list[Token]:
    """The text as tokens; `known` details, as `(type, start, end)` in order, are one each."""
    kept, listed = _listed(words, lexicon)
    tokens: list[Token] = []
    waiting = list(known)
    for index, word in enumerate(words.norms):
        while waiting and waiting[0][2] <= words.starts[index]:
            waiting.pop(0)
        if waiting and words.ends[index] > waiting[0][1]:
            kind = waiting[0][0]
            if not (
                tokens and tokens[-1].known and words.starts[tokens[-1].first] >= waiting[0][1]
            ):
                tokens.append(Token(f"[{kind}]", f"[{kind}]", (), index, index, known=True))
            continue
        told = (*lexicon.traits(word), *listed.get(index, ()))
        brief = "kept" if index in kept else _brief(told)
        shown = f"#{len(word)}" if word.isdigit() else word
        tokens.append(Token(shown, brief, told, index, index, capital=words.capitals[index]))
    return tokens


_BRIEF = (
    *("digit", "mark", "stop", "given", "surname", "small place", "school", "given?", "surname?"),
    *("place?", "born", "form", "common", "foreign", "strange", "known"),
)


def _brief(told: Sequence[str]) -> str:
    return next((name for name in _BRIEF if name in told), "none")


def _listed(words: TokenizedText, lexicon: Lexicon) -> tuple[set[int], dict[int, list[str]]]:
    """Words that are part of a phrase of a list; those of public figures and the like apart."""
    found: dict[int, list[str]] = {}
    kept: set[int] = set()
    for index, word in enumerate(words.norms):
        for name, phrases in lexicon.phrase_lists.get(word, ()):
            for inside in range(index, index + phrases.length_at(words.norms, index)):
                if name not in found.setdefault(inside, []):
                    found[inside].append(name)
                if name.startswith("kept"):
                    kept.add(inside)
    return kept, found


def features(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[list[str]]:
    """The names of what is true of each token, of its neighbours, and of the text."""
    around = [_NONE] * 3 + list(tokens) + [_NONE] * 3
    before, after = _cues(tokens, lexicon)
    text = _of_text(tokens)
    for at, token in enumerate(tokens):
        if token.known:
            yield []
            continue
        brief = _shown(token, around[at + 2])
        found = _features(around[at : at + 7], brief, before[at], after[at])
        wider = (*text, *_beyond(tokens, at))
        yield [*found, *(f"{name}|b={brief}" for name in wider)]


def _of_text(tokens: Sequence[Token]) -> list[str]:
    """What is true of the text as a whole: its length, a story that it names, its capitals."""
    found = [f"size={min(len(tokens) // 4, 5)}"]
    if any("story" in token.told for token in tokens):
        found.append("story")
    if not any(token.capital for token in tokens):
        found.append("lower")
    elif any(token.capital for token in tokens[1:]):
        found.append("mixed")
    return found


def _beyond(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The next word and the last one past those that tell little: mostly a verb, and a noun."""
    ahead, back = at + 1, at - 1
    while ahead < len(tokens) and tokens[ahead].word in _PASSED:
        ahead += 1
    while back >= 0 and tokens[back].word in _LED:
        back -= 1
    doer = tokens[ahead] if ahead < len(tokens) else _NONE
    lead = tokens[back] if back >= 0 else _NONE
    return (
        *(f"n={doer.word}", f"n2={doer.word[-2:]}", f"nb={doer.brief}"),
        *(f"p={lead.word}", f"pb={lead.brief}"),
    )


def _shown(token: Token, last: Token) -> str:
    """The most telling trait, and whether a capital stands there that grammar does not ask for."""
    if not token.capital:
        return token.brief
    return token.brief + ("'" if last.word in _OPENERS else "^")


def _features(around: Sequence[Token], brief: str, before: set[str], after: set[str]) -> list[str]:
    third, back, last, here, following, next_but_one, _ = around
    found = ["bias", f"b={brief}", f"w={here.word}", f"cap={here.capital}"]
    found += [f"t={name}" for name in here.told]
    if here.word.isalpha():
        found += [f"s{size}={here.word[-size:]}" for size in (2, 3, 4)]
        found += [f"p{size}={here.word[:size]}" for size in (2, 3)]
    for looks in here.told:
        if looks.startswith("looks"):
            sides = (brief, last.word, f"b{last.brief}|b{following.brief}", f"+{following.word}")
            found += [f"{looks}|{side}" for side in sides]
    for place, token in ((-2, back), (-1, last), (1, following), (2, next_but_one)):
        found += [f"w{place}={token.word}", f"b{place}={token.brief}", f"c{place}={token.capital}"]
        found += [f"t{place}={name}" for name in token.told]
        found += [f"w{place}={token.word}|{brief}", f"b{place}={token.brief}|{brief}"]
    found += [f"s+{size}={following.word[-size:]}|{brief}" for size in (1, 2, 3)]
    found += [
        f"b-2-1={back.brief}|{last.brief}|{brief}",
        f"b-1+1={last.brief}|{brief}|{following.brief}",
        f"b+1+2={brief}|{following.brief}|{next_but_one.brief}",
        f"w-2-1={back.word}|{last.word}|{brief}",
        f"w-3-2-1={third.word}|{back.word}|{last.word}",
        f"w-1+1={last.word}|{brief}|{following.word}",
        f"w+1+2={following.word}|{next_but_one.word}|{brief}",
        f"w-2-1p={back.word}|{last.word}",
    ]
    found += [name for cue in sorted(before) for name in (f"cue<{cue}", f"cue<{cue}|{brief}")]
    found += [name for cue in sorted(after) for name in (f"cue>{cue}", f"cue>{cue}|{brief}")]
    return found


def _cues(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[set[str]], list[set[str]]]:
    """The kinds of cue that end just before each token, and those that begin just after it.

    A cue before an article ("vivo en la") or a comma counts too, apart.
    """
    size = len(tokens)
    words = [token.word for token in tokens]
    before: list[set[str]] = [set() for _ in range(size + 2)]
    after: list[set[str]] = [set() for _ in range(size + 2)]
    for at, word in enumerate(words):
        for phrase, kind in lexicon.cue_phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                before[min(at + len(phrase), size)].add(kind)
                after[at - 1 if at else size].add(kind)
    for at in range(size - 1, 0, -1):
        if words[at - 1] in {"la", "el", "los", "las", ",", ":", "es", "de"}:
            before[at] |= {f"{kind}+" for kind in before[at - 1] if not kind.endswith("+")}
    return before[:size], after[:size]


@cache
def tagger(language: str) -> Tagger | None:
    """The tagger of a language, read once; None if there is none."""
    content = read(f"redaction.{language}.json")
    if content is None:
        return None
    rows: dict[str, int] = {}
    weights = np.zeros((len(content["weights"]), len(KINDS)))
    for row, (name, values) in enumerate(content["weights"].items()):
        rows[name] = row
        for kind, value in values:
            weights[row, kind] = value
    meant = network(content["network"])
    return Tagger(rows, weights, meant, content["starts"], content["goes_on"])
