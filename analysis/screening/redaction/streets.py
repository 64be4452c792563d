"""Streets, neighbourhoods and small places: a word that announces one, then its name."""

from collections.abc import Iterator

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

from .name_spans import QUOTES, capital_run, ends_here, is_counted, listed_length, particle_leads_on
from .spans import DetailSpan

_HOUSE_LETTERS = frozenset("bcfgh")
"""Of a house, apart from its number too ("14 b"); they mean no word in a chat."""
_TOWARDS = frozenset({"norte", "sur", "oriente", "poniente", "nte", "ote", "pte"})


def streets(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Streets with what follows them: name and number."""
    yield from _announced(words, lexicon, "street")


def neighbourhoods(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Neighbourhoods, housing estates, villages, blocks and flats."""
    yield from _announced(words, lexicon, "neighbourhood")


def _announced(words: TokenizedText, lexicon: Lexicon, kind: str) -> Iterator[DetailSpan]:
    index = 0
    while index < len(words):
        length = lexicon.cue_length(kind, words, index)
        weak = lexicon.cue_length(f"{kind}_weak", words, index)
        end = 0
        if length:
            end = place_end(words, lexicon, index + length)
        elif weak and is_named(words, lexicon, index + weak):
            end = place_end(words, lexicon, index + weak)
        elif _is_numbered_street(words, index) and kind == "street":
            end = index + 2
        elif kind == "street":
            end = _usual_street(words, lexicon, index)
        if end:
            end = _past_crossings(words, lexicon, end) if kind == "street" else end
            yield DetailSpan(kind, words.starts[_with_article(words, index)], words.ends[end - 1])
        index = max(end, index + 1)


def _with_article(words: TokenizedText, index: int) -> int:
    """Where an address begins: at the article, after "en" or "por"."""
    led = words.at(index - 1) in {"la", "el"} and words.at(index - 2) in {"en", "por", "a"}
    return index - 1 if led else index


def _usual_street(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a name that streets bear with its number, without a word for street: "Morelos 7"."""
    if words.at(index - 1) not in {"en", "de", "por", "sobre"} or not words.capitals[index]:
        return 0
    length = lexicon.schools.length_at(words.norms, index)
    number = index + length
    if not length or not words.at(number).isdigit() or is_counted(words, lexicon, number):
        return 0
    return past_units(words, lexicon, number)


def _is_numbered_street(words: TokenizedText, index: int) -> bool:
    """Whether a street as in Puebla or Mérida stands there: "la 13 poniente"."""
    towards = words.at(index + 1)
    if not words.at(index).isdigit():
        return False
    la = words.at(index - 1) in {"la", "calle", "av"}
    return towards in {"poniente", "oriente", "pte", "ote"} or (la and towards in {"sur", "norte"})


def _past_crossings(words: TokenizedText, lexicon: Lexicon, end: int) -> int:
    """Past the streets that cross: "calle morelos esquina con allende"."""
    for _ in range(2):
        length = lexicon.cue_length("crossing", words, end) or _crosses_number(words, end)
        after = end + length
        after += lexicon.cue_length("street", words, after)
        named = length and after < len(words) and _crosses(words, lexicon, after, words.at(end))
        end = place_end(words, lexicon, after) if named else end
    return end


def _crosses_number(words: TokenizedText, end: int) -> bool:
    """Whether a street that is a number meets another: "calle 21 por 18 y 20"."""
    numbers = words.at(end - 1).isdigit() and words.at(end + 1).isdigit()
    return numbers and words.at(end) in {"por", "x"}


def _crosses(words: TokenizedText, lexicon: Lexicon, index: int, link: str) -> bool:
    if words.at(index).isdigit() and words.at(index - 2).isdigit():
        return True
    if link not in {"y", "e"}:
        return lexicon.is_name_like(words, index) or bool(_past_listed(words, lexicon, index))
    person = words.at(index) in lexicon.given.sure
    return not person and (words.capitals[index] or bool(_past_listed(words, lexicon, index)))


def is_named(words: TokenizedText, lexicon: Lexicon, start: int) -> bool:
    """Whether a place's own name stands there, not just the sentence going on."""
    while words.at(start) in lexicon.cues["place_leads"].by_first:
        start += 1
    if start >= len(words):
        return False
    start += lexicon.cue_length("place_naming", words, start)
    if start >= len(words):
        return False
    listed = (lexicon.small_places, lexicon.likely_places, lexicon.schools)
    named = any(phrases.length_at(words.norms, start) for phrases in listed)
    head = words.at(start) in lexicon.cues["place_heads"].by_first
    head = head or bool(lexicon.cue_length("heroes", words, start))
    number = any(words.at(start + ahead).isdigit() for ahead in range(3))
    return named or head or number or lexicon.is_name_like(words, start)


def place_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """Where the name of a place that may begin at `start` ends; 0 if there is none."""
    while words.at(start) in {".", ":", "#"} or words.at(start) in QUOTES:
        start += 1
    start += lexicon.cue_length("place_naming", words, start)
    while words.at(start) in {"de", "del"} or _leads_to(words, lexicon, start):
        start += 1
    capitals = capital_run(words, lexicon, start)
    listed = _past_listed(words, lexicon, start)
    end = max(capitals, listed or _first_of_place(words, lexicon, start))
    return past_units(words, lexicon, _rest_of_place(words, lexicon, end)) if end else 0


def _leads_to(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "a" there says where a road goes ("carretera a Tula")."""
    after = index + 1
    if words.at(index) != "a" or after >= len(words):
        return False
    return words.capitals[after] or bool(lexicon.small_places.length_at(words.norms, after))


def _past_listed(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    if start >= len(words):
        return 0
    lists = (lexicon.small_places, lexicon.likely_places, lexicon.kept_places)
    length = max(listed.length_at(words.norms, start) for listed in lists)
    length = max(length, listed_length(words, lexicon, start))
    return start + length if length and not is_counted(words, lexicon, start) else 0


def _first_of_place(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of the word or two that begin a place's name after a word that announces one."""
    word = words.at(start)
    if word.isdigit():
        return 0 if is_counted(words, lexicon, start) else start + 1
    if word in {"la", "las", "el", "los", "san", "santa", "santo"}:
        after = start + 1
        plain = word in {"la", "las", "el", "los"} and not lexicon.is_name_like(words, after)
        blocked = words.at(after) in lexicon.stop_words or not words.at(after).isalpha()
        return 0 if blocked or (plain and not ends_here(words, lexicon, after + 1)) else after + 1
    if not word.isalpha() or len(word) < 2 or word in lexicon.stop_words:
        return 0
    return (
        start + 1 if lexicon.is_name_like(words, start) or _nounlike(words, lexicon, start) else 0
    )


def _nounlike(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    # "calle morelos", "colonia jardines": an ordinary word straight after the one that announces
    # it; adjectives and plain continuations of the sentence are in the list.
    return words.at(index) not in lexicon.cues["place_plain"].by_first


def _rest_of_place(words: TokenizedText, lexicon: Lexicon, end: int) -> int:
    taken = 0
    while end < len(words) and taken < 4 and not words.opens_line(end):
        if not _goes_on(words, lexicon, end):
            return end + 1 if _agrees(words, lexicon, end) else end
        end += 1
        taken += 1
    return end


def _goes_on(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    listed = lexicon.small_places.length_at(words.norms, index)
    named = listed or lexicon.is_name_like(words, index)
    word = words.at(index)
    odd = len(word) > 4 and word.isalpha() and word not in lexicon.stop_words
    named = named or (odd and lexicon.is_unspelled(word) and word not in lexicon.vocabulary)
    return bool(named) or particle_leads_on(words, lexicon, index)


def _agrees(words: TokenizedText, lexicon: Lexicon, end: int) -> bool:
    """Whether an ordinary word goes on with a place's name: "lomas verdes", "valle dorado"."""
    word = words.at(end)
    ordinary = word.isalpha() and word not in lexicon.stop_words and len(word) > 3
    alike = word[-1:] in "os" and words.at(end - 1)[-1:] == word[-1:] or word[-2:] == "es"
    return ordinary and alike and ends_here(words, lexicon, end + 1)


def past_units(words: TokenizedText, lexicon: Lexicon, end: int) -> int:
    """Past numbers of houses, lots and the like: "23", "#23", "lote 3", "interior 4"."""
    while after := _unit_end(words, lexicon, end):
        end = after
    return end


def _unit_end(words: TokenizedText, lexicon: Lexicon, end: int) -> int:
    if words.at(end) in _TOWARDS and words.at(end - 1).isdigit():
        return end + 1
    if words.at(end) == "s" and words.at(end + 1) == "/" and words.at(end + 2) == "n":
        return end + 3
    if words.at(end) == "-" and words.joined(end) and words.joined(end + 1):
        return end + 2
    after = end
    while words.at(after) in {"#", ".", ",", "n", "y"} or lexicon.cue_length(
        "address_units", words, after
    ):
        after += 1
    if not words.at(after).isdigit() or after - end > 3 or words.at(end) == "y":
        return 0
    counted = is_counted(words, lexicon, after)
    letter = after + 1 + (words.at(after + 1) == "-" and words.joined(after + 2))
    joined = words.joined(letter) and len(words.at(letter)) == 1 and words.at(letter).isalpha()
    if joined or words.at(letter) in _HOUSE_LETTERS:
        return letter + 1
    return 0 if counted else after + 1
