"""Names of private persons, and ages that stand in a text with one."""

from collections.abc import Container, Iterator

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

from .name_spans import capital_run
from .spans import DetailSpan

_LINKS = frozenset({",", ":", '"', "(", "“", "y", "o", "e", "es", "era", "tal", "is", "was"})
"""What may stand between "mi amiga" and her name."""

_TO = frozenset({"le", "les", "la", "lo"})
"""Beside "a luz": she is the one to whom something is done."""

_SHORT = 4
"""Letters of a title that is written with a point, at most: "sra. Elvira"."""

SHORTENED = frozenset({"ma", "fco", "gpe", "jr", "sta", "alej"})
"""Given names as they are written with a point: "Ma. de la Luz"."""

_NOT_DONE_BY_PERSONS = frozenset(
    {
        *("da", "dan", "daba", "gusta", "gustan", "gustaba", "encanta", "falta", "sirve", "asusta"),
        *("quema", "duele", "importa", "aburre", "relaja", "sobra", "queda", "parece", "alegra"),
    }
)
"""After "me", what a thing does as well: "consuelo me da mi perro"."""

_FELT = frozenset({"amo", "quiero", "extrano", "adoro"})
"""After "te": then somebody is spoken to."""

_EVERYWHERE = frozenset({"luz", "sol", "mar", "cielo", "paz", "amor"})
"""Words that are names, but that do things to everybody: "la luz me dejó sin tarea"."""

_TOLD = frozenset({",", "y", "e", "and", "es", "son", "is", "are", "el", "la", "los", "las"})
"""What may stand between a character and its story."""

_BESIDE_IN_STORY = {
    "mario": frozenset({"luigi", "peach", "bowser", "yoshi", "waluigi", "wario"}),
    "joy": frozenset({"sadness", "inside"}),
    "elsa": frozenset({"frozen", "olaf"}),
    "anna": frozenset({"frozen", "olaf", "elsa"}),
    "ana": frozenset({"frozen", "olaf"}),
    "miguel": frozenset({"coco"}),
    "bruno": frozenset({"encanto", "mirabel"}),
    "kelly": frozenset({"alok"}),
}
"""Characters whose names children bear too, and words that only stand beside the character."""

_OPENERS = frozenset('.!?¿¡…:-")*•')
"""Marks after which a capital is a matter of course."""


def people(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Names of persons: known ones, those after a cue, and surnames that follow."""
    kept = kept_words(words, lexicon)
    index = 0
    while index < len(words):
        end = _person_end(words, lexicon, index, kept)
        if end:
            yield DetailSpan(
                "name", words.starts[_with_article(words, lexicon, index)], words.ends[end - 1]
            )
        index = max(end, index + 1)


def _with_article(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """Where a name begins: at its article after "me dicen", which tells a girl from a boy."""
    led = words.at(index - 1) in {"el", "la"} and _is_called(words, lexicon, index)
    return index - 1 if led else index


def kept_words(words: TokenizedText, lexicon: Lexicon) -> dict[int, int]:
    """Where public figures, brands, large places and the like stand: word -> its first word."""
    kept: dict[int, int] = {}
    for index in range(len(words)):
        for listed in (lexicon.kept_names, lexicon.kept_places):
            for inside in range(index, index + listed.length_at(words.norms, index)):
                kept.setdefault(inside, index)
        for inside in range(*_watched(words, lexicon, index)):
            kept.setdefault(inside, index)
    return kept


def _watched(words: TokenizedText, lexicon: Lexicon, index: int) -> tuple[int, int]:
    """The words of a name in capitals that follow "viendo a" or "canciones de": somebody known."""
    if not lexicon.cue_ending("watched", words, index):
        return index, index
    return index, max(index, capital_run(words, lexicon, index))


def _is_kept(words: TokenizedText, lexicon: Lexicon, index: int, kept: dict[int, int]) -> bool:
    """Whether a kept name stands there, and no surname makes somebody else of it."""
    if index not in kept:
        return False
    after = index + 1
    return after in kept or words.at(after) not in lexicon.surnames.sure


def _person_end(words: TokenizedText, lexicon: Lexicon, index: int, kept: dict[int, int]) -> int:
    """End of the name of a person that begins at `index`; 0 if none does."""
    word = words.at(index)
    if spelled := _spelled_out(words, lexicon, index):
        return spelled
    named = words.at(index - 1) in {"el", "la"} and _is_called(words, lexicon, index)
    inside = kept.get(index, index) < index and not named
    if inside or not word.isalpha() or len(word) < 2 or is_called_thing(words, lexicon, index):
        return 0
    keep = _is_kept(words, lexicon, index, kept) and not _is_namesake(words, lexicon, index)
    if word not in lexicon.stop_words and _is_introduced(words, lexicon, index, keep):
        return _full_name(words, lexicon, index + 1, bold=True)
    related = _is_called(words, lexicon, index) or _is_related(words, lexicon, index)
    return 0 if keep and not related else _name_end(words, lexicon, index, related, keep)


def _is_namesake(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether somebody near bears the name of somebody known: "don Porfirio", in capitals."""
    kept = max(
        listed.length_at(words.norms, index) for listed in (lexicon.kept_names, lexicon.kept_places)
    )
    if kept > 1 or not words.capitals[index] or words.capitals[index - 1]:
        return False
    return any(lexicon.cue_ending(kind, words, index) for kind in ("relation", "title"))


def _name_end(words: TokenizedText, lexicon: Lexicon, index: int, related: bool, keep: bool) -> int:
    """End of a name that nobody introduces."""
    if lexicon.is_given(words.at(index)) or _is_known(words, lexicon, index, related):
        end = _full_name(words, lexicon, index + 1, bold=False)
        return 0 if is_of_story(words, lexicon, end, related) else end
    return 0 if keep else _by_surname(words, lexicon, index, related)


def _is_called(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "se llama" or "le dicen el" stands straight before."""
    return lexicon.cue_ending("naming", words, _past_article(words, index))


def _is_introduced(words: TokenizedText, lexicon: Lexicon, index: int, keep: bool) -> bool:
    """Whether "me llamo" or "se llama" makes a name of whatever stands there."""
    if lexicon.cue_ending("self_naming", words, index):
        return True
    return _is_called(words, lexicon, index) and _may_be_named(words, lexicon, index, keep)


def _spelled_out(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """End of a name given letter by letter ("me llamo s-o-f-i"); 0 if there is none."""
    if len(words.at(index)) != 1 or not words.at(index).isalpha():
        return 0
    if not any(lexicon.cue_ending(kind, words, index) for kind in ("self_naming", "naming")):
        return 0
    end, letters = index, 0
    while len(words.at(end)) == 1 and (words.at(end).isalpha() or words.at(end) in "-., "):
        letters += words.at(end).isalpha()
        end += 1
    while end > index and not words.at(end - 1).isalpha():
        end -= 1
    return end if letters >= 3 else 0


def _is_known(words: TokenizedText, lexicon: Lexicon, index: int, related: bool) -> bool:
    """Whether a word that is also a name is one here."""
    word = words.at(index)
    grammar = word in lexicon.stop_words and not words.capitals[index]  # "the teacher said"
    return (
        not grammar
        and lexicon.may_be_given(word)
        and (related or _acts_as_person(words, lexicon, index))
    )


def is_of_story(words: TokenizedText, lexicon: Lexicon, end: int, related: bool = False) -> bool:
    """Whether a name is of a character: "Elsa y Ana de Frozen", "Leo y Max son los de GTA"."""
    if not related and _stars(words, words.at(end - 1)):
        return True
    after = end
    while after < len(words) and (words.at(after) in _TOLD or words.at(after) in lexicon.given):
        after += 1
    of = words.at(after) in {"de", "del", "from", "of"} and after + 1 < len(words)
    return not related and of and bool(lexicon.characters.length_at(words.norms, after + 1))


def _stars(words: TokenizedText, name: str) -> bool:
    """Whether a text names who or what belongs to the same story: "luigi is better than mario"."""
    return not _BESIDE_IN_STORY.get(name, frozenset()).isdisjoint(words.norms)


def _past_article(words: TokenizedText, index: int) -> int:
    """Where a cue would end: before the article, if one stands before the name."""
    return index - 1 if words.at(index - 1) in {"el", "la"} else index


def is_called_thing(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether an animal, a game or a character is called so: "mi perro se llama pepe"."""
    if not _is_called(words, lexicon, index):
        return False
    for before in range(index - 1, max(-1, index - 8), -1):
        if words.at(before) in lexicon.cues["things"].by_first:
            return True
        if lexicon.cue_length("relation", words, before):
            return False
    return False


def _may_be_named(words: TokenizedText, lexicon: Lexicon, index: int, kept: bool) -> bool:
    """Whether what "se llama" introduces can be a person, not a game or a thing."""
    word = words.at(index)
    nicknamed = words.at(index - 1) in {"el", "la"} and word != "verdad"
    nicknamed = nicknamed and not _names_thing(words, lexicon, index)
    if nicknamed or word in lexicon.given or word in lexicon.surnames.sure:
        return True
    thing = kept or (word in lexicon.vocabulary and not words.capitals[index])
    return not thing


def _names_thing(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "se llama el barco" says what is called so, not how: "Perla se llama el barco"."""
    ordinary = words.at(index) in lexicon.vocabulary and not words.capitals[index]
    usual = lexicon.cue_length("nicknames", words, index)
    return words.at(index - 2) in {"llama", "llaman"} and ordinary and not usual


def _is_related(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "mi amiga", "la maestra" or "me llamo" stands straight before."""
    shortened = words.at(index - 1) == "." and words.joined(index - 1)
    if words.at(index - 1) in _LINKS or (shortened and len(words.at(index - 2)) <= _SHORT):
        index -= 1
    if words.at(index - 1) in lexicon.cues["relation_kinds"].by_first:
        index -= 1
    kinds = ("relation", "title", "self_naming")
    return any(lexicon.cue_ending(kind, words, index) for kind in kinds)


def _is_nicknamed(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "mi carnal el" stands straight before, or a usual nickname does something."""
    if words.at(index - 1) not in {"el", "la"}:
        return False
    owned = words.at(index - 3) in {"mi", "su", "tu"}
    called = lexicon.cue_ending("naming", words, index - 1)
    if called and words.at(index) not in lexicon.stop_words and words.at(index) != "verdad":
        return not _names_thing(words, lexicon, index)
    named = lexicon.is_name_like(words, index) or lexicon.cue_length("nicknames", words, index)
    if owned and named and lexicon.cue_ending("relation", words, index - 1):
        return True
    usual = bool(lexicon.cue_length("nicknames", words, index))
    if usual and words.at(index - 2) in {"soy", "soi", "yo"}:
        return True
    if usual and words.at(index - 2) == "a" and words.at(index + 1) in _TO:
        return True
    if not usual and not (words.capitals[index] and lexicon.vocabulary.is_strange(words.at(index))):
        return False
    return words.capitals[index] or _does(words, lexicon, index)


def _acts_as_person(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a word that is also a name is used as one: "luz me dijo", "Rosa Pérez"."""
    after, before = words.at(index + 1), words.at(index - 1)
    if _is_spoken_to(words, index):
        return True
    if before in {"el", "la"} and _is_spoken_of(words, lexicon, index):
        return True
    is_thing = before in lexicon.cues["articles"].by_first and words.at(index - 2) != "soy"
    if is_thing or after in lexicon.surnames.sure or after in lexicon.given.sure:
        return not is_thing
    if (
        words.capitals[index]
        and is_mid_sentence(words, index)
        and not _is_date(words, lexicon, index)
    ):
        return True
    to_me = after in {"me", "nos"} and words.at(index + 2) not in _NOT_DONE_BY_PERSONS
    if to_me and before not in lexicon.cues["not_before_names"].by_first:
        return True
    if lexicon.cue_ending("saying", words, index) or _is_placed(words, lexicon, index):
        return True
    return _is_joined(words, lexicon, index) or _does(words, lexicon, index)


def _is_spoken_to(words: TokenizedText, index: int) -> bool:
    """Whether something is said or done to somebody: "a luz le", "Esmeralda te amo"."""
    before, after = words.at(index - 1), words.at(index + 1)
    if before == "a" and (after in _TO or any(words.at(index - back) in _TO for back in (2, 3, 4))):
        return True
    return after in {"te", "t"} and words.at(index + 2) in _FELT


def _is_spoken_of(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "la rosa" is she, not it: "la rosa de mi salón", "la Dulce", "el ángel me borró"."""
    if lexicon.cue_length("of_group", words, index + 1):
        return True
    if words.at(index) not in lexicon.given.unsure or words.at(index) in _EVERYWHERE:
        return False
    if words.at(index + 1) in {"me", "nos", "le"}:
        return bool(lexicon.cue_length("person_verbs", words, index + 2))
    if words.at(index + 1) == "y" and words.at(index + 2) in {"el", "la"}:
        return lexicon.is_given(words.at(index + 3))
    return False


def _is_placed(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "soy la" stands before, or "la de mi salon", "de 4to" behind."""
    if lexicon.cue_ending("with_somebody", words, index):
        return True
    if words.at(index + 1) in {",", "("} and _is_aged(words, lexicon, index + 2):
        return True
    presented = words.at(index - 2) in {"soy", "soi"} and words.at(index - 1) in {"la", "el"}
    return presented or bool(lexicon.cue_length("of_group", words, index + 1))


def _is_aged(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether an age follows: "Regina (8 años)", "Perla, edad 12"."""
    told = words.at(index) in {"edad", "age"}
    return told or bool(lexicon.cue_length("age", words, index + 1))


def _is_date(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a month or a feast stands where it tells when: "en Abril", "5 de Julio"."""
    month = lexicon.cue_length("months", words, index)
    when = words.at(index - 1) in {"en", "de", "desde", "hasta", "a", "in", "of"}
    return bool(month) and (when or bool(lexicon.cue_length("months", words, index - 2)))


def _does(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether what follows is done by persons only: "rosa vive en", "luz ya no me contesta"."""
    if words.at(index - 1) in lexicon.cues["not_before_doers"].by_first:
        return False
    after = index + 1
    while words.at(after) in lexicon.cues["adverbs"].by_first:
        after += 1
    if words.at(after) in {"me", "nos"} and words.at(after + 1).isalpha():
        return words.at(after + 1) not in _NOT_DONE_BY_PERSONS
    if words.at(after) in {"es", "era"} and words.at(after + 1) == "mi":
        next_word = after + 2 + (words.at(after + 2) in {"mejor", "unico", "unica"})
        return bool(lexicon.cue_length("relation", words, next_word))
    after += words.at(after) in lexicon.cues["object_pronouns"].by_first
    return bool(lexicon.cue_length("person_verbs", words, after))


def _is_joined(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether another name or "mi prima" follows: "julio y abril", "luna mi vecina"."""
    after, further = words.at(index + 1), words.at(index + 2)
    if _is_date(words, lexicon, index):
        return False
    if after in {"y", "e", "and"} or (after == "," and further in lexicon.given):
        return further in _beside(words, lexicon, index)
    if words.at(index - 1) in {"y", "e", "and"} and words.at(index - 2) in lexicon.given:
        return words.at(index - 2) in _beside(words, lexicon, index - 2)
    apart = 2 if after == "," else 1
    owned = words.at(index + apart) in {"mi", "my"}
    return owned and bool(lexicon.cue_length("relation", words, index + apart + 1))


def _beside(words: TokenizedText, lexicon: Lexicon, first: int) -> Container[object]:
    """Names that make a name of the one beside them; "con amor y paz" are two ordinary words."""
    apart = words.at(first - 1) in {"de", "en", "con", "of", "in", ",", "("}
    return lexicon.given.sure if apart else lexicon.given


def is_mid_sentence(words: TokenizedText, index: int) -> bool:
    """Whether a capital there is no matter of course."""
    return index > 0 and words.at(index - 1) not in _OPENERS


def _by_surname(words: TokenizedText, lexicon: Lexicon, index: int, related: bool) -> int:
    """End of a name made of surnames or unknown words; 0 if it is not one."""
    if words.at(index) in lexicon.stop_words:
        return 0
    named = (
        _is_surname(words, lexicon, index, related)
        or _is_nicknamed(words, lexicon, index)
        or _is_unknown_name(words, lexicon, index, related)
    )
    return _full_name(words, lexicon, index + 1, bold=False) if named else 0


def _is_surname(words: TokenizedText, lexicon: Lexicon, index: int, related: bool) -> bool:
    word = words.at(index)
    if word in lexicon.surnames.sure:
        return related or words.capitals[index] or _is_family(words, index)
    twice = word in lexicon.surnames.unsure and words.at(index + 1) in lexicon.surnames.sure
    if twice and words.capitals[index] and words.capitals[index + 1]:
        return True
    return word in lexicon.surnames.unsure and lexicon.cue_ending("title", words, index)


def _is_unknown_name(words: TokenizedText, lexicon: Lexicon, index: int, related: bool) -> bool:
    """Whether a word of no dictionary, or a capital after "mi amiga", is a name here."""
    word, capital = words.at(index), words.capitals[index]
    strange = len(word) > 2 and lexicon.vocabulary.is_strange(word)
    strange = strange and (capital or not lexicon.looks_ordinary(word))
    strange = strange or (capital and lexicon.is_unspelled(word))
    if strange and len(word) > 3 and _is_somebody(words, lexicon, index):
        return True
    owned = words.at(index + 1) == "," and words.at(index + 2) in {"mi", "my"}
    if owned and strange and lexicon.cue_length("relation", words, index + 3):
        return True
    return related and (strange or (capital and is_mid_sentence(words, index)))


def _is_somebody(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether an unknown word does what persons do, or stands beside a known name."""
    if lexicon.cue_length("months", words, index):
        return False
    if _does_to_me(words, lexicon, index):
        return True
    joined = words.at(index + 1) in {"y", "e"} and _is_listed(words.at(index + 2), lexicon)
    back = words.at(index - 1) in {"y", "e"} and _is_listed(words.at(index - 2), lexicon)
    if joined or back:
        return True
    opens = words.capitals[index] and not is_mid_sentence(words, index)
    if opens and _does(words, lexicon, index):
        return True
    return lexicon.is_foreign(words.at(index)) and _in_slot(words, lexicon, index)


def _in_slot(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether an unknown word stands where persons do: "juego con yeudiel", "yeudiel sube"."""
    if lexicon.cue_ending("with_somebody", words, index):
        return True
    starts = words.at(index - 1) in lexicon.cues["clause_starts"].by_first or index == 0
    return starts and _does(words, lexicon, index)


def _is_listed(word: str, lexicon: Lexicon) -> bool:
    return lexicon.may_be_given(word)


def _does_to_me(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether an unknown word is the doer or the one done to: "briseida me pega"."""
    before, after = words.at(index - 1), words.at(index + 1)
    if before == "a":
        return after in {"le", "la", "lo", "les"}
    starts = not before.isalpha() or before in {"y", "que", "q", "porque", "xq", "cuando", "pero"}
    if words.at(index + 1) in {"no", "ya", "nunca", "siempre"}:
        after, index = words.at(index + 2), index + 1
    return starts and after in {"me", "nos"} and words.at(index + 2) in lexicon.vocabulary


def _is_family(words: TokenizedText, index: int) -> bool:
    return words.at(index - 1) in {"familia", "apellido", "los", "family"} or (
        words.at(index - 2) == "familia"
    )


def _full_name(words: TokenizedText, lexicon: Lexicon, end: int, *, bold: bool) -> int:
    """Past the further given names and surnames of a name that has begun."""
    while end < len(words):
        if _goes_on(words, lexicon, end, bold):
            end += 1
        elif length := _surname_particles(words, lexicon, end):
            end += length
        else:
            break
    return end


def _is_initial(words: TokenizedText, index: int) -> bool:
    return len(words.at(index)) == 1 and words.capitals[index]


def _goes_on(words: TokenizedText, lexicon: Lexicon, index: int, bold: bool) -> bool:
    """Whether this word is one more name; `bold`: any unknown word is."""
    word = words.at(index)
    if word == ".":
        return _is_initial(words, index - 1) or words.at(index - 1) in SHORTENED
    if word == "-":
        return words.joined(index) and words.joined(index + 1) and words.capitals[index + 1]
    if words.at(index - 1) == "-" and words.joined(index):
        return words.capitals[index]
    if lexicon.is_given(word) or word in lexicon.surnames.sure:
        return True
    return _may_go_on(words, lexicon, index, bold)


def _may_go_on(words: TokenizedText, lexicon: Lexicon, index: int, bold: bool) -> bool:
    word = words.at(index)
    capital = words.capitals[index] and words.capitals[index - 1] and not words.opens_line(index)
    if not word.isalpha() or word in lexicon.stop_words:
        return len(word) == 1 and capital and word != "y"
    if lexicon.kept_names.length_at(words.norms, index) > 1:
        return False
    if word in lexicon.surnames.unsure or word in lexicon.given.unsure:
        return capital or not lexicon.cue_length("surname_plain", words, index)
    return capital or (bold and lexicon.vocabulary.is_strange(word))


def _surname_particles(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """How many words "de la Cruz" has after a name; 0 if that is not what follows."""
    length = 0
    while lexicon.cue_length("surname_particles", words, index + length) and length < 3:
        length += 1
    word = words.at(index + length)
    if not length or word not in lexicon.surnames and word not in lexicon.given:
        return 0
    place = lexicon.kept_places.length_at(words.norms, index + length)
    return 0 if place and not words.capitals[index + length] else length + 1
