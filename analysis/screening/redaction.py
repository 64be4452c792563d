"""Identifying details of a text, and the text with typed placeholders in their stead."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from .lexicon import Lexicon
from .names import ages, is_mid_sentence, kept_words, people
from .places import neighbourhoods, schools, streets, towns
from .screened import Entity
from .shapes import SHAPES, Finder, Found
from .wording import Words, fold, read_words

# In this order of precedence: what is found first keeps its place.
_FINDERS: tuple[Finder, ...] = (*SHAPES, schools, streets, neighbourhoods, towns, people)


_ADDRESS = frozenset({"street", "neighbourhood", "place"})


def identifying(words: Words, lexicon: Lexicon, doc: Doc | None = None) -> list[Entity]:
    """Identifying details in order of place; `doc` is the text read by a trained pipeline."""
    taken: list[Found] = []
    for finder in _FINDERS:
        _add(taken, finder(words, lexicon))
    if doc is not None:
        _add(taken, _recognised(words, lexicon, doc))
    if any(found.type == "name" for found in taken):
        _add(taken, ages(words, lexicon))
    return _joined(words.text, sorted(taken, key=_start))


def _joined(text: str, found: Iterable[Found]) -> list[Entity]:
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


def _start(found: Found) -> int:
    return found.start


def _add(taken: list[Found], candidates: Iterable[Found]) -> None:
    for found in candidates:
        start, end = found.start, found.end
        for other in taken:
            if other.start <= start < other.end:
                start = other.end
            if other.start < end <= other.end:
                end = other.start
        inside = any(start < other.end and other.start < end for other in taken)
        if start < end and not inside:
            taken.append(Found(found.type, start, end))


def _recognised(words: Words, lexicon: Lexicon, doc: Doc) -> Iterator[Found]:
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
            yield Found(types[entity.label_], words.starts[within[0]], words.ends[within[-1]])


def _is_private(words: Words, lexicon: Lexicon, within: list[int], kept: set[int]) -> bool:
    if not within or any(index in kept for index in within):
        return False
    if not is_mid_sentence(words, within[0]):
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
    words = " ".join(fold(word) for word in read_words(detail).norms)
    for number, known in enumerate(seen, 1):
        if known == words or known.startswith(words + " ") or words.startswith(known + " "):
            return number
    seen.append(words)
    return len(seen)
