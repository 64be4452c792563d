"""From answers to themes: the steps in their order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from .corpus import Corpus, Progress, Said, read
from .describing import described, unsayable
from .findings import Answer, Passage, Setting, Theme, Themes
from .grouping import ALONE, Numbers, Settings, group, without
from .guide import Guide

FEWEST = 40  # passages: under it they are listed, and no theme is claimed


def find_themes(
    answers: Iterable[Answer],
    *,
    guide: Guide | None,
    language: str = "es",
    progress: Progress | None = None,
    settings: Settings | None = None,
) -> Themes:
    """Group what was answered into themes, biggest first; per question too where there are some.

    Equal answers, guide and settings give equal themes, whatever the order of the answers.
    `progress` is called with (steps done, steps in all), a step being a text read or encoded.
    Texts must have been redacted. Raises ValueError where two answers share an id.
    """
    asked = sorted(answers, key=lambda answer: answer.id)
    _refuse_repeated([answer.id for answer in asked])
    with threadpool_limits(limits=1):
        said, corpus = read(asked, guide or Guide(()), language, progress, settings or Settings())
        everyone = _themes(asked, said, corpus)
        by_question = {
            question: _themes(
                [answer for answer in asked if answer.question == question],
                [passage for passage in said if passage.answer.question == question],
                corpus,
            )
            for question in sorted({answer.question for answer in asked if answer.question})
        }
    return replace(everyone, by_question=by_question)


def _refuse_repeated(ids: Sequence[str]) -> None:
    for one, next_one in zip(ids, ids[1:], strict=False):
        if one == next_one:
            raise ValueError(f'Two answers have the id "{one}"; every answer needs its own.')


def _themes(asked: Sequence[Answer], said: Sequence[Said], corpus: Corpus) -> Themes:
    """The themes of some of the corpus."""
    voiced = [passage for passage in said if passage.wording != ALONE]
    rows, groups = _grouped(voiced, corpus)
    found = described(rows, groups, voiced, corpus)
    theme_of = {
        int(row): found[int(number)].id if number != ALONE else None
        for row, number in zip(rows, groups, strict=True)
    }
    passages = tuple(
        Passage(one.answer.id, one.index, one.piece.text, theme_of[one.wording], one.piece.kind)
        for one in voiced
    )
    main = _main_themes(asked, passages)
    themes = [_with_answers(theme, main) for theme in found.values()]
    heard = {one.answer.id for one in voiced}
    return Themes(
        themes=tuple(sorted(themes, key=lambda theme: (-theme.size, theme.id))),
        assignments=main,
        passages=passages,
        no_opinion=tuple(answer.id for answer in asked if answer.id not in heard),
        near_duplicates=len(voiced) - len(rows),
        method={**corpus.method, **_counts(passages, len(rows), len(themes))},
    )


def _grouped(voiced: Sequence[Said], corpus: Corpus) -> tuple[Numbers, Numbers]:
    """The distinct wordings among the passages (row numbers), and the group of each."""
    rows, times = np.unique([one.wording for one in voiced], return_counts=True)
    rows = rows.astype(np.int64)
    if len(voiced) < FEWEST:
        return rows, np.full(len(rows), ALONE, dtype=np.int64)
    vectors, weights = corpus.vectors[rows], times.astype(np.int64)
    first = group(vectors, weights, corpus.examples, corpus.settings)
    unwanted = unsayable(rows, weights, first.numbers, corpus)
    return rows, without(unwanted, first, vectors, weights, corpus.settings).numbers


def _main_themes(asked: Sequence[Answer], passages: Sequence[Passage]) -> dict[str, str | None]:
    """Each answer's theme with most of its passages; of equals the one said first."""
    found: dict[str, list[str]] = {answer.id: [] for answer in asked}
    for passage in passages:
        if passage.theme is not None:
            found[passage.answer].append(passage.theme)
    return {
        answer: Counter(themes).most_common(1)[0][0] if themes else None
        for answer, themes in found.items()
    }


def _with_answers(theme: Theme, main: Mapping[str, str | None]) -> Theme:
    return replace(theme, answers=tuple(a for a, found in main.items() if found == theme.id))


def _counts(passages: Sequence[Passage], wordings: int, themes: int) -> dict[str, Setting]:
    left = sum(passage.theme is None for passage in passages)
    return {
        "passages": len(passages), "wordings": wordings, "themes": themes, "not grouped": left,
        "grouped": len(passages) >= FEWEST, "fewest passages to group": FEWEST,
    }  # fmt: skip
