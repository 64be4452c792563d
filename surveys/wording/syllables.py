"""Syllables of a word, by the rules of its language's spelling."""

import re
import unicodedata

# ------------------------------------------------------------------------------------- Spanish

_MUTE_U = re.compile(r"qu|gu(?=[eéií])")  # que, guía: a letter that nobody says
_Y_AS_VOWEL = re.compile(r"y(?![aeiouáéíóúü])")  # hoy, y; but not ayuda
_VOWELS = re.compile(r"[aeiouáéíóúü](?:h?[aeiouáéíóúü])*")
_STRONG = frozenset("aeoáéóíú")  # í and ú too: the accent breaks the diphthong


def spanish(word: str) -> int:
    """How many syllables a Spanish word has; at least 1.

    Two vowels are one syllable where one of them is an i or u without accent (pue-des, ciu-dad);
    a, e, o, í and ú each make their own (i-de-a, pa-ís). An h between vowels changes nothing
    (ahi-ja-do, a-ho-ra). Source: Real Academia Española, Ortografía (2010), II.2.4.
    """
    word = unicodedata.normalize("NFC", word.lower())
    word = _Y_AS_VOWEL.sub("i", _MUTE_U.sub(lambda found: found.group()[0], word))
    return max(1, sum(_nuclei(group.group()) for group in _VOWELS.finditer(word)))


def _nuclei(vowels: str) -> int:
    vowels = vowels.replace("h", "")
    return max(1, sum(vowel in _STRONG for vowel in vowels))


# ------------------------------------------------------------------------------------- English

_GROUPS = re.compile(r"[aeiouy]+")
_ENDING = re.compile(r"'(s|re|ve|ll|d|m)$")
_CONSONANT_Y = re.compile(r"^y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])")  # yes, player
_MUTE_E = re.compile(  # make, asked, names, safely; but not table, wanted, places
    r"[^aeiouyl]e$|[aeiouylwr]le$"
    r"|[^aeiouytdlr]ed$|[aeiouylr][lr]ed$"
    r"|[^aeiouysxzcghl]es$|[aeiouylwr]les$|[^cs]hes$"
    r"|[^aeiouyl]e(?=(ly|ful|less|ness|ments?)$)"
    r"|[^aeiouylcgsd]e(?=(where|things?|times?|one|body|day)$)"
)
_APART = re.compile(  # vi-deo has two vowels that are said apart, and so has cre-ate
    r"ia(?!g)|(?<![cstgxnl])io(?!u)|(?<=[aeou])ing|eo(?!u|p)|(?<!q)ua(?!r)|iu|ie(?=t)|creat|react"
)
_TOGETHER = re.compile(r"[cst]ia[ln]")  # so-cial
_SAID_WITHOUT_VOWEL = re.compile(r"(sms?|thm|[dsv]n't)$")  # didn't, rhythm
_IRREGULAR = {
    **dict.fromkeys(("friend", "friends", "real", "league"), 1),
    **dict.fromkeys(("business", "evening", "haven't", "language", "maybe", "safety", "tv"), 2),
    **dict.fromkeys(("somewhat", "somehow", "facebook", "science", "flying", "crying"), 2),
    **dict.fromkeys(("anyone", "area", "areas", "everything", "everywhere", "idea", "ideas"), 3),
    **dict.fromkeys(("chocolate", "everyday", "various", "serious", "previous", "easier"), 3),
    **dict.fromkeys(("everybody", "seriously", "obviously", "scientific", "specifically"), 4),
    "don't": 1,
    "can't": 1,
    "won't": 1,
    "suicide": 3,
    "obvious": 3,
    "curious": 3,
}


def english(word: str) -> int:
    """How many syllables an English word has, at least 1: an estimate.

    Groups of vowels, less the e that nobody says, more what is said apart. Compared with the CMU
    Pronouncing Dictionary in docs/decisions/0031-reading-level-is-checked.md.
    """
    word = _ENDING.sub("", word.lower().replace("’", "'"))
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _CONSONANT_Y.sub("w", word).replace("qu", "q")
    count = len(_GROUPS.findall(word)) + len(_APART.findall(word)) - len(_TOGETHER.findall(word))
    count += len(_SAID_WITHOUT_VOWEL.findall(word)) - len(_MUTE_E.findall(word))
    return max(1, count)
