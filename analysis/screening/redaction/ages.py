"""Ages that stand in a text with somebody's name."""

from collections.abc import Collection, Iterator

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

from .spans import DetailSpan

_ORDINALS = frozenset({"er", "do", "ro", "to", "mo", "vo", "no"})
"""What makes a number that of a grade: "Lupita de 4to"."""


def ages(words: TokenizedText, lexicon: Lexicon, names: Collection[int]) -> Iterator[DetailSpan]:
    """Ages: "11 años", the number alone after "tengo", and straight after a name.

    `names` are the code points at which names of persons end.
    """
    for index, word in enumerate(words.norms):
        if not _is_age(word, lexicon):
            continue
        years = lexicon.cue_length("age", words, index + 1)
        if years:
            last = index + years - (words.at(index + years) == "de")
            yield DetailSpan("age", words.starts[index], words.ends[last])
        elif _is_said(words, lexicon, index) or _is_beside(words, lexicon, index, names):
            yield DetailSpan("age", words.starts[index], words.ends[index])


def _is_age(word: str, lexicon: Lexicon) -> bool:
    number = int(word) if word.isdecimal() and len(word) <= 2 else lexicon.number_words.get(word, 0)
    return 2 <= number <= 99


def _is_said(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    said = lexicon.cue_ending("age_verbs", words, index)
    return said and not _counts_things(words, lexicon, index)


def _is_beside(words: TokenizedText, lexicon: Lexicon, index: int, names: Collection[int]) -> bool:
    """Whether only a mark or "de" parts the number from a name: "Damián, 11", "Leo de 7"."""
    if _is_of_group(words, index):
        return False
    last = index - 1
    if words.at(last) == "de" and words.at(last - 1) == ",":  # "Yo, Victoria, de 16, creo"
        last -= 1
    if last >= 0 and words.ends[last] in names and _stands_alone(words, index):
        return True
    marked = words.at(last) in {",", "(", "-", ";", "/"}
    if not (marked or words.at(last) in {"de", "d", "con"}) or last < 1:
        return False
    if words.ends[last - 1] not in names or _counts_things(words, lexicon, index):
        return False
    return not marked or not words.at(index + 1).isalpha() or words.at(index + 1) in {"y", "de"}


def _is_of_group(words: TokenizedText, index: int) -> bool:
    """Whether a letter or the mark of an ordinal sticks to the number, as to that of a school
    group: "Karla de 4b", "Lupita de 5°". A "y" there is a word of its own: "Teo de 9y yo"."""
    after = words.at(index + 1)
    return words.joined(index + 1) and (after.isalpha() or after == "°") and after != "y"


def _stands_alone(words: TokenizedText, index: int) -> bool:
    """Whether a number could be a child's age, with nothing to count: "Sofi 6", "soy Teo 9 y"."""
    young = words.at(index).isdecimal() and 3 <= int(words.at(index)) <= 17
    apart = not words.joined(index) and not words.joined(index + 1)
    return young and apart and words.at(index + 1) in {"", ",", ".", "y", "i"}


def _counts_things(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    after = words.at(index + 1)
    if after in _ORDINALS and words.joined(index + 1):
        return True
    return after.isalpha() and after in lexicon.vocabulary and after.endswith("s")
