"""Identifying details of a text, and the text with typed placeholders in their stead."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from spacy.tokens import Doc

from analysis.screening.lexicon import word_lists
from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.results import Entity
from analysis.screening.tokens import TokenizedText, fold, tokenize

from .ages import ages
from .boundaries import extend_boundaries
from .localities import areas, spots, towns
from .patterns import COUNTED_AFTER, NOBODYS, SHAPES
from .person_names import is_called_thing, is_mid_sentence, is_of_story, kept_words, people
from .schools import schools
from .spans import DetailSpan, Finder
from .streets import neighbourhoods, streets
from .tagger import Tagger, tagger, tokens_of

# In this order of precedence: what is found first keeps its place.
_FINDERS: tuple[Finder, ...] = (
    *SHAPES,
    schools,
    streets,
    neighbourhoods,
    areas,
    spots,
    towns,
    people,
)


_DONE = "done"
"""A placeholder that stands in the text already: nothing in it is a detail."""

_SHORTEST = 3
"""What is left of a detail, when another took a part, is dropped if it is no longer than "la "."""

_FEWEST_DIGITS = 4
"""A number that has fewer, and no letter, is nobody's."""

_ADDRESS = frozenset({"street", "neighbourhood", "place"})

_DONE_BY_MANY = ("an", "en", "ron")
_CALLED = frozenset({"name", "school"})
_TIED = re.compile(r"(?:[-·_#]\w+)+")
"""What a dash or the like ties to a detail is part of it ("1-SNR-204")."""
_APART = re.compile(r"[\s\-.\"“”«»]{0,3}")
"""What may stand between two parts of one detail."""
_WITHIN_NAME = re.compile(r"[^\S\n]*[\"“”«»'‘’]?[^\S\n]*")
"""What may stand between two parts of one name ("Juan "el Pecas" Ortiz")."""
_BEFORE = re.compile(r"(?<!\w)(?:el|la|los|las|don|doña|dona)[^\S\n]+$", re.IGNORECASE)
_UNTITLED = re.compile(r"^(?:el|la|los|las|don|doña|dona)\s+(?=\w)", re.IGNORECASE)
"""An article or title belongs to what somebody, or a school, is called ("el Chuy", "don Chon")."""


def find_details(words: TokenizedText, lexicon: Lexicon, doc: Doc | None = None) -> list[Entity]:
    """Identifying details in order of place; `doc` is the text read by a trained pipeline."""
    return details(words, lexicon, doc, tagger(lexicon.language))


def details(
    words: TokenizedText, lexicon: Lexicon, doc: Doc | None, learned: Tagger | None
) -> list[Entity]:
    """The same with another tagger, or with rules alone."""
    words = lexicon.corrected(words)
    taken = by_rules(words, lexicon, doc)
    if learned:
        taken = _with_learned(words, lexicon, learned, taken)
    if names := {found.end for found in taken if found.type == "name"}:
        _add(taken, ages(words, lexicon, names))
    found = [detail for detail in taken if detail.type != _DONE]
    joined = _joined(words.text, sorted(found, key=_start))
    titled = _with_titles(words.text, extend_boundaries(words, lexicon, joined))
    return _with_rests(words.text, titled)


def _with_rests(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """Each detail with what a dash ties to its end, and parts of one kind as one: "4410-B"."""
    whole: list[Entity] = []
    for entity in entities:
        rest = _TIED.match(text, entity.end)
        end = rest.end() if rest else entity.end
        last = whole[-1] if whole else None
        if last and entity.start < last.end:
            whole[-1] = Entity(last.type, last.start, max(last.end, end))
        elif (
            last
            and last.type == entity.type
            and _between(entity.type).fullmatch(text, last.end, entity.start)
        ):
            whole[-1] = Entity(last.type, last.start, end)
        else:
            whole.append(Entity(entity.type, entity.start, end))
    return whole


def _between(kind: str) -> re.Pattern[str]:
    return _WITHIN_NAME if kind == "name" else _APART


def _with_titles(text: str, entities: Sequence[Entity]) -> list[Entity]:
    ends = [0, *(entity.end for entity in entities)]
    return [_with_title(text, each, free) for each, free in zip(entities, ends, strict=False)]


def _with_title(text: str, entity: Entity, free: int) -> Entity:
    """With the article or title before it, if that stands behind the detail before."""
    before = _BEFORE.search(text, free, entity.start) if entity.type in _CALLED else None
    return Entity(entity.type, before.start(), entity.end) if before else entity


def by_rules(words: TokenizedText, lexicon: Lexicon, doc: Doc | None = None) -> list[DetailSpan]:
    """What rules and lists find in `corrected` words, placeholders of the text too."""
    taken = [DetailSpan(_DONE, *match.span()) for match in lexicon.placeholder.finditer(words.text)]
    for finder in _FINDERS:
        _add(taken, finder(words, lexicon))
    if doc is not None:
        _add(taken, _recognised(words, lexicon, doc))
    return taken


def _with_learned(
    words: TokenizedText, lexicon: Lexicon, learned: Tagger, taken: Sequence[DetailSpan]
) -> list[DetailSpan]:
    """What was found, and what the tagger finds; it reads again until it finds no more.

    Each reading sees what was found before as one token, as a redacted text would show it: what is
    redacted stays as it is when it is redacted again.
    """
    taken = sorted(taken, key=_start)
    while True:
        tokens = tokens_of(words, lexicon, known_of(words.text, taken, lexicon))
        more = [
            DetailSpan(kind, words.starts[first], words.ends[last])
            for kind, first, last in learned.spans(tokens, lexicon)
            if not _is_kept(words, lexicon, kind, first, last)
            and not (first == last and _is_said_of(words, lexicon, taken, first))
        ]
        if not more:
            return taken
        taken = _grown(words.text, sorted([*taken, *more], key=_start))


def _is_said_of(
    words: TokenizedText, lexicon: Lexicon, taken: Iterable[DetailSpan], index: int
) -> bool:
    """Whether an ordinary word only says what somebody does who stands before: "Brenda pelean"."""
    word, start = words.at(index), words.starts[index]
    capital = words.capitals[index] and not words.opens_line(index)
    named = word in lexicon.given or word in lexicon.surnames or capital
    acts = word.endswith(_DONE_BY_MANY)  # "en la prepa 5 venden"; but "camino verde"
    apart = acts or words.opens_line(index)
    follows = any(
        (found.type == "name" or apart) and words.text[found.end : start].isspace()
        for found in taken
    )
    return follows and not named and word in lexicon.vocabulary


def _is_kept(words: TokenizedText, lexicon: Lexicon, kind: str, first: int, last: int) -> bool:
    """Whether rules speak against what the tagger found: a doll's name, a helpline, a month."""
    run = words.norms[first : last + 1]
    if all(w in lexicon.stop_words or not w.isalnum() for w in run):
        return True
    if len(run) == 1 and len(run[0]) == 1:
        return True  # of a grade or of a device: "3 B", "5G"
    if kind == "handle" and {"<", ">"} & {*run, words.at(first - 1), words.at(last + 1)}:
        return True  # a mark of HTML: "</b>"
    start = first + (words.at(first) in {"la", "el"})
    if 1 < last + 1 - start <= lexicon.kept_places.length_at(words.norms, start):
        return True
    shown = words.text[words.starts[first] : words.ends[last]]
    digits = "".join(letter for letter in shown if letter.isdigit())
    plain = not any(letter.isalpha() for letter in shown)
    few = plain and kind != "school" and len(digits) < _FEWEST_DIGITS
    few = few or (plain and bool(COUNTED_AFTER.match(words.text, words.ends[last])))
    month = first == last and bool(lexicon.cue_length("months", words, first))
    if few or month or _are_helplines(words, first, last) or NOBODYS.fullmatch(_bare(kind, shown)):
        return True
    story = kind == "name" and is_of_story(words, lexicon, last + 1)
    venerated = words.at(first - 1) == "de" and words.at(first - 2) == "virgen"
    return story or venerated or is_called_thing(words, lexicon, first)


def _bare(kind: str, shown: str) -> str:
    """A number without the words around it ("dura 10:30"); any other detail as it is."""
    return re.sub(r"^\D+|\s\D+$", "", shown) if kind == "number" else shown


def _are_helplines(words: TokenizedText, first: int, last: int) -> bool:
    """Whether all numbers of a run are of help: "911 o 800 911 2000", which is written in parts."""
    while words.at(first - 1).isdigit():
        first -= 1
    while words.at(last + 1).isdigit():
        last += 1
    run = words.norms[first : last + 1]
    numbers = "".join(w if w.isdigit() else " " * w.isalpha() for w in run).split()
    return bool(numbers) and set(numbers).issubset(word_lists.lines("kept_numbers"))


def known_of(
    text: str, taken: Iterable[DetailSpan], lexicon: Lexicon
) -> list[tuple[str, int, int]]:
    """Details and placeholders in order as `(type, start, end)`, as the tagger is told of them."""
    types = {word: kind for kind, word in lexicon.placeholders.items()}
    done = [found for found in taken if found.type == _DONE]
    shown = [
        (types[text[found.start + 1 : found.end - 1].rstrip(" 0123456789")], found.start, found.end)
        for found in done
    ]
    others = (found for found in taken if found.type != _DONE)
    shown += [(entity.type, entity.start, entity.end) for entity in _joined(text, others)]
    return sorted(shown, key=lambda each: each[1])


def _grown(text: str, found: Sequence[DetailSpan]) -> list[DetailSpan]:
    """Details in order; names that only white space parts become one."""
    grown: list[DetailSpan] = []
    for detail in found:
        last = grown[-1] if grown else None
        alike = last and last.type == detail.type == "name"
        if last and alike and not text[last.end : detail.start].strip():
            grown[-1] = DetailSpan("name", last.start, detail.end)
        else:
            grown.append(detail)
    return grown


def _joined(text: str, found: Iterable[DetailSpan]) -> list[Entity]:
    """Entities in order; parts of one address that only commas part become one."""
    entities: list[Entity] = []
    for detail in found:
        last = entities[-1] if entities else None
        if (
            last
            and {last.type, detail.type} <= _ADDRESS
            and not text[last.end : detail.start].strip(" ,")
        ):
            entities[-1] = Entity(last.type, last.start, detail.end)
        else:
            entities.append(Entity(detail.type, detail.start, detail.end))
    return entities


def _start(found: DetailSpan) -> int:
    return found.start


def _add(taken: list[DetailSpan], candidates: Iterable[DetailSpan]) -> None:
    for found in candidates:
        start, end = found.start, found.end
        for other in taken:
            if other.start <= start < other.end:
                start = other.end
            if other.start < end <= other.end:
                end = other.start
        inside = any(start < other.end and other.start < end for other in taken)
        cut = end - start < found.end - found.start
        if start < end and not inside and (not cut or end - start > _SHORTEST):
            taken.append(DetailSpan(found.type, start, end))


def _recognised(words: TokenizedText, lexicon: Lexicon, doc: Doc) -> Iterator[DetailSpan]:
    """What the model takes for a person or a place, where the lists do not speak against it."""
    types = {"PER": "name", "LOC": "place"}
    kept = kept_words(words, lexicon)
    for entity in doc.ents:
        within = [
            index
            for index, start in enumerate(words.starts)
            if entity.start_char <= start < entity.end_char
        ]
        if entity.label_ in types and _is_private(words, lexicon, within, kept):
            yield DetailSpan(types[entity.label_], words.starts[within[0]], words.ends[within[-1]])


def _is_private(
    words: TokenizedText, lexicon: Lexicon, within: list[int], kept: Collection[int]
) -> bool:
    if not within or any(index in kept for index in within):
        return False
    if not is_mid_sentence(words, within[0]) or is_called_thing(words, lexicon, within[0]):
        return False
    capitals = all(words.capitals[index] for index in within)
    return capitals and any(lexicon.vocabulary.is_strange(words.at(index)) for index in within)


def redact(text: str, entities: Iterable[Entity], lexicon: Lexicon) -> str:
    """The text with placeholders; the same detail gets the same one ("[nombre]", "[nombre 2]")."""
    seen: dict[str, list[str]] = {}
    parts, last = [], 0
    for entity in entities:
        number = _number(seen.setdefault(entity.type, []), text[entity.start : entity.end])
        word = lexicon.placeholders[entity.type]
        parts += [text[last : entity.start], f"[{word} {number}]" if number > 1 else f"[{word}]"]
        last = entity.end
    return "".join([*parts, text[last:]])


def _number(seen: list[str], detail: str) -> int:
    """Which one this is among those of its type; a shorter form of a name is the same person."""
    words = " ".join(fold(word) for word in tokenize(_UNTITLED.sub("", detail)).norms)
    for number, known in enumerate(seen, 1):
        if known == words or known.startswith(words + " ") or words.startswith(known + " "):
            return number
    seen.append(words)
    return len(seen)
