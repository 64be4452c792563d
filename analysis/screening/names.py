"""Names of private persons, and ages that stand in a text with one."""

from collections.abc import Iterator

from .lexicon import Lexicon
from .shapes import Found
from .wording import Words

_LINKS = frozenset({",", ":", '"', "(", "“", "y", "o", "e", "es", "era", "tal", "is", "was"})
"""What may stand between "mi amiga" and her name."""

_OPENERS = frozenset('.!?¿¡…:-")*•')
"""Marks after which a capital is a matter of course."""


def people(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Names of persons: known ones, those after a cue, and surnames that follow."""
    kept = kept_words(words, lexicon)
    index = 0
    while index < len(words):
        end = _person_end(words, lexicon, index, index in kept)
        if end:
            yield Found("name", words.starts[index], words.ends[end - 1])
        index = max(end, index + 1)


def kept_words(words: Words, lexicon: Lexicon) -> set[int]:
    """Where public figures, brands, large places and the like stand."""
    kept: set[int] = set()
    for index in range(len(words)):
        for listed in (lexicon.kept_names, lexicon.kept_places):
            kept.update(range(index, index + listed.length_at(words.norms, index)))
    return kept


def _person_end(words: Words, lexicon: Lexicon, index: int, kept: bool) -> int:
    """End of the name of a person that begins at `index`; 0 if none does."""
    word = words.at(index)
    if not word.isalpha() or len(word) < 2:
        return 0
    if lexicon.cue_ending("self_naming", words, index) and word not in lexicon.stop_words:
        return _full_name(words, lexicon, index + 1, bold=True)
    named = _is_called(words, lexicon, index)
    kept = kept and words.at(index + 1) not in lexicon.surnames.sure
    if named and word not in lexicon.stop_words and _may_be_named(words, lexicon, index, kept):
        return _full_name(words, lexicon, index + 1, bold=True)
    related = _is_related(words, lexicon, index)
    if word in lexicon.given.sure and (related or not kept):
        return _full_name(words, lexicon, index + 1, bold=False)
    if word in lexicon.given.unsure and (related or not kept):
        sure = related or _acts_as_person(words, lexicon, index)
        return _full_name(words, lexicon, index + 1, bold=False) if sure else 0
    if kept:
        return 0
    return _by_surname(words, lexicon, index, related)


def _is_called(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether "se llama" or "le dicen" stands before, and not after a thing or an animal."""
    if words.at(index - 1) in {"el", "la"}:
        index -= 1
    thing = any(
        words.at(before) in lexicon.cues["things"].by_first for before in range(index - 7, index)
    )
    return not thing and lexicon.cue_ending("naming", words, index)


def _may_be_named(words: Words, lexicon: Lexicon, index: int, kept: bool) -> bool:
    """Whether what "se llama" introduces can be a person, not a game or a thing."""
    word = words.at(index)
    if word in lexicon.given or word in lexicon.surnames.sure:
        return True
    thing = kept or (word in lexicon.vocabulary and not words.capitals[index])
    return not thing


def _is_related(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether "mi amiga", "la maestra" or "me llamo" stands straight before."""
    if words.at(index - 1) in _LINKS:
        index -= 1
    if _is_called(words, lexicon, index) or lexicon.cue_ending("self_naming", words, index):
        return True
    kinds = ("relation", "title")
    return any(lexicon.cue_ending(kind, words, index) for kind in kinds)


def _is_nicknamed(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether "mi carnal el" or "mi amiga la" stands straight before."""
    article = words.at(index - 1) in {"el", "la"}
    owned = words.at(index - 3) in {"mi", "su", "tu"}
    return article and owned and lexicon.cue_ending("relation", words, index - 1)


def _acts_as_person(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether a word that is also a name is used as one: "luz me dijo", "Rosa Pérez"."""
    after, before = words.at(index + 1), words.at(index - 1)
    if before == "a" and after in {"le", "la", "lo", "les"}:
        return True
    is_thing = before in lexicon.cues["articles"].by_first
    if is_thing or after in lexicon.surnames.sure or after in lexicon.given.sure:
        return not is_thing
    if words.capitals[index] and is_mid_sentence(words, index):
        return True
    if after in {"me", "nos"} and before not in lexicon.cues["not_before_names"].by_first:
        return True
    return _is_joined(words, lexicon, index) or _does(words, lexicon, index)


def _does(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether what follows is done by persons only: "rosa vive en", "luz me dijo"."""
    apart = 2 if words.at(index + 1) in lexicon.cues["object_pronouns"].by_first else 1
    return bool(lexicon.cue_length("person_verbs", words, index + apart))


def _is_joined(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether another name or "mi prima" follows: "julio y abril", "luna mi vecina"."""
    after, further = words.at(index + 1), words.at(index + 2)
    if after in {"y", "e", "and"} or (after == "," and further in lexicon.given):
        return further in lexicon.given and words.at(index - 1) not in {"de", "en", "of", "in"}
    if words.at(index - 1) in {"y", "e", "and"} and words.at(index - 2) in lexicon.given:
        return words.at(index - 3) not in {"de", "en", "of", "in"}
    apart = 2 if after == "," else 1
    owned = words.at(index + apart) in {"mi", "my"}
    return owned and bool(lexicon.cue_length("relation", words, index + apart + 1))


def is_mid_sentence(words: Words, index: int) -> bool:
    """Whether a capital there is no matter of course."""
    return index > 0 and words.at(index - 1) not in _OPENERS


def _by_surname(words: Words, lexicon: Lexicon, index: int, related: bool) -> int:
    """End of a name made of surnames or unknown words; 0 if it is not one."""
    word = words.at(index)
    if word in lexicon.stop_words:
        return 0
    title = lexicon.cue_ending("title", words, index)
    if word in lexicon.surnames.sure and (
        related or words.capitals[index] or _is_family(words, index)
    ):
        return _full_name(words, lexicon, index + 1, bold=False)
    if word in lexicon.surnames.unsure and title:
        return _full_name(words, lexicon, index + 1, bold=False)
    if _is_nicknamed(words, lexicon, index):
        return _full_name(words, lexicon, index + 1, bold=False)
    strange = len(word) > 2 and lexicon.vocabulary.is_strange(word)
    if strange and len(word) > 3 and _does_to_me(words, lexicon, index):
        return _full_name(words, lexicon, index + 1, bold=False)
    if related and (strange or (words.capitals[index] and is_mid_sentence(words, index))):
        return _full_name(words, lexicon, index + 1, bold=False)
    return 0


def _does_to_me(words: Words, lexicon: Lexicon, index: int) -> bool:
    """Whether an unknown word is the doer or the one done to: "briseida me pega"."""
    before, after = words.at(index - 1), words.at(index + 1)
    if before == "a":
        return after in {"le", "la", "lo", "les"}
    starts = not before.isalpha() or before in {"y", "que", "porque", "cuando", "pero"}
    return starts and after in {"me", "nos"} and words.at(index + 2) in lexicon.vocabulary


def _is_family(words: Words, index: int) -> bool:
    return words.at(index - 1) in {"familia", "apellido", "los", "family"} or (
        words.at(index - 2) == "familia"
    )


def _full_name(words: Words, lexicon: Lexicon, end: int, *, bold: bool) -> int:
    """Past the further given names and surnames of a name that has begun."""
    while end < len(words):
        if _goes_on(words, lexicon, end, bold):
            end += 1
        elif length := _surname_particles(words, lexicon, end):
            end += length
        else:
            break
    return end


def _is_initial(words: Words, index: int) -> bool:
    return len(words.at(index)) == 1 and words.capitals[index]


def _goes_on(words: Words, lexicon: Lexicon, index: int, bold: bool) -> bool:
    """Whether this word is one more name; `bold`: any unknown word is."""
    word = words.at(index)
    if word == ".":
        return _is_initial(words, index - 1)
    if word in lexicon.given.sure or word in lexicon.surnames.sure:
        return True
    return _may_go_on(words, lexicon, index, bold)


def _may_go_on(words: Words, lexicon: Lexicon, index: int, bold: bool) -> bool:
    word = words.at(index)
    capital = words.capitals[index] and words.capitals[index - 1]
    if not word.isalpha() or word in lexicon.stop_words:
        return len(word) == 1 and capital and word != "y"
    if lexicon.kept_names.length_at(words.norms, index) > 1:
        return False
    if word in lexicon.surnames.unsure or word in lexicon.given.unsure:
        return capital or not lexicon.cue_length("surname_plain", words, index)
    return capital or (bold and lexicon.vocabulary.is_strange(word))


def _surname_particles(words: Words, lexicon: Lexicon, index: int) -> int:
    """How many words "de la Cruz" has after a name; 0 if that is not what follows."""
    length = 0
    while lexicon.cue_length("surname_particles", words, index + length) and length < 3:
        length += 1
    word = words.at(index + length)
    if not length or word not in lexicon.surnames and word not in lexicon.given:
        return 0
    place = lexicon.kept_places.length_at(words.norms, index + length)
    return 0 if place and not words.capitals[index + length] else length + 1


def ages(words: Words, lexicon: Lexicon) -> Iterator[Found]:
    """Ages: "11 años", and the number alone after "tengo"."""
    for index, word in enumerate(words.norms):
        if not _is_age(word, lexicon):
            continue
        years = lexicon.cue_length("age", words, index + 1)
        if years:
            yield Found("age", words.starts[index], words.ends[index + 1])
        elif _is_age_alone(words, lexicon, index):
            yield Found("age", words.starts[index], words.ends[index])


def _is_age_alone(words: Words, lexicon: Lexicon, index: int) -> bool:
    said = lexicon.cue_ending("age_verbs", words, index)
    return said and not _counts_things(words, lexicon, index)


def _is_age(word: str, lexicon: Lexicon) -> bool:
    number = int(word) if word.isdigit() and len(word) <= 2 else lexicon.number_words.get(word, 0)
    return 2 <= number <= 99


def _counts_things(words: Words, lexicon: Lexicon, index: int) -> bool:
    after = words.at(index + 1)
    return after.isalpha() and after not in lexicon.stop_words
