"""Every passage of a run, listed from files: none of them has to be in memory."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import numpy as np

from analysis.themes.annotation.disputes import on, side_of
from analysis.themes.arrays import ALONE, Numbers
from analysis.themes.clustering.selection import AnswerSelection
from analysis.themes.embedding.corpus import Corpus
from analysis.themes.preprocessing.answer_table import AnswerTable
from analysis.themes.preprocessing.passage_table import Passages, ranges
from analysis.themes.values import KINDS, Alike, PassageResult, ThemeResult


class Listed(Sequence[PassageResult]):
    """The passages of answers, by answer and in the order they were said.

    `answers` are the places of their answers in `Asked`, `groups` the group numbers of their
    themes or `ALONE`. Equal to any sequence of equal passages.
    """

    def __init__(
        self, answers: Numbers, numbers: Numbers, groups: Numbers,
        themes: Mapping[int, ThemeResult], passages: Passages, asked: AnswerTable,
    ) -> None:  # fmt: skip
        self.answers, self.groups = answers, groups
        self._numbers, self._themes = numbers, themes
        self._passages, self._asked = passages, asked

    def __len__(self) -> int:
        return len(self.answers)

    @overload
    def __getitem__(self, place: int) -> PassageResult: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[PassageResult, ...]: ...
    def __getitem__(self, place: int | slice) -> PassageResult | tuple[PassageResult, ...]:
        if isinstance(place, slice):
            return tuple(self._some(range(*place.indices(len(self)))))
        return next(self._some([range(len(self))[place]]))

    def __iter__(self) -> Iterator[PassageResult]:
        return self._some(range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def alike(self) -> tuple[Alike, ...]:
        """The same passages, each wording once, the commonest first; of equals the first said."""
        wordings = self._passages.wording[self._numbers].tolist()
        said: dict[int, list[PassageResult]] = {}
        for wording, passage in zip(wordings, self, strict=True):
            said.setdefault(wording, []).append(passage)
        found = [
            Alike(
                Counter(each.text for each in same).most_common(1)[0][0],
                len(same),
                tuple(each.answer for each in same),
            )
            for same in said.values()
        ]
        return tuple(sorted(found, key=lambda one: -one.count))

    def _some(self, places: Sequence[int]) -> Iterator[PassageResult]:
        columns, asked, read = self._passages, self._asked, -1
        for place in places:
            answer, number = int(self.answers[place]), int(self._numbers[place])
            text = int(asked.text[answer])
            if text != read:
                said, read = columns.of_text(text), text
            index = number - int(columns.first[text])
            theme = self._themes.get(int(self.groups[place]))
            marks = columns.marked[columns.marks[number]]
            subject = theme.sides.key if theme and theme.sides else None
            stance = columns.stances[columns.stance[number]]
            part_of = theme.part_of if theme else {}
            yield PassageResult(
                asked.ids[answer], index, said[index].text, theme.id if theme else None,
                KINDS[columns.kind[number]],
                side=side_of(stance, subject),
                platforms=marks.platforms, addressees=marks.addressees,
                settings=marks.settings, concepts=tuple(marks.concepts),
                side_here=on(stance, subject) if subject else None,
                subtheme=part_of.get(int(columns.wording[number])),
            )  # fmt: skip


def listed(
    said: AnswerSelection,
    groups: Numbers,
    themes: Mapping[int, ThemeResult],
    corpus: Corpus,
    asked: AnswerTable,
) -> Listed:
    """The passages with an opinion; `groups` has the group of each of the wordings said."""
    columns = corpus.passages
    text = asked.text[said.answers]
    counts = np.diff(columns.first)[text]
    numbers = ranges(columns.first[text], counts)
    answers = np.repeat(said.answers, counts)
    of = np.full(len(corpus.digests) + 1, ALONE, dtype=np.int64)  # the last: no opinion
    of[said.rows] = groups
    voiced = columns.wording[numbers] >= 0
    numbers, answers = numbers[voiced], answers[voiced]
    return Listed(answers, numbers, of[columns.wording[numbers]], themes, columns, asked)
