"""Words that children of a band may not know: those that are rare in what people write and say.

A form of a verb, a plural or a feminine is as well known as its word: a word counts as the most
frequent of the forms that rules of spelling lead it back to. They are generous; a rare word that
looks like a form of a common one is missed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from .text_units import TextUnit, words_of
from .word_lists import Lists, plain

DATA = Path(__file__).parent
_STEP = re.compile(r"\[([\d.]+)\]")


def has_list(language: str) -> bool:
    """Whether there is a list of frequent words, and rules for the forms of a word."""
    return language in _FORMS


def rare(passage: TextUnit, lists: Lists, zipf: float, names: frozenset[str]) -> list[str]:
    """Words of the passage below a frequency, in order, in lower case, each once.

    `zipf`: see tools/frequent_words.py. `names`: words in lower case that need not be frequent.
    """
    words = dict.fromkeys(word.lower() for word in words_of(passage.text))
    return [word for word in words if word not in names and not _is_known(word, lists, zipf)]


def words_of_adults(passage: TextUnit, lists: Lists) -> list[str]:
    """Words of laws and offices in the passage, each with a plainer one."""
    words = dict.fromkeys(word.lower() for word in words_of(passage.text))
    found = {
        word: set(map(plain, forms_of(word, lists.language))) & lists.plainer.keys()
        for word in words
    }
    return [f"{word}: {lists.plainer[min(forms)]}" for word, forms in found.items() if forms]


def names_in(passages: Sequence[TextUnit]) -> frozenset[str]:
    """Words with a capital inside a sentence: names, and what is written on buttons."""
    inside = [
        word
        for passage in passages
        for sentence in passage.sentences
        for word in words_of(sentence)[1:]
    ]
    return frozenset(word.lower() for word in inside if word[0].isupper())


def forms_of(word: str, language: str) -> Iterator[str]:
    """The word in lower case and those of which it may be a form, some of them no words at all."""
    yield from _FORMS[language](word.lower().replace("’", "'"))


def _is_known(word: str, lists: Lists, zipf: float) -> bool:
    frequent = _frequent(lists.language)
    forms = [plain(form) for form in forms_of(word, lists.language)]
    if any(form in lists.known or frequent.get(form, 0) >= zipf for form in forms):
        return True
    return "-" in word and all(_is_known(part, lists, zipf) for part in word.split("-"))


@cache
def _frequent(language: str) -> Mapping[str, float]:
    """Word without accents -> the step of the Zipf scale that it reaches."""
    steps: dict[str, float] = {}
    step = 0.0
    for line in (DATA / f"frequent_{language}.txt").read_text(encoding="utf-8").splitlines():
        if at := _STEP.fullmatch(line):
            step = float(at.group(1))
        elif not line.startswith("#"):
            for word in line.split():
                steps.setdefault(plain(word), step)  # the most frequent come first
    return steps


# ------------------------------------------------------------------------------------- Spanish

_ENCLITIC = re.compile(r"(?<=[aeiourdnsáéíóú])(?:[mts]e|nos)?(?:l[aeo]s?|me|te|se|nos)$")
_VERB_ENDINGS = {
    "ar": "o as a amos an é aste ó asteis aron aba abas ábamos aban aré arás ará aremos arán aría "
    "arías aríamos arían e es emos en ara aras áramos aran ando ado ada ados adas ad",
    "er": "o es e emos en í iste ió imos ieron ía ías íamos ían eré erás erá eremos erán ería "
    "erías eríamos erían a as amos an iera ieras iéramos ieran iendo ido ida idos idas ed",
    "ir": "o es e imos en í iste ió ieron ía ías íamos ían iré irás irá iremos irán iría irías "
    "iríamos irían a as amos an iera ieras iéramos ieran iendo ido ida idos idas id",
}
_INSIDE = (("ie", "e"), ("ue", "o"), ("ue", "u"), ("i", "e"), ("u", "o"), ("hic", "hac"))
_AT_THE_END = (
    ("gu", "g"),
    ("qu", "c"),
    ("c", "z"),
    ("zc", "c"),
    ("j", "g"),
    ("g", "gu"),
    ("y", ""),
)
_NOUNS = (
    ("ces", "z"), ("es", ""), ("s", ""), ("as", "o"), ("a", "o"), ("a", ""), ("as", ""),
    ("ito", "o"), ("ita", "a"), ("itos", "o"), ("itas", "a"), ("amente", "o"), ("mente", ""),
)  # fmt: skip


def _spanish_forms(word: str) -> Iterator[str]:
    without = _ENCLITIC.sub("", word)
    for base in {word, without} if len(without) > 2 else {word}:
        yield base
        for ending, instead in _NOUNS:
            if base.endswith(ending) and len(base) - len(ending) > 2:
                yield base.removesuffix(ending) + instead
        yield from _infinitives(plain(base))


def _infinitives(word: str) -> Iterator[str]:
    for infinitive, endings in _VERB_ENDINGS.items():
        for ending in map(plain, endings.split()):
            if word.endswith(ending) and len(word) - len(ending) > 1:
                for stem in _stems(word.removesuffix(ending)):
                    yield stem + infinitive


def _stems(stem: str) -> Iterator[str]:
    """The stem, and those from which it may have changed: juegu-, jueg-, jug-."""
    stems = {stem}
    for changed, original in _AT_THE_END:
        if stem.endswith(changed):
            stems.add(stem.removesuffix(changed) + original)
    for changed, original in _INSIDE:
        stems |= {original.join(each.rsplit(changed, 1)) for each in stems if changed in each}
    yield from stems


# ------------------------------------------------------------------------------------- English

_ENDINGS = (
    ("'s", ""), ("s'", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"),
    ("ier", "y"), ("iest", "y"),
    ("ied", "y"), ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"),
    ("est", ""), ("est", "e"), ("ly", ""), ("ily", "y"), ("n't", ""), ("'re", ""), ("'ve", ""),
    ("'ll", ""), ("'d", ""), ("ise", "ize"), ("ised", "ize"), ("isers", "ize"),
    ("isations", "ization"), ("our", "or"), ("ours", "or"), ("ite", "it"),
)  # fmt: skip
_DOUBLED = re.compile(r"([bdglmnprt])\1$")


def _english_forms(word: str) -> Iterator[str]:
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            stem = word.removesuffix(ending) + instead
            yield stem
            yield _DOUBLED.sub(r"\1", stem)


_FORMS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "es": _spanish_forms,
    "en": _english_forms,
}
