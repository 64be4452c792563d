"""Groups of wordings turned into themes that can be read: label, keywords, passages, kinds."""

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.themes.annotation import annotations, disputes
from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.clustering import term_weights
from analysis.themes.clustering.centroids import middles
from analysis.themes.clustering.clusters import least
from analysis.themes.clustering.coherence import cluster_sizes, everywhere
from analysis.themes.clustering.selection import AnswerSelection
from analysis.themes.embedding.corpus import Corpus
from analysis.themes.lang.languages import Said, reader_of
from analysis.themes.preprocessing.answer_table import AnswerTable
from analysis.themes.preprocessing.passage_table import ranges
from analysis.themes.preprocessing.passages import pieces
from analysis.themes.preprocessing.terms import Term
from analysis.themes.values import KINDS, Side, Sides, Subtheme, ThemeResult

from . import labels, phrases, theme_annotations
from .subthemes import Subtheme as Part
from .subthemes import Wordings, again
from .theme_words import ThemeWording

SHOWN = 3  # passages of a side


def described(
    said: AnswerSelection,
    groups: Numbers,
    corpus: Corpus,
    asked: AnswerTable,
    earlier: Mapping[int, ThemeWording],
) -> dict[int, ThemeResult]:
    """A theme for each group number; `groups` has that of each of the wordings said.

    A group keeps its words of an `earlier` run where they still hold.
    """
    of = everywhere(said.rows, groups, ALONE, corpus)
    times = everywhere(said.rows, said.weights, 0, corpus)
    sizes = cluster_sizes(groups, said.weights)
    telling = term_weights.telling(corpus.keys.counted(of, times), sizes)
    members = dict(_members(said, groups, of, corpus))
    small = least(int(said.weights.sum()), corpus.settings.smallest)
    themes: dict[int, ThemeResult] = {}
    waiting: deque[tuple[int, ThemeBuilder]] = deque()

    def undivided() -> Iterator[tuple[Wordings, str]]:
        taken: set[str] = set()
        for number in sorted(members, key=lambda n: (n not in earlier, -sizes[n], n)):
            reader = ThemeBuilder(members[number], said, corpus, asked, earlier.get(number))
            theme, parts = reader.theme(number, telling[number], taken)
            taken.add(theme.label.lower())
            distinctive = theme.size < small and not theme.expected
            themes[number] = replace(theme, distinctive=distinctive, **reader.parts(parts or ()))
            if parts is None:
                waiting.append((number, reader))
                yield reader.wordings(theme.kind), theme.label

    for parts in corpus.singly("parted", corpus.settings, undivided()):
        number, reader = waiting.popleft()
        themes[number] = replace(themes[number], **reader.parts(parts))
    return themes


@dataclass(frozen=True, slots=True)
class _Members:
    """The wordings of a group, how often each was said and the passage that stands for it; all
    passages with these wordings, in their order, and the place of each one's wording."""

    rows: Numbers
    weights: Numbers
    stands: Numbers
    passages: Numbers
    place: Numbers


def _members(
    said: AnswerSelection, groups: Numbers, of: Numbers, corpus: Corpus
) -> Iterator[tuple[int, _Members]]:
    """The members of each group, by its number."""
    passages = np.flatnonzero(said.times)
    wording = corpus.passages.wording[passages]
    order = np.lexsort((wording, of[wording]))
    passages, wording = passages[order], wording[order]
    ends = of[wording]
    for number in np.unique(groups[groups >= 0]).tolist():
        here = groups == number
        some = slice(*np.searchsorted(ends, [number, number + 1]).tolist())
        rows = said.rows[here]
        place = np.searchsorted(rows, wording[some])
        yield number, _Members(rows, said.weights[here], said.stands[here], passages[some], place)


class ThemeBuilder:
    """Reads one group of wordings and says what the theme holds."""

    def __init__(
        self,
        members: _Members,
        said: AnswerSelection,
        corpus: Corpus,
        asked: AnswerTable,
        earlier: ThemeWording | None,
    ) -> None:
        self._earlier = earlier
        self._members, self._said, self._corpus, self._asked = members, said, corpus, asked
        self._times = said.times[members.passages]
        vectors = corpus.vectors[members.rows]
        alone = np.zeros(len(members.rows), dtype=np.int64)
        self._middle = middles(vectors, members.weights, alone)[0]
        self._nearness = vectors @ self._middle
        self._order = np.lexsort((np.arange(len(alone)), -self._nearness))
        self._vectors = vectors

    def theme(
        self, number: int, weights: Mapping[str, float], taken: set[str]
    ) -> tuple[ThemeResult, tuple[Part, ...] | None]:
        """The theme of a group, and what it divides into; None where that is yet to be found.

        `taken` are labels, in small letters, that it may not have.
        """
        columns, members = self._corpus.passages, self._members
        kinds = np.bincount(columns.kind[members.passages], weights=self._times).astype(np.int64)
        counted = {name: int(n) for name, n in zip(KINDS, kinds, strict=False) if n}
        kind = min(counted, key=lambda each: (-counted[each], KINDS.index(each)))
        words = self._words()
        stances = self._stances()
        two = theme_annotations.two_sides(stances, self._side, words)
        about = two.about if two else None
        leaning = disputes.leanings(stances.items())
        label, parts = self._as_before(about, kind, taken, leaning) or ("", None)
        label = label or self._label(weights, taken, kind, leaning, two)
        shown = term_weights.differing(
            self._vectors, self._middle, columns.length[members.stands].tolist()
        )
        guide = self._corpus.guide.themes
        expected = number < len(guide)
        platforms, settings, addressees, concepts = theme_annotations.count_annotations(
            self._marks()
        )
        theme = ThemeResult(
            id=guide[number].id if expected else self._id(),
            label=label,
            name=guide[number].name if expected else label,
            keywords=term_weights.keywords(weights, [((word,), n) for word, n in words.items()]),
            size=int(members.weights.sum()),
            passages=self._texts(members.stands[shown]),
            sources=self._sources(members.stands[shown]),
            answers=(),
            expected=expected,
            distinctive=False,
            kind=kind,
            kinds=counted,
            sides=two,
            platforms=platforms,
            settings=settings,
            addressees=addressees,
            concepts=concepts,
        )
        return theme, () if two else parts  # else parts would merge both sides

    def parts(self, parts: Sequence[Part]) -> dict[str, Any]:
        """What a theme says of the parts that it divides into."""
        stands = self._members.stands
        part_of = {
            row: place
            for place, part in enumerate(parts)
            for row in self._members.rows[list(part.members)].tolist()
        }
        found = tuple(
            Subtheme(
                part.label, part.keywords, part.size,
                self._texts(stands[list(part.passages)]),
                self._sources(stands[list(part.passages)]),
            )
            for part in parts
        )  # fmt: skip
        return {"subthemes": found, "part_of": part_of}

    def _texts(self, passages: Numbers) -> tuple[str, ...]:
        return tuple(self._corpus.passages.text(passage) for passage in passages.tolist())

    def _sources(self, passages: Numbers) -> tuple[str, ...]:
        """The ids of the first answers that hold some passages."""
        texts = np.searchsorted(self._corpus.passages.first, passages, side="right") - 1
        return tuple(self._asked.ids[answer] for answer in self._said.source[texts].tolist())

    def _counted(self, column: npt.NDArray[np.int32]) -> dict[int, int]:
        """How many passages have each value of a column of passages."""
        values, place = np.unique(column[self._members.passages], return_inverse=True)
        counts = np.bincount(place, weights=self._times)
        return {int(v): int(n) for v, n in zip(values, counts, strict=True)}

    def _marks(self) -> list[tuple[annotations.Annotations, int]]:
        columns = self._corpus.passages
        return [(columns.marked[code], n) for code, n in self._counted(columns.marks).items()]

    def _stances(self) -> dict[str, int]:
        columns = self._corpus.passages
        return {columns.stances[code]: n for code, n in self._counted(columns.stance).items()}

    def _words(self) -> dict[Term, int]:
        """How often each telling word was said, by the passages that stand for the wordings."""
        columns, members = self._corpus.passages, self._members
        begins = columns.words[members.stands]
        counts = columns.words[members.stands + 1] - begins
        times = np.repeat(members.weights, counts)
        codes, place = np.unique(columns.word[ranges(begins, counts)], return_inverse=True)
        counts = np.bincount(place, weights=times, minlength=len(codes))
        return {columns.known[code]: int(n) for code, n in zip(codes, counts, strict=True)}

    def _side(self, stances: frozenset[str]) -> Side:
        """The passages with some stances: how many, and the wordings nearest the middle."""
        columns, members = self._corpus.passages, self._members
        codes = [at for at, stance in enumerate(columns.stances) if stance in stances]
        here = np.isin(columns.stance[members.passages], codes)
        rank = np.argsort(self._order)
        nearest = members.passages[here][np.argsort(rank[members.place[here]], kind="stable")]
        _, first = np.unique(columns.wording[nearest], return_index=True)
        shown = nearest[np.sort(first)[:SHOWN]]
        return Side(int(self._times[here].sum()), self._texts(shown), self._sources(shown))

    def _label(
        self,
        weights: Mapping[str, float],
        taken: set[str],
        kind: str,
        leaning: Mapping[str, str],
        two: Sides | None,
    ) -> str:
        """A label out of the most promising passages; impartial where there are two sides."""
        lengths = self._corpus.passages.length[self._members.stands].tolist()
        nearness = self._nearness.tolist()
        said = list(zip(self._telling(), self._members.weights.tolist(), strict=True))
        coverage, best = term_weights.promising(weights, said, nearness, lengths)
        shown = {self._shown(row): nearness[row] for row in reversed(best)}
        texts = sorted(shown)
        found = phrases.phrases_in(texts, [shown[said] for said in texts], kind)
        forms = {said.text: near for said, near in shown.items()}

        def nearest_first(text: str) -> tuple[float, str]:
            return -forms[text], phrases.longest_stretch(text)

        named = phrases.names(two.about, theme_annotations.keys_of(two), forms) if two else ()
        label = partial(labels.best_label, [*found, *named], coverage, taken, leaning)
        return (
            (two and label(theme_annotations.keys_of(two)))
            or label()
            or phrases.free_stretch(sorted(forms, key=nearest_first), taken)
        )

    def _telling(self) -> list[tuple[Term, ...]]:
        """The telling words of each wording."""
        return [self._corpus.passages.telling(at) for at in self._members.stands.tolist()]

    def _shown(self, row: int) -> Said:
        """The commonest way a wording was written; of equals the first in the alphabet."""
        some = slice(*np.searchsorted(self._members.place, [row, row + 1]).tolist())
        forms: Counter[Said] = Counter()
        for passage, times in zip(
            self._members.passages[some].tolist(), self._times[some].tolist(), strict=True
        ):
            forms[self._corpus.said(passage)] += times
        return min(forms, key=lambda form: (-forms[form], form))

    def _as_before(
        self, about: str | None, kind: str, taken: set[str], leaning: Mapping[str, str]
    ) -> tuple[str, tuple[Part, ...]] | None:
        """The label and parts that the theme had before; None where they do not hold any more:
        the label is another theme's, stands in no passage or says what fewer say by now, or the
        sides differ on something else.
        """
        words, members = self._earlier, self._members
        if words is None or words.about != about or words.label.lower() in taken:
            return None
        nearest_first = members.passages[np.argsort(np.argsort(self._order)[members.place])]
        said = (self._corpus.said(at) for at in nearest_first.tolist())
        language = next((each.language for each in said if words.label in each.text), None)
        if language is None:
            return None
        reader = reader_of(language)
        read = next(pieces([words.label], reader.nlp, reader.spelling))
        if any(disputes.claims(piece.stance, leaning) for piece in read):
            return None
        stood = words.stood(self._corpus.digests[members.rows])
        parts = again(self.wordings(kind), stood, words.parts)
        return None if parts is None else (words.label, parts)

    def wordings(self, kind: str) -> Wordings:
        """What is divided; `kind` is the theme's commonest."""
        members = self._members
        columns = self._corpus.passages
        stances = [columns.stances[code] for code in columns.stance[members.stands].tolist()]
        texts = [self._corpus.said(at) for at in members.stands.tolist()]
        return Wordings(
            self._vectors, members.weights, texts, self._telling(), kind, stances
        )  # fmt: skip

    def _id(self) -> str:
        """Made from what the theme holds: equal members, equal id."""
        wordings = "\n".join(sorted(self._corpus.wordings[self._members.rows]))
        return "t" + hashlib.sha256(wordings.encode()).hexdigest()[:12]
