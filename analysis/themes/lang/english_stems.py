"""English words without their endings: forms of one word share a stem.

A stem is a key and never shown. Endings are taken off as by Harman's S-stemmer (1991) and the first
steps of Porter's (1980), no further: "community" and "communication" stay apart.
"""

import re
from collections.abc import Mapping

_IRREGULAR: Mapping[str, str] = {  # forms that no ending tells
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "lives": "life", "wives": "wife", "knives": "knife", "said": "say",
    "told": "tell", "used": "use", "using": "use", "bought": "buy", "taught": "teach",
    "felt": "feel", "stole": "steal", "stolen": "steal", "hid": "hide", "hidden": "hide",
    "sold": "sell", "paid": "pay", "lost": "lose", "learnt": "learn", "spent": "spend",
    "worse": "bad", "worst": "bad", "better": "good", "best": "good",
}  # fmt: skip
_PLURALS = (
    (re.compile(r"(?<=\w\w)(?<![ae])ies$"), "y"),
    (re.compile(r"(?<=ss|ch|sh)es$|(?<=x|z)es$"), ""),
    (re.compile(r"(?<=\w\w)(?<![su])(?<!is)(?<!\bnew)s$"), ""),
)
_VERBAL = re.compile(r"(\w*[aeiouy]\w*?)(?:ing|(?<!e)ed)")
_DOUBLED = re.compile(r"(?<=\w\w)([bdgmnprt])\1$")
_SHORTEST = 3  # letters of a stem


def stem(word: str) -> str:
    """The stem of an English word in small letters: "games" and "game", "playing" and "play"."""
    word = _IRREGULAR.get(word, word)
    for ending, instead in _PLURALS:
        if ending.search(word):
            word = ending.sub(instead, word)
            break
    verb = _VERBAL.fullmatch(word)
    if verb and len(verb[1]) >= _SHORTEST:
        word = _DOUBLED.sub(r"\1", verb[1])
    if len(word) > _SHORTEST:
        word = word.removesuffix("e")
        word = f"{word[:-1]}i" if word.endswith("y") else word
    return word
