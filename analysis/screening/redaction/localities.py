"""Small places and named spots: by their own name, or where one lives, is or goes."""

from collections.abc import Iterator

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

from .name_spans import QUOTES, capital_run, ends_here, name_run
from .spans import DetailSpan
from .streets import is_named, past_units, place_end

_ARTICLES = frozenset({"la", "las", "el", "los"})
_SAINTS = frozenset({"san", "santa", "santo"})
_FEASTS = frozenset({"dia", "fiesta"})


def spots(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Shops, parks, churches and the like by their own name: "el cyber El Ratoncito"."""
    for index in range(len(words)):
        length = lexicon.cue_length("spot", words, index)
        if length and lexicon.kept_names.length_at(words.norms, index) > length:
            continue
        start = index + length
        start += lexicon.cue_length("spot_links", words, start) if length else 0
        end = _spot_end(words, lexicon, start) if length and start < len(words) else 0
        if end:
            yield DetailSpan("place", words.starts[index], words.ends[end - 1])


def _spot_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    if words.at(start) in {"de", "del"}:
        return _spot_of_end(words, lexicon, start)
    if words.at(start) in QUOTES:
        return _quote_end(words, start + 1)
    if words.at(start) in _SAINTS and lexicon.is_name_like(words, start + 1):
        return name_run(words, lexicon, start + 1)
    if lexicon.kept_names.length_at(words.norms, start):
        return 0
    run = capital_run(words, lexicon, start)
    if run:
        return 0 if lexicon.kept_places.length_at(words.norms, start) == run - start else run
    listed = (lexicon.small_places, lexicon.likely_places, lexicon.schools)
    length = max(names.length_at(words.norms, start) for names in listed)
    if length > 1 or _saint_end(words, lexicon, start):
        return max(start + length, _saint_end(words, lexicon, start))
    named = lexicon.cue_length("heroes", words, start)  # "plaza juarez"
    named = named or lexicon.is_given(words.at(start))
    return max(start + 1, name_run(words, lexicon, start)) if named else 0


def _spot_of_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of "mercado de Jamaica" or "iglesia de san antonio"; 0 if it is not named so."""
    while words.at(start) in {"de", "del", "la", "las", "los", "el"}:
        start += 1
    if start >= len(words) or lexicon.kept_places.length_at(words.norms, start):
        return 0
    named = capital_run(words, lexicon, start) or _saint_end(words, lexicon, start)
    return named or _market_end(words, lexicon, start)


def _market_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of "tianguis de la raza", but not of "tianguis de los martes" or "de la esquina"."""
    word = words.at(start)
    market = words.at(start - 1) in _ARTICLES and words.at(start - 3) == "tianguis"
    plain = any(lexicon.cue_length(kind, words, start) for kind in ("surroundings", "weekdays"))
    if not market or plain or not word.isalpha() or word in lexicon.stop_words:
        return 0
    return start + 1 if ends_here(words, lexicon, start + 1) else 0


def _quote_end(words: TokenizedText, start: int) -> int:
    """Where the quotation that begins at `start` closes; 0 if it is not a short one."""
    ends = (end for end in range(start + 1, min(start + 6, len(words))) if words.at(end) in QUOTES)
    return next(ends, 0)


def areas(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Neighbourhoods named as they usually are: "lomas de san angel", "jardines del valle"."""
    index = 0
    while index < len(words):
        end = _area_end(words, lexicon, index)
        if end:
            yield DetailSpan("neighbourhood", words.starts[index], words.ends[end - 1])
        index = max(end, index + 1)


def _area_end(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    listed = lexicon.kept_places.length_at(words.norms, index)
    before = index - 2 if words.at(index - 1) in _ARTICLES else index - 1
    placed = words.at(before) in {"en", "de", "por", "desde", "hasta", ""}
    if listed or not (placed or words.capitals[index]):
        return 0
    after = index + lexicon.cue_length("area_heads", words, index)
    start = after
    while start > index and words.at(start) in {"de", "del", "la", "los", "las", "el"}:
        start += 1
    apart = start - after
    if start == index or start >= len(words):
        return 0
    listed = lexicon.schools.length_at(words.norms, start) > 1
    if not apart and not listed and not words.capitals[start]:
        return 0
    return 0 if ends_here(words, lexicon, start) else place_end(words, lexicon, start)


def _saint_end(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a place named after a saint; 0 if none begins there."""
    after = index + 1
    if words.at(index) not in _SAINTS or after >= len(words) or words.at(after) == "valentin":
        return 0
    if lexicon.kept_names.length_at(words.norms, index) or words.at(index - 2) in _FEASTS:
        return 0
    return name_run(words, lexicon, after) if lexicon.is_name_like(words, after) else 0


def towns(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Small places by name anywhere, and unknown ones after "vivo en" and the like."""
    index = 0
    while index < len(words):
        kept = max(
            listed.length_at(words.norms, index)
            for listed in (lexicon.kept_places, lexicon.kept_names)
        )
        small = lexicon.small_places.length_at(words.norms, index)
        if words.at(index) in _SAINTS and words.at(index - 2) in _FEASTS:
            small = 0
        end = index + small if small > kept else 0
        end = end or (0 if kept else _saint_end(words, lexicon, index))
        start = index
        end = end or _la_end(words, lexicon, index)
        if not end and (end := _lived_in(words, lexicon, index)):
            end = past_units(words, lexicon, end)
        if end and not small:
            start -= words.at(index - 1) in _ARTICLES
        if end:
            yield DetailSpan("place", words.starts[start], words.ends[end - 1])
        index = max(end, index + max(kept, 1))


def _lived_in(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of an unknown place's name that begins at `index` after "vivo en"; 0 if none does."""
    before = index
    while words.at(before - 1) in lexicon.cues["place_determiners"].by_first:
        before -= 1
    if not lexicon.cue_ending("living", words, before):
        return _placed(words, lexicon, index)
    if numbered := _street_end(words, lexicon, index):
        return numbered
    if lexicon.kept_places.length_at(words.norms, index):
        return 0
    if resided := _resided(words, lexicon, index):
        return resided
    if words.at(index) in lexicon.cues["place_heads"].by_first:
        named = is_named(words, lexicon, index + 1)
        return place_end(words, lexicon, index) if named else 0
    return name_run(words, lexicon, index) if _is_place_name(words, lexicon, index) else 0


def _street_end(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a usual street's name with a number: "vivo en reforma 125"."""
    length = lexicon.schools.length_at(words.norms, index)
    end = past_units(words, lexicon, index + length) if length else index
    return end if end > index + length else 0


def _la_end(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a neighbourhood as it is called there: "en la Narvarte", "de la guerrero"."""
    if words.at(index - 1) != "la" or words.at(index - 2) not in {"en", "de", "por", "a"}:
        return 0
    word = words.at(index)
    if word in lexicon.stop_words or lexicon.kept_names.length_at(words.norms, index):
        return 0
    if word in {"guerrero", "morelos", "hidalgo", "juarez"}:
        return index + 1
    odd = lexicon.is_unspelled(word) and not lexicon.is_given(word) and len(word) > 3
    return capital_run(words, lexicon, index) if odd and words.capitals[index] else 0


def _resided(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a listed place whose name is made of ordinary words: "vivo en el porvenir"."""
    length = lexicon.likely_places.length_at(words.norms, index)
    if not length or not lexicon.cue_ending("residing", words, index):
        return 0
    last = words.at(index + length - 1)
    plain = last in lexicon.cues["surroundings"].by_first or last in lexicon.stop_words
    return 0 if plain or words.at(index + length) == "de" else index + length


def _placed(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of the name of an unknown place after no more than "en"; 0 if there is none."""
    placed = lexicon.cue_ending("placing", words, index) and len(words.at(index)) > 5
    if not placed or lexicon.kept_places.length_at(words.norms, index):
        return 0
    word = words.at(index)
    strange = lexicon.vocabulary.is_strange(word) and not lexicon.looks_ordinary(word)
    named = strange and _is_place_name(words, lexicon, index)
    return name_run(words, lexicon, index) if named else 0


def _is_place_name(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    word = words.at(index)
    kept = lexicon.kept_names.length_at(words.norms, index)
    strange = words.capitals[index] or lexicon.vocabulary.is_strange(word)
    return (
        strange and word not in lexicon.stop_words and word.isalpha() and not kept and len(word) > 3
    )
