"""Details made whole: what belongs to a name, a place or a handle at its edges.

Finders and tagger see the heart of a detail; children write more around it: a first name that no
list has, an initial, a number, "de la Cruz", the article of a village. A detail grows over words
that stand straight beside it, never over another detail or a placeholder.
"""

import re
from collections.abc import Sequence

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.results import Entity
from analysis.screening.tokens import TokenizedText

from .name_spans import QUOTES, is_counted
from .person_names import SHORTENED, is_mid_sentence

_ARTICLES = frozenset({"el", "la", "los", "las"})
_PARTICLES = _ARTICLES | {"de", "del", "don", "dona"}
_INITIALS = frozenset("bcdfghjlmpstvz")
"""Letters that stand for no English word in a chat, as "u" or "n" do: "ashley g"."""
_OPENING = _ARTICLES | {"del", "san", "santa"}
"""What names of Spanish origin begin with: "del valle high"."""
_SPOTS = frozenset({"place", "neighbourhood", "street", "school"})
_FEW = 3
"""How many words a detail grows by, at most, at each edge; and the letters of a short form."""
_QUOTED = 6
_SAID = frozenset({"vale", "justo", "linda", "lindo", "ama", "adora", "lucho", "marca", "guarda"})
"""Names too, but behind a name what somebody does or is."""
_STOPS = frozenset("'’ʼ")
"""The stop of the voice at the end of a name ("Xhunco'")."""
_AFTER_COUNTS = frozenset(
    {"%", "°", "º", "ª", "$", ":", "/", "a", "o", "er", "do", "ro", "to", "mo"}
)
_ORDERED = frozenset({"primera", "segunda", "tercera", "cuarta", "quinta", "1a", "2a", "3a"})
_SHIFTS = frozenset({"vespertino", "matutino", "nocturno"})
_REGIONS = frozenset({"norte", "sur", "centro", "valle", "golfo", "pacifico", "noroeste"})
_CALLED = frozenset({"profr", "profra", "prof", "maestro", "maestra", "mtro", "mtra", "lic"})
"""Titles of those after whom a school is called."""
_DOTTED = re.compile(r"^\.[a-z]{2}")
"""A point that only lacks its space stands before a capital, mostly; else it is of a handle."""
_CHUNK = re.compile(r"(?:[\w@#·]|(?<=\w)[.\-](?=\w))+")


def extend_boundaries(
    words: TokenizedText, lexicon: Lexicon, entities: Sequence[Entity]
) -> list[Entity]:
    """Details in order, each with what belongs to it; those that meet so become one."""
    if not entities:
        return []
    done = [match.span() for match in lexicon.placeholder.finditer(words.text)]
    spans = [*done, *((entity.start, entity.end) for entity in entities)]
    taken = {at for span in spans for at in _inside(words, *span)}
    kept = (lexicon.kept_names, lexicon.kept_places)
    lengths = [
        max(listed.length_at(words.norms, at) for listed in kept) for at in range(len(words))
    ]
    grown: list[Entity] = []
    for entity in entities:
        own = _inside(words, entity.start, entity.end)
        if own and entity.type in _SPOTS | {"name"}:
            others = (range(at, at + size) for at, size in enumerate(lengths) if at not in own)
            known = {at for other in others for at in other}
            beside = taken.difference(own) | _on_other_lines(words, entity)
            entity = _Edge(words, lexicon, beside, known).grown(entity, own[0], own[-1])
        grown.append(_tied(words.text, _headed(words, lexicon, entity)))
    return _met(words, grown)


def _inside(words: TokenizedText, start: int, end: int) -> list[int]:
    return [at for at, begun in enumerate(words.starts) if start <= begun < end]


def _on_other_lines(words: TokenizedText, entity: Entity) -> set[int]:
    """A new line ends what a child says as a full stop does: "soy Lupita⏎Quiero más compus"."""
    text = words.text
    end = text.find("\n", entity.end)
    before = _inside(words, 0, text.rfind("\n", 0, entity.start))
    return {*before, *(_inside(words, end, len(text)) if end >= 0 else ())}


class _Edge:
    """The words beside a detail; `taken` are those of others, `known` those of somebody known."""

    def __init__(
        self, words: TokenizedText, lexicon: Lexicon, taken: set[int], known: set[int]
    ) -> None:
        self.words, self.lexicon, self.taken, self.known = words, lexicon, taken, known

    def grown(self, entity: Entity, first: int, last: int) -> Entity:
        """The detail with what belongs to it."""
        spot = entity.type in _SPOTS
        start, end = first, last
        while first - start < _FEW and (back := self._before(start, spot)):
            start -= back
        while end - last < _FEW + 1 and (ahead := self._after(end, spot)):
            end += ahead
        if entity.type == "school":
            end = self._past_quoted(end)
        kind, start = self._led(entity.type, start, end)
        if kind in {"place", "neighbourhood"} and self._free(start - 1):
            start -= self.words.at(start - 1) in _ARTICLES
        first_letter = min(entity.start, self.words.starts[start])
        return Entity(kind, first_letter, max(entity.end, self.words.ends[end]))

    def _free(self, at: int) -> bool:
        return 0 <= at < len(self.words) and at not in self.taken

    def _is_capital(self, at: int) -> bool:
        """Whether a word there has a capital that grammar does not ask for, and is nobody known."""
        words, word = self.words, self.words.at(at)
        if not self._free(at) or not word.isalpha() or not words.capitals[at]:
            return False
        if word in self.lexicon.stop_words or at in self.known:
            return False
        return is_mid_sentence(words, at) or word not in self.lexicon.vocabulary

    def _before(self, at: int, spot: bool) -> int:
        """How many words before belong to the detail."""
        words = self.words
        if self._is_capital(at - 1):
            return 1
        if not self._free(at - 1):
            return 0
        if spot:
            return self._through(at - 1, -1)
        if self._is_second(at - 1) and words.at(at - 2) not in _PARTICLES:
            return 1
        mark = at - 1
        while words.at(mark) in _PARTICLES and self._free(mark - 1):
            mark -= 1
        tied = words.at(mark) in {".", "-"} and words.joined(mark)
        short = len(words.at(mark - 1)) <= _FEW or words.at(mark) == "-"
        first = mark - 1
        return at - first if tied and short and self._free(first) and words.capitals[first] else 0

    def _after(self, at: int, spot: bool) -> int:
        """How many words behind belong to the detail."""
        words = self.words
        if not self._free(at + 1):
            return 0
        initial = words.at(at) in SHORTENED or (len(words.at(at)) == 1 and words.capitals[at])
        if words.joined(at + 1) and words.at(at + 1) in ({*_STOPS, "."} if initial else _STOPS):
            return 1
        if self._is_capital(at + 1) or self._is_initial(at + 1) or self._is_number(at + 1):
            return 1
        if not spot and self._is_second(at + 1):
            return 1
        return (spot and self._pair(at + 1)) or self._through(at + 1, 1)

    def _pair(self, at: int) -> int:
        """2 if two words there tell a part of a place: "tercera sección", "del norte"."""
        first, second = self.words.at(at), self.words.at(at + 1)
        told = (
            (first in _ORDERED and second == "seccion")
            or (first == "sin" and second == "numero")
            or (first == "turno" and second in _SHIFTS)
            or (first == "del" and second in _REGIONS)
        )
        return 2 if told and self._free(at) and self._free(at + 1) else 0

    def _is_second(self, at: int) -> bool:
        """Whether a word beside a name is one more, though it means something too ("abril")."""
        lexicon, word = self.lexicon, self.words.at(at)
        kept = (lexicon.kept_names, lexicon.kept_places)
        alone = max(listed.length_at(self.words.norms, at) for listed in kept) == 1
        if word in _SAID or word in lexicon.stop_words or (at in self.known and not alone):
            return False
        return word in lexicon.surnames or word in lexicon.given  # "karla guerrero"

    def _through(self, at: int, step: int) -> int:
        """How many words lead over particles ("de la") to a capital; 0 if they do not."""
        for count in range(1, _FEW):
            if not self._free(at) or self.words.at(at) not in _PARTICLES:
                return 0
            at += step
            if self._is_capital(at):
                return count + 1
        return 0

    def _is_initial(self, at: int) -> bool:
        word = self.words.at(at)
        small = self.lexicon.language == "en" and word in _INITIALS
        return len(word) == 1 and word.isalpha() and (small or self.words.capitals[at])

    def _is_number(self, at: int) -> bool:
        words = self.words
        if not words.at(at).isdigit() or words.at(at + 1) in _AFTER_COUNTS:
            return False
        return words.capitals[at - 1] and not is_counted(words, self.lexicon, at)

    def _past_quoted(self, end: int) -> int:
        """Past a name in quotes that follows."""
        words = self.words
        closes = words.joined(end + 1) and not words.joined(end + 2)
        if words.at(end + 1) not in QUOTES or closes or not words.at(end + 2).isalnum():
            return end
        for at in range(end + 2, min(end + 2 + _QUOTED, len(words))):
            if not self._free(at):
                break
            if words.at(at) in QUOTES:
                return at
        return end

    def _led(self, kind: str, start: int, end: int) -> tuple[str, int]:
        """A place or full name from the word that leads to it: "colegio", "kiosko de"."""
        if kind == "name" and end == start:
            return kind, start
        leads = {"place": ("school", "spot", "spot_heads"), "name": ("school",)}.get(kind, ())
        at = start
        while at >= start - _FEW:
            for cue in leads:
                begun = self._cue_before(cue, at)
                if begun is not None:
                    return ("school" if cue == "school" else kind), begun
            at -= 1
            if not self._free(at) or self.words.at(at) not in _PARTICLES:
                break
        return kind, start

    def _cue_before(self, cue: str, end: int) -> int | None:
        """Where a cue begins that ends just before `end`."""
        for begun in range(max(0, end - _FEW), end):
            if self.lexicon.cue_length(cue, self.words, begun) == end - begun:
                return begun if all(map(self._free, range(begun, end))) else None
        return None


def _headed(words: TokenizedText, lexicon: Lexicon, entity: Entity) -> Entity:
    """A detail with what it is, where a language has that behind: "Canyon Ridge High School"."""
    own = _inside(words, entity.start, entity.end)
    if not own or entity.type not in _SPOTS | {"name"}:
        return entity
    for kind in ("school", "street", "spot"):
        end = own[-1] + 1
        while length := lexicon.cue_length(f"{kind}_ends", words, end):
            end += length
        if end > own[-1] + 1 or lexicon.cue_length(f"{kind}_ends", words, own[-1]):
            shown = "place" if kind == "spot" else kind
            first = own[0]
            while first and words.at(first - 1) in _OPENING:
                first -= 1
            return Entity(shown, min(entity.start, words.starts[first]), words.ends[end - 1])
    return entity


def _tied(text: str, entity: Entity) -> Entity:
    """A handle, or what was taken for a name in one, up to the white space around it."""
    glued = {"_", "#", "@", "·"} & {text[entity.start - 1 : entity.start], text[entity.end :][:1]}
    glued |= set(_DOTTED.findall(text[entity.end :][:3]))
    if entity.type != "handle" and not (entity.type == "name" and glued):
        return entity
    chunks = [
        chunk
        for chunk in _CHUNK.finditer(text)
        if chunk.start() < entity.end and entity.start < chunk.end()
    ]
    start = min([entity.start, *(chunk.start() for chunk in chunks)])
    end = max([entity.end, *(chunk.end() for chunk in chunks)])
    return Entity("handle", start, end)


def _met(words: TokenizedText, entities: Sequence[Entity]) -> list[Entity]:
    """Details that overlap, or that only "de la" parts from a place, as one."""
    met: list[Entity] = []
    for entity in entities:
        last = met[-1] if met else None
        if last and (entity.start < last.end or _leads(words, last, entity)):
            met[-1] = Entity(last.type, last.start, max(last.end, entity.end))
        else:
            met.append(entity)
    return met


def _leads(words: TokenizedText, last: Entity, entity: Entity) -> bool:
    spots = last.type in _SPOTS and entity.type in _SPOTS | {"name"}
    between = words.text[last.end : entity.start].lower().replace(".", " ").split()
    if last.type == "school" and entity.type == "name" and _CALLED.issuperset(between):
        return True
    if last.type == "school" and entity.type in {"place", "neighbourhood"} and not between:
        return "\n" not in words.text[last.end : entity.start]  # "prepa tec campus Cumbres"
    return spots and between[:1] in (["de"], ["del"]) and _PARTICLES.issuperset(between)
