"""Whether a text asks fairly and safely: one function a rule, each gives the words that break it.

By lists and patterns, without a parser: what they know stands in `rules_<language>.toml`. Each
rule prefers silence to a false alarm; how often it errs is counted in
`tests/surveys/wording/test_wording.py`.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from .text_units import Role, TextUnit, sentences_of, words_of
from .word_lists import RuleLists

ASKED = frozenset({Role.ASK, Role.QUIZ})
SAID = frozenset({Role.ASK, Role.SAY, Role.HELP, Role.QUIZ})
PROSE = SAID | {Role.ASSENT, Role.THANKS}
LABELS = frozenset({Role.LABEL, Role.BEGINS})

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ASKED_IN_SPANISH = re.compile(r"¿[^?]*\?")
_CONDITION = re.compile(r"^if\b[^,]*,\s*")
_BETWEEN = re.compile(r"[^\w\s]")


def sentences(passage: TextUnit) -> Iterator[str]:
    """The sentences in lower case, without what is quoted."""
    yield from sentences_of(_lower(_QUOTED.sub(" ", passage.text)))


def _lower(text: str) -> str:
    return text.lower().replace("’", "'")


def questions(passage: TextUnit) -> Iterator[str]:
    """What is asked: between ¿ and ?, or the sentence that ends with ? without its condition."""
    for sentence in sentences(passage):
        if "¿" in sentence:
            yield from _ASKED_IN_SPANISH.findall(sentence)
        elif sentence.endswith("?"):
            yield _CONDITION.sub("", sentence)


def negative(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """A question with a negative: "no" to it says two things."""
    for question in questions(passage):
        yield from _matches(lists.patterns, lists.exceptions.sub(" ", question), lists)


def double(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """Two questions in one, to which there is one answer."""
    asked = list(questions(passage))
    if len(asked) > 1:
        yield " ".join(asked)
    for question in asked:
        allowed = lists.exceptions.sub(" ", question) if _may_say_why(passage) else question
        for found in lists.patterns.finditer(allowed):
            if not lists.within.search(allowed[: found.start()]):
                yield found.group()
        yield from _pairs(question, lists)


def _may_say_why(passage: TextUnit) -> bool:
    """A text has room for "and why"; a choice has not."""
    return not passage.closed


def _pairs(question: str, lists: RuleLists) -> Iterator[str]:
    words = words_of(question)
    for first, joined, second in zip(words, words[1:], words[2:], strict=False):
        both = {first, second} <= lists.pairs
        if both and joined == lists.joined and first[:4] != second[:4]:
            yield f"{first} {joined} {second}"


def passive(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """Something is done, and nobody does it."""
    for sentence in sentences(passage):
        yield from _matches(lists.patterns, sentence, lists)


def leading(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """A question that says which answer is expected."""
    for sentence in sentences(passage):
        yield from _matches(lists.patterns, sentence, lists)


loaded = leading
"""A word that judges what is asked about."""


def identifying(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """A question or request for what says who the child is, or a sentence that only that ends."""
    for sentence in sentences(passage):
        yield from _matches(lists.patterns, sentence, lists)
    # Somebody is spoken of in a sentence, and the next asks for their name.
    yield from _found(lists.requests, " ".join(sentences(passage)))
    if passage.role in SAID | LABELS:
        for begun in _begun(passage):
            yield from _matches(lists.begins, begun, lists)


def _begun(passage: TextUnit) -> Iterator[str]:
    """What may be a sentence that has begun, what is quoted too; an open one ends with "…"."""
    goes_on = "…" if passage.role == Role.BEGINS else ""
    for sentence in sentences_of(_lower(passage.text) + goes_on):
        if "?" not in sentence:
            yield sentence


narrows = identifying
"""A question for what, with the rest, could say who the child is."""


def own_abuse(passage: TextUnit, lists: RuleLists) -> Iterator[str]:
    """A child is asked whether they were harmed, or to tell of it."""
    if passage.role in LABELS:
        yield from _found(lists.labels, _lower(passage.text))
        return
    for sentence in sentences(passage):
        yield from _found(lists.requests, sentence)
    for question in questions(passage):
        yield from _matches(lists.patterns, question, lists)


def _matches(pattern: re.Pattern[str], text: str, lists: RuleLists) -> Iterator[str]:
    """What the pattern finds, save what is excepted or said after a word that excuses it."""
    for found in pattern.finditer(text):
        before = text[: found.start()]
        if not lists.unless_before.search(before) and not lists.exceptions.search(found.group()):
            yield found.group()


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        yield found.group()


Rule = Callable[[TextUnit, RuleLists], Iterator[str]]

ROLES: Mapping[str, tuple[Rule, frozenset[Role]]] = {
    "own_abuse": (own_abuse, SAID | LABELS),
    "identifying": (identifying, PROSE | LABELS),
    "narrows": (narrows, SAID),
    "leading": (leading, SAID),
    "negative": (negative, ASKED),
    "double": (double, ASKED),
    "passive": (passive, PROSE),
    "loaded": (loaded, SAID | LABELS),
}
"""Rule -> its function, and the texts that it looks at."""


SAID_BY = {"negative": "leading", "passive": "own_abuse"}
"""Rule -> the one that says the same and more: "don't you think" has a negative, and leads."""


def broken_by(passage: TextUnit, rules: Mapping[str, RuleLists]) -> Iterator[tuple[str, str]]:
    """Each rule that the passage breaks once, with the words that break it."""
    told: set[str] = set()
    for rule, (check, roles) in ROLES.items():
        if passage.role not in roles or SAID_BY.get(rule) in told:
            continue
        if words := next(check(passage, rules[rule]), None):
            told.add(rule)
            yield rule, words.strip(" ¿?,")
