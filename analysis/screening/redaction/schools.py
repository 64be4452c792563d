"""Schools: a word that announces one and its name, or the name alone as children use it."""

import re
from collections.abc import Iterator

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

from .name_spans import QUOTES, capital_run, is_counted, listed_length, name_run, particle_leads_on
from .spans import DetailSpan

_NOT_AFTER_LA = frozenset(
    {
        "revolucion",
        "constitucion",
        "independencia",
        "bandera",
        "patria",
        "republica",
        "libertad",
        "nueva",
        "tierra",
        "america",
        "solidaridad",
        "mexico",
        "ford",
        "sor",
    }
)
"""School names that after "la" are the thing itself."""

_WHERE = frozenset({"por", "atras", "junto", "frente", "abajo", "arriba", "cerca"})

_SHIFTS = frozenset({"vespertino", "vespertina", "matutino", "matutina", "nocturna"})

_NUMBERED = re.compile(r"\b(?:PS|IS|P\.S\.|I\.S\.) ?\d{1,3}\b")
"""As public schools are called in the United States: "PS 118"."""

_INSIDE = frozenset({"en", "a", "de", "ala", "es", "como", "con", "contra"})


def schools(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Schools by name or number: "prepa 5", "la primaria benito juarez", "los de la 45"."""
    for match in _NUMBERED.finditer(words.text):
        yield DetailSpan("school", *match.span())
    yield from _after_somebody_known(words, lexicon)
    index = 0
    while index < len(words):
        length = lexicon.cue_length("school", words, index)
        end = _school_end(words, lexicon, index + length) if length else 0
        start = index if end else index + 1
        if not end and words.at(index) == "la":
            end = _nameless_end(words, lexicon, index)
        if not end and length:
            end = _of_place_end(words, lexicon, index + length)
            start = index if end else start
        if end:
            end = _past_whereabouts(words, end)
            yield DetailSpan("school", words.starts[start], words.ends[end - 1])
        index = max(end, index + 1)


def _after_somebody_known(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Schools that bear the whole name of a public figure before their kind: "Rosa Parks High"."""
    for end in range(2, len(words)):
        length = lexicon.cue_length("school_ends", words, end)
        for start in range(max(0, end - 3), end - 1) if length else ():
            whole = lexicon.kept_names.length_at(words.norms, start) == end - start
            if whole and not lexicon.characters.length_at(words.norms, start):
                yield DetailSpan("school", words.starts[start], words.ends[end + length - 1])


def _school_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """Where the name of a school that may begin at `start` ends; 0 if there is none."""
    start, called = _past_qualifiers(words, lexicon, start)
    if start >= len(words):
        return 0
    listed = listed_length(words, lexicon, start)
    if listed and not is_counted(words, lexicon, start):
        return _rest_of_name(words, lexicon, start + listed)
    if words.at(start).isdigit():
        return 0 if is_counted(words, lexicon, start) else _past_number(words, start)
    if called:
        return _called_end(words, lexicon, start)
    return max(name_run(words, lexicon, start), capital_run(words, lexicon, start, also_kept=True))


def _of_place_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of the small place that tells which school it is: "la tele de santa rita"."""
    place = start + 1
    if words.at(start) != "de" or place >= len(words):
        return 0
    if words.at(start - 1) == "conafe" and (end := capital_run(words, lexicon, place)):
        return end
    if words.at(place) in {"san", "santa", "santo"} and lexicon.is_name_like(words, place + 1):
        return name_run(words, lexicon, place + 1)
    length = lexicon.small_places.length_at(words.norms, place)
    if not length and (known := lexicon.kept_places.length_at(words.norms, place)):
        number = place + known  # "conalep de ecatepec 1"
        length = known + 1 if words.at(number).isdigit() else 0
        length = 0 if length and is_counted(words, lexicon, number) else length
    return place + length if length else 0


def _past_whereabouts(words: TokenizedText, end: int) -> int:
    """Past what tells two schools of one name apart: "de la tarde", "de abajo", ", la de por"."""
    if words.at(end) == "de" and words.at(end + 1) in {"abajo", "arriba", "enfrente"}:
        return end + 2
    if words.at(end) == "de" and words.at(end + 1) == "la":
        return end + 3 if words.at(end + 2) in {"tarde", "mañana", "manana", "noche"} else end
    if words.at(end) == "turno" and words.at(end + 1) in _SHIFTS | {"tarde"}:
        return end + 2
    if words.at(end) in _SHIFTS:
        return end + 1
    here = end + (words.at(end) == ",")
    apart = words.at(here) in {"la", "el"} and words.at(here + 1) in {"de", "que"}
    if not apart or words.at(here + 2) not in _WHERE:
        return end
    after = here + 3
    while words.at(after) in {"a", "de", "del", "el", "la", "al", "los", "las"}:
        after += 1
    return after + 1 if words.at(after).isalpha() else after


def _rest_of_name(words: TokenizedText, lexicon: Lexicon, end: int) -> int:
    while words.at(end) in lexicon.surnames.sure or words.at(end).isdigit():
        end += 1
    while end < len(words) and (words.capitals[end] or particle_leads_on(words, lexicon, end)):
        end += 1
    return end


def _past_number(words: TokenizedText, start: int) -> int:
    """Past a school's number, with the letter or number after its dash ("23-B")."""
    if words.at(start + 1) == "-" and words.joined(start + 1) and words.joined(start + 2):
        return start + 3
    return start + 1


def _past_qualifiers(words: TokenizedText, lexicon: Lexicon, start: int) -> tuple[int, bool]:
    """Where the name itself would stand, and whether "se llama" leads to it."""
    called = False
    while start < len(words):
        length = lexicon.cue_length("school_qualifiers", words, start)
        length = length or lexicon.cue_length("school", words, start)
        if not length and words.at(start) not in QUOTES and not _leads_on(words, lexicon, start):
            break
        called = called or bool(lexicon.cue_length("school_naming", words, start))
        start += length or 1
    return start, called


def _leads_on(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a comma or an article there only parts "mi secu" from ", la federal 8"."""
    if words.at(index) == "," and words.at(index + 1) in {"la", "el"}:
        return _leads_on(words, lexicon, index + 1)
    if words.at(index) not in {"la", "el"}:
        return False
    after = index + 1
    if lexicon.cue_length("school_qualifiers", words, after):
        return words.at(after + 1).isdigit()
    if words.at(index - 1) == "," and words.at(after) in lexicon.given.sure:
        return True
    return bool(after < len(words) and lexicon.schools.length_at(words.norms, after))


def _called_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of any name after "mi escuela se llama"; 0 if the first word cannot begin one."""
    end = start
    while end < min(len(words), start + 5) and words.at(end).isalpha():
        inside = words.at(end) in {"y", "de", "del", "la", "el", "los", "las", "mi"}
        if words.at(end) in lexicon.stop_words and not (inside and end + 1 < len(words)):
            break
        end += 1
    return end


def _nameless_end(words: TokenizedText, lexicon: Lexicon, la: int) -> int:
    """End of a school named without the word: "en la 45", "los de la benito juarez"."""
    start = la + 1
    announced = lexicon.cue_length("school", words, start)
    if start >= len(words) or announced or is_counted(words, lexicon, start):
        return 0
    if lexicon.cue_length("school_qualifiers", words, start) == 1:
        number = words.at(start).isalpha() and words.at(start + 1).isdigit()
        return start + 2 if number and not is_counted(words, lexicon, start + 1) else 0
    dated = listed_length(words, lexicon, start) == 3 and words.at(la - 1) in {"en", "de"}
    if words.at(start).isdigit() and dated:
        return start + 3
    if words.at(start).isdigit() and len(words.at(start)) <= 3:
        return start + 1 if _is_attended(words, lexicon, la) else 0
    return _listed_end(words, lexicon, start)


def _listed_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    before = words.at(start - 2)
    length = listed_length(words, lexicon, start)
    if not length or before not in _INSIDE:
        return 0
    thing = words.at(start) in _NOT_AFTER_LA
    if thing and not (words.capitals[start] and lexicon.cue_ending("attending", words, start - 1)):
        return 0
    if thing:
        return start + length
    named = words.at(start) in lexicon.given or words.at(start) in lexicon.surnames
    place = bool(lexicon.kept_places.length_at(words.norms, start))
    return _rest_of_name(words, lexicon, start + length) if length > 1 or named or place else 0


def _is_attended(words: TokenizedText, lexicon: Lexicon, la: int) -> bool:
    """Whether a bare number after "la" can be a school: "voy en la 12", not "a la 1"."""
    number, after = words.at(la + 1), words.at(la + 2)
    if len(number) < 2 and words.at(la - 1) == "a":
        return False
    if lexicon.cue_ending("attending", words, la):
        return True
    plain = bool(not after.isalpha() or after in lexicon.stop_words)
    plain = plain or after.endswith(("an", "en"))
    plain = plain or lexicon.cue_length("doing", words, la + 2) > 0
    return words.at(la - 1) in {"en", "de"} and len(number) >= 2 and plain
