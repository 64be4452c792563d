"""Schools, streets, neighbourhoods and small places: a word that announces one, then its name."""

from collections.abc import Iterator

from .lexicon import Lexicon
from .shapes import Found
from .wording import Words

_GRADED = frozenset({"primaria", "secundaria", "prepa", "kinder", "ellos", "mis", "los"})
"""After "5 de": then the number is a grade or a count, not a name."""

_QUOTES = frozenset("\"'“”«»‘’`")


def schools(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Schools by name or number: "prepa 5", "la primaria benito juarez"."""
    index = 0
    while index < len(words):
        length = lexicon.cue_length("school", words, index)
        end = _school_end(words, lexicon, index + length) if length else 0
        if end:
            yield Found("school", words.starts[index], words.ends[end - 1])
        index = max(end, index + 1)


def _school_end(words: Words, lexicon: Lexicon, start: int) -> int:
    """Where the name of a school that may begin at `start` ends; 0 if there is none."""
    start = _past_qualifiers(words, lexicon, start)
    if start >= len(words):
        return 0
    listed = lexicon.schools.length_at(words.norms, start)
    if listed and not _is_counted(words, lexicon, start):
        end = _past_surnames(words, lexicon, start + listed)
        while end < len(words) and (words.capitals[end] or _particle_leads_on(words, lexicon, end)):
            end += 1
        return end
    if words.at(start).isdigit():
        return 0 if _is_counted(words, lexicon, start) else start + 1
    return _name_run(words, lexicon, start)


def _past_qualifiers(words: Words, lexicon: Lexicon, start: int) -> int:
    length = lexicon.cue_length("school_qualifiers", words, start)
    while length or (start < len(words) and words.at(start) in _QUOTES):
        start += length or 1
        length = lexicon.cue_length("school_qualifiers", words, start)
    return start


def _is_counted(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether a number counts what follows ("3 niños") or is an ordinal ("6to")."""
    if not words.at(index).isdigit():
        return False
    after = words.at(index + 1)
    if words.joined(index + 1) and after.isalpha():
        return True
    if after == "de":
        return words.at(index + 2) in _GRADED
    if after in {"horas", "dias", "veces", "anos"}:
        return True
    return after.endswith("s") and after in lexicon.vocabulary and after not in lexicon.stop_words


def _past_surnames(words: Words, lexicon: Lexicon, end: int) -> int:
    while words.at(end) in lexicon.surnames.sure or words.at(end).isdigit():
        end += 1
    return end


def _name_run(words: Words, lexicon: Lexicon, start: int) -> int:
    """End of the words from `start` that make a name; 0 if the first cannot be one."""
    end = start
    while end < len(words):
        kept = lexicon.kept_names.length_at(words.norms, end)
        if kept == 1 and words.at(end) not in lexicon.given:
            break
        inside = words.at(end).isdigit() or _particle_leads_on(words, lexicon, end)
        if not (lexicon.is_name_like(words, end) or (end > start and inside)):
            break
        end += 1
    return end if end > start else 0


def _particle_leads_on(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether a particle ("de la") stands inside a name."""
    for ahead in (1, 2):
        if not lexicon.cue_length("surname_particles", words, index + ahead - 1):
            return False
        word = words.at(index + ahead)
        if word in lexicon.surnames.sure or (
            index + ahead < len(words) and words.capitals[index + ahead]
        ):
            return True
    return False


def streets(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Streets with what follows them: name and number."""
    yield from _announced(words, lexicon, "street")


def neighbourhoods(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Neighbourhoods, housing estates, villages, blocks and flats."""
    yield from _announced(words, lexicon, "neighbourhood")


def _announced(words: Words, lexicon: Lexicon, kind: str) -> Iterator[Found]:
    index = 0
    while index < len(words):
        length = lexicon.cue_length(kind, words, index)
        weak = lexicon.cue_length(f"{kind}_weak", words, index)
        end = 0
        if length:
            end = _place_end(words, lexicon, index + length)
        elif weak and _is_named(words, lexicon, index + weak):
            end = _place_end(words, lexicon, index + weak)
        if end:
            yield Found(kind, words.starts[index], words.ends[end - 1])
        index = max(end, index + 1)


def _is_named(words: Words, lexicon: Lexicon, start: int) -> bool:
    """Whether a place's own name stands there, not just the sentence going on."""
    while words.at(start) in lexicon.cues["place_leads"].by_first:
        start += 1
    if start >= len(words):
        return False
    listed = (lexicon.small_places, lexicon.schools)
    named = any(phrases.length_at(words.norms, start) for phrases in listed)
    head = words.at(start) in lexicon.cues["place_heads"].by_first
    number = any(words.at(start + ahead).isdigit() for ahead in range(3))
    return named or head or number or lexicon.is_name_like(words, start)


def _place_end(words: Words, lexicon: Lexicon, start: int) -> int:
    while words.at(start) in {".", ":", "#"} or words.at(start) in _QUOTES:
        start += 1
    while words.at(start) in {"de", "del"}:
        start += 1
    end = _past_listed(words, lexicon, start) or _first_of_place(words, lexicon, start)
    if not end:
        return 0
    return _past_number(words, _rest_of_place(words, lexicon, end))


def _past_listed(words: Words, lexicon: Lexicon, start: int) -> int:
    if start >= len(words):
        return 0
    lists = (lexicon.small_places, lexicon.schools, lexicon.kept_places)
    length = max(listed.length_at(words.norms, start) for listed in lists)
    return start + length if length and not _is_counted(words, lexicon, start) else 0


def _first_of_place(words: Words, lexicon: Lexicon, start: int) -> int:
    """End of the word or two that begin a place's name after a word that announces one."""
    word = words.at(start)
    if word.isdigit():
        return 0 if _is_counted(words, lexicon, start) else start + 1
    if word in {"la", "las", "el", "los", "san", "santa", "santo"}:
        after = start + 1
        plain = word in {"la", "las", "el", "los"} and not lexicon.is_name_like(words, after)
        blocked = words.at(after) in lexicon.stop_words or not words.at(after).isalpha()
        return 0 if blocked or (plain and not _ends_here(words, lexicon, after + 1)) else after + 1
    if not word.isalpha() or len(word) < 2 or word in lexicon.stop_words:
        return 0
    return (
        start + 1 if lexicon.is_name_like(words, start) or _nounlike(words, lexicon, start) else 0
    )


def _nounlike(words: Words, lexicon: Lexicon, index: int) -> bool:
    # "calle morelos", "colonia jardines": an ordinary word straight after the one that announces
    # it; adjectives and plain continuations of the sentence are in the list.
    return words.at(index) not in lexicon.cues["place_plain"].by_first


def _ends_here(words: Words, lexicon: Lexicon, index: int) -> bool:
    word = words.at(index)
    return not word.isalpha() or word in lexicon.stop_words


def _rest_of_place(words: Words, lexicon: Lexicon, end: int) -> int:
    taken = 0
    while end < len(words) and taken < 4:
        if not _goes_on(words, lexicon, end):
            return end + 1 if _agrees(words, lexicon, end) else end
        end += 1
        taken += 1
    return end


def _goes_on(words: Words, lexicon: Lexicon, index: int) -> bool:
    listed = lexicon.small_places.length_at(words.norms, index)
    named = listed or lexicon.is_name_like(words, index)
    return bool(named) or _particle_leads_on(words, lexicon, index)


def _agrees(words: Words, lexicon: Lexicon, end: int) -> bool:
    """Whether an ordinary word goes on with a place's name: "lomas verdes", "valle dorado"."""
    word = words.at(end)
    ordinary = word.isalpha() and word not in lexicon.stop_words and len(word) > 3
    alike = word[-1:] in "os" and words.at(end - 1)[-1:] == word[-1:] or word[-2:] == "es"
    return ordinary and alike and _ends_here(words, lexicon, end + 1)


def _past_number(words: Words, end: int) -> int:
    """Past the number of a house: "23", "#23", "numero 23"."""
    after = end
    while words.at(after) in {"#", "numero", "num", "no", ".", "n", "number", ","}:
        after += 1
    return after + 1 if words.at(after).isdigit() and after - end <= 2 else end


def towns(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Small places by name anywhere, and unknown ones after "vivo en" and the like."""
    index = 0
    while index < len(words):
        kept = lexicon.kept_places.length_at(words.norms, index)
        small = lexicon.small_places.length_at(words.norms, index)
        end = index + small if small > kept else 0
        if not end:
            end = _lived_in(words, lexicon, index)
        if end:
            yield Found("place", words.starts[index], words.ends[end - 1])
        index = max(end, index + max(kept, 1))


def _lived_in(words: Words, lexicon: Lexicon, index: int) -> int:
    """End of an unknown place's name that begins at `index` after "vivo en"; 0 if none does."""
    before = index
    while words.at(before - 1) in lexicon.cues["place_determiners"].by_first:
        before -= 1
    if not lexicon.cue_ending("living", words, before):
        return _placed(words, lexicon, index)
    if lexicon.kept_places.length_at(words.norms, index):
        return 0
    if words.at(index) in lexicon.cues["place_heads"].by_first:
        named = _is_named(words, lexicon, index + 1)
        return _place_end(words, lexicon, index) if named else 0
    return _name_run(words, lexicon, index) if _is_place_name(words, lexicon, index) else 0


def _placed(words: Words, lexicon: Lexicon, index: int) -> int:
    """End of the name of an unknown place after no more than "en"; 0 if there is none."""
    placed = lexicon.cue_ending("placing", words, index) and len(words.at(index)) > 5
    if not placed or lexicon.kept_places.length_at(words.norms, index):
        return 0
    strange = lexicon.vocabulary.is_strange(words.at(index))
    named = strange and _is_place_name(words, lexicon, index)
    return _name_run(words, lexicon, index) if named else 0


def _is_place_name(words: Words, lexicon: Lexicon, index: int) -> bool:
    word = words.at(index)
    kept = lexicon.kept_names.length_at(words.norms, index)
    strange = words.capitals[index] or lexicon.vocabulary.is_strange(word)
    return (
        strange and word not in lexicon.stop_words and word.isalpha() and not kept and len(word) > 3
    )
